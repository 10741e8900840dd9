"""Where a person is not to be sent: said, and taken back."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.models import Facility
from panoh.referrals.events import ExclusionEvent
from panoh.referrals.models import Exclusion
from panoh.referrals.policy import check_can_refer
from panoh.vault.actions import record_about, seal

ALREADY = _("It is already recorded that the person must not be referred to this facility.")
NO_WHY = _("Write why, so that those who work on the case later know that it still matters.")
OVER = _("This was already cancelled: the person may be referred to this facility again.")


@action(undo=_("Recorded: not to be referred there."))
def exclude_facility(case: Case, *, by: User, facility: Facility, words: str) -> Exclusion:
    """The person is not to be sent to this facility. From now on no list offers it for them."""
    check_can_refer(by, case)
    if not words.strip():
        raise Invalid(NO_WHY, {"words": NO_WHY})
    if Exclusion.objects.filter(person=case.person_id, facility=facility, ended_on=None).exists():
        raise Invalid(ALREADY, {"facility": ALREADY})
    row = Exclusion(person_id=case.person_id, facility=facility, made_by=by, made_on=today())
    seal(row, by=by.actor, reason=words.strip())
    save(row)
    record_about(ExclusionEvent.MADE, by=by.actor, about=[row])
    return row


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
