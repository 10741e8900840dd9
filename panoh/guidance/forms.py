"""A step of a draft, and the day on which a version is adopted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import DateField, FiguresInput, PanohForm, TextInput, Versioned, WordsField
from panoh.guidance.changes import unit_choices
from panoh.guidance.protocol import LANGUAGES, Offset, Step

SAID = {"en": "English", "ru": "русский", "tg": "тоҷикӣ"}
MOST = 400


class StepForm(Versioned, PanohForm):
    """What a step says: in three languages, by when, whether it must be done, whether it makes a task."""

    on = forms.BooleanField(label=_("Makes a task and has a clock"), required=False)
    mandatory = forms.BooleanField(label=_("Must be done"), required=False)
    amount = forms.IntegerField(
        label=_("By when: how many"),
        min_value=-60,
        max_value=MOST,
        widget=FiguresInput,
        help_text=_("Less than nothing is before the day itself"),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=unit_choices)
    amount_amber = forms.IntegerField(
        label=_("By when under strain (amber): how many"), min_value=0, max_value=MOST, required=False, widget=FiguresInput
    )
    unit_amber = forms.ChoiceField(label=_("Counted in, amber"), choices=unit_choices)
    amount_red = forms.IntegerField(
        label=_("By when in danger (red): how many"),
        min_value=0,
        max_value=MOST,
        required=False,
        widget=FiguresInput,
        help_text=_("Leave blank where danger changes nothing"),
    )
    unit_red = forms.ChoiceField(label=_("Counted in, red"), choices=unit_choices)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            label = _("What is done, %(language)s") % {"language": SAID[language]}
            self.fields[f"title_{language}"] = forms.CharField(label=label, max_length=120, widget=TextInput)
        for language in LANGUAGES:
            self.fields[f"how_{language}"] = WordsField(
                label=_("How it is done, %(language)s") % {"language": SAID[language]}, max_length=1500
            )
        words = [f"{name}_{language}" for language in LANGUAGES for name in ("title", "how")]
        self.order_fields(["version", *words, "on", "mandatory", "amount", "unit", "amount_red", "unit_red", "amount_amber", "unit_amber"])
        self.initial = {**self.values_of(step), **self.initial}

    @staticmethod
    def values_of(step: Step) -> dict[str, Any]:
        """The fields as a step fills them."""
        found: dict[str, Any] = {"on": step.on, "mandatory": step.mandatory}
        for suffix, offset in (("", step.due), ("_red", step.due_red), ("_amber", step.due_amber)):
            found[f"amount{suffix}"], found[f"unit{suffix}"] = (offset.amount, offset.unit) if offset else (None, step.due.unit)
        for language in LANGUAGES:
            found |= {f"title_{language}": step.title[language], f"how_{language}": step.how[language]}
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What `change_step` takes as values."""
        given = self.cleaned_data
        return {
            "on": given["on"],
            "mandatory": given["mandatory"],
            "due": self._offset(""),
            "due_red": self._offset("_red"),
            "due_amber": self._offset("_amber"),
            "title": {language: given[f"title_{language}"].strip() for language in LANGUAGES},
            "how": {language: given[f"how_{language}"].strip() for language in LANGUAGES},
        }

    def _offset(self, suffix: str) -> str:
        amount = self.cleaned_data.get(f"amount{suffix}")
        return "" if amount is None else Offset(amount, self.cleaned_data[f"unit{suffix}"]).code


class AdoptForm(Versioned, PanohForm):
    """From which day on."""

    on = DateField(label=_("From which day on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
