"""A table leaves the house: drawn up and frozen, read by two who do not see each other, numbered, withdrawn. The Unit rates itself."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.reporting.enums import RELEASE_TRANSITIONS, Audience, Rating, ReleaseState, Verdict, What, WithdrawWhy
from panoh.reporting.events import Event
from panoh.reporting.models import FigureRelease, FigureReview, SelfRating, Standard
from panoh.reporting.packs import tell_pack_table
from panoh.reporting.policy import check_can_release, check_can_review
from panoh.reporting.release_queries import next_number, out, readers_needed
from panoh.reporting.standard_queries import FIRST_YEAR, get_slot, rating_of
from panoh.reporting.telling import read, tell
from panoh.reporting.together import Wanted, check_allowed, check_together
from panoh.vault.actions import seal

NO_CHOICE = _("This is not on the list. Choose from the list.")
SAY_WHY = _("Write what it is wanted for.")
SAY_WHO = _("Write who gets it, and the agreement that names it.")
SAY_WHAT = _("Write what each number could reveal, and what you looked at.")
SAY_REASON = _("Write why it is withdrawn.")
NOT_FROM_HERE = _("This stands elsewhere by now. Open it again to see where.")
WRITE_TEXT = _("Paste the text of the standard.")
SAY_EVIDENCE = _("Write what shows it.")
WRONG_YEAR = _("Write a year from %(first)s to this one.")
NOT_YOURS = _("Whoever drew it up asks the readers, or takes it back.")


@action(undo=_("Drawn up."))
def draw_up_release(
    *,
    by: User,
    what: str,
    audience: str,
    start: dt.date,
    end: dt.date,
    why: str,
    rows: str = "",
    columns: str = "",
    pack: str = "",
    recipient: str = "",
) -> FigureRelease:
    """Counts a table as its readers would see it and freezes it. Nobody reads it yet but who may release. `pack`: of packs.pack_tables.

    Raises Invalid where these readers do not get such a table, or where it would say too much beside those that are out.
    """
    check_can_release(by)
    if what not in What.values or audience not in Audience.values:
        raise Invalid(NO_CHOICE)
    if what != What.TABLE:
        rows, columns = pack if what == What.PACK else "", ""
    if not why.strip():
        raise Invalid(SAY_WHY, {"why": SAY_WHY})
    if audience == Audience.AGREEMENT and not recipient.strip():
        raise Invalid(SAY_WHO, {"recipient": SAY_WHO})
    wanted = Wanted(what, audience, start, end, rows, columns)
    check_allowed(wanted)
    told = tell_pack_table(by, pack, start, end) if what == What.PACK else tell(by, what, audience, start, end, rows=rows, columns=columns)
    check_together(wanted, told, out())
    row = FigureRelease(
        house=secretariat(),
        what=what,
        rows=rows,
        columns=columns,
        start=start,
        end=end,
        audience=audience,
        told=told.plain(),
        drawn_up_by=by,
        drawn_up_at=now(),
    )
    seal(row, by=by.actor, why=why.strip(), recipient=recipient.strip())
    save(row)
    record(Event.RELEASE_DRAWN_UP, by=by.actor, purpose=f"{what} {audience}")
    return row


@action
def ask_readers(release: FigureRelease, *, by: User, expected: int | None = None) -> FigureRelease:
    """The author has looked at what each number could reveal, and decides that others look at it now."""
    check_can_release(by)
    if release.drawn_up_by_id != by.pk:
        raise Denied(NOT_YOURS)
    wanted = Wanted(release.what, release.audience, release.start, release.end, release.rows, release.columns)
    check_together(wanted, read(release.told), out())
    release.needed, release.asked_at = readers_needed(), now()
    return _move(release, ReleaseState.ASKED, Event.RELEASE_ASKED, by=by, expected=expected)


@action
def review_release(release: FigureRelease, *, by: User, verdict: str, words: str, expected: int | None = None) -> FigureRelease:
    """One reader says yes or no. With the last yes it is numbered and out; when all have read and one said no, it is not."""
    check_can_review(by, release)
    if verdict not in Verdict.values:
        raise Invalid(NO_CHOICE, {"verdict": NO_CHOICE})
    if not words.strip():
        raise Invalid(SAY_WHAT, {"words": SAY_WHAT})
    row = FigureReview(release=release, reader=by, verdict=verdict, at=now())
    seal(row, by=by.actor, words=words.strip())
    save(row)
    said = list(release.reviews.values_list("verdict", flat=True))
    if len(said) < release.needed:
        save(release, expected)  # its version grows: two readers at the same time do not both think they are the first
        record(Event.RELEASE_READ, by=by.actor)
        return release
    if Verdict.AGAINST in said:
        return _move(release, ReleaseState.SENT_BACK, Event.RELEASE_SENT_BACK, by=by, expected=expected)
    release.number, release.released_at = next_number(), now()
    return _move(release, ReleaseState.RELEASED, Event.RELEASED, by=by, expected=expected)


@action
def take_back_release(release: FigureRelease, *, by: User, expected: int | None = None) -> FigureRelease:
    """Nothing comes of it: it never was out."""
    check_can_release(by)
    if release.drawn_up_by_id != by.pk:
        raise Denied(NOT_YOURS)
    return _move(release, ReleaseState.TAKEN_BACK, Event.RELEASE_TAKEN_BACK, by=by, expected=expected)


@action
def withdraw_release(release: FigureRelease, *, by: User, why: str, words: str, expected: int | None = None) -> FigureRelease:
    """It is no longer said. What was read stays read: the table is kept, with the day and the reason."""
    check_can_release(by)
    if why not in WithdrawWhy.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if not words.strip():
        raise Invalid(SAY_REASON, {"words": SAY_REASON})
    seal(release, by=by.actor, withdraw_words=words.strip())
    release.withdraw_why, release.withdrawn_at, release.withdrawn_by = WithdrawWhy(why), now(), by
    return _move(release, ReleaseState.WITHDRAWN, Event.WITHDRAWN, by=by, expected=expected)


def _move(release: FigureRelease, to: ReleaseState, event: Event, *, by: User, expected: int | None) -> FigureRelease:
    if to not in RELEASE_TRANSITIONS[ReleaseState(release.state)]:
        raise WrongState(NOT_FROM_HERE)
    release.state = to
    save(release, expected)
    record(event, by=by.actor, purpose=str(release.number or ""))
    return release


# -- the network's standards


@action(undo=_("Text kept."))
def paste_standard(number: int, *, by: User, text: str) -> Standard:
    """Keeps the text of one standard, as the network published it."""
    check_has(by, Permission.STANDARDS)
    get_slot(by, number)
    if not text.strip():
        raise Invalid(WRITE_TEXT, {"text": WRITE_TEXT})
    row = Standard.objects.filter(number=number).first() or Standard(number=number)
    row.text = text.strip()
    save(row)
    record(Event.STANDARD_PASTED, by=by.actor, purpose=str(number))
    return row


@action(undo=_("Rating kept."))
def rate_standard(
    number: int, *, by: User, year: int, rating: str, evidence: str, next_step: str = "", expected: int | None = None
) -> SelfRating:
    """Writes down how far the Unit is with a standard in a year; again in the same year, it replaces what stood there."""
    check_has(by, Permission.STANDARDS)
    get_slot(by, number)
    if rating not in Rating.values:
        raise Invalid(NO_CHOICE, {"rating": NO_CHOICE})
    if not FIRST_YEAR <= year <= today().year:
        said: Any = WRONG_YEAR % {"first": FIRST_YEAR}
        raise Invalid(said, {"year": said})
    if not evidence.strip():
        raise Invalid(SAY_EVIDENCE, {"evidence": SAY_EVIDENCE})
    row = rating_of(number, year) or SelfRating(house=secretariat(), number=number, year=year)
    row.rating, row.rated_by, row.rated_at = Rating(rating), by, now()
    seal(row, by=by.actor, evidence=evidence.strip(), next_step=next_step.strip())
    save(row, expected)
    record(Event.STANDARD_RATED, by=by.actor, purpose=f"{number} {year}")
    return row
