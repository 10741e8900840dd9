"""Complaints, thanks and suggestions about the Unit itself."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.team import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Complaint(Base):
    """Something said about the Unit, to be answered by somebody other than whom it concerns.

    Its words have a key of their own: no record of a person leads to it, so nobody who works on a case comes upon it there.
    """

    PLAINTEXT_FIELDS = frozenset(
        {"kind", "about", "voice", "state", "handler_role", "received_on", "answer_by", "answered_on", "outcome", "is_practice"}
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=enums.ComplaintKind)
    about = models.CharField(max_length=8, choices=enums.ComplaintAbout)
    concerned = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    voice = models.CharField(max_length=8, choices=enums.Voice)
    state = models.CharField(max_length=9, choices=enums.ComplaintState, default=enums.ComplaintState.NEW)
    received_on = models.DateField()
    answer_by = models.DateField()
    handler_role = models.CharField(max_length=24)  # who answers: the coordinator, or the director where it concerns the coordinator
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=enums.ComplaintOutcome, blank=True)
    is_practice = models.BooleanField(default=False)
    words = Sealed("staff")
    answer_to = Sealed("contact")  # how the answer reaches whoever said it
    answer = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["answer_by"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "answer_by"], name="team_complaint_due")]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)
