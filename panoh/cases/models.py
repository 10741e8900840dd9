"""Requests, cases and what is done in them."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.cases.amendment import Amendment as Amendment
from panoh.core.ids import new_code, new_id
from panoh.core.models import Base
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

CODE_LENGTH = 10


class Request(Base):
    """Somebody asks for help. Until there is a person, its words are under a key of its own (an enquiry)."""

    CODED = frozenset(
        ("code door asker needs urgency kind sex region place state received_at due_at decided_at decision_reason is_practice").split()
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    referred_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    door = models.CharField(max_length=16, choices=enums.Door)
    asker = models.CharField(max_length=12, choices=enums.Asker)
    needs = models.JSONField(default=list)  # codes of Need
    urgency = models.CharField(max_length=5, choices=enums.Urgency, default=enums.Urgency.GREEN)
    kind = models.CharField(max_length=8, choices=enums.Kind, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=enums.RequestState, default=enums.RequestState.NEW)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=24, choices=enums.DecisionReason, blank=True)
    is_practice = models.BooleanField(default=False)
    family_name = Sealed("identity")
    given_name = Sealed("identity")
    patronymic = Sealed("identity")
    birth_date = Sealed("identity")
    number = Sealed("contact")
    contact_terms = Sealed("contact")  # hours, who may answer, what not to say
    need_words = Sealed("words")
    triage_words = Sealed("words")
    decision_words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="cases_request_due")]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id) if self.person_id else Subject("enquiry", self.id)


class Case(Base):
    """One episode of help to one person. Reopening keeps the person and makes a new one."""

    CODED = frozenset(
        (
            "code kind door region place urgency state episode admitted_on age_at_admission closed_on close_reason "
            "held_until review_due treatment complaints is_practice"
        ).split()
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    request = models.OneToOneField(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="case")
    referred_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")
    episode = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=enums.Kind)
    door = models.CharField(max_length=16, choices=enums.Door)
    region = models.CharField(max_length=5, blank=True, db_index=True)
    place = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=5, choices=enums.Urgency, default=enums.Urgency.GREEN)
    state = models.CharField(max_length=10, choices=enums.CaseState, default=enums.CaseState.ASSESSMENT)
    admitted_on = models.DateField(db_index=True)
    age_at_admission = models.PositiveSmallIntegerField(null=True, blank=True)  # whole years; from the year alone where no day is known
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    treatment = models.CharField(max_length=10, choices=enums.Treatment, blank=True)
    complaints = models.JSONField(default=list)  # codes; the rest is words
    held_until = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=16, choices=enums.CloseReason, blank=True)
    is_practice = models.BooleanField(default=False)
    complaint_words = Sealed("clinical")
    note = Sealed("words")
    closing_words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-admitted_on", "code"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "state"], name="cases_case_owner"),
            models.Index(fields=["state", "review_due"], name="cases_case_review"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, close_reason="")
                | (models.Q(closed_on__isnull=False) & ~models.Q(close_reason="")),
                name="cases_closed_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state in enums.OPEN_STATES

    @property
    def was_minor(self) -> bool:
        """Under 18 on the day of admission."""
        return self.age_at_admission is not None and self.age_at_admission < 18

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class StateChange(Base):
    """A case moved from one state to another: immutable, with who and why."""

    CODED = frozenset({"from_state", "to_state", "at", "by"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="state_changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.UUIDField()
    reason = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Share(Base):
    """A case shown to another organisation, from a day to a day; the key is wrapped to it for as long."""

    CODED = frozenset({"starts_on", "ends_on", "ended_at", "by"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"


class Assignment(Base):
    """Who works on a case, in which discipline."""

    CODED = frozenset({"discipline", "starts_on", "ends_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "ends_on"], name="cases_assignment_user")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.discipline}"


class Assessment(Base):
    """What one discipline found. Its words are read by that discipline; the summary by all who work on the case."""

    CODED = frozenset({"discipline", "done_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    done_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    summary = Sealed("words")
    findings = Sealed("clinical")
    recommendations = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-done_on"]

    def __str__(self) -> str:
        return self.discipline

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class CapacityRating(Base):
    """The seven capacities, each 0–4, rated with the person."""

    CODED = frozenset({"moment", "rated_on", "by", *enums.Capacity.values})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    moment = models.CharField(max_length=10, choices=enums.Moment)
    rated_on = models.DateField()
    by = models.UUIDField()
    self_sufficiency = models.PositiveSmallIntegerField(null=True, blank=True)
    physical = models.PositiveSmallIntegerField(null=True, blank=True)
    mental = models.PositiveSmallIntegerField(null=True, blank=True)
    social = models.PositiveSmallIntegerField(null=True, blank=True)
    professional = models.PositiveSmallIntegerField(null=True, blank=True)
    integration = models.PositiveSmallIntegerField(null=True, blank=True)
    community = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["rated_on"]

    def __str__(self) -> str:
        return f"{self.moment} {self.rated_on}"


class Programme(Base):
    """A version of the individual programme."""

    CODED = frozenset({"number", "state", "agreed_on", "agreement_form", "approved_at", "review_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="programmes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=enums.ProgrammeState, default=enums.ProgrammeState.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreement_form = models.CharField(max_length=8, choices=enums.AgreementForm, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    remark = Sealed("words")  # why it was returned
    wishes = Sealed("words")  # what the person wishes about the help itself

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_programme_number")
        ]

    def __str__(self) -> str:
        return str(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Problem(Base):
    """A difficulty in the person's words."""

    CODED = frozenset({"position"})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="problems")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return str(self.position)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Goal(Base):
    """A goal in the person's words, in one of the seven capacities, with goal attainment from −2 to +2."""

    CODED = frozenset({"position", "capacity", "attainment_at_start", "attainment_now"})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    capacity = models.CharField(max_length=16, choices=enums.Capacity)
    words = Sealed("words")
    indicator = Sealed("words")
    attainment_at_start = models.SmallIntegerField(default=-2)
    attainment_now = models.SmallIntegerField(default=-2)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.capacity

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class PlannedService(Base):
    """A service that serves a goal: what, by whom, how often, from when to when."""

    CODED = frozenset({"help", "item", "frequency", "times", "starts_on", "ends_on", "origin"})

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="services")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    help = models.CharField(max_length=14, choices=enums.Help)
    item = models.CharField(max_length=14, choices=enums.HelpItem)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frequency = models.CharField(max_length=10, choices=enums.Frequency, default=enums.Frequency.WEEKLY)
    times = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    origin = models.UUIDField(default=new_id, db_index=True)  # the same in each version of the programme that carries it on
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.help} × {self.times}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Session(Base):
    """A meeting. The shared summary is for who works on the case; the notes for the author and the psychologists named on it."""

    CODED = frozenset({"discipline", "kind", "at", "minutes", "attendance", "reason"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sessions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    kind = models.CharField(max_length=14, choices=enums.SessionKind)
    at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attendance = models.CharField(max_length=12, choices=enums.Attendance, default=enums.Attendance.PLANNED)
    reason = models.CharField(max_length=16, choices=enums.NotAttended, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    summary = Sealed("words")
    notes = Sealed("notes")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Assistance(Base):
    """Help given: of a kind, on a day, so many services."""

    CODED = frozenset({"help", "item", "given_on", "quantity", "source", "treatment"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assistance")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="assistance")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    help = models.CharField(max_length=14, choices=enums.Help)
    item = models.CharField(max_length=14, choices=enums.HelpItem)
    given_on = models.DateField(db_index=True)
    quantity = models.PositiveIntegerField(default=1)
    treatment = models.CharField(max_length=10, choices=enums.Treatment, blank=True)
    source = models.CharField(max_length=10, default="desk")  # desk, register, referral
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on"]

    def __str__(self) -> str:
        return f"{self.help} × {self.quantity}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Review(Base):
    """A review of the programme with the person, with the same scales."""

    CODED = frozenset({"held_on", "outcome", "next_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    held_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=enums.Outcome)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on"]

    def __str__(self) -> str:
        return str(self.held_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class FollowUp(Base):
    """A look after closure, at 3, 6 and 12 months, where the person agreed to it."""

    CODED = frozenset({"due_on", "done_on", "outcome"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=enums.Outcome, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on"]

    def __str__(self) -> str:
        return str(self.due_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Task(Base):
    """Something to do by a time, by a person or by whoever holds a role."""

    CODED = frozenset({"kind", "discipline", "due_at", "role", "done_at", "done_by", "target"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=enums.TaskKind)
    discipline = models.CharField(max_length=14, choices=enums.Discipline, blank=True)  # whose assessment it is
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    role = models.CharField(max_length=24, blank=True)  # when nobody is named yet
    due_at = models.DateTimeField(db_index=True)
    target = models.UUIDField(null=True, blank=True)  # the row it is about: a session, a referral
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    words = Sealed("words")  # of an own task; under the organisation's key

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "done_at", "due_at"], name="cases_task_owner")]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
