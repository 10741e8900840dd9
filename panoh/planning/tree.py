"""What a version of a plan says: objectives, their outcomes, the indicators of each, in three languages. No database here."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from panoh.core.languages import LANGUAGES
from panoh.reporting.indicators import Indicator, indicators

GREEN, AMBER = 90, 60  # from so many percent of a target on
type Texts = Mapping[str, str]


def said(texts: Texts) -> str:
    """In the reader's language; where that is missing, in the first there is."""
    return texts.get(get_language() or "") or next((texts[code] for code in LANGUAGES if texts.get(code)), "")


def new_key() -> str:
    """The key of an objective, an outcome or an indicator. It stays through versions and into the next plan, so that numbers find it."""
    return secrets.token_hex(4)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def _kept(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


@dataclass(frozen=True, slots=True)
class PlanIndicator:
    """An indicator of the plan: counted from records by the Unit's own indicator `code`, or brought in by hand where there is none."""

    key: str
    code: str = ""
    names: Texts = field(default_factory=dict)
    means: Texts = field(default_factory=dict)  # source and means of verification
    baseline: Decimal | None = None
    baseline_year: int | None = None
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    falls: bool = False  # less is better
    is_percent: bool = False  # of one brought in by hand
    counts_people: bool = True  # so that small numbers are hidden from the public
    is_public: bool = True

    @property
    def counted(self) -> Indicator | None:
        """The Unit's indicator behind it; None for one brought in by hand, or whose rule is there no more."""
        return indicators().get(self.code) if self.code else None

    @property
    def is_manual(self) -> bool:
        """Whether people bring the number in."""
        return not self.code

    @property
    def name(self) -> str:
        """The plan's own name for it, else what the indicator is called."""
        return said(self.names) or (self.counted.name if self.counted else self.code)

    @property
    def all_names(self) -> dict[str, str]:
        """In each language: the plan's own words, else the indicator's."""
        known = self.counted.names if self.counted else {}
        return {code: self.names.get(code) or known.get(code, "") for code in LANGUAGES}

    @property
    def in_percent(self) -> bool:
        """Whether its numbers are read as a share of a hundred."""
        return self.counted.kind == "share" if self.counted else self.is_percent

    @property
    def adds_up(self) -> bool:
        """Whether a part of a year can only reach a part of the target."""
        return self.counted.kind == "count" if self.counted else not self.is_percent

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "PlanIndicator":
        """From what a version keeps."""
        return cls(
            **{name: kept[name] for name in ("key", "code", "names", "means", "falls", "is_percent", "counts_people", "is_public")},
            baseline=_number(kept["baseline"]),
            baseline_year=kept["baseline_year"],
            targets={int(year): Decimal(value) for year, value in kept["targets"].items()},
        )

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "key": self.key,
            "code": self.code,
            "names": dict(self.names),
            "means": dict(self.means),
            "baseline": _kept(self.baseline),
            "baseline_year": self.baseline_year,
            "targets": {str(year): _kept(value) for year, value in sorted(self.targets.items())},
            "falls": self.falls,
            "is_percent": self.is_percent,
            "counts_people": self.counts_people,
            "is_public": self.is_public,
        }


@dataclass(frozen=True, slots=True)
class OutcomePart:
    """What is to be different, on what that rests, and by which numbers one sees it."""

    key: str
    texts: Texts
    assumptions: Texts = field(default_factory=dict)
    lines: tuple[PlanIndicator, ...] = ()

    @property
    def text(self) -> str:
        """In the reader's language."""
        return said(self.texts)

    @property
    def assumption(self) -> str:
        """In the reader's language."""
        return said(self.assumptions)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        lines = [line.plain() for line in self.lines]
        return {"key": self.key, "texts": dict(self.texts), "assumptions": dict(self.assumptions), "lines": lines}


@dataclass(frozen=True, slots=True)
class Objective:
    """What the Unit wants in these years."""

    key: str
    texts: Texts
    outcomes: tuple[OutcomePart, ...] = ()

    @property
    def text(self) -> str:
        """In the reader's language."""
        return said(self.texts)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"key": self.key, "texts": dict(self.texts), "outcomes": [each.plain() for each in self.outcomes]}


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole of a version, with the thresholds of its lights in percent of a target."""

    titles: Texts
    objectives: tuple[Objective, ...] = ()
    green: int = GREEN
    amber: int = AMBER

    @property
    def title(self) -> str:
        """In the reader's language."""
        return said(self.titles)

    @property
    def lines(self) -> list[PlanIndicator]:
        """Every indicator, in the order of the page."""
        return [line for objective in self.objectives for outcome in objective.outcomes for line in outcome.lines]

    def line(self, key: str) -> PlanIndicator | None:
        """One indicator."""
        return next((line for line in self.lines if line.key == key), None)

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> "Tree":
        """From what a version keeps."""
        return cls(
            body["titles"],
            tuple(
                Objective(
                    each["key"],
                    each["texts"],
                    tuple(
                        OutcomePart(one["key"], one["texts"], one["assumptions"], tuple(PlanIndicator.read(line) for line in one["lines"]))
                        for one in each["outcomes"]
                    ),
                )
                for each in body["objectives"]
            ),
            body["green"],
            body["amber"],
        )

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        objectives = [each.plain() for each in self.objectives]
        return {"titles": dict(self.titles), "green": self.green, "amber": self.amber, "objectives": objectives}

    def levels(self) -> Iterator[tuple[Any, ...]]:
        """Each row of parts that stand beside one another: objectives, the outcomes of each, the indicators of each."""
        yield self.objectives
        for objective in self.objectives:
            yield objective.outcomes
            yield from (outcome.lines for outcome in objective.outcomes)

    def turned(self, turn: Any) -> "Tree":
        """The tree with each row of parts, from the indicators up, as `turn` gives it back."""

        def outcome(one: OutcomePart) -> OutcomePart:
            return replace(one, lines=turn(one.lines))

        def objective(each: Objective) -> Objective:
            return replace(each, outcomes=turn(tuple(outcome(one) for one in each.outcomes)))

        return replace(self, objectives=turn(tuple(objective(each) for each in self.objectives)))
