"""The receipt: figures that whoever wrote takes along, from which alone the way back leads to what was answered.

They are computed from the secret of the form, which stands in the page and nowhere else: so the page shows them while everything is
locked, shows the same again when it is sent twice, and nobody who takes the server can compute them. Kept is only a hash.
"""

import base64
import binascii
import secrets
from hashlib import sha256

SECRET_BYTES = 32
FIGURES, GROUP = 25, 5  # 83 bits, all of them chance: as good as never guessed; figures have one keyboard in every language
HASH_BYTES = 32


def new_secret() -> str:
    """The secret of a fresh form, as text of 43 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(SECRET_BYTES)).decode().rstrip("=")


def tidy_secret(sent: str) -> str:
    """The secret that came back with a form; a fresh one in place of what is none."""
    try:
        whole = len(base64.b64decode(sent + "=", altchars=b"-_", validate=True)) == SECRET_BYTES
    except (binascii.Error, ValueError):
        whole = False
    return sent if whole and len(sent) == 43 else new_secret()


def _from(secret: str, use: bytes) -> bytes:
    return sha256(b"panoh form 1\0" + use + b"\0" + secret.encode()).digest()


def number_from(secret: str) -> bytes:
    """The number of the message that a form sends: 16 bytes, the same however often it is sent."""
    return _from(secret, b"number")[:16]


def receipt_from(secret: str) -> str:
    """The receipt of a form, as 25 figures."""
    return f"{int.from_bytes(_from(secret, b'receipt')) % 10**FIGURES:0{FIGURES}}"


def shown(receipt: str) -> str:
    """In groups, to be copied by hand."""
    return " ".join(receipt[at : at + GROUP] for at in range(0, len(receipt), GROUP))


def tidy(typed: str) -> str:
    """What was typed as figures alone, in whatever script; blank where it cannot be a receipt."""
    figures = "".join(str(int(sign)) for sign in typed[:200] if sign.isdecimal())
    return figures if len(figures) == FIGURES else ""


def receipt_hash(receipt: str) -> bytes:
    """What is kept of a receipt. A plain hash will do: nobody tries 83 bits."""
    return sha256(b"panoh receipt 1\0" + receipt.encode()).digest()
