"""Messages from outside, as the form seals them."""

from pathlib import Path
from typing import Any

from panoh.intake import receipts
from panoh.intake.actions import take_in
from panoh.intake.models import Thread
from panoh.vault import intake

SAID = {
    "words": "Бародарамро заданд, дасташ шикаст",
    "soon": "now",
    "whom": "family",
    "place": "TJ-KT",
    "number": "98 787 66 66",
    "reach": "баъди соати 18, гӯед аз дӯкон",
    "not_tell": "шавҳарам",
    "language": "tg",
}


def lay_form(data: Path, *, secret: str | None = None, files: tuple[bytes, ...] = (), **facts: Any) -> str:
    """A form that was filled in and waits; answers its receipt."""
    secret = secret or receipts.new_secret()
    receipt = receipts.receipt_from(secret)
    said = {**SAID, **facts, "receipt": receipts.receipt_hash(receipt).hex()}
    lay(data, secret, intake.Message("contact", said, files))
    return receipt


def lay_more(data: Path, receipt: str, *, secret: str | None = None, **facts: Any) -> None:
    """Something added with a receipt, that waits."""
    said = {"asks": "more", "words": "Боз як чиз", **facts, "receipt": receipts.receipt_hash(receipt).hex()}
    lay(data, secret or receipts.new_secret(), intake.Message("more", said))


def lay(data: Path, secret: str, message: intake.Message) -> None:
    """A message of any kind, that waits."""
    key = intake.public_key(data)
    assert key is not None
    intake.lay_down(data, intake.seal(key, receipts.number_from(secret), message))


def make_thread(data: Path, **facts: Any) -> tuple[Thread, str]:
    """A form that was taken in, and its receipt."""
    receipt = lay_form(data, **facts)
    take_in(data)
    return Thread.objects.get(receipt=receipts.receipt_hash(receipt)), receipt
