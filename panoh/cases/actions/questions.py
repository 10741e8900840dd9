"""The Unit's own questions: added, changed, retired, declared to be counted; and their answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.actions.corrections import amend
from panoh.cases.enums import AnswerKind, AskingForm
from panoh.cases.events import QuestionEvent
from panoh.cases.models import Amendment, Case, Question, QuestionAnswer, Request
from panoh.cases.policy import check_can_correct_answer
from panoh.cases.questions import MOST, said
from panoh.core.clock import now, today
from panoh.core.errors import Invalid
from panoh.core.languages import LANGUAGES
from panoh.people.models import Person
from panoh.vault.actions import open_sealed, record_about, seal_all
from panoh.vault.purpose import Purpose

TOO_MANY = _("A form can have up to 20 additional questions. Remove one first.")
NO_TEXT = _("Enter the question in all three languages.")
UNEVEN = _("Enter the same number of answers in each language, one per line, from two to twelve.")
NO_ANSWER = _("Enter the correct answer.")
NOT_COUNTABLE = _("Only a choice or a number can be counted. Texts and dates stay sealed.")
FEWEST, MOST_CHOICES = 2, 12

type Own = Mapping[Question, Any]


@action(undo=_("Question added."))
def add_question(
    *, by: User, form: str, kind: str, texts: Mapping[str, str], choices: Mapping[str, list[str]] | None = None, position: int = 1
) -> Question:
    """Adds a question to a form, in three languages; its answers are sealed."""
    check_has(by, Permission.OWN_QUESTIONS)
    _check_room(form)
    row = Question(form=AskingForm(form), kind=AnswerKind(kind), position=position)
    _fill(row, texts, choices or {})
    save(row)
    record(QuestionEvent.QUESTION_ADDED, by=by.actor)
    return row


def _check_room(form: str) -> None:
    if Question.objects.filter(form=form, retired_on=None).count() >= MOST:
        raise Invalid(TOO_MANY, {"form": TOO_MANY})


def _fill(row: Question, texts: Mapping[str, str], choices: Mapping[str, list[str]]) -> None:
    given = {language: texts.get(language, "").strip() for language in LANGUAGES}
    if not all(given.values()):
        raise Invalid(NO_TEXT, {f"text_{language}": NO_TEXT for language in LANGUAGES if not given[language]})
    row.text_en, row.text_ru, row.text_tg = given["en"], given["ru"], given["tg"]
    if row.kind == AnswerKind.CHOICE:
        row.choices = _choices(row.choices, choices)


def _choices(known: list[dict[str, str]], given: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """The answers by their place: a text can be put right, and more can be added, but none disappears that somebody may have given."""
    lines = [[text.strip() for text in given.get(language, ()) if text.strip()] for language in LANGUAGES]
    count = len(lines[0])
    if {len(line) for line in lines} != {count} or not max(FEWEST, len(known)) <= count <= MOST_CHOICES:
        raise Invalid(UNEVEN, {"choices_en": UNEVEN})
    return [{"code": f"a{place:02}", **dict(zip(LANGUAGES, texts, strict=True))} for place, texts in enumerate(zip(*lines, strict=True), 1)]


@action(undo=_("Question changed."))
def change_question(
    row: Question,
    *,
    by: User,
    texts: Mapping[str, str],
    choices: Mapping[str, list[str]] | None = None,
    position: int = 1,
    expected: int | None = None,
) -> Question:
    """Puts its words or its place right. Form and kind stay: what was answered keeps its sense."""
    check_has(by, Permission.OWN_QUESTIONS)
    row.position = position
    _fill(row, texts, choices or {})
    save(row, expected)
    record(QuestionEvent.QUESTION_CHANGED, by=by.actor)
    return row


@action(undo=_("Question removed or restored."))
def retire_question(row: Question, *, by: User, expected: int | None = None) -> Question:
    """Asks it no longer, or again. What was answered stays either way."""
    check_has(by, Permission.OWN_QUESTIONS)
    if row.retired_on is not None:
        _check_room(row.form)
    row.retired_on = today() if row.retired_on is None else None
    save(row, expected)
    record(QuestionEvent.QUESTION_RETIRED, by=by.actor)
    return row


@action(undo=_("Counting changed."))
def count_question(row: Question, *, by: User, counted: bool, expected: int | None = None) -> Question:
    """Declares that answers from now on are kept as codes and counted, or sealed again. Answers given before stay as they were kept."""
    check_has(by, Permission.OWN_QUESTIONS)
    if row.kind not in (AnswerKind.CHOICE, AnswerKind.NUMBER):
        raise Invalid(NOT_COUNTABLE, {"counted": NOT_COUNTABLE})
    row.counted_since = today() if counted else None
    save(row, expected)
    record(QuestionEvent.QUESTION_COUNTED, by=by.actor)
    return row


def keep_own_answers(
    about: Case | Request, own: Own, *, by: User, discipline: str = "", target: UUID | None = None
) -> list[QuestionAnswer]:
    """Saves answers inside the action of the form they were asked in. What was left blank leaves nothing."""
    rows: list[tuple[QuestionAnswer, str]] = []
    for question, value in own.items():
        text = _text(value)
        counted = question.counted_since is not None
        row = QuestionAnswer(
            question=question,
            case=about if isinstance(about, Case) else None,
            request=about if isinstance(about, Request) else None,
            person_id=about.person_id,
            discipline=discipline,
            target=target,
            given_at=now(),
            by=by,
            coded=text if counted else "",
        )
        rows.append((row, "" if counted else text))
    seal_all([(row, {"words": text}) for row, text in rows if text], by=by.actor)
    save_all([row for row, _text in rows])
    if rows:
        record_about(QuestionEvent.OWN_ANSWERED, by=by.actor, about=[about])
    return [row for row, _words in rows]


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


def seal_answers_anew(request: Request, person: Person, *, by: User) -> None:
    """Brings what was answered at a request under the person's key, inside the action that then drops the request's own."""
    rows = list(request.own_answers.filter(person=None))
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.DECISION) if rows else []
    for row in rows:
        row.person = person
    seal_all([(one.row, {"words": one.words or ""}) for one in opened], by=by.actor)
    for row in rows:
        save(row)


def carry_answers(request: Request, case: Case) -> None:
    """What was answered at a request belongs to the case it led to, inside the action that leads there: nobody is asked twice."""
    for row in request.own_answers.filter(case=None):
        row.case = case
        save(row)


@action(undo=_("Answer corrected."))
def correct_answer(row: QuestionAnswer, *, by: User, answer: Any, why: str, expected: int | None = None) -> QuestionAnswer:
    """Puts an answer right; what stood there before stays, sealed, with the reason. A code stays a code, what is sealed stays sealed."""
    check_can_correct_answer(by, row)
    text = "" if answer is None else _text(answer)
    if not text:
        raise Invalid(NO_ANSWER, {"answer": NO_ANSWER})
    if row.coded:
        amend(row, by=by, why=why, values={"coded": text}, texts={}, expected=expected)
    else:
        amend(row, by=by, why=why, values={}, texts={"words": text}, expected=expected)
    return row


@dataclass(frozen=True, slots=True)
class Former:
    """What an answer was before it was corrected, and why."""

    at: dt.datetime
    answer: str
    reason: str


def read_former_answers(rows: list[QuestionAnswer], kept: list[Amendment], *, by: User) -> dict[UUID, list[Former]]:
    """What these answers were before, by the answer. Which ones may be read was asked before."""
    questions, found = {row.pk: row.question for row in rows}, defaultdict[UUID, list[Former]](list)
    for one in open_sealed(kept, by=by.actor, purpose=Purpose.CARE) if kept else []:
        former = said(questions[one.row.row], one.former or "")
        found[one.row.row].append(Former(one.row.at, former, one.reason or ""))
    return found


def read_own_answers(rows: list[QuestionAnswer], *, by: User, purpose: Purpose = Purpose.CARE) -> dict[UUID, str]:
    """The answers by their id, opened at once; which ones may be read was asked before."""
    sealed = [row for row in rows if row.words]
    opened = open_sealed(sealed, by=by.actor, purpose=purpose, fields=["words"]) if sealed else []
    return {row.pk: row.coded for row in rows} | {one.row.pk: one.words or "" for one in opened}
