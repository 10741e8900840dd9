"""A danger to somebody: one record from the first word to the outcome."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.requests import CODE_LENGTH, Request
from panoh.core.clock import now
from panoh.core.models import Base
from panoh.vault.subject import Subject


class Danger(Base):
    """One danger of a case or a request, or of a call after which help is not requested yet. What there is to do about it, by when and by
    whom, is its open task; what was written of it are its `UrgencyChange` rows; what it is, the kind of its task says."""

    PLAINTEXT_FIELDS = frozenset(
        "kind level sources raised_at acted_at asked_at is_entrusted look_at outcome ended_at ended_by call code is_practice".split()
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="dangers")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="dangers")
    # The call that told of it, and while it is of that alone, its code and whether it was practice: calls are of a room above.
    call = models.UUIDField(null=True, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, blank=True)
    is_practice = models.BooleanField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(each, enums.TaskKind(each).label) for each in sorted(enums.DANGERS)])
    level = models.CharField(max_length=10, choices=enums.Level)
    sources = models.JSONField(default=list)  # codes of Source, the first first
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # None: from outside
    acted_at = models.DateTimeField(null=True, blank=True)  # when something was done last
    asked_at = models.DateTimeField(null=True, blank=True)  # when somebody was named who has not answered yet; it rings anew from then
    # Whether whoever has it was named by the organisation that carries the case: then what was withheld from theirs is open to them.
    is_entrusted = models.BooleanField(default=False)
    look_at = models.DateTimeField(null=True, blank=True)  # when whoever has it looks again; it rings from then on
    outcome = models.CharField(max_length=10, choices=enums.DangerOutcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)
    # The one that goes on, where somebody said that both are one: two people told of it, in two requests.
    joined_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="joined")

    class Meta:
        ordering: ClassVar[list[str]] = ["raised_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(request=None) ^ models.Q(case=None) | models.Q(request=None, case=None, call__isnull=False),
                name="cases_danger_of_one",
            ),
            models.CheckConstraint(
                condition=models.Q(request=None, case=None) ^ models.Q(code="", is_practice=None), name="cases_danger_code_of_call"
            ),
            models.CheckConstraint(condition=models.Q(ended_at=None) | ~models.Q(outcome=""), name="cases_danger_ends_with_outcome"),
            models.UniqueConstraint(fields=["case", "kind"], condition=models.Q(ended_at=None), name="cases_danger_one_of_case"),
            models.UniqueConstraint(fields=["request", "kind"], condition=models.Q(ended_at=None), name="cases_danger_one_of_request"),
            models.UniqueConstraint(
                fields=["call", "kind"], condition=models.Q(ended_at=None, request=None, case=None), name="cases_danger_one_of_call"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_due_again(self) -> bool:
        """Whether the time has come to look again, and nobody has written since."""
        return self.ended_at is None and self.look_at is not None and self.look_at <= now()

    @property
    def is_of_call(self) -> bool:
        """Whether help is not requested yet: it is of a call alone."""
        return self.case_id is None and self.request_id is None

    # What is asked of a case or a request of a danger is asked of itself while it is of a call alone.

    @property
    def person_id(self) -> None:
        """Whose it is: nobody's whose name is known."""
        return None

    @property
    def urgency(self) -> str:
        """How urgent it is by its level."""
        calm = {enums.Level.THREE_DAYS: enums.Urgency.AMBER, enums.Level.WEEK: enums.Urgency.GREEN}
        return calm.get(enums.Level(self.level), enums.Urgency.RED)

    @property
    def within_hour(self) -> bool:
        """Whether somebody acts within the hour."""
        return self.level == enums.Level.HOUR

    def sealing_subject(self) -> Subject:
        """Of one of a call: what was said there."""
        assert self.call is not None
        return Subject("enquiry", self.call)
