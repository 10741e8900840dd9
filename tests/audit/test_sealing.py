"""The sealer's place in the tree, what the witness hears, and every sign of tampering by its own name."""

import base64
import json
import os
import time
from argparse import Namespace
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Role
from panoh.audit import notary, sealer
from panoh.audit.events import Event as Recorded
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditLeaf, AuditRef
from panoh.audit.queries import last_checkpoint, newest_events
from panoh.audit.trail import action, record
from panoh.audit.tree import Frontier, Note
from panoh.audit.verify import verify
from panoh.cli.record import audit_verify
from panoh.core.actor import SYSTEM
from panoh.core.db.row_level_security import as_owner
from panoh.core.errors import Invalid
from panoh.vault import client
from panoh.vault.actions import announce_many
from panoh.vault.events import Event
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.record import begin_anew

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = ("audit_auditevent", "audit_auditref", "audit_auditleaf", "audit_auditcheckpoint")


@pytest.fixture
def user():
    begin_anew()
    make_secretariat()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def witness(tmp_path, monkeypatch):
    path = tmp_path / "witness"
    monkeypatch.setenv("PANOH_WITNESS", str(path))
    return path


@pytest.fixture
def open_tables():
    """What an intruder who owns the database would do first."""
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with as_owner(), writes_allowed():
        with connection.cursor() as cursor:
            for table in TABLES:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + on.format(table))
        yield


def a_wrap():
    """The wrap of a new organisation's key for the secretariat."""
    about = {"kind": "organisation", "id": str(secretariat().pk)}
    (made,) = client.make([about], [])
    return about | made["wraps"][0]


def open_unrecorded():
    """Somebody is opened, and the event of it never comes."""
    client.unwrap(notary.notarise(os.urandom(32)).token, [a_wrap()])


def record_some(user, count=3):
    for number in range(count):
        record(Event.OPENED, by=user.actor, purpose=f"p{number}")


# -- sealing --------------------------------------------------------------------------------------------------------------


def test_every_event_gets_one_place_in_the_order_it_happened(user):
    record_some(user)
    assert sealer.seal_pending() == 3
    record_some(user, 2)
    assert sealer.seal_pending() == 2
    assert sealer.seal_pending() == 0

    assert list(AuditLeaf.objects.order_by("position").values_list("position", flat=True)) == [0, 1, 2, 3, 4]
    assert [leaf.event_seq for leaf in AuditLeaf.objects.order_by("position")] == [
        event.seq for event in AuditEvent.objects.order_by("seq")
    ]
    assert last_checkpoint().size == 5


def test_many_events_are_sealed_in_batches_and_the_tree_is_whole(user, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 2)
    record_some(user, 5)

    assert sealer.seal_pending() == 5

    assert [point.size for point in AuditCheckpoint.objects.order_by("size")] == [2, 4, 5]
    assert verify().broken == []


def test_a_sealer_that_comes_second_leaves_the_tree_as_it_is(user):
    """Its batch starts where the other's ended already: nothing of it is written."""
    record_some(user)
    sealer.seal_pending()
    with writes_allowed():
        AuditLeaf.objects.create(position=3, event_seq=0)  # the place the other sealer took between our look and our write
    record_some(user, 2)

    assert sealer.seal_pending() == 0

    assert [leaf.position for leaf in AuditLeaf.objects.order_by("position")] == [0, 1, 2, 3]
    assert AuditCheckpoint.objects.count() == 1


def test_an_event_that_opened_somebody_and_is_in_no_table_is_told_in_the_record(user):
    """The agent gives an event ten seconds to arrive, by the machine's own clock."""
    notary.notarise(os.urandom(32))  # opened nothing, and so is owed by nobody
    open_unrecorded()
    record_some(user, 1)
    time.sleep(10.1)

    sealer.seal_pending()

    alarm = AuditEvent.objects.get(verb="audit.leaves_missing")
    assert (alarm.actor_kind, alarm.purpose) == ("system", "1")


def test_the_agent_misses_an_event_until_a_checkpoint_has_that_it_is_missing(user, monkeypatch):
    open_unrecorded()
    record_some(user, 1)
    real, told = sealer._seal_all, []

    def stopped():
        """The machine goes off before the telling is sealed."""
        told.append(1)
        return real() if len(told) != 2 else (0, 0)

    time.sleep(10.1)
    monkeypatch.setattr(sealer, "_seal_all", stopped)
    sealer.seal_pending()
    sealer.seal_pending()
    record_some(user, 1)
    sealer.seal_pending()

    assert [event.purpose for event in AuditEvent.objects.filter(verb="audit.leaves_missing")] == ["1", "1"]
    assert verify().broken == []


# -- what is done once it is sealed -----------------------------------------------------------------------------------------


def test_many_are_announced_by_an_event_that_is_sealed_before(user):
    announce_many(50, by=user.actor, purpose=Purpose.IMPORT)
    assert not AuditEvent.objects.exists()

    announce_many(51, by=user.actor, purpose=Purpose.IMPORT)

    assert [(event.verb, event.purpose) for event in AuditEvent.objects.all()] == [("vault.many_announced", "import 51")]
    assert last_checkpoint().size == 1


def test_within_an_action_nothing_is_announced(user):
    @action
    def act():
        record(Event.OPENED, by=user.actor)
        announce_many(51, by=user.actor, purpose=Purpose.IMPORT)

    with pytest.raises(RuntimeError, match="within an action"):
        act()
    assert last_checkpoint() is None


def test_a_sealer_that_left_the_event_out_is_followed_by_another(user, monkeypatch):
    real, turns = sealer.seal_pending, []

    def later():
        turns.append(1)
        return real() if len(turns) == 2 else 0

    monkeypatch.setattr(sealer, "seal_pending", later)
    announce_many(51, by=user.actor, purpose=Purpose.IMPORT)

    assert (len(turns), last_checkpoint().size) == (2, 1)


def test_where_nothing_can_be_sealed_nothing_is_announced(user, monkeypatch):
    monkeypatch.setattr(sealer, "seal_pending", lambda: 0)

    with pytest.raises(sealer.NotSealed, match="Tell the data guardian"):
        announce_many(51, by=user.actor, purpose=Purpose.IMPORT)


# -- the witness ----------------------------------------------------------------------------------------------------------


def test_the_witness_hears_of_a_checkpoint_once(user, witness):
    record_some(user)
    sealer.seal_pending()
    sealer.seal_pending()
    record_some(user)
    sealer.seal_pending()

    sizes = [Note.parse(json.loads(line)["note"]).size for line in witness.read_text().splitlines()]
    assert sizes == [3, 6]


def test_without_a_place_for_the_witness_nothing_is_told(user, monkeypatch):
    monkeypatch.delenv("PANOH_WITNESS", raising=False)
    record_some(user)

    assert sealer.seal_pending() == 3


def test_a_witness_with_no_checkpoint_yet_is_left_alone(user, witness):
    assert sealer.seal_pending() == 0

    assert not witness.exists()


# -- what verify says -----------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(user, witness):
    record_some(user)
    sealer.seal_pending()
    record_some(user)
    sealer.seal_pending()
    return witness


def notes_of(witness):
    return [Note.parse(json.loads(line)["note"]) for line in witness.read_text().splitlines()]


def write_notes(path, notes):
    path.write_text("".join(json.dumps({"note": str(note)}) + "\n" for note in notes))


def test_a_witness_whose_signature_is_not_genuine_is_named(sealed, tmp_path):
    first, *_rest = notes_of(sealed)
    write_notes(tmp_path / "w", [Note(first.size, first.root, first.public, bytes(64))])

    assert verify(tmp_path / "w").broken == ["witness_signature"]


def test_a_witness_signed_with_a_key_of_no_sort_is_no_witness_of_ours(sealed, tmp_path):
    first, *_rest = notes_of(sealed)
    write_notes(tmp_path / "w", [Note(first.size, first.root, b"short", first.signature)])

    assert verify(tmp_path / "w").broken == ["foreign_key", "witness_signature"]


def test_a_checkpoint_of_another_key_is_named(sealed, tmp_path):
    stranger, (first, *_rest) = Ed25519PrivateKey.generate(), notes_of(sealed)
    write_notes(tmp_path / "w", [Note(first.size, first.root, stranger.public_key().public_bytes_raw(), stranger.sign(first.text))])

    assert verify(tmp_path / "w").broken == ["foreign_key"]


def test_a_record_that_was_rolled_back_to_before_the_witness_is_truncated(sealed, open_tables):
    AuditEvent.objects.filter(seq__in=AuditLeaf.objects.filter(position__gte=3).values("event_seq")).delete()
    AuditLeaf.objects.filter(position__gte=3).delete()
    AuditCheckpoint.objects.filter(size=6).delete()

    assert verify(sealed).broken == ["truncated"]
    client.lock()
    try:
        report = verify()
    finally:
        client.unlock(None)
    assert report.broken == []  # which is why a witness is kept, and why the report says so
    assert "truncation to an earlier checkpoint" in report.not_excluded
    assert not report.is_whole


def test_a_checkpoint_that_is_gone_is_missed(sealed, open_tables):
    AuditCheckpoint.objects.filter(size=6).delete()

    assert verify().broken == ["checkpoint_missing"]


@pytest.mark.parametrize("note", ["", "not a checkpoint", "\n".join(["panoh", "3", "root", "— panoh"]), "a\nb\nc\nd"])
def test_a_checkpoint_that_cannot_be_read_is_named(sealed, open_tables, note):
    AuditCheckpoint.objects.filter(size=3).update(note=note)

    assert verify().broken == ["checkpoint_unreadable"]


def test_a_checkpoint_whose_size_was_changed_is_named(sealed, open_tables):
    other = AuditCheckpoint.objects.get(size=6)
    AuditCheckpoint.objects.filter(size=3).update(note=other.note)

    assert "checkpoint_signature" in verify().broken


def test_a_checkpoint_with_another_root_is_named(sealed, open_tables):
    note = Note.parse(AuditCheckpoint.objects.get(size=6).note)
    AuditCheckpoint.objects.filter(size=6).update(note=str(Note(6, bytes(32), note.public, note.signature)))

    assert verify().broken == ["checkpoint_signature", "root_differs"]


def test_an_event_that_was_changed_is_named(sealed, open_tables):
    AuditEvent.objects.filter(purpose="p1").update(actor_kind="system")

    assert verify(sealed).broken == ["changed_event", "root_differs"]


def test_an_event_that_is_gone_is_named(sealed, open_tables):
    AuditEvent.objects.filter(seq=AuditLeaf.objects.get(position=2).event_seq).delete()

    assert "missing_event" in verify(sealed).broken


def test_an_event_not_yet_sealed_that_was_changed_is_named(sealed, user, open_tables):
    record_some(user, 1)
    AuditEvent.objects.filter(seq=AuditEvent.objects.latest("seq").seq).update(purpose="changed")

    assert "changed_event" in verify(sealed).broken


def test_the_newest_events_that_opened_somebody_are_missed_when_they_are_taken_out(sealed, user, open_tables, monkeypatch):
    receipt = record(Event.OPENED, by=user.actor)
    newest = AuditEvent.objects.latest("seq").seq
    client.unwrap(receipt.token, [a_wrap()])
    report = verify(sealed)
    assert (report.is_whole, report.pending, report.on_their_way) == (True, 1, 0)
    AuditEvent.objects.filter(seq=newest).delete()

    report = verify(sealed)
    assert (report.is_whole, report.broken, report.on_their_way) == (False, [], 1)

    awaited = notary.awaited()
    monkeypatch.setattr(notary, "awaited", lambda: replace(awaited, overdue=1))  # ten minutes later
    report = verify(sealed)
    assert (report.is_whole, report.broken, report.on_their_way) == (False, ["missing_event"], 0)
    assert verify(sealed, is_copy=True).broken == []


def test_a_sealed_event_does_not_pass_for_one_that_opened_others_in_its_name_later(sealed, user, monkeypatch):
    receipt = record(Event.OPENED, by=user.actor)
    client.unwrap(receipt.token, [a_wrap()])
    sealer.seal_pending()
    record_some(user, 1)
    sealer.seal_pending()
    client.unwrap(notary.notarise(receipt.leaf).token, [a_wrap()])

    report = verify(sealed)
    assert (report.is_whole, report.broken, report.on_their_way) == (False, [], 1)

    awaited = notary.awaited()
    monkeypatch.setattr(notary, "awaited", lambda: replace(awaited, overdue=1))  # ten minutes later
    assert verify(sealed).broken == ["missing_event"]


def test_a_record_is_not_whole_that_tells_of_readings_without_an_event(sealed, capsys):
    for purpose in ("137", "1"):
        record(Recorded.LEAVES_MISSING, by=SYSTEM, purpose=purpose)

    report = verify(sealed)

    assert (report.unrecorded, report.is_whole, report.broken, report.not_excluded) == (138, False, [], [])
    assert audit_verify(Namespace(witness=sealed, json=False), sealed.parent) == 1
    said = capsys.readouterr().out.splitlines()
    assert (said[0], said[3:]) == ("not whole", ["138 readings left no event in the activity log"])


def test_an_index_by_person_that_was_thinned_or_filled_is_named(sealed, user, open_tables):
    record(Event.OPENED, by=user.actor, refs=[b"12345678"])
    assert verify(sealed).broken == []

    AuditRef.objects.create(ref=b"87654321", event_seq=AuditEvent.objects.earliest("seq").seq)
    assert verify(sealed).broken == ["index_differs"]

    AuditRef.objects.all().delete()
    assert verify(sealed).broken == ["index_differs"]


def test_while_locked_the_report_says_what_it_could_not_ask_the_agent(sealed, user):
    record_some(user, 1)
    client.lock()
    try:
        report = verify(sealed)
    finally:
        client.unlock(None)

    assert (report.is_whole, report.pending) == (True, 1)
    assert report.not_excluded == ["changes to events not yet in a checkpoint"]


@pytest.mark.parametrize("line", ["{}", "[]", '{"note": 7}', '{"note": "x"}', '"text"', "{"])
def test_a_witness_with_a_line_that_is_no_checkpoint_is_refused(tmp_path, line):
    (tmp_path / "w").write_text(line + "\n")

    with pytest.raises(Invalid, match="cannot be read"):
        verify(tmp_path / "w")


def test_a_witness_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Invalid, match="cannot be read"):
        verify(tmp_path / "nowhere")


# -- the tree and its readers ---------------------------------------------------------------------------------------------


def test_an_empty_tree_has_the_root_of_nothing():
    assert base64.b16encode(Frontier().root())[:16] == b"E3B0C44298FC1C14"


def test_the_newest_events_are_read_page_by_page(user):
    record_some(user, 5)

    first = newest_events(limit=3)
    older = newest_events(before=first[-1].seq, limit=3)

    assert [look.purpose for look in [*first, *older]] == ["p4", "p3", "p2", "p1", "p0"]
    assert (first[0].sentence, first[0].actor, first[0].persons) == ("Names or text were opened", user.id, 0)


def test_before_the_first_seal_there_is_no_checkpoint(user):
    assert last_checkpoint() is None
