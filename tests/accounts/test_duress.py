"""Somebody who is made to sign in: a harmless desk that looks like any other, and others who know at once."""

import datetime as dt
import json
import random
import statistics
import time
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.urls import reverse

from panoh.accounts import factors, own_key, passwords, sign_in
from panoh.accounts.drafts import keep_draft
from panoh.accounts.duress import GIVE_UP, tell_duress
from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import CommandToken, Draft, Passkey, RecoveryCode, Session, User
from panoh.accounts.notices import set_notices
from panoh.accounts.passwords import Which
from panoh.accounts.policy import HARMLESS, powers
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import add_own_task
from panoh.cases.models import Request
from panoh.core.clock import now
from panoh.core.duress import under_duress
from panoh.core.errors import Denied, Invalid
from panoh.desk.home.sources import rows_beside
from panoh.vault import client as agent
from panoh.vault import members, pairs
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.access.asking import nothing_stays
from tests.factories.accounts import lighter_hash, make_user
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OWN, SECOND = "four dull words here", "quite another dull phrase"
TRIES = 60
KEYS_AS_SERVED = {name: getattr(pairs, name) for name in ("MEMORY_KIB", "ITERATIONS")}
AS_SERVED = {name: getattr(Argon2PasswordHasher, name) for name in ("memory_cost", "time_cost", "parallelism")}
TOLD = "Signed in under duress: worker"


class Door:
    """An account with a second password, and recovery codes to come in with."""

    def __init__(self, *roles, username="worker"):
        self.user = make_user(*roles, username=username, password=OWN)
        factors.keep_second_password(self.user, SECOND, by=self.user.actor)
        self.codes = factors.make_recovery_codes(self.user, by=self.user.actor)

    def come_in(self, password, client=None):
        client = client or Client()
        typed = {"account": self.user.username, "password": password, "code": self.codes.pop()}
        client.answer = client.post("/desk/sign-in/", typed)
        assert client.answer.status_code == 302
        return client


@pytest.fixture(autouse=True)
def light_hash():
    """Many sign-ins, each with hashes: of a hundredth of the work."""
    with lighter_hash(1_024, 1):
        yield


@pytest.fixture
def door():
    return Door(Role.COORDINATOR)


def text_of(client, name, *args):
    return client.get(reverse(f"desk:{name}", args=args)).content.decode()


def skeleton(answer):
    """What of a page does not depend on whose it is or when it was asked for."""
    page = soup_of(answer)
    return [(tag.name, tag.get("class")) for tag in page.select("body, header, form.form, label, h1, h2, footer, aside")]


def test_it_looks_the_same_and_no_real_case_is_there(door):
    real = make_case(by=door.user)
    free, made = door.come_in(OWN), door.come_in(SECOND)

    assert free.answer.headers.keys() == made.answer.headers.keys()
    assert (free.answer.status_code, free.answer["Location"]) == (made.answer.status_code, made.answer["Location"])
    assert {name: bool(one.value) for name, one in free.answer.cookies.items()} == {
        name: bool(one.value) for name, one in made.answer.cookies.items()
    }
    assert made.get(reverse("desk:case_file", args=[real.code])).status_code == 404
    assert real.code not in text_of(made, "cases")
    assert "Practice mode." not in text_of(made, "my_day")
    free = door.come_in(OWN)  # the other one was ended
    assert real.code in text_of(free, "cases")


def test_the_page_of_the_account_is_the_same(door):
    free = door.come_in(OWN)
    assert "forces you" not in free.get(reverse("desk:account")).text  # what it is for is said on its own page alone
    pages = [skeleton(free.get(reverse(f"desk:{name}"))) for name in ("account", "second_password")]
    made = door.come_in(SECOND)

    assert [skeleton(made.get(reverse(f"desk:{name}"))) for name in ("account", "second_password")] == pages


@pytest.mark.parametrize("password", [OWN, SECOND, "neither of the two"])
def test_one_hash_decides_whichever_password_is_typed(door, password, monkeypatch):
    passwords.fits(None, "x")  # nobody's hash is made once
    computed, encode = [], Argon2PasswordHasher.encode
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda self, *args: computed.append(1) or encode(self, *args))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda self, *args: pytest.fail("hashed once more"))

    assert (sign_in.prove("worker", password, door.codes[0]) is None) == (password not in {OWN, SECOND})
    assert len(computed) == 1


def test_as_many_keys_are_stretched_and_none_opens(door, monkeypatch):
    """What follows a sign-in: the account's own key, for sealed cases."""
    door.come_in(OWN)
    stretched, stretch = [], own_key._key
    monkeypatch.setattr(own_key, "_key", lambda *args: stretched.append(1) or stretch(*args))
    free = door.come_in(OWN)
    once, stretched[:] = len(stretched), []
    made = door.come_in(SECOND)

    assert len(stretched) == once == 1
    assert free.session.get(own_key.HELD) is None  # it was ended
    assert own_key.HELD not in made.session


def test_a_pair_is_never_made_under_the_second_password(door):
    door.come_in(SECOND)

    assert members.salt_of(door.user.pk) is None


def test_the_table_does_not_tell_who_has_a_second_password():
    with_one, without = make_user(username="a", password=OWN), make_user(username="b", password=OWN)
    for user in (with_one, without):
        factors.set_password(user, passwords.hashed(OWN), by=user.actor)
    factors.keep_second_password(with_one, SECOND, by=with_one.actor)
    for user in (with_one, without):
        user.refresh_from_db()

        assert len(user.second_password) == len(user.password)
        assert user.second_password.rpartition("$")[0] == user.password.rpartition("$")[0]
        assert user.second_password != user.password
    assert passwords.which(with_one, SECOND) is Which.SECOND
    assert passwords.which(without, SECOND) is None


def test_other_sessions_and_the_token_end(door):
    other = door.come_in(OWN)
    sign_in.make_token(door.user, by=door.user.actor)

    door.come_in(SECOND)

    assert other.get("/desk/").status_code == 302
    assert not CommandToken.objects.exists()
    assert Session.objects.filter(user_ref=door.user.pk).count() == 1


def test_coordinator_and_data_guardian_are_told_and_the_account_is_not(door):
    others = [make_coordinator(), make_user(Role.DATA_GUARDIAN)]
    made = door.come_in(SECOND)

    for one in others:
        assert [row.title for row in rows_beside(one)].count(TOLD) == 1
    assert "duress" not in text_of(made, "my_day").lower()
    assert TOLD not in [row.title for row in rows_beside(make_user(Role.SOCIAL_WORKER))]
    free = door.come_in(OWN)
    assert TOLD not in text_of(free, "my_day")


def test_a_notice_leaves_once_to_whoever_answers_for_the_keys(door, settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    asked = [door.user, make_user(Role.DATA_GUARDIAN, username="guardian"), make_user(Role.SOCIAL_WORKER, username="else")]
    for one in asked:
        set_notices(by=one, channel=NoticeChannel.MAIL, address=f"{one.username}@example.org")
    door.come_in(SECOND)

    assert (tell_duress(), tell_duress()) == (1, 0)
    assert [json.loads(line)["to"] for line in (tmp_path / "mail").read_text("utf-8").splitlines()] == ["guardian@example.org"]


def test_a_notice_that_does_not_leave_is_tried_again_for_a_while(door, settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'not there' / 'mail'}"
    set_notices(by=make_user(Role.DATA_GUARDIAN), channel=NoticeChannel.MAIL, address="guardian@example.org")
    door.come_in(SECOND)

    assert (tell_duress(), tell_duress()) == (1, 1)
    with time_machine.travel(now() + GIVE_UP + dt.timedelta(seconds=1)):
        assert (tell_duress(), tell_duress()) == (1, 0)


def test_a_page_of_before_knows_its_account_and_leaves(door):
    marks = [soup_of(door.come_in(word).get(reverse("desk:my_day"))).body["data-account"] for word in (OWN, SECOND)]
    assert marks[0] == marks[1]

    made = door.come_in(SECOND)
    here = made.get(reverse("desk:still_here"), headers={"X-Account": marks[0]})

    assert (here.status_code, here.json()) == (200, {"go": reverse("desk:my_day")})


def test_a_free_sign_in_ends_it_and_tells_what_was_done(door):
    made = door.come_in(SECOND)
    made.post(reverse("desk:set_preferences"), {"language": "en", "theme": "dark", "version": str(User.objects.get().version)})
    assert "Done under duress" not in text_of(made, "account")

    free = door.come_in(OWN)

    assert made.get("/desk/").status_code == 302
    assert "Your last sign-in was under duress" in text_of(free, "my_day")
    told = text_of(free, "account")
    assert "Done under duress" in told
    assert "Language and look were chosen" in told
    assert not User.objects.get(pk=door.user.pk).is_practising


def test_of_what_the_account_may_little_is_left(door):
    user = User.objects.get(pk=door.user.pk)
    user.bend()

    assert powers(user).scopes.keys() <= HARMLESS
    assert not powers(user).roles
    with under_duress(True):
        assert not powers(User.objects.get(pk=door.user.pk)).scopes  # an account that is read anew reaches nothing


def test_whoever_answers_for_the_keys_says_under_duress_not_that_all_is_well(door, monkeypatch):
    said = []
    monkeypatch.setattr(agent, "confirm", lambda _event: said.append(1))
    door.come_in(SECOND)
    assert said == []
    door.come_in(OWN)
    assert said == [1]


def test_no_word_of_a_real_person_opens_whoever_asks(door):
    rows = [make_request(by=door.user), add_own_task(by=door.user, words="Ба Зулфия занг задан", due=now())]
    practising = User.objects.get(pk=door.user.pk)
    practising.is_practising = True
    rows.append(make_request(by=practising))

    with under_duress(True):
        opened = open_sealed(rows, by=door.user.actor, purpose=Purpose.OWN_WORK)

    assert [one.plain is None for one in opened] == [True, True, False]


def test_what_is_written_is_about_invented_persons(door):
    request = make_request(by=door.user)
    made = door.come_in(SECOND)
    with under_duress(True), pytest.raises(Denied):
        make_request(by=User.objects.get(pk=door.user.pk))
    made.post(reverse("desk:make_token"), {"command-current": SECOND})
    made.post(reverse("desk:new_recovery_codes"), {"recovery-current": SECOND})

    assert not CommandToken.objects.exists()
    assert RecoveryCode.objects.filter(user=door.user, used_at=None).count() == len(door.codes)
    assert list(Request.objects.values_list("pk", flat=True)) == [request.pk]
    assert not Passkey.objects.exists()


def test_drafts_from_before_are_not_there_and_none_is_kept(door):
    keep_draft(door.user, "request", {"need_words": ["Зулфия"]})
    made = door.come_in(SECOND)

    assert made.get(reverse("desk:draft", args=["request"])).status_code == 404
    made.post(reverse("desk:draft", args=["request"]), b'{"a": ["b"]}', content_type="application/json")
    made.delete(reverse("desk:draft", args=["request"]))
    assert Draft.objects.count() == 1


def test_the_second_password_is_set_changed_and_taken_away(door):
    free = door.come_in(OWN)
    there = reverse("desk:second_password")
    another = "a third phrase of no interest"

    def keep(**typed):
        return free.post(there, {f"second-{name}": value for name, value in typed.items()})

    assert keep(current=OWN, password=OWN, again=OWN).status_code == 400  # must differ
    assert keep(current=SECOND, password=another, again=another).status_code == 400  # not the password of the account
    assert keep(current=OWN, password=another, again=another).status_code == 302
    user = User.objects.get(pk=door.user.pk)
    assert (passwords.which(user, another), passwords.which(user, SECOND), passwords.which(user, OWN)) == (Which.SECOND, None, Which.OWN)
    assert free.post(there, {"remove": "1", "remove-current": OWN}).status_code == 302
    assert passwords.which(User.objects.get(pk=door.user.pk), another) is None


def test_under_duress_nothing_of_it_changes_and_it_looks_as_if(door):
    made = door.come_in(SECOND)
    there = reverse("desk:second_password")

    answer = made.post(there, {"second-current": SECOND, "second-password": "a third phrase here", "second-again": "a third phrase here"})
    assert answer.status_code == made.post(there, {"remove": "1", "remove-current": SECOND}).status_code == 302
    assert passwords.which(User.objects.get(pk=door.user.pk), SECOND) is Which.SECOND


def test_under_duress_nobody_is_named_to_be_called_and_no_other_sign_in_ends(door):
    make_user(Role.ADMINISTRATOR)
    made = door.come_in(SECOND)

    shown = soup_of(made.post(reverse("desk:lost_telephone"))).main
    made.post(reverse("desk:disconnect_telephone"))

    assert shown.select(".tasks") == []
    assert not AuditEvent.objects.filter(verb="accounts.session_ended").exists()


def test_another_own_password_keeps_the_second_one_and_must_differ_from_it(door):
    free = door.come_in(OWN)
    new = "five words that nobody knows"

    def change(client, current, password):
        typed = {"password-current": current, "password-password": password, "password-again": password}
        return client.post(reverse("desk:change_password"), typed).status_code

    assert change(free, OWN, SECOND) == 400
    assert change(free, OWN, new) == 302
    user = User.objects.get(pk=door.user.pk)
    assert (passwords.which(user, new), passwords.which(user, SECOND)) == (Which.OWN, Which.SECOND)
    made = door.come_in(SECOND)
    assert change(made, SECOND, "what they wanted it to be") == 302  # whoever forces it can come in with it again
    user = User.objects.get(pk=door.user.pk)
    assert (passwords.which(user, new), passwords.which(user, "what they wanted it to be")) == (Which.OWN, Which.SECOND)
    assert made.get("/desk/").status_code == 200


def test_a_password_set_by_link_leaves_no_second_one(door):
    factors.set_password(door.user, passwords.hashed("words from a link again"), by=door.user.actor)

    assert passwords.which(User.objects.get(pk=door.user.pk), SECOND) is None


def test_one_s_own_password_is_no_second_one(door):
    with pytest.raises(Invalid):
        factors.keep_second_password(door.user, OWN, by=door.user.actor)


@pytest.fixture
def keys_as_served():
    """One's own key of a password takes as much work as where it is served: an answer without it shows."""
    with mock.patch.multiple(pairs, **KEYS_AS_SERVED):
        yield


@pytest.mark.heavy
@pytest.mark.usefixtures("keys_as_served")
def test_the_time_of_a_sign_in_does_not_tell_which_password_it_was(door, record_property):
    """Median over 60 tries each, in changing order, of the whole answer. Under 5 % of a hash as heavy as it is served with.

    Counted is the work of this process, which other work of the machine does not lengthen.
    """
    door.come_in(OWN)  # its own pair of keys is made once
    spent, code = {OWN: [], SECOND: []}, door.codes[0]
    for _number in range(TRIES):
        for password in random.sample(sorted(spent), len(spent)):
            client = Client()
            with nothing_stays():
                began = time.process_time()
                answer = client.post("/desk/sign-in/", {"account": "worker", "password": password, "code": code})
                spent[password].append(time.process_time() - began)
            assert answer.status_code == 302

    free, made = (statistics.median(times) for times in spent.values())
    share = abs(made - free) / statistics.median(heavy_hashes())
    record_property("figure", f"medians of {TRIES} sign-ins each differ by {share:.1%} of a hash")
    assert share < 0.05


def heavy_hashes():
    """How long a few hashes took, as heavy as they are served with."""
    hasher = Argon2PasswordHasher()
    for name, value in AS_SERVED.items():
        setattr(hasher, name, value)
    for _number in range(9):
        began = time.process_time()
        hasher.encode(OWN, hasher.salt())
        yield time.process_time() - began
