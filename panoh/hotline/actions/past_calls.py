"""Calls of before, from a sheet. They ring to nobody and become no request."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.hotline.actions.calls import NOT_ASKED, begun, write_down
from panoh.hotline.enums import SHORT_KINDS, Soon
from panoh.hotline.events import Event
from panoh.hotline.models import Call
from panoh.hotline.policy import check_can_take
from panoh.hotline.queries.calls import is_forgotten
from panoh.vault.actions import record_about


@action(undo=_("Calls imported."))
def import_calls(rows: Sequence[tuple[bytes, Mapping[str, Any]]], *, by: User) -> list[Call]:
    """Writes calls down that were taken before: the mark of each row, by which it is one call however often its sheet comes, and what it
    says. Of those older than twelve months no words are kept, as of every call."""
    check_can_take(by)
    calls = [_import(mark, by=by, **facts) for mark, facts in rows]
    heard = [call for call in calls if call.is_heard]
    if heard:
        record_about(Event.CALL_RECORDED, by=by.actor, about=heard)
    if len(heard) < len(calls):
        record(Event.CALL_COUNTED, by=by.actor)
    return calls


def _import(mark: bytes, *, by: User, said: str, **facts: Any) -> Call:
    call = begun(facts.pop("line"), facts.pop("kind"), by, facts.pop("begun_at"))
    call.capture, call.is_late = mark, True
    if call.kind in SHORT_KINDS and not said and not any(facts[name] for name in ("needs", "given")):
        call.region, call.place = facts["region"], facts["place"]
        save(call)
        return call
    codes = {**facts, "urgency": Soon.ROUTINE, "dangers": []}
    write_down(call, codes, by=by.actor, call_back=NOT_ASKED, words={} if is_forgotten(call) else {"said": said})
    return call
