"""Where a person is not to be sent: said, and taken back."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions import new_task
from panoh.cases.actions.tasks import due_on
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.models import Facility
from panoh.people.queries import records_of
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.events import ExclusionEvent
from panoh.referrals.models import Exclusion, Referral
from panoh.referrals.policy import check_can_refer
from panoh.referrals.queries.referrals import LIGHT
from panoh.vault.actions import record_about, seal

ALREADY = _("It is already recorded that the person must not be referred to this facility.")
NO_WHY = _("Write why, so that those who work on the case later know that it still matters.")
OVER = _("This was already cancelled: the person may be referred to this facility again.")


@action(undo=_("Recorded: not to be referred there."))
def exclude_facility(case: Case, *, by: User, facility: Facility, words: str) -> Exclusion:
    """The person is not to be sent to this facility. From now on no list offers it for them, and what is open to it is looked at."""
    check_can_refer(by, case)
    if not words.strip():
        raise Invalid(NO_WHY, {"words": NO_WHY})
    if Exclusion.objects.filter(person=case.person_id, facility=facility, ended_on=None).exists():
        raise Invalid(ALREADY, {"facility": ALREADY})
    row = Exclusion(person_id=case.person_id, facility=facility, made_by=by, made_on=today())
    seal(row, by=by.actor, reason=words.strip())
    save(row)
    record_about(ExclusionEvent.MADE, by=by.actor, about=[row])
    flag_open(Referral.objects.filter(facility=facility, person__in=records_of(case.person)))
    return row


def flag_open(referrals: QuerySet[Referral]) -> None:
    """Inside the action by which people are not sent there any more: whoever drew up what is open looks at it today."""
    for row in referrals.filter(state__in=OPEN_STATES).select_related("case", "made_by").defer(*LIGHT):
        due = due_on(today())
        if not row.case.tasks.filter(kind=TaskKind.REFERRAL, target=row.pk, done_at=None, due_at__lte=due).exists():
            owner = row.made_by if row.made_by.is_active else None
            save(new_task(row.case, TaskKind.REFERRAL, due=due, owner=owner, target=row.pk))


@action(undo=_("Recorded: may be referred there again."))
def end_exclusion(exclusion: Exclusion, case: Case, *, by: User) -> Exclusion:
    """The person may be sent there again; that it was otherwise stays known."""
    check_can_refer(by, case)
    if exclusion.ended_on is not None:
        raise WrongState(OVER)
    exclusion.ended_on = today()
    save(exclusion)
    record_about(ExclusionEvent.ENDED, by=by.actor, about=[exclusion])
    return exclusion
