"""Consents, and help in the vital interest of who cannot consent."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.consent.enums import ConsentForm, ConsentPurpose, Decision, WhyNot
from panoh.core.clock import now
from panoh.core.models import Base
from panoh.network.models import Addressee, Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Consent(Base):
    """One answer: this purpose, this recipient (a facility, an organisation, an addressee of letters, or the Unit itself), these data;
    perhaps for one referral alone."""

    PLAINTEXT_FIELDS = frozenset(
        {
            "purpose",
            "data_kinds",
            "form",
            "decision",
            "given_on",
            "valid_until",
            "withdrawn_on",
            "by_guardian",
            "child_assented",
            "of_age",
            "recorded_at",
            "language",
            "explained_by",
            "spent_at",
            "for_referral",
        }
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=ConsentPurpose)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    for_referral = models.UUIDField(null=True, blank=True)  # the one it was asked for; None: whatever goes to this recipient
    data_kinds = models.JSONField(default=list)  # codes of DataKind
    decision = models.CharField(max_length=10, choices=Decision)
    form = models.CharField(max_length=12, choices=ConsentForm)
    given_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    by_guardian = models.BooleanField(default=False)
    child_assented = models.BooleanField(null=True)
    of_age = models.BooleanField(null=True)  # whether the person was 18 that day: by the date of birth, or as was said
    recorded_at = models.DateTimeField(default=now, editable=False)
    language = models.CharField(max_length=8, blank=True)
    explained_by = models.UUIDField(null=True, blank=True)
    spent_at = models.DateTimeField(null=True, blank=True)  # given for one time, and that one time was used
    witness = Sealed("words")
    guardian = Sealed("words")
    note = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on", "-recorded_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(facility=None) | models.Q(organisation=None), name="consent_one_recipient"),
            models.CheckConstraint(
                condition=models.Q(addressee=None) | models.Q(facility=None, organisation=None), name="consent_addressee_alone"
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="withdrawn") | models.Q(withdrawn_on__isnull=False), name="consent_withdrawn_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.decision}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class VitalInterest(Base):
    """Help without consent because there is none to be had: a reason, a neutral letter, two reviewers within 72 hours."""

    PLAINTEXT_FIELDS = frozenset({"why", "stated_at", "review_due", "first_review_at", "second_review_at", "was_upheld"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="vital_interests")
    why = models.CharField(max_length=16, choices=WhyNot)
    reason = Sealed("words")
    stated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    review_due = models.DateTimeField()
    first_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first_review_at = models.DateTimeField(null=True, blank=True)
    second_reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_review_at = models.DateTimeField(null=True, blank=True)
    was_upheld = models.BooleanField(null=True)
    review_note = Sealed("words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(second_reviewer=None) | ~models.Q(second_reviewer=models.F("first_reviewer")),
                name="consent_two_reviewers",
            )
        ]

    def __str__(self) -> str:
        return self.why

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
