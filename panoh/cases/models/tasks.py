"""Things to do."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.dangers import Danger
from panoh.cases.models.requests import Request
from panoh.core.models import Base
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Task(Base):
    """Something to do by a time, by a person or by whoever holds a role."""

    PLAINTEXT_FIELDS = frozenset({"kind", "discipline", "due_at", "role", "done_at", "done_by", "target", "cause", "step", "opened_at"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    danger = models.ForeignKey(Danger, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")  # of one of DANGERS
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=enums.TaskKind)
    discipline = models.CharField(max_length=14, choices=enums.Discipline, blank=True)  # whose assessment it is
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    # Who took a danger on by name, or decided after long silence that the case goes on.
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, blank=True)  # when nobody is named yet
    due_at = models.DateTimeField(db_index=True)
    step = models.CharField(max_length=40, blank=True)  # of the guidance its case follows
    target = models.UUIDField(null=True, blank=True)  # the row it is about: a session, a referral; of a danger, the request that told of it
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    cause = models.CharField(max_length=8, choices=enums.ReviewCause, blank=True)  # why a review is due early
    opened_at = models.DateTimeField(null=True, blank=True)  # of a danger, and of what a writer says of one: when it was noticed
    words = Sealed("words")  # of an own task; under the organisation's key

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=sorted(enums.DANGERS)) ^ models.Q(danger=None), name="cases_task_of_danger")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "done_at", "due_at"], name="cases_task_owner"),
            models.Index(fields=["kind"], condition=models.Q(done_at=None), name="cases_task_open_kind"),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def about(self) -> Case | Request | Danger | None:
        """What it is of; of a danger of a call after which help is not requested yet, that danger."""
        return self.case or self.request or self.danger

    @property
    def is_danger_written(self) -> bool:
        """Whether what is to be read says that somebody is in danger."""
        return self.kind == enums.TaskKind.WROTE and self.opened_at is not None

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
