"""Somebody asks for help."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

CODE_LENGTH = 10


class Request(Base):
    """Somebody asks for help. Until there is a person, its words are under a key of its own (an enquiry)."""

    PLAINTEXT_FIELDS = frozenset(
        (
            "code door asker needs urgency within_hour kind sex region place state received_at due_at decided_at decision_reason"
            " is_practice"
        ).split()
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    referred_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="requests")
    door = models.CharField(max_length=16, choices=enums.Door)
    asker = models.CharField(max_length=12, choices=enums.Asker)
    needs = models.JSONField(default=list)  # codes of Need
    urgency = models.CharField(max_length=5, choices=enums.Urgency, default=enums.Urgency.GREEN)
    within_hour = models.BooleanField(default=False)  # said so at the door; it holds as long as the request is red
    kind = models.CharField(max_length=8, choices=enums.Kind, blank=True)
    sex = models.CharField(max_length=8, blank=True)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=enums.RequestState, default=enums.RequestState.NEW)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hears = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # what is decided, as agreed
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

    def get_urgency_display(self) -> str:  # type: ignore[no-redef]
        """How soon, in words."""
        return enums.urgency_label(self.urgency, within_hour=self.within_hour)

    @property
    def lacks_number(self) -> bool:
        """Whether there is no number to dial: none was said, or it could not be read as one and stands among the words."""
        return not bytes(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id) if self.person_id else Subject("enquiry", self.id)
