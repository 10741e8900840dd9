"""No page waits for a slow hash of another, and none sleeps: a crowd without an account must not slow those who work."""

import threading

import pytest
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
def all_taken():
    """Others hold every turn."""
    for _each in range(turns.AT_ONCE):
        turns._free.acquire()
    yield
    for _each in range(turns.AT_ONCE):
        turns._free.release()


def test_while_others_sign_in_the_page_answers_at_once_counts_no_try_and_keeps_the_account(client: Client, worker, all_taken, no_sleep):
    events = AuditEvent.objects.count()

    answers = [
        client.post("/desk/sign-in/", {"account": name, "password": "whatever it is", "code": "123456"}, headers={"Accept-Language": "en"})
        for name in ("worker", "nobody")
    ]

    for answer, name in zip(answers, ("worker", "nobody"), strict=True):
        page = answer.content.decode()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
        assert "Others are signing in at this moment." in page
        assert f'value="{name}"' in page
    assert (Attempt.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_every_slow_hash_takes_its_turn_and_none_waits(worker, all_taken, no_sleep, client: Client):
    for work in (
        lambda: passwords.hashed(PASSWORD),
        lambda: passwords.fits(worker, PASSWORD),
        lambda: passwords.fits_hash(None, PASSWORD),
        lambda: passwords.second_beside(worker, PASSWORD),
        lambda: own_key.make_pair(worker, PASSWORD),
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

    for _each in range(turns.AT_ONCE):
        assert turns._free.acquire(blocking=False)
    for _each in range(turns.AT_ONCE):
        turns._free.release()


def test_what_comes_without_an_account_sleeps_nowhere(client: Client, worker, no_sleep, none_waiting):
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
    assert "Somebody else is trying at this moment, or the machine is too busy." in answers[-1].content.decode()
