"""What is sealed opens in the agent with the key of a member whose session holds it, and with nothing else."""

import os
from contextlib import contextmanager
from uuid import uuid4

import pytest

from panoh.accounts.roles import Role
from panoh.audit.trail import action, record
from panoh.core.agent import AgentError
from panoh.people.models import Person
from panoh.vault import client, members, pairs, rotation
from panoh.vault.actions import NoKey, drop_keys, has_key, open_sealed, recipients_of, seal, share_key, wrapped_under, wraps_for
from panoh.vault.envelope import Place
from panoh.vault.events import Event
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.factories.accounts import SECRETARIAT, make_member, make_secretariat, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
KEY = b"k" * 32  # as a password would give it; deriving one takes its time
LONG = 600.0


@pytest.fixture
def physician():
    make_secretariat()
    return make_user(Role.PHYSICIAN)


@action
def do(who, what, *args, **named):
    record(Event.REWRAPPED, by=who.actor)
    return what(*args, **named)


def pair(user, key=KEY):
    do(user, members.make_pair, user.id, key, pairs.new_salt())
    return user


@contextmanager
def signed_in(user, key=KEY, idle=LONG):
    """A session of this account in which the password was given."""
    session = os.urandom(32)
    assert members.open_pair(user.id, key, session=session, mark=session.hex(), idle=idle, longest=LONG)
    with client.in_session(session):
        yield session
    client.member_close([session.hex()])


def sealed_person(by, *holders):
    person = make_person(by=by, family_name="Қодиров")
    do(by, members.seal_to, [person.sealing_subject()], [user.id for user in holders], by=by.actor)
    return Person.objects.get(pk=person.pk)


def read(person, by):
    (opened,) = open_sealed([person], by=by.actor, purpose=Purpose.CARE)
    return opened.family_name


def test_it_opens_to_its_members_while_their_key_is_in_hand_and_to_nobody_else(physician, coordinator):
    person = sealed_person(coordinator, pair(physician), pair(make_user(Role.PSYCHOLOGIST)))
    wires = [row.wire() for row in SubjectKey.objects.filter(subject=person.pk)]

    assert (read(person, physician), read(person, coordinator)) == (None, None)
    with signed_in(physician):
        assert read(person, physician) == "Қодиров"
        assert read(person, coordinator) is None
        with client.in_session(os.urandom(32)):  # the same account elsewhere, where no password was given
            assert read(person, physician) is None
    # the agent itself refuses, whoever asks: unlocked, with a receipt, and with the rows of all members
    assert client.unwrap(record(Event.OPENED, by=physician.actor).token, wires) == [None, None]
    with client.in_session(os.urandom(32)):
        assert client.unwrap(record(Event.OPENED, by=physician.actor).token, wires) == [None, None]


def test_another_members_session_opens_neither_their_wrap_nor_by_a_wrap_renamed(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    wire = SubjectKey.objects.get(subject=person.pk).wire()
    other = pair(make_user(Role.PSYCHOLOGIST))

    with signed_in(other):
        assert read(person, other) is None
        assert client.unwrap(record(Event.OPENED, by=other.actor).token, [wire]) == [None]
        for renamed in ({**wire, "member": str(other.id)}, {key: value for key, value in wire.items() if key != "member"}):
            with pytest.raises(AgentError, match="broken_wrap"):
                client.unwrap(record(Event.OPENED, by=other.actor).token, [renamed])


def test_writing_needs_the_key_as_reading_does(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))

    for user in (physician, coordinator):
        with pytest.raises(NoKey):
            seal(person, by=user.actor, given_name="Ҷамшед")
    with signed_in(physician):
        seal(person, by=physician.actor, given_name="Ҷамила")
        (opened,) = open_sealed([person], by=physician.actor, purpose=Purpose.CARE)
    assert (opened.given_name, opened.family_name) == ("Ҷамила", "Қодиров")


def test_no_wrap_of_an_organisation_is_left_and_none_can_be_made(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))

    assert set(SubjectKey.objects.filter(subject=person.pk).values_list("member", flat=True)) == {physician.id}
    assert person.pk.bytes not in {subject for subject, _epoch, _blob in wraps_for("person", SECRETARIAT)}
    with signed_in(physician), pytest.raises(NoKey):
        do(physician, share_key, person.sealing_subject(), to=make_member(1).id, by=physician.actor)


def test_no_organisation_holds_what_is_sealed_but_its_epoch_turns_with_it(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    subject = person.sealing_subject()

    assert (has_key(subject, SECRETARIAT), recipients_of([subject])) == (False, {subject: frozenset()})
    assert wrapped_under([subject]) == {SECRETARIAT}
    opens = [members.opens_for(subject, user.id, user.organisation_id) for user in (physician, coordinator)]
    assert opens == [True, False]


def test_the_key_is_dropped_with_the_session_when_idle_and_with_another_password(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))

    with signed_in(physician) as session:
        client.member_close([session.hex()])
        assert read(person, physician) is None
    with signed_in(physician, idle=0.0):
        assert read(person, physician) is None
    with signed_in(physician):
        client.member_close(member=physician.id)
        assert read(person, physician) is None
    session = os.urandom(32)
    assert not members.open_pair(physician.id, b"x" * 32, session=session, mark="", idle=LONG, longest=LONG)


def test_a_new_password_keeps_what_opened_if_the_former_is_known_and_else_nothing_opens(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    fresh = b"n" * 32
    salt = members.salt_of(physician.id)

    assert not do(physician, members.turn_pair, physician.id, members.Turn(b"x" * 32, fresh, pairs.new_salt()))
    assert do(physician, members.turn_pair, physician.id, members.Turn(KEY, fresh, pairs.new_salt()))
    assert members.salt_of(physician.id) != salt
    with signed_in(physician, fresh):
        assert read(person, physician) == "Қодиров"
    assert do(physician, members.drop_pair, physician.id) == 1
    pair(physician)
    with signed_in(physician):
        assert read(person, physician) is None


def test_a_member_adds_and_removes_members_and_unseals(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    subjects, second = [person.sealing_subject()], pair(make_user(Role.PSYCHOLOGIST))

    with pytest.raises(NoKey):
        do(coordinator, members.seal_to, subjects, [second.id], by=coordinator.actor)
    with pytest.raises(NoKey):
        do(coordinator, members.unseal, subjects, [SECRETARIAT], by=coordinator.actor)
    with signed_in(physician):
        do(physician, members.seal_to, subjects, [second.id], by=physician.actor)
    do(second, members.take_from, subjects, physician.id)
    with signed_in(physician):
        assert read(person, physician) is None
    with signed_in(second):
        assert read(person, second) == "Қодиров"
        do(second, members.unseal, subjects, [SECRETARIAT], by=second.actor)
    assert read(person, coordinator) == "Қодиров"
    assert not members.sealed().exists()


def test_a_public_half_that_the_agent_did_not_vouch_for_is_wrapped_to_by_nobody(physician, coordinator):
    person, strange = make_person(by=coordinator), pair(make_user(Role.PSYCHOLOGIST))
    row = SubjectKey.objects.get(kind=pairs.PAIR, subject=pair(physician).id)
    wire = SubjectKey.objects.get(subject=person.pk).wire()
    beside = bytes(SubjectKey.objects.get(kind=pairs.PAIR, subject=strange.id).beside)
    one = {"member": str(physician.id), "public": beside[16:48], "vouch": bytes(row.beside)[48:]}

    with pytest.raises(AgentError, match="unknown_member"):
        client.reseal([wire], members=[one])


def test_turning_the_epoch_keeps_it_open_and_closes_every_older_copy_to_the_password(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    older = {row.pk: row.wire() for row in SubjectKey.objects.all()}
    mine = next(wire for wire in older.values() if wire["kind"] == pairs.PAIR)
    wrap = next(wire for wire in older.values() if wire.get("member"))
    before = client.turn_epoch(SECRETARIAT).active

    assert rotation.settle(SECRETARIAT, after=before, alone=True)
    with signed_in(physician) as session:
        assert read(person, physician) == "Қодиров"
        with pytest.raises(AgentError, match="epoch_gone"):  # an older backup, and the password
            client.member_open(mine, KEY, session=session, mark="", idle=LONG, longest=LONG)
        do(physician, drop_keys, person.sealing_subject())
        with pytest.raises(AgentError, match="epoch_gone"):
            client.unwrap(record(Event.OPENED, by=physician.actor).token, [wrap])


def test_members_and_pairs_come_back_from_the_file_of_keys(physician, coordinator):
    person = sealed_person(coordinator, pair(physician))
    packed = list(rotation.all_wraps())
    for row in SubjectKey.objects.all():
        do(coordinator, row_away, row)

    assert rotation.put_wraps(packed) == len(packed)
    assert rotation.try_wraps(len(packed)) == len(packed)
    with signed_in(physician):
        assert read(person, physician) == "Қодиров"
    old = rotation._row(str(uuid4()), "person", str(uuid4()), str(SECRETARIAT), 1, "00")
    assert (old.member, old.beside) == (None, b"")


def row_away(row):
    from panoh.audit.trail import remove  # noqa: PLC0415

    remove(row)


def test_what_an_account_keeps_for_itself_opens_in_its_own_session_in_its_place_and_under_its_pair_alone(physician):
    other, place = pair(make_user(Role.PSYCHOLOGIST)), Place("cases_cue", uuid4(), "picture", "words")
    elsewhere = Place("cases_cue", uuid4(), "picture", "words")
    with signed_in(pair(physician)):
        sealed = members.seal_own(physician.id, place, "kettle green")
        assert members.open_own(physician.id, [(place, sealed), (elsewhere, sealed)]) == ["kettle green", ""]
        with pytest.raises(NoKey):
            members.seal_own(other.id, place, "kettle green")
    assert members.open_own(physician.id, [(place, sealed)]) == [""]
    with signed_in(other):
        assert members.open_own(physician.id, [(place, sealed)]) == [""]
        assert members.open_own(other.id, [(place, sealed)]) == [""]
    turn = members.Turn(KEY, b"n" * 32, pairs.new_salt())
    assert do(physician, members.turn_pair, physician.id, turn)
    with signed_in(physician, b"n" * 32):  # a password that the account changed itself
        assert members.open_own(physician.id, [(place, sealed)]) == ["kettle green"]
    do(physician, members.drop_pair, physician.id)
    with signed_in(pair(physician)):
        assert members.open_own(physician.id, [(place, sealed)]) == [""]
