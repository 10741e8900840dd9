"""A case: one episode of help to one person, who works on it, who it is shown to."""

import datetime as dt
from typing import ClassVar
from uuid import UUID

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.cases.models.requests import CODE_LENGTH, Request
from panoh.consent.enums import DataKind
from panoh.core.clock import today
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Case(Base):
    """One episode of help to one person. Reopening keeps the person and makes a new one."""

    PLAINTEXT_FIELDS = frozenset(
        (
            "code kind door region place urgency within_hour state episode admitted_on age_at_admission closed_on close_reason "
            "held_until review_due treatment complaints is_practice guidance guided_since erased_on"
        ).split()
    )

    # What the reader it was found for (`queries.get_case`) does not see of it; nothing where their organisation carries it.
    withheld_kinds: frozenset[DataKind] = frozenset()
    # The same in lists (`policy.with_parts`): danger and what there is to do, the age.
    hides_work: bool = False
    hides_age: bool = False
    # Of the list (`queries.cases`): whether a danger is open in it that its reader may know of and that is seen to at once,
    # and one within the hour.
    in_danger: bool = False
    in_danger_of_hour: bool = False
    # Of the list, and where it was found by its code: whether a danger of any level is open in it that its reader may know of.
    has_danger: bool = False
    # Whether it is sealed, and its reader one of those to whom it opens (`policy.cases_in_reach`).
    is_sealed: bool = False
    is_member: bool = False
    # The opening by which its reader may read it in an emergency, where there is one.
    emergency: UUID | None = None

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")  # whose it is now
    admitted_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # whose figures it counts in, for good
    request = models.OneToOneField(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="case")
    referred_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    previous = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")
    episode = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=enums.Kind)
    door = models.CharField(max_length=16, choices=enums.Door)
    region = models.CharField(max_length=5, blank=True, db_index=True)
    place = models.CharField(max_length=60, blank=True)
    urgency = models.CharField(max_length=5, choices=enums.Urgency, default=enums.Urgency.GREEN)
    within_hour = models.BooleanField(default=False)  # said so at the door; it holds as long as the case is red
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
    guidance = models.CharField(max_length=20, blank=True)  # the code of the version it follows; blank: none
    guided_since = models.DateTimeField(null=True, blank=True)  # no clock of the guidance begins before
    erased_on = models.DateField(null=True, blank=True)  # from then on nobody sees it; it is counted as it was
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
    def next_review(self) -> dt.date | None:
        """The day of the next review; none before a programme is in force, whatever was reckoned at admission: the steps have its day."""
        return self.review_due if self.is_open and self.state != enums.CaseState.ASSESSMENT else None

    @property
    def is_review_late(self) -> bool:
        """Whether the day of the next review has passed."""
        return self.review_due is not None and self.review_due < today()

    def get_urgency_display(self) -> str:  # type: ignore[no-redef]
        """How soon, in words."""
        return enums.urgency_label(self.urgency, within_hour=self.within_hour)

    @property
    def was_minor(self) -> bool:
        """Under 18 on the day of admission."""
        return self.age_at_admission is not None and self.age_at_admission < 18

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class StateChange(Base):
    """A case moved from one state to another: immutable, with who and why."""

    PLAINTEXT_FIELDS = frozenset({"from_state", "to_state", "at", "by"})

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

    PLAINTEXT_FIELDS = frozenset({"starts_on", "ends_on", "ended_at", "reads_only", "withheld_kinds", "by"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shares")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reads_only = models.BooleanField(default=False)  # the common part of the file, to read: no discipline, no work
    withheld_kinds = models.JSONField(default=dict)  # {kind of data: true}: what the consent leaves out; never to the secretariat
    by = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"

    @property
    def kept_labels(self) -> list[str]:
        """What stays closed to them, in the reader's words."""
        return [str(kind.label) for kind in DataKind if kind in self.withheld_kinds]


class Assignment(Base):
    """Who works on a case, in which discipline."""

    PLAINTEXT_FIELDS = frozenset({"discipline", "starts_on", "ends_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # The assignment that was handed over to this one, until what was still to do there has followed.
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "ends_on"], name="cases_assignment_user")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.discipline}"
