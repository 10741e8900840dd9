"""The Unit's own questions: added, changed, retired, declared to be counted; and their answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.enums import AnswerKind, AskingForm
from panoh.cases.events import QuestionEvent
from panoh.cases.models import Case, Question, QuestionAnswer
from panoh.cases.questions import MOST
from panoh.core.clock import now, today
from panoh.core.errors import Invalid
from panoh.vault.actions import open_sealed, record_about, seal_all
from panoh.vault.purpose import Purpose

TOO_MANY = _("A form takes twenty questions of one's own. Retire one first.")
NO_TEXT = _("Write the question in all three languages.")
UNEVEN = _("Write the same number of answers in each language, one a line, from two to twelve.")
NOT_COUNTABLE = _("Only a choice or a number can be counted. Words and days stay sealed.")
LANGUAGES = ("en", "ru", "tg")
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


@action(undo=_("Question retired or taken up again."))
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


def keep_own_answers(case: Case, own: Own, *, by: User, discipline: str = "", target: UUID | None = None) -> list[QuestionAnswer]:
    """Saves answers inside the action of the form they were asked in. What was left blank leaves nothing."""
    rows: list[tuple[QuestionAnswer, str]] = []
    for question, value in own.items():
        text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
        counted = question.counted_since is not None
        row = QuestionAnswer(
            question=question,
            case=case,
            person_id=case.person_id,
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
        record_about(QuestionEvent.OWN_ANSWERED, by=by.actor, about=[case])
    return [row for row, _text in rows]


def read_own_answers(rows: list[QuestionAnswer], *, by: User) -> dict[UUID, str]:
    """The answers by their id, opened at once; which ones may be read was asked before."""
    sealed = [row for row in rows if row.words]
    opened = open_sealed(sealed, by=by.actor, purpose=Purpose.CARE, fields=["words"]) if sealed else []
    return {row.pk: row.coded for row in rows} | {one.row.pk: one.words or "" for one in opened}
