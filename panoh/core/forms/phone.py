"""Telephone numbers as people write them: in Tajikistan nine figures, often with 8 or 00 before them."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panoh.core.forms.widgets import TelephoneInput

HOME = 992
NOT_A_NUMBER = _("Enter a valid telephone number. For example: 98 787 66 66, or +7 and the number for Russia.")


def stored(typed: str) -> str | None:
    """The number as kept (+992987876666), None when it cannot be one: nine figures at home, a whole number abroad, no words beside it."""
    if any(sign.isalpha() for sign in typed):
        return None
    text = re.sub(r"[^\d+]", "", typed)
    text = re.sub(r"^(00|810)", "+", text)
    if home := re.fullmatch(r"(?:8|\+?992)?(\d{9})", text):
        return f"+992{home[1]}"
    try:
        number = phonenumbers.parse(text)  # without a region: one from abroad says its country
    except phonenumbers.NumberParseException:
        return None
    if number.country_code == HOME or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """A kept number with gaps where one takes breath; what is not a kept number comes back as it is."""
    home = re.fullmatch(r"\+992(\d\d)(\d{3})(\d\d)(\d\d)", number)
    if home:
        return "+992 " + " ".join(home.groups())
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


class PhoneField(forms.CharField):
    """A telephone number; clean gives it in the form in which it is kept."""

    widget = TelephoneInput

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        number = stored(text)
        if number is None:
            raise ValidationError(NOT_A_NUMBER, code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, str) and value.startswith("+") else value
