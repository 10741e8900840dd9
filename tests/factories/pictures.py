"""Photographs as a telephone makes them."""

import io
from typing import Any

from PIL import Image

PLACE = "Кӯчаи Исмоилӣ 12"


def a_picture(size: tuple[int, int] = (60, 40), kind: str = "JPEG", **more: Any) -> bytes:
    """A photograph that lies on its side and whose file says where it was taken."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = PLACE, 6  # the maker, and that it lies on its side
    written = io.BytesIO()
    Image.new("RGB", size, (180, 60, 50)).save(written, kind, exif=exif, **more)
    return written.getvalue()
