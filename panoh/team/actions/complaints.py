"""What is said about the Unit: written down by anybody, answered by somebody other than whom it concerns."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Invalid, WrongState
from panoh.team.enums import COMPLAINT_TRANSITIONS, ComplaintAbout, ComplaintKind, ComplaintOutcome, ComplaintState, Voice
from panoh.team.events import ComplaintEvent
from panoh.team.models import Complaint
from panoh.team.policy.complaints import check_can_answer, handler_for, other_handler
from panoh.vault.actions import Opened, new_keys, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

ANSWER_DAYS = 14  # working days

WHAT = _("Write what was said, in a few sentences.")
WHOM = _("Choose who it is about.")
NOT_YET = _("This date is in the future. Enter the date it was said.")
OVER = _("This has already been answered.")
NOBODY_ELSE = _("There is no one else who can answer this.")
SAY = _("Write what was answered, in a few sentences.")
FOUND = _("Choose what was found.")


@action(undo=_("Complaint or thanks recorded."))
def record_complaint(
    *,
    by: User,
    kind: str,
    about: str,
    voice: str,
    words: str,
    concerned: User | None = None,
    answer_to: str = "",
    received_on: dt.date | None = None,
) -> Complaint:
    """Writes down what somebody says about the Unit. Who answers follows from whom it concerns."""
    check_has(by, Permission.DESK)
    if not words.strip():
        raise Invalid(WHAT, {"words": WHAT})
    day = received_on or today()
    if day > today():
        raise Invalid(NOT_YET, {"received_on": NOT_YET})
    if about == ComplaintAbout.WORKER and concerned is None:
        raise Invalid(WHOM, {"concerned": WHOM})
    named = concerned if about == ComplaintAbout.WORKER else None
    row = Complaint(
        organisation_id=by.organisation_id,
        kind=ComplaintKind(kind),
        about=ComplaintAbout(about),
        concerned=named,
        voice=Voice(voice),
        received_on=day,
        answer_by=add_working_days(day, ANSWER_DAYS),
        handler_role=handler_for(named),
        recorded_by=by,
        is_practice=by.is_practising,
    )
    new_keys([row.sealing_subject()], owners=[by.organisation_id])
    seal(row, by=by.actor, words=words.strip(), answer_to=answer_to.strip())
    save(row)
    record_about(ComplaintEvent.COMPLAINT_RECORDED, by=by.actor, about=[row])
    return row


@action(undo=_("Complaint taken on."))
def take_up(complaint: Complaint, *, by: User, expected: int | None = None) -> Complaint:
    """Somebody who may answer it looks into it."""
    check_can_answer(by, complaint)
    _move(complaint, ComplaintState.UNDER_WAY)
    complaint.handled_by = by
    save(complaint, expected)
    record_about(ComplaintEvent.COMPLAINT_TAKEN_UP, by=by.actor, about=[complaint])
    return complaint


@action(undo=_("Handed over to someone else to reply."))
def pass_on(complaint: Complaint, *, by: User, expected: int | None = None) -> Complaint:
    """The coordinator gives it to the director, or back: who feels too near to it does not answer it."""
    check_can_answer(by, complaint)
    if not COMPLAINT_TRANSITIONS[ComplaintState(complaint.state)]:
        raise WrongState(OVER)
    other = other_handler(by, complaint)
    if other is None:
        raise Invalid(NOBODY_ELSE)
    complaint.handler_role, complaint.handled_by, complaint.state = other, None, ComplaintState.NEW
    save(complaint, expected)
    record_about(ComplaintEvent.COMPLAINT_PASSED_ON, by=by.actor, about=[complaint])
    return complaint


@action(undo=_("Complaint answered."))
def answer_complaint(
    complaint: Complaint, *, by: User, words: str, outcome: str = "", answered_on: dt.date | None = None, expected: int | None = None
) -> Complaint:
    """Writes down what was answered and what was found."""
    check_can_answer(by, complaint)
    if not words.strip():
        raise Invalid(SAY, {"words": SAY})
    day = answered_on or today()
    if not complaint.received_on <= day <= today():
        raise Invalid(NOT_YET, {"answered_on": NOT_YET})
    if complaint.kind == ComplaintKind.COMPLAINT and outcome not in ComplaintOutcome.values:
        raise Invalid(FOUND, {"outcome": FOUND})
    _move(complaint, ComplaintState.ANSWERED)
    complaint.handled_by, complaint.answered_on, complaint.outcome = by, day, outcome
    seal(complaint, by=by.actor, answer=words.strip())
    save(complaint, expected)
    record_about(ComplaintEvent.COMPLAINT_ANSWERED, by=by.actor, about=[complaint])
    return complaint


@action(undo=_("Withdrawn at the person's request."))
def withdraw_complaint(complaint: Complaint, *, by: User, expected: int | None = None) -> Complaint:
    """Whoever said it takes it back: nothing is to be answered. It stays counted."""
    check_can_answer(by, complaint)
    _move(complaint, ComplaintState.WITHDRAWN)
    save(complaint, expected)
    record_about(ComplaintEvent.COMPLAINT_WITHDRAWN, by=by.actor, about=[complaint])
    return complaint


def read_complaint(complaint: Complaint, *, by: User) -> Opened:
    """The words of one that was found for this reader."""
    (opened,) = open_sealed([complaint], by=by.actor, purpose=Purpose.REVIEW)
    return opened


def _move(complaint: Complaint, to: ComplaintState) -> None:
    if to not in COMPLAINT_TRANSITIONS[ComplaintState(complaint.state)]:
        raise WrongState(OVER)
    complaint.state = to
