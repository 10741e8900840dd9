"""What a questionnaire is: items with labels of our own, answers, scores, cut-offs with their source, flags, alarms. No Django here.

The official wording is never part of it: a unit brings that as a text pack.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

LEVELS = ("low", "moderate", "high")  # of a danger

type Names = Mapping[str, str]  # in the three languages


def said(names: Names, language: str) -> str:
    """The name in a language, in English where nobody has said it in that one."""
    return names.get(language[:2], names["en"])


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers an item may have: its own set, with our own words. `missing` are codes on paper for refused or not known."""

    name: str
    values: tuple[int, ...]
    labels: tuple[Names, ...]
    missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A question by its official number, and in our own words what it is about."""

    id: str
    label: Names
    answers: Answers
    aliases: tuple[str, ...] = ()
    optional: bool = False  # on the form, in no score


@dataclass(frozen=True, slots=True)
class Implied:
    """An item that the form itself skips, and what it then counts: after 'no thoughts' nobody asks for the method."""

    item: str
    value: int
    when: str
    equals: int
    strict: bool = False  # another answer contradicts that of `when`, and is refused
    gated: bool = False  # read aloud it is asked only where that of `when` was answered, and otherwise


@dataclass(frozen=True, slots=True)
class For:
    """To whom a cut-off applies. What is not said applies to everybody; the more is said, the nearer it is."""

    language: str = ""
    sex: str = ""
    informant: str = ""

    def fits(self, other: "For") -> bool:
        """Whether it applies to somebody."""
        return all(not mine or mine == theirs for mine, theirs in zip(self.parts, other.parts, strict=True))

    @property
    def parts(self) -> tuple[str, str, str]:
        return self.language, self.sex, self.informant

    @property
    def nearness(self) -> int:
        """How much it says."""
        return sum(map(bool, self.parts))


@dataclass(frozen=True, slots=True)
class Band:
    """A step of a score: from here on it is called so."""

    start: float
    code: str
    label: Names


@dataclass(frozen=True, slots=True)
class Bands:
    """The steps for somebody, without gaps, and where they were published."""

    steps: tuple[Band, ...]
    source: str
    applies: For = field(default_factory=For)

    def of(self, value: float) -> Band:
        """The step a value stands on."""
        return [step for step in self.steps if step.start <= value][-1]


@dataclass(frozen=True, slots=True)
class Cut:
    """From this value on a person is looked at more closely."""

    at: float
    source: str
    applies: For = field(default_factory=For)


@dataclass(frozen=True, slots=True)
class Prorate:
    """What a published rule makes of missing items: so many answered at least, the others count as the mean of those."""

    least: int
    rounded: bool
    source: str


@dataclass(frozen=True, slots=True)
class Change:
    """From how many points a change is more than chance: published points, or the scale's spread and reliability."""

    source: str
    points: float | None = None
    sd: float | None = None
    r: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One figure. `method`: sum, mean, percent of the most there can be, or the sum of other scores."""

    key: str
    title: Names
    method: str
    items: tuple[str, ...] = ()
    reverse: frozenset[str] = frozenset()
    scores: tuple[str, ...] = ()
    times: int = 1
    prorate: Prorate | None = None
    bands: tuple[Bands, ...] = ()
    cuts: tuple[Cut, ...] = ()
    better: bool = False  # whether higher is better
    change: Change | None = None
    least: float = 0
    most: float = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that is met, is not met, or cannot be said: so many items at a height, or a score from a value on."""

    key: str
    items: tuple[str, ...] = ()
    at: int = 0
    at_item: Mapping[str, int] = field(default_factory=dict)
    least: int = 1
    most: int | None = None
    score: str = ""
    at_least: float | None = None  # None with a score: its cut-off
    lenient: bool = False  # unknown only when every item is missing


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a flag that has several."""

    value: str
    when: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """What the published rule says in words: yes, no, not to be said; or the highest of several levels."""

    key: str
    title: Names
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer to a single item after which somebody acts, however incomplete the form is. A row of content/dangers.toml."""

    item: str
    at: int
    level: str
    source: str


@dataclass(frozen=True)
class Definition:
    """A questionnaire, whole."""

    id: str
    number: int  # by which addresses call it: they do not say what somebody is asked about
    version: int
    title: Names
    about: Names
    period: Names
    ages: tuple[int, int]
    reading: str  # "screener": social workers too; "clinical": physicians and psychologists
    spoken: bool  # asked by a trained worker, never handed over to be filled in
    free: bool  # usable without anybody's permission; else off until the unit holds it
    licence: Names
    source: str
    main: str
    items: tuple[Item, ...]
    implied: tuple[Implied, ...]
    scores: tuple[Score, ...]
    criteria: tuple[Criterion, ...]
    flags: tuple[Flag, ...]
    alerts: tuple[Alert, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items by their number."""
        return {item.id: item for item in self.items}

    @cached_property
    def known_as(self) -> Mapping[str, str]:
        """The number of an item by each of its names, however written."""
        return {name.casefold(): item.id for item in self.items for name in (item.id, *item.aliases)}

    @cached_property
    def by_key(self) -> Mapping[str, Score]:
        """The scores by their key."""
        return {score.key: score for score in self.scores}


def nearest[T: (Bands, Cut)](rows: tuple[T, ...], who: For) -> T | None:
    """Of the bands or cut-offs those that apply to somebody most nearly."""
    fitting = [row for row in rows if row.applies.fits(who)]
    return max(fitting, key=lambda row: row.applies.nearness) if fitting else None
