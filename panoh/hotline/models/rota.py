"""Who is on duty, when, and what they hand over."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.hotline import enums
from panoh.hotline.models.lines import PhoneLine
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Shift(Base):
    """Some hours of one person at one post: on a line, or on call for all of them. It ends with a note for whoever comes next."""

    PLAINTEXT_FIELDS = frozenset({"post", "starts_at", "ends_at", "acknowledged_at", "read_at", "ended_at", "raised", "is_practice"})

    post = models.CharField(max_length=12, choices=enums.Post)
    line = models.ForeignKey(PhoneLine, on_delete=models.PROTECT, null=True, blank=True, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # the note of the shift before
    ended_at = models.DateTimeField(null=True, blank=True)
    raised = models.PositiveSmallIntegerField(default=0)  # how many were told that nobody has taken it up
    is_practice = models.BooleanField(default=False)
    note = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "post"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="hotline_shift_has_hours"),
            models.CheckConstraint(
                condition=models.Q(post__in=enums.ON_LINE, line__isnull=False) | (~models.Q(post__in=enums.ON_LINE) & models.Q(line=None)),
                name="hotline_shift_post_has_its_line",
            ),
        ]

    def __str__(self) -> str:
        return self.post

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)


class HandOverItem(Base):
    """Something open on the line that whoever took it up has ticked: which row, when and who. The words stand in the row alone."""

    PLAINTEXT_FIELDS = frozenset({"kind", "target", "seen_at"})

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="taken_over")
    kind = models.CharField(max_length=9, choices=enums.OpenThing)
    target = models.UUIDField()  # a call, a dispatch, a visit
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["seen_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shift", "target"], name="hotline_hand_over_once")
        ]

    def __str__(self) -> str:
        return self.kind


class Swap(Base):
    """Somebody asks a colleague to take a shift, perhaps for one of theirs. It counts once the colleague and the coordinator agree."""

    PLAINTEXT_FIELDS = frozenset({"state", "asked_at", "answered_at", "decided_at"})

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="swaps")
    in_return = models.ForeignKey(Shift, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=enums.SwapState, default=enums.SwapState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shift"], condition=models.Q(state__in=enums.SWAP_WAITS), name="hotline_one_swap_waits")
        ]

    def __str__(self) -> str:
        return self.state
