"""What the hotline does when others speak: a record that a telephone sealed has come in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.datastructures import MultiValueDict

from panoh.accounts.models import User
from panoh.audit.signals import rows_written
from panoh.audit.trail import record
from panoh.cases.enums import DANGERS
from panoh.cases.models import Danger, Task
from panoh.core.actor import Actor
from panoh.core.models import Base
from panoh.hotline import phone
from panoh.hotline.actions.alerts import settle_alerts
from panoh.hotline.actions.capture import take_capture
from panoh.hotline.enums import AlertKind, Caller, Soon, Way
from panoh.hotline.forms.calls import CaptureForm, unusable
from panoh.intake.actions import plain_text
from panoh.intake.events import IntakeEvent
from panoh.intake.signals import message_opened
from panoh.vault import client, intake

RECORD = "record"  # of the message within, as the telephone sealed it
MOST_WORDS, MOST_ANSWERS = 100_000, 40
# Where the telephone said nothing that is on our lists: what cannot wait too long, of whom nothing is known.
UNSAID = {"urgency": Soon.DAY, "caller": Caller.NOT_SAID, "way": Way.CALL}


def connect() -> None:
    """Called once, when Django is ready."""
    message_opened.connect(on_message_opened, dispatch_uid="hotline.message_opened")
    rows_written.connect(on_rows_written, dispatch_uid="hotline.rows_written")


def on_rows_written(rows: Sequence[Base], **_kwargs: Any) -> None:
    """A danger that somebody took on, or that is over, rings no longer; where somebody else was asked to take it on it rings anew. Other
    rows cost nothing."""
    for row in rows:
        if isinstance(row, Danger) and row.asked_at is not None:
            for task in row.tasks.filter(done_at=None):
                settle_alerts(task.pk, AlertKind.DANGER, by=None, until=row.asked_at)
        if not (isinstance(row, Task) and row.kind in DANGERS):
            continue
        if row.done_at is not None or (row.owner_id and row.owner_id == row.taken_by_id):
            settle_alerts(row.pk, AlertKind.DANGER, by=None)


def on_message_opened(
    *, kind: str, facts: Mapping[str, Any], files: Sequence[bytes], received_at: dt.datetime, by: Actor, **_kwargs: Any
) -> bool:
    """Takes in what an officer sent from a telephone. The sign-in beside it says who; the record within is opened for this alone.

    False for what is none of ours or was sent by nobody, True once it is written down, or says nothing. Raises intake.Unreadable.
    """
    pk = phone.whose(plain_text(facts.get("token")), old=True) if kind == phone.KIND and len(files) == 1 else None
    user = User.objects.filter(pk=pk).first() if pk else None
    if user is None:
        return False
    message = client.open_intake(record(IntakeEvent.OPENED, by=by).token, files[0])
    if message.kind != RECORD:
        return False
    if not _is_said(message.facts):
        return True
    number = intake.number_of(files[0])
    with translation.override(user.language):
        take_capture(number=number, taken_by=user, taken_at=_moment(message.facts), received_at=received_at, **read_capture(message.facts))
    return True


def _moment(facts: Mapping[str, Any]) -> dt.datetime | None:
    """When it was written down by the telephone's clock."""
    try:
        moment = dt.datetime.fromisoformat(_answers(facts, "at")[0])
    except (ValueError, IndexError):
        return None
    return moment if moment.tzinfo else None


def _answers(facts: Mapping[str, Any], name: str) -> list[str]:
    given = facts.get(name)
    return [plain_text(one, MOST_WORDS) for one in given[:MOST_ANSWERS]] if isinstance(given, list) else []


def _is_said(facts: Mapping[str, Any]) -> bool:
    """Whether anything was answered otherwise than the page opens, which seals the same (`field.js`). Names of another day's page count."""
    opens = {name: str(field.initial or "") for name, field in CaptureForm.base_fields.items()}
    return any(answer not in ("", opens.get(name, "")) for name in facts if name != "at" for answer in _answers(facts, name))


def read_capture(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A record as `take_capture` takes it. Nothing in it is believed, and nothing is lost: what no field takes stands among the words."""
    known = MultiValueDict({name: answers for name in CaptureForm.base_fields if (answers := _answers(facts, name))})
    first = CaptureForm(known)
    loose = [f"{first.fields[name].label}: {', '.join(known.pop(name))}" for name in list(first.errors) if name in known]
    for name, code in UNSAID.items():
        known.setlistdefault(name, [code])
    form = CaptureForm(known)
    form.full_clean()
    heard = form.action_kwargs
    call_back, more = heard["call_back"].usable(), unusable(form, heard["call_back"])
    return {**heard, "call_back": call_back, "said": "\n\n".join(filter(None, [heard["said"], *more, *loose]))}
