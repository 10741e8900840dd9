"""What is typed about a referral and about what came of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.cases.enums import Treatment
from panoh.consent.enums import DataKind
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Versioned, WordsField
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.referrals.enums import Level, ReferralState

LEVEL_HINTS: dict[str, Any] = {
    Level.NEUTRAL: _("Not a word of what happened or of who refers. Only the complaints and the request to see the person."),
    Level.MINIMAL: _("The complaints, what was done, what is asked. Nothing of where it comes from."),
    Level.FULL: _("With who refers and why. Only where the person agreed that this facility is told."),
}


class ReferralForm(PanohForm):
    """To whom, for what, how much is said. Facilities are given by the view, with their opened names."""

    facility = forms.ChoiceField(label=_("Where to"))
    service = forms.ChoiceField(label=_("Which help"), choices=Service)
    is_urgent = forms.BooleanField(label=_("Urgent: within 24 hours"), required=False)
    level = forms.ChoiceField(label=_("How much to say"), choices=Level, widget=Choices(hints=LEVEL_HINTS))
    complaints = WordsField(label=_("Complaints"), max_length=2000, help_text=_("As a clinician needs them, not how they came about"))
    ask = WordsField(
        label=_("What is asked, what was done"), required=False, max_length=2000, help_text=_("Does not stand in a neutral letter")
    )
    data_kinds = forms.MultipleChoiceField(
        label=_("What shall go with it"),
        choices=DataKind,
        required=False,
        widget=ManyChoices,
        help_text=_("The name stands in the letter only if the person agreed to it"),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language)

    def __init__(self, *args: Any, facilities: Sequence[tuple[Facility, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.fields["facility"].choices = [(str(row.pk), label) for row, label in facilities]  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What `draft_referral` takes."""
        given = dict(self.cleaned_data)
        return {**given, "facility": self.facilities[given["facility"]]}


class ChangeReferralForm(Versioned, ReferralForm):
    """The same again."""

    @property
    def facts(self) -> dict[str, Any]:
        """What `change_referral` takes."""
        given = super().facts
        return {"expected": given.pop("version"), **given}


class StepForm(Versioned, PanohForm):
    """A step with nothing to add."""

    @property
    def facts(self) -> dict[str, Any]:
        """What the step's action takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class AcknowledgeForm(StepForm):
    """The facility took it."""

    appointment_on = DateField(label=_("Day of the appointment"), required=False, help_text=_("Leave blank if none was said yet"))


class AttendanceForm(StepForm):
    """The person was there."""

    attended_on = DateField(label=_("When"), past=True)


class OutcomeForm(StepForm):
    """What came of it."""

    outcome_on = DateField(label=_("When the answer came"), past=True)
    words = WordsField(label=_("What the facility says"), required=False, max_length=10_000)
    treatment = forms.ChoiceField(label=_("Treatment"), choices=Treatment, required=False)
    quantity = forms.IntegerField(label=_("How many services"), min_value=1, max_value=999, initial=1)


class ReasonForm(StepForm):
    """Why it goes no further."""

    words = WordsField(label=_("Why"), required=False, max_length=2000)


STEP_FORMS: dict[ReferralState, type[StepForm]] = {
    ReferralState.ACKNOWLEDGED: AcknowledgeForm,
    ReferralState.ATTENDED: AttendanceForm,
    ReferralState.NOT_ATTENDED: StepForm,
    ReferralState.OUTCOME: OutcomeForm,
    ReferralState.DECLINED: ReasonForm,
    ReferralState.CALLED_OFF: ReasonForm,
}


class ReplyLinkForm(PanohForm):
    """For how long a facility may answer through a link."""

    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=30,
        initial=8,
        help_text=_("The shorter, the safer. A new one can be made"),
    )
