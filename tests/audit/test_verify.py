"""The record is whole, and every kind of tampering is found against a checkpoint held outside."""

import json
import os
import random
from argparse import Namespace
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit import notary, sealer
from panoh.audit.alarms import explain_ends
from panoh.audit.content import content_of
from panoh.audit.enums import WhyEnded
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditLeaf
from panoh.audit.trail import record
from panoh.audit.tree import Frontier, Note, _node, leaf_hash
from panoh.audit.verify import verify
from panoh.cli.record import audit_verify
from panoh.core.actor import SYSTEM
from panoh.core.db.row_level_security import as_owner
from panoh.vault.events import Event
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.people import make_person
from tests.factories.record import begin_anew

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TABLES = ("audit_auditevent", "audit_auditref", "audit_auditleaf", "audit_auditcheckpoint")
EVENTS = 40
TRIES = 200


@pytest.fixture
def witness(tmp_path, monkeypatch):
    path = tmp_path / "witness"
    monkeypatch.setenv("PANOH_WITNESS", str(path))
    return path


@pytest.fixture
def recorded(witness):
    """Forty events, sealed in two checkpoints that a witness holds."""
    begin_anew()
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    make_person(by=user)
    for number in range(EVENTS):
        record(Event.OPENED, by=user.actor, purpose=f"p{number}", refs=[os.urandom(8)] if number % 3 else [])
        if number == EVENTS // 2:
            sealer.seal_pending()
    sealer.seal_pending()
    return witness


@pytest.mark.parametrize("_turn", [1, 2])
def test_what_another_test_sealed_is_missed_by_none_after_it(_turn):
    if _turn == 1:
        begin_anew()
    assert verify().broken == []
    record(Event.OPENED, by=make_user(Role.COORDINATOR).actor)

    assert sealer.seal_pending()


@pytest.mark.parametrize("seals", [True, False])
def test_what_is_written_and_sealed_meanwhile_is_no_sign_of_tampering(recorded, seals):
    """Before each of its statements in turn somebody else is quicker."""
    user, place = User.objects.get(), 0

    def meanwhile(execute, *statement):
        nonlocal left
        left -= 1
        if left == 0:
            record(Event.OPENED, by=user.actor, refs=[os.urandom(8)])
            if seals:
                sealer.seal_pending()
        return execute(*statement)

    found = []
    while True:
        place += 1
        left = place
        with connection.execute_wrapper(meanwhile):
            found += [(place, word) for word in verify().broken]
        if left > 0:
            break
    assert found == []
    assert place > 5


def test_events_stand_in_the_order_in_which_they_were_written_whatever_the_clock_did(recorded):
    user = User.objects.get()
    with time_machine.travel("2027-03-01T09:00:00+05:00", tick=False) as clock:
        for number, hours in enumerate((24, -25, -1, 2)):
            clock.shift(3_600 * hours)
            record(Event.OPENED, by=user.actor, purpose=f"jump{number}")
            sealer.seal_pending()

    report = verify()

    assert report.is_whole
    events = AuditEvent.objects.filter(purpose__startswith="jump").order_by("seq")
    assert [event.purpose for event in events] == ["jump0", "jump1", "jump2", "jump3"]
    assert [event.at.day for event in events] == [2, 1, 1, 1]


def _without_triggers() -> None:
    """What an intruder who owns the database would do first."""
    on = " ON {}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + on.format(table))


def _modify(chance: random.Random) -> None:
    event = chance.choice(list(AuditEvent.objects.all()))
    field = chance.choice(["verb", "purpose", "actor_ref", "at", "detail", "refs", "leaf"])
    if field in ("verb", "purpose"):
        setattr(event, field, getattr(event, field) + "x")
    elif field == "actor_ref":
        event.actor_ref = make_user().id
    elif field == "at":
        event.at = event.at.replace(year=event.at.year - 1)
    else:
        setattr(event, field, os.urandom(32))
    if field != "leaf" and chance.random() < 0.5:
        event.leaf = leaf_hash(event.content())  # the intruder knows how leaves are made
    event.save()


def _delete(chance: random.Random) -> None:
    event = chance.choice(list(AuditEvent.objects.all()))
    if chance.random() < 0.5:  # and closes the gap
        leaf = AuditLeaf.objects.get(event_seq=event.seq)
        later = list(AuditLeaf.objects.filter(position__gt=leaf.position).order_by("position"))
        leaf.delete()
        for item in later:
            AuditLeaf.objects.filter(position=item.position).update(position=item.position - 1)
    event.delete()


def _insert(chance: random.Random) -> None:
    event = chance.choice(list(AuditEvent.objects.all()))
    event.pk, event.salt = None, os.urandom(16)
    event.leaf = leaf_hash(event.content())
    event.save(force_insert=True)
    if chance.random() < 0.7:
        position = chance.randrange(AuditLeaf.objects.count() + 1)
        for item in AuditLeaf.objects.filter(position__gte=position).order_by("-position"):
            AuditLeaf.objects.filter(position=item.position).update(position=item.position + 1)
        AuditLeaf.objects.create(position=position, event_seq=event.seq)


def _reorder(chance: random.Random) -> None:
    first, second = chance.sample(list(AuditLeaf.objects.all()), 2)
    seqs = (second.event_seq, first.event_seq)
    AuditLeaf.objects.filter(pk__in=[first.pk, second.pk]).delete()
    AuditLeaf.objects.create(position=first.position, event_seq=seqs[0])
    AuditLeaf.objects.create(position=second.position, event_seq=seqs[1])


def _truncate(chance: random.Random) -> None:
    keep = chance.randrange(AuditLeaf.objects.count())
    gone = list(AuditLeaf.objects.filter(position__gte=keep).values_list("event_seq", flat=True))
    AuditEvent.objects.filter(seq__in=gone).delete()
    AuditLeaf.objects.filter(position__gte=keep).delete()
    AuditCheckpoint.objects.filter(size__gt=keep).delete()


def test_an_untouched_record_is_whole(recorded):
    report = verify(recorded)

    assert report.as_dict() == {
        "whole": True,
        "events": EVENTS + 1,
        "sealed": EVENTS + 1,
        "pending": 0,
        "on_their_way": 0,
        "unrecorded": 0,
        "ended_open": 0,
        "ended_since": "",
        "checkpoints": 2,
        "witnessed": 2,
        "broken": [],
        "not_excluded": [],
        "covered_until": AuditCheckpoint.objects.latest("size").at.isoformat(timespec="seconds"),
    }


@pytest.mark.parametrize("tamper", [_modify, _delete, _insert, _reorder, _truncate], ids=lambda f: f.__name__[1:])
def test_tampering_is_found_every_time_against_a_witness(recorded, tamper):
    found = 0
    with as_owner(), writes_allowed():  # the application itself may do none of this
        _without_triggers()
        for seed in range(TRIES):
            point = transaction.savepoint_create()
            tamper(random.Random(seed))
            found += not verify(recorded).is_whole
            transaction.savepoint_rollback(point)

    assert found == TRIES
    assert verify(recorded).is_whole


def test_the_database_refuses_to_change_or_delete_events(recorded):
    for change in (
        lambda: AuditEvent.objects.all().update(verb="x"),
        lambda: AuditEvent.objects.all().delete(),
        lambda: AuditLeaf.objects.all().delete(),
        lambda: AuditCheckpoint.objects.all().update(note=""),
    ):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"), writes_allowed(), transaction.atomic():
            change()


def test_events_not_yet_sealed_are_counted_and_are_no_error(recorded):
    record(Event.OPENED, by=make_user().actor)

    report = verify(recorded)

    assert (report.is_whole, report.pending) == (True, 1)


def test_an_unsealed_event_that_nobody_vouched_for_is_found(recorded):
    with writes_allowed():
        event = AuditEvent.objects.latest("seq")
        event.pk, event.salt = None, os.urandom(16)
        event.leaf = leaf_hash(event.content())
        event.save(force_insert=True)

    assert verify(recorded).broken == ["index_differs", "unvouched_event"] or verify(recorded).broken == ["unvouched_event"]


def test_without_a_witness_the_report_says_what_it_cannot_exclude(recorded):
    report = verify()

    assert report.is_whole
    assert report.not_excluded == [
        "truncation to an earlier checkpoint, by an earlier copy of database and data folder together",
        "replacement of record and checkpoints by whoever holds the signing key",
    ]


def test_a_witness_that_is_none_is_refused(tmp_path):
    path = tmp_path / "w"
    path.write_text("hello\n")

    with pytest.raises(Exception, match="cannot be read"):
        verify(path)


def test_a_note_survives_being_written_down(recorded):
    line = recorded.read_text().splitlines()[-1]
    note = Note.parse(json.loads(line)["note"])

    assert (note.size, note.is_genuine()) == (EVENTS + 1, True)
    assert str(Note.parse(str(note))) == str(note)


@pytest.mark.parametrize("size", [*range(1, 70)])
def test_the_frontier_has_the_root_of_rfc_6962(size):
    leaves = [leaf_hash(bytes([n])) for n in range(size)]

    def root(part):
        if len(part) == 1:
            return part[0]
        split = 1 << ((len(part) - 1).bit_length() - 1)
        return _node(root(part[:split]), root(part[split:]))

    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)

    assert frontier.root() == root(leaves)
    assert Frontier.unpacked(size, frontier.packed()).root() == root(leaves)


@pytest.mark.parametrize("detail", [b"", b"d" * 255, b"d" * 256, b"d" * 70_000])
@pytest.mark.parametrize("organisation", [None, bytes(16)])
def test_a_leaf_covers_each_part_behind_its_length(detail, organisation):
    parts = ["2026-01-01T00:00:00.000000+00:00", "user", b"a" * 16, organisation, "case_opened", "care", b"r" * 8, detail, b"s" * 16]
    raw = [part.encode() if isinstance(part, str) else part or b"" for part in parts]

    assert content_of(*parts) == b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def test_an_agent_that_ended_open_leaves_a_record_that_is_not_known_to_be_whole_until_somebody_says_why(recorded, capsys):
    user, chosen = User.objects.get(), Namespace(witness=None, json=False)
    for _each in range(2):
        record(Event.ENDED_OPEN, by=SYSTEM)
        sealer.seal_pending()
    first = AuditEvent.objects.filter(verb=Event.ENDED_OPEN).earliest("seq").at.isoformat(timespec="seconds")

    assert (verify().broken, verify().is_whole, verify().ended_open, verify().ended_since) == ([], False, 2, first)
    assert audit_verify(chosen, Path()) == 1
    said = capsys.readouterr().out
    assert said.startswith("not known to be whole")
    assert f"the agent ended 2 times without being locked, first found {first}, and nobody has said why" in said
    explain_ends(WhyEnded.POWER, 1, by=user.actor)
    assert verify().ended_open == 1
    explain_ends(WhyEnded.MACHINE, 9, by=user.actor)  # never of those that are still to come
    assert (verify().is_whole, audit_verify(chosen, Path())) == (True, 0)
    record(Event.ENDED_OPEN, by=SYSTEM)

    assert (verify().is_whole, verify().ended_open) == (False, 1)


def test_an_agent_that_ended_open_is_told_before_the_record_has_it(recorded, monkeypatch):
    monkeypatch.setattr(notary, "has_ended_open", lambda: True)

    assert (verify().is_whole, verify().ended_open, verify().ended_since) == (False, 1, "")
    assert verify(is_copy=True).ended_open == 0
