"""What the hotline does when others speak: a record that a telephone sealed has come in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from panoh.accounts.models import User
from panoh.accounts.signals import account_closed, telephones_ended
from panoh.audit.signals import rows_written
from panoh.audit.trail import record
from panoh.cases.enums import DANGERS
from panoh.cases.models import Danger, Task
from panoh.core.actor import Actor
from panoh.core.models import Base
from panoh.hotline import phone
from panoh.hotline.actions.alerts import settle_alerts
from panoh.hotline.actions.callbacks import end_visits, give_back_dispatches
from panoh.hotline.actions.capture import take_capture
from panoh.hotline.actions.phone_entries import as_entry, keep_entry
from panoh.hotline.enums import AlertKind, EntryKind
from panoh.hotline.forms.phone import is_said, kind_of, read_capture, read_entry, written_at
from panoh.hotline.policy import is_disconnected
from panoh.intake.actions import plain_text
from panoh.intake.events import IntakeEvent
from panoh.intake.signals import message_opened
from panoh.vault import client, intake

RECORD = "record"  # of the message within, as the telephone sealed it


def connect() -> None:
    """Called once, when Django is ready."""
    message_opened.connect(on_message_opened, dispatch_uid="hotline.message_opened")
    telephones_ended.connect(on_telephones_ended, dispatch_uid="hotline.telephones_ended")
    account_closed.connect(on_account_closed, dispatch_uid="hotline.account_closed")
    rows_written.connect(on_rows_written, dispatch_uid="hotline.rows_written")


def on_account_closed(user: User, by: Actor, **_kwargs: Any) -> None:
    """Who is sent somewhere, or out, and has no access any more answers nothing: their dispatches are given back, and where they are is
    asked at once."""
    give_back_dispatches(user, by=by)
    end_visits(user, by=by)


def on_telephones_ended(user: User, **_kwargs: Any) -> None:
    """Whoever holds the telephone may know the digits too: they are chosen anew."""
    phone.drop(user.username)


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
    """Takes in what an officer sent from a telephone. The sign-in beside it says who; the record within is opened for this alone. What
    came after the telephone was disconnected is kept apart.

    False for what is none of ours or was sent by nobody, True once it is written down, or says nothing. Raises intake.Unreadable.
    """
    token = plain_text(facts.get("token"))
    pk = phone.whose(token, old=True) if kind == phone.KIND and len(files) == 1 else None
    user = User.objects.filter(pk=pk).first() if pk else None
    if user is None:
        return False
    message = client.open_intake(record(IntakeEvent.OPENED, by=by).token, files[0])
    if message.kind != RECORD:
        return False
    if not is_said(message.facts):
        return True
    sent: dict[str, Any] = {"number": intake.number_of(files[0]), "taken_at": written_at(message.facts), "received_at": received_at}
    ended = is_disconnected(user, signed_in_at=phone.signed_in_at(token), came_at=received_at)
    with translation.override(user.language):
        if (kind := kind_of(message.facts)) != EntryKind.CALL:
            keep_entry(kind, taken_by=user, **sent, given=read_entry(message.facts), is_after_end=ended)
        elif ended:
            keep_entry(kind, taken_by=user, **sent, given=as_entry(read_capture(message.facts)), is_after_end=True)
        else:
            take_capture(taken_by=user, **sent, **read_capture(message.facts))
    return True
