"""What a person agreed to, and whether something may be done on the strength of it."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.consent.enums import Decision
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import now, today
from panoh.core.errors import NotFound
from panoh.network.models import Addressee, Facility
from panoh.people.ages import Stage, stage_by_year
from panoh.people.models import Person
from panoh.people.queries import records_of

# How views, which know no models, name what they are given.
type ConsentRow = Consent
type VitalInterestRow = VitalInterest

NOT_HERE = _("There is no such page, or it is not open to you.")


def ground_for(
    person: Person,
    purpose: str,
    *,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
    addressee: Addressee | None = None,
    data_kinds: Iterable[str] = (),
    on: dt.date | None = None,
) -> Consent | None:
    """The consent this may rest on: given, for exactly this purpose and recipient, covering these kinds of data, valid that day, unspent.

    The newest that covers it; for a child one of the guardian to which the child assented. None: nothing may leave.
    """
    day = on or today()
    wanted = set(data_kinds)
    rows = Consent.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        person=person,
        purpose=purpose,
        facility=facility,
        organisation=organisation,
        addressee=addressee,
        decision=Decision.GIVEN,
        withdrawn_on=None,
        spent_at=None,
        given_on__lte=day,
    ).select_related("person")
    for row in rows:
        if wanted <= set(row.data_kinds) and speaks_for(row):
            return row
    return None


def speaks_for(row: Consent) -> bool:
    """A guardian alone is never enough, and a child alone neither. Who was of age that day, the year of birth says,
    and where it cannot, what was noted with the consent."""
    if row.by_guardian:
        return row.child_assented is True
    stage = stage_by_year(row.person, row.given_on)
    return row.of_age is True if stage in (None, Stage.UNKNOWN) else stage == Stage.ADULT


def still_rests(consent: Consent, data_kinds: Iterable[str]) -> bool:
    """Whether a consent relied on earlier carries these kinds of data today."""
    fresh = Consent.objects.filter(pk=consent.pk).select_related("person").first()
    if fresh is None or fresh.decision != Decision.GIVEN or fresh.given_on > today():
        return False
    valid = fresh.valid_until is None or fresh.valid_until >= today()
    return valid and set(data_kinds) <= set(fresh.data_kinds) and speaks_for(fresh)


def consents_of(person: Person) -> QuerySet[Consent]:
    """Every answer of a person, newest first."""
    return Consent.objects.filter(person=person).select_related("facility", "organisation", "addressee")


def get_consent(person: Person, key: UUID) -> Consent:
    """An answer of a person found for this reader. Raises NotFound when it is somebody else's."""
    found = consents_of(person).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def given_for(
    person: Person, purpose: str, facility: Facility | None, organisation: Organisation | None, addressee: Addressee | None = None
) -> list[Consent]:
    """What stands agreed to for this purpose and recipient, in whichever record of the person: it is taken back together."""
    to = {"facility": facility, "organisation": organisation, "addressee": addressee}
    rows = Consent.objects.filter(person__in=records_of(person), purpose=purpose, **to)
    return list(rows.filter(decision=Decision.GIVEN).select_related("person"))


def given_to(person: Person, organisation: Organisation) -> list[Consent]:
    """What holds today for this organisation and no other, whatever it is for. What ends today has its day already."""
    later = Q(valid_until=None) | Q(valid_until__gt=today())
    return list(Consent.objects.filter(later, person=person, organisation=organisation, decision=Decision.GIVEN, spent_at=None))


def in_force_of(people: Collection[UUID]) -> list[Consent]:
    """What these people have agreed to and holds today, whatever for and to whom. One query."""
    day = today()
    rows = Consent.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), person__in=people, decision=Decision.GIVEN, spent_at=None, given_on__lte=day
    )
    return [row for row in rows.select_related("person") if speaks_for(row)]


def agreed_for(person: Person, purpose: str, organisation: Organisation, *, until: dt.date | None) -> tuple[frozenset[str], dt.date | None]:
    """The kinds of data agreed to for this purpose and organisation, from today to a day, and that day.

    Where no day is asked for it is the last one on which any of it holds, None for without end. What ends earlier counts for nothing.
    """
    rows = [row for row in in_force_of([person.pk]) if row.purpose == purpose and row.organisation_id == organisation.pk]
    if until is None and rows:
        until = max((row.valid_until for row in rows), key=_end)
    lasting = [row for row in rows if _end(row.valid_until) >= _end(until)]
    return frozenset(kind for row in lasting for kind in row.data_kinds), until


def _end(day: dt.date | None) -> dt.date:
    return day or dt.date.max


def overruled(one: Person, other: Person) -> list[Consent]:
    """What was agreed to in one of two records though the other holds a refusal, or a withdrawal, for the same purpose and recipient.

    The refusal is taken to hold for the person, whichever of the two answers is the later one.
    """
    records = [*records_of(one), *records_of(other)]
    rows = list(Consent.objects.filter(person__in=records).select_related("person", "facility", "organisation"))
    latest: dict[tuple[object, ...], Consent] = {}
    for row in rows:  # the newest first
        latest.setdefault((row.person_id, *_about(row)), row)
    refused = {_about(row): row.person_id for row in latest.values() if row.decision != Decision.GIVEN}
    return [row for row in rows if row.decision == Decision.GIVEN and refused.get(_about(row), row.person_id) != row.person_id]


def _about(row: Consent) -> tuple[object, ...]:
    return row.purpose, row.facility_id, row.organisation_id, row.addressee_id


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
