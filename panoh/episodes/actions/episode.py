"""A course of care outside: planned, begun, what was done there, its end."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.episodes.enums import EPISODE_TRANSITIONS, BrokenOff, EntryKind, EpisodeKind, EpisodeState
from panoh.episodes.events import EpisodeEvent
from panoh.episodes.models import Episode, EpisodeEntry
from panoh.episodes.policy import check_can_keep, check_reads_episode
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.referrals.enums import UNSENT
from panoh.referrals.models import Referral
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_CHOICE = _("This is not on the list. Choose from the list.")
CASE_OVER = _("This case is closed. Reopen it to plan treatment.")
NOT_THEIRS = _("This referral belongs to another case, or its letter was not sent. Choose another one.")
WHERE = _("Choose the facility or the referral.")
WHICH_HELP = _("Choose the kind of help or the referral.")
NOT_FROM_HERE = _("Someone has changed this treatment. Open it again.")
NOT_BEGUN = _("This treatment has not begun or is over. Open it again.")
WHEN_PASSED = _("Enter today or an earlier day.")
WITHIN = _("Enter a day between its beginning and its end.")
NOT_BEFORE = _("Enter a day not before it began and not in the future.")
WHAT_DONE = _("Say in a sentence what was done there.")


@action(undo=_("Treatment recorded."))
def open_episode(
    case: Case,
    *,
    by: User,
    kind: str,
    day: dt.date,
    referral: Referral | None = None,
    facility: Facility | None = None,
    service: str = "",
    expected_days: int | None = None,
) -> Episode:
    """Plans treatment at a facility, where the day is ahead; else it has begun on that day. A referral says where and for what help."""
    check_can_keep(by, case)
    if not case.is_open:
        raise WrongState(CASE_OVER)
    if kind not in EpisodeKind.values:
        raise Invalid(NO_CHOICE, {"kind": NO_CHOICE})
    if referral is not None and (referral.case_id != case.pk or referral.state in UNSENT):
        raise Invalid(NOT_THEIRS, {"referral": NOT_THEIRS})
    where = referral.facility if referral else facility
    if where is None:
        raise Invalid(WHERE, {"facility": WHERE})
    help_given = referral.service if referral else service
    if help_given not in Service.values:
        raise Invalid(WHICH_HELP, {"service": WHICH_HELP})
    row = Episode(case=case, person_id=case.person_id, referral=referral, facility=where, kind=kind, service=help_given, made_by=by)
    row.expected_days = expected_days
    if day > today():
        row.planned_on = day
    else:
        row.begun_on, row.state = day, EpisodeState.UNDER_WAY
    save(row)
    record_about(EpisodeEvent.EPISODE_OPENED, by=by.actor, about=[row])
    return row


@action(undo=_("Start of the treatment recorded."))
def begin_episode(episode: Episode, *, by: User, day: dt.date, expected_days: int | None = None, expected: int | None = None) -> Episode:
    """The person was admitted, or came for the first visit."""
    if day > today():
        raise Invalid(WHEN_PASSED, {"day": WHEN_PASSED})
    episode.begun_on = day
    episode.expected_days = expected_days if expected_days is not None else episode.expected_days
    return _move(episode, EpisodeState.UNDER_WAY, EpisodeEvent.EPISODE_BEGUN, by=by, expected=expected)


@action(undo=_("Note about the treatment recorded."))
def add_entry(episode: Episode, *, by: User, kind: str, day: dt.date, words: str = "") -> EpisodeEntry:
    """What was done there on a day, also when it became known only after the end. A visit may stand without words, all else says what."""
    check_can_keep(by, episode.case)
    if kind not in EntryKind.values:
        raise Invalid(NO_CHOICE, {"kind": NO_CHOICE})
    if episode.begun_on is None:
        raise WrongState(NOT_BEGUN)
    if not episode.begun_on <= day <= (episode.ended_on or today()):
        raise Invalid(WITHIN, {"day": WITHIN})
    if kind != EntryKind.VISIT and not words.strip():
        raise Invalid(WHAT_DONE, {"words": WHAT_DONE})
    row = EpisodeEntry(episode=episode, person_id=episode.person_id, kind=kind, held_on=day, by=by)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(EpisodeEvent.ENTRY_MADE, by=by.actor, about=[episode])
    return row


@action(undo=_("End of the treatment recorded."))
def end_episode(
    episode: Episode, *, by: User, day: dt.date, summary: str = "", wants_follow_up: bool = False, expected: int | None = None
) -> Episode:
    """The person went home, or came for the last visit."""
    _end_on(episode, day)
    episode.wants_follow_up = wants_follow_up
    seal(episode, by=by.actor, summary=summary.strip())
    return _move(episode, EpisodeState.ENDED, EpisodeEvent.EPISODE_ENDED, by=by, expected=expected)


@action(undo=_("Break of the treatment recorded."))
def break_off(episode: Episode, *, by: User, day: dt.date, reason: str, summary: str = "", expected: int | None = None) -> Episode:
    """It did not come to its end, or never began."""
    if reason not in BrokenOff.values:
        raise Invalid(NO_CHOICE, {"reason": NO_CHOICE})
    _end_on(episode, day)
    episode.break_reason = reason
    seal(episode, by=by.actor, summary=summary.strip())
    return _move(episode, EpisodeState.BROKEN_OFF, EpisodeEvent.EPISODE_BROKEN_OFF, by=by, expected=expected)


def _end_on(episode: Episode, day: dt.date) -> None:
    if day > today() or (episode.begun_on is not None and day < episode.begun_on):
        raise Invalid(NOT_BEFORE, {"day": NOT_BEFORE})
    if episode.entries.filter(held_on__gt=day).exists():
        raise Invalid(WITHIN, {"day": WITHIN})
    episode.ended_on = day


def _move(episode: Episode, to: EpisodeState, event: EpisodeEvent, *, by: User, expected: int | None) -> Episode:
    check_can_keep(by, episode.case)
    if to not in EPISODE_TRANSITIONS[EpisodeState(episode.state)]:
        raise WrongState(NOT_FROM_HERE)
    episode.state = to
    save(episode, expected)
    record_about(event, by=by.actor, about=[episode])
    return episode


def read_episode(episode: Episode, *, by: User) -> tuple[str, dict[object, str]]:
    """The discharge summary and the words of each entry, for who reads them; the opening is recorded. Raises Denied."""
    check_reads_episode(by, episode)
    opened = open_sealed([episode, *episode.entries.all()], by=by.actor, purpose=Purpose.CARE, fields=["summary", "words"])
    return opened[0].summary or "", {item.row.pk: item.words or "" for item in opened[1:]}
