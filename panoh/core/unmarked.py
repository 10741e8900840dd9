"""Pictures without what cameras and programs wrote beside the pixels: place, day, owner, remarks, small earlier pictures.

Nothing is decoded and nothing encoded; a part is kept where it is known to be needed for drawing. Read apart (`core.sandbox`): no Django
here.
"""

import struct
from collections.abc import Iterator

JPEG_BEGINS, JPEG2000_BEGINS, JP2_BEGINS = b"\xff\xd8", b"\xff\x4f", b"\x00\x00\x00\x0cjP  "
_JFIF = b"JFIF\x00"
# Of segments with words only these: the colour profile, and which colours Adobe's programs mean.
_WORDS_KEPT = {0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_APPLICATIONS, _REMARK = range(0xE0, 0xF0), 0xFE
_RESTARTS, _ALONE = range(0xD0, 0xD8), {0x01}
_END, _SCAN = 0xD9, 0xDA
_BOXES_KEPT = {b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jp2c"}
_REMARK_2000, _TILE = 0x64, 0x90


class Unreadable(ValueError):
    """No picture of this kind."""


def unmarked_jpeg(content: bytes) -> bytes:
    """The JPEG up to its end, without remarks and what applications wrote. Raises Unreadable."""
    if not content.startswith(JPEG_BEGINS):
        raise Unreadable
    return JPEG_BEGINS + b"".join(_jpeg_parts(content))


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    at = 2
    while at < len(content):
        marker, start = _marker(content, at)
        if marker == _END:
            yield b"\xff\xd9"
            return
        if marker in _RESTARTS or marker in _ALONE:
            at = start
            continue
        (length,) = struct.unpack_from(">H", content, start)
        at = start + length
        if length < 2 or at > len(content):
            raise Unreadable
        yield _segment(marker, content[start + 2 : at])
        if marker == _SCAN:
            pixels = at
            at = _end_of_scan(content, at)
            yield content[pixels:at]


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Which marker stands here, and where what follows it begins: it may be filled up with 0xFF."""
    start = at
    while content[start : start + 1] == b"\xff":
        start += 1
    if start == at or start + 1 > len(content) or not content[start]:
        raise Unreadable
    return content[start], start + 1


def _segment(marker: int, words: bytes) -> bytes:
    """The segment as it is kept: nothing of most, of the first one no small picture."""
    if marker == _APPLICATIONS.start and words.startswith(_JFIF):
        words = words[:12] + b"\x00\x00"
    elif marker == _REMARK or (marker in _APPLICATIONS and not (marker in _WORDS_KEPT and words.startswith(_WORDS_KEPT[marker]))):
        return b""
    return struct.pack(">BBH", 0xFF, marker, len(words) + 2) + words


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the packed pixels end: at the next marker that is no restart. A cut off picture has none."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if not following:
            break
        if following[0] and following[0] not in _RESTARTS and following[0] != 0xFF:
            return at
        at += 1 if following[0] == 0xFF else 2
    return len(content)


def unmarked_jpeg2000(content: bytes) -> bytes:
    """The JPEG 2000, bare or in its boxes, without remarks and what applications wrote. Raises Unreadable."""
    if content.startswith(JPEG2000_BEGINS):
        return _without_remarks(content)
    if not content.startswith(JP2_BEGINS):
        raise Unreadable
    return b"".join(_box(kind, inner) for kind, inner in _boxes(content) if kind in _BOXES_KEPT)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        end = at + length if length else len(content)
        if end < at + head:
            raise Unreadable
        yield kind, content[at + head : end]
        at = end


def _box(kind: bytes, inner: bytes) -> bytes:
    inner = _without_remarks(inner) if kind == b"jp2c" else inner
    return struct.pack(">I4s", len(inner) + 8, kind) + inner


def _without_remarks(stream: bytes) -> bytes:
    """The codes of the pixels without the remarks in their head."""
    if not stream.startswith(JPEG2000_BEGINS):
        raise Unreadable
    kept, at = [JPEG2000_BEGINS], 2
    while True:
        first, marker, length = struct.unpack_from(">BBH", stream, at)
        if first != 0xFF or length < 2:
            raise Unreadable
        if marker == _TILE:
            return b"".join([*kept, stream[at:]])
        if marker != _REMARK_2000:
            kept.append(stream[at : at + 2 + length])
        at += 2 + length
