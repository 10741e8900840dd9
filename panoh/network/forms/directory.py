"""What is typed about a facility."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, ManyChoices, NameField, PanohForm, PhoneField, PlaceField, Versioned, WordsField
from panoh.network.enums import FacilityKind, Register, Service
from panoh.places import catalogue

UNKNOWN = [("", _("not asked")), ("yes", _("yes")), ("no", _("no"))]
_THREE = {"": None, "yes": True, "no": False}


class FacilityForm(PanohForm):
    """One entry of the directory."""

    name = NameField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=FacilityKind)
    services = forms.MultipleChoiceField(label=_("What it gives"), choices=Service, widget=ManyChoices(two=True))
    place = PlaceField(label=_("Place"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    contact_name = NameField(label=_("Whom to ask for"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    has_women_staff = forms.ChoiceField(label=_("Women can be seen by a woman"), choices=UNKNOWN, required=False)
    is_child_friendly = forms.ChoiceField(label=_("Used to children"), choices=UNKNOWN, required=False)
    register = forms.ChoiceField(
        label=_("Puts patients on a register"),
        choices=[("", _("on none")), *Register.choices],
        required=False,
        widget=Choices,
        help_text=_("Psychiatric, narcological and tuberculosis registers: the person has to know before they agree"),
    )
    note = WordsField(label=_("Note"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((label, [(code, label), *catalogue.district_choices(code)]) for code, label in catalogue.region_choices()),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """What `add_facility` takes."""
        given = dict(self.cleaned_data)
        place = given.pop("place")
        given |= {name: _THREE[given[name]] for name in ("has_women_staff", "is_child_friendly")}
        return {**given, "region": catalogue.get(place).region if place else "", "place": place if "." in place else ""}


class ChangeFacilityForm(Versioned, FacilityForm):
    """The same again."""

    @property
    def facts(self) -> dict[str, Any]:
        """What `change_facility` takes."""
        given = super().facts
        return {"expected": given.pop("version"), **given}
