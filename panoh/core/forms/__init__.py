"""Forms for people: the base form, fields for names, words, dates, places and telephone numbers, and their inputs."""

from panoh.core.forms.base import Fold, NameField, NumberField, PanohForm, PlaceField, Versioned, WordsField, version_field
from panoh.core.forms.dates import DateField, PartialDate, PartialDateField, TimeField
from panoh.core.forms.phone import PhoneField
from panoh.core.forms.questions import Age, Answered, When, when
from panoh.core.forms.widgets import (
    HALF,
    Choices,
    CodeInput,
    FiguresInput,
    LevelChoices,
    ManyChoices,
    NameInput,
    Offered,
    PasswordInput,
    Scale,
    Select,
    Textarea,
    TextInput,
)

__all__ = [
    "HALF",
    "Age",
    "Answered",
    "Choices",
    "CodeInput",
    "DateField",
    "FiguresInput",
    "Fold",
    "LevelChoices",
    "ManyChoices",
    "NameField",
    "NameInput",
    "NumberField",
    "Offered",
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
    "When",
    "WordsField",
    "version_field",
    "when",
]
