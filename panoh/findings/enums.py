"""States, kinds and the tables of transitions. The docs' diagrams are made from them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    """Where a medico-legal report stands."""

    DRAFT = "draft", _("draft")
    SECOND_READING = "second_reading", _("second reading")
    SIGNED = "signed", _("signed")
    REPLACED = "replaced", _("replaced by a newer version")


REPORT_TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.SECOND_READING}),
    ReportState.SECOND_READING: frozenset({ReportState.DRAFT, ReportState.SIGNED}),
    ReportState.SIGNED: frozenset({ReportState.REPLACED}),
    ReportState.REPLACED: frozenset(),
}


class Degree(TextChoices):
    """How well a finding agrees with what is told. A clinician chooses it. They are words, not numbers: nothing adds or compares them."""

    NOT_ASSESSED = "not_assessed", _("not assessed")
    NOT_CONSISTENT = "not_consistent", _("not consistent")
    CONSISTENT = "consistent", _("consistent")
    HIGHLY_CONSISTENT = "highly_consistent", _("highly consistent")
    TYPICAL = "typical", _("typical of")
    DIAGNOSTIC = "diagnostic", _("diagnostic of")


class FindingKind(TextChoices):
    """Of the body, or of the mind."""

    PHYSICAL = "physical", _("physical finding")
    PSYCHOLOGICAL = "psychological", _("psychological finding")


class Heading(TextChoices):
    """The headings of a report, after Annex IV of the Istanbul Protocol (2022), in their order. The signature makes itself."""

    CASE_INFO = "case_info", _("Information on the case")
    QUALIFICATIONS = "qualifications", _("Qualifications of the clinician")
    TESTIMONY = "testimony", _("On the testimony")
    BACKGROUND = "background", _("Background")
    ALLEGATIONS = "allegations", _("What is alleged")
    SYMPTOMS = "symptoms", _("Physical symptoms and disabilities")
    PHYSICAL_EXAM = "physical_exam", _("Physical examination")
    PSYCHOLOGICAL_EXAM = "psychological_exam", _("Psychological history and examination")
    PHOTOGRAPHS = "photographs", _("Photographs")
    TESTS = "tests", _("Results of tests")
    CONSULTATIONS = "consultations", _("Consultations")
    INTERPRETATION = "interpretation", _("Interpretation of the findings")
    CONCLUSIONS = "conclusions", _("Conclusions and recommendations")
    TRUTHFULNESS = "truthfulness", _("Statement of truthfulness")
    RESTRICTIONS = "restrictions", _("Restrictions on the examination")
    ANNEXES = "annexes", _("Annexes")


class AskedBy(TextChoices):
    """Who asked for the report."""

    PERSON = "person", _("the person")
    LAWYER = "lawyer", _("the person's lawyer")
    AUTHORITY = "authority", _("an authority")
    ORGANISATION = "organisation", _("an organisation")


class Recipient(TextChoices):
    """To whom a signed report is given."""

    PERSON = "person", _("the person")
    REPRESENTATIVE = "representative", _("a representative named by the person")
    AUTHORITY = "authority", _("an authority, for one use")
