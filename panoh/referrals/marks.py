"""What one has to know of a facility before one chooses it for a person. It stands beside its name in the list."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.network.enums import AgreementState, Standing
from panoh.network.models import Agreement, Facility
from panoh.network.queries.agreements import parties, standing
from panoh.people.enums import Sex
from panoh.people.models import Person
from panoh.referrals.terms import needs_agreement


def marks(facilities: Iterable[Facility], case: Case) -> dict[UUID, list[str]]:
    """By facility: that its agreement is over or that it has none, that it lies in another region, that nobody there is of the person's
    sex or speaks their language, as far as the directory knows. One query."""
    agreements: dict[UUID, list[Agreement]] = {}
    for row in Agreement.objects.exclude(state=AgreementState.DRAFT).defer("ours", "theirs", "note", "end_words", "scan"):
        agreements.setdefault(row.facility_id, []).append(row)
    found = {}
    for facility in facilities:
        under = [row for party in parties(facility) for row in agreements.get(party, [])]
        found[facility.pk] = [*_of_agreement(facility, under), *_for(facility, case.person)]
    return found


def _of_agreement(facility: Facility, under: list[Agreement]) -> list[str]:
    if not under:
        return [_("no agreement")] if needs_agreement(facility) else []
    return [] if any(standing(row, today()) == Standing.HOLDS for row in under) else [_("no agreement in force")]


def _for(facility: Facility, person: Person) -> list[str]:
    said = [_("another region")] if person.region and facility.region and person.region != facility.region else []
    if (person.sex == Sex.FEMALE and facility.has_women_staff is False) or (person.sex == Sex.MALE and facility.has_men_staff is False):
        said.append(_("no staff of the person's sex"))
    if person.language and facility.languages and person.language not in facility.languages:
        said.append(_("not in the person's language"))
    return said
