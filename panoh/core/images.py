"""A photograph as it may be kept: turned upright, made smaller, encoded anew from its pixels alone. Nothing else of the file survives."""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from panoh.core.errors import Invalid

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")

TOO_LARGE = _("This file is larger than 12 MB. Take the photograph with a lower resolution, or send a smaller copy.")
NO_IMAGE = _("This is not a photograph that can be read. Choose a JPEG, PNG or WebP file.")
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
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _encoded(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(TOO_MANY, {"photograph": TOO_MANY}) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Invalid(NO_IMAGE, {"photograph": NO_IMAGE}) from None


def _encoded(content: bytes) -> Clean:
    with Image.open(io.BytesIO(content), formats=FORMATS) as read:
        if read.width * read.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        read.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded small
        upright = ImageOps.exif_transpose(read).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)  # comments and profiles hang on the image that was read
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Clean(written.getvalue(), bare.width, bare.height)
