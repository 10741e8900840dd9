"""The Unit's own questions: written by the coordinator, asked in forms, read on the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases import questions
from panoh.cases.actions import questions as actions
from panoh.cases.actions.questions import Former
from panoh.cases.enums import AnswerKind
from panoh.cases.forms.questions import AddQuestionForm, ChangeQuestionForm, CorrectAnswerForm, CountForm
from panoh.cases.policy import check_can_correct_answer, corrects_answer
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.questions import QuestionAnswerRow, QuestionRow
from panoh.core.forms import PanohForm
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form

BACK = _("Additional questions")
HOW = _("Ask only what will be used, in simple words. Each answer is sealed unless you allow counting.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text is also saved, sealed, with the answer.")
HOW_COUNT = _(
    "Choose this only if it cannot point to a person: a counted answer is as open as the region or year of birth. Earlier "
    "answers stay sealed and are not counted."
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as it is read: its question, what it says, whether this reader corrects it, and what it was before."""

    row: Any
    text: str
    answer: str
    corrects: bool
    former: Sequence[Former]


@requires(Permission.OWN_QUESTIONS)
def show_questions(request: StaffRequest) -> HttpResponse:
    """All own questions, by form and place."""
    rows = [(row, questions.text_of(row)) for row in questions.own_questions(request.user)]
    return render(request, "desk/questionnaires/own_questions.html", {"rows": rows})


def _page(title: Words, button: Words, name: str, how: Words, note: Words = "") -> Page:
    return Page(title, button, reverse("desk:own_questions"), BACK, f"own-question:{name}", how, note)


@requires(Permission.OWN_QUESTIONS)
def add_question(request: StaffRequest) -> HttpResponse:
    """Adds one to a form."""
    return process_form(
        request,
        _page(_("New question"), _("Add the question"), "new", HOW),
        lambda data: AddQuestionForm(data),
        lambda form: actions.add_question(by=request.user, **form.action_kwargs),
        said=_("Question added."),
    )


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    row = questions.get_question(request.user, key)
    texts = {f"text_{language}": getattr(row, f"text_{language}") for language in LANGUAGES}
    lists = {f"choices_{language}": "\n".join(one[language] for one in row.choices) for language in LANGUAGES}
    return CurrentState(row.version, {**texts, **lists, "position": row.position})


@requires(Permission.OWN_QUESTIONS)
def change_question(request: StaffRequest, key: UUID) -> HttpResponse:
    """Puts its words or its place right."""
    row = questions.get_question(request.user, key)

    def now() -> CurrentState:
        return _now(request, key)

    def make(data: QueryDict | None) -> ChangeQuestionForm:
        form = ChangeQuestionForm(data, initial=begin(data, now))
        for name in () if row.kind == AnswerKind.CHOICE else ("choices_tg", "choices_ru", "choices_en"):
            form.fields[name].widget = form.fields[name].hidden_widget()
        return form

    return process_form(
        request,
        _page(_("Change the question"), _("Save the question"), str(key), HOW),
        make,
        lambda form: actions.change_question(row, by=request.user, expected=form.cleaned_data["version"], **form.words),
        said=_("Question changed."),
        now=now,
    )


@require_POST
@requires(Permission.OWN_QUESTIONS)
def retire_question(request: StaffRequest, key: UUID) -> HttpResponse:
    """Asks it no longer, or again."""
    row = actions.retire_question(questions.get_question(request.user, key), by=request.user)
    messages.success(request, str(_("This question is no longer asked.") if row.retired_on else _("This question is asked again.")))
    return redirect("desk:own_questions")


@requires(Permission.OWN_QUESTIONS)
def count_question(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whether its answers may be counted; what that does stands above the button."""
    row = questions.get_question(request.user, key)

    def now() -> CurrentState:
        fresh = questions.get_question(request.user, key)
        return CurrentState(fresh.version, {"counted": fresh.counted_since is not None})

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.count_question(row, by=request.user, counted=given["counted"], expected=given["version"])

    return process_form(
        request,
        _page(_("Can it be counted?"), _("Save the selection"), f"count:{key}", HOW_COUNT, _effect(row)),
        lambda data: CountForm(data, initial=begin(data, now)),
        act,
        said=_("Saved. It applies to answers from now on."),
        now=now,
    )


def _effect(row: QuestionRow) -> str:
    """What becomes of the answers there are."""
    sealed = questions.count_sealed(row)
    return ngettext(
        "%(count)d answer given so far stays sealed and will not be counted.",
        "%(count)d answers given so far stay sealed and will not be counted.",
        sealed,
    ) % {"count": sealed}


@requires(Permission.CASE_WORK)
def case_answers(request: StaffRequest, code: str) -> HttpResponse:
    """What was answered on a case; by POST the answers are opened."""
    case, context = case_frame(request.user, code, "case_own_questions", Permission.CASE_WORK)
    opened = request.method == "POST"
    context["lines"] = _lines(request, case, questions.answers(request.user, case), opened=opened)
    return render(request, "desk/questionnaires/case_own_questions.html", {**context, "opened": opened})


def _lines(request: StaffRequest, case: CaseRow, rows: list[QuestionAnswerRow], *, opened: bool) -> list[AnswerLine]:
    """The answers, open or shut; what they were before stands beside those that are open."""
    words = actions.read_own_answers(rows, by=request.user) if opened else {}
    former = actions.read_former_answers(rows, questions.former_answers(case, rows), by=request.user) if opened else {}
    return [
        AnswerLine(
            row,
            questions.text_of(row.question),
            questions.said(row.question, words.get(row.pk, "")),
            corrects_answer(request.user, row),
            former.get(row.pk, ()),
        )
        for row in rows
    ]


@requires(Permission.CASE_WORK)
def correct_answer(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Puts one answer right, with the reason."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = questions.get_answer(request.user, case, key)
    check_can_correct_answer(request.user, row)
    back = reverse("desk:case_own_questions", args=[case.code])
    page = Page(_("Correct the answer"), _("Save the correction"), back, BACK, f"own-answer:{key}", HOW_CORRECT, code=case.code)

    def now() -> CurrentState:
        fresh = questions.get_answer(request.user, case, key)
        words = actions.read_own_answers([fresh], by=request.user)[key]
        return CurrentState(fresh.version, {"answer": questions.typed(fresh.question, words)})

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.correct_answer(row, by=request.user, answer=given["answer"], why=given["why"], expected=given["version"])

    def make(data: QueryDict | None) -> CorrectAnswerForm:
        return CorrectAnswerForm(data, question=row.question, initial=begin(data, now))

    return process_form(request, page, make, act, said=_("Answer corrected. The earlier one is also saved."), now=now)
