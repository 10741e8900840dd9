"""Which facilities a person may be offered. No picker goes round this: what failed the screening, or what the person is kept from,
is offered nowhere, and no action takes it."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.enums import Screening
from panoh.network.models import Facility
from panoh.network.queries import facilities, without_register
from panoh.people.models import Person
from panoh.people.queries import records_of
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.models import Exclusion, Referral

NOT_SAFE = _("This facility is not for referrals. Choose another one.")
KEPT_FROM = _("The person must not be referred to this facility. Choose another one.")
NOT_TOLD = _("This facility puts its patients on a register. Tell the person what that means, tick it once they agree, or choose another.")


def offered_facilities(user: User, case: Case | None) -> QuerySet[Facility]:
    """The directory without what is not for referrals, and without what the person of this case is kept from; also to who may refer this
    person and reads no directory, by kind and region: whoever has taken on a danger."""
    refers = case is not None and not has(user, Permission.DIRECTORY_VIEW) and can(user, Permission.REFERRAL_WRITE, case)
    rows = (Facility.objects.all() if refers else facilities(user)).exclude(screening=Screening.NOT_FOR_US)
    return rows if case is None else rows.exclude(pk__in=_kept_from(case.person))


def alternatives(user: User, case: Case | None, facility: Facility, service: str) -> QuerySet[Facility]:
    """Who gives the same help, may be offered and keeps no register, near ones first."""
    rows = without_register(user, facility, service)
    return rows if case is None else rows.exclude(pk__in=_kept_from(case.person))


def _kept_from(person: Person) -> QuerySet[Exclusion, object]:
    """What any record of this person says: records that were joined are one person."""
    return Exclusion.objects.filter(person__in=records_of(person), ended_on=None).values("facility")


def check_offered(facility: Facility, person: Person) -> None:
    """Refuses what no picker offers, whoever asks and whatever for. Raises Invalid."""
    if facility.screening == Screening.NOT_FOR_US:
        raise Invalid(NOT_SAFE, {"facility": NOT_SAFE})
    if _kept_from(person).filter(facility=facility).exists():
        raise Invalid(KEPT_FROM, {"facility": KEPT_FROM})


def check_still_offered(referral: Referral) -> None:
    """The same for a referral that was drawn up before: what was learnt since holds for it too. Raises WrongState."""
    try:
        check_offered(referral.facility, referral.person)
    except Invalid as refused:
        raise WrongState(refused.sentence) from None


def is_barred(referral: Referral) -> bool:
    """Whether it is open to where nobody, or not this person, is sent any more. A query."""
    if referral.state not in OPEN_STATES:
        return False
    return referral.facility.screening == Screening.NOT_FOR_US or _kept_from(referral.person).filter(facility=referral.facility).exists()


def register_agreed_on(facility: Facility, *, agreed: bool, known: dt.date | None = None) -> dt.date | None:
    """When the person agreed to be put on the register; none where there is none. Raises Invalid where nobody told them."""
    if not facility.register:
        return None
    if not agreed and known is None:
        raise Invalid(NOT_TOLD, {"register_agreed": NOT_TOLD})
    return known or today()
