"""What everybody may read of a plan: written down whole when it was asked for, approved by somebody else, kept for good."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.planning.enums import PublicState
from panoh.planning.models.plans import Plan


class PublicPage(Base):
    """One page of a plan as it is or was public. What it says never changes; a new one takes its place."""

    PUBLIC = frozenset({"number", "state", "body", "asked_at", "decided_at", "withdrawn_at"})

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="public_pages")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=PublicState, default=PublicState.ASKED)
    body = models.JSONField()  # as planning.public_text wrote it, small numbers hidden already
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="planning_page_once"),
            models.UniqueConstraint(
                fields=["plan", "state"],
                condition=models.Q(state__in=[PublicState.ASKED, PublicState.PUBLIC]),
                name="planning_one_page_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")), name="planning_two_approve"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
