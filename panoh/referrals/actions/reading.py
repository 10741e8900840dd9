"""A letter below 'full' in which words that tell were kept: a second reader agrees to just this text, or gives it back."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, save
from panoh.cases.actions import new_task
from panoh.cases.danger import says_something
from panoh.cases.enums import TaskKind
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.referrals.actions.drafting import SHUT
from panoh.referrals.actions.moving import finish_tasks, is_unsent
from panoh.referrals.actions.sending import seen_of, text_read
from panoh.referrals.events import ReadingEvent
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_read_letter, check_can_read_second, check_can_refer, may_read_second
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

READ_DAYS = 1  # working days

NOTHING_TO_READ = _("No second reader is needed here: the letter was sent, or it has no revealing word, or someone has already agreed.")
NOT_TO_BE_NAMED = _("Choose a second reader who works on the case and did not write the letter.")
CAN_WAIT = _("Only an urgent referral can be sent without a second reader. Give this one to a colleague to read.")
SAY_WHY = _("Write in at least ten letters why it cannot wait for a second reader.")
NOT_SEEN = _("Your agreement was not recorded: you have not seen this text of the letter. Read it below, then agree to it or return it.")
NO_REMARK = _("Write what should be changed.")


def _check_waits(referral: Referral) -> None:
    if not is_unsent(referral) or not referral.waits_for_reader:
        raise WrongState(NOTHING_TO_READ)


def _text(referral: Referral, by: User) -> str:
    (said,) = open_sealed([referral], by=by.actor, purpose=Purpose.LETTER, fields=["complaint_words", "ask_words"])
    if said.is_unreadable:
        raise Denied(SHUT)
    return text_read(referral, said)


@action(undo=_("Sent to the second reader."))
def give_to_reader(referral: Referral, *, by: User, user: User, expected: int | None = None) -> Referral:
    """Asks a colleague to read a letter before it is sent; they find it in their day."""
    check_can_refer(by, referral.case)
    _check_waits(referral)
    if not user.is_active or not may_read_second(user, referral):
        raise Invalid(NOT_TO_BE_NAMED, {"user": NOT_TO_BE_NAMED})
    referral.reader = user
    seal(referral, by=by.actor, read_remark="")
    save(referral, expected=expected)
    finish_tasks(referral, TaskKind.WORDS, by=by.actor)
    due = now() if referral.is_urgent else add_working_days(today(), READ_DAYS)
    save(new_task(referral.case, TaskKind.WORDS, due=due, owner=user, target=referral.pk))
    record_about(ReadingEvent.GIVEN, by=by.actor, about=[referral])
    return referral


@action(undo=_("Letter approved."))
def agree_to_words(referral: Referral, *, by: User, seen: str, expected: int) -> Referral:
    """The second reader agrees to the letter as it is read; a changed one is read anew. `expected` is the version that was read, `seen`
    what `preview_letter` gave with it. Raises Conflict where just this text was not shown."""
    check_can_read_second(by, referral)
    _check_waits(referral)
    text = _text(referral, by)
    if seen != seen_of(text):
        raise Conflict(NOT_SEEN)
    referral.reader, referral.read_at = by, now()
    seal(referral, by=by.actor, read_words=text, read_remark="")
    save(referral, expected=expected)
    finish_tasks(referral, TaskKind.WORDS, by=by.actor)
    record_about(ReadingEvent.AGREED, by=by.actor, about=[referral])
    _tell_writer(referral)
    return referral


@action(undo=_("Referral returned to its writer."))
def return_to_writer(referral: Referral, *, by: User, remark: str, expected: int | None = None) -> Referral:
    """The second reader gives it back with what should be changed."""
    check_can_read_second(by, referral)
    _check_waits(referral)
    if not remark.strip():
        raise Invalid(NO_REMARK, {"remark": NO_REMARK})
    referral.reader = None
    seal(referral, by=by.actor, read_remark=remark.strip())
    save(referral, expected=expected)
    finish_tasks(referral, TaskKind.WORDS, by=by.actor)
    record_about(ReadingEvent.RETURNED, by=by.actor, about=[referral])
    _tell_writer(referral)
    return referral


def _tell_writer(referral: Referral) -> None:
    """Whoever kept the words has the referral in their day again, whatever day it was put to."""
    mine = referral.case.tasks.filter(kind=TaskKind.REFERRAL, target=referral.pk, owner=referral.kept_by, done_at=None)
    task = mine.first() or new_task(referral.case, TaskKind.REFERRAL, due=today(), owner=referral.kept_by, target=referral.pk)
    task.due_at = min(task.due_at, now())
    save(task)


@action(undo=_("Allowed without a second reader."))
def go_alone(referral: Referral, *, by: User, reason: str, expected: int | None = None) -> Referral:
    """An urgent letter does not wait for a colleague who is not there: it may leave with a reason, and the coordinator is told at once."""
    check_can_refer(by, referral.case)
    check_can_read_letter(by, referral.case)
    _check_waits(referral)
    if not referral.is_urgent:
        raise WrongState(CAN_WAIT)
    if not says_something(reason):
        raise Invalid(SAY_WHY, {"reason": SAY_WHY})
    referral.reader, referral.read_at = None, now()
    seal(referral, by=by.actor, read_words=_text(referral, by), alone_reason=reason.strip())
    save(referral, expected=expected)
    finish_tasks(referral, TaskKind.WORDS, by=by.actor)
    save(new_task(referral.case, TaskKind.ALONE, due=now(), role=Role.COORDINATOR, target=referral.pk))
    record_about(ReadingEvent.ALONE, by=by.actor, about=[referral])
    return referral
