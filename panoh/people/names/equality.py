"""When two names are the same name: across scripts, spellings, endings and the order of their parts."""

from collections.abc import Sequence

from panoh.people.names.folding import Folded, Token, fold, fold_token

_BETWEEN = "\x1f"


def same_name(one: str, other: str) -> bool:
    """Whether two names, whole or in part, are equal after folding.

    The parts may stand in any order, and a patronymic that only one of them has is left out. A surname equals
    itself with another ending (Назаров, Назарзода); a given name does not equal its feminine (Карим, Карима).
    """
    first, second = fold(one).tokens, fold(other).tokens
    if len(first) != len(second):
        first, second = _without_patronymics(first), _without_patronymics(second)
    return bool(first) and len(first) == len(second) and _pairs_up(first, second, endings=1)


def same_patronymic(one: str, other: str) -> bool | None:
    """Whether two patronymics name the same father (Парвиз, Парвизович, Парвиззода); None when either is blank."""
    first, second = (_joined(fold(text).tokens) for text in (one, other))
    if first is None or second is None:
        return None
    return not _families(first).isdisjoint(_families(second))


def name_key(family: str, given: str) -> frozenset[str]:
    """Keys to look a person's name up by: two names are the same when they share a key. Nothing written, no key.

    The two parts may have been put into each other's place. Patronymics are left out of both.
    """
    first, second = _parts(fold(family), fold(given))
    keys = set()
    if _may_be_family(first, second):
        keys |= {as_family + _BETWEEN + as_given for as_family in _families_of(first) for as_given in _givens(second)}
    if _may_be_family(second, first):
        keys |= {as_family + _BETWEEN + as_given for as_family in _families_of(second) for as_given in _givens(first)}
    return frozenset(keys - {_BETWEEN})


def _without_patronymics(parts: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(part for part in parts if not part.is_patronymic) or tuple(parts)


def _joined(parts: Sequence[Token]) -> Token | None:
    """The parts as one word: Саид Мурод is Саидмурод."""
    return fold_token("".join(part.text for part in parts)) if parts else None


def _parts(family: Folded, given: Folded) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """Family and given name without patronymics. A name written whole into one field is cut after its first word."""
    first, second = _without_patronymics(family.tokens), _without_patronymics(given.tokens)
    whole = first or second
    if len(whole) > 1 and not (first and second):
        surname = next((part for part in whole if part.is_surname), whole[0])
        return (surname,), tuple(part for part in whole if part is not surname)
    return first, second


def _may_be_family(parts: Sequence[Token], others: Sequence[Token]) -> bool:
    """A part with the ending of a surname is the family name, unless the other has one too."""
    return any(part.is_surname for part in parts) or not any(part.is_surname for part in others)


def _families_of(parts: Sequence[Token]) -> set[str]:
    """The roots of a family name, and of each name of a double one."""
    whole = _joined(parts)
    if whole is None:
        return {""}
    return _families(whole).union(*(_families(part) for part in parts if part.is_surname))


def _givens(parts: Sequence[Token]) -> set[str]:
    whole = _joined(parts)
    return {reading.full for reading in whole.all_readings} if whole else {""}


def _families(token: Token) -> set[str]:
    """The roots that stand for the family: -ӣ too is an ending there (Усмонӣ, Усмонов)."""
    roots = {reading.root for reading in token.all_readings}
    return roots | {stem[:-1] for stem in roots if stem.endswith("i") and len(stem) > 3}


def _pairs_up(first: tuple[Token, ...], second: tuple[Token, ...], *, endings: int) -> bool:
    """Whether every token of the one has its own in the other.

    One surname may have lost its ending on the way: were it two, Рустам Каримов would be Карим Рустамов.
    """
    if not first:
        return True
    token, rest = first[0], first[1:]
    for place, other in enumerate(second):
        left = endings - (token.is_surname != other.is_surname)
        if left >= 0 and _equal(token, other) and _pairs_up(rest, second[:place] + second[place + 1 :], endings=left):
            return True
    return False


def _equal(one: Token, other: Token) -> bool:
    if one.is_surname or other.is_surname:
        return not _families(one).isdisjoint(_families(other))
    return not _fulls(one).isdisjoint(_fulls(other))


def _fulls(token: Token) -> set[str]:
    return {reading.full for reading in token.all_readings}
