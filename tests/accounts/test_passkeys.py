"""Passkeys: what a real device answers is taken, and whatever differs from it in one point is not."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from panoh.accounts import passkeys
from panoh.accounts.models import Passkey, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.core.errors import Invalid
from tests.factories.accounts import give_code_device, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOST, ORIGIN = "localhost", "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
PASSWORD = "four dull words here"


@dataclass
class Device:
    """A device that makes passkeys; each fact may be bent for a test."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    owner: bytes = b""
    counter: int = 0
    origin: str = ORIGIN
    host: str = HOST
    flags: int = PRESENT | VERIFIED

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, **response: bytes) -> dict[str, Any]:
        plain = {name: websafe_encode(value) for name, value in response.items()}
        return {"id": websafe_encode(self.credential), "rawId": websafe_encode(self.credential), "type": "public-key", "response": plain}

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Makes the passkey that was asked for."""
        wanted = options["publicKey"]
        data = AttestedCredentialData.create(b"\0" * 16, self.credential, ES256.from_cryptography_key(self.key.public_key()))
        seen = AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), self.flags | ATTESTED, self.counter, data)
        return self._answer(
            clientDataJSON=self._said("create", wanted["challenge"]), attestationObject=bytes(AttestationObject.create("none", seen, {}))
        )

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        """Shows the passkey."""
        self.counter += 1
        said = self._said("get", options["publicKey"]["challenge"])
        seen = AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), self.flags, self.counter)
        signature = self.key.sign(bytes(seen) + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        more = {"userHandle": self.owner} if self.owner else {}
        return self._answer(clientDataJSON=said, authenticatorData=bytes(seen), signature=signature, **more)


@pytest.fixture
def worker() -> User:
    return make_user(Role.SOCIAL_WORKER, username="worker", password=PASSWORD)


def keep(user: User, device: Device) -> Passkey:
    options, state = passkeys.new_options(user, HOST)
    return passkeys.keep_passkey(user, HOST, state, device.make(options), label="телефон", by=user.actor)


def show(device: Device) -> User | None:
    options, state = passkeys.sign_in_options(HOST)
    return passkeys.sign_in_with_passkey(HOST, state, device.show(options))


def test_a_passkey_signs_in_without_a_name(worker):
    device = Device(owner=worker.id.bytes)
    keep(worker, device)
    assert show(device) == worker
    assert show(device) == worker
    row = Passkey.objects.get()
    assert (row.sign_count, row.used_at is not None) == (2, True)
    assert list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True)) == [
        "accounts.passkey_added",
        "accounts.signed_in",
        "accounts.signed_in",
    ]


def test_options_ask_for_a_resident_verified_key_and_name_no_account(worker):
    asked, state = passkeys.new_options(worker, HOST)
    assert asked["publicKey"]["authenticatorSelection"]["residentKey"] == "required"
    assert asked["publicKey"]["authenticatorSelection"]["userVerification"] == "required"
    door, _state = passkeys.sign_in_options(HOST)
    assert door["publicKey"]["userVerification"] == "required"
    assert not door["publicKey"].get("allowCredentials")
    json.dumps([asked, state, door])


@pytest.mark.parametrize(
    "bent",
    [
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"origin": "https://panoh.example"},
        {"origin": "http://evil.example"},
        {"host": "evil.example"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"credential": b"another credential"},
        {"owner": b"somebody else's account"},
        {"counter": -1},
    ],
    ids=[
        "owner not asked",
        "nobody present",
        "other https origin",
        "other origin",
        "other host",
        "other key",
        "unknown",
        "other owner",
        "copied",
    ],
)
def test_what_differs_in_one_point_is_refused(worker, bent):
    device = Device(owner=worker.id.bytes, counter=5)
    keep(worker, device)
    for name, value in bent.items():
        setattr(device, name, value)
    assert show(device) is None
    assert AuditEvent.objects.order_by("-seq").values_list("verb", flat=True)[0] == "accounts.sign_in_failed"


def test_an_answer_to_another_question_is_refused(worker):
    device = Device()
    keep(worker, device)
    options, _state = passkeys.sign_in_options(HOST)
    _options, other = passkeys.sign_in_options(HOST)
    assert passkeys.sign_in_with_passkey(HOST, other, device.show(options)) is None


def test_a_passkey_of_a_closed_account_is_refused(worker):
    device = Device()
    keep(worker, device)
    with writes_allowed():
        User.objects.update(is_active=False)
    assert show(device) is None


@pytest.mark.parametrize("answer", [{}, {"id": 1}, {"id": "x", "rawId": "x", "type": "public-key", "response": {}}, {"response": None}])
def test_nonsense_is_refused_politely(answer):
    _options, state = passkeys.sign_in_options(HOST)
    assert passkeys.sign_in_with_passkey(HOST, state, answer) is None


@pytest.mark.parametrize("bent", [{"flags": PRESENT}, {"origin": "http://evil.example"}, {"host": "evil.example"}])
def test_a_new_passkey_that_differs_in_one_point_is_not_kept(worker, bent):
    with pytest.raises(Invalid):
        keep(worker, Device(**bent))
    assert Passkey.objects.count() == 0


def test_a_passkey_is_kept_once(worker):
    device = Device()
    keep(worker, device)
    with pytest.raises(Invalid):
        keep(make_user(), device)


def test_the_last_second_factor_is_not_removed(worker):
    row = keep(worker, Device())
    with pytest.raises(Invalid, match="only second factor"):
        passkeys.remove_passkey(worker, row.id, by=worker.actor)
    give_code_device(worker)
    passkeys.remove_passkey(worker, row.id, by=worker.actor)
    assert Passkey.objects.count() == 0


def test_nobody_removes_the_passkey_of_somebody_else(worker):
    row = keep(worker, Device())
    stranger = make_user()
    with pytest.raises(Passkey.DoesNotExist):
        passkeys.remove_passkey(stranger, row.id, by=stranger.actor)


# -- the pages ------------------------------------------------------------------------------------------------------------


def post(client: Client, view: str, body: dict[str, Any]):
    return client.post(reverse(f"desk:{view}"), json.dumps(body), content_type="application/json", headers={"Host": "localhost:8000"})


def test_the_pages_make_a_passkey_and_sign_in_with_it(worker):
    client, device = Client(), Device(owner=worker.id.bytes)
    sign_in(client, worker)
    assert post(client, "add_passkey", {"password": "wrong"}).status_code == 400
    options = post(client, "add_passkey", {"password": PASSWORD, "label": "телефон"}).json()
    kept = post(client, "add_passkey", {"answer": device.make(options), "label": "телефон", "back": "/desk/account/"})
    assert (kept.status_code, kept.json()) == (200, {"next": "/desk/account/"})
    assert Passkey.objects.get().label == "телефон"

    fresh = Client()
    answer = device.show(post(fresh, "passkey_options", {}).json())
    entered = post(fresh, "passkey_sign_in", {"answer": answer, "next": "https://evil.example/"})
    assert entered.json() == {"next": "/desk/"}
    assert fresh.get("/desk/account/").status_code == 200


def test_an_answer_is_taken_once(worker):
    device = Device()
    keep(worker, device)
    client = Client()
    answer = device.show(post(client, "passkey_options", {}).json())
    assert post(client, "passkey_sign_in", {"answer": answer}).status_code == 200
    assert post(client, "passkey_sign_in", {"answer": answer}).status_code == 401


def test_a_passkey_is_not_kept_without_the_question(worker):
    client, device = Client(), Device()
    sign_in(client, worker)
    options, _state = passkeys.new_options(worker, HOST)
    assert post(client, "add_passkey", {"answer": device.make(options)}).status_code == 400
    assert Passkey.objects.count() == 0
