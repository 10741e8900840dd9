"""What happens to findings and reports, each with the sentence that the person concerned reads."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ClinicalEvent(StrEnum):
    """Diagnoses, medicines, allergies."""

    DIAGNOSIS_ADDED = "findings.diagnosis_added"
    DIAGNOSIS_ENDED = "findings.diagnosis_ended"
    MEDICINE_ADDED = "findings.medicine_added"
    MEDICINE_STOPPED = "findings.medicine_stopped"
    ALLERGY_ADDED = "findings.allergy_added"
    ALLERGY_ENDED = "findings.allergy_ended"


class StoryEvent(StrEnum):
    """What was told, and who read it."""

    STORY_TOLD = "findings.story_told"
    STORY_READ = "findings.story_read"
    EVENT_ADDED = "findings.event_added"
    EVENT_TAKEN_OUT = "findings.event_taken_out"


class BodyEvent(StrEnum):
    """Marks on the body map, and photographs."""

    MARK_PLACED = "findings.mark_placed"
    MARK_TAKEN_OUT = "findings.mark_taken_out"
    PHOTOGRAPH_KEPT = "findings.photograph_kept"
    PHOTOGRAPH_TAKEN_OUT = "findings.photograph_taken_out"


class PartEvent(StrEnum):
    """The structured part of assessments."""

    DETAILS_KEPT = "findings.details_kept"


class ReportEvent(StrEnum):
    """Everything that is recorded of a medico-legal report."""

    STARTED = "findings.report_started"
    WRITTEN = "findings.report_written"
    MARKS_CHOSEN = "findings.report_marks_chosen"
    AUTHOR_NAMED = "findings.report_author_named"
    SENT_TO_READER = "findings.report_sent_to_reader"
    RETURNED = "findings.report_returned"
    READ = "findings.report_read"
    SIGNED = "findings.report_signed"
    VERSION_BEGUN = "findings.report_version_begun"
    GIVEN = "findings.report_given"


SENTENCES: dict[StrEnum, Promise] = {
    ClinicalEvent.DIAGNOSIS_ADDED: _("A diagnosis was recorded"),
    ClinicalEvent.DIAGNOSIS_ENDED: _("A diagnosis was marked as over"),
    ClinicalEvent.MEDICINE_ADDED: _("A medicine was recorded"),
    ClinicalEvent.MEDICINE_STOPPED: _("A medicine was marked as no longer taken"),
    ClinicalEvent.ALLERGY_ADDED: _("An intolerance was recorded"),
    ClinicalEvent.ALLERGY_ENDED: _("An intolerance was marked as over"),
    StoryEvent.STORY_TOLD: _("The person's account was recorded"),
    StoryEvent.STORY_READ: _("The person's account was read"),
    StoryEvent.EVENT_ADDED: _("An alleged event was recorded"),
    StoryEvent.EVENT_TAKEN_OUT: _("An alleged event was removed"),
    BodyEvent.MARK_PLACED: _("A mark was placed on the body map"),
    BodyEvent.MARK_TAKEN_OUT: _("A mark was removed from the body map"),
    BodyEvent.PHOTOGRAPH_KEPT: _("A photograph was saved, with consent"),
    BodyEvent.PHOTOGRAPH_TAKEN_OUT: _("A photograph was removed"),
    PartEvent.DETAILS_KEPT: _("The details of an assessment were saved"),
    ReportEvent.STARTED: _("A medico-legal report was begun"),
    ReportEvent.WRITTEN: _("The text of the medico-legal report was changed"),
    ReportEvent.MARKS_CHOSEN: _("Marks or photographs were chosen for the medico-legal report"),
    ReportEvent.AUTHOR_NAMED: _("Another author was added to the medico-legal report"),
    ReportEvent.SENT_TO_READER: _("The medico-legal report went to a second reader"),
    ReportEvent.RETURNED: _("The second reader returned the medico-legal report with a comment"),
    ReportEvent.READ: _("The second reader agreed to the medico-legal report"),
    ReportEvent.SIGNED: _("The medico-legal report was signed"),
    ReportEvent.VERSION_BEGUN: _("A new version of the medico-legal report was begun"),
    ReportEvent.GIVEN: _("The medico-legal report was given to the recipient the person chose"),
}
