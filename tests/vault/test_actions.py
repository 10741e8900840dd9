"""Sealing, opening, sharing: against a real agent, on both databases."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, AuditRef
from panoh.audit.trail import action, record
from panoh.core.actor import SYSTEM
from panoh.core.agent import AgentError
from panoh.core.errors import Locked
from panoh.people.models import Person
from panoh.vault import client, envelope
from panoh.vault.actions import NoKey, drop_keys, has_key, open_sealed, references, seal, seal_note, share_key, unshare_key
from panoh.vault.events import Event
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_agent_that_was_started_before_an_upgrade_is_understood(monkeypatch):
    monkeypatch.setattr(client, "call", lambda _operation: {"locked": False, "unlocks_itself": False, "why": ""})

    assert (client.status().locked, client.status().opening, client.status().locked_itself_at) == (False, "", 0)


def test_open_sealed_gives_back_what_was_sealed():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    person = make_person(by=user, family_name="Қодиров", given_name="Ҷамшед")

    (opened,) = open_sealed([Person.objects.get(pk=person.pk)], by=user.actor, purpose=Purpose.CARE)

    assert (opened.family_name, opened.given_name, opened.patronymic) == ("Қодиров", "Ҷамшед", "")
    assert not opened.is_unreadable


def test_open_sealed_records_one_event_naming_each_person_once():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    people = [make_person(by=user) for _ in range(3)]
    before = AuditEvent.objects.count()

    open_sealed([*people, people[0]], by=user.actor, purpose=Purpose.CARE)

    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, event.actor_ref) == ("vault.opened", "care", user.id)
    assert AuditRef.objects.filter(event_seq=event.seq).count() == 3
    assert bytes(event.refs) == b"".join(sorted(references(people, by=user.actor)))


def test_another_organisation_gets_the_row_shut():
    make_secretariat()
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))

    (opened,) = open_sealed([person], by=stranger.actor, purpose=Purpose.CARE)

    assert opened.is_unreadable
    assert opened.family_name is None


def test_the_secretariat_opens_what_a_member_sealed():
    make_secretariat()
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    (opened,) = open_sealed([person], by=make_user(Role.COORDINATOR).actor, purpose=Purpose.CARE)

    assert opened.given_name == "Ҷамшед"


@action
def _share(person: Person, *, to, by) -> None:
    share_key(person.sealing_subject(), to=to, by=by)
    record(Event.OPENED, by=by)


@action
def _unshare(person: Person, *, to, by) -> None:
    unshare_key(person.sealing_subject(), recipient=to)
    record(Event.OPENED, by=by)


def test_sharing_a_key_opens_the_person_to_that_organisation_until_it_is_taken_back():
    make_secretariat()
    coordinator, member = make_user(Role.COORDINATOR), make_member(2)
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    person = make_person(by=coordinator)

    _share(person, to=member.id, by=coordinator.actor)
    assert open_sealed([person], by=worker.actor, purpose=Purpose.CARE)[0].given_name == "Ҷамшед"

    _unshare(person, to=member.id, by=coordinator.actor)
    assert open_sealed([person], by=worker.actor, purpose=Purpose.CARE)[0].is_unreadable


def test_sealing_without_a_key_of_the_subject_is_refused():
    make_secretariat()
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    with pytest.raises(NoKey):
        seal(person, by=make_user(Role.MEMBER_WORKER, organisation=make_member(2)).actor, family_name="X")


def test_a_ciphertext_is_refused_in_another_field_row_and_person():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    first, second = make_person(by=user), make_person(by=user)
    good = bytes(first.family_name)

    for target, field in ((first, "given_name"), (first, "patronymic"), (second, "family_name")):
        before = bytes(getattr(target, field))
        setattr(target, field, good)
        with pytest.raises(envelope.BrokenSeal):
            open_sealed([target], by=user.actor, purpose=Purpose.CARE)
        setattr(target, field, before)


def test_a_wrap_is_refused_for_another_subject():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    first, second = make_person(by=user), make_person(by=user)
    with writes_allowed():
        blob = bytes(SubjectKey.objects.get(subject=first.id, recipient=user.organisation_id).blob)
        SubjectKey.objects.filter(subject=second.id, recipient=user.organisation_id).update(blob=blob)

    with pytest.raises(AgentError, match="broken_wrap"):
        open_sealed([second], by=user.actor, purpose=Purpose.CARE)


@examples(200)
@given(
    text=st.text(max_size=300),
    table=st.sampled_from(["people_person", "cases_case"]),
    field=st.sampled_from(["family_name", "note"]),
    position=st.integers(min_value=0, max_value=10_000),
    bit=st.integers(min_value=0, max_value=7),
)
def test_an_envelope_opens_only_in_its_place_and_unchanged(text, table, field, position, bit):
    key, row = envelope.new_key(), uuid4()
    place = envelope.Place(table, row, field, "identity")
    sealed = envelope.seal(key, place, text.encode())

    assert envelope.unseal(key, place, sealed).decode() == text
    elsewhere = [
        envelope.Place("accounts_user", row, field, "identity"),
        envelope.Place(table, uuid4(), field, "identity"),
        envelope.Place(table, row, "given_name", "identity"),
        envelope.Place(table, row, field, "words"),
    ]
    for other in elsewhere:
        with pytest.raises(envelope.BrokenSeal):
            envelope.unseal(key, other, sealed)
    with pytest.raises(envelope.BrokenSeal):
        envelope.unseal(envelope.new_key(), place, sealed)
    changed = bytearray(sealed)
    changed[position % len(changed)] ^= 1 << bit
    with pytest.raises(envelope.BrokenSeal):
        envelope.unseal(key, place, bytes(changed))


def test_lengths_of_names_do_not_show():
    key, row = envelope.new_key(), uuid4()
    place = envelope.Place("people_person", row, "family_name", "identity")

    assert len(envelope.seal(key, place, "Ёр".encode())) == len(envelope.seal(key, place, "Абдураҳмонзода".encode()))


def test_a_receipt_opens_keys_once():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    person = make_person(by=user)
    wire = SubjectKey.objects.get(subject=person.id, recipient=user.organisation_id).wire()
    receipt = record(Event.OPENED, by=user.actor)

    assert len(client.unwrap(receipt.token, [wire])) == 1
    with pytest.raises(AgentError, match="no_receipt"):
        client.unwrap(receipt.token, [wire])


def test_a_row_shut_or_open_has_no_words_but_its_own():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    (opened,) = open_sealed([person], by=user.actor, purpose=Purpose.CARE, fields=["given_name"])
    (shut,) = open_sealed([person], by=stranger.actor, purpose=Purpose.CARE)

    assert (opened.given_name, opened.file("given_name")) == ("Ҷамшед", "Ҷамшед".encode())
    assert (shut.given_name, shut.file("given_name")) == (None, None)
    for row, name in ((opened, "family_name"), (opened, "no_such_word"), (shut, "no_such_word")):
        with pytest.raises(AttributeError):
            getattr(row, name)


def test_rows_whose_keys_the_reader_does_not_hold_cost_no_event_and_no_question():
    make_secretariat()
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    stranger, before = make_user(Role.MEMBER_WORKER, organisation=make_member(2)), AuditEvent.objects.count()

    assert [row.is_unreadable for row in open_sealed([person, person], by=stranger.actor, purpose=Purpose.CARE)] == [True, True]
    assert open_sealed([], by=stranger.actor, purpose=Purpose.CARE) == []

    assert AuditEvent.objects.count() == before


def test_nobody_passes_on_a_key_they_do_not_hold():
    make_secretariat()
    person = make_person(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))

    with pytest.raises(NoKey):
        _share(person, to=stranger.organisation_id, by=stranger.actor)

    assert not has_key(person.sealing_subject(), stranger.organisation_id)


def test_a_key_is_passed_on_to_an_organisation_once():
    make_secretariat()
    coordinator, member = make_user(Role.COORDINATOR), make_member(2)
    person = make_person(by=coordinator)

    _share(person, to=member.id, by=coordinator.actor)
    _share(person, to=member.id, by=coordinator.actor)

    assert SubjectKey.objects.filter(subject=person.id, recipient=member.id).count() == 1


def test_what_was_sealed_under_keys_that_were_dropped_is_read_by_nobody():
    make_secretariat()
    coordinator = make_user(Role.COORDINATOR)
    person = make_person(by=coordinator)

    @action
    def drop():
        drop_keys(person.sealing_subject())
        record(Event.OPENED, by=coordinator.actor)

    drop()

    assert open_sealed([person], by=coordinator.actor, purpose=Purpose.CARE)[0].is_unreadable
    with pytest.raises(NoKey):
        seal(person, by=coordinator.actor, family_name="X")


def test_an_emptied_word_is_no_ciphertext():
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    person = make_person(by=user, patronymic="Каримович")

    seal(person, by=user.actor, patronymic="")

    assert person.patronymic == b""


def test_no_event_no_words():
    """Where nobody vouches for the event, nothing opens."""
    make_secretariat()
    user = make_user(Role.COORDINATOR)
    person, before = make_person(by=user), AuditEvent.objects.count()

    client.lock()
    try:
        with pytest.raises(Locked):
            open_sealed([person], by=user.actor, purpose=Purpose.CARE)
    finally:
        client.unlock(None)

    assert AuditEvent.objects.count() == before


def test_a_word_for_the_record_is_sealed_under_the_organisations_key_and_without_one_there_is_none():
    make_secretariat()
    user = make_user(Role.COORDINATOR)

    sealed = seal_note("why it was done", by=user.actor)

    assert len(sealed) > 64
    assert b"why it was done" not in sealed
    assert sealed != seal_note("why it was done", by=user.actor)
    assert seal_note("why it was done", by=SYSTEM) == b""


def test_opening_many_rows_opens_what_was_sealed_one_by_one_and_nothing_else():
    key, epoch_key, subject, recipient, row = envelope.new_key(), envelope.new_key(), uuid4(), uuid4(), uuid4()
    wrap = envelope.wrap(epoch_key, key, kind="person", subject=subject, recipient=recipient, epoch=3)
    sealed = envelope.seal(key, envelope.Place("people_nameindexentry", row, "names", "identity"), b"words")

    unwrap = envelope.unwrapper(epoch_key, kind="person", recipient=recipient, epoch=3)
    open_names = envelope.field_opener("people_nameindexentry", "names", "identity")
    assert open_names(unwrap(subject.bytes, wrap), row.bytes, sealed) == b"words"

    for other in (uuid4().bytes, b""):
        with pytest.raises(envelope.BrokenSeal):
            unwrap(other, wrap)
        with pytest.raises(envelope.BrokenSeal):
            open_names(key, other, sealed)
    for changed in (b"", sealed[:15], sealed[:-1], b"\2" + sealed[1:]):
        with pytest.raises(envelope.BrokenSeal):
            open_names(key, row.bytes, changed)
    with pytest.raises(envelope.BrokenSeal):
        envelope.field_opener("people_nameindexentry", "numbers", "identity")(key, row.bytes, sealed)
    with pytest.raises(envelope.BrokenSeal):
        envelope.unwrapper(epoch_key, kind="person", recipient=recipient, epoch=4)(subject.bytes, wrap)
