"""What is typed about the terms of cooperation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import DateField, PanohForm, Versioned, WordsField
from panoh.core.forms.widgets import Textarea
from panoh.network.actions.rules import LONGEST
from panoh.network.enums import AcceptedHow


class RulesForm(PanohForm):
    """The terms in both languages; a draft may lack one of them."""

    text_tg = WordsField(
        label=_("Terms in Tajik"),
        required=False,
        max_length=LONGEST,
        widget=Textarea({"rows": 14}),
        help_text=_("Type or paste. An empty line begins a new paragraph"),
    )
    text_ru = WordsField(label=_("Terms in Russian"), required=False, max_length=LONGEST, widget=Textarea({"rows": 14}))


class ChangeRulesForm(Versioned, RulesForm):
    """The same again."""


class AdoptForm(Versioned, PanohForm):
    """From which day."""

    adopted_on = DateField(label=_("Adopted on"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"adopted_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AcceptForm(PanohForm):
    """When and how they said yes."""

    accepted_on = DateField(label=_("Accepted on"), past=True)
    how = forms.ChoiceField(label=_("How"), choices=AcceptedHow)
    note = WordsField(label=_("Note"), required=False, max_length=1000, help_text=_("By telephone: who said it, and to which colleague"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"accepted_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
