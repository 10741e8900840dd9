"""What waits is taken in: opened by the agent, written down in one transaction with the note that it was, then its file goes.

Broken off anywhere it begins again: before the transaction nothing is there, after it the note says that all is. Whoever has the public
key can send what they like, so nothing in a message is believed: lengths are cut, codes compared with their lists, and a person looks.
"""

import datetime as dt
import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import IntegrityError

from panoh.accounts.queries import secretariat
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.actions import add_tasks, new_task
from panoh.cases.actions.requests import hasten_from_outside, place_from_outside, receive_from_outside
from panoh.cases.enums import Asker, Door, TaskKind, Urgency
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.forms.phone import stored
from panoh.core.languages import LANGUAGES
from panoh.intake.enums import ASKS, ForWhom, HowSoon, ThreadMessageKind
from panoh.intake.events import IntakeEvent
from panoh.intake.models import Attachment, Taken, Thread, ThreadMessage
from panoh.intake.receipts import HASH_BYTES
from panoh.intake.signals import message_opened
from panoh.places import catalogue
from panoh.vault import client, intake
from panoh.vault.actions import new_keys, record_about, seal, seal_all

AT_ONCE = 50  # of what waits; the worker has other things to do between
MOST_WORDS, MOST_LINE = 100_000, 2_000
MOST_FILES, MOST_FILE = 3, 5 * 1024 * 1024
_DIALS = re.compile(r"[+\d\s().-]+")
SET_ASIDE = ".unreadable"
SOON_DAYS = 1  # working days in which somebody reads what was added
DANGER_HOUR = dt.timedelta(hours=1)  # in which somebody reads of danger
URGENCY = {HowSoon.NOW: Urgency.RED, HowSoon.DAYS: Urgency.AMBER, HowSoon.CAN_WAIT: Urgency.GREEN}
ASKERS = {ForWhom.SELF: Asker.PERSON, ForWhom.FAMILY: Asker.RELATIVE, ForWhom.OTHER: Asker.OTHER}

log = logging.getLogger("panoh.intake")


class _Taken(Exception):
    """It was taken in before."""


def take_in(data: Path) -> int:
    """Takes in what waits in a data folder, the oldest first; answers how many files it took away. Raises core.errors.Locked."""
    found = intake.waiting(data)[:AT_ONCE]
    if not found:
        return 0
    by = replace(SYSTEM, organisation=secretariat().pk)
    return sum(_take(path, by) for path in found)


def _take(path: Path, by: Actor) -> bool:
    try:
        sealed, at = path.read_bytes(), dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except FileNotFoundError:  # another process was faster
        return False
    try:
        number = intake.number_of(sealed)
        message = client.open_intake(record(IntakeEvent.OPENED, by=by).token, sealed)
        _keep(number, message, at=at, by=by)
    except intake.Unreadable:
        os.replace(path, path.with_suffix(SET_ASIDE))  # not thrown away: another key ring may open it
        log.warning("intake: a message that cannot be opened was set aside")
        return False
    except (_Taken, IntegrityError):
        pass
    path.unlink(missing_ok=True)
    return True


@action
def _keep(number: bytes, message: intake.Message, *, at: dt.datetime, by: Actor) -> None:
    """The rows of one message, and the note that it was taken."""
    (contents,) = client.tokens("intake", [_fingerprint(message)])
    if Taken.objects.filter(number=number, contents=contents).exists():
        raise _Taken
    save(Taken(number=number, contents=contents, taken_on=today()))
    if message.kind == "contact":
        _first(message, at=at, by=by)
    elif message.kind == "more":
        _more(message, at=at, by=by)
    else:
        said = {"kind": message.kind, "facts": message.facts, "files": message.files, "received_at": at, "by": by}
        if not any(answer for _receiver, answer in message_opened.send(sender=None, **said)):
            raise intake.Unreadable


def _fingerprint(message: intake.Message) -> str:
    files = [sha256(file).hexdigest() for file in message.files]
    return json.dumps([message.kind, message.facts, files], sort_keys=True)


# -- what is in it --------------------------------------------------------------------------------------------------------


def plain_text(given: object, most: int = MOST_LINE) -> str:
    """A text as it may be kept: without what no database takes, cut where nobody writes so much. Blank for what is no text."""
    text = given if isinstance(given, str) else ""
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()[:most]


def _text(facts: Mapping[str, Any], name: str, most: int = MOST_LINE) -> str:
    return plain_text(facts.get(name), most)


def _receipt(facts: Mapping[str, Any]) -> bytes:
    """The hash of the receipt; one of nobody's where there is none."""
    try:
        given = bytes.fromhex(_text(facts, "receipt"))
    except ValueError:
        given = b""
    return given if len(given) == HASH_BYTES else os.urandom(HASH_BYTES)


def _language(facts: Mapping[str, Any]) -> str:
    return _text(facts, "language") if _text(facts, "language") in LANGUAGES else LANGUAGES[0]


def _soon(facts: Mapping[str, Any]) -> HowSoon | None:
    chosen = _text(facts, "soon")
    return HowSoon(chosen) if chosen in HowSoon.values else None


def _place(facts: Mapping[str, Any]) -> dict[str, str]:
    code = _text(facts, "place")
    if code not in catalogue.places():
        return {"region": "", "place": ""}
    region = catalogue.get(code).region
    return {"region": region, "place": "" if code == region else code}


def _how_to_reach(facts: Mapping[str, Any]) -> tuple[str, str]:
    """A number that can be dialled, and everything else that was said about reaching them."""
    typed = _text(facts, "number")
    number = (stored(typed) or "") if _DIALS.fullmatch(typed) else ""  # beside words it is more than a number
    lines = ["" if number else typed, _text(facts, "reach"), _text(facts, "not_tell")]
    return number, "\n\n".join(filter(None, lines))


# -- and what becomes of it -----------------------------------------------------------------------------------------------


# The first words are kept once, on the request: whoever has a file erased has them erased with it.


def _first(message: intake.Message, *, at: dt.datetime, by: Actor) -> None:
    """A request like any other, with the thread that its receipt leads to."""
    facts, receipt = message.facts, _receipt(message.facts)
    thread = Thread.objects.filter(receipt=receipt).select_related("request").first()
    if thread is None:
        _write_down(_new_thread(facts, receipt, at=at, by=by), ThreadMessageKind.FIRST, {}, message.files, at=at, by=by)
    else:  # the same page, gone back to and changed
        _tell(thread, facts, at=at, by=by)
        place_from_outside(thread.request, **_place(facts))
        _write_down(thread, ThreadMessageKind.MORE, facts, message.files, at=at, by=by)


def _new_thread(facts: Mapping[str, Any], receipt: bytes, *, at: dt.datetime, by: Actor) -> Thread:
    number, terms = _how_to_reach(facts)
    soon, whom = _soon(facts), _text(facts, "whom")
    request = receive_from_outside(
        by=by,
        door=Door.PUBLIC_FORM,
        asker=ASKERS[ForWhom(whom)] if whom in ForWhom.values else Asker.NOT_SAID,
        urgency=URGENCY[soon] if soon else Urgency.AMBER,  # who does not say may have been unable to
        within_hour=soon == HowSoon.NOW,
        received_at=at,
        number=number,
        contact_terms=terms,
        need_words=_text(facts, "words", MOST_WORDS),
        **_place(facts),
    )
    thread = Thread(request=request, receipt=receipt, language=_language(facts), soon=soon or "")
    new_keys([thread.sealing_subject()], owners=[request.organisation_id])
    save(thread)
    return thread


def _more(message: intake.Message, *, at: dt.datetime, by: Actor) -> None:
    """Something was added with a receipt. While locked nobody could say that there is none such: then it is a request of its own."""
    facts = message.facts
    thread = Thread.objects.filter(receipt=_receipt(facts)).select_related("request").first()
    asked = _text(facts, "asks")
    kind = ThreadMessageKind(asked) if asked in ASKS else ThreadMessageKind.MORE
    if thread is None:
        thread = _new_thread(facts, os.urandom(HASH_BYTES), at=at, by=by)
        facts = {"agreed_word": facts.get("agreed_word")}
    else:
        _tell(thread, facts, at=at, by=by)
    if kind == ThreadMessageKind.WITHDRAW and thread.withdrawn_at is None:
        thread.withdrawn_at = at
        save(thread)
    _write_down(thread, kind, facts, message.files, at=at, by=by)


def _tell(thread: Thread, facts: Mapping[str, Any], *, at: dt.datetime, by: Actor) -> None:
    """Somebody is to read it; one task until they have. Where it says that somebody is in danger, within the hour, before anything else."""
    request = thread.request
    task = request.tasks.filter(kind=TaskKind.WROTE, done_at=None).first()
    if task is None:
        task = new_task(request, TaskKind.WROTE, due=add_working_days(today(), SOON_DAYS))
        add_tasks([task])
    if _soon(facts) != HowSoon.NOW:
        return
    task.opened_at, task.due_at = now(), min(task.due_at, at + DANGER_HOUR)
    save(task)
    thread.soon = HowSoon.NOW
    save(thread)
    hasten_from_outside(request, by=by, at=at)


def _write_down(
    thread: Thread, kind: ThreadMessageKind, facts: Mapping[str, Any], files: Sequence[bytes], *, at: dt.datetime, by: Actor
) -> None:
    said = ThreadMessage(thread=thread, kind=kind, at=at)
    number, terms = _how_to_reach(facts)
    whole = "\n\n".join(filter(None, [_text(facts, "words", MOST_WORDS), number, terms]))
    seal(said, by=by, words=whole, agreed_word=_text(facts, "agreed_word"))
    save(said)
    kept = [file for file in files[:MOST_FILES] if 0 < len(file) <= MOST_FILE]
    before = thread.attachments.count()
    rows = [Attachment(said=said, thread=thread, place=before + place, size=len(file)) for place, file in enumerate(kept, 1)]
    for row, file in zip(rows, kept, strict=True):  # one at a time: a frame to the agent holds no more
        seal_all([(row, {"content": file})], by=by)
    save_all(rows)
    event = IntakeEvent.TAKEN_IN if kind == ThreadMessageKind.FIRST else IntakeEvent.ASKED_AGAIN
    record_about(event, by=by, about=[thread])
