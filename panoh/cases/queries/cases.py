"""Reads of requests, cases and tasks. Every one starts from what this reader may see."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, RoleGrant, User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import ROLES, Permission, Role
from panoh.cases import policy
from panoh.cases.at_calls import visible_at_calls
from panoh.cases.enums import DANGERS, OPEN_STATES, Attendance, CaseState, Discipline, Kind, RequestState, TaskKind, Urgency
from panoh.cases.events import DoorEvent
from panoh.cases.models import Assessment, Assignment, Case, Request, Review, Session, Share, StateChange, Task
from panoh.cases.queries.danger import HOUR, speaking_for
from panoh.consent.enums import DataKind
from panoh.core.clock import DUSHANBE, age_on, now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound, Sealed
from panoh.core.ids import tidy_code
from panoh.people.queries import kept, of_records
from panoh.places import catalogue
from panoh.vault.actions import record_about
from panoh.vault.members import has_own_key_open, sealed

NOT_HERE = _("Page not found, or you do not have access to it.")
OPENS_TO_MEMBERS = _("This case is sealed: only its members can open it. Ask the lead worker who they are.")
OPENS_WITH_PASSWORD = _("This case is sealed, and you are one of its members. Enter your password to open it until you sign out.")
OPEN_REQUESTS = (RequestState.NEW, RequestState.TRIAGED)

# How views, which know no models, name what they are given.
type CaseRow = Case
type UserRow = User
type RequestRow = Request
type TaskRecord = Task
type StateChangeRow = StateChange


def get_case(user: User, code: str, permission: Permission = Permission.CASE_VIEW) -> Case:
    """The case of this code. Raises NotFound where the permission does not reach it, as if there were none.

    One that is sealed opens to its members, with their key in hand: else Sealed is raised, to whomever the permission reaches.
    """
    seen = policy.with_seal(user, policy.cases_in_reach(user, permission)).filter(code=tidy_code(code) or "")
    danger: dict[str, Any] = {"has_danger": _in_danger(user)}
    seen = seen.annotate(**danger)
    if has(user, Permission.EMERGENCY):
        seen = seen.annotate(opened_by=Subquery(policy.emergency_accesses_in_force(user).filter(case=OuterRef("pk")).values("pk")[:1]))
    found = seen.select_related("person", "organisation", "lead", "referred_by", "previous", "next").first()
    if found is None:
        raise NotFound(NOT_HERE)
    if found.is_sealed and not (found.is_member and has_own_key_open(user.id)):
        raise Sealed(OPENS_WITH_PASSWORD if found.is_member else OPENS_TO_MEMBERS, for_member=found.is_member)
    found.emergency = getattr(found, "opened_by", None)
    if found.emergency is not None:  # each page read by it is in the record, under the opening's own id
        record_about(DoorEvent.EMERGENCY_READ, by=user.actor, about=[found], purpose=str(found.emergency))
    policy.remember_reached(user, permission, found)
    found.withheld_kinds = policy.withheld_kinds(user, found)
    return found


def codes_open_to(user: User, codes: Collection[str]) -> frozenset[str]:
    """Which of these codes are of a case that the reader reaches, or of a request they see. Two queries."""
    seen = (policy.cases_in_reach(user, Permission.CASE_VIEW), policy.visible_requests(user))
    return frozenset(code for rows in seen for code in rows.filter(code__in=codes).values_list("code", flat=True))


def states_of_requests(user: User, codes: Collection[str]) -> dict[str, str]:
    """The states of the requests among these codes, as far as this reader sees them. One query."""
    return dict(policy.visible_requests(user).filter(code__in=codes).values_list("code", "state"))


def other_cases(user: User, case: Case) -> list[Case]:
    """Cases in records that were joined with this person's, as far as this reader sees them. One query."""
    found = policy.visible_cases(user).filter(of_records([kept(case.person)], "person")).exclude(person=case.person_id)
    return list(found.select_related("person", "organisation").order_by("-admitted_on", "code"))


def get_request(user: User, code: str) -> Request:
    """The request of this code. Raises NotFound where this reader may not see it."""
    found = (
        policy.visible_requests(user)
        .filter(code=tidy_code(code) or "")
        .select_related("organisation", "referred_by", "taken_by", "decided_by", "person", "case", "thread")
        .first()
    )
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_task(user: User, key: UUID) -> Task:
    """An open task this reader may see: their own, one of a case they work on, or of a call they see. Raises NotFound otherwise."""
    tasks = Task.objects.filter(pk=key, done_at=None).select_related("case", "request", "owner")
    on_case = Q(case__in=policy.visible_cases(user).values("pk")) & policy.known_tasks(user)
    at_call = Q(danger__in=visible_at_calls(user).values("pk"))
    found = tasks.filter(on_case | at_call | Q(pk__in=policy.visible_tasks(user).values("pk"))).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@bypass_rls()
def codes_of(keys: Collection[UUID]) -> dict[UUID, str]:
    """Codes of cases, for who is told that they see one no more. One query."""
    return dict(Case.objects.filter(pk__in=keys).values_list("pk", "code"))


def are_unsealed(codes: Collection[str]) -> bool:
    """Whether each of these codes is of a case or a request, and none of a person whose words open to members alone. Two queries."""
    open_ones = (model._default_manager.filter(code__in=codes).exclude(person__in=sealed()) for model in (Case, Request))
    return {code for rows in open_ones for code in rows.values_list("code", flat=True)} == set(codes)


def codes_of_tasks(user: User, keys: Collection[str]) -> dict[str, tuple[str, bool]]:
    """The code of the case, or of the request, that each of these tasks is about, and whether the reader still opens its page: of what is
    done that of a danger alone. One query."""
    near = Q(case__in=policy.visible_cases(user).values("pk")) | Q(request__in=policy.visible_requests(user).values("pk"))
    opens = Q(pk__in=policy.visible_tasks(user).values("pk")) | (near & Q(kind__in=DANGERS))
    found = Task.objects.filter(pk__in=keys).annotate(opens=opens).values_list("pk", "case__code", "request__code", "opens")
    return {str(key): (case or request or "", is_open) for key, case, request, is_open in found}


def get_assignment(case: Case, key: UUID) -> Assignment:
    """Somebody's assignment to a case that was fetched for this reader. Raises NotFound when it is of another case."""
    found = case.assignments.filter(pk=key).select_related("user", "case").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_share(case: Case, key: UUID) -> Share:
    """A sharing of a case that was fetched for this reader. Raises NotFound when it is of another case."""
    found = case.shares.filter(pk=key).select_related("organisation", "case").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def requests(user: User, show: str = "") -> QuerySet[Request]:
    """The requests this reader sees: those waiting, by when something is due about them first; with `show="decided"` those decided, newest
    first. `in_danger`: a danger of it is open, or the one it was joined to; `next_due`: the hour of that danger, where it is sooner."""
    of_it = Q(request=OuterRef("pk")) | Q(danger__joined__request=OuterRef("pk"))
    dangers = Task.objects.filter(of_it, policy.known_tasks(user), kind__in=DANGERS, done_at=None)
    seen = policy.visible_requests(user).select_related("organisation", "taken_by", "case", "thread").annotate(in_danger=Exists(dangers))
    nearest = Coalesce(Subquery(dangers.order_by("due_at").values("due_at")[:1]), F("due_at"))
    if show == "decided":
        return seen.exclude(state__in=OPEN_REQUESTS).order_by("-decided_at", "code")
    return seen.filter(state__in=OPEN_REQUESTS).annotate(next_due=Least(nearest, F("due_at"))).order_by("next_due", "code")


def asked_about(user: User, request: Request) -> list[UUID]:
    """Which people the request may be about, as far as somebody has still to look and this reader may know of it. One query."""
    tasks = request.tasks.filter(policy.known_tasks(user), kind=TaskKind.SAME, done_at=None).order_by("pk")
    return [person for person in tasks.values_list("target", flat=True) if person]


def count_open_requests(user: User) -> int:
    """How many requests wait. No query for who has no page of them, and sees one by its danger alone."""
    return policy.visible_requests(user).filter(state__in=OPEN_REQUESTS).count() if has(user, Permission.REQUEST_VIEW) else 0


# By what number the filter asks for a kind of person and for an urgency: an address says neither what somebody lived through nor a danger.
KIND_NUMBERS = {str(number): kind for number, kind in enumerate(Kind, 1)}
URGENCY_NUMBERS = {str(number): urgency for number, urgency in enumerate(Urgency, 1)}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to: codes alone, so that it may stand in an address. Unknown codes narrow nothing."""

    state: str = ""
    region: str = ""
    kind: str = ""
    urgency: str = ""
    mine: bool = False
    unassigned: bool = False
    late: bool = False

    @classmethod
    def read(cls, given: "dict[str, str]") -> "CaseFilter":
        """From the parts of an address; what is no code is left out."""

        def known(name: str, values: Iterable[str]) -> str:
            return given.get(name, "") if given.get(name, "") in set(values) else ""

        return cls(
            state=known("state", ["open", *CaseState.values]),
            region=known("region", [code for code, _name in catalogue.region_choices()]),
            kind=KIND_NUMBERS.get(given.get("kind", ""), ""),
            urgency=URGENCY_NUMBERS.get(given.get("urgency", ""), ""),
            mine=given.get("mine") == "1",
            unassigned=given.get("unassigned") == "1",
            late=given.get("late") == "1",
        )


def _assigned(user: User) -> Exists:
    return Exists(Assignment.objects.filter(policy.in_force(), case=OuterRef("pk"), user__in=powers(user).stands_for))


def _without_worker() -> Q:
    """Open cases that nobody leads and nobody works on, such as one that was admitted with nobody named."""
    worked = Exists(Assignment.objects.filter(policy.in_force(), case=OuterRef("pk")))
    return Q(lead=None, state__in=OPEN_STATES) & ~Q(worked)


def _joined_alone(user: User) -> Q:
    """Open cases of others that the account's organisation has agreed to work in, and nobody of it does yet."""
    ours = Exists(Assignment.objects.filter(policy.in_force(), case=OuterRef("pk"), user__organisation=user.organisation_id))
    shared = Share.objects.filter(policy.in_force(), organisation=user.organisation_id, ended_at=None, reads_only=False)
    return Q(pk__in=shared.values("case"), state__in=OPEN_STATES) & ~Q(organisation=user.organisation_id) & ~Q(ours)


def unassigned_cases(user: User) -> QuerySet[Case]:
    """What this account is to assign to somebody, the oldest first: of the cases its organisation carries or works in; none where it
    assigns nobody."""
    found = policy.visible_cases(user, Permission.CASE_ASSIGN).filter(policy.carried_by(user) & _without_worker() | _joined_alone(user))
    return found.order_by("admitted_on", "code")


def cases_without_lead(user: User) -> QuerySet[Case]:
    """Of which this account is to say who leads, the oldest first: somebody works on them, and nobody leads."""
    found = policy.visible_cases(user, Permission.CASE_ASSIGN).filter(policy.carried_by(user), ~_without_worker(), lead=None)
    return found.filter(state__in=OPEN_STATES).order_by("admitted_on", "code")


def unnamed_assessments(user: User) -> QuerySet[Task]:
    """Assessments that nobody is named for, of cases on which this account names somebody and others work: on the day of nobody else, as
    whoever holds the role does not see the case. The oldest first."""
    cases = policy.visible_cases(user, Permission.CASE_ASSIGN).filter(policy.carried_by(user), ~_without_worker(), state__in=OPEN_STATES)
    rows = Task.objects.filter(kind=TaskKind.ASSESS, owner=None, done_at=None, case__in=cases.values("pk"))
    return rows.exclude(role__in=list(powers(user).roles)).select_related("case", "request").order_by("due_at", "pk")


def _in_danger(user: User, urgency: str = "", **due: Any) -> Exists:
    """Whether a danger that the account may know of is open in a case and speaks for this urgency; without one: of any level."""
    wanted = speaking_for(urgency) if urgency else Q(kind__in=DANGERS, done_at=None)
    return Exists(Task.objects.filter(policy.known_tasks(user), wanted, case=OuterRef("pk"), **due))


def _is_so_urgent(user: User, urgency: str) -> Q:
    """Cases, as of `cases`, for which this urgency was chosen or an open danger speaks."""
    return Q(urgency=urgency) | Q(_in_danger(user, urgency))


def cases(user: User, narrowed: CaseFilter | None = None) -> QuerySet[Case]:
    """The cases this reader sees, with `next_due`, when the next thing is to be done, and `in_danger`, whether a danger is
    open that is seen to at once (`in_danger_of_hour`: within the hour; `has_danger`: any). With `late`, those with something late
    come first. One that is sealed is in the list of its members alone.
    """
    narrowed = narrowed or CaseFilter()
    found = policy.with_parts(user, policy.with_seal(user, policy.visible_cases(user)))
    found = found.select_related("person", "organisation", "lead")
    if narrowed.state:
        found = found.filter(state__in=OPEN_STATES if narrowed.state == "open" else (narrowed.state,))
    for name in ("region", "kind"):
        if value := getattr(narrowed, name):
            found = found.filter(**{name: value})
    danger: dict[str, Any] = {"has_danger": _in_danger(user), "in_danger": _in_danger(user, Urgency.RED)}
    danger["in_danger_of_hour"] = _in_danger(user, Urgency.RED, due_at__lte=now() + HOUR)
    found = found.annotate(**danger)
    if narrowed.urgency:
        more_urgent = takewhile(lambda each: each != narrowed.urgency, Urgency)
        found = found.filter(_is_so_urgent(user, narrowed.urgency), *(~_is_so_urgent(user, each) for each in more_urgent))
        found = found.exclude(pk__in=policy.shown_without(user).values("case"))
    if narrowed.mine:
        found = found.filter(_assigned(user))
    if narrowed.unassigned:
        found = found.filter(_without_worker() | _joined_alone(user))
    found = found.annotate(next_due=Min("tasks__due_at", filter=Q(tasks__done_at=None) & policy.known_tasks(user, "tasks__")))
    if narrowed.late:
        is_late = Choose(When(next_due__lt=now(), then=Value(0)), default=Value(1))
        return found.order_by(is_late, "next_due", "-admitted_on", "code")
    return found.order_by("-admitted_on", "code")


def is_late(case: Case) -> bool:
    """Of a case from `cases`: whether something is late."""
    due: dt.datetime | None = case.next_due  # type: ignore[attr-defined]
    return due is not None and due < now()


def opening_names(user: User, shown: Iterable[Case]) -> set[UUID]:
    """Of these cases those whose names this reader may open, by their keys; one query. A case may be seen without its name."""
    return set(policy.visible_cases(user, Permission.NAME_OPEN).filter(pk__in=[case.pk for case in shown]).values_list("pk", flat=True))


def age_now(case: Case) -> int | None:
    """Age today in whole years, from the age at admission: the day of birth stays sealed. None where the reader is not shown who it is."""
    if case.hides_age or DataKind.NAME in case.withheld_kinds:
        return None
    return None if case.age_at_admission is None else case.age_at_admission + age_on(case.admitted_on, today())


@dataclass(frozen=True, slots=True)
class Staff:
    """Who an account is, in words fit for the person concerned: roles and organisation; the alias is for staff."""

    username: str
    roles: tuple[Role, ...]
    organisation: Organisation


def staff(keys: Iterable[UUID | None]) -> dict[UUID, Staff]:
    """Accounts by id, with the roles they hold today. Two queries."""
    wanted = {key for key in keys if key}
    grants: dict[UUID, list[Role]] = {}
    for user, role in (
        RoleGrant.objects.filter(policy.in_force(), user__in=wanted, deputy_for=None).order_by("role").values_list("user", "role")
    ):
        grants.setdefault(user, []).append(Role(role))
    return {
        user.id: Staff(user.username, tuple(dict.fromkeys(grants.get(user.id, []))), user.organisation)
        for user in User.objects.filter(pk__in=wanted).select_related("organisation")
    }


def assignments(case: Case) -> QuerySet[Assignment]:
    """Who works on the case today."""
    return case.assignments.filter(policy.in_force()).select_related("user__organisation").order_by("discipline", "starts_on")


def is_of_assigned(share: Share) -> bool:
    """Whether of the organisation that is shown a case those alone open it who are assigned to it: specialists outside."""
    return share.organisation.kind == OrganisationKind.OUTSIDE


def is_unassigned(case: Case) -> bool:
    """Whether nobody leads an open case and nobody works on it. No query where somebody leads it."""
    return case.is_open and case.lead_id is None and not assignments(case).exists()


def holding(case: Case) -> StateChange | None:
    """What put the case on hold, None when it is not."""
    return case.state_changes.filter(to_state=CaseState.ON_HOLD).first() if case.state == CaseState.ON_HOLD else None


def shares(case: Case) -> QuerySet[Share]:
    """The organisations the case is shown to today."""
    return case.shares.filter(policy.in_force(), ended_at=None).select_related("organisation").order_by("starts_on")


def only_reads(organisation: UUID, cases: Iterable[UUID]) -> frozenset[UUID]:
    """Of these cases those of others that are shown to this organisation to read: nobody of it works on them. One query."""
    shared = Share.objects.filter(policy.in_force(), organisation=organisation, ended_at=None, reads_only=True, case__in=cases)
    return frozenset(shared.exclude(case__organisation=organisation).values_list("case", flat=True))


def workers_for(case: Case) -> list[tuple[User, tuple[Discipline, ...]]]:
    """The accounts that could be put on the case, with their disciplines: of its organisation, those that work with it, the
    secretariat; nobody who is tied to the person."""
    near = Q(organisation=case.organisation_id) | Q(organisation__kind=OrganisationKind.SECRETARIAT)
    near |= Q(organisation__in=shares(case).filter(reads_only=False).values("organisation"))
    return _able(near & ~Q(pk__in=policy.tied_accounts(case.person)))


def staff_by_discipline() -> list[tuple[User, tuple[Discipline, ...]]]:
    """The accounts that work with persons, with their disciplines, for an admission whose organisation is not chosen yet."""
    return _able(Q())


def workers_near(user: User) -> list[tuple[User, tuple[Discipline, ...]]]:
    """Those of an account's own organisation and of the secretariat, for several of its cases at once."""
    return _able(Q(organisation=user.organisation_id) | Q(organisation__kind=OrganisationKind.SECRETARIAT))


def _able(near: Q) -> list[tuple[User, tuple[Discipline, ...]]]:
    users = list(User.objects.filter(near, is_active=True).select_related("organisation").order_by("username"))
    known = staff(user.id for user in users)
    able = [(user, _disciplines(known[user.id].roles)) for user in users]
    return [(user, disciplines) for user, disciplines in able if disciplines]


def _disciplines(roles: Iterable[Role]) -> tuple[Discipline, ...]:
    held = {permission for role in roles for permission in ROLES[role]}
    return tuple(each for each in Discipline if policy.permission_of(each) in held)


def organisations(*, without: UUID | None = None) -> QuerySet[Organisation]:
    """The organisations that can own a case."""
    known = Organisation.objects.filter(gone_on=None).exclude(kind=OrganisationKind.OUTSIDE).order_by("slug")
    return known if without is None else known.exclude(pk=without)


def carriers() -> QuerySet[Organisation]:
    """Who carries cases: the members and the secretariat."""
    return Organisation.objects.filter(kind__in=(OrganisationKind.MEMBER, OrganisationKind.SECRETARIAT), gone_on=None).order_by("slug")


def recipients() -> QuerySet[Organisation]:
    """Whom a case is shown to without being asked first: the legal unit, and specialists outside, under a memorandum."""
    return Organisation.objects.filter(kind__in=(OrganisationKind.LEGAL_UNIT, OrganisationKind.OUTSIDE), gone_on=None).order_by("slug")


def asked_for() -> QuerySet[Organisation]:
    """To whom a person may agree, or not: members, who carries the case among them, the legal unit, specialists outside. The secretariat
    keeps every file and is not asked for."""
    return Organisation.objects.filter(gone_on=None).exclude(kind=OrganisationKind.SECRETARIAT).order_by("slug")


def get_organisation(slug: str) -> Organisation:
    """An organisation by its short name in addresses. Raises NotFound."""
    found = organisations().filter(slug=slug).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def open_tasks(user: User, case: Case) -> QuerySet[Task]:
    """What is still to be done on a case, earliest first; what is for others alone they see alone."""
    known = case.tasks.filter(policy.known_tasks(user), done_at=None)
    return known.select_related("request", "owner").order_by("due_at", "kind", "discipline")


def open_work(user: User, case: Case) -> QuerySet[Task]:
    """What is still to be done on a case itself; what others are asked to see to stands in their own day."""
    return open_tasks(user, case).exclude(kind=TaskKind.RAISED)


@dataclass(frozen=True, slots=True)
class Past:
    """What there is to tell of a case: moves between its states, assessments, meetings, reviews."""

    changes: list[StateChange]
    assessments: list[Assessment]
    sessions: list[Session]
    reviews: list[Review]


PAST_LIMIT = 50


def was_dropped(case: Case) -> bool:
    """Whether something was still to do when the case was closed: it ended, and nobody did it."""
    return case.tasks.filter(done_at__isnull=False, done_by=None).exclude(kind=TaskKind.FOLLOW_UP).exists()


def past(case: Case) -> Past:
    """The newest of everything that happened, of each sort so many. Four queries."""
    return Past(
        changes=list(case.state_changes.order_by("-at")[:PAST_LIMIT]),
        assessments=list(policy.shown(case, case.assessments.all()).order_by("-done_on")[:PAST_LIMIT]),
        sessions=list(policy.shown(case, case.sessions.all()).order_by("-at")[:PAST_LIMIT]),
        reviews=list(case.reviews.order_by("-held_on")[:PAST_LIMIT]) if policy.shows_care(case) else [],
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """The cases somebody works on: how many are open, and whom nobody has met for a week."""

    open: int
    unseen: list[str]


UNSEEN_SHOWN = 5


def my_cases(user: User) -> Mine:
    """The reader's own open cases, as many as their list has. Two queries."""
    listed = policy.visible_cases(user).filter(_assigned(user), state__in=OPEN_STATES)
    told = listed.exclude(pk__in=policy.shown_without(user).values("case"))
    week = now() - dt.timedelta(days=7)
    met = Session.objects.filter(case=OuterRef("pk"), at__gte=week, attendance=Attendance.ATTENDED)
    unseen = told.filter(~Exists(met), admitted_on__lt=week.astimezone(DUSHANBE).date()).order_by("admitted_on", "code")
    return Mine(listed.count(), list(unseen.values_list("code", flat=True)[:UNSEEN_SHOWN]))
