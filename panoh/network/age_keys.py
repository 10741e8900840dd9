"""Keys of centres abroad (age): read, told by their fingerprint, sealed to. Whoever holds the other half opens with plain `age`."""

import hashlib

import pyrage
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid

NOT_A_KEY = _("This is not an age public key. It begins with age1 and has 62 letters and digits. Copy all of it.")
SECRET_KEY = _("This is a secret key, which only the centre may have. Delete it and ask for the public key, which begins with age1.")


def checked_key(text: str) -> str:
    """The key as it is written. Raises Invalid where it is none, or is the half that was to stay with the centre."""
    key = "".join(text.split())
    if key.upper().startswith("AGE-SECRET-KEY"):
        raise Invalid(SECRET_KEY, {"key": SECRET_KEY})
    try:
        pyrage.x25519.Recipient.from_str(key)
    except (pyrage.RecipientError, ValueError):
        raise Invalid(NOT_A_KEY, {"key": NOT_A_KEY}) from None
    return key


def fingerprint(key: str) -> str:
    """What two people read to each other: 32 figures and letters of the key's SHA-256, in groups of four."""
    text = hashlib.sha256(key.encode("ascii")).hexdigest()[:32].upper()
    return " ".join(text[at : at + 4] for at in range(0, 32, 4))


def sealed_to(key: str, content: bytes) -> bytes:
    """An age file that the centre alone opens."""
    sealed: bytes = pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(key)])
    return sealed
