"""No page waits for a slow hash of another, and none sleeps: a crowd without an account must not slow those who work."""

import contextlib
import fcntl
import os
import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from panoh.accounts import limits, own_key, passwords, sign_in, turns
from panoh.accounts.models import Attempt
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.hotline import phone
from panoh.intake import receipts
from panoh.vault import client as vault
from tests.factories.accounts import give_code_device, make_secretariat, make_user

PASSWORD = "nine slow herons over water"

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def worker():
    make_secretariat()
    user = make_user(Role.SOCIAL_WORKER, username="worker", password=PASSWORD)
    give_code_device(user)
    return user


@pytest.fixture
def all_taken(agent):
    """Others, in another process of the house, hold every turn."""
    with contextlib.ExitStack() as held:
        for door in turns.Door:
            lock = held.enter_context((agent / f"turn.{door.value}").open("ab"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def derivations(monkeypatch):
    """Which slow works were begun."""
    begun, real = [], turns._last_in_line().submit

    def submit(work, *args):
        begun.append(work.__name__)
        return real(work, *args)

    monkeypatch.setattr(turns._last_in_line(), "submit", submit)
    return begun


def test_while_others_sign_in_the_page_answers_at_once_asks_nothing_and_counts_no_try(
    client: Client, worker, all_taken, no_sleep, derivations, django_assert_num_queries
):
    events = AuditEvent.objects.count()

    with django_assert_num_queries(0):
        answers = [
            client.post(
                "/desk/sign-in/", {"account": name, "password": "whatever it is", "code": "123456"}, headers={"Accept-Language": "en"}
            )
            for name in ("worker", "nobody")
        ]

    assert derivations == []
    for answer in answers:
        page = answer.content.decode()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
        assert "Others are signing in right now" in page
        assert "<form" not in page
        assert 'href="/desk/"' in page
    assert (Attempt.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_every_slow_hash_takes_its_turn_and_none_waits(worker, all_taken, no_sleep, client: Client):
    for work in (
        lambda: passwords.hashed(PASSWORD),
        lambda: passwords.fits(worker, PASSWORD),
        lambda: passwords.fits_hash(None, PASSWORD),
        lambda: passwords.second_beside(worker, PASSWORD),
        lambda: own_key.make_pair(worker, PASSWORD),
        lambda: sign_in.prove("nobody", PASSWORD, "123456"),
        lambda: sign_in.confirm(worker, PASSWORD, address=""),
        lambda: sign_in.prove_again(worker, "ABCDE-FGHJK", address=""),
        lambda: own_key.open_with_password(client.session, worker, PASSWORD, address=""),
        lambda: phone.sign_in("worker", "123456"),
    ):
        with pytest.raises(limits.Busy):
            work()
    assert not Attempt.objects.exists()
    field = client.post("/field/en/sign-in/", {"account": "worker", "pin": "123456"})
    assert (field.status_code, field.headers["Retry-After"]) == (429, "5")


def test_a_turn_within_a_turn_is_the_same_and_is_given_back_after_a_failure():
    with pytest.raises(ZeroDivisionError), turns.turn(), turns.turn():
        _unused = 1 / 0

    with turns.turn():
        pass


def test_one_slow_hash_at_a_time_is_made_behind_pages_on_one_core_and_in_one_lane(worker, client: Client, derivations):
    niceness, cores = turns.slowly(lambda: (os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), os.sched_getaffinity(0)))

    assert (niceness, len(cores)) == (turns.NICE, 1)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < turns.NICE
    derivations.clear()
    answer = client.post("/desk/sign-in/", {"account": "nobody", "password": "wrong", "code": "123456"})
    assert (answer.status_code, derivations) == (401, ["encode"])


def test_a_hash_is_made_in_one_lane_and_one_of_before_is_as_good():
    older, hasher = Argon2PasswordHasher(), passwords.OneLane()
    older.parallelism, older.memory_cost, hasher.memory_cost = 8, 64, 64
    of_before = older.encode(PASSWORD, "s" * 22)

    assert hasher.decode(hasher.encode(PASSWORD, "s" * 22))["parallelism"] == 1
    assert hasher.verify(PASSWORD, of_before)
    assert not hasher.must_update(of_before)
    hasher.time_cost += 1
    assert hasher.must_update(of_before)


def test_strangers_at_one_door_keep_nobody_from_another_nor_from_what_is_done_inside(worker):
    for taken in turns.Door:
        with turns.turn(taken):
            turns._held.is_ours = False  # as another thread would come
            for other in set(turns.Door) - {taken}:
                with turns.turn(other):
                    pass
            with pytest.raises(limits.Busy), turns.turn(taken):
                pass


def test_tries_of_strangers_from_the_same_address_do_not_keep_a_colleague_from_the_second_factor(worker, client: Client):
    for number in range(limits.PER_ADDRESS):
        limits.begin(f"account-{number}", "127.0.0.1")
    for _try in range(limits.PER_PAIR):
        with contextlib.suppress(limits.TooMany):
            limits.begin("worker", "127.0.0.1")

    assert not sign_in.prove_again(worker, "000000", address="127.0.0.1")
    assert sign_in.confirm(worker, PASSWORD, address="127.0.0.1")


def test_whoever_is_signed_in_has_few_tries_from_wherever_and_they_begin_anew_after_a_right_one(worker):
    for number in range(limits.PER_PAIR - 1):
        assert not sign_in.confirm(worker, "another", address=f"203.0.113.{number}")
    assert sign_in.confirm(worker, PASSWORD, address="203.0.113.9")
    for number in range(limits.PER_PAIR):
        assert not sign_in.confirm(worker, "another", address=f"203.0.113.{number}")
    with pytest.raises(limits.TooMany) as refused:
        sign_in.prove_again(worker, "000000", address="203.0.113.9")
    assert refused.value.sentence == limits.TOO_MANY_AGAIN


def test_what_comes_without_an_account_sleeps_nowhere(client: Client, worker, no_sleep, agent):
    answers = [
        client.post("/desk/sign-in/", {"account": "worker", "password": "wrong", "code": "123456"}),
        client.post("/r/no-such-link/en/", {"code": "1111 1111"}),
        client.post("/en/answer/", {"receipt": receipts.receipt_from(receipts.new_secret())}),
        client.post("/field/en/sign-in/", {"account": "worker", "pin": "123456"}),
        client.post("/desk/pack/", {"account": "worker", "pin": "123456"}),
    ]

    assert [answer.status_code for answer in answers] == [401, 400, 404, 403, 403]


def test_only_one_passphrase_is_tried_at_a_time_and_a_page_is_told_so_at_once(tmp_path):
    from panoh.agent import ring  # noqa: PLC0415
    from panoh.agent.keys import Keys, answer  # noqa: PLC0415

    ring.create(tmp_path, "seven quiet rivers")
    keys = Keys(tmp_path)
    with keys._one_try:
        assert answer(keys, {"op": "unlock", "passphrase": "seven quiet rivers"}) == {"error": "busy"}
        assert answer(keys, {"op": "unlock_by", "identity": "x"}) == {"error": "busy"}
        waits = threading.Thread(target=keys.unlock, args=("seven quiet rivers",), kwargs={"patient": True})
        waits.start()
    waits.join()

    assert not keys.status()["locked"]


def test_the_unlock_page_says_that_another_try_is_under_way_and_counts_none(client: Client, monkeypatch):
    def busy(*_given, **_how):
        raise vault.OtherTry(vault.NOT_TRIED)

    vault.lock()
    try:
        monkeypatch.setattr(vault, "unlock", busy)
        answers = [client.post("/desk/unlock/?language=en", {"passphrase": "x"}) for _each in range(8)]
    finally:
        monkeypatch.undo()
        vault.unlock(None)

    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in answers} == {(429, "3")}
    assert "Someone else is trying now, or the server is too busy" in answers[-1].content.decode()
