"""What a reader of two releases gets by taking one number from another: the numbers each says, and whether two of them are too near.

Whom a number counts is said by the indicator and by the keys it is cut by. A number with more keys may count some of those that one with
fewer keys counts, and then the rest is a subtraction; so may the helped among the admitted, the closed among the active. Whether they do
is not asked: what might be is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from panoh.cases.enums import Kind
from panoh.people.enums import Sex
from panoh.reporting.dimensions import ADULT, MINOR
from panoh.reporting.publishable_table import ReleaseContent

type Keys = frozenset[tuple[str, str]]
ADMITTED, HELPED, SERVICES = "persons_admitted", "persons_helped", "services_given"
# The parts of the sentence as keys; who has no age or no sex stated is part of nothing else.
SENTENCE: dict[str, Keys] = {
    "men": frozenset({("sex", Sex.MALE.value), ("age", ADULT)}),
    "women": frozenset({("sex", Sex.FEMALE.value), ("age", ADULT)}),
    "boys": frozenset({("sex", Sex.MALE.value), ("age", MINOR)}),
    "girls": frozenset({("sex", Sex.FEMALE.value), ("age", MINOR)}),
    "unknown": frozenset({("stated", "no")}),
    "direct": frozenset({("kind", Kind.SURVIVOR.value)}),
    "family": frozenset({("kind", Kind.FAMILY.value)}),
}


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """A number that is shown: which indicator counts it, by which keys, what it is rounded to."""

    counts: str
    keys: Keys
    number: int
    base: int


def of_table(counts: str, dims: list[str], told: ReleaseContent) -> Iterator[ShownNumber]:
    """The numbers of a table by one dimension or two."""
    for (row, column), number in told.shown.items():
        if number is not None:
            at = zip(dims, (row, column), strict=False)
            yield ShownNumber(counts, frozenset((dim, key) for dim, key in at if key), number, told.base)


def of_help(told: ReleaseContent) -> Iterator[ShownNumber]:
    """The numbers of help by kind: persons by who they are and in all, services."""
    for (row, column), number in told.shown.items():
        if number is not None and row and column:
            keys = {("help", row)} | ({("kind", column)} if column in Kind.values else set())
            yield ShownNumber(SERVICES if column == "services" else HELPED, frozenset(keys), number, told.base)


def of_sentence(told: ReleaseContent) -> Iterator[ShownNumber]:
    """The numbers of the sentence."""
    for (row, _column), number in told.shown.items():
        if number is not None:
            yield ShownNumber(ADMITTED, SENTENCE.get(row, frozenset()), number, told.base)


def is_near(one: ShownNumber, other: ShownNumber, least: int) -> bool:
    """Whether their difference could be under this, given to what each is rounded."""
    return abs(one.number - other.number) - one.base // 2 - other.base // 2 < least


def has_changed(one: list[ShownNumber], other: list[ShownNumber], least: int) -> bool:
    """Whether both say the same number, and it became another one by fewer than this."""
    before = {(each.counts, each.keys): each for each in other}
    pairs = [(each, before[each.counts, each.keys]) for each in one if (each.counts, each.keys) in before]
    return any(_differ(each, then) and is_near(each, then, least) for each, then in pairs)


def _differ(one: ShownNumber, other: ShownNumber) -> bool:
    """Whether they cannot be one number, as it was rounded for each."""
    return abs(one.number - other.number) > (0 if one.base == other.base else max(one.base, other.base) // 2)


def gives_away(one: list[ShownNumber], other: list[ShownNumber], least: int) -> bool:
    """Whether taking a number of one from a number of the other could leave fewer than this."""
    first, second = ({(each.counts, each.keys) for each in table} for table in (one, other))
    if any(_leaves_few(each, beside, least, second if each.keys < beside.keys else first) for each in one for beside in other):
        return True
    return _in_common(one, other, least) or _in_common(other, one, least)


def _leaves_few(each: ShownNumber, beside: ShownNumber, least: int, of_part: set[tuple[str, Keys]]) -> bool:
    """Two numbers of two tables. `of_part`: what the table with more keys says; where that is the whole as well, it was looked at there."""
    if each.keys == beside.keys:
        return each.counts != beside.counts and is_near(each, beside, least)
    if not (each.keys < beside.keys or beside.keys < each.keys):
        return False
    whole, part = (each, beside) if each.keys < beside.keys else (beside, each)
    if whole.counts == part.counts and (whole.counts, whole.keys) in of_part:
        return False
    return part.number - whole.number <= part.base // 2 + whole.base // 2 and is_near(whole, part, least)


def _in_common(parts: list[ShownNumber], wholes: list[ShownNumber], least: int) -> bool:
    """Whether lines that do not add up are, taken together, so near to their whole in the other table that few can be in two of them."""
    own = {(each.counts, each.keys) for each in parts}
    sums: dict[tuple[str, Keys, str], ShownNumber] = {}
    for each in parts:
        for key in each.keys:
            at = (each.counts, each.keys - {key}, key[0])
            before = sums.get(at)
            sums[at] = ShownNumber(each.counts, each.keys - {key}, each.number + (before.number if before else 0), each.base)
    told = {(each.counts, each.keys): each for each in wholes}
    return any(
        (counts, keys) in told and (counts, keys) not in own and is_near(lines, told[counts, keys], least)
        for (counts, keys, _dim), lines in sums.items()
    )
