"""What we promised and what was promised to us."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.correspondence import enums
from panoh.correspondence.models.register import OFFICE, RegisterItem
from panoh.network.models import Addressee
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Promise(Base):
    """Something promised by a day, in a letter, at a meeting or by itself. Its words are about nobody we help."""

    PLAINTEXT_FIELDS = frozenset({"side", "state", "due_on", "settled_on", "is_answer", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="promises")
    item = models.ForeignKey(RegisterItem, on_delete=models.CASCADE, null=True, blank=True, related_name="promises")
    side = models.CharField(max_length=4, choices=enums.Side)
    state = models.CharField(max_length=9, choices=enums.PromiseState, default=enums.PromiseState.OPEN)
    due_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    is_answer = models.BooleanField(default=False)  # an answer to the letter: registering it keeps the promise
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_practice = models.BooleanField(default=False)
    words = Sealed("staff")
    outcome = Sealed("staff")  # what became of it

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_on"], name="correspondence_promise_due")]

    def __str__(self) -> str:
        return f"{self.side} {self.due_on}"

    def sealing_subject(self) -> Subject:
        return OFFICE
