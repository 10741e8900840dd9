"""A photograph as it may be kept: turned upright, made smaller, encoded anew from its pixels alone. Nothing else of the file survives."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.core import pictures
from panoh.core.errors import Invalid
from panoh.core.pictures import FORMATS as FORMATS
from panoh.core.sandbox import RESOURCE_LIMIT, Limits, Refused, read_in_sandbox

MOST_BYTES = 12 * 1024 * 1024
LIMITS = Limits(memory=256, seconds=15)

TOO_LARGE = _("This file is larger than 12 MB. Take the photograph with a lower resolution, or send a smaller copy.")
NO_IMAGE = _("This photograph cannot be read. Choose a JPEG, PNG or WebP file.")
TOO_MANY = _("This photograph has too many pixels. Send a smaller copy.")


@dataclass(frozen=True, slots=True)
class Clean:
    """A JPEG that holds pixels and nothing else."""

    content: bytes
    width: int
    height: int


def clean(content: bytes) -> Clean:
    """The photograph without its metadata. Raises Invalid for what is too large, no image, or would burst when it is decoded."""
    if len(content) > MOST_BYTES:
        raise Invalid(TOO_LARGE, {"photograph": TOO_LARGE})
    try:
        size, bare = read_in_sandbox(pictures.read, content, LIMITS)
    except Refused as refused:
        sentence = TOO_MANY if refused.code in (pictures.TOO_MANY, RESOURCE_LIMIT) else NO_IMAGE
        raise Invalid(sentence, {"photograph": sentence}) from None
    return Clean(bare, size["width"], size["height"])
