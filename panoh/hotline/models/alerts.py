"""What must not be passed over."""

import datetime as dt
from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Role
from panoh.core.models import Base
from panoh.hotline import enums
from panoh.hotline.models.lines import PhoneLine


class Alert(Base):
    """Something for one person, or for whoever holds a role, to look at: nobody's words, only what happened and since when."""

    PLAINTEXT_FIELDS = frozenset("kind state role at due_at target told_at notified_at shown_at seen_at is_practice step again_at".split())

    kind = models.CharField(max_length=12, choices=enums.AlertKind)
    state = models.CharField(max_length=4, choices=enums.AlertState, default=enums.AlertState.OPEN)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(PhoneLine, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role, blank=True)  # where nobody is named
    target = models.UUIDField(null=True, blank=True)  # the row it is about
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # its notices were seen to, whether one left or not
    notified_at = models.DateTimeField(null=True, blank=True)  # a notice left last
    shown_at = models.DateTimeField(null=True, blank=True)  # it stood on a screen of `shown_to` for the first time
    shown_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_practice = models.BooleanField(default=False)
    again_at = models.DateTimeField(null=True, blank=True)  # of a danger: since when it rings anew; `at` stays when it was first told
    step = models.PositiveSmallIntegerField(default=0)  # of a danger: how many steps had rung when this was told

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["target"], name="hotline_alert_target")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(owner__isnull=False) | ~models.Q(role=""), name="hotline_alert_for_somebody")
        ]

    @property
    def rang_at(self) -> dt.datetime:
        """When it was told last from the first step on."""
        return self.again_at or self.at

    def __str__(self) -> str:
        return self.kind
