"""Which lines under the heads are no persons' rows: blanks, totals, headings, heads printed again, numbers written in advance."""

import re
from collections.abc import Sequence
from enum import StrEnum

from panoh.core import clock
from panoh.exchange.register.dates import NotADateError, read_date
from panoh.exchange.register.folding import fold
from panoh.exchange.register.heads import NAME_FIELDS, OURS
from panoh.exchange.register.words import codes_by_word, word_set

type LineCell = tuple[str, str, str]  # field, head, text
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_WIDE = 3


class Why(StrEnum):
    """Why a line is no row."""

    BLANK = "blank"
    HEADING = "heading"
    TOTAL = "total"
    HEADS_AGAIN = "heads_again"
    COLUMN_NUMBERS = "column_numbers"
    NUMBER_ONLY = "number_only"


def reason_left_out(cells: Sequence[LineCell], widest: int, is_first: bool) -> Why | None:
    """Why this line is no person's row, None when it is one. `widest` is the number of columns its widest merged cell covers."""
    filled = [cell for cell in cells if cell[2] and cell[0] != OURS]
    if not filled:
        return Why.BLANK
    if _is_heads_again(filled):
        return Why.HEADS_AGAIN
    if is_first and _is_column_numbers(cells):
        return Why.COLUMN_NUMBERS
    if _is_total(filled):
        return Why.TOTAL
    if len(filled) == 1:
        return _reason_for_single(cells, filled[0], widest)
    return None


def _is_heads_again(filled: Sequence[LineCell]) -> bool:
    same = sum(fold(text) == fold(head) for _field, head, text in filled)
    return same >= 3 and same * 2 >= len(filled)


def _is_column_numbers(cells: Sequence[LineCell]) -> bool:
    """The line 1, 2, 3 … under the heads of printed forms."""
    texts = [text for _field, _head, text in cells if text]
    return len(texts) >= 5 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _is_total(filled: Sequence[LineCell]) -> bool:
    totals = word_set("lines", "totals")
    says_total = any(
        folded in totals or any(folded.startswith(f"{total} ") for total in totals)
        for folded in (fold(text) for _field, _head, text in filled[:3])
    )
    # A person may be called nearly anything: with a day of admission the line is a row.
    return says_total and not any(field == "admitted_on" and _is_date(text) for field, _head, text in filled)


def _reason_for_single(cells: Sequence[LineCell], cell: LineCell, widest: int) -> Why | None:
    field, _head, text = cell
    folded = fold(text)
    is_figure = folded.replace(" ", "").isdigit() or not folded
    if is_figure and field in ("number", "survivor_number", ""):
        return Why.NUMBER_ONLY
    if is_figure and field in ("sessions", "age", "medical", "social"):
        return Why.TOTAL
    if widest >= _WIDE:
        return Why.HEADING
    if field in NAME_FIELDS:
        return Why.HEADING if _sounds_like_heading(text) else None
    if field == "number" or _sounds_like_heading(text):
        return None if field in ("admitted_on", "birth") and _is_date(text) else Why.HEADING
    first = next((k for k, other in enumerate(cells) if other is cell), 0)
    return Why.HEADING if not field and first < 2 else None


def _sounds_like_heading(text: str) -> bool:
    words = set(fold(text).split())
    return bool(_YEAR.search(text)) or bool(words & word_set("lines", "headings")) or fold(text) in codes_by_word("months")


def _is_date(text: str) -> bool:
    try:
        return read_date(text, latest=clock.today()) is not None
    except NotADateError:
        return False
