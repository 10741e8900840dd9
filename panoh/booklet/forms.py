"""What is typed about the booklet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.booklet.enums import Shape
from panoh.booklet.text import Section
from panoh.core.clock import today
from panoh.core.forms import DateField, PanohForm, Versioned, WordsField
from panoh.core.forms.widgets import Textarea
from panoh.core.languages import LANGUAGES
from panoh.places import catalogue

LONGEST = 6000
TITLES = {"tg": _("Title in Tajik"), "ru": _("Title in Russian"), "en": _("Title in English")}
TEXTS = {"tg": _("Text in Tajik"), "ru": _("Text in Russian"), "en": _("Text in English")}


class SectionForm(PanohForm):
    """A section in three languages; until the version is adopted one may be missing."""

    title_tg = WordsField(label=TITLES["tg"], required=False, max_length=120, widget=Textarea({"rows": 1}))
    text_tg = WordsField(
        label=TEXTS["tg"],
        required=False,
        max_length=LONGEST,
        widget=Textarea({"rows": 10}),
        help_text=_("Leave an empty line for a new paragraph; start a line with - for a list item"),
    )
    title_ru = WordsField(label=TITLES["ru"], required=False, max_length=120, widget=Textarea({"rows": 1}))
    text_ru = WordsField(label=TEXTS["ru"], required=False, max_length=LONGEST, widget=Textarea({"rows": 10}))
    title_en = WordsField(label=TITLES["en"], required=False, max_length=120, widget=Textarea({"rows": 1}))
    text_en = WordsField(label=TEXTS["en"], required=False, max_length=LONGEST, widget=Textarea({"rows": 10}))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `write_section` takes."""
        given = self.cleaned_data
        said = {name: {code: given[f"{name}_{code}"] for code in LANGUAGES} for name in ("title", "text")}
        return {**said, **({"expected": given["version"]} if "version" in given else {})}


class ChangeSectionForm(Versioned, SectionForm):
    """The same again."""


def values_of(section: Section) -> dict[str, str]:
    """A section as the form names its parts."""
    return {
        f"{name}_{code}": words.get(code, "") for name, words in (("title", section.title), ("text", section.text)) for code in LANGUAGES
    }


class PrintForm(PanohForm):
    """How many, of which print, for which place."""

    shape = forms.ChoiceField(label=_("Format"), choices=Shape)
    language = forms.ChoiceField(label=_("Language"), choices=[("tg", _("Tajik")), ("ru", _("Russian")), ("en", _("English"))])
    region = forms.ChoiceField(label=_("Place"), required=False)
    copies = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=100_000)
    printed_on = DateField(label=_("Printed on"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"printed_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("several places")), *catalogue.region_choices()]  # type: ignore[attr-defined]


class VoiceForm(PanohForm):
    """The recording."""

    sound = forms.FileField(
        label=_("Recording"),
        help_text=_("MP3, up to 2 MB. The speaker may be recognised by the voice: ask first, and do not record anyone who has to hide"),
    )
