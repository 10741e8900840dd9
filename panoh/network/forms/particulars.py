"""What is typed about how a facility works, whom to reach there, what may be told, and whether it is safe."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.core.forms import (
    Choices,
    ManyChoices,
    NameField,
    NumberField,
    PanohForm,
    PhoneField,
    TextInput,
    TimeField,
    Versioned,
    WordsField,
)
from panoh.core.money import Currency
from panoh.core.spoken import Spoken
from panoh.network.enums import Body, Capacity, CheckCycle, Cost, PublicField, Screening
from panoh.network.forms.directory import THREE, UNKNOWN

DAYS = [(str(number + 1), name) for number, name in WEEKDAYS.items()]
NOT_HOURS = _("Enter the opening and closing time. For example: 8:00–17:00")
SCREENING_HINTS: dict[str, Any] = {
    Screening.NOT_YET: _("Offered for referrals, and on the list for screening"),
    Screening.NOT_FOR_US: _("Not offered to anyone, whatever the person needs; not in any booklet"),
}


class HoursField(forms.CharField):
    """From when to when on one day: 8:00–17:00. Gives two times as they are kept, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20, required=False, widget=TextInput({"class": "in in--short", "inputmode": "numeric"}, letters=None), **kwargs
        )

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        parts = [part for part in re.split(r"\s*[–—−-]\s*|\s+", text) if part]
        if not parts:
            return []
        try:
            opens, closes = (TimeField().to_python(part) for part in parts)
        except (ValueError, ValidationError):
            raise ValidationError(NOT_HOURS, code="invalid") from None
        if not opens or not closes or opens >= closes:
            raise ValidationError(NOT_HOURS, code="invalid")
        return [f"{opens:%H:%M}", f"{closes:%H:%M}"]

    def prepare_value(self, value: Any) -> Any:
        return "–".join(value) if isinstance(value, list | tuple) else value


class _Change(Versioned, PanohForm):
    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class OpeningForm(_Change):
    """On which days it is open, and from when to when."""

    opening_days = forms.MultipleChoiceField(
        label=_("Open on"),
        choices=DAYS,
        widget=ManyChoices(two=True),
        help_text=_("The time to answer a referral is counted in these days"),
    )
    opens_on_holidays = forms.BooleanField(label=_("Open on public holidays too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in DAYS:
            hint = _("Opening and closing time, for example 8:00–17:00; empty if not known") if number == "1" else ""
            self.fields[f"hours_{number}"] = HoursField(label=name, help_text=hint)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_facility` takes; a day with hours is a day on which it is open."""
        given = super().action_kwargs
        hours = {number: given.pop(f"hours_{number}") for number, _name in DAYS}
        known = {number: each for number, each in hours.items() if each}
        return {**given, "hours": known, "opening_days": sorted({int(each) for each in (*given["opening_days"], *known)})}


class TermsForm(_Change):
    """Whom they receive, in which language, for what money, and whether there is room."""

    languages = forms.MultipleChoiceField(label=_("Languages spoken there"), choices=Spoken, required=False, widget=ManyChoices(two=True))
    has_women_staff = forms.ChoiceField(label=_("Women can be seen by a woman"), choices=UNKNOWN, required=False)
    has_men_staff = forms.ChoiceField(label=_("Men can be seen by a man"), choices=UNKNOWN, required=False)
    is_child_friendly = forms.ChoiceField(label=_("Experience with children"), choices=UNKNOWN, required=False)
    is_accessible = forms.ChoiceField(label=_("Wheelchair access"), choices=UNKNOWN, required=False)
    cost = forms.ChoiceField(label=_("What the person pays"), choices=[("", _("not known")), *Cost.choices], required=False)
    price = NumberField(label=_("Price of a visit"), required=False, min_value=0, max_digits=12, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=[("", _("not known")), *Currency.choices], required=False)
    capacity = forms.ChoiceField(label=_("Room for new people"), choices=[("", _("not known")), *Capacity.choices], required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_facility` takes."""
        given = super().action_kwargs
        return given | {name: THREE[given[name]] for name in TERMS_ASKED}


TERMS_ASKED = ("has_women_staff", "has_men_staff", "is_child_friendly", "is_accessible")


class PublicForm(_Change):
    """What everybody may be told, field by field and contact by contact."""

    fields_told = forms.MultipleChoiceField(
        label=_("What may be told to everyone"),
        choices=PublicField,
        required=False,
        widget=ManyChoices(two=True),
        help_text=_("Only what the facility agreed to. The note, the agreement and the screening are never shown outside"),
    )
    contacts = forms.MultipleChoiceField(label=_("Which contacts"), choices=[], required=False, widget=ManyChoices)

    def __init__(self, *args: Any, contacts: Sequence[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row, _label in contacts}
        self.fields["contacts"].choices = [(str(row.pk), label) for row, label in contacts]  # type: ignore[attr-defined]
        if not contacts:
            del self.fields["contacts"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `publish_facility` takes."""
        given = super().action_kwargs
        chosen = [self.known[key] for key in given.get("contacts", [])]
        return {"expected": given["expected"], "fields": given["fields_told"], "contacts": chosen}


class ContactForm(PanohForm):
    """One way to reach a facility, or one of its people."""

    name = NameField(label=_("Name"), required=False)
    title = forms.CharField(label=_("Function"), required=False, max_length=120)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_contact` takes."""
        return dict(self.cleaned_data)


class ChangeContactForm(Versioned, ContactForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_contact` takes."""
        given = super().action_kwargs
        return {"expected": given.pop("version"), **given}


class CheckForm(_Change):
    """Everything still holds; when to ask again."""

    check_every = forms.TypedChoiceField(label=pgettext_lazy("facility check", "Ask again"), choices=CheckCycle, coerce=int)


class ScreeningForm(_Change):
    """Whether people may be sent there."""

    screening = forms.ChoiceField(label=_("May people be referred there"), choices=Screening, widget=Choices(hints=SCREENING_HINTS))
    body = forms.ChoiceField(label=_("Belongs to"), choices=[("", _("none of these")), *Body.choices], required=False, widget=Choices)
    is_related = forms.BooleanField(label=_("Someone there is close to a person accused of violence"), required=False)
    reason = WordsField(label=_("Why"), required=False, max_length=2000, help_text=_("Sealed; read only by those who keep the directory"))


# The short forms about an entry, by the last word of their address.
SHORT_FORMS: dict[str, type[_Change]] = {
    "opening": OpeningForm,
    "terms": TermsForm,
    "check": CheckForm,
    "public": PublicForm,
    "screening": ScreeningForm,
}
