"""Case studies for an application: de-identified, approved by whom they are about, five a year."""

from typing import ClassVar

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.consent.models import Consent
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.reporting import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

A_YEAR = 5  # FIELD 2.1: an application carries five


class CaseStudy(Base):
    """What is told of one person in the application of one year. One that was withdrawn gives its place to another."""

    PLAINTEXT_FIELDS = frozenset("year place language state written_at shown_at how approved_on approved_at withdrawn_at".split())

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="studies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="studies")
    year = models.PositiveSmallIntegerField()  # of the application
    place = models.PositiveSmallIntegerField()  # among the five
    language = models.CharField(max_length=2, choices=Language)
    state = models.CharField(max_length=9, choices=enums.StudyState, default=enums.StudyState.DRAFT)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    shown_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=enums.ApprovedHow, blank=True)
    approved_on = models.DateField(null=True, blank=True)  # the day the person said so
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who wrote it down
    approved_at = models.DateTimeField(null=True, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # what the approval rests on
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    title = Sealed("words")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "place", "-written_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(place__gte=1, place__lte=A_YEAR), name="reporting_study_place"),
            models.UniqueConstraint(
                fields=["year", "place"],
                condition=~models.Q(state=enums.StudyState.WITHDRAWN),
                name="reporting_study_one_a_place",
            ),
            models.UniqueConstraint(
                fields=["case", "year"],
                condition=~models.Q(state=enums.StudyState.WITHDRAWN),
                name="reporting_study_one_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=enums.StudyState.APPROVED) | (models.Q(approved_on__isnull=False) & ~models.Q(how="")),
                name="reporting_study_approved_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.place}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
