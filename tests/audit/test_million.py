"""The record of many years: how long it takes to verify, and how much room an event takes."""

import datetime as dt
import os
import time
from uuid import uuid4

import pytest
from django.db import connection

from panoh.audit import sealer
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, AuditRef
from panoh.audit.tree import leaf_hash
from panoh.audit.verify import verify
from panoh.vault.events import Event
from tests.factories.record import begin_anew

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
EVENTS, PIECE = 1_000_000, 20_000
SECONDS, BYTES = 10, 400


def _pages() -> int:
    with connection.cursor() as cursor:
        sizes = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")]
    return int(sizes[0]) * int(sizes[1])


def _event(number: int, actor, house) -> AuditEvent:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
    event = AuditEvent(
        seq=number,
        at=moment,
        actor_kind="user",
        actor_ref=actor,
        organisation=house,
        verb=Event.OPENED,
        purpose="care",
        refs=os.urandom(8),
        detail=b"",
        salt=os.urandom(16),
        session=bytes(8),
        index=number,
        mac=bytes(32),
    )
    event.leaf = leaf_hash(event.content())
    return event


def test_a_million_events_are_verified_soon_and_take_little_room(record_property):
    begin_anew()
    before, actor, house = _pages(), uuid4(), uuid4()
    with writes_allowed():
        for first in range(1, EVENTS + 1, PIECE):
            events = [_event(number, actor, house) for number in range(first, first + PIECE)]
            AuditEvent.objects.bulk_create(events)
            AuditRef.objects.bulk_create([AuditRef(ref=event.refs, event_seq=event.seq) for event in events])
        sealer.seal_pending()
    each = (_pages() - before) / EVENTS
    since = time.process_time()
    report = verify()
    took = time.process_time() - since
    record_property("figure", f"{EVENTS:,} events verified in {took:.1f} s, {each:.0f} bytes each")

    assert report.is_whole
    assert report.sealed == EVENTS
    assert each < BYTES
    assert took < SECONDS
