"""Signing in: what lets in, what does not, and what a stranger can learn from trying."""

import datetime as dt
import random
import statistics
import time

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from panoh.accounts import actions, codes, factors, limits, sign_in
from panoh.accounts.models import Attempt, CodeDevice, CommandToken, RecoveryCode, User
from panoh.accounts.server_keys import Unreadable
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.core.actor import SYSTEM
from tests.factories.accounts import give_code_device, lighter_hash, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "four dull words here"
TRIES = 200


@pytest.fixture
def worker() -> User:
    return make_user(username="worker", password=PASSWORD)


@pytest.fixture
def seed(worker: User) -> bytes:
    return give_code_device(worker)


def code(seed: bytes, later: int = 0) -> str:
    return codes.code_at(seed, codes.step_now() + later)


def wrong(seed: bytes) -> str:
    """Six figures that are none of the three codes that count now."""
    right = {code(seed, later) for later in (-1, 0, 1)}
    return next(figures for figures in ("000000", "000001", "000002", "000003") if figures not in right)


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True))


def test_prove_lets_in_who_has_account_password_and_code(worker, seed):
    assert sign_in.prove("worker", PASSWORD, code(seed)) == worker
    assert verbs() == ["accounts.signed_in"]
    assert User.objects.get().last_login is not None


def test_prove_forgives_blanks_around_account_and_within_code(worker, seed):
    figures = code(seed)
    assert sign_in.prove(" worker ", PASSWORD, f"{figures[:3]} {figures[3:]}") == worker


@pytest.mark.parametrize("later", [-1, 0, 1])
def test_prove_takes_a_code_of_a_neighbouring_half_minute(worker, seed, later):
    assert sign_in.prove("worker", PASSWORD, code(seed, later)) == worker


@pytest.mark.parametrize("later", [-2, 2])
def test_prove_refuses_a_code_that_is_too_old_or_too_new(worker, seed, later):
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, 0, 15, tzinfo=dt.UTC), tick=False):
        assert code(seed, later) not in {code(seed, near) for near in (-1, 0, 1)}
        assert sign_in.prove("worker", PASSWORD, code(seed, later)) is None


def test_prove_refuses_a_code_that_was_used(worker, seed):
    figures = code(seed)
    assert sign_in.prove("worker", PASSWORD, figures) == worker
    assert sign_in.prove("worker", PASSWORD, figures) is None


def test_prove_refuses_a_code_older_than_the_last_one_used(worker, seed):
    assert sign_in.prove("worker", PASSWORD, code(seed, 1)) == worker
    assert sign_in.prove("worker", PASSWORD, code(seed)) is None


def test_prove_refuses_a_password_without_a_code(worker, seed):
    assert sign_in.prove("worker", PASSWORD, "") is None
    assert sign_in.prove("worker", PASSWORD, wrong(seed)) is None


def test_prove_refuses_a_device_that_was_never_confirmed(worker, seed):
    with writes_allowed():
        CodeDevice.objects.update(confirmed_at=None)
    assert sign_in.prove("worker", PASSWORD, code(seed)) is None


def test_prove_takes_each_recovery_code_once(worker):
    first, second, *_rest = factors.make_recovery_codes(worker, by=worker.actor)
    assert sign_in.prove("worker", PASSWORD, first.lower().replace("-", " ")) == worker
    assert sign_in.prove("worker", PASSWORD, first) is None
    assert sign_in.prove("worker", PASSWORD, second) == worker
    assert RecoveryCode.objects.filter(used_at=None).count() == 8


def test_prove_refuses_the_recovery_code_of_somebody_else(worker):
    other = make_user(username="other", password=PASSWORD)
    (first, *_rest) = factors.make_recovery_codes(other, by=other.actor)
    assert sign_in.prove("worker", PASSWORD, first) is None


@pytest.mark.parametrize(("account", "password"), [("worker", PASSWORD), ("worker", "not the password"), ("unknown", PASSWORD)])
def test_a_recovery_code_is_kept_and_looked_up_as_a_slow_hash_whoever_asks(worker, account, password, monkeypatch):
    salts, slowly = [], codes.hash_secret_raw

    def counted(secret, salt, passes, kibibytes, *rest):
        salts.append((salt, passes * kibibytes >= 2 * 19 * 1024))
        return slowly(secret, salt, passes, kibibytes, *rest)

    monkeypatch.setattr(codes, "hash_secret_raw", counted)
    (one, *_rest) = factors.make_recovery_codes(worker, by=worker.actor)
    assert salts == [salts[0]] * 10
    assert salts[0][1]
    assert codes.recovery_digest(make_user(username="other").id, one) != codes.recovery_digest(worker.id, one)
    salts.clear()

    assert (sign_in.prove(account, password, one) is not None) is (account == "worker" and password == PASSWORD)

    assert len(salts) == 1


def test_prove_refuses_a_closed_account(worker, seed):
    with writes_allowed():
        User.objects.update(is_active=False)
    assert sign_in.prove("worker", PASSWORD, code(seed)) is None


@pytest.mark.parametrize("account", ["worker", "closed", "unset", "unknown"])
def test_prove_computes_one_hash_whoever_asks(worker, seed, account, monkeypatch):
    make_user(username="unset")
    make_user(username="closed", password=PASSWORD)
    with writes_allowed():
        User.objects.filter(username="closed").update(is_active=False)
    sign_in.passwords.fits(None, "x")  # the hash of nobody's password is made once
    computed = []
    encode = Argon2PasswordHasher.encode

    def counted(self, password, salt):
        computed.append((self.memory_cost, self.time_cost))
        return encode(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted)

    assert sign_in.prove(account, "not the password", "123456") is None

    assert computed == [(Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost)]


@pytest.fixture
def light_hash(monkeypatch):
    """A hash of a tenth of the work, so that what a page does beside it weighs the more: the difference is held against this one."""
    monkeypatch.setattr(codes, "KIBIBYTES", 1_024)
    with lighter_hash(16_384, 2):
        yield


def apart(tries: list[list[float]]) -> list[float]:
    """By how much each takes longer than the others of its round, at the median: what slows a whole round tells nothing of any account."""
    rounds = [(one, statistics.median(one)) for one in zip(*tries, strict=True)]
    return [statistics.median(one[place] - usual for one, usual in rounds) for place in range(len(tries))]


@pytest.mark.heavy
@pytest.mark.usefixtures("light_hash")
def test_the_time_of_an_answer_tells_no_account_from_another(client, record_property):
    """Median over 200 tries each, in changing order, of the whole page: there, closed, without a password, not there. Under 5 % of a hash.

    Counted is the work of this process, which other work of the machine does not lengthen.
    """
    for name in ("worker", "closed"):
        make_user(username=name, password=PASSWORD)
    make_user(username="unset")
    with writes_allowed():
        User.objects.filter(username="closed").update(is_active=False)
    names, typings = ("worker", "closed", "unset", "nobody"), ("123456", "abcd-efgh-jklm")
    spent = {(name, code): [] for name in names for code in typings}
    hashes = []
    for number in range(TRIES):
        began = time.process_time()
        sign_in.passwords.fits(None, "x")
        hashes.append(time.process_time() - began)
        code = typings[number % 2]
        for name in random.sample(names, len(names)):
            Attempt.objects.all().delete()
            typed = {"account": name, "password": "not the password", "code": code}
            began = time.process_time()
            answer = client.post("/desk/sign-in/", typed, REMOTE_ADDR="10.1.1.1")
            spent[name, code].append(time.process_time() - began)
            assert answer.status_code == 401

    medians = [apart([spent[name, code] for name in names]) for code in typings]
    share = max(max(one) - min(one) for one in medians) / statistics.median(hashes)
    record_property("figure", f"largest difference of medians {share:.1%} of a hash, over {TRIES} tries each")
    assert share < 0.05


def test_prove_records_every_failure_and_never_the_words_typed(worker):
    sign_in.prove("worker", "not the password", "123456")
    sign_in.prove("Мадина Каримова", "not the password", "123456")
    assert verbs() == ["accounts.sign_in_failed", "accounts.sign_in_failed"]
    assert list(AuditEvent.objects.order_by("seq").values_list("actor_ref", flat=True)) == [worker.id, sign_in.NOBODY]
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, address FROM accounts_attempt")
        assert all("Мадина".encode() not in bytes(value) for row in cursor.fetchall() for value in row)


def test_limits_shut_out_the_address_that_guesses_and_nobody_else(worker, seed):
    for _try in range(limits.PER_PAIR):
        assert sign_in.prove("worker", "guess", "000000", address="203.0.113.9") is None
    with pytest.raises(limits.TooMany):
        sign_in.prove("worker", PASSWORD, code(seed), address="203.0.113.9")
    assert sign_in.prove("worker", PASSWORD, code(seed), address="198.51.100.4") == worker


def test_limits_treat_unknown_accounts_alike():
    for _try in range(limits.PER_PAIR):
        assert sign_in.prove("unknown", "guess", "000000", address="203.0.113.9") is None
    with pytest.raises(limits.TooMany):
        sign_in.prove("unknown", "guess", "000000", address="203.0.113.9")


def test_limits_count_an_address_over_all_accounts():
    for number in range(limits.PER_ADDRESS):
        limits.begin(f"account-{number}", "203.0.113.9")
    with pytest.raises(limits.TooMany):
        limits.begin("one-more", "203.0.113.9")
    limits.begin("one-more", "198.51.100.4")


def test_limits_are_lifted_after_a_quarter_of_an_hour():
    for _try in range(limits.PER_PAIR):
        limits.begin("worker", "203.0.113.9")
    with time_machine.travel(dt.datetime.now(dt.UTC) + limits.WINDOW + dt.timedelta(seconds=1)):
        limits.begin("worker", "203.0.113.9")
    assert Attempt.objects.count() == limits.PER_PAIR + 1


def test_tries_of_before_the_clock_was_set_back_shut_nobody_out():
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        for _try in range(limits.PER_PAIR):
            limits.begin("worker", "203.0.113.9")
        for _try in range(limits.PER_CODE):
            limits.code_failed("worker", "203.0.113.9")
        with pytest.raises(limits.TooMany):
            limits.begin("worker", "203.0.113.9")
        clock.shift(dt.timedelta(hours=-1))
        limits.begin("worker", "203.0.113.9")
        assert limits.codes_left("worker")


def test_limits_forget_the_tries_of_who_got_in(worker, seed):
    for _try in range(limits.PER_PAIR - 1):
        sign_in.prove("worker", "typo", "000000", address="203.0.113.9")
    assert sign_in.prove("worker", PASSWORD, code(seed), address="203.0.113.9") == worker
    assert Attempt.objects.count() == 1  # that this address is known

    for _try in range(limits.PER_PAIR):
        assert sign_in.prove("worker", "typo", "000000", address="203.0.113.9") is None


def test_limits_stop_guessing_of_codes_from_many_addresses(worker, seed):
    """Who knows the password and has a thousand addresses gets ten tries of the code in a quarter of an hour."""
    figures = wrong(seed)
    for number in range(limits.PER_CODE):
        assert sign_in.prove("worker", PASSWORD, figures, address=f"203.0.113.{number}") is None
    assert sign_in.prove("worker", PASSWORD, code(seed), address="198.51.100.4") is None


def test_strangers_without_the_password_cannot_use_up_the_code_tries(worker, seed):
    for number in range(limits.PER_CODE + 5):
        sign_in.prove("worker", "guess", "000000", address=f"203.0.113.{number}")
    assert sign_in.prove("worker", PASSWORD, code(seed), address="198.51.100.4") == worker


def test_seeds_are_not_readable_where_they_lie(worker, seed):
    device = CodeDevice.objects.get()
    assert seed not in bytes(device.seed)
    assert codes.open_seed(bytes(device.seed), device.id) == seed


def test_a_seed_moved_to_another_account_opens_nothing(worker, seed):
    other = make_user(username="other")
    give_code_device(other)
    theirs = CodeDevice.objects.get(user=other)
    with pytest.raises(Unreadable):
        codes.open_seed(bytes(CodeDevice.objects.get(user=worker).seed), theirs.id)


def test_tokens_are_good_for_an_hour_and_until_the_password_changes(worker):
    token = sign_in.make_token(worker, by=worker.actor)
    assert sign_in.user_of_token(token) == worker
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61)):
        assert sign_in.user_of_token(token) is None
    factors.set_password(worker, sign_in.passwords.hashed("another four dull words"), by=worker.actor)
    assert sign_in.user_of_token(token) is None


def test_a_token_is_revoked_by_its_owner_by_a_newer_one_and_with_the_sessions(worker):
    tokens = [sign_in.make_token(worker, by=worker.actor) for _turn in range(2)]
    assert [sign_in.user_of_token(token) for token in tokens] == [None, worker]

    sign_in.revoke_token(worker, by=worker.actor)
    assert sign_in.user_of_token(tokens[1]) is None

    again = sign_in.make_token(worker, by=worker.actor)
    actions.reset_second_factor(worker, by=SYSTEM)
    assert sign_in.user_of_token(again) is None


def test_the_table_of_tokens_holds_no_usable_token(worker):
    token = sign_in.make_token(worker, by=worker.actor)
    assert token.encode() not in bytes(CommandToken.objects.get().digest)


def test_tokens_that_are_forged_or_of_closed_accounts_are_refused(worker):
    token = sign_in.make_token(worker, by=worker.actor)
    assert sign_in.user_of_token(token[:-2] + ("yy" if token.endswith("xx") else "xx")) is None
    assert sign_in.user_of_token("") is None
    with writes_allowed():
        User.objects.update(is_active=False)
    assert sign_in.user_of_token(token) is None
