"""The key of a centre abroad, and how it was confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, DateField, PanohForm, TextInput, Versioned, version_field
from panoh.network.enums import KeyCheck


class CentreKeyForm(PanohForm):
    """Country and public key."""

    version = version_field(0)
    country = forms.CharField(label=_("Country"), max_length=2, widget=TextInput, help_text=_("Two letters: DE, CH, GE"))
    key = forms.CharField(label=_("Public key of the centre"), max_length=200, widget=TextInput, help_text=_("Begins with age1"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `set_key` takes."""
        given = self.cleaned_data
        return {"country": given["country"], "key": given["key"], "expected": given["version"]}


class ConfirmKeyForm(Versioned, PanohForm):
    """By which way, and when."""

    how = forms.ChoiceField(label=_("How the centre confirmed it"), choices=KeyCheck.choices, widget=Choices)
    on = DateField(label=_("Date"), past=True)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `confirm_key` takes."""
        given = self.cleaned_data
        return {"how": given["how"], "on": given["on"], "expected": given["version"]}
