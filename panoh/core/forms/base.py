"""The base of every form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.forms import widgets
from panoh.core.forms.renderer import PanohBoundField, Renderer

WRITE = _("This is needed. Write it here.")
CHOOSE_ONE = _("This is needed. Choose one.")
CHOOSE_SOME = _("This is needed. Choose at least one.")
TICK = _("This is needed. Tick it to go on.")
BRING_FILE = _("This is needed. Choose a file.")
NO_NUMBER = _("This is no number. Write it in figures. For example: 12")
NOT_ON_THE_LIST = _("This is not on the list. Choose from the list.")
# What Django would say by itself, in our words: by the code of the error.
SENTENCES = {
    "min_value": _("You wrote %(show_value)s. Write %(limit_value)s or more."),
    "max_value": _("You wrote %(show_value)s. Write %(limit_value)s or less."),
    "min_length": _("Too short: write %(limit_value)d letters at least."),
    "max_length": _("Too long: you wrote %(show_value)d letters; %(limit_value)d at most."),
    "max_digits": _("Too many figures. Write %(max)s at most."),
    "max_whole_digits": _("Too many figures before the comma. Write %(max)s at most."),
    "max_decimal_places": _("Too many figures after the comma. Write %(max)s at most."),
    "invalid_choice": NOT_ON_THE_LIST,
    "invalid_list": NOT_ON_THE_LIST,
    "invalid_date": _("There is no such day. For example: 28.02.1988"),
    "null_characters_not_allowed": _("There is a sign here that cannot be kept. Write it anew."),
}
TOO_OLD = _("This page is too old to be saved. Open it again; what you wrote is in the draft.")


class PanohForm(forms.Form):
    """A form in our look, with errors that are sentences."""

    default_renderer = Renderer()  # one for all: each of its own would read and compile every template of forms again
    use_required_attribute = False  # the browser's own messages come in the browser's language
    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _say_in_our_words(field)

    @property
    def faulty_fields(self) -> list[PanohBoundField]:
        """The fields with an error, in the order of the page: what the summary on top links to."""
        return [bound for bound in self if isinstance(bound, PanohBoundField) and bound.errors and not bound.is_hidden]

    @property
    def loose_errors(self) -> list[str]:
        """Errors that belong to no field one can see."""
        hidden = [str(error) for bound in self.hidden_fields() for error in bound.errors]
        return [*map(str, self.non_field_errors()), *hidden]

    @property
    def fault_count(self) -> int:
        """How many places need a look."""
        return len(self.faulty_fields) + len(self.loose_errors)

    def refuse(self, invalid: Invalid) -> None:
        """Puts what an action found wrong where it belongs: beside its field, or on top what is said beside no field here."""
        said = {str(sentence) for name, sentence in invalid.fields.items() if name in self.fields}
        for name, sentence in invalid.fields.items():
            if name in self.fields or str(sentence) not in said:
                self.add_error(name if name in self.fields else None, str(sentence))
        if not invalid.fields:
            self.add_error(None, str(invalid.sentence))


_OF_DJANGO = {
    id(sentence)
    for kind in vars(forms).values()
    if isinstance(kind, type) and issubclass(kind, forms.Field)
    for sentence in kind.default_error_messages.values()
}


def _say_in_our_words(field: forms.Field) -> None:
    """Gives a field our sentences wherever it has none of its own."""
    said = field.error_messages
    wanted = {**SENTENCES, "required": _needed(field)}
    if isinstance(field, forms.IntegerField):  # whole numbers, and what has figures after the comma
        wanted["invalid"] = NO_NUMBER
    said.update({code: sentence for code, sentence in wanted.items() if code not in said or id(said[code]) in _OF_DJANGO})


def _needed(field: forms.Field) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return CHOOSE_SOME
    if isinstance(field, forms.ChoiceField):
        return CHOOSE_ONE
    if isinstance(field, forms.BooleanField):
        return TICK
    return BRING_FILE if isinstance(field, forms.FileField) else WRITE


def version_field(least: int = 1) -> forms.IntegerField:
    """The version of a row that is changed, unseen in the form."""
    errors = dict.fromkeys(("required", "invalid", "min_value"), TOO_OLD)
    return forms.IntegerField(min_value=least, widget=forms.HiddenInput, error_messages=errors)


class Versioned(forms.Form):
    """Carries the version the page was built from, so that two people's changes never silently replace each other.

    Use beside PanohForm: `class NoteForm(Versioned, PanohForm)`; give `initial={"version": row.version}` and pass
    `cleaned_data["version"]` to the action.
    """

    version = version_field()


class PlaceField(forms.ChoiceField):
    """A district under its region. `choices` are groups as `places.catalogue` gives them: (region, [(code, name), …])."""

    widget = widgets.PlaceSelect


class NameField(forms.CharField):
    """A name as its owner writes it, kept as typed but for blanks around it."""

    widget = widgets.NameInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)


class NumberField(forms.DecimalField):
    """A sum or another number of at least nothing, to a hundredth, as people write it: 1 200, 12.5 or 12,5."""

    widget = widgets.FiguresInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class WordsField(forms.CharField):
    """Running text in someone's words. Its limit is no `maxlength`, by which a browser cuts what is pasted without a word: what is too
    long is refused with a sentence, and stands in the form as it was typed."""

    widget = widgets.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """All but the limit."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
