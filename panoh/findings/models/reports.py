"""Medico-legal reports: their sections, their findings, who is named on them, to whom they were given."""

from typing import ClassVar

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.models import CODE_LENGTH, Case
from panoh.consent.models import Consent
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.findings import enums
from panoh.findings.models.body import BodyMark, Photograph
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Report(Base):
    """One version of a report. Signed, it never changes again; a newer version is a row of its own with the same code."""

    PLAINTEXT_FIELDS = frozenset(
        {"code", "number", "language", "state", "asked_by", "examined_on", "overall", "read_at", "signed_at", "signed_on", "digest"}
        | {"pictures"}
    )

    code = models.CharField(max_length=CODE_LENGTH, default=new_code)
    number = models.PositiveSmallIntegerField(default=1)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next")
    language = models.CharField(max_length=2, choices=Language, default=Language.RUSSIAN)
    state = models.CharField(max_length=16, choices=enums.ReportState, default=enums.ReportState.DRAFT)
    asked_by = models.CharField(max_length=16, choices=enums.AskedBy)
    examined_on = models.DateField()
    overall = models.CharField(max_length=20, choices=enums.Degree, default=enums.Degree.NOT_ASSESSED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # when the second reader agreed
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)  # the day written above the signature
    signed_at = models.DateTimeField(null=True, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the signed PDF
    pictures = models.PositiveSmallIntegerField(default=0)  # how many photographs the signed PDF shows
    remark = Sealed("words")  # of the second reader
    signer = Sealed("words")  # name and qualification, as they stand below the report
    signed_place = Sealed("words")
    why_new = Sealed("words")
    pdf = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["-examined_on", "code", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "number"], name="findings_report_version"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "second_reading"), digest="")
                | (models.Q(state__in=("signed", "replaced"), signed_by__isnull=False, signed_at__isnull=False) & ~models.Q(digest="")),
                name="findings_signed_has_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ReportAuthor(Base):
    """A clinician named on a report as its author."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="authors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "user"], name="findings_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}"


class ReportSection(Base):
    """What stands below one heading."""

    PLAINTEXT_FIELDS = frozenset({"heading"})

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=20, choices=enums.Heading)
    words = Sealed("clinical")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "heading"], name="findings_heading_once")
        ]

    def __str__(self) -> str:
        return self.heading

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ReportFinding(Base):
    """One finding, what it is told to come from, and the degree that the clinician chose."""

    PLAINTEXT_FIELDS = frozenset({"kind", "degree", "position"})

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="findings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=enums.FindingKind)
    position = models.PositiveSmallIntegerField(default=0)
    degree = models.CharField(max_length=20, choices=enums.Degree, default=enums.Degree.NOT_ASSESSED)
    words = Sealed("clinical")
    alleged = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "position"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Exhibit(Base):
    """A mark of the body map that a finding speaks of, or a photograph of it: by reference. The signed PDF keeps its own copy."""

    finding = models.ForeignKey(ReportFinding, on_delete=models.CASCADE, related_name="exhibits")
    mark = models.ForeignKey(BodyMark, on_delete=models.RESTRICT, related_name="exhibits")
    photograph = models.ForeignKey(Photograph, on_delete=models.RESTRICT, null=True, blank=True, related_name="exhibits")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["finding", "mark"], condition=models.Q(photograph=None), name="findings_mark_once"),
            models.UniqueConstraint(fields=["finding", "photograph"], name="findings_photograph_once"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}"


class Delivery(Base):
    """A signed report given to somebody: out of the house, on which consent."""

    PLAINTEXT_FIELDS = frozenset({"recipient", "given_on"})

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    recipient = models.CharField(max_length=16, choices=enums.Recipient)
    given_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = Sealed("identity")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consent"], name="findings_each_use_its_consent"),
            models.CheckConstraint(condition=models.Q(recipient="person") | models.Q(consent__isnull=False), name="findings_given_on"),
        ]

    def __str__(self) -> str:
        return self.recipient

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
