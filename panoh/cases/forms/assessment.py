"""What a discipline found, and the seven capacities in sentences to choose from."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.anchors import ANCHORS
from panoh.cases.enums import Capacity, Discipline, Moment
from panoh.cases.forms.sessions import offer_disciplines
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, LevelChoices, PanohForm, Textarea, Versioned, WordsField

NOT_TALKED = ("", _("not discussed"))


class AssessmentForm(PanohForm):
    """A summary for all on the case, findings for the own discipline."""

    telling_answers = ("discipline",)

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, widget=Choices(two=True))
    done_on = DateField(label=_("Date done"), past=True)
    summary = WordsField(label=_("Summary"), help_text=_("Read by everyone who works on this case"))
    findings = WordsField(
        label=_("Findings"),
        required=False,
        help_text=_("Read by you and colleagues of your discipline on this case"),
        widget=Textarea({"rows": 8}),
    )
    recommendations = WordsField(label=_("What should be done"), required=False, help_text=_("Read by everyone who works on this case"))

    def __init__(self, *args: Any, disciplines: Iterable[Discipline], **kwargs: Any) -> None:
        kwargs["initial"] = {"done_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer_disciplines(self, disciplines)


class CorrectAssessmentForm(Versioned, PanohForm):
    """The same words again, and why they change."""

    done_on = DateField(label=_("Date done"), past=True)
    summary = WordsField(label=_("Summary"), help_text=_("Read by everyone who works on this case"))
    findings = WordsField(label=_("Findings"), required=False, widget=Textarea({"rows": 8}))
    recommendations = WordsField(label=_("What should be done"), required=False)
    why = forms.CharField(label=_("Reason for the correction"), max_length=400)


def capacity_field(capacity: Capacity) -> forms.TypedChoiceField:
    """One capacity: a row of 0 to 4, the sentence of the chosen level below it, so that all seven fit a phone."""
    answers = [NOT_TALKED, *((str(level), f"{level}") for level in range(len(ANCHORS[capacity])))]
    hints = {str(level): sentence for level, sentence in enumerate(ANCHORS[capacity])}
    return forms.TypedChoiceField(
        label=capacity.label,
        choices=answers,
        coerce=int,
        empty_value=None,
        required=False,
        widget=LevelChoices(choices=answers, hints=hints),
    )


class Rated(forms.Form):
    """The seven capacities as fields of a form; all may stay empty."""

    self_sufficiency = capacity_field(Capacity.SELF_SUFFICIENCY)
    physical = capacity_field(Capacity.PHYSICAL)
    mental = capacity_field(Capacity.MENTAL)
    social = capacity_field(Capacity.SOCIAL)
    professional = capacity_field(Capacity.PROFESSIONAL)
    integration = capacity_field(Capacity.INTEGRATION)
    community = capacity_field(Capacity.COMMUNITY)

    @property
    def ratings(self) -> dict[str, int | None]:
        """The seven levels, None where nothing was said."""
        return {capacity.value: self.cleaned_data[capacity.value] for capacity in Capacity}


class RatingForm(Rated, PanohForm):
    """The seven capacities, with the moment and the day."""

    moment = forms.ChoiceField(label=_("When"), choices=Moment.choices, widget=Choices(two=True))
    rated_on = DateField(label=_("Date of rating"), past=True)

    def __init__(self, *args: Any, moments: Iterable[Moment], **kwargs: Any) -> None:
        kwargs["initial"] = {"rated_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["moment"].choices = [(each.value, each.label) for each in moments]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `rate_capacities` takes."""
        return {"moment": self.cleaned_data["moment"], "rated_on": self.cleaned_data["rated_on"], "values": self.ratings}
