"""Reads of care: assessments, capacities, the programme with what was delivered, sessions, help, reviews, follow-ups.

Each takes a case that was already found for this reader (`queries.get_case`).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Case as Choose
from django.db.models import Count, DateField, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Attendance, Capacity, ConferenceRole, ProgrammeState, TaskKind
from panoh.cases.models import (
    Amendment,
    Assessment,
    Assistance,
    CapacityRating,
    Case,
    Conference,
    FollowUp,
    Goal,
    PlannedService,
    Problem,
    Programme,
    Review,
    ReviewTrigger,
    Session,
)
from panoh.cases.policy import can, in_force, reads_findings, reads_notes, shown, shows_care, tied_accounts
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.places import catalogue

# How views, which know no models, name what they are given.
type SessionRow = Session
type AssessmentRecord = Assessment
type ReviewRow = Review

NOT_HERE = _("Page not found, or the entry was withdrawn.")


def _one[M: Model](rows: QuerySet[M], **where: Any) -> M:
    found = rows.filter(**where).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def named_on(case: Case) -> frozenset[tuple[object, object]]:
    """Who is assigned to the case today, with the discipline; and whom authors of notes let read them, with the author. Two queries."""
    let = case.notes_readers.filter(ended_at=None).values_list("reader", "author")
    return frozenset([*case.assignments.filter(in_force()).values_list("user", "discipline"), *let])


# Assessments and capacities


def assessments(case: Case) -> QuerySet[Assessment]:
    """The assessments, newest first."""
    return shown(case, case.assessments.select_related("by")).order_by("-done_on", "discipline", "id")


def get_assessment(case: Case, key: UUID) -> Assessment:
    """One assessment of this case."""
    return _one(shown(case, case.assessments.select_related("by", "case")), pk=key)


def assessments_due(case: Case) -> frozenset[str]:
    """The disciplines whose assessment is an open task."""
    return frozenset(case.tasks.filter(kind=TaskKind.ASSESS, done_at=None).values_list("discipline", flat=True))


def can_read_findings(user: User, assessment: Assessment) -> bool:
    """Whether the findings open for this reader."""
    return reads_findings(user, assessment)


@dataclass(frozen=True, slots=True)
class Level:
    """One capacity: how it stood first, how it stands now (None: not talked about)."""

    capacity: Capacity
    before: int | None
    now: int | None

    @property
    def dots(self) -> tuple[int, ...]:
        """Where the five marks stand in the drawing."""
        return tuple(_place(level) for level in range(5))

    @property
    def ring(self) -> int | None:
        """Where the ring of the first rating stands."""
        return None if self.before is None else _place(self.before)

    @property
    def dot(self) -> int | None:
        """Where the dot of the present one stands."""
        return None if self.now is None else _place(self.now)


def _place(level: int) -> int:
    return 9 + 18 * level


@dataclass(frozen=True, slots=True)
class Levels:
    """The seven capacities, first and now, with the days of both."""

    first_on: dt.date | None
    last_on: dt.date | None
    rows: list[Level]


def is_rated(case: Case) -> bool:
    """Whether the capacities were rated before."""
    return case.ratings.exists()


def levels(case: Case) -> Levels:
    """Of each capacity the first and the last time it was rated. One query."""
    rated = ratings(case)
    rows = []
    for capacity in Capacity:
        given = [value for rating in rated if (value := getattr(rating, capacity.value)) is not None]
        rows.append(Level(capacity, given[0] if given else None, given[-1] if given else None))
    return Levels(rated[0].rated_on if rated else None, rated[-1].rated_on if rated else None, rows)


def ratings(case: Case) -> list[CapacityRating]:
    """Every rating of the capacities, first to last."""
    return list(case.ratings.order_by("rated_on", "id"))


# The programme


def programmes(case: Case) -> list[Programme]:
    """All versions, newest first."""
    return list(case.programmes.order_by("-number"))


def get_programme(case: Case, number: int) -> Programme:
    """A version of the programme."""
    return _one(case.programmes.select_related("case", "made_by", "approved_by"), number=number)


def approved_programme(case: Case) -> Programme | None:
    """The version in force."""
    return case.programmes.filter(state=ProgrammeState.APPROVED).first()


def get_problem(programme: Programme, key: UUID) -> Problem:
    """A difficulty of this version."""
    return _one(programme.problems.select_related("programme__case"), pk=key)


def get_goal(programme: Programme, key: UUID) -> Goal:
    """A goal of this version."""
    return _one(programme.goals.select_related("programme__case", "problem"), pk=key)


def get_service(programme: Programme, key: UUID) -> PlannedService:
    """A planned service of this version."""
    return _one(
        PlannedService.objects.filter(goal__programme=programme).select_related("goal__programme__case", "owner", "facility"), pk=key
    )


def services_in_force(case: Case) -> list[PlannedService]:
    """The services of the approved version, as far as the reader of this case may know of them: what a session or help may be for."""
    rows = PlannedService.objects.filter(goal__programme__case=case, goal__programme__state=ProgrammeState.APPROVED)
    return list(shown(case, rows, "help").select_related("goal__programme").order_by("goal__position", "starts_on", "id"))


def workers_on(case: Case) -> list[User]:
    """The accounts assigned today, each once, the leading one too; nobody to whom the file is closed, since they are tied to the person.

    Of a case that its reader sees in part those alone in whose discipline nothing was left out.
    """
    on_case = Q(assignments__in=shown(case, case.assignments.filter(in_force())))
    if shows_care(case):
        on_case |= Q(pk=case.lead_id)
    found = User.objects.filter(on_case, is_active=True).exclude(pk__in=tied_accounts(case.person))
    return list(found.select_related("organisation").distinct().order_by("username"))


# Sessions and help


def sessions(case: Case) -> QuerySet[Session]:
    """The sessions: those nobody recorded though their hour has come, those ahead, the nearest first, then the others, newest first."""
    rows = shown(case, case.sessions.select_related("author", "co_worker", "service__goal"))
    ahead, late = Q(at__gte=now()), Q(at__lt=now(), attendance=Attendance.PLANNED)
    part, when = Choose(When(late, then=Value(0)), When(ahead, then=Value(1)), default=Value(2)), Choose(When(ahead, then=F("at")))
    return rows.annotate(of=of_group()).order_by(part, when, "-at", "id")


def get_session(case: Case, key: UUID) -> Session:
    """One session of this case."""
    rows = shown(case, case.sessions.select_related("author", "co_worker", "case", "service", "group"))
    return _one(rows.annotate(of=of_group()), pk=key)


def of_group() -> Subquery:
    """How many people a meeting of a group was recorded for: all that one case says of the others."""
    same = Session.objects.filter(group=OuterRef("group")).order_by().values("group")
    return Subquery(same.annotate(n=Count("id")).values("n"))


def can_read_notes(user: User, session: Session, named: frozenset[tuple[object, object]]) -> bool:
    """Whether the process notes open for this reader; `named` from `named_on`, once a page."""
    return reads_notes(user, session, named)


def assistance(case: Case) -> QuerySet[Assistance]:
    """Help given, newest first."""
    found = case.assistance.select_related("by", "service", "facility", "payment__photo").defer("payment__photo__image")
    return shown(case, found, "help").order_by("-given_on", "id")


def get_assistance(case: Case, key: UUID) -> Assistance:
    """One line of help of this case."""
    return _one(shown(case, case.assistance.select_related("by", "case", "service"), "help"), pk=key)


# Reviews, closure, follow-up


def reviews(case: Case) -> QuerySet[Review]:
    """The reviews, newest first."""
    return case.reviews.select_related("by", "programme").order_by("-held_on", "id")


def get_review(case: Case, key: UUID) -> Review:
    """One review of this case."""
    return _one(case.reviews.select_related("by", "case"), pk=key)


def review_triggers(case: Case) -> list[ReviewTrigger]:
    """What happened since the last review, newest first: why the next one is due early."""
    return list(case.review_triggers.filter(review=None).order_by("-noted_at", "id"))


def conferences(case: Case) -> QuerySet[Conference]:
    """The case conferences with who was there, newest first."""
    return case.conferences.select_related("by", "programme").prefetch_related("seats__user").order_by("-held_on", "-id")


def get_conference(case: Case, key: UUID) -> Conference:
    """One conference of this case."""
    return _one(case.conferences.select_related("by", "case", "programme").prefetch_related("seats__user"), pk=key)


def who_was_there(conference: Conference) -> list[str]:
    """The staff by their accounts, people from outside by their role."""
    outside = [str(ConferenceRole(role).label) for role in conference.outside]
    return [conference.by.username, *(seat.user.username for seat in conference.seats.all()), *outside]


def follow_ups(case: Case) -> QuerySet[FollowUp]:
    """The follow-ups, first to last."""
    return case.follow_ups.select_related("by").order_by("due_on", "id")


def get_follow_up(case: Case, key: UUID) -> FollowUp:
    """One follow-up of this case."""
    return _one(case.follow_ups.select_related("by", "case"), pk=key)


def next_seen(user: User, case: Case) -> Case | None:
    """The case as which this one was reopened, where this reader sees it."""
    after: Case | None = getattr(case, "next", None)
    return after if after and can(user, Permission.CASE_VIEW, after) else None


def may(user: User, case: Case, *permissions: Permission) -> dict[str, bool]:
    """What of these the reader may do with this case: what buttons ask."""
    return {str(permission): can(user, permission, case) for permission in permissions}


# Corrections

OF_ONE_DISCIPLINE = frozenset({"notes", "findings"})
CORRECTIONS_SHOWN = 50


def amendments(case: Case, row: UUID, *, all_fields: bool = False) -> list[Amendment]:
    """Corrections of one row, newest first; those of notes and findings only for who reads them."""
    found = case.amendments.filter(row=row).order_by("-at", "id")
    return list(found if all_fields else found.exclude(field__in=OF_ONE_DISCIPLINE))


def corrections(case: Case) -> list[Amendment]:
    """The newest corrections of what all on the case read: not of notes and findings, nor of rows that have a page of their own."""
    return list(
        case.amendments.exclude(field__in=OF_ONE_DISCIPLINE).filter(model__in=THINGS).order_by("-at", "field", "id")[:CORRECTIONS_SHOWN]
    )


THINGS = {
    "assessment": _("assessment"),
    "assistance": _("help given"),
    "case": _("case"),
    "conference": _("case conference"),
    "followup": _("follow-up"),
    "payment": _("cost of the help"),
    "review": _("review"),
    "session": _("session"),
}
FIELDS = {
    "admitted_on": _("date of admission"),
    "age_at_admission": _("age at admission"),
    "amount": _("sum"),
    "attendance": _("whether the person came"),
    "complaint_words": _("complaints as text"),
    "complaints": _("complaints"),
    "decisions": _("decisions"),
    "dissent": _("different opinion"),
    "done_on": _("date"),
    "door": _("way of contact"),
    "findings": _("findings"),
    "given_on": _("date"),
    "held_on": _("date"),
    "help": _("kind of help"),
    "item": _("what exactly"),
    "kind": _("admitted as"),
    "minutes": _("minutes"),
    "note": _("note"),
    "notes": _("process notes"),
    "outcome": _("current situation"),
    "place": _("place"),
    "quantity": _("quantity"),
    "reason": _("reason"),
    "recommendations": _("what should be done"),
    "referred_by": _("referred by"),
    "region": _("region"),
    "summary": _("summary"),
    "talk": _("what was said"),
    "treatment": _("treatment"),
    "currency": _("money"),
    "payer": _("who pays"),
    "budget_code": _("budget code"),
    "receipt": _("receipt number"),
    "proof": _("proof"),
    "venue": _("where"),
    "late_minutes": _("minutes late"),
    "others": _("who else took part"),
    "approach": _("method"),
    "wishes": _("wishes"),
    "words": _("as text"),
}


def what_was_corrected(amendment: Amendment) -> tuple[str, str]:
    """The thing and its field, as a person reads them."""
    return str(THINGS.get(amendment.model, amendment.model)), str(FIELDS.get(amendment.field, amendment.field))


def former_label(amendment: Amendment, former: str) -> str:
    """What stood there before as a person reads it: the label of a code, a day in figures, words as they are."""
    kept = apps.get_model("cases", amendment.model)._meta.get_field(amendment.field)
    if former and isinstance(kept, DateField):
        return f"{dt.date.fromisoformat(former[:10]):%d.%m.%Y}"
    if amendment.field in ("region", "place"):
        return catalogue.name(former)
    return str(dict(getattr(kept, "flatchoices", ())).get(former, former))
