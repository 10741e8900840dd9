"""Own questions of the sample: one that is counted, sealed ones at a request and beside a session, a few answers, one corrected."""

import datetime as dt

from panoh.audit.trail import action
from panoh.cases import actions
from panoh.cases.actions.questions import Own, add_question, correct_answer, count_question, keep_own_answers
from panoh.cases.enums import AnswerKind, Asker, AskingForm, Attendance, Discipline, Door, Need, SessionKind
from panoh.cases.models import Case, Question
from panoh.core.clock import now
from panoh.demo.staff import Staff

HEARD = {"en": "How did you hear of us?", "ru": "Как вы о нас узнали?", "tg": "Дар бораи мо аз куҷо шунидед?"}
WAYS = {
    "en": ["from a neighbour", "from a physician", "from a lawyer", "from the radio"],
    "ru": ["от соседа", "от врача", "от юриста", "по радио"],
    "tg": ["аз ҳамсоя", "аз духтур", "аз ҳуқуқшинос", "аз радио"],
}
LEFT = {"en": "What would you tell others in your place?", "ru": "Что бы вы сказали другим?", "tg": "Ба дигарон чӣ мегуфтед?"}
FIRST = {
    "en": "What would help most this week?",
    "ru": "Что помогло бы больше всего на этой неделе?",
    "tg": "Дар ин ҳафта чӣ бештар кумак мекард?",
}
HOURS = {
    "en": "How many hours did you sleep last night?",
    "ru": "Сколько часов вы спали этой ночью?",
    "tg": "Шаби гузашта чанд соат хоб кардед?",
}


def make_questions(staff: Staff, cases: dict[str, Case]) -> None:
    """One each at the request, in the admission, beside a session and at closure."""
    by = staff.coordinator
    heard = add_question(by=by, form=AskingForm.ADMISSION, kind=AnswerKind.CHOICE, texts=HEARD, choices=WAYS)
    count_question(heard, by=by, counted=True)
    add_question(by=by, form=AskingForm.CLOSURE, kind=AnswerKind.TEXT, texts=LEFT)
    first = add_question(by=by, form=AskingForm.REQUEST, kind=AnswerKind.TEXT, texts=FIRST)
    hours = add_question(by=by, form=AskingForm.SESSION, kind=AnswerKind.NUMBER, texts=HOURS)
    for name, answer in (("first", "a02"), ("sister", "a01"), ("widow", "a03"), ("held", "a01")):
        _answer(cases[name], {heard: answer}, by=staff)
    asked = {"door": Door.HOTLINE, "asker": Asker.PERSON, "needs": [Need.PSYCHOLOGICAL], "region": "TJ-DU"}
    actions.receive_compared(by=staff.duty_officer, answers=actions.Answers(), own={first: "Чтобы кто-то посидел с детьми"}, **asked)
    _slept(staff, cases["first"], hours)


def _slept(staff: Staff, case: Case, hours: Question) -> None:
    """An answer beside a session, corrected the same day."""
    by, at = staff.psychologist, now() - dt.timedelta(hours=3)
    actions.record_unplanned(
        case,
        by=by,
        discipline=Discipline.PSYCHOLOGICAL,
        kind=SessionKind.CALL,
        at=at,
        attendance=Attendance.ATTENDED,
        minutes=15,
        summary="Созвонились: день прошёл спокойно",
        own={hours: 9},
    )
    row = case.own_answers.get(question=hours)
    correct_answer(row, by=by, answer=4, why="Спал четыре часа, девять пролежал")


@action
def _answer(case: Case, own: Own, *, by: Staff) -> None:
    keep_own_answers(case, own, by=by.coordinator)
