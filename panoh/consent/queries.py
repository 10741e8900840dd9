"""What a person agreed to, and whether something may be done on the strength of it."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
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

NOT_HERE = _("Page not found, or you do not have access to it.")


def ground_for(
    person: Person,
    purpose: str,
    *,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
    addressee: Addressee | None = None,
    for_referral: UUID | None = None,
    data_kinds: Iterable[str] = (),
    on: dt.date | None = None,
) -> Consent | None:
    """The consent this may rest on: given, for exactly this purpose and recipient, covering these kinds of data, valid that day, unspent.

    The latest answer alone is looked at; for a child one of the guardian to which the child assented. None: nothing may leave.
    """
    row = answer_for(person, purpose, facility=facility, organisation=organisation, addressee=addressee, for_referral=for_referral, on=on)
    return row if row is not None and holds(row, on) and set(data_kinds) <= set(row.data_kinds) else None


def answer_for(
    person: Person,
    purpose: str,
    *,
    facility: Facility | None = None,
    organisation: Organisation | None = None,
    addressee: Addressee | None = None,
    for_referral: UUID | None = None,
    on: dt.date | None = None,
) -> Consent | None:
    """The answer that counts for this purpose and recipient. What was said of just this referral counts before what was said of the
    recipient at large, so that a no to it stays one; what was said of another referral never does."""
    to = {"facility": facility, "organisation": organisation, "addressee": addressee}
    rows = Consent.objects.filter(person=person, purpose=purpose, given_on__lte=on or today(), **to).select_related("person")
    found = latest(rows.filter(Q(for_referral=None) | Q(for_referral=for_referral)))
    return min(found, key=lambda row: row.for_referral is None, default=None)


def latest(rows: Iterable[Consent]) -> list[Consent]:
    """Of answers with the newest first: those that were not followed by another one of the same person, for the same purpose and
    recipient. The latest alone holds, so who agrees to less is shown less; an older one never comes back, also when the latest is over.

    A yes for one referral is followed, too, by an answer for its recipient at large that gives less.
    """
    found: dict[tuple[object, ...], Consent | None] = {}
    for row in rows:
        at_large = found.get((row.person_id, *_at_large(row))) if row.for_referral else None
        is_followed = at_large is not None and row.decision == Decision.GIVEN and not _gives(at_large, row.data_kinds)
        found.setdefault((row.person_id, *_about(row)), None if is_followed else row)
    return [row for row in found.values() if row is not None]


def _gives(row: Consent, data_kinds: Iterable[str]) -> bool:
    return row.decision == Decision.GIVEN and set(data_kinds) <= set(row.data_kinds)


def holds(row: Consent, day: dt.date | None = None) -> bool:
    """Whether a latest answer carries something that day: given, not taken back, not over, unspent, and spoken for the person."""
    day = day or today()
    stands = row.decision == Decision.GIVEN and row.withdrawn_on is None and row.spent_at is None
    return stands and (row.valid_until is None or row.valid_until >= day) and speaks_for(row)


def speaks_for(row: Consent) -> bool:
    """A guardian alone is enough for an infant only, and a child alone never. Who was of age that day, the year of birth says,
    and where it cannot, what was noted with the consent."""
    stage = stage_by_year(row.person, row.given_on)
    if row.by_guardian:
        return row.child_assented is True or stage == Stage.INFANT
    return row.of_age is True if stage in (None, Stage.UNKNOWN) else stage == Stage.ADULT


def in_place_of(consents: Collection[Consent]) -> dict[UUID, Consent]:
    """What holds today in the place of answers relied on earlier, by their ids: the latest one for the same purpose and recipient. Those in
    whose place nothing holds are not in it. One query."""
    if not consents:
        return {}
    now_held = {(row.person_id, *_about(row)): row for row in in_force_of({row.person_id for row in consents})}
    return {row.pk: found for row in consents if (found := now_held.get((row.person_id, *_about(row))))}


def still_rests(consent: Consent, data_kinds: Iterable[str]) -> bool:
    """Whether what relied on a consent earlier is carried today, with these kinds of data: by the latest answer in its place."""
    found = in_place_of([consent]).get(consent.pk)
    return found is not None and set(data_kinds) <= set(found.data_kinds)


def consents_of(person: Person) -> QuerySet[Consent]:
    """Every answer of a person, newest first."""
    return Consent.objects.filter(person=person).select_related("facility", "organisation", "addressee")


def said_to_unit(person: Person) -> dict[str, Consent]:
    """The latest answer to each purpose for which the Unit itself is the recipient, by purpose. One query."""
    rows = Consent.objects.filter(person=person, facility=None, organisation=None, addressee=None).select_related("person")
    return {row.purpose: row for row in latest(rows)}


def get_consent(person: Person, key: UUID) -> Consent:
    """An answer of a person found for this reader. Raises NotFound when it is somebody else's."""
    found = consents_of(person).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def wider_elsewhere(answer: Consent) -> list[Consent]:
    """What stands agreed to in other records of the person, for the same purpose and recipient, and goes beyond a later answer."""
    rows = given_for(answer.person, answer.purpose, answer.facility, answer.organisation, answer.addressee, answer.for_referral)
    return [row for row in rows if _overrules(answer, row)]


def given_for(
    person: Person,
    purpose: str,
    facility: Facility | None,
    organisation: Organisation | None,
    addressee: Addressee | None = None,
    for_referral: UUID | None = None,
) -> list[Consent]:
    """What stands agreed to for this purpose and recipient, in whichever record of the person: it is taken back together. For one referral
    that alone."""
    to: dict[str, Any] = {"facility": facility, "organisation": organisation, "addressee": addressee}
    if for_referral is not None:
        to["for_referral"] = for_referral
    rows = Consent.objects.filter(person__in=records_of(person), purpose=purpose, **to)
    return list(rows.filter(decision=Decision.GIVEN).select_related("person"))


def given_alike(consent: Consent) -> list[Consent]:
    """An answer, first, and what stands agreed to a second time for its purpose and recipient."""
    rows = given_for(consent.person, consent.purpose, consent.facility, consent.organisation, consent.addressee, consent.for_referral)
    return [consent, *(row for row in rows if row.pk != consent.pk)]


def given_to(person: Person, organisation: Organisation) -> list[Consent]:
    """What holds today for this organisation and no other, whatever it is for. What ends today has its day already."""
    later = Q(valid_until=None) | Q(valid_until__gt=today())
    return list(Consent.objects.filter(later, person=person, organisation=organisation, decision=Decision.GIVEN, spent_at=None))


def in_force_of(people: Collection[UUID]) -> list[Consent]:
    """What these people have agreed to and holds today, whatever for and to whom: the latest answers. One query."""
    rows = Consent.objects.filter(person__in=people, given_on__lte=today()).select_related("person")
    return [row for row in latest(rows) if holds(row)]


def agreed_for(person: Person, purpose: str, organisation: Organisation, *, until: dt.date | None) -> tuple[frozenset[str], dt.date | None]:
    """The kinds of data agreed to for this purpose and organisation, from today to a day, and that day.

    Where no day is asked for it is the last one on which it holds, None for without end. What ends earlier counts for nothing.
    """
    row = ground_for(person, purpose, organisation=organisation)
    if row is None:
        return frozenset(), until
    last = row.valid_until if until is None else until
    return frozenset(row.data_kinds if _end(row.valid_until) >= _end(last) else ()), last


def refuses_the_unit(person: Person, purpose: str) -> bool:
    """Whether the person's latest answer that names no recipient, to the Unit itself, is a no: refused, or taken back."""
    to = {"facility": None, "organisation": None, "addressee": None}
    rows = Consent.objects.filter(person__in=records_of(person), purpose=purpose, **to)
    return any(row.decision != Decision.GIVEN for row in latest(rows))


def _end(day: dt.date | None) -> dt.date:
    return day or dt.date.max


def overruled(one: Person, other: Person) -> list[Consent]:
    """What was agreed to in one of two records though the other holds a refusal, or a withdrawal, for the same purpose and recipient, or
    agrees to less later.

    The refusal is taken to hold for the person, whichever of the two answers is the later one.
    """
    records = [*records_of(one), *records_of(other)]
    rows = list(Consent.objects.filter(person__in=records).select_related("person", "facility", "organisation"))
    answers: dict[tuple[object, ...], list[Consent]] = {}
    for row in latest(rows):
        answers.setdefault(_about(row), []).append(row)
    given = (row for row in rows if row.decision == Decision.GIVEN)
    said = {row.pk: [each for about in {_about(row), _at_large(row)} for each in answers.get(about, ())] for row in rows}
    return [row for row in given if any(_overrules(each, row) for each in said[row.pk])]


def _overrules(other: Consent, row: Consent) -> bool:
    """Whether the latest answer in another record leaves nothing of this one."""
    if other.person_id == row.person_id:
        return False
    is_later = (other.given_on, other.recorded_at) > (row.given_on, row.recorded_at)
    return other.decision != Decision.GIVEN or (is_later and not set(row.data_kinds) <= set(other.data_kinds))


def _about(row: Consent) -> tuple[object, ...]:
    return row.purpose, row.facility_id, row.organisation_id, row.addressee_id, row.for_referral


def _at_large(row: Consent) -> tuple[object, ...]:
    return *_about(row)[:-1], None


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
