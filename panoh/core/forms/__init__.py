"""Forms for people: the base form, fields for names, words, dates, places and telephone numbers, and their inputs."""

from panoh.core.forms.base import NameField, NumberField, PanohForm, PlaceField, Versioned, WordsField, version_field
from panoh.core.forms.dates import DateField, PartialDate, PartialDateField, TimeField
from panoh.core.forms.phone import PhoneField
from panoh.core.forms.widgets import (
    Choices,
    CodeInput,
    FiguresInput,
    LevelChoices,
    ManyChoices,
    NameInput,
    PasswordInput,
    Scale,
    Select,
    Textarea,
    TextInput,
)

__all__ = [
    "Choices",
    "CodeInput",
    "DateField",
    "FiguresInput",
    "LevelChoices",
    "ManyChoices",
    "NameField",
    "NameInput",
    "NumberField",
    "PanohForm",
    "PartialDate",
    "PartialDateField",
    "PasswordInput",
    "PhoneField",
    "PlaceField",
    "Scale",
    "Select",
    "TextInput",
    "Textarea",
    "TimeField",
    "Versioned",
    "WordsField",
    "version_field",
]
