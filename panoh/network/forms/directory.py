"""What is typed about a facility: who it is, what it gives, where it stands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.core.forms import Choices, Fold, ManyChoices, NameField, PanohForm, PhoneField, PlaceField, TextInput, Versioned, WordsField
from panoh.network.enums import SERVICE_GROUPS, FacilityKind, Register
from panoh.network.facility_names import BY_LANGUAGE
from panoh.network.models import Facility
from panoh.places import catalogue

UNKNOWN = [("", _("not asked")), ("yes", _("yes")), ("no", _("no"))]
THREE = {"": None, "yes": True, "no": False}


class FacilityForm(PanohForm):
    """One entry of the directory. The societies are given by the view, with their opened names."""

    folds = (Fold(_("The name in each language"), BY_LANGUAGE),)

    name = NameField(label=pgettext_lazy("facility", "Name"), max_length=200)
    name_tg = NameField(label=_("Name in Tajik"), max_length=200, required=False)
    name_ru = NameField(label=_("Name in Russian"), max_length=200, required=False)
    name_en = NameField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Type"), choices=FacilityKind)
    society = forms.ChoiceField(label=_("Belongs to the society"), choices=[], required=False)
    services = forms.MultipleChoiceField(label=_("Kind of help it gives"), choices=SERVICE_GROUPS, widget=ManyChoices(two=True))
    place = PlaceField(label=_("Place"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=200, required=False)
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https", widget=TextInput({"inputmode": "url"}, letters=None)
    )
    contact_name = NameField(label=_("Person to ask for"), required=False)
    register = forms.ChoiceField(
        label=_("Puts patients on a register"),
        choices=[("", _("on no register")), *Register.choices],
        required=False,
        widget=Choices,
        help_text=_("Psychiatric, narcological and tuberculosis registers: the person must know this before they agree"),
    )
    description = WordsField(
        label=_("How it describes itself"),
        required=False,
        max_length=2000,
        help_text=_("Others may read this: write nothing about the people we help"),
    )
    note = WordsField(label=_("Note"), required=False, max_length=2000, help_text=_("For our staff only"))

    def __init__(self, *args: Any, societies: Sequence[tuple[Facility, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((label, [(code, label), *catalogue.district_choices(code)]) for code, label in catalogue.region_choices()),
        ]
        self.societies = {str(row.pk): row for row, _label in societies}
        self.fields["society"].choices = [("", _("to none")), *((str(row.pk), label) for row, label in societies)]  # type: ignore[attr-defined]
        if not societies:
            del self.fields["society"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_facility` takes."""
        given = dict(self.cleaned_data)
        place = given.pop("place")
        if "society" in given:
            given["society"] = self.societies.get(given["society"])
        return {**given, "region": catalogue.get(place).region if place else "", "place": place if "." in place else ""}


class ChangeFacilityForm(Versioned, FacilityForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_facility` takes."""
        given = super().action_kwargs
        return {"expected": given.pop("version"), **given}
