"""A case conference, and something for which the programme is looked at early."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import ConferenceRole, ReviewCause
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Versioned, WordsField

# A change of urgency brings the review forward by itself.
CAUSES = [(cause.value, cause.label) for cause in ReviewCause if cause != ReviewCause.URGENCY]
READ_BY_ALL = _("Read by everyone who works on this case")


class ConferenceWords(PanohForm):
    """When it was and what was said."""

    held_on = DateField(label=_("Date held"), past=True)
    wishes = WordsField(label=_("Wishes of the person"), required=False)
    decisions = WordsField(label=_("Decisions"), help_text=READ_BY_ALL)
    dissent = WordsField(label=_("Different opinion: whose and why"), required=False)
    talk = WordsField(label=_("What was said"), required=False, help_text=READ_BY_ALL)


class ConferenceForm(ConferenceWords):
    """Who was there, what was decided, when to meet again. People from outside by their role, never by name."""

    staff = forms.MultipleChoiceField(label=_("Colleagues present besides you"), required=False, widget=ManyChoices(two=True))
    outside = forms.MultipleChoiceField(
        label=_("Who else was present"), choices=ConferenceRole.choices, required=False, widget=ManyChoices(two=True)
    )
    next_on = DateField(label=_("Next conference"), required=False, ahead=True)
    field_order = ("held_on", "staff", "outside")

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        kwargs["initial"] = {"held_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.colleagues = {str(user.pk): user for user in sorted(colleagues, key=lambda one: one.username)}
        self.fields["staff"].choices = [(key, user.username) for key, user in self.colleagues.items()]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `hold_conference` takes."""
        return {**self.cleaned_data, "staff": [self.colleagues[key] for key in self.cleaned_data["staff"]]}


class CorrectConferenceForm(Versioned, ConferenceWords):
    """The same words again, and why they change."""

    why = forms.CharField(label=_("Reason for the correction"), max_length=400)


class TriggerForm(PanohForm):
    """What happened, and when."""

    cause = forms.ChoiceField(label=_("What happened"), choices=CAUSES, widget=Choices)
    happened_on = DateField(label=_("When"), past=True)
    words = WordsField(label=_("Details"), required=False, help_text=READ_BY_ALL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"happened_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
