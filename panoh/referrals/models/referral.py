"""Referrals to facilities, the exact letter that left, and each turn they took."""

from typing import ClassVar

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.models import CODE_LENGTH, Assistance, Case, PlannedService
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import now
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.referrals.enums import DeclineReason, Evidence, Level, NoShowReason, Priority, ReferralState
from panoh.referrals.replies import SLIP_FIGURES, new_slip
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Referral(Base):
    """One person sent to one facility for one service, until the outcome is known."""

    PLAINTEXT_FIELDS = frozenset(
        {
            "code",
            "slip",
            "service",
            "level",
            "language",
            "data_kinds",
            "state",
            "priority",
            "made_on",
            "moved_at",
            "due_at",
            "raised",
            "answered_at",
            "sent_at",
            "acknowledged_on",
            "appointment_at",
            "attended_on",
            "outcome_on",
            "ground_lost_on",
            "register_agreed_on",
            "decline_reason",
            "no_show_reason",
            "closure_evidence",
            "cost_amount",
            "cost_currency",
            "read_at",
        }
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    slip = models.CharField(max_length=SLIP_FIGURES + 1, unique=True, default=new_slip)  # the code of the paper slip
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="referrals")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    vital_interest = models.ForeignKey(VitalInterest, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")  # which this one follows
    planned = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # what it is to give
    counted = models.OneToOneField(Assistance, on_delete=models.SET_NULL, null=True, blank=True, related_name="referral")  # what came of it
    service = models.CharField(max_length=16, choices=Service)
    level = models.CharField(max_length=8, choices=Level, default=Level.NEUTRAL)
    language = models.CharField(max_length=2, choices=Language, default=Language.RUSSIAN)
    data_kinds = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=ReferralState, default=ReferralState.DRAFT)
    priority = models.CharField(max_length=9, choices=Priority, default=Priority.NORMAL)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    moved_at = models.DateTimeField(default=now)  # since when it is the turn of who acts next
    due_at = models.DateTimeField(null=True, blank=True)  # by when whoever acts next has to act
    raised = models.PositiveSmallIntegerField(default=0)  # how many beyond the worker know that it is late
    answered_at = models.DateTimeField(null=True, blank=True)  # since when an answer of a link lies here that nobody has looked at
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)  # the first answer of the facility, whatever it says
    appointment_at = models.DateTimeField(null=True, blank=True)  # at midnight in Dushanbe where no hour was said
    attended_on = models.DateField(null=True, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    ground_lost_on = models.DateField(null=True, blank=True)  # sent on a consent that was withdrawn since: the facility is to be told
    register_agreed_on = models.DateField(null=True, blank=True)  # what the facility's register means was told, and agreed to
    decline_reason = models.CharField(max_length=14, choices=DeclineReason, blank=True)
    no_show_reason = models.CharField(max_length=12, choices=NoShowReason, blank=True)
    closure_evidence = models.CharField(max_length=9, choices=Evidence, blank=True)
    cost_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    cost_currency = models.CharField(max_length=3, choices=Currency, blank=True)
    # A letter below "full" in which words that tell were kept: who kept them last, and what a second reader says to just this text.
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    read_words = Sealed("words")  # the text as it was agreed to
    read_remark = Sealed("words")  # what the reader wants changed
    alone_reason = Sealed("words")  # why an urgent one leaves without a second reader
    complaint_words = Sealed("clinical")
    ask_words = Sealed("words")  # what the facility is asked to do
    outcome_words = Sealed("clinical")
    recommendation = Sealed("clinical")  # what the facility advises
    question_words = Sealed("words")  # what a recipient with an account asks before it decides
    answer_words = Sealed("words")
    letter = Sealed("file")  # the exact PDF that left

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(consent__isnull=False) | models.Q(vital_interest__isnull=False),
                name="referrals_nothing_leaves_without_a_ground",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="referrals_open")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_urgent(self) -> bool:
        """Whether it waits for no queue: an emergency, or urgent."""
        return self.priority != Priority.NORMAL

    @property
    def waits_for_reader(self) -> bool:
        """Whether words that tell were kept in it, and nobody has said yet that it may leave with them."""
        return self.kept_by_id is not None and self.read_at is None

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Turn(Base):
    """A referral came into a state, or an answer to it lies here: from then on it is somebody's turn, until a time.

    Every change of that time stands here.
    """

    PLAINTEXT_FIELDS = frozenset({"state", "at", "by", "due_at", "evidence", "reason"})

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="turns")
    state = models.CharField(max_length=16, choices=ReferralState)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=9, choices=Evidence, blank=True)  # how it is known
    reason = models.CharField(max_length=14, blank=True)  # of DeclineReason or NoShowReason, by the state

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return self.state
