"""Web push: wakes an enrolled telephone through the service of its browser (RFC 8030), signed (RFC 8292), with nothing in it.

The service learns that this server wakes that telephone, and when; there is no message to read. A proxy is taken from the environment
(`https_proxy`, `no_proxy`). No redirect is followed: it would lead past the list of hosts.
"""

import json
import re
import ssl
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from panoh.core.clock import now
from panoh.core.files import replace_file
from panoh.core.notices import NotSent
from panoh.core.way_out import is_one_of

KEY_FILE = "push.key"
TIMEOUT = 5
KEPT = timedelta(hours=12)  # how long the service keeps it for a telephone that is switched off: a night. A token is good as long
LONGEST = 2000
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_ADDRESS = re.compile(r"(https://([a-z0-9][a-z0-9.-]*(?::\d{1,5})?))/[\x21\x22\x24-\x7e]*")  # no account, no fragment, no space


class Gone(NotSent):
    """The service knows this telephone no more."""


class NoWayOut(NotSent):
    """The service was not reached at all."""


def has_key(data: Path) -> bool:
    """Whether a telephone was ever enrolled here."""
    return (data / KEY_FILE).exists()


def own_key(data: Path) -> ec.EllipticCurvePrivateKey:
    """The key by which services know this server, made when it is first wanted. It opens nothing."""
    path = data / KEY_FILE
    if not path.exists():
        fresh = ec.generate_private_key(ec.SECP256R1())
        replace_file(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """Its public half, as browsers and services are told it."""
    return _text(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def origin_of(address: str, hosts: tuple[str, ...]) -> str | None:
    """Scheme and host of a telephone's address at its service; None where that is none of these hosts, or no plain address."""
    found = _ADDRESS.fullmatch(address) if len(address) <= LONGEST else None
    return found[1] if found and is_one_of(found[2], hosts) else None


def token(key: ec.EllipticCurvePrivateKey, *, audience: str, until: datetime, contact: str) -> str:
    """Says to one service, until then, that it is this server: a JWT signed with ES256."""
    head, claims = {"typ": "JWT", "alg": "ES256"}, {"aud": audience, "exp": int(until.timestamp()), "sub": contact}
    said = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{_text(r.to_bytes(32) + s.to_bytes(32))}"


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True, repr=False)
class PushDriver:
    """Wakes telephones through these hosts and no other. `contact`: whom a service may ask about this server."""

    key: ec.EllipticCurvePrivateKey
    contact: str
    hosts: tuple[str, ...]

    def send(self, to: str, text: str = "", link: str = "") -> None:
        """One message with nothing in it, whatever there is to say. Raises Gone, NoWayOut, NotSent; none of them carries the address."""
        origin = origin_of(to, self.hosts)
        if origin is None:
            raise NotSent
        signed = token(self.key, audience=origin, until=now() + KEPT, contact=self.contact)
        headers = {
            "TTL": str(int(KEPT.total_seconds())),
            "Urgency": "high",
            "Authorization": f"vapid t={signed}, k={public_text(self.key)}",
        }
        try:
            with _opener().open(Request(to, method="POST", headers=headers), timeout=TIMEOUT):  # noqa: S310 -- https alone: `_ADDRESS`
                return
        except HTTPError as error:
            with suppress(OSError):
                error.close()
            refused: NotSent = Gone() if error.code in GONE else NotSent()
        except (OSError, HTTPException):
            refused = NoWayOut()
        raise refused


def _opener() -> OpenerDirector:
    """HTTPS with the certificates of this computer, by the proxy of the environment where there is one; nothing that follows a redirect."""
    opener = OpenerDirector()
    opener.addheaders = []
    for handler in (ProxyHandler(), HTTPSHandler(context=ssl.create_default_context()), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener
