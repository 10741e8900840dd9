"""One organisation proposes to another to read a case, to work in it, or to take it over."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.enums import Urgency
from panoh.cases.models import CODE_LENGTH, Case, Share
from panoh.coalition import enums
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Proposal(Base):
    """Until it is accepted the other side sees what stands here and nothing of the case: no name, no code of it.

    The words have a key of their own, which both sides hold; whoever writes them is told to name nobody.
    """

    PLAINTEXT_FIELDS = frozenset("code kind why region urgency until state due_at asked_at answered_at decline_reason is_practice".split())

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=enums.Kind)
    why = models.CharField(max_length=13, choices=enums.Why)
    region = models.CharField(max_length=5, blank=True)  # as the case had it when it was proposed
    urgency = models.CharField(max_length=5, choices=Urgency)
    until = models.DateField(null=True, blank=True)  # of a sharing: its last day
    state = models.CharField(max_length=10, choices=enums.ProposalState, default=enums.ProposalState.ASKED)
    due_at = models.DateTimeField(null=True, blank=True)  # by when whoever acts next has to; of a decline, until it is read
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(max_length=8, choices=enums.NotNow, blank=True)
    share = models.OneToOneField(Share, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposal")
    is_practice = models.BooleanField(default=False)
    words = Sealed("words")  # what is asked for, without a name
    question = Sealed("words")  # what the other side wants to know first
    more = Sealed("words")  # what was said to it
    answer = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="coalition_two_organisations"),
            models.UniqueConstraint(
                fields=["case", "taker"], condition=models.Q(state__in=enums.WAITS), name="coalition_one_proposal_waits"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state in enums.WAITS

    @property
    def is_news(self) -> bool:
        """Whether it was declined and nobody who proposed it knows yet."""
        return self.state == enums.ProposalState.DECLINED and self.due_at is not None

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)
