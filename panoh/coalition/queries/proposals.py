"""Reads of what organisations propose to one another."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import has, holders
from panoh.accounts.queries import in_order
from panoh.accounts.roles import ROLES, Permission
from panoh.cases.models import Case
from panoh.cases.policy import can
from panoh.cases.queries.cases import carriers, shares
from panoh.coalition.enums import OPEN_DEPARTURES, WAITS, Kind, ProposalState
from panoh.coalition.models import Departure, Proposal
from panoh.coalition.policy import proposals_given, proposals_got, visible_proposals
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.consent.queries import agreed_for, refuses_the_unit
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code

# How views, which know no models, name what they are given.
type ProposalRow = Proposal

ANSWERERS = tuple(role for role, permissions in ROLES.items() if Permission.CASE_ACCEPT in permissions)
NOT_HERE = _("Page not found, or you do not have access to it.")


def _with(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related("case", "giver", "taker", "asked_by", "answered_by")


def proposals(user: User, *, got: bool, over: bool = False) -> QuerySet[Proposal]:
    """What came to the account's organisation, or what was proposed from it; waiting ones by when they are due, ended ones newest first."""
    rows = _with(proposals_got(user) if got else proposals_given(user))
    return rows.exclude(state__in=WAITS).order_by("-asked_at", "code") if over else rows.filter(state__in=WAITS).order_by("due_at", "code")


def get_proposal(user: User, code: str) -> Proposal:
    """The proposal of this code. Raises NotFound for whoever is on neither side."""
    found = _with(visible_proposals(user)).filter(code=tidy_code(code) or "").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def to_answer(user: User) -> QuerySet[Proposal]:
    """What waits for this account: what came to its organisation, and questions and declines that came back. No query for who answers
    none."""
    if not has(user, Permission.CASE_ACCEPT) and not has(user, Permission.CASE_SHARE):
        return Proposal.objects.none()
    given = proposals_given(user)
    mine = proposals_got(user).filter(state=ProposalState.ASKED) | given.filter(state=ProposalState.ASKED_BACK)
    mine |= given.filter(state=ProposalState.DECLINED, due_at__isnull=False)
    return _with(mine).order_by("due_at", "code")


def case_proposals(case: Case) -> QuerySet[Proposal]:
    """What was proposed about a case, newest first."""
    return _with(case.proposals.all()).order_by("-asked_at")


def resting_proposals(case: Case, consent: Consent) -> QuerySet[Proposal]:
    """What waits about a case and cannot be accepted without this answer; on the one to the Unit itself rests what is proposed to the
    secretariat."""
    waiting = case_proposals(case).filter(state__in=WAITS)
    if consent.purpose == ConsentPurpose.TEAM and not (consent.facility_id or consent.organisation_id or consent.addressee_id):
        return waiting.filter(taker__kind=OrganisationKind.SECRETARIAT)
    return waiting.filter(taker=consent.organisation_id) if consent.organisation_id else waiting.none()


def takers(case: Case) -> tuple[list[Organisation], list[Organisation]]:
    """To whom a case may be proposed, of the other members of the house and the secretariat; and those of them to whom it may not."""
    able = answering()
    offered: tuple[list[Organisation], list[Organisation]] = ([], [])
    for row in other_members(case.organisation_id):
        offered[row.pk not in able].append(row)
    return offered


def answering() -> set[UUID]:
    """The organisations where an open account may answer a proposal, without those that leave. Two queries."""
    leaving = set(Departure.objects.filter(state__in=OPEN_DEPARTURES).values_list("organisation", flat=True))
    return set(holders(*ANSWERERS).values_list("organisation", flat=True)) - leaving


def other_members(organisation: UUID) -> list[Organisation]:
    """The members of the house and the secretariat, without this one and those that have left."""
    return in_order(carriers().exclude(pk=organisation))


def sees_already(case: Case, taker: Organisation, kind: str) -> bool:
    """Whether an organisation sees a case as far as this kind of proposal would show it. To who reads it alone, work is proposed, and the
    case."""
    shared = shares(case).filter(organisation=taker)
    return (shared if kind == Kind.SHARE else shared.filter(reads_only=False)).exists()


def agreed_to(proposal: Proposal) -> tuple[frozenset[str], dt.date | None]:
    """The kinds of data of the case that the person agreed to show to this organisation, and until when, no later than proposed. All of
    them to the secretariat, which keeps every file and is not asked for, unless they said no to sharing inside the Unit itself."""
    if proposal.taker.kind == OrganisationKind.SECRETARIAT:
        refused = refuses_the_unit(proposal.case.person, ConsentPurpose.TEAM)
        return frozenset(() if refused else DataKind.values), proposal.until
    kinds, last = agreed_for(proposal.case.person, ConsentPurpose.TEAM, proposal.taker, until=None)
    if proposal.until is None or (kinds and last is not None and last < proposal.until):
        return kinds, last
    return agreed_for(proposal.case.person, ConsentPurpose.TEAM, proposal.taker, until=proposal.until)


def lacks_consent(proposal: Proposal) -> bool:
    """Whether the person has not agreed to it, or no longer does. Who works in the case or takes it over sees all of it: to that the person
    agrees with every kind of data."""
    kinds, _last = agreed_to(proposal)
    return not kinds if proposal.kind == Kind.SHARE else kinds < frozenset(DataKind.values)


def sides(user: User, proposal: Proposal) -> dict[str, bool]:
    """On which side of a proposal the reader stands, and what waits for them: what buttons ask."""
    got = proposals_got(user).filter(pk=proposal.pk).exists()
    gave = proposals_given(user).filter(pk=proposal.pk).exists()
    return {
        "got": got,
        "gave": gave,
        "may_answer": got and proposal.state == ProposalState.ASKED,
        "may_say": gave and proposal.state == ProposalState.ASKED_BACK,
        "nobody_answers": gave and proposal.state == ProposalState.ASKED and proposal.taker_id not in answering(),
        "is_news": gave and proposal.is_news,
        "may_propose": gave and proposal.is_news and proposal.case.is_open and can(user, Permission.CASE_SHARE, proposal.case),
        "may_take_back": gave and proposal.waits,
        "sees_case": can(user, Permission.CASE_VIEW, proposal.case),
        "lacks_consent": gave and proposal.waits and lacks_consent(proposal),
    }
