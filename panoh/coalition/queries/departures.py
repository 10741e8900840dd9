"""Reads of an organisation that leaves: what it holds, where its cases go, what of it is done."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Draft, Organisation, User
from panoh.cases.enums import OPEN_STATES
from panoh.cases.models import Case, Request, Share, Task
from panoh.cases.policy import in_force
from panoh.cases.queries.cases import OPEN_REQUESTS
from panoh.coalition.enums import OPEN_DEPARTURES, WAITS, DepartureState, PassageState, PersonInformed
from panoh.coalition.models import Departure, Passage, Proposal
from panoh.coalition.policy import sees_passages, visible_departures
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.consent.queries import holds, latest
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.network.enums import AgreementKind, AgreementState
from panoh.network.models import Agreement
from panoh.referrals.enums import OPEN_STATES as OPEN_REFERRALS
from panoh.referrals.models import Referral
from panoh.vault import client
from panoh.vault.actions import holds_keys

NOT_HERE = _("Page not found, or you do not have access to it.")

# How views, which know no models, name what they are given.
type DepartureRow = Departure


def get_member(user: User, key: UUID) -> Organisation:
    """A member of the house that has not left, for who keeps organisations. Raises NotFound."""
    found = Organisation.objects.filter(pk=key, kind=OrganisationKind.MEMBER, gone_on=None).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_departure(user: User, key: UUID) -> Departure:
    """Raises NotFound for who keeps no organisations."""
    people = ("organisation", "house", "drawn_up_by", "asked_by", "agreed_by")
    found = visible_departures(user).filter(pk=key).select_related(*people).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def departure_of(user: User, organisation: Organisation) -> Departure | None:
    """The one that is prepared, under way or done; the latest."""
    return visible_departures(user).filter(organisation=organisation).exclude(state=DepartureState.CALLED_OFF).first()


def running(user: User, slug: str) -> Departure | None:
    """The one that is under way, of the organisation of this name, if two people agreed to it."""
    rows = visible_departures(user).select_related("organisation", "house", "asked_by", "agreed_by")
    return rows.exclude(asked_by=None).exclude(agreed_by=None).filter(organisation__slug=slug, state=DepartureState.RUNNING).first()


def departures_to_see_to(user: User) -> list[Departure]:
    """What waits for this account: to agree, to begin, to go on. One query."""
    rows = visible_departures(user).filter(state__in=OPEN_DEPARTURES).exclude(state=DepartureState.DRAWN_UP).select_related("organisation")
    return [row for row in rows if row.state != DepartureState.ASKED or user.pk not in (row.asked_by_id, row.drawn_up_by_id)]


def cases_of(organisation: Organisation) -> QuerySet[Case]:
    """Every case that is its own, open or ended, invented ones for practice too: none may stay behind."""
    return Case.objects.filter(organisation=organisation)


def beside(organisation: Organisation) -> QuerySet[Case]:
    """Cases of others in which it has a part: shown to it, or worked on by its people."""
    shown = Case.objects.filter(shares__organisation=organisation, shares__ended_at=None)
    worked = Case.objects.filter(in_force("assignments__"), assignments__user__organisation=organisation)
    led = Q(lead__organisation=organisation) | Q(tasks__owner__organisation=organisation, tasks__done_at=None)
    some = Q(pk__in=shown.values("pk")) | Q(pk__in=worked.values("pk")) | Q(pk__in=Case.objects.filter(led).values("pk"))
    return Case.objects.filter(some).exclude(organisation=organisation).order_by("code")


def waits_at_machine(departure: Departure) -> bool:
    """Whether nothing is left but its keys, and these want the passphrase, at the machine. Seven queries at most."""
    leaving = departure.organisation
    if departure.state != DepartureState.RUNNING or client.status().unlocks_itself or holds_keys(leaving.pk):
        return False
    rest = (cases_of(leaving), beside(leaving), waiting_proposals(leaving), open_requests(leaving), its_agreements(leaving))
    undone = departure.passages.exclude(state=PassageState.DONE)
    return not undone.exists() and not any(rows.exists() for rows in rest)


def open_requests(organisation: Organisation) -> QuerySet[Request]:
    """Requests it took down that nobody has decided on."""
    return Request.objects.filter(organisation=organisation, state__in=OPEN_REQUESTS)


def waiting_proposals(organisation: Organisation) -> QuerySet[Proposal]:
    """What it proposed, and what was proposed to it, without an answer yet."""
    return Proposal.objects.filter(Q(giver=organisation) | Q(taker=organisation), state__in=WAITS)


def its_agreements(organisation: Organisation) -> QuerySet[Agreement]:
    """Those of which it is our side, drawn up or in force. Their scans are not read."""
    states = (AgreementState.DRAFT, AgreementState.IN_FORCE)
    return Agreement.objects.filter(organisation=organisation, state__in=states).defer("scan")


def holdings(organisation: Organisation) -> list[tuple[Promise, int]]:
    """What it holds, in the order of the page: a label and a count. Invented cases are not counted. Thirteen queries."""
    cases = cases_of(organisation).filter(is_practice=False)
    states = Counter(is_open in OPEN_STATES for is_open in cases.values_list("state", flat=True))
    shares = Share.objects.filter(in_force(), ended_at=None, case__is_practice=False)
    kinds = Counter(its_agreements(organisation).filter(state=AgreementState.IN_FORCE).values_list("kind", flat=True))
    led = Case.objects.filter(lead__organisation=organisation, state__in=OPEN_STATES, is_practice=False).exclude(organisation=organisation)
    named = latest(Consent.objects.filter(organisation=organisation).select_related("person"))
    return [
        (_("Open cases"), states[True]),
        (_("Closed cases"), states[False]),
        (_("People"), cases.values("person").distinct().count()),
        (_("Cases it shares with others"), shares.filter(case__organisation=organisation).count()),
        (_("Cases shared with it"), shares.filter(organisation=organisation).count()),
        (_("Cases of others that its staff lead"), led.count()),
        (_("Tasks of its staff"), Task.objects.filter(owner__organisation=organisation, done_at=None).count()),
        (_("Consents that name it"), sum(holds(row) for row in named)),
        (_("Open accounts"), organisation.staff.filter(is_active=True).count()),
        (_("Contracts in force"), sum(kinds.values()) - kinds[AgreementKind.MEMORANDUM]),
        (_("Memoranda in force"), kinds[AgreementKind.MEMORANDUM]),
        (_("Referrals in progress"), Referral.objects.filter(case__in=cases.values("pk"), state__in=OPEN_REFERRALS).count()),
        (_("Open requests"), open_requests(organisation).filter(is_practice=False).count()),
        (_("Proposals without an answer"), waiting_proposals(organisation).filter(is_practice=False).count()),
        (_("Drafts of its staff"), Draft.objects.filter(organisation=organisation).count()),
    ]


# -- consents


def agreed_people(people: Collection[UUID], taker: Organisation) -> set[UUID]:
    """Of these people, who agreed that this organisation, or the whole team, knows of them; what they answered about this one by name
    counts before what they said of the team, so that a no to it, or a yes to a part, stays one. None is asked for by the secretariat,
    which keeps every file. One query."""
    if taker.kind == OrganisationKind.SECRETARIAT:
        return set(people)
    return {person for person, held in answers_of(people).items() if covers(held, taker)}


def answers_of(people: Collection[UUID]) -> dict[UUID, list[Consent]]:
    """The latest answers of these people, whatever was answered. One query."""
    found: dict[UUID, list[Consent]] = {}
    for row in latest(Consent.objects.filter(person__in=people, given_on__lte=today()).select_related("person")):
        found.setdefault(row.person_id, []).append(row)
    return found


def covers(held: Iterable[Consent], taker: Organisation) -> bool:
    """Whether these answers of one person let their case be handed over to an organisation."""
    team = [row for row in held if row.purpose == ConsentPurpose.TEAM and not (row.facility_id or row.addressee_id)]
    named = [row for row in team if row.organisation_id == taker.pk]
    if named:
        return any(holds(row) and set(row.data_kinds) >= set(DataKind) for row in named)
    return any(holds(row) for row in team if row.organisation_id is None)


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A case of the plan: what of the person's consents is carried, what is to be asked again, and whether it may go where it is to."""

    row: Passage
    carried: int
    again: int
    may_go: bool


def lines(departure: Departure, rows: Iterable[Passage]) -> list[PassageLine]:
    """One query for the consents of all of them."""
    rows = list(rows)
    held = answers_of({row.person_id for row in rows})
    found = []
    for row in rows:
        answers = held.get(row.person_id, [])
        mine = [each for each in answers if holds(each)]
        again = sum(each.organisation_id == departure.organisation_id for each in mine)
        may_go = row.taker.kind == OrganisationKind.SECRETARIAT or covers(answers, row.taker)
        found.append(PassageLine(row, len(mine) - again, again, may_go))
    return found


# -- the plan


def passages(departure: Departure) -> QuerySet[Passage]:
    """Where its cases go, by code."""
    return departure.passages.select_related("case", "taker", "person").order_by("case__code")


def plannable(departure: Departure) -> QuerySet[Passage]:
    """Those that are not handed over yet."""
    return passages(departure).exclude(state=PassageState.DONE)


def plannable_together(departure: Departure) -> QuerySet[Passage]:
    """The same without those whose person cannot be told safely: each of these is changed alone."""
    return plannable(departure).exclude(told=PersonInformed.NOT_SAFE)


def get_passage(departure: Departure, code: str) -> Passage:
    """Of a case of this code. Raises NotFound."""
    found = plannable(departure).filter(case__code=code).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How the plan stands, in counts."""

    total: int
    done: int
    left: int
    told: dict[str, int]
    to: list[tuple[str, int]]

    @property
    def is_stuck(self) -> bool:
        """Whether all that could be handed over is, and some stayed."""
        return bool(self.left) and self.done + self.left == self.total

    @property
    def by_told(self) -> list[tuple[Promise | str, int]]:
        """In the words of the list."""
        return [(each.label, self.told.get(each, 0)) for each in PersonInformed]


def standing(departure: Departure) -> Standing:
    """Two queries."""
    rows = list(departure.passages.values_list("state", "told", "taker"))
    states = Counter(state for state, _told, _taker in rows)
    takers = Counter(taker for _state, _told, taker in rows)
    names = Organisation.objects.in_bulk(takers)
    to = sorted(((names[key].short, count) for key, count in takers.items()), key=lambda each: (-each[1], each[0]))
    return Standing(len(rows), states[PassageState.DONE], states[PassageState.LEFT], Counter(told for _s, told, _t in rows), to)


def sides(user: User, departure: Departure) -> dict[str, bool]:
    """What this account may do with it now: what buttons ask."""
    state, leads = DepartureState(departure.state), sees_passages(user) and not user.is_practising
    second = user.pk not in (departure.asked_by_id, departure.drawn_up_by_id)
    return {
        "leads": sees_passages(user),
        "may_plan": leads and state in OPEN_DEPARTURES,
        "may_ask": leads and state == DepartureState.DRAWN_UP,
        "may_agree": second and state == DepartureState.ASKED,
        "may_begin": leads and state == DepartureState.AGREED,
        "may_call_off": leads and departure.is_prepared,
        "is_running": state == DepartureState.RUNNING,
    }
