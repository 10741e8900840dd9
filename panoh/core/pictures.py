"""A picture is decoded and encoded anew from its pixels alone. Read apart (`core.sandbox`): no Django here."""

import io
import warnings
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin

from panoh.core.sandbox import Refused

# Named, so that they are here before the process gives up opening files: the library would fetch them when it meets one.
FETCHED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
Image.init()
MOST_PIXELS = 50_000_000  # of a JPEG, which is decoded small
MOST_DECODED = 20_000_000  # of what is decoded whole, four bytes a pixel
LONGEST_SIDE = 1600
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
TOO_MANY = "pixels"
NO_IMAGE = "no_image"


def read(content: bytes) -> tuple[Any, bytes]:
    """Width and height, and the JPEG. Raises Refused: TOO_MANY pixels, or NO_IMAGE."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _encoded(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused(NO_IMAGE) from None


def _encoded(content: bytes) -> tuple[Any, bytes]:
    with Image.open(io.BytesIO(content), formats=FORMATS) as read:
        if read.width * read.height > (MOST_PIXELS if read.format in ("JPEG", "MPO") else MOST_DECODED):
            raise Image.DecompressionBombError
        read.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded small
        ImageOps.exif_transpose(read, in_place=True)
        upright = read.convert("RGB") if read.mode != "RGB" else read
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        bare = Image.new("RGB", upright.size)  # comments and profiles hang on the image that was read
        bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return {"width": bare.width, "height": bare.height}, written.getvalue()
