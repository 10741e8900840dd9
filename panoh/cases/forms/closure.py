"""Closing a case and looking after it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import CloseReason, Outcome
from panoh.cases.forms.assessment import Rated
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField

REASONS = [(each.value, each.label) for each in CloseReason if each != CloseReason.REGISTER]


class CloseForm(Versioned, Rated, PanohForm):
    """Why, closing words, and the seven capacities once more."""

    reason = forms.ChoiceField(label=_("Why the case is closed"), choices=REASONS)
    words = WordsField(label=_("Closing words"), help_text=_("What was reached, what is left, where the person can turn"))
    field_order = ("reason", "words")

    @property
    def facts(self) -> dict[str, Any]:
        """What `close_case` takes."""
        given = self.cleaned_data
        return {"reason": given["reason"], "words": given["words"], "ratings": self.ratings, "expected": given["version"]}


class FollowUpForm(Versioned, Rated, PanohForm):
    """How things stand some months later."""

    done_on = DateField(label=_("Done on"), past=True)
    outcome = forms.ChoiceField(label=_("How things stand"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("In words"), required=False)
    field_order = ("done_on", "outcome", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"done_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        """What `record_follow_up` takes."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("done_on", "outcome", "words")}
        return {**plain, "ratings": self.ratings, "expected": given["version"]}


class CorrectFollowUpForm(Versioned, PanohForm):
    """What should stand there, and why."""

    done_on = DateField(label=_("Done on"), past=True)
    outcome = forms.ChoiceField(label=_("How things stand"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("In words"), required=False)
    why = forms.CharField(label=_("Why it is corrected"), max_length=400)
