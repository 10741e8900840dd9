"""The Unit answers whoever wrote; whoever holds the receipt reads the answers, and never again what was written to the Unit."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.cases.actions import finish_tasks
from panoh.cases.enums import TaskKind
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Invalid, PanohError
from panoh.core.scans import Scan, clean_scan
from panoh.intake.enums import ThreadMessageKind
from panoh.intake.events import IntakeEvent
from panoh.intake.models import Attachment, Thread, ThreadMessage
from panoh.intake.policy import check_can_answer
from panoh.intake.queries import texts
from panoh.intake.receipts import receipt_hash, tidy
from panoh.vault.actions import Opened, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NOBODY = Actor("outsider", UUID(int=0))
SAY = _("Write the answer in a few sentences.")


class NoReceipt(PanohError):
    """There is no such receipt."""

    status = 404

    def __init__(self) -> None:
        super().__init__("")


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever holds a receipt. They act for themselves; the organisation is whose key opens what it answered."""

    thread: Thread
    waits: bool = False  # they said that somebody is in danger, and nothing was answered since

    @property
    def actor(self) -> Actor:
        """As the record names them."""
        return Actor("outsider", self.thread.pk, self.thread.request.organisation_id)


# -- the Unit's side ------------------------------------------------------------------------------------------------------


@action
def answer_asker(thread: Thread, *, by: User, words: str, ends_task: bool = True) -> ThreadMessage:
    """Lays an answer where the receipt finds it. It cannot be taken back: it may be read at once. `ends_task`: nothing else is asked."""
    check_can_answer(by, thread)
    if not words.strip():
        raise Invalid(SAY, {"words": SAY})
    said = ThreadMessage(thread=thread, kind=ThreadMessageKind.ANSWER, at=now(), by=by)
    seal(said, by=by.actor, words=words.strip())
    save(said)
    if ends_task:
        finish_tasks(thread.request, TaskKind.WROTE, by=by)
    record_about(IntakeEvent.ANSWERED, by=by.actor, about=[thread])
    return said


def read_thread(thread: Thread, *, by: User) -> list[Opened]:
    """All that was written to and fro, opened for somebody who decides on it."""
    return open_sealed(texts(thread), by=by.actor, purpose=Purpose.DECISION)


def read_attachment(row: Attachment, *, by: User) -> Scan:
    """A file as it may be shown: a PDF that only shows, or a picture encoded anew. Raises Invalid for anything else."""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.DECISION)
    return clean_scan(opened.file("content") or b"")


# -- the asker's side -----------------------------------------------------------------------------------------------------


@bypass_rls()
def enter(typed: str) -> Asker:
    """By the receipt, to what was answered. Raises NoReceipt, after the same work whatever was typed; Locked while nothing can be read."""
    found = Thread.objects.filter(receipt=receipt_hash(tidy(typed))).select_related("request").first()
    if found is None:
        record(IntakeEvent.RECEIPT_REFUSED, by=NOBODY)
        raise NoReceipt
    record_about(IntakeEvent.RECEIPT_SHOWN, by=Asker(found).actor, about=[found])
    return Asker(found, waits=_waits_in_danger(found))


def _waits_in_danger(thread: Thread) -> bool:
    if not thread.is_danger_said:
        return False
    answered = thread.said.filter(kind=ThreadMessageKind.ANSWER).order_by("-at").first()
    unread = thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None)
    return answered is None or unread.filter(opened_at__gt=answered.at).exists()


@bypass_rls()
def read_answers(asker: Asker) -> list[Opened]:
    """What the Unit answered, the newest first. What was written to the Unit is not shown again: a receipt may be found by others."""
    rows = [row for row in texts(asker.thread) if row.kind == ThreadMessageKind.ANSWER]
    return open_sealed(rows[::-1], by=asker.actor, purpose=Purpose.ANSWER) if rows else []
