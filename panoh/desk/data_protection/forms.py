"""What the data guardian says about the keys: new cards, and after how many hours everything locks itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.core.forms import Choices, PanohForm, PasswordInput

HOURS = [
    (12, _("after 12 hours")),
    (24, _("after 24 hours")),
    (48, _("after 48 hours")),
    (72, _("after 72 hours")),
    (0, pgettext_lazy("auto-lock", "never")),
]
KINDS = [("paper", _("On paper, in case nobody is there")), ("phones", _("For two people with their telephones"))]
MORE_THAN_MADE = _("You need at most as many cards to unlock as are made. Choose a smaller number.")


class CardsForm(PanohForm):
    """A new set of cards: which, how many, with how many it opens. The passphrase shows that it may be made."""

    kind = forms.ChoiceField(label=_("Which cards"), choices=KINDS, initial="paper", widget=Choices)
    of = forms.TypedChoiceField(
        label=_("How many cards to make"), coerce=int, choices=[(count, count) for count in range(2, 9)], initial=5, widget=Choices
    )
    needed = forms.TypedChoiceField(
        label=_("How many cards unlock everything"),
        coerce=int,
        choices=[(count, count) for count in range(2, 6)],
        initial=3,
        widget=Choices,
    )
    passphrase = forms.CharField(
        label=_("Passphrase"), max_length=400, strip=False, required=False, widget=PasswordInput({"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """No more are needed than there are."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"needed", "of"} <= cleaned.keys() and cleaned["needed"] > cleaned["of"]:
            self.add_error("needed", MORE_THAN_MADE)
        return cleaned


class HoursForm(PanohForm):
    """After how many hours without a word from anybody everything locks itself."""

    hours = forms.TypedChoiceField(
        label=_("Lock automatically if nobody confirms that all is well"),
        coerce=int,
        choices=HOURS,
        widget=Choices,
    )
