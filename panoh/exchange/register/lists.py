"""Cells that hold several things: complaints and kinds of social help, as codes with the rest in words."""

import re
from dataclasses import dataclass

from panoh.exchange.register.cells import Cell, cell_lines
from panoh.exchange.register.folding import fold, starts
from panoh.exchange.register.values import is_blank_word, read_yes_no
from panoh.exchange.register.words import codes_by_word, complaint_stems, complaints_by_word, word_set

# Not between figures: 180/100 and 37,5 are one thing.
_BETWEEN = re.compile(r"[;•·\n]|(?<!\d)[,/]|[,/](?!\d)|\.\s+(?=[А-ЯЁӢҚҒӮҲҶA-Z])")
_AND = re.compile(r"\s(?:и|ва|and)\s", re.IGNORECASE)
OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class SocialHelp:
    """One kind of social help; what is not in the list is 'other' with its words."""

    code: str
    words: str = ""


def read_complaints(value: Cell) -> tuple[tuple[str, ...], str]:
    """The coded complaints, and in words all that the codes do not say."""
    codes: list[str] = []
    rest: list[str] = []
    for piece in _pieces(value):
        found, is_whole = _codes_of_complaint(piece)
        codes += found
        if not is_whole:
            rest.append(piece)
    return tuple(dict.fromkeys(codes)), "; ".join(rest)


def _codes_of_complaint(piece: str) -> tuple[list[str], bool]:
    known = complaints_by_word()
    folded = fold(piece)
    if folded in known:
        return [known[folded]], True
    words = folded.split()
    bare = " ".join(word for word in words if word not in word_set("cells", "strength"))
    if bare in known:
        return [known[bare]], True
    halves = [known.get(fold(half)) for half in _AND.split(piece)]
    if len(halves) > 1 and None not in halves:
        return [half for half in halves if half], True
    return [code for code, stems in complaint_stems().items() if any(starts(words, stem) for stem in stems)], False


def read_social(value: Cell) -> tuple[tuple[SocialHelp, ...], bool]:
    """The kinds of social help, each once; and whether the cell said only yes."""
    if (answer := read_yes_no(value)) is not None:
        return ((SocialHelp(OTHER),), True) if answer else ((), False)
    known = codes_by_word("social")
    found: dict[SocialHelp, None] = {}
    for piece in _pieces(value):
        halves = [piece] if fold(piece) in known else _AND.split(piece)
        if len(halves) > 1 and not all(fold(half) in known for half in halves):
            halves = [piece]
        for half in halves:
            code = known.get(fold(half), OTHER)
            found.setdefault(SocialHelp(code, half.strip() if code == OTHER else ""))
    return tuple(found), False


def _pieces(value: Cell) -> list[str]:
    pieces = (piece.strip(" .-–—") for line in cell_lines(value) for piece in _BETWEEN.split(line))
    return [piece for piece in pieces if piece and not is_blank_word(piece)]
