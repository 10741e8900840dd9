"""Whose signature counts, and what is signed: a tree of somebody's own making is not whole, and the agent goes on from its last checkpoint."""

import json
from argparse import Namespace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from panoh.accounts.roles import Role
from panoh.agent import checkpoints
from panoh.agent import ring as rings
from panoh.audit import notary, sealer
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditLeaf, AuditRef
from panoh.audit.trail import record
from panoh.audit.tree import Frontier, Note, note_text
from panoh.audit.verify import ANOTHER_KEY, verify
from panoh.cli.record import audit_verify
from panoh.core.agent import AgentError, call
from panoh.core.clock import now
from panoh.core.db.row_level_security import as_owner
from panoh.vault import client
from panoh.vault.events import Event
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.record import begin_anew

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = ("audit_auditevent", "audit_auditref", "audit_auditleaf", "audit_auditcheckpoint")
EVENTS = 120


@pytest.fixture
def user():
    begin_anew()
    make_secretariat()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def sealed(user):
    """A hundred and twenty events under two checkpoints, in tables that whoever owns the database has opened."""
    for number in range(EVENTS):
        record(Event.OPENED, by=user.actor, purpose=f"p{number}")
        if number == EVENTS // 2:
            sealer.seal_pending()
    sealer.seal_pending()
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with as_owner(), writes_allowed():
        with connection.cursor() as cursor:
            for table in TABLES:
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + on.format(table))
        yield user


def take_out_events(count):
    """So many go without a trace, and so does the tree that they stood in."""
    gone = list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)[10 : 10 + count])
    AuditRef.objects.filter(event_seq__in=gone).delete()
    AuditEvent.objects.filter(seq__in=gone).delete()
    AuditLeaf.objects.all().delete()
    AuditCheckpoint.objects.all().delete()


def build_with_own_key():
    """The tree anew over what is left, signed by whoever built it."""
    frontier, mine = Frontier(), Ed25519PrivateKey.generate()
    for position, event in enumerate(AuditEvent.objects.order_by("seq")):
        frontier.append(bytes(event.leaf))
        AuditLeaf.objects.create(position=position, event_seq=event.seq)
    text = note_text(frontier.size, frontier.root())
    note = Note(frontier.size, frontier.root(), mine.public_key().public_bytes_raw(), mine.sign(text))
    AuditCheckpoint.objects.create(size=frontier.size, frontier=frontier.packed(), note=str(note), at=now())


def test_a_tree_rebuilt_without_a_hundred_events_and_signed_with_another_key_is_not_whole(sealed):
    assert verify().broken == []

    take_out_events(100)
    build_with_own_key()

    assert verify().broken == ["foreign_key", "truncated"]


def test_the_agent_signs_no_tree_that_was_rebuilt_and_the_record_says_so_once(sealed):
    take_out_events(100)

    assert [sealer.seal_pending(), sealer.seal_pending()] == [0, 0]

    assert AuditEvent.objects.filter(verb="audit.checkpoint_refused").count() == 1
    assert not AuditCheckpoint.objects.exists()
    assert verify().broken == ["truncated"]


def test_a_database_put_back_to_an_earlier_checkpoint_is_found_without_a_witness(sealed):
    AuditEvent.objects.filter(seq__in=AuditLeaf.objects.filter(position__gte=61).values("event_seq")).delete()
    AuditLeaf.objects.filter(position__gte=61).delete()
    AuditCheckpoint.objects.filter(size__gt=61).delete()

    assert verify().broken == ["truncated"]
    record(Event.OPENED, by=sealed.actor)
    assert sealer.seal_pending() == 0


def test_an_agent_that_was_closed_in_between_knows_its_last_checkpoint(sealed):
    client.lock()
    client.unlock(None)
    take_out_events(100)
    build_with_own_key()

    assert verify().broken == ["foreign_key", "truncated"]


def test_the_place_that_the_agent_kept_cannot_be_taken_away_or_written_by_others(sealed, agent):
    kept = agent / "checkpoint.last"
    for written in (kept.read_bytes().replace(b"60", b"61", 1), None):
        kept.unlink() if written is None else kept.write_bytes(written)
        client.lock()
        client.unlock(None)
        record(Event.OPENED, by=sealed.actor)

        assert verify().broken == ["last_checkpoint_lost"]
        assert sealer.seal_pending() == 0
        with pytest.raises(AgentError, match="no_last_checkpoint"):
            sealer.go_on_from_here()


def test_after_a_backup_the_record_goes_on_once_from_a_checkpoint_of_its_own_key_alone(sealed):
    genuine = AuditCheckpoint.objects.latest("size")
    take_out_events(100)
    build_with_own_key()
    forged = AuditCheckpoint.objects.latest("size")

    client.lock()
    client.unlock(None, put_back=True)

    with pytest.raises(AgentError, match="not_extending"):
        notary.begin_from(forged.note, bytes(forged.frontier))
    with pytest.raises(AgentError, match="not_extending"):
        notary.begin_from(genuine.note, bytes(forged.frontier))
    notary.begin_from(genuine.note, bytes(genuine.frontier))
    with pytest.raises(AgentError, match="no_last_checkpoint"):
        notary.begin_from("", b"")


def test_where_the_power_goes_off_between_signing_and_storing_the_record_is_whole_and_goes_on(user, monkeypatch):
    record(Event.OPENED, by=user.actor)
    sealer.seal_pending()
    record(Event.OPENED, by=user.actor)
    real = sealer.Note

    def goes_off(*_told):
        monkeypatch.setattr(sealer, "Note", real)
        raise ConnectionAbortedError

    monkeypatch.setattr(sealer, "Note", goes_off)
    with pytest.raises(ConnectionAbortedError), transaction.atomic():
        sealer.seal_pending()

    assert (notary.last_checkpoint().size, AuditLeaf.objects.count()) == (2, 1)
    assert (verify().is_whole, verify().pending) == (True, 1)
    record(Event.OPENED, by=user.actor)
    assert sealer.seal_pending() == 2
    assert (verify().is_whole, verify().sealed) == (True, 3)


def test_what_was_signed_and_not_stored_is_not_left_out_afterwards(user):
    record(Event.OPENED, by=user.actor)
    sealer.seal_pending()
    tree = Frontier.unpacked(1, bytes(AuditCheckpoint.objects.get().frontier))
    for leaves, signed in (([b"a" * 32, b"b" * 32], True), ([b"b" * 32], False), ([b"b" * 32, b"a" * 32, b"c" * 32], True)):
        grown = Frontier(tree.size, tree.peaks)
        for leaf in leaves:
            grown.append(leaf)
        asked = {"size": 1, "leaves": leaves, "note": note_text(grown.size, grown.root())}
        if signed:
            assert call("checkpoint", **asked)["public"]
        else:
            with pytest.raises(AgentError, match="not_extending"):
                call("checkpoint", **asked)


@pytest.mark.parametrize("text", [b"panoh/audit\n3\nroot\n", b"anything", b""])
def test_the_agent_signs_no_text_but_that_of_the_checkpoint_itself(user, text):
    with pytest.raises(AgentError, match="not_extending"):
        call("checkpoint", size=0, leaves=[bytes(32)], note=text)


def test_while_nobody_can_tell_with_which_key_it_is_signed_the_record_is_not_called_whole(sealed):
    client.lock()
    try:
        report = verify()
    finally:
        client.unlock(None)

    assert (report.broken, report.is_whole) == ([], False)
    assert ANOTHER_KEY in report.not_excluded


def test_of_a_copy_it_is_no_fault_that_the_agent_has_signed_more_since(sealed):
    AuditEvent.objects.filter(seq__in=AuditLeaf.objects.filter(position__gte=61).values("event_seq")).delete()
    AuditLeaf.objects.filter(position__gte=61).delete()
    AuditCheckpoint.objects.filter(size__gt=61).delete()

    assert verify(is_copy=True).broken == []


@pytest.mark.parametrize("gone", [{}, {"size": EVENTS}, {"size__lt": EVENTS}], ids=["all", "last", "earlier"])
def test_without_the_checkpoints_that_sealed_it_a_record_is_not_whole(sealed, gone, capsys):
    AuditCheckpoint.objects.filter(**gone).delete()

    report = verify()

    assert (report.broken, report.is_whole) == (["checkpoint_missing"], False)
    assert audit_verify(Namespace(witness=None, json=False), Path()) == 1
    assert "broken: checkpoint_missing\n" in (said := capsys.readouterr().out)
    assert "Checkpoints are missing in the table" in said


def test_all_checkpoints_of_a_house_that_went_on_after_its_backup_prove_each_other_from_there(sealed):
    client.lock()
    client.unlock(None, put_back=True)
    sealer.go_on_from_here()
    for _each in range(2):
        record(Event.OPENED, by=sealed.actor)
        sealer.seal_pending()
    assert verify().broken == []

    AuditCheckpoint.objects.filter(size__in=[EVENTS, EVENTS + 1]).delete()

    assert verify().broken == ["checkpoint_missing"]


def test_what_an_agent_of_before_had_kept_goes_on_and_what_follows_is_proven(sealed, agent):
    kept = agent / "checkpoint.last"
    ring = rings.load(agent, None)
    said = json.loads(json.loads(kept.read_bytes())["said"])
    old = json.dumps({key: said[key] for key in ("size", "peaks", "added")})
    kept.write_text(json.dumps({"said": old, "mac": checkpoints._mac(ring, old)}))
    client.lock()
    client.unlock(None)
    assert verify().broken == []
    for _each in range(2):
        record(Event.OPENED, by=sealed.actor)
        sealer.seal_pending()
    assert verify().broken == []

    AuditCheckpoint.objects.filter(size=EVENTS + 1).delete()

    assert verify().broken == ["checkpoint_missing"]
