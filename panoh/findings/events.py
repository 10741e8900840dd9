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


class PartEvent(StrEnum):
    """The structured part of assessments."""

    DETAILS_KEPT = "findings.details_kept"


SENTENCES: dict[StrEnum, Promise] = {
    ClinicalEvent.DIAGNOSIS_ADDED: _("A diagnosis was written down"),
    ClinicalEvent.DIAGNOSIS_ENDED: _("A diagnosis was marked as over"),
    ClinicalEvent.MEDICINE_ADDED: _("A medicine was written down"),
    ClinicalEvent.MEDICINE_STOPPED: _("A medicine was marked as stopped"),
    ClinicalEvent.ALLERGY_ADDED: _("It was written down what the person does not tolerate"),
    ClinicalEvent.ALLERGY_ENDED: _("What the person did not tolerate was marked as over"),
    StoryEvent.STORY_TOLD: _("What the person told was written down"),
    StoryEvent.STORY_READ: _("What the person told was read"),
    StoryEvent.EVENT_ADDED: _("An alleged event was written down"),
    StoryEvent.EVENT_TAKEN_OUT: _("An alleged event was taken out"),
    PartEvent.DETAILS_KEPT: _("The details of an assessment were kept"),
}
