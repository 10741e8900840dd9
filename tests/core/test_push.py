"""Web push: how this server says who it is, what leaves, whither alone, and what the services' answers mean."""

import json
import stat
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from panoh.core.clock import now
from panoh.core.notices import NotSent
from panoh.core.push import KEPT, Gone, NoWayOut, PushDriver, has_key, origin_of, own_key, public_text, token
from panoh.core.way_out import blocked_since, note_way_out, push_hosts
from tests.push_service import push_service

# RFC 8292, 2.4: its own example.
RFC_HEAD = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9"
RFC_CLAIMS = "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0"
RFC_SIGNATURE = "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
RFC_KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(signed, key):
    """As a push service does: the signature is r and s, 32 bytes each."""
    said, _dot, signature = signed.rpartition(".")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    whole = raw(signature)
    r, s = int.from_bytes(whole[:32]), int.from_bytes(whole[32:])
    public.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(SHA256()))
    return json.loads(raw(said.partition(".")[2])), len(whole)


@pytest.fixture
def service(tmp_path, monkeypatch):
    with push_service(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        yield running


@pytest.fixture
def driver(tmp_path, service):
    return PushDriver(own_key(tmp_path), "https://unit.example", (service.host,))


def test_the_example_of_the_standard_is_read_and_its_words_are_made_the_same_way(tmp_path):
    claims, _size = check(f"{RFC_HEAD}.{RFC_CLAIMS}.{RFC_SIGNATURE}", RFC_KEY)
    until = datetime.fromtimestamp(claims["exp"], UTC)

    made = token(own_key(tmp_path), audience=claims["aud"], until=until, contact=claims["sub"])

    assert made.rpartition(".")[0] == f"{RFC_HEAD}.{RFC_CLAIMS}"


def test_a_service_can_check_the_token_with_the_public_key_alone(tmp_path):
    key = own_key(tmp_path)
    until = datetime(2026, 11, 24, 12, tzinfo=UTC)
    made = token(key, audience="https://push.example.net", until=until, contact="https://unit.example")

    claims, size = check(made, public_text(key))

    assert claims == {"aud": "https://push.example.net", "exp": 1795521600, "sub": "https://unit.example"}
    assert size == 64
    with pytest.raises(InvalidSignature):
        check(made, RFC_KEY)


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path):
    assert not has_key(tmp_path)
    first = public_text(own_key(tmp_path))

    assert public_text(own_key(tmp_path)) == first
    assert has_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "push.key").stat().st_mode) == 0o600
    assert len(raw(first)) == 65


def test_what_leaves_is_empty_pressing_and_signed_for_that_service(service, driver):
    driver.send(service.address("kept-apart"))

    ((path, headers, body),) = service.got
    assert (path, body, headers["content-length"]) == ("/wp/kept-apart", b"", "0")
    assert (headers["ttl"], headers["urgency"]) == ("43200", "high")
    assert set(headers) == {"host", "content-length", "connection", "accept-encoding", "ttl", "urgency", "authorization"}
    scheme, signed, key = headers["authorization"].replace(",", "").split()
    claims, _size = check(signed.removeprefix("t="), key.removeprefix("k="))
    assert (scheme, claims["aud"]) == ("vapid", f"https://{service.host}")
    assert timedelta(hours=24) >= KEPT
    assert 0 < claims["exp"] - now().timestamp() <= KEPT.total_seconds()


@pytest.mark.parametrize(("status", "raised"), [(404, Gone), (410, Gone), (403, NotSent), (429, NotSent), (500, NotSent)])
def test_what_a_service_answers(service, driver, status, raised):
    service.status = status

    with pytest.raises(NotSent) as refused:
        driver.send(service.address("kept-apart"))
    assert type(refused.value) is raised
    assert "kept-apart" not in repr(refused.value) + str(refused.value.__cause__) + str(refused.value.__context__)


def test_no_redirect_is_followed(service, driver):
    service.status, service.moved_to = 307, service.address("elsewhere")

    with pytest.raises(NotSent):
        driver.send(service.address("kept-apart"))
    assert [path for path, _headers, _body in service.got] == ["/wp/kept-apart"]


def test_a_certificate_of_nobody_known_is_no_way_out(service, driver, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(NoWayOut):
        driver.send(service.address("kept-apart"))
    assert service.got == []


def test_where_nobody_listens_there_is_no_way_out(tmp_path):
    with pytest.raises(NoWayOut):
        PushDriver(own_key(tmp_path), "https://unit.example", ("localhost:1",)).send("https://localhost:1/x")


def test_the_proxy_of_the_environment_is_asked(service, driver, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")

    with pytest.raises(NoWayOut):
        driver.send(service.address("kept-apart"))
    assert service.got == []


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc:APA91b-_",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA",
        "https://web.push.apple.com/QGuQ",
        "https://db5p.notify.windows.com/w/?token=BQY%3d",
    ],
)
def test_the_services_of_browsers_are_on_the_list(address):
    assert origin_of(address, push_hosts()) == "/".join(address.split("/")[:3])


@pytest.mark.parametrize(
    "address",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://me:pass@fcm.googleapis.com/x",
        "https://evil.example/#.push.apple.com/",
        "https://evil.example\\.push.apple.com/x",
        "https://push.apple.com/x",
        "https://.push.apple.com/x",
        "https://notpush.apple.com/x",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\r\nHost: evil.example",
        "https://fcm.googleapis.com/x\n",
        "https://FCM.googleapis.com/x",
        "https://fcm.googleapis.com",
        "file:///etc/passwd",
        "",
        "https://fcm.googleapis.com/" + "x" * 2000,
    ],
)
def test_nothing_is_sent_to_any_other_place(tmp_path, address):
    assert origin_of(address, push_hosts()) is None
    with pytest.raises(NotSent) as refused:
        PushDriver(own_key(tmp_path), "https://unit.example", push_hosts()).send(address)
    assert type(refused.value) is NotSent


def test_since_when_there_is_no_way_out_is_kept_for_each_service_until_there_is_one(tmp_path):
    first = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
    one, other = "https://fcm.googleapis.com", "https://web.push.apple.com"
    assert blocked_since(tmp_path) is None

    note_way_out(tmp_path, one, is_open=False, at=first)
    note_way_out(tmp_path, one, is_open=False, at=first + timedelta(hours=1))
    note_way_out(tmp_path, other, is_open=False, at=first + timedelta(hours=2))
    assert blocked_since(tmp_path) == first

    note_way_out(tmp_path, one, is_open=True, at=first)
    assert blocked_since(tmp_path) == first + timedelta(hours=2)
    note_way_out(tmp_path, other, is_open=True, at=first)
    assert blocked_since(tmp_path) is None
