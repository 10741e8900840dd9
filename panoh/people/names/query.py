"""A question about a person, as typed into one box: names in any order, a year of birth, a telephone or paper number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from panoh.people.names.folding import Token, fold_token
from panoh.people.names.tokens import initials, tokens

LONGEST = 400
LONGEST_JOINED = 14
KEY_DIGITS = 7
LEAST_DIGITS = 5

# What else a Latin letter begins with another behind it: ch, dzh, kh, sh, tch, zh; as roots are written (folding._FINE).
_TWO_LETTERS = {"c": "čš", "d": "j", "k": "h", "s": "š", "t": "č", "z": "j"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"[\d][\d\s().-]{4,}\d|[A-Za-zА-Яа-я]{0,3}\d{5,}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart. Empty when there is nothing in it to look for."""

    words: tuple[Token, ...]
    year: int
    numbers: tuple[str, ...]
    initials: tuple[str, ...] = ()  # each with the sounds it may stand for

    def __bool__(self) -> bool:
        return bool(self.words or self.numbers)


def read_query(text: str) -> Query:
    """Names in any order, a year of birth, a telephone or paper number, all in one line."""
    text = text[:LONGEST]
    numbers = tuple(key for found in _NUMBER.findall(text) if (key := number_key(found)))
    rest = _NUMBER.sub(" ", text)
    year = _YEAR.search(rest) or (_YEAR.search(text) if not numbers else None)
    words = tuple(fold_token(word) for word in dict.fromkeys(tokens(rest)) if len(word) > 1)
    letters = (_sounds_begun(letter) for letter in initials(rest)) if words else ()
    return Query(words, int(year.group()) if year else 0, numbers, tuple(filter(None, letters)))


def _sounds_begun(letter: str) -> str:
    """The sounds with which a name of this initial may begin: S. is Саид and Шариф, written Sharif."""
    return "".join(reading.root[:1] for reading in fold_token(letter).all_readings) + _TWO_LETTERS.get(letter, "")


def joined(query: Query) -> Iterator[Query]:
    """The question with two of its words as one: Мирзо Алӣ may be written Мирзоалӣ. A name that ends as a surname stays alone."""
    words = query.words
    for at in range(len(words) - 1):
        one, other = words[at : at + 2]
        if not (one.is_surname or other.is_surname) and len(one.text) + len(other.text) <= LONGEST_JOINED:
            yield replace(query, words=(*words[:at], fold_token(one.text + other.text), *words[at + 2 :]))


def number_key(text: str) -> str:
    """The last seven letters and digits of a telephone or paper number; nothing when there are fewer than five digits."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return kept[-KEY_DIGITS:] if sum(sign.isdigit() for sign in kept) >= LEAST_DIGITS else ""
