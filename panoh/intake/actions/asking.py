"""What whoever holds a receipt asks is done by one press: the agreed word is weighed, the act done, the answer laid down with it.

A receipt proves only itself, and it may be found by others: what concerns a file is done for the agreed word alone, never for a document.
"""

from collections.abc import Callable, Sequence

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases.actions import Heard, add_tasks, new_task, take_request_back, weigh_word
from panoh.cases.enums import TaskKind
from panoh.cases.policy import check_can
from panoh.consent.actions import withdraw_consent
from panoh.consent.models import Consent
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.core.templatetags.panoh import dated
from panoh.intake.actions.answering import answer_asker
from panoh.intake.enums import DONE_BY_PRESS, ThreadMessageKind, WordState
from panoh.intake.events import IntakeEvent
from panoh.intake.models import ThreadMessage
from panoh.intake.policy import NEEDS_FILE, SETTLED, check_can_answer, check_can_settle
from panoh.intake.queries import case_of, takes_back
from panoh.team.actions.complaints import ANSWER_DAYS, record_complaint
from panoh.team.enums import ComplaintKind, Voice
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.purpose import Purpose

ERASE_DAYS = 10  # working days in which two of the Unit decide and the person is answered
NO_WORD = _("No agreed word was given.")
ENOUGH = _("Too many words were tried for this file. Try again in an hour.")
CHOOSE = _("Choose what to withdraw.")
GONE = _("One of the choices is no longer valid. Check the list again.")
BY_RECEIPT = _("with the reply code: the answer appears on the page of the message")

DONE_TAKEN_BACK = _("Your consent was withdrawn on %(day)s. We no longer do anything based on it.")
DONE_COMPLAINT = _(
    "We recorded your complaint on %(day)s. The person it is about does not answer it. The answer will be here by %(until)s. "
    "Your help continues whatever you write."
)
DONE_RIGHT = _("What you wrote about was corrected on %(day)s.")
DONE_ERASURE = _(
    "We recorded on %(day)s that you want everything about you erased. Two of us decide on it together. The answer will be "
    "here by %(until)s. Erased data cannot be restored; until then you can withdraw the wish."
)


def weigh(said: ThreadMessage, *, by: User) -> Heard:
    """Compares the word they gave with the one agreed in person; the reader hears what came of it, never the word."""
    check_can_answer(by, said.thread)
    case = case_of(by, said.thread, Permission.CONTACT_SAFETY)
    if case is None:
        raise WrongState(NEEDS_FILE)
    if said.settled_at is not None or said.word == WordState.RIGHT:
        raise WrongState(SETTLED)
    (opened,) = open_sealed([said], by=by.actor, purpose=Purpose.DECISION, fields=["agreed_word"])
    if not opened.agreed_word:
        raise Invalid(NO_WORD)
    heard = weigh_word(case, opened.agreed_word, by=by)
    if heard == Heard.NO_MORE:
        raise WrongState(ENOUGH)
    _keep(said, WordState(heard.value), by=by)
    return heard


@action
def _keep(said: ThreadMessage, word: WordState, *, by: User) -> None:
    said.word = word
    if word == WordState.RIGHT:
        said.agreed_word = b""  # it stands with the person; twice is once too often
    save(said)
    record_about(IntakeEvent.WORD_WEIGHED, by=by.actor, about=[said])


@action
def tell_file(said: ThreadMessage, *, by: User, words: str) -> ThreadMessage:
    """Lays down what is kept and who has seen it, as whoever answers looked at it."""
    check_can_settle(by, said, ThreadMessageKind.KEPT, ThreadMessageKind.SEEN)
    case = case_of(by, said.thread, Permission.WHO_LOOKED)
    if said.thread.request.person_id is not None:
        if case is None:
            raise WrongState(NEEDS_FILE)
        check_can(by, Permission.WHO_LOOKED, case)
    record_about(IntakeEvent.FILE_TOLD, by=by.actor, about=[case or said.thread.request])
    return _settle(said, by=by, words=words)


@action
def take_back(said: ThreadMessage, *, by: User, request: bool = False, consents: Sequence[Consent] = ()) -> ThreadMessage:
    """Takes back for them what they took back: the request while it waits, and what they had agreed to. What rests on it closes with it."""
    check_can_settle(by, said, ThreadMessageKind.WITHDRAW)
    if not request and not consents:
        raise Invalid(CHOOSE, {"what": CHOOSE})
    waits, agreed = takes_back(by, said.thread)
    if (request and not waits) or {row.pk for row in consents} - {row.pk for row in agreed}:
        raise Invalid(GONE, {"what": GONE})
    if request:
        take_request_back(said.thread.request, by=by)
    for row in consents:
        row.refresh_from_db()  # what was agreed to twice goes together
        if row.withdrawn_on is None:
            withdraw_consent(row, by=by)
    record_about(IntakeEvent.WITHDRAWAL_HEARD, by=by.actor, about=[said])
    return _settle(said, by=by, words=in_their_language(said, lambda: DONE_TAKEN_BACK % {"day": dated(today())}))


@action
def pass_complaint_on(said: ThreadMessage, *, by: User, about: str, concerned: User | None = None) -> ThreadMessage:
    """Writes their complaint down in the words they wrote; it is answered in fourteen working days by somebody whom it does not concern."""
    check_can_settle(by, said, ThreadMessageKind.COMPLAIN)
    (opened,) = open_sealed([said], by=by.actor, purpose=Purpose.DECISION, fields=["words"])
    said.complaint = record_complaint(
        by=by,
        kind=ComplaintKind.COMPLAINT,
        about=about,
        voice=Voice.PERSON if said.thread.request.person_id else Voice.UNNAMED,
        words=opened.words or "",
        concerned=concerned,
        answer_to=str(BY_RECEIPT),
    )
    record_about(IntakeEvent.COMPLAINT_PASSED_ON, by=by.actor, about=[said])
    until = add_working_days(today(), ANSWER_DAYS)
    return _settle(said, by=by, words=in_their_language(said, lambda: DONE_COMPLAINT % {"day": dated(today()), "until": dated(until)}))


@action
def tell_put_right(said: ThreadMessage, *, by: User) -> ThreadMessage:
    """Tells them that it was put right; whoever presses has put it right in the file."""
    check_can_settle(by, said, ThreadMessageKind.CORRECT)
    case = case_of(by, said.thread, Permission.CASE_WORK)
    if case is None:
        raise WrongState(NEEDS_FILE)
    record_about(IntakeEvent.PUT_RIGHT, by=by.actor, about=[case])
    return _settle(said, by=by, words=in_their_language(said, lambda: DONE_RIGHT % {"day": dated(today())}))


@action
def note_erasure(said: ThreadMessage, *, by: User) -> ThreadMessage:
    """Notes that they want everything erased: a task with its day. Nothing is erased by it; two people do that together."""
    check_can_settle(by, said, ThreadMessageKind.ERASE)
    about = case_of(by, said.thread) or said.thread.request
    until = add_working_days(today(), ERASE_DAYS)
    if not about.tasks.filter(kind=TaskKind.ERASE, done_at=None).exists():
        add_tasks([new_task(about, TaskKind.ERASE, due=until)])
    record_about(IntakeEvent.ERASURE_ASKED, by=by.actor, about=[about])
    return _settle(said, by=by, words=in_their_language(said, lambda: DONE_ERASURE % {"day": dated(today()), "until": dated(until)}))


def in_their_language(said: ThreadMessage, text: Callable[[], object]) -> str:
    """A text in the language of the page on which they wrote."""
    with translation.override(said.thread.language):
        return str(text())


def _settle(said: ThreadMessage, *, by: User, words: str) -> ThreadMessage:
    """What was asked is done and answered. Their other wishes in the thread keep its task open."""
    said.settled_at = now()
    said.agreed_word = b""
    save(said)
    left = said.thread.said.filter(settled_at=None, kind__in=DONE_BY_PRESS).exists()
    return answer_asker(said.thread, by=by, words=words, ends_task=not left)
