"""A PDF that only shows: no program, no file within, no password, also not in its packed parts. Read apart (`core.apart`): no Django here.

A PDF says what it does in dictionaries. They lie in clear between the streams, or packed in streams that hold objects, which are unpacked
here; what other streams hold is drawn, not done. Letters of a name may be written as numbers (`/J#61vaScript`): they are read as letters.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from panoh.core.apart import BURST, Refused

ACTIVE = "active"
NO_PAPER = "no_paper"
MOST_OBJECTS = 100_000  # a scan has a few a page
MOST_UNPACKED = 32 * 1024 * 1024  # of all the objects that are packed
# What a paper never needs. The short names could stand in the bytes of a picture by chance: they are looked for outside of streams alone.
_LONG = re.compile(rb"/(JavaScript|EmbeddedFiles?|RichMedia|Launch|Encrypt)\b")
_SHORT = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|EF|RichMedia|XFA|Encrypt)\b")
_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
_AS_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b")
_PACKED = re.compile(rb"/Filter\b")
_PACKED_AS_USUAL = re.compile(rb"/Filter\s*(?:\[\s*/FlateDecode\s*\]|/FlateDecode\b)")
_SHIFTED = re.compile(rb"/(DecodeParms|DP)\b")  # unpacked it would read otherwise than it lies there
_TAIL = 2048  # a PDF ends here
_ZIP_ENDS = b"PK\x05\x06"  # a packed folder that hangs behind the paper: whoever opens it as such finds other files
_ZIP_TAIL = 66_000


def read(content: bytes) -> tuple[Any, bytes]:
    """Nothing to tell: the paper is kept as it came. Raises Refused: NO_PAPER, ACTIVE, or BURST."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_TAIL:]:
        raise Refused(NO_PAPER)
    if _ZIP_ENDS in content[-_ZIP_TAIL:]:
        raise Refused(ACTIVE)
    if sum(1 for _object in islice(_OBJECT.finditer(content), MOST_OBJECTS + 1)) > MOST_OBJECTS:
        raise Refused(BURST)
    if _LONG.search(_plain(content)) or any(_SHORT.search(_plain(part)) for part in _dictionaries(content)):
        raise Refused(ACTIVE)
    return None, b""


def _plain(part: bytes) -> bytes:
    return _AS_NUMBER.sub(lambda number: bytes([int(number[1], 16)]), part)


def _dictionaries(content: bytes) -> Iterator[bytes]:
    """What lies between the streams, and the objects that are packed within them."""
    at, left = 0, MOST_UNPACKED
    while (start := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", start + 6)) >= 0:
        yield (between := content[at:start])
        if _OBJECTS.search(head := _plain(between)):
            unpacked = _unpacked(head, content[start + 6 : end], left)
            left -= len(unpacked)
            yield unpacked
        at = end + len(b"endstream")
    yield content[at:]


def _unpacked(head: bytes, stream: bytes, most: int) -> bytes:
    """The objects of a stream. Packed in another way than the usual one they could hide anything, so that is refused."""
    packed = len(_PACKED.findall(head))
    if _SHIFTED.search(head) or packed != len(_PACKED_AS_USUAL.findall(head)):
        raise Refused(ACTIVE)
    if not packed:
        return stream
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(stream.removeprefix(b"\r").removeprefix(b"\n"), max(1, most))
    except zlib.error:
        raise Refused(NO_PAPER) from None
    if unpacker.unconsumed_tail:
        raise Refused(BURST)
    if not unpacker.eof:  # it ends before its end: what follows would be read by others and not by us
        raise Refused(NO_PAPER)
    return unpacked
