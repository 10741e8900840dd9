"""Wraps of a member's epoch are made anew before the former epoch is destroyed, broken off at any step or not."""

from dataclasses import replace
from uuid import UUID

import pytest

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.core.periodic import collect_jobs
from panoh.people.models import Person
from panoh.vault import client, rotation
from panoh.vault.actions import open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_organisation, make_secretariat, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def worker():
    """Of an organisation that no other test has: what is destroyed here is missed nowhere."""
    make_secretariat()
    return make_user(Role.MEMBER_WORKER, organisation=make_organisation())


def names(worker):
    return [one.family_name for one in open_sealed(list(Person.objects.all()), by=worker.actor, purpose=Purpose.CARE)]


def epochs(worker):
    return sorted(SubjectKey.objects.filter(recipient=worker.organisation_id).values_list("epoch", flat=True))


def test_a_turn_broken_off_goes_on_where_it_stood_and_nothing_is_lost(worker, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    for _ in range(3):
        make_person(by=worker)
    home, wrapped = worker.organisation_id, len(epochs(worker))
    read, calls = names(worker), []
    real = client.rewrap

    def breaks(*args):
        calls.append(args)
        if len(calls) == 2:
            raise ConnectionError
        return real(*args)

    monkeypatch.setattr(client, "rewrap", breaks)
    with pytest.raises(ConnectionError):
        rotation.turn(home, after=1)
    assert (epochs(worker).count(2), names(worker)) == (2, read)

    assert rotation.turn(home, after=1) == (2, wrapped - 2)
    assert not rotation.settle(home, after=1)  # too young: what was wrapped before may be on its way
    assert client.turn_epoch(home).held == 2
    assert rotation.settle(home, after=1, alone=True)
    assert set(epochs(worker)) == {2}
    assert names(worker) == read
    assert client.turn_epoch(home).held == 1


def test_before_its_time_is_over_the_former_epoch_is_set_aside_and_not_destroyed(worker, monkeypatch):
    real = client.turn_epoch
    monkeypatch.setattr(client, "turn_epoch", lambda *asked, **after: replace(real(*asked, **after), wait=600))
    make_person(by=worker)
    home, older = worker.organisation_id, SubjectKey.objects.filter(recipient=worker.organisation_id).first().wire()

    assert [rotation.settle(home, after=1, alone=True) for _ in range(2)] == [False, False]

    with pytest.raises(client.AgentError, match="epoch_gone"):
        client.refs([older])
    standing = client.turn_epoch(home, after=1)
    assert (standing.held, standing.left, standing.aside) == (1, 0, 1)
    verbs = AuditEvent.objects.filter(verb__startswith="vault.keys").values_list("verb", flat=True)
    assert list(verbs) == ["vault.keys_set_aside"]
    rotation.turn(home, after=2)  # who is erased next waits for their own epoch alone
    assert client.turn_epoch(home, after=1).left == 0


def test_each_day_one_wrap_of_each_epoch_is_asked_for_and_one_that_opens_no_more_hinders_none(worker, monkeypatch):
    assert rotation.ask_for_living in collect_jobs()["DAILY"]
    for _ in range(2):
        make_person(by=worker)
    client.turn_epoch(worker.organisation_id, after=1)
    make_person(by=worker)
    real, asked = client.refs, []

    def refs(wraps):
        asked.extend((UUID(wrap["recipient"]), wrap["epoch"]) for wrap in wraps)
        if asked[-1] == (worker.organisation_id, 1):
            raise client.AgentError("epoch_gone")
        return real(wraps)

    monkeypatch.setattr(client, "refs", refs)
    rotation.ask_for_living()

    assert len(asked) == len(set(asked))
    assert {(worker.organisation_id, 1), (worker.organisation_id, 2)} <= set(asked)
    assert set(asked) == set(SubjectKey.objects.values_list("recipient", "epoch"))


def test_once_the_time_is_over_the_former_epoch_is_destroyed_and_that_is_in_the_record(worker):
    make_person(by=worker)

    assert rotation.settle(worker.organisation_id, after=1, alone=True)

    verbs = AuditEvent.objects.filter(verb__startswith="vault.keys").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["vault.keys_set_aside", "vault.keys_destroyed"]
    assert client.turn_epoch(worker.organisation_id, after=1).aside == 0
