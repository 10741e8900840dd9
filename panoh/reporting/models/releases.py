"""Tables that leave the house: frozen as they were told, who read them before, when and why one was withdrawn."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.reporting import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

CUT_LENGTH = 40  # a dimension; of an own question its id


class FigureRelease(Base):
    """A table as these readers may see it, frozen when it was drawn up. What was released once is kept, also when it is withdrawn."""

    PLAINTEXT_FIELDS = frozenset(
        "what rows columns start end audience state number told needed drawn_up_at asked_at released_at withdrawn_at withdraw_why".split()
    )

    house = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # the secretariat, whose key the words are under
    what = models.CharField(max_length=8, choices=enums.What)
    rows = models.CharField(max_length=CUT_LENGTH, blank=True)
    columns = models.CharField(max_length=CUT_LENGTH, blank=True)
    start = models.DateField()
    end = models.DateField()
    audience = models.CharField(max_length=9, choices=enums.Audience)
    state = models.CharField(max_length=10, choices=enums.ReleaseState, default=enums.ReleaseState.DRAWN_UP)
    number = models.PositiveIntegerField(null=True, blank=True, unique=True)  # from 1, given when it goes out
    told = models.JSONField()  # reporting.telling.Told
    needed = models.PositiveSmallIntegerField(default=2)  # how many readers; frozen when they are asked
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_why = models.CharField(max_length=10, choices=enums.WithdrawWhy, blank=True)
    why = Sealed("words")
    recipient = Sealed("words")  # who, and under which agreement
    withdraw_words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-drawn_up_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(state__in=enums.EVER_RELEASED) | models.Q(number__isnull=False, released_at__isnull=False),
                name="reporting_released_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number or self.state)

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.house_id)


class FigureReview(Base):
    """What one reader says of a release, written before seeing what the other says."""

    PLAINTEXT_FIELDS = frozenset({"verdict", "at"})

    release = models.ForeignKey(FigureRelease, on_delete=models.CASCADE, related_name="reviews")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=7, choices=enums.Verdict)
    at = models.DateTimeField()
    words = Sealed("words")  # what each number could reveal

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["release", "reader"], name="reporting_reads_once")
        ]

    def __str__(self) -> str:
        return self.verdict

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.release.house_id)
