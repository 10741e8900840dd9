"""An organisation leaves: when and why, where its cases go, how each person was told."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.coalition.enums import LeavingWhy, PersonInformed
from panoh.coalition.forms.takers import ToWhom
from panoh.coalition.models import Passage
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Versioned, WordsField


class DepartureForm(ToWhom):
    """Why, until when, and where the cases go where nothing else is said."""

    why = forms.ChoiceField(label=_("Why"), choices=LeavingWhy.choices, widget=Choices)
    last_day = DateField(label=_("Last day of membership"), help_text=_("The departure starts on this day or later"), ahead=True)
    taker = forms.ChoiceField(
        label=_("Who takes over its cases"),
        help_text=_("If a person has not agreed to it, the case goes to the secretariat. You can change each case on the next page"),
    )
    tell_by = DateField(label=_("Date by which to tell the people"), ahead=True)
    words = WordsField(label=_("What was agreed with it"), required=False, help_text=_("Sealed for the secretariat"))


class PassageForm(Versioned, ToWhom):
    """For one case: where it goes, and whether the person knows."""

    taker = forms.ChoiceField(label=_("To which organisation"))
    told = forms.ChoiceField(label=_("Has the person been told"), choices=PersonInformed.choices, widget=Choices)
    told_on = DateField(label=_("Date told"), past=True, required=False, help_text=_("If the person was told"))
    words = WordsField(
        label=_("Who told the person, or why it is not safe to tell"), required=False, help_text=_("Sealed with the person's key")
    )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `plan_passages` takes, without the cases."""
        given = super().action_kwargs
        return {("expected" if name == "version" else name): value for name, value in given.items() if name != "cases"}


class PassagesForm(PassageForm):
    """For many cases at once; whichever is otherwise is left out, and written by itself."""

    cases = forms.MultipleChoiceField(
        label=_("Which cases"),
        widget=ManyChoices(two=True),
        error_messages={
            "invalid_choice": _("One of these cases has already been handed over, or it is not safe to tell the person. Choose again.")
        },
    )
    field_order = ("cases", "taker", "told", "told_on", "words")

    def __init__(self, *args: Any, rows: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        self.fields["cases"].choices = [(key, f"{row.case.code} · {row.taker.short}") for key, row in self.rows.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Passage]:
        """The rows that were ticked."""
        return [self.rows[key] for key in self.cleaned_data["cases"]]


class SendBackForm(Versioned, PanohForm):
    """What the second person wants to be otherwise."""

    words = WordsField(label=_("What should be changed"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `send_back` takes."""
        return {"words": self.cleaned_data["words"], "expected": self.cleaned_data["version"]}
