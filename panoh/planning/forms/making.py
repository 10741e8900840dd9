"""A meeting, who sat there, what was decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, DateField, NameField, Textarea, TextInput, Versioned, WordsField
from panoh.planning.enums import Came
from panoh.planning.forms.fields import PlanningForm


class MeetingForm(PlanningForm):
    """When, where, what about."""

    held_on = DateField(label=_("Date held"), past=True)
    place = forms.CharField(label=_("Where"), required=False, max_length=200, widget=TextInput, help_text=_("Sealed for the secretariat"))
    words = WordsField(
        label=_("What it was about"),
        required=False,
        max_length=6000,
        widget=Textarea({"rows": 4}),
        help_text=_("Sealed for the secretariat"),
    )


class ChangeMeetingForm(Versioned, MeetingForm):
    """The same again."""


class ParticipantForm(PlanningForm):
    """As what, in which role, from where; the name apart."""

    came_as = forms.ChoiceField(label=_("Takes part as"), choices=Came.choices, widget=Choices)
    role = forms.CharField(
        label=_("Role"), max_length=120, widget=TextInput, help_text=_("Without a name: it may be shown on the public page")
    )
    organisation = forms.CharField(
        label=_("Organisation, country"),
        required=False,
        max_length=200,
        widget=TextInput,
        help_text=_("It may be shown on the public page"),
    )
    name = NameField(label=_("Name"), required=False, help_text=_("Sealed for the secretariat; not shown to others on any page"))


class DecisionForm(PlanningForm):
    """What was decided."""

    words = WordsField(label=_("Decisions"), max_length=4000, widget=Textarea({"rows": 3}), help_text=_("Sealed for the secretariat"))
