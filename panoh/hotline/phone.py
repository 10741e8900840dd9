"""Sending from a telephone: the figures an officer chose, the day's sign-in they give, how a sealed record is laid down.

Whoever is signed in here can put something into the folder of what waits, and read nothing. What is checked lies on the disk, because it
has to be checked while everything is locked too (docs/adr/0018-phone.md says what a disk that is taken tells). No database here.
"""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from panoh.accounts.passwords import fits_hash, hashed
from panoh.accounts.server_keys import digest
from panoh.core.agent import data_folder
from panoh.core.clock import now
from panoh.core.files import read_json, write_json
from panoh.hotline.pins import is_pin
from panoh.vault import intake

KIND = "phone"  # of the message that is laid down: who sent it, and the record as the telephone sealed it
PINS = "phone-pins"
GOOD_FOR = dt.timedelta(days=30)  # then the figures are chosen anew
DAY = dt.timedelta(hours=24)
SALT = "panoh.hotline.phone"
MOST_BYTES = 256 * 1024  # of one sealed record: words of twenty thousand letters, and room


def page_address(language: str, here: Callable[[str], str]) -> str:
    """Where telephones open the page: under the name of its own, where there is one; else where a path leads `here`."""
    path = reverse("public:field", args=[language])
    return f"https://{settings.FIELD_HOSTS[0]}{path}" if settings.FIELD_HOSTS else here(path)


def _folder() -> Path:
    return data_folder() / PINS


def _path(account: str) -> Path:
    return _folder() / f"{digest('phone pin', account.strip().casefold()).hex()[:32]}.json"


def set_pin(account: str, user: UUID, pin: str) -> dt.datetime:
    """Keeps a slow hash of the figures of an account; answers until when they are good. Raises ValueError for what is no PIN."""
    if not is_pin(pin):
        raise ValueError("pin")
    until = now() + GOOD_FOR
    _folder().mkdir(mode=0o700, exist_ok=True)
    write_json(_path(account), {"user": str(user), "pin": hashed(pin), "until": until.isoformat()})
    return until


def drop(account: str) -> None:
    """The figures of an account are good no more."""
    _path(account).unlink(missing_ok=True)


def good_until(account: str) -> dt.datetime | None:
    """Until when the figures of an account are good; None where there are none."""
    kept = read_json(_path(account))
    until = dt.datetime.fromisoformat(kept["until"]) if kept else None
    return until if until and until > now() else None


def holders() -> dict[UUID, Path]:
    """Whose figures are still good, and in which file they lie. What is past its time is deleted here."""
    found = {}
    for path in _folder().glob("*.json"):
        kept = read_json(path)
        if kept and dt.datetime.fromisoformat(kept["until"]) > now():
            found[UUID(kept["user"])] = path
        else:
            path.unlink(missing_ok=True)
    return found


def sign_in(account: str, pin: str) -> str | None:
    """The sign-in of a day for an account and its figures; None for whatever does not fit, after the same work."""
    kept = read_json(_path(account)) if good_until(account) else {}
    if not fits_hash(kept.get("pin"), pin):
        return None
    return signing.dumps(kept["user"], salt=SALT)


def whose(token: str, *, old: bool = False) -> UUID | None:
    """The account that signed in; None for what is no sign-in, or one of yesterday. `old`: also that, for what was sent with it in time."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=None if old else DAY))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def signed_in_at(token: str) -> dt.datetime:
    """When that sign-in was given, of one that `whose` knows."""
    return dt.datetime.fromtimestamp(signing.b62_decode(token.rsplit(":", 2)[1]), dt.UTC)


def lay_down(sealed: bytes, token: str) -> None:
    """Keeps a record that a telephone sealed, with who sent it, until it is taken in; the same one again changes nothing.

    The number of what is laid down comes from the sealed bytes, so a repeat finds it. Raises intake.Unreadable for what is no sealed
    message, intake.NoRoom, OSError.
    """
    intake.number_of(sealed)
    data, number = data_folder(), sha256(sealed).digest()[: intake.NUMBER_BYTES]
    key = intake.public_key(data)
    if key is None:
        raise intake.NoRoom
    if not any((data / intake.FOLDER).glob(f"{number.hex()}-*{intake.ENDING}")):
        intake.lay_down(data, intake.seal(key, number, intake.Message(KIND, {"token": token}, [sealed])))
