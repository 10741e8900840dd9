"""Referrals to facilities, and the exact letter that left."""

from typing import ClassVar

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.models import CODE_LENGTH, Case
from panoh.consent.models import Consent, VitalInterest
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.referrals.enums import Level, ReferralState
from panoh.referrals.replies import SLIP_FIGURES, new_slip
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Referral(Base):
    """One person sent to one facility for one service, until the outcome is known."""

    CODED = frozenset(
        {
            "code",
            "slip",
            "service",
            "level",
            "language",
            "data_kinds",
            "state",
            "is_urgent",
            "made_on",
            "due_at",
            "sent_at",
            "acknowledged_on",
            "appointment_on",
            "attended_on",
            "outcome_on",
            "ground_lost_on",
        }
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    slip = models.CharField(max_length=SLIP_FIGURES + 1, unique=True, default=new_slip)  # the code of the paper slip
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="referrals")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    vital_interest = models.ForeignKey(VitalInterest, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    service = models.CharField(max_length=16, choices=Service)
    level = models.CharField(max_length=8, choices=Level, default=Level.NEUTRAL)
    language = models.CharField(max_length=2, choices=Language, default=Language.RUSSIAN)
    data_kinds = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=ReferralState, default=ReferralState.DRAFT)
    is_urgent = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)  # by when whoever acts next has to act
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_on = models.DateField(null=True, blank=True)
    appointment_on = models.DateField(null=True, blank=True)
    attended_on = models.DateField(null=True, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    ground_lost_on = models.DateField(null=True, blank=True)  # sent on a consent that was withdrawn since: the facility is to be told
    complaint_words = Sealed("clinical")
    ask_words = Sealed("words")  # what the facility is asked to do
    outcome_words = Sealed("clinical")
    letter = Sealed("file")  # the exact PDF that left

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(consent__isnull=False) | models.Q(vital_interest__isnull=False),
                name="referrals_nothing_leaves_without_a_ground",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
