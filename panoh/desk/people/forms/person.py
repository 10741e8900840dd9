"""Who the person is, corrected."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.core.forms import NameField, PanohForm, PartialDate, PartialDateField, PlaceField, Versioned, WordsField
from panoh.core.spoken import Spoken
from panoh.people.enums import Sex

SPOKEN = [("", _("not asked")), *Spoken.choices]


class PersonForm(Versioned, PanohForm):
    """Everything that stands of a person. `reason` is asked for once ten minutes have passed."""

    family_name = NameField(label=_("Family name"), required=False, help_text=_("As the person writes it"))
    given_name = NameField(label=_("Given name"), required=False)
    patronymic = NameField(label=_("Patronymic"), required=False)
    other_names = NameField(label=_("Other names and spellings"), required=False)
    birth_date = PartialDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex)
    place = PlaceField(label=_("Where the person lives"), required=False)
    language = forms.ChoiceField(label=_("Language of the person"), choices=SPOKEN, required=False)
    document = forms.CharField(label=_("Document"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    reason = WordsField(label=_("Reason for the correction"), max_length=1000, help_text=_("The earlier entry is saved next to it"))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        if not needs_reason:
            del self.fields["reason"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_person` takes."""
        given = dict(self.cleaned_data)
        expected, reason, place = given.pop("version"), given.pop("reason", ""), given.pop("place")
        given["birth_date"] = iso(given["birth_date"])
        return {"changes": {**given, **region_and_place(place)}, "reason": reason, "expected": expected}


def iso(date: PartialDate | None) -> str:
    """1990, 1990-05 or 1990-05-31, as the date is known."""
    if date is None:
        return ""
    return "-".join([f"{date.year:04d}", *(f"{part:02d}" for part in (date.month, date.day) if part)])


def from_iso(text: str) -> PartialDate | None:
    """The other way."""
    return PartialDate(*map(int, text.split("-"))) if text else None
