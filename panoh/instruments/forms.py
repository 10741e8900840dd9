"""Filling a questionnaire in, correcting it, bringing in its wording, switching it on and off."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Answered, Choices, DateField, NumberField, PanohForm, Scale, Textarea, Versioned, WordsField, when
from panoh.core.spoken import Spoken
from panoh.instruments.definitions import Definition
from panoh.instruments.enums import Informant, Occasion, Way, Wording
from panoh.instruments.wordings import BadLine, Shown, as_lines, read_lines

LEFT_OUT = ("?", _("no answer"))  # what was chosen is taken back
DECLINED = ("-", _("will not say"))
BAD_LINE = _(
    "Line %(number)s is not an item or an answer of this form. A line begins with the number of the item, a full stop and a space."
)
BRING_ONE = _("Choose a file, or write the lines here.")
NOT_TEXT = _("This file is not plain text in UTF-8. Save it as text and choose it again.")
MOST_BYTES = 200_000


def as_answers(form: Definition, given: Mapping[str, str]) -> dict[str, Any]:
    """`items` and `declined` as the actions take them, of what was chosen by item."""
    chosen = {item.id: given.get(item.id, "") for item in form.items}
    return {
        "items": {item: int(value) if value.isdecimal() else None for item, value in chosen.items()},
        "declined": [item for item, value in chosen.items() if value == DECLINED[0]],
    }


class ItemField(forms.ChoiceField):
    """One item. Leaving out is allowed, so nothing is demanded and nothing is marked as optional either."""

    def validate(self, value: Any) -> None:
        """Only what is not among the answers is refused."""
        if value:
            super().validate(value)


class AnswersForm(PanohForm):
    """The items of a questionnaire, each with its own answers."""

    def __init__(self, *args: Any, form: Definition, wording: Shown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = form
        own = {}
        for item in form.items:
            answers = [(str(value), word if word == str(value) else f"{value} · {word}") for value, word in wording.answers[item.id]]
            label = f"{item.id}. {wording.items[item.id]}"
            own[f"item_{item.id}"] = ItemField(label=label, choices=[*answers, DECLINED, LEFT_OUT], widget=Scale)
        self.fields = {**own, **self.fields}
        self.telling = list(own)

    @property
    def answers(self) -> dict[str, Any]:
        """`items` and `declined` as the actions take them."""
        return as_answers(self.definition, {item.id: self.cleaned_data.get(f"item_{item.id}", "") for item in self.definition.items})


class AskForm(AnswersForm):
    """The answers, and how they came about."""

    done_on = DateField(label=_("Date of the questionnaire"), past=True)
    language = forms.ChoiceField(label=_("In which language"), choices=Spoken.choices, widget=Choices(two=True))
    way = forms.ChoiceField(label=_("How"), choices=Way.choices, initial=Way.ASKED, widget=Choices)
    occasion = forms.ChoiceField(label=_("Stage"), choices=Occasion.choices, initial=Occasion.BETWEEN, widget=Choices(two=True))
    informant = forms.ChoiceField(label=_("Who answered"), choices=Informant.choices, initial=Informant.SELF, widget=Choices)
    remark = WordsField(
        label=_("Comment"),
        required=False,
        help_text=_("What helps to understand the answers. Sealed with them"),
        widget=Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, form: Definition, **kwargs: Any) -> None:
        kwargs["initial"] = {"done_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, form=form, **kwargs)
        if not any(bands.applies.informant for one in form.scores for bands in one.bands):
            del self.fields["informant"]

    @property
    def how(self) -> dict[str, Any]:
        """How the answers came about; of a form that is refused what of it is valid."""
        names = ("done_on", "language", "way", "occasion", "informant", "remark")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_response` takes."""
        return {**self.how, **self.answers}


class CorrectAnswersForm(Versioned, AnswersForm):
    """The answers as they should stand, and why they are changed."""

    why = forms.CharField(label=_("Reason for the correction"), max_length=400)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_response` takes."""
        return {**self.answers, "why": self.cleaned_data["why"], "expected": self.cleaned_data["version"]}


class WordingForm(PanohForm):
    """A wording in one language: from a file, or typed in."""

    language = forms.ChoiceField(label=_("In which language"), choices=Spoken.choices, widget=Choices(two=True))
    status = forms.ChoiceField(label=_("What it is"), choices=Wording.choices, widget=Choices)
    licence = forms.CharField(label=_("Basis for using it"), max_length=400, help_text=_("Source, licence or letter, date"))
    file = forms.FileField(label=_("File"), required=False, help_text=_("Plain text in the format shown below"))
    lines = WordsField(
        label=_("Text lines"),
        required=False,
        help_text=_("The number of the item, a full stop, its wording. Answers in one line, separated by vertical bars"),
        widget=Textarea({"rows": 16}),
    )

    def __init__(self, *args: Any, form: Definition, language: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"lines": as_lines(form, None, language), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.definition = form

    def clean(self) -> dict[str, Any]:
        """Reads the lines of the file, else those that were typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, field = cleaned.get("file"), "lines"
        text = cleaned.get("lines", "")
        if isinstance(file, UploadedFile):
            field = "file"
            try:
                text = file.read(MOST_BYTES).decode("utf-8-sig")
            except UnicodeDecodeError:
                raise ValidationError({"file": NOT_TEXT}) from None
        if not text.strip():
            raise ValidationError({"lines": BRING_ONE})
        try:
            cleaned["wording"] = read_lines(self.definition, text)
        except BadLine as error:
            raise ValidationError({field: BAD_LINE % {"number": error.number}}) from None
        return cleaned

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `load_wording` takes."""
        return {name: self.cleaned_data[name] for name in ("language", "status", "licence", "wording")}


class SheetForm(PanohForm):
    """The photograph of a filled-in form."""

    photograph = forms.FileField(
        label=_("Photograph of the form"),
        help_text=_("JPEG, PNG or WebP, up to 12 MB. Place, camera and time are removed from the file"),
    )


class UseForm(PanohForm):
    """Whether the unit uses it, on the strength of what, and from when a change is called reliable."""

    is_on = forms.ChoiceField(label=_("In use"), choices=[("1", _("switched on")), ("0", _("switched off"))], widget=Choices(two=True))
    ground = forms.CharField(label=_("Basis for using it"), required=False, max_length=400, help_text=_("Licence, letter, date"))
    sd = NumberField(
        label=_("Spread of the scores (SD)"), required=False, decimal_places=4, help_text=_("Leave blank to use the published scores")
    )
    r = NumberField(label=_("Reliability (r)"), required=False, max_value=1, decimal_places=4)

    def __init__(self, *args: Any, is_free: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_free:
            self.needing = {"ground": when(Answered("is_on", ("1",)))}

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `switch` takes."""
        measured = {name: None if (number := self.cleaned_data[name]) is None else float(number) for name in ("sd", "r")}
        return {**self.cleaned_data, **measured, "is_on": self.cleaned_data["is_on"] == "1"}
