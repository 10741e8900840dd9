"""How likely two records are of one person: points for what agrees, points off for what does not (docs/adr/0010-duplicates.md).

Pure: no database and no names. How alike the names are the key agent says; everything else is coded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from panoh.people.enums import Likeness, Precision, Sex

# A point is about a doubling of the odds. The one place to change them.
WEIGHTS: dict[Likeness, int] = {
    Likeness.NAME_SAME: 8,
    Likeness.NAME_ALIKE: 5,
    Likeness.NAME_PART: 1,
    Likeness.NAMESAKES: -2,
    Likeness.NUMBER: 4,  # families share telephones
    Likeness.BIRTH_SAME: 4,
    Likeness.BIRTH_NEAR: 1,
    Likeness.BIRTH_FAR: -5,
    Likeness.GENERATION: -15,  # a grandson bears his grandfather's name
    Likeness.SEX_SAME: 1,
    Likeness.SEX_OTHER: -15,
    Likeness.PLACE_SAME: 2,
    Likeness.REGION_SAME: 1,
    Likeness.REGION_OTHER: -1,  # people move
    Likeness.RELATIVE_SAME: 4,
    Likeness.RELATED: -30,  # said by a person: no other likeness outweighs it
    Likeness.BY_HAND: 0,
}
SHOWN = 9  # from here on a person is asked to look
LIKELY = 13  # from here on it stands on top of the list as likely; nothing is ever joined by itself

# How much of the shorter name is in the longer, as the key agent measures it (people.names.index: like).
SAME, ALIKE, PART = 0.92, 0.83, 0.62
MANY = 5  # others who bear the name
ABOUT_YEARS = 3  # how far a birth that is known about may lie off
GENERATION = 15  # years


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one record in codes. `relatives` are (what this person is to the other, the other's id)."""

    sex: str = ""
    birth_year: int | None = None
    birth_precision: str = ""
    region: str = ""
    place: str = ""
    relatives: frozenset[tuple[str, Any]] = frozenset()
    person: Any = None


@dataclass(frozen=True, slots=True)
class Names:
    """How alike the names are (0–1), whether a number is shared, and how many others bear the name."""

    likeness: float = 0.0
    number: bool = False
    namesakes: int = 0


@dataclass(frozen=True, slots=True)
class Scored:
    """The sum, and what it is made of."""

    score: int
    reasons: tuple[Likeness, ...]


def compare(one: Facts, other: Facts, names: Names) -> Scored:
    """The score of two records. The order of the two makes no difference."""
    reasons = (*_names(names), *_birth(one, other), *_sex(one, other), *_place(one, other), *_family(one, other))
    return Scored(sum(WEIGHTS[reason] for reason in reasons), reasons)


def _names(names: Names) -> Iterator[Likeness]:
    if names.likeness >= SAME:
        yield Likeness.NAME_SAME
        if names.namesakes >= MANY:
            yield Likeness.NAMESAKES
    elif names.likeness >= ALIKE:
        yield Likeness.NAME_ALIKE
    elif names.likeness >= PART:
        yield Likeness.NAME_PART
    if names.number:
        yield Likeness.NUMBER


def _birth(one: Facts, other: Facts) -> Iterator[Likeness]:
    if one.birth_year is None or other.birth_year is None:
        return
    away = abs(one.birth_year - other.birth_year)
    about = Precision.ABOUT in (one.birth_precision, other.birth_precision)
    if away == 0:
        yield Likeness.BIRTH_SAME
    elif away - (ABOUT_YEARS if about else 0) >= GENERATION:
        yield Likeness.GENERATION
    else:
        yield Likeness.BIRTH_NEAR if away <= (ABOUT_YEARS if about else 1) else Likeness.BIRTH_FAR


def _sex(one: Facts, other: Facts) -> Iterator[Likeness]:
    if Sex.UNSTATED not in (one.sex, other.sex):
        yield Likeness.SEX_SAME if one.sex == other.sex else Likeness.SEX_OTHER


def _place(one: Facts, other: Facts) -> Iterator[Likeness]:
    if one.place and one.place == other.place and one.place != one.region:
        yield Likeness.PLACE_SAME
    elif one.region and other.region:
        yield Likeness.REGION_SAME if one.region == other.region else Likeness.REGION_OTHER


def _family(one: Facts, other: Facts) -> Iterator[Likeness]:
    if other.person in {key for _role, key in one.relatives}:
        yield Likeness.RELATED
    elif one.relatives & other.relatives:
        yield Likeness.RELATIVE_SAME
