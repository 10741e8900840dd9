"""What a programme in force plans and nobody of the directory can give: no provider, no agreement, or no free place."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from panoh.cases.enums import Help, HelpItem, ProgrammeState
from panoh.cases.models import Case, PlannedService
from panoh.core.clock import today
from panoh.network.enums import AgreementState, Capacity, Screening, Service, Standing
from panoh.network.models import Agreement, Facility
from panoh.network.queries.agreements import parties, standing
from panoh.people.queries import records_of
from panoh.referrals.enums import GapReason
from panoh.referrals.models import Exclusion
from panoh.referrals.terms import needs_agreement

_NOT_BY_PHYSICIANS = frozenset(
    {
        Service.PSYCHOLOGY,
        Service.LEGAL,
        Service.SHELTER,
        Service.MATERIAL,
        Service.SCHOOLING,
        Service.WORK,
        Service.SOCIAL,
        Service.OTHER,
    }
)
# A programme says 'medical', not which specialist: whoever gives any of these gives it. The first is what a lack is counted as.
MEDICAL = (Service.GENERAL, *(each for each in Service if each not in _NOT_BY_PHYSICIANS and each != Service.GENERAL))
_BY_ITEM: dict[str, tuple[Service, ...]] = {
    HelpItem.HOUSING: (Service.SHELTER,),
    HelpItem.FOOD: (Service.MATERIAL,),
    HelpItem.CLOTHES: (Service.MATERIAL,),
    HelpItem.SCHOOL: (Service.SCHOOLING,),
    HelpItem.WORK: (Service.WORK,),
}
# What the house itself does whoever gives the rest: it is in no directory.
_OURS = frozenset({HelpItem.TRANSPORT, HelpItem.MONEY, HelpItem.ACCOMPANIMENT, HelpItem.DOCUMENTS})
_BY_HELP: dict[str, tuple[Service, ...]] = {
    Help.MEDICAL: MEDICAL,
    Help.PSYCHOLOGICAL: (Service.PSYCHOLOGY,),
    Help.LEGAL: (Service.LEGAL,),
    Help.SOCIAL: (Service.SOCIAL,),
}
_ORDER = (GapReason.NO_PROVIDER, GapReason.NO_AGREEMENT, GapReason.NO_CAPACITY)


def services_for(planned: PlannedService) -> tuple[Service, ...]:
    """What to ask the directory for; nothing where the help is given by the house itself, or is none that a facility gives."""
    if planned.owner_id is not None or planned.item in _OURS:
        return ()
    return _BY_ITEM.get(planned.item) or _BY_HELP.get(planned.help, ())


@dataclass(slots=True)
class Directory:
    """Who may be offered today, with the agreements they stand under. Three queries, however many cases are then asked about."""

    day: dt.date
    facilities: list[Facility]
    agreements: dict[UUID, list[Agreement]]
    kept_from: dict[UUID, set[UUID]] = field(default_factory=dict)  # by the record of a person

    @classmethod
    def today(cls) -> "Directory":
        """As it stands now."""
        agreements: dict[UUID, list[Agreement]] = {}
        for row in Agreement.objects.exclude(state=AgreementState.DRAFT).defer("ours", "theirs", "note", "end_words", "scan"):
            agreements.setdefault(row.facility_id, []).append(row)
        kept_from: dict[UUID, set[UUID]] = {}
        for person, facility in Exclusion.objects.filter(ended_on=None).values_list("person", "facility"):
            kept_from.setdefault(person, set()).add(facility)
        rows = Facility.objects.filter(is_active=True).exclude(screening=Screening.NOT_FOR_US)
        return cls(today(), list(rows), agreements, kept_from)

    def lack(self, services: Collection[Service], without: Collection[UUID], named: UUID | None = None) -> GapReason | None:
        """Why nobody can give any of these services; None where somebody can. `named`: a facility that the programme names for it."""
        givers = [row for row in self.facilities if row.pk not in without and (row.pk == named or set(row.services) & set(services))]
        if not givers:
            return GapReason.NO_PROVIDER
        bound = [row for row in givers if self._is_bound(row, services)]
        if not bound:
            return GapReason.NO_AGREEMENT
        return None if any(row.capacity != Capacity.NO for row in bound) else GapReason.NO_CAPACITY

    def _is_bound(self, facility: Facility, services: Collection[Service]) -> bool:
        """As `terms.find_terms` asks: who ever had an agreement goes by agreements; free help needs none."""
        rows = [row for party in parties(facility) for row in self.agreements.get(party, [])]
        if not rows:
            return not needs_agreement(facility)
        return any(standing(row, self.day) == Standing.HOLDS and set(row.services) & set(services) for row in rows)


def planned_in(cases: Iterable[Case]) -> dict[UUID, list[PlannedService]]:
    """What programmes in force plan and has not ended, by case. One query."""
    found: dict[UUID, list[PlannedService]] = {}
    rows = PlannedService.objects.filter(goal__programme__case__in=list(cases), goal__programme__state=ProgrammeState.APPROVED)
    rows = rows.filter(goal__outcome="").exclude(ends_on__lt=today()).select_related("goal__programme")
    for row in rows.defer("words"):
        found.setdefault(row.goal.programme.case_id, []).append(row)
    return found


def lacking(case: Case, planned: Iterable[PlannedService], directory: Directory) -> dict[Service, tuple[GapReason | None, PlannedService]]:
    """Each service the programme needs from outside, once: why nobody can give it (None: somebody can), and one plan that asks for it."""
    without: set[UUID] = set()
    if directory.kept_from:
        without = {key for record in records_of(case.person) for key in directory.kept_from.get(record, ())}
    found: dict[Service, tuple[GapReason | None, PlannedService]] = {}
    for row in planned:
        if not (services := services_for(row)):
            continue
        reason = directory.lack(services, without, row.facility_id)
        known = found.get(services[0])
        if known is None or (reason is not None and (known[0] is None or _ORDER.index(reason) < _ORDER.index(known[0]))):
            found[services[0]] = (reason, row)
    return found
