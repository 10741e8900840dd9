"""A scanned paper as it may be kept: a PDF written anew from its pages, or a picture encoded anew. Its first bytes say what it is, not its
name."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.core import papers
from panoh.core.errors import Invalid
from panoh.core.images import FORMATS, clean
from panoh.core.sandbox import RESOURCE_LIMIT, Limits, Refused, read_in_sandbox

MOST_BYTES = 8 * 1024 * 1024
ACCEPTED = "application/pdf," + ",".join(f"image/{name.lower()}" for name in FORMATS)
LIMITS = Limits(memory=128, seconds=10)

TOO_LARGE = _("This file is larger than 8 MB. Scan it in grey at 200 dots per inch, or send it page by page.")
EMPTY = _("This file is empty. Choose another one.")
NO_SCAN = _("This is not a PDF or a picture that can be read. Choose a PDF, JPEG, PNG or WebP file.")
ACTIVE = _("This PDF has a password, another file at its end, or a form that does not show its answers. Print it and scan the print.")
BURSTS = _("This PDF is much larger inside than a scanned paper. Scan the paper again, or print the file and scan the print.")
_SENTENCES = {papers.ACTIVE: ACTIVE, RESOURCE_LIMIT: BURSTS}


@dataclass(frozen=True, slots=True)
class Scan:
    """The bytes to keep, and what they are: "pdf" or "jpeg"."""

    content: bytes
    kind: str

    @property
    def media_type(self) -> str:
        """As a browser is told."""
        return MEDIA_TYPES[self.kind]


MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg"}


def clean_scan(content: bytes, *, field: str = "scan") -> Scan:
    """The scan as it is kept. Raises Invalid, beside `field`, for what is too large, something else, or cannot be opened."""
    if not content:
        raise Invalid(EMPTY, {field: EMPTY})
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE, {field: TOO_LARGE})
    if content.startswith(b"%PDF-"):
        return Scan(_written_anew(content, field), "pdf")
    try:
        return Scan(clean(content).content, "jpeg")
    except Invalid as refused:
        sentence = NO_SCAN if "photograph" in refused.fields and not content.startswith(_PICTURES) else refused.sentence
        raise Invalid(sentence, {field: sentence}) from None


def _written_anew(content: bytes, field: str) -> bytes:
    try:
        _told, written = read_in_sandbox(papers.read, content, LIMITS)
    except Refused as refused:
        sentence = _SENTENCES.get(refused.code, NO_SCAN)
        raise Invalid(sentence, {field: sentence}) from None
    return written


_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
