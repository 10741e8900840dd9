"""What follows a call: calling back, somebody who goes there, somebody who says that they are back."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import CODE_LENGTH
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.hotline import enums
from panoh.hotline.models.calls import Call
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Attempt(Base):
    """One try to call somebody back. Outside the hours that were agreed, with the reason."""

    PLAINTEXT_FIELDS = frozenset({"at", "outcome", "is_outside"})

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=14, choices=enums.CallBackOutcome)
    is_outside = models.BooleanField(default=False)
    reason = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return self.outcome

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.call_id)


class Dispatch(Base):
    """A worker of the region is sent to somebody: by when they answer, by when they are there. What they have to know has its own key."""

    PLAINTEXT_FIELDS = frozenset(
        "code clock region place state sent_at acknowledge_by acknowledged_at arrive_by arrived_at ended_at read_at raised"
        " is_practice".split()
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="dispatches")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    clock = models.CharField(max_length=10, choices=enums.Soon)
    region = models.CharField(max_length=5)
    place = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=enums.DispatchState, default=enums.DispatchState.SENT)
    sent_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    arrive_by = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)  # what came of it, by somebody of the hotline
    raised = models.PositiveSmallIntegerField(default=0)
    is_practice = models.BooleanField(default=False)
    words = Sealed("words")
    outcome = Sealed("words")
    hindrance = Sealed("words")  # why whoever was sent cannot go, or what they met where they found nobody
    told = Sealed("words")  # of danger, from there, where no request or case takes it

    class Meta:
        ordering: ClassVar[list[str]] = ["arrive_by"]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)


class Visit(Base):
    """Somebody of the staff is out: until when they expect to be, and that they are back, or what became of them. Never where."""

    PLAINTEXT_FIELDS = frozenset({"began_at", "expected_at", "back_at", "closed_at", "became", "ended_at", "raised", "is_practice"})

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    expected_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # since when their account is closed: they cannot say that they are back
    became = models.CharField(max_length=4, choices=enums.VisitEnd, blank=True)  # what somebody else says
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised = models.PositiveSmallIntegerField(default=0)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["expected_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "is_practice"], condition=models.Q(back_at=None, ended_at=None), name="hotline_one_visit_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.expected_at)
