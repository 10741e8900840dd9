"""What is typed about a promise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField
from panoh.correspondence.enums import PromiseState, Side
from panoh.correspondence.forms.fields import ToAddressee
from panoh.correspondence.forms.register import ABOUT_NOBODY


class PromiseForm(ToAddressee, PanohForm):
    """What was promised, by whom, by when."""

    addressee = forms.ChoiceField(label=_("With"))
    side = forms.ChoiceField(label=_("Who promised"), choices=Side, widget=Choices)
    due_on = DateField(label=_("By when"), ahead=True)
    words = WordsField(label=_("What was promised"), max_length=1000, help_text=ABOUT_NOBODY)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `note_promise` takes."""
        given = self.cleaned_data
        return {**{name: given[name] for name in ("side", "due_on", "words")}, **self.named}


class SettleForm(Versioned, PanohForm):
    """What became of it."""

    state = forms.ChoiceField(label=_("Result"), choices=PromiseState.choices[1:], widget=Choices)
    on = DateField(label=_("When"), past=True)
    outcome = WordsField(label=_("Details"), required=False, max_length=1000, help_text=ABOUT_NOBODY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `settle` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}
