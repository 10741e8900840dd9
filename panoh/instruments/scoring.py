"""Scores of a questionnaire by its published rules. What is missing is never zero. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from panoh.instruments.definitions import LEVELS, Alert, Criterion, Definition, Flag, For, Implied, Item, Score, nearest

type Given = Mapping[str, int | None]


class BadAnswer(ValueError):
    """An answer that cannot be: the item is named, never what else was answered."""

    def __init__(self, sentence: str, item: str) -> None:
        super().__init__(sentence)
        self.item = item


class Outcome(TypedDict):
    """What a `Result` says, as it is kept sealed with the answers and read again."""

    instrument: str
    version: int
    complete: bool
    answered: int
    asked: int
    scores: dict[str, float | None]
    bands: dict[str, str | None]
    flags: dict[str, bool | str | None]
    alerts: list[dict[str, Any]]
    estimated: NotRequired[list[str]]  # the scores that stand for items which are missing


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers come to. None for what cannot be had."""

    instrument: str
    version: int
    complete: bool
    answered: int
    asked: int
    scores: dict[str, float | None]
    bands: dict[str, str | None]
    flags: dict[str, bool | str | None]
    alerts: list[dict[str, Any]]
    estimated: list[str]

    @property
    def document(self) -> dict[str, Any]:
        """As `panoh score` prints it."""
        names = ("instrument", "version", "complete", "scores", "bands", "flags", "alerts")
        return {name: getattr(self, name) for name in names}

    @property
    def kept(self) -> Outcome:
        """As it is kept with the answers: how many of them there were too."""
        return Outcome(
            instrument=self.instrument,
            version=self.version,
            complete=self.complete,
            scores=self.scores,
            bands=self.bands,
            flags=self.flags,
            alerts=self.alerts,
            answered=self.answered,
            asked=self.asked,
            estimated=self.estimated,
        )


def checked(definition: Definition, items: Given) -> dict[str, int | None]:
    """The answers by official number; BadAnswer names an item that is not on the form, or an answer that is not among its own."""
    found: dict[str, int | None] = {}
    for name, value in items.items():
        key = definition.known_as.get(str(name).strip().casefold())
        if key is None:
            raise BadAnswer(
                f"{definition.id} has no item {name!r}. Its items: {', '.join(item.id for item in definition.items)}", str(name)
            )
        if key in found:
            raise BadAnswer(f"{definition.id}, item {key}: answered twice", key)
        found[key] = _checked(definition, definition.by_id[key], value)
    return found


def _checked(definition: Definition, item: Item, value: Any) -> int | None:
    if value is None or (value in item.answers.missing and not isinstance(value, bool)):
        return None
    yes_or_no = isinstance(value, bool) and item.answers.values == (0, 1)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (yes_or_no or whole) or value not in item.answers.values:
        allowed = ", ".join(map(str, item.answers.values))
        raise BadAnswer(f"{definition.id}, item {item.id}: {value!r} is not one of {allowed}", item.id)
    return int(value)


def contradictions(definition: Definition, items: Given) -> list[Implied]:
    """What the form itself rules out by one answer, and another answer says all the same."""
    return [
        rule
        for rule in definition.implied
        if rule.strict and items.get(rule.when) == rule.equals and items.get(rule.item) not in (None, rule.value)
    ]


def score(definition: Definition, items: Given, *, language: str = "", sex: str = "", informant: str = "") -> Result:
    """Everything the published rules make of these answers."""
    answers = _with_implied(definition, checked(definition, items))
    who = For(language, sex, informant)
    asked = [item.id for item in definition.items if not item.optional]
    answered = sum(answers.get(item) is not None for item in asked)
    scores: dict[str, float | None] = {}
    for one in definition.scores:
        scores[one.key] = _score(definition, one, answers, scores)
    flags = _flags(definition, answers, scores, who, complete=answered == len(asked))
    return Result(
        instrument=definition.id,
        version=definition.version,
        complete=answered == len(asked),
        answered=answered,
        asked=len(asked),
        scores=scores,
        bands={one.key: band_of(one, scores[one.key], who) for one in definition.scores if one.bands or one.cuts},
        flags=flags,
        alerts=[_said(alert, definition, answers) for alert in definition.alerts if _rings(alert, answers)],
        estimated=_estimated(definition, answers, scores),
    )


def _with_implied(definition: Definition, answers: dict[str, int | None]) -> dict[str, int | None]:
    """With what the form itself skips. What was answered all the same stays as it is."""
    whole = dict(answers)
    for rule in definition.implied:
        if whole.get(rule.item) is None and whole.get(rule.when) == rule.equals:
            whole[rule.item] = rule.value
    return whole


def _score(definition: Definition, one: Score, answers: Given, before: Mapping[str, float | None]) -> float | None:
    if one.method == "scores":
        parts = [before[key] for key in one.scores]
        return None if any(part is None for part in parts) else sum(part for part in parts if part is not None)
    values = [_turned(definition.by_id[item], answers[item], item in one.reverse) for item in one.items if answers.get(item) is not None]
    missing = len(one.items) - len(values)
    if missing and (one.prorate is None or len(values) < one.prorate.least):
        return None
    total: float = sum(values)
    if one.method == "mean":
        return total / len(values)
    if missing:
        total = total * len(one.items) / len(values)
    if one.method == "percent":
        return _plain(100 * total / sum(definition.by_id[item].answers.values[-1] for item in one.items))
    total *= one.times
    return _plain(_round(total) if missing and one.prorate and one.prorate.rounded else total)


def _estimated(definition: Definition, answers: Given, scores: Mapping[str, float | None]) -> list[str]:
    """The scores that could be had though items are missing, and those that add up such."""
    found: list[str] = []
    for one in definition.scores:
        of_others = one.method == "scores" and any(key in found for key in one.scores)
        if scores[one.key] is not None and (of_others or any(answers.get(item) is None for item in one.items)):
            found.append(one.key)
    return found


def _turned(item: Item, value: int | None, reverse: bool) -> int:
    assert value is not None
    return item.answers.values[0] + item.answers.values[-1] - value if reverse else value


def _round(value: float) -> int:
    """To the nearest whole number, a half upwards, as the manuals do."""
    return int(value + 0.5)


def _plain(value: float) -> float:
    """A whole number without its point."""
    return int(value) if float(value).is_integer() else value


def band_of(one: Score, value: float | None, who: For) -> str | None:
    """The code of the step a value stands on; where only a cut-off was published, below or above it."""
    if value is None:
        return None
    bands = nearest(one.bands, who)
    if bands is not None:
        return bands.of(value).code
    cut = nearest(one.cuts, who)
    return None if cut is None else "above" if value >= cut.at else "below"


def _rings(alert: Alert, answers: Given) -> bool:
    value = answers.get(alert.item)
    return value is not None and value >= alert.at


def _said(alert: Alert, definition: Definition, answers: Given) -> dict[str, Any]:
    """The answer and its level; `unasked`: while one without an answer may still say more, each item of danger that has none."""
    said = {"item": alert.item, "value": answers[alert.item], "kind": "suicide", "level": alert.level}
    worse = {one.item for one in definition.alerts if LEVELS.index(one.level) > LEVELS.index(alert.level)}
    silent = {one.item for one in definition.alerts if answers.get(one.item) is None}
    return {**said, "unasked": [item.id for item in definition.items if item.id in silent]} if worse & silent else said


def _flags(
    definition: Definition, answers: Given, scores: Mapping[str, float | None], who: For, *, complete: bool
) -> dict[str, bool | str | None]:
    """In the order of the file: a flag may rest on those before it."""
    met: dict[str, bool | None] = {one.key: _met(one, definition, answers, scores, who) for one in definition.criteria}
    found: dict[str, bool | str | None] = {}
    for flag in definition.flags:
        if flag.levels:
            found[flag.key] = _level(flag, met, complete=complete)
        else:
            met[flag.key] = found[flag.key] = _holds(flag, met)
    return found


def _met(one: Criterion, definition: Definition, answers: Given, scores: Mapping[str, float | None], who: For) -> bool | None:
    """Whether it is met whatever the missing items would have said; None when they decide it."""
    if one.score:
        value = scores[one.score]
        cut = nearest(definition.by_key[one.score].cuts, who)
        at = one.at_least if one.at_least is not None else cut.at if cut else None
        return None if value is None or at is None else value >= at
    known = {item: value for item in one.items if (value := answers.get(item)) is not None}
    endorsed = sum(value >= one.at_item.get(item, one.at) for item, value in known.items())
    open_ones = 0 if one.lenient and known else len(one.items) - len(known)
    most = len(one.items) if one.most is None else one.most
    if endorsed >= one.least and endorsed + open_ones <= most:
        return True
    return False if endorsed + open_ones < one.least or endorsed > most else None


def _holds(flag: Flag, met: Mapping[str, bool | None]) -> bool | None:
    parts = [met[key] for key in flag.all]
    parts += [None if met[key] is None else not met[key] for key in flag.none]
    if flag.any:
        some = [met[key] for key in flag.any]
        parts.append(True if True in some else None if None in some else False)
    return False if False in parts else None if None in parts else True


def _level(flag: Flag, met: Mapping[str, bool | None], *, complete: bool) -> str | None:
    """The highest that was answered with yes. 'None' is said of a whole form alone: of half a form nothing is said."""
    for level in flag.levels:
        if any(met[key] for key in level.when):
            return level.value
    return "none" if complete else None
