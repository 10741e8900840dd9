"""Reads of the Unit's own questions and of what was answered."""

import datetime as dt
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, powers
from panoh.accounts.roles import Permission
from panoh.cases.enums import AnswerKind
from panoh.cases.models import Amendment, Case, Question, QuestionAnswer, Request
from panoh.cases.policy import disciplines_of
from panoh.core.errors import NotFound

# How views, which know no models, name what they are given.
type QuestionRow = Question
type QuestionAnswerRow = QuestionAnswer

MOST = 20
NOT_HERE = _("Page not found, or you do not have access to it.")


def text_of(question: Question) -> str:
    """The question in the reader's language."""
    return str(getattr(question, f"text_{get_language() or 'en'}", question.text_en))


def choices_of(question: Question) -> list[tuple[str, str]]:
    """The answers of a list in the reader's language, those taken out of it as well: somebody may have given one."""
    language = get_language() or "en"
    return [(one["code"], one.get(language) or one["en"]) for one in question.choices]


def said(question: Question, answer: str) -> str:
    """An answer as it is read."""
    return dict(choices_of(question)).get(answer, answer) if question.kind == AnswerKind.CHOICE else answer


def typed(question: Question, answer: str) -> str | dt.date:
    """An answer as a form takes it."""
    return dt.date.fromisoformat(answer) if question.kind == AnswerKind.DATE and answer else answer


def asked_in(form: str) -> list[Question]:
    """The questions that a form asks now, in their order. One query."""
    return list(Question.objects.filter(form=form, retired_on=None).order_by("position", "pk"))


def own_questions(user: User) -> QuerySet[Question]:
    """All of them with how often each was answered, for who keeps them."""
    check_has(user, Permission.OWN_QUESTIONS)
    return Question.objects.annotate(answered=Count("answers")).order_by("form", "retired_on", "position", "pk")


def count_sealed(question: Question) -> int:
    """How many answers so far are sealed, so that they will not be counted."""
    return question.answers.filter(coded="").count()


def get_question(user: User, key: UUID) -> Question:
    """One of them. Raises NotFound."""
    found = own_questions(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def answers(user: User, case: Case) -> list[QuestionAnswer]:
    """What was answered on a case that was fetched for this reader, newest first. Beside an assessment or a session only for its readers.

    One query.
    """
    inside = Q(discipline="") | Q(discipline__in=[each.value for each in disciplines_of(user)]) | Q(by__in=powers(user).stands_for)
    return list(case.own_answers.filter(inside).select_related("question", "by").order_by("-given_at", "question__position", "pk"))


def get_answer(user: User, case: Case, key: UUID) -> QuestionAnswer:
    """One of them. Raises NotFound, also where another discipline alone reads it."""
    found = next((row for row in answers(user, case) if row.pk == key), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def answers_at(request: Request) -> list[QuestionAnswer]:
    """What was answered at a request that was fetched for this reader. One query."""
    return list(request.own_answers.select_related("question", "by").order_by("question__position", "pk"))


def former_answers(case: Case, rows: list[QuestionAnswer]) -> list[Amendment]:
    """What these answers were before they were corrected, newest first. One query."""
    return list(case.amendments.filter(row__in=[row.pk for row in rows]).order_by("-at", "pk"))


def counted_questions() -> list[Question]:
    """The questions whose answers can be counted, retired ones too: they were answered."""
    return list(Question.objects.filter(counted_since__isnull=False).order_by("form", "position", "pk"))
