"""What is typed about those with whom the Unit corresponds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.core.forms import NameField, PanohForm, PhoneField, PlaceField, Versioned, WordsField
from panoh.network.enums.addressees import AddresseeKind
from panoh.places import catalogue


class AddresseeForm(PanohForm):
    """An institution, an office in it, a person there."""

    kind = forms.ChoiceField(label=_("Type"), choices=AddresseeKind)
    institution = forms.CharField(label=_("Institution"), max_length=200, help_text=_("As on its letters"))
    office = forms.CharField(label=_("Department or position"), max_length=200, required=False)
    contact_name = NameField(label=pgettext_lazy("contact", "Person"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address for letters"), max_length=300, required=False)
    note = WordsField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((label, [(code, label), *catalogue.district_choices(code)]) for code, label in catalogue.region_choices()),
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_addressee` takes."""
        given = dict(self.cleaned_data)
        place = given.pop("place")
        return {**given, "region": catalogue.get(place).region if place else "", "place": place if "." in place else ""}


class ChangeAddresseeForm(Versioned, AddresseeForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_addressee` takes."""
        given = super().action_kwargs
        return {"expected": given.pop("version"), **given}
