"""The base of every form."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.forms import widgets
from panoh.core.forms.dates import PartialDate
from panoh.core.forms.questions import When
from panoh.core.forms.renderer import PanohBoundField, Renderer

WRITE = _("Fill in this field.")
CHOOSE_ONE = _("Choose one option.")
CHOOSE_SOME = _("Choose at least one option.")
TICK = _("Tick this to continue.")
BRING_FILE = _("Choose a file.")
NO_NUMBER = _("Enter a number in digits. For example: 12")
NO_WHOLE_NUMBER = _("Enter a whole number in digits. For example: 45")
NO_EMAIL = _("Enter a valid e-mail address. For example: name@example.org")
NO_WEB_ADDRESS = _("Enter a valid website address. For example: example.org")
NOT_ON_THE_LIST = _("This is not on the list. Choose from the list.")
# What Django would say by itself, in our words: by the code of the error.
SENTENCES = {
    "min_value": _("You entered %(show_value)s. Enter %(limit_value)s or more."),
    "max_value": _("You entered %(show_value)s. Enter %(limit_value)s or less."),
    "min_length": _("Too short: enter at least %(limit_value)d characters."),
    "max_length": _("Too long: %(show_value)d characters, the limit is %(limit_value)d."),
    "max_digits": _("Too many digits. Enter at most %(max)s."),
    "max_whole_digits": _("Too many digits before the decimal point. Enter at most %(max)s."),
    "max_decimal_places": _("Too many digits after the decimal point. Enter at most %(max)s."),
    "invalid_choice": NOT_ON_THE_LIST,
    "invalid_list": NOT_ON_THE_LIST,
    "invalid_date": _("This date does not exist. For example: 28.02.1988"),
    "empty": _("This file is empty. Choose another one."),
    "missing": BRING_FILE,
    "contradiction": BRING_FILE,
    "null_characters_not_allowed": _("The text has a character that cannot be saved. Type it again."),
}
NO_SUCH = {  # by the kind of field; those of dates and hours say it themselves
    forms.IntegerField: NO_WHOLE_NUMBER,
    forms.DecimalField: NO_NUMBER,  # to Django a whole number too: the last that fits is said
    forms.EmailField: NO_EMAIL,
    forms.URLField: NO_WEB_ADDRESS,
    forms.FileField: BRING_FILE,
}
ASKED_NOW = _("This question appeared because of your answer. Check it, then save again.")
UNASKED, KEPT = "unasked", "kept"  # what a page says of its own questions: not shown yet, shown for what stands in it
TOO_OLD = _("This page is too old to save. Open it again: your text is in the draft.")


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields behind a press; a name that ends in "_" stands for all that begin so. What is filled in is said beside the title."""

    title: str | Promise
    names: tuple[str, ...]

    def holds(self, name: str) -> bool:
        """Whether this field stands behind it."""
        return any(name == each or (each.endswith("_") and name.startswith(each)) for each in self.names)


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together in a form: the fields in the open, or those behind the title of a fold."""

    fields: Sequence[PanohBoundField]
    title: str | Promise = ""
    said: str = ""
    is_open: bool = False


class PanohForm(forms.Form):
    """A form in our look, with errors that are sentences.

    `asked_if` names the fields whose question comes with a reason, `needed_if` those that stand there anyway and sometimes have to be
    answered (the action holds to it; here it is said), `folds` what stands behind a press. A field stands after those of its reason.
    `telling` names the fields whose question tells something of somebody (a goal in their own words), `telling_answers` those whose
    answers do (a discipline, a danger): in discreet mode they stand behind a press.
    """

    asked_if: ClassVar[Mapping[str, When]] = {}
    needed_if: ClassVar[Mapping[str, When]] = {}
    folds: ClassVar[Sequence[Fold]] = ()
    telling: Collection[str] = ()
    telling_answers: Collection[str] = ()

    default_renderer = Renderer()  # one for all: each of its own would read and compile every template of forms again
    use_required_attribute = False  # the browser's own messages come in the browser's language
    required_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.asking, self.needing = self.asked_if, self.needed_if  # a form that knows more when it is made says it here

    def is_asked(self, name: str) -> bool:
        """Whether the question has its reason; also one that holds something already, or is said to be wrong: nothing is lost by hiding."""
        reasons = self.asking.get(name)
        return reasons is None or self.is_kept(name) or reasons.holds(self)

    def is_kept(self, name: str) -> bool:
        """Whether a question stands there for what is in it, whatever else is answered."""
        if name not in self.asking:
            return False
        if not self.is_bound:
            return bool(self._given(name)) and not self.asking[name].holds(self)
        return name in self._said(KEPT) or name in self.errors

    def given_in(self, name: str) -> list[str]:
        """What stands in a field, as the page would send it; nothing where it is not asked."""
        return self._given(name) if name in self.fields and self.is_asked(name) else []

    def latest_day(self, name: str) -> dt.date | None:
        """The day in a field, the latest it can be where only its month or year is known; None where there is none to read."""
        try:
            date = self.fields[name].clean(self[name].value()) if name in self.fields else None
        except ValidationError:
            return None
        return date.latest if isinstance(date, PartialDate) else date

    def read(self, name: str, value: Any) -> str:
        """A value of a field as it is read: the labels of choices, a date in figures, words as they are."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(_YES if value else _NO)
        labels = dict(_flat(getattr(field, "choices", ())))
        return ", ".join(str(labels.get(str(one), one)) for one in _each(field.prepare_value(value))).strip()

    @property
    def layout(self) -> list[Part]:
        """The fields that stand in the open, together; those of each fold where its first one stands."""
        stands: dict[Fold | None, list[Any]] = {}
        for bound in self.visible_fields():
            fold = next((fold for fold in self.folds if fold.holds(bound.name)), None)
            stands.setdefault(fold, []).append(bound)
        return [Part(fields) if fold is None else self._folded(fold, fields) for fold, fields in stands.items()]

    def _folded(self, fold: Fold, fields: list[Any]) -> Part:
        said = [self._in_a_word(bound.name, bound.value()) for bound in fields if self.is_asked(bound.name)]
        return Part(fields, fold.title, ", ".join(filter(None, said)), is_open=any(bound.errors for bound in fields))

    def _in_a_word(self, name: str, value: Any) -> str:
        """What stands in a field, of running words that they are there, of a tick what it says."""
        field = self.fields[name]
        if isinstance(field.widget, forms.Textarea | forms.CheckboxInput):
            return str(field.label) if value else ""
        return self.read(name, value)

    def _given(self, name: str) -> list[str]:
        return [str(one) for one in _each(self[name].value())]

    def _said(self, marker: str) -> list[str]:
        return self.data.getlist(marker) if hasattr(self.data, "getlist") else []

    def _clean_fields(self) -> None:
        """What is not asked holds nothing, whatever was typed there before; what is asked since the page was shown is asked first."""
        for field in self.fields.values():  # now, since a form adds fields of its own when it is made
            _say_in_our_words(field)
        unasked = [name for name in self.asking if name in self.fields and not self.is_asked(name)]
        super()._clean_fields()  # type: ignore[misc]
        for name in unasked:
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].clean(None)
        if self.errors:
            return
        for name in self._said(UNASKED):
            reasons = self.asking.get(name)
            if reasons and name in self.fields and name not in unasked and not reasons.needed and not self._given(name):
                self.add_error(name, ASKED_NOW)  # of what is needed its action speaks

    @property
    def of_words(self) -> list[str]:
        """The fields in which words are typed, as they are sent: no choices, codes, figures, passwords."""
        kinds = (widgets.TextInput, widgets.Textarea, widgets.TelephoneInput, widgets.EmailInput)
        return [bound.html_name for bound in self if isinstance(bound.field.widget, kinds)]

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

    def keep_among_words(self, cleaned: dict[str, Any], words: str, blank: Mapping[str, Any] | None = None) -> None:
        """Where nothing may keep a form from being saved: what was typed and no field takes stands, by its label, in the field `words`.

        Such a field is left blank; what has to be answered takes its value of `blank`, and is refused where that names none.
        """
        blanks = blank or {}
        for name in [each for each in self.errors if each in self.fields and (each in blanks or not self.fields[each].required)]:
            field = self.fields[name]
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            cleaned[name] = blanks[name] if name in blanks else field.clean(None)
            del self.errors[name]
            if typed:
                said = f"{field.label}: {', '.join(map(str, _each(typed)))}"
                cleaned[words] = "\n\n".join(filter(None, [cleaned.get(words), said]))

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
    wanted.update(("invalid", sentence) for kind, sentence in NO_SUCH.items() if isinstance(field, kind))
    said.update({code: sentence for code, sentence in wanted.items() if code not in said or id(said[code]) in _OF_DJANGO})


_YES, _NO = _("yes"), _("no")


def _each(value: Any) -> list[Any]:
    """The values of a field that has one or several; none for a blank."""
    each = list(value) if isinstance(value, list | tuple) else [value]
    return [one for one in each if one not in (None, "", False)]


def _flat(choices: Any) -> list[tuple[str, Any]]:
    """The choices of a field, those within groups too."""
    flat: list[tuple[str, Any]] = []
    for value, label in choices:
        flat += _flat(label) if isinstance(label, list | tuple) else [(str(value), label)]
    return flat


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

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Where a place has to be said, its region alone says too little."""
        return {"data-places": "exact"} if self.required else {}


class NameField(forms.CharField):
    """A name as its owner writes it, kept as typed but for blanks around it."""

    widget = widgets.NameInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        super().__init__(**kwargs)


class NumberField(forms.DecimalField):
    """A sum or another number of at least nothing, to a hundredth, as people write it: 1 200, 12.5 or 12,5; any blank parts thousands."""

    widget = widgets.DecimalInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
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
