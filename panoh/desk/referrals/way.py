"""The way of a referral as it is shown: what was, whose turn it is, what usually follows, which others it follows and leads to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.queries import UserRow
from panoh.core.clock import DUSHANBE
from panoh.core.templatetags.panoh import date_only, day, moment_only
from panoh.desk.frame.facility_names import facility_label
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import OPEN_STATES, SAID_AGAIN, UNSENT, ActsNext, ReferralState, lacks_visit, may_follow
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.referrals import ReferralRecord, TurnRow

# What may have happened, as the button says it that writes it down.
ANSWERS: dict[ReferralState, Any] = {
    ReferralState.ACKNOWLEDGED: gettext_lazy("The facility received the letter"),
    ReferralState.ACCEPTED: gettext_lazy("The facility accepts the person"),
    ReferralState.WAITLISTED: gettext_lazy("On a waiting list"),
    ReferralState.BOOKED: gettext_lazy("Appointment made"),
    ReferralState.ATTENDED: gettext_lazy("The person came"),
    ReferralState.NO_SHOW: gettext_lazy("The person could not come"),
    ReferralState.IN_SERVICE: gettext_lazy("Treatment continues"),
    ReferralState.COMPLETED: gettext_lazy("Record the outcome"),
    ReferralState.DECLINED: gettext_lazy("The facility declines"),
}
ENDINGS: dict[ReferralState, Any] = {
    ReferralState.PERSON_DECLINED: gettext_lazy("The person does not want it"),
    ReferralState.WITHDRAWN: gettext_lazy("Cancel"),
    ReferralState.EXPIRED: gettext_lazy("The facility did not answer"),
    ReferralState.ERROR: gettext_lazy("Created by mistake"),
}
# What is found out of the person: before the facility has answered it is seldom so, and stands behind a press.
SEEN = {state: ANSWERS[state] for state in (ReferralState.ATTENDED, ReferralState.NO_SHOW)}
_UNANSWERED = (ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.ASKED_BACK)
# Of these what a worker writes down of a referral to the legal unit: what the person tells. All else the lawyers write there themselves.
_OF_PERSON = {ReferralState.BOOKED, ReferralState.ATTENDED, ReferralState.NO_SHOW, ReferralState.COMPLETED, *ENDINGS}
# Whose turn it is, and what there is to do: `whose` is one of the first.
_YOURS = gettext_lazy("Your next step")
_WHOSE: dict[ActsNext, Any] = {
    ActsNext.WORKER: gettext_lazy("Next step for the worker"),
    ActsNext.COORDINATOR: gettext_lazy("Next step for the coordinator"),
}
_ASK = gettext_lazy("%(whose)s: ask for consent, by %(when)s.")
_REWORD = gettext_lazy("%(whose)s: send the letter to a second reader or reword the marked parts, by %(when)s.")
_SEND = gettext_lazy("%(whose)s: check the letter and send it, by %(when)s.")
_LOOK = gettext_lazy("%(whose)s: check it by %(when)s.")
_TURNS: dict[str, Any] = {
    ReferralState.CONSENT_REFUSED: gettext_lazy(
        "The person refused consent: %(day)s. %(whose)s: change the facility or cancel the referral, by %(when)s."
    ),
    ReferralState.BOOKED: gettext_lazy("%(whose)s: ask after the appointment if it took place, by %(when)s."),
    ReferralState.ASKED_BACK: gettext_lazy("%(whose)s: answer their question by %(when)s."),
    ReferralState.NO_SHOW: gettext_lazy(
        "%(whose)s: ask what prevented the person, by %(when)s. Then make another appointment, send it again or ask another facility."
    ),
    ReferralState.DECLINED: gettext_lazy("%(whose)s: ask another facility or end the referral, by %(when)s."),
    ReferralState.WAITLISTED: gettext_lazy("%(whose)s: wait or ask another facility, by %(when)s."),
}
# The way of most referrals, for what is still ahead of one.
WAY = (ReferralState.DRAFT, ReferralState.SENT, ReferralState.BOOKED, ReferralState.ATTENDED, ReferralState.COMPLETED)
_REACHED = {
    ReferralState.DRAFT: 1,
    ReferralState.AWAITING_CONSENT: 1,
    ReferralState.CONSENT_REFUSED: 1,
    ReferralState.BOOKED: 3,
    ReferralState.ATTENDED: 4,
    ReferralState.IN_SERVICE: 4,
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the loop."""

    label: str
    state: str
    detail: str


@dataclass(frozen=True, slots=True)
class Link:
    """A referral of the chain."""

    code: str
    where: str
    state: str
    is_this: bool


def offered(row: ReferralRecord, labels: Mapping[ReferralState, object]) -> list[tuple[str, object]]:
    """What may be written down next of a referral, of these; of one to the legal unit nothing that a clinic alone says."""
    follows = may_follow(row.state)
    if lacks_visit(row.state) and row.state not in _UNANSWERED:  # the visit is recorded with what came of it
        follows |= {ReferralState.COMPLETED}
    if row.facility.house_id:
        follows &= _OF_PERSON - {ReferralState.EXPIRED}
    return [(str(to), label) for to, label in labels.items() if to in follows]


def answers_offered(row: ReferralRecord) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    """What may have happened next, and what is seldom so before the facility has answered."""
    steps = offered(row, ANSWERS)
    if row.state not in _UNANSWERED:
        return steps, []
    return [step for step in steps if step[0] not in SEEN], offered(row, SEEN)


def has_hour(row: ReferralRecord) -> bool:
    """Whether an hour of the appointment is known: without one it stands at midnight."""
    return row.appointment_at is not None and row.appointment_at.astimezone(DUSHANBE).time() != dt.time(0)


def turn_sentence(user: UserRow, row: ReferralRecord, ground: object) -> str:
    """What the worker or the coordinator does now, and until when; said to the reader as theirs where they have the task. "" where
    neither has the next step."""
    who = acts_next(row)
    if row.due_at is None or who not in _WHOSE:
        return ""
    whose = _YOURS if queries.has_turn(user, row) else _WHOSE[who]
    return str(_to_do(row, ground)) % {"whose": whose, "when": moment_only(row.due_at), "day": date_only(row.moved_at)}


def _to_do(row: ReferralRecord, ground: object) -> Any:
    if row.answered_at is not None:
        return _LOOK
    if row.state in _TURNS:
        return _TURNS[row.state]
    if not ground:
        return _ASK
    return _REWORD if row.waits_for_reader else _SEND


def is_step(turn: TurnRow, before: TurnRow) -> bool:
    """Whether a turn brought the referral further, or said the same once more with another time."""
    return turn.state != before.state or turn.state in SAID_AGAIN


def next_to_act(row: ReferralRecord) -> str:
    """Who acts next, as it is read: the second reader by name; what goes to the legal unit is answered by lawyers, and by no facility."""
    if row.state in UNSENT and row.waits_for_reader and row.reader:
        return str(row.reader.username)
    found = acts_next(row)
    return _("the lawyers") if found == ActsNext.PROVIDER and row.facility.house_id else str(found.label)


def way_of(row: ReferralRecord) -> list[Step]:
    """Every turn it took with its day, the one that lasts with who acts next and until when, and what usually follows."""
    taken = queries.turns_of(row)
    begun = [turn for turn in taken if turn.state in UNSENT][-1:]  # that a draft waited for its consent is over with the letter
    sent = [turn for turn in taken if turn.state not in UNSENT]
    # An answer that came and was looked at moves the time, not the state.
    turns = [*begun, *(turn for turn, before in zip(sent, [None, *sent], strict=False) if before is None or is_step(turn, before))]
    steps = [Step(str(turn.get_state_display()), "past", day(turn.at.astimezone(DUSHANBE).date())) for turn in turns]
    if row.state not in OPEN_STATES:
        return steps
    if row.waits_for_reader and row.reader:
        until = _("%(name)s reads the letter") % {"name": row.reader.username}
    else:
        until = _("%(who)s, by %(when)s") % {"who": next_to_act(row), "when": moment_only(row.due_at)} if row.due_at else ""
    ahead = WAY[_REACHED.get(ReferralState(row.state), 2) :]
    return [*steps[:-1], Step(str(row.get_state_display()), "now", until), *(Step(str(step.label), "", "") for step in ahead)]


def chain_of(user: UserRow, row: ReferralRecord) -> list[Link]:
    """The referrals before and after this one, in order; none where it stands alone."""
    found = queries.chain(user, row)
    links = [Link(one.code, facility_label(one.facility), str(one.get_state_display()), one.pk == row.pk) for one in found]
    return links if len(links) > 1 else []
