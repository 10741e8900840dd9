"""What a person agreed to, and whether something may be done on the strength of it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.consent.enums import Decision
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import now, today
from panoh.core.errors import NotFound
from panoh.network.models import Facility
from panoh.people.births import ADULT
from panoh.people.models import Person

NOT_HERE = _("There is no such page, or it is not open to you.")


def is_minor(person: Person, age: int | None = None) -> bool:
    """Whether a guardian is needed: by the age given (whole years), else by the year of birth, in doubt yes."""
    if age is None and person.birth_year is not None:
        age = today().year - person.birth_year - 1
    return age is not None and age < ADULT


def ground_for(
    person: Person,
    purpose: str,
    *,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
    data_kinds: Iterable[str] = (),
    age: int | None = None,
    on: dt.date | None = None,
) -> Consent | None:
    """The consent this may rest on: given, for exactly this purpose and recipient, covering all these kinds of data, valid that day.

    For a child it is one of the guardian to which the child assented. None: nothing may leave.
    """
    day = on or today()
    wanted = set(data_kinds)
    minor = is_minor(person, age)
    rows = Consent.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        person=person,
        purpose=purpose,
        facility=facility,
        organisation=organisation,
        decision=Decision.GIVEN,
        withdrawn_on=None,
        given_on__lte=day,
    ).order_by("-given_on", "-pk")
    for row in rows:
        if wanted <= set(row.data_kinds) and _speaks_for(row, minor=minor):
            return row
    return None


def _speaks_for(row: Consent, *, minor: bool) -> bool:
    """A guardian alone is never enough, and a child alone neither."""
    if minor:
        return row.by_guardian and row.child_assented is True
    return not row.by_guardian or row.child_assented is True


def still_rests(consent: Consent, data_kinds: Iterable[str], *, age: int | None = None) -> bool:
    """Whether a consent relied on earlier carries these kinds of data today."""
    fresh = Consent.objects.filter(pk=consent.pk).first()
    if fresh is None or fresh.decision != Decision.GIVEN or fresh.given_on > today():
        return False
    valid = fresh.valid_until is None or fresh.valid_until >= today()
    return valid and set(data_kinds) <= set(fresh.data_kinds) and _speaks_for(fresh, minor=is_minor(fresh.person, age))


def consents_of(person: Person) -> QuerySet[Consent]:
    """Every answer of a person, newest first."""
    return Consent.objects.filter(person=person).select_related("facility", "organisation").order_by("-given_on", "-pk")


def get_consent(person: Person, key: UUID) -> Consent:
    """An answer of a person found for this reader. Raises NotFound when it is somebody else's."""
    found = consents_of(person).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def vital_ground(person: Person) -> VitalInterest | None:
    """The stated vital interest that help without consent may rest on: not refused, and upheld or still within its 72 hours."""
    held = Q(was_upheld=True) | Q(was_upheld=None, review_due__gte=now())
    return VitalInterest.objects.filter(held, person=person).order_by("-stated_at").first()


def vital_interests_of(person: Person) -> QuerySet[VitalInterest]:
    """Every time vital interest was stated for a person, newest first."""
    return (
        VitalInterest.objects.filter(person=person).select_related("stated_by", "first_reviewer", "second_reviewer").order_by("-stated_at")
    )


def get_vital_interest(person: Person, key: UUID) -> VitalInterest:
    """One of them. Raises NotFound when it is about somebody else."""
    found = vital_interests_of(person).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
