"""A person asks for a correction and it is left as it stands: their words stay beside it, and somebody else looks at it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions.emergency_access import NO_CHOICE
from panoh.cases.actions.tasks import add_tasks, finish_tasks, new_task
from panoh.cases.enums import Looked, TaskKind
from panoh.cases.events import RefusalEvent as Event
from panoh.cases.models import Case, Refusal
from panoh.cases.refusal_policy import check_can_look_at, may_look_at
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import record_about, seal

LOOK_DAYS = 14  # working days, as many as a complaint has

SAY_WHAT = _("Write in the person's own words what they say is wrong.")
SAY_WHY = _("Write why it stays unchanged. Someone else will read this, and the person may ask about it.")
SAY_ANSWER = _("Write what the person will be told.")
LOOKED_AT = _("Someone has already looked at it.")


@action(undo=_("Recorded: it stays unchanged."))
def refuse_correction(case: Case, *, by: User, asked: str, why: str) -> Refusal:
    """The person says that something in the file is wrong, and it stays. Their words are kept; within fourteen working days somebody
    else looks at it: who leads the case, where that is another, else a coordinator."""
    policy.check_can(by, Permission.CASE_WORK, case)
    for field, words, sentence in (("asked", asked, SAY_WHAT), ("why", why, SAY_WHY)):
        if not words.strip():
            raise Invalid(sentence, {field: sentence})
    row = Refusal(case=case, person_id=case.person_id, refused_by=by, refused_at=now(), look_by=look_by())
    seal(row, by=by.actor, asked=asked.strip(), why=why.strip())
    save(row)
    lead = case.lead if case.lead is not None and may_look_at(case.lead, row) else None
    add_tasks([new_task(case, TaskKind.REFUSED, due=row.look_by, owner=lead, role=Role.COORDINATOR, target=row.pk)])
    record_about(Event.CORRECTION_REFUSED, by=by.actor, about=[case])
    return row


def look_by() -> dt.date:
    """By which day somebody else looks at what is refused today."""
    return add_working_days(today(), LOOK_DAYS)


@action
def look_at_refusal(row: Refusal, *, by: User, looked: str, answer: str, expected: int | None = None) -> Refusal:
    """Somebody else says whether it stays or was put right meanwhile, and what the person is told. Once."""
    check_can_look_at(by, row)
    if row.looked:
        raise WrongState(LOOKED_AT)
    if looked not in Looked.values:
        raise Invalid(NO_CHOICE, {"looked": NO_CHOICE})
    if not answer.strip():
        raise Invalid(SAY_ANSWER, {"answer": SAY_ANSWER})
    row.looked, row.looked_by, row.looked_at = looked, by, now()
    seal(row, by=by.actor, answer=answer.strip())
    save(row, expected)
    finish_tasks(row.case, TaskKind.REFUSED, by=by, target=row.pk)
    record_about(Event.REFUSAL_LOOKED_AT, by=by.actor, about=[row.case])
    return row
