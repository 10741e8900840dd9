"""Own questions in the forms of the Unit, and the form in which the coordinator writes one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import AnswerKind, AskingForm
from panoh.cases.models import Question
from panoh.cases.questions import MOST, choices_of, text_of
from panoh.core.forms import Choices, DateField, PanohForm, Textarea, TextInput, Versioned
from panoh.core.languages import LANGUAGES

PREFIX = "own_"
LARGEST = 1_000_000


def with_own[F: forms.Form](form: F, questions: Sequence[Question]) -> F:
    """The form with the questions at its end. None of them is needed to go on."""
    for question in questions:
        form.fields[PREFIX + question.pk.hex] = _field(question)
    return form


def _field(question: Question, *, required: bool = False) -> forms.Field:
    common: dict[str, Any] = {"label": text_of(question), "required": required}
    if question.kind == AnswerKind.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *choices_of(question)], **common)
    if question.kind == AnswerKind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=LARGEST, **common)
    if question.kind == AnswerKind.DATE:
        return DateField(**common)
    return forms.CharField(max_length=400, widget=TextInput, **common)


def own_answers(form: forms.Form, questions: Sequence[Question]) -> dict[Question, Any]:
    """What was answered, taken out of the form's values so that the rest is what its action takes."""
    given = {question: form.cleaned_data.pop(PREFIX + question.pk.hex, None) for question in questions}
    return {question: value for question, value in given.items() if value not in (None, "")}


class QuestionTextForm(PanohForm):
    """The words of a question in three languages, and its answers."""

    text_tg = forms.CharField(label=_("The question in Tajik"), max_length=200, widget=TextInput)
    text_ru = forms.CharField(label=_("The question in Russian"), max_length=200, widget=TextInput)
    text_en = forms.CharField(label=_("The question in English"), max_length=200, widget=TextInput)
    choices_tg = forms.CharField(label=_("Answers in Tajik"), required=False, max_length=2000, widget=Textarea({"rows": 4}))
    choices_ru = forms.CharField(label=_("Answers in Russian"), required=False, max_length=2000, widget=Textarea({"rows": 4}))
    choices_en = forms.CharField(
        label=_("Answers in English"),
        required=False,
        max_length=2000,
        help_text=_("For a list: one answer per line, in the same order in each language, at most twelve"),
        widget=Textarea({"rows": 4}),
    )
    position = forms.IntegerField(label=_("Position in the form"), min_value=1, max_value=MOST, initial=1)

    @property
    def words(self) -> dict[str, Any]:
        """What the actions take of it."""
        given = self.cleaned_data
        return {
            "texts": {language: given[f"text_{language}"] for language in LANGUAGES},
            "choices": {language: given[f"choices_{language}"].splitlines() for language in LANGUAGES},
            "position": given["position"],
        }


class AddQuestionForm(QuestionTextForm):
    """A new question: to which form, of which kind."""

    form = forms.ChoiceField(label=_("Add to form"), choices=AskingForm, widget=Choices(two=True))
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=AnswerKind, widget=Choices(two=True))
    field_order = ("form", "kind")

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_question` takes."""
        return {**self.words, "form": self.cleaned_data["form"], "kind": self.cleaned_data["kind"]}


class ChangeQuestionForm(Versioned, QuestionTextForm):
    """The same of a question that is asked already."""


class CorrectAnswerForm(Versioned, PanohForm):
    """What should stand there, and why."""

    why = forms.CharField(label=_("Reason for the correction"), max_length=400)
    field_order = ("answer", "why")

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"] = _field(question, required=True)
        self.order_fields(self.field_order)


class CountForm(Versioned, PanohForm):
    """Whether the answers may be counted."""

    counted = forms.BooleanField(label=_("From now on answers are saved as codes and can be counted"), required=False)
