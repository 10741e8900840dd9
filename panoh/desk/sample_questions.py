"""Own questions of the sample: one that is counted, one that is sealed, and a few answers."""

from panoh.audit.trail import action
from panoh.cases.actions.questions import Own, add_question, count_question, keep_own_answers
from panoh.cases.enums import AnswerKind, AskingForm
from panoh.cases.models import Case
from panoh.desk.sample_staff import Staff

HEARD = {"en": "How did you hear of us?", "ru": "Как вы о нас узнали?", "tg": "Дар бораи мо аз куҷо шунидед?"}
WAYS = {
    "en": ["from a neighbour", "from a physician", "from a lawyer", "from the radio"],
    "ru": ["от соседа", "от врача", "от юриста", "по радио"],
    "tg": ["аз ҳамсоя", "аз духтур", "аз ҳуқуқшинос", "аз радио"],
}
LEFT = {"en": "What would you tell others in your place?", "ru": "Что бы вы сказали другим?", "tg": "Ба дигарон чӣ мегуфтед?"}


def make_questions(staff: Staff, cases: dict[str, Case]) -> None:
    """One in the admission, one at closure."""
    by = staff.coordinator
    heard = add_question(by=by, form=AskingForm.ADMISSION, kind=AnswerKind.CHOICE, texts=HEARD, choices=WAYS)
    count_question(heard, by=by, counted=True)
    add_question(by=by, form=AskingForm.CLOSURE, kind=AnswerKind.TEXT, texts=LEFT)
    for name, answer in (("first", "a02"), ("sister", "a01"), ("widow", "a03"), ("held", "a01")):
        _answer(cases[name], {heard: answer}, by=staff)


@action
def _answer(case: Case, own: Own, *, by: Staff) -> None:
    keep_own_answers(case, own, by=by.coordinator)
