"""Text with separators: CSV in the encodings seen here, and rows pasted from a spreadsheet."""

import re
from collections.abc import Iterator
from itertools import islice

_ENCODINGS = ("utf-8", "cp1251", "cp866", "koi8-r", "mac-cyrillic")
_SEPARATORS = ("\t", ";", ",", "|")
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)


def decodings(data: bytes) -> Iterator[str]:
    """The texts these bytes may be, likeliest first; none when they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ("utf-8-sig",)
    elif b"\x00" in data:
        return
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Valid UTF-8 with letters beyond ASCII is UTF-8: nothing else looks like it.
        if encoding == "utf-8":
            return


def separators(text: str) -> tuple[str, ...]:
    """The separators this text may use."""
    if named := _SEPARATOR_LINE.match(text):
        return (named.group(1),)
    return tuple(separator for separator in _SEPARATORS if separator in text) or ("\t",)


def records(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows with the number a spreadsheet would show. A quotation mark that is never closed swallows nothing."""
    text = _SEPARATOR_LINE.sub("", text, count=1)
    cells: list[str] = []
    number, at, end = 1, 0, len(text)
    plain = re.compile(r"[^\r\n" + re.escape(separator) + "]*")
    width = max((line.count(separator) for line in islice(text[:100_000].splitlines(), 50)), default=0)
    while at < end:
        if text[at] == '"' and (quoted := _quoted(text, at, separator, width)):
            cell, at = quoted
        else:
            found = plain.match(text, at)
            assert found is not None
            cell, at = found.group(), found.end()
        cells.append(cell)
        if at >= end:
            break
        if text[at] == separator:
            at += 1
            if at >= end:
                cells.append("")
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        yield number, tuple(cells)
        number, cells = number + 1, []
    if cells:
        yield number, tuple(cells)


def _quoted(text: str, at: int, separator: str, width: int) -> tuple[str, int] | None:
    """The cell in quotation marks that opens at `at`, and where it ends; None when the mark is only a letter of the cell."""
    close = at + 1
    while True:
        close = text.find('"', close)
        if close < 0:
            return None
        if text.startswith('""', close):
            close += 2
            continue
        break
    after = close + 1
    while after < len(text) and text[after] == " ":
        after += 1
    if after < len(text) and text[after] not in (separator, "\r", "\n"):
        return None
    content = text[at + 1 : close]
    # Nearly a row's worth of separators over several lines: a stray mark that would swallow rows, not a cell of several lines.
    if "\n" in content and content.count(separator) >= max(3, width * 0.6):
        return None
    return content.replace('""', '"'), after
