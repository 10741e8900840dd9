"""What authorities were recommended to change, on what it rests, and what came of it."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.correspondence import enums
from panoh.correspondence.models.register import OFFICE, RegisterItem
from panoh.network.enums import Service
from panoh.network.models import Addressee
from panoh.referrals.enums import GapReason
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Recommendation(Base):
    """One recommendation in up to three languages. Its basis is a count of unmet needs, frozen with its day and never below five."""

    PLAINTEXT_FIELDS = frozenset(
        {
            "state",
            "basis_service",
            "basis_region",
            "basis_reason",
            "basis_from",
            "basis_to",
            "basis_persons",
            "basis_is_small",
            "basis_on",
            "given_on",
            "answer_by",
            "answered_on",
            "is_practice",
        }
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="recommendations")
    state = models.CharField(max_length=9, choices=enums.RecommendationState, default=enums.RecommendationState.DRAFT)
    letter = models.ForeignKey(RegisterItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # with which it went
    basis_service = models.CharField(max_length=16, choices=Service, blank=True)
    basis_region = models.CharField(max_length=5, blank=True)
    basis_reason = models.CharField(max_length=12, choices=GapReason, blank=True)  # why nobody was found; none: for any reason
    basis_from = models.DateField(null=True, blank=True)
    basis_to = models.DateField(null=True, blank=True)
    basis_persons = models.PositiveIntegerField(null=True, blank=True)  # only of five and more
    basis_is_small = models.BooleanField(default=False)  # fewer than five
    basis_on = models.DateField(null=True, blank=True)  # the day it was counted
    given_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_practice = models.BooleanField(default=False)
    text_ru = Sealed("staff")
    text_tg = Sealed("staff")
    text_en = Sealed("staff")
    answer = Sealed("staff")  # what they answered
    changed = Sealed("staff")  # what changed since

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(basis_persons=None) | models.Q(basis_persons__gte=5), name="correspondence_no_small_basis"
            ),
            models.CheckConstraint(
                condition=models.Q(basis_persons=None) | models.Q(basis_is_small=False), name="correspondence_one_basis"
            ),
        ]

    def __str__(self) -> str:
        return self.state

    def sealing_subject(self) -> Subject:
        return OFFICE
