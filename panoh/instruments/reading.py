"""Reads the questionnaires of content/instruments, and which of their answers tell of danger, of content/dangers.toml. A file that is not
right stops here, with its name, the line and the reason.

No Django here: the calculator of the command line needs none.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from panoh.core.languages import LANGUAGES
from panoh.instruments.definitions import (
    LEVELS,
    Alert,
    Answers,
    Band,
    Bands,
    Change,
    Criterion,
    Cut,
    Definition,
    Flag,
    For,
    Implied,
    Item,
    Level,
    Names,
    Prorate,
    Score,
)

ID = re.compile(r"[a-z0-9_]+")
METHODS = ("sum", "mean", "percent", "scores")
DANGERS = "dangers.toml"
READING = ("screener", "clinical")
SEXES = ("female", "male")
INFORMANTS = ("self", "parent", "teacher")


class BadDefinition(ValueError):
    """A file of a questionnaire that cannot be used: which, at which line, why."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


def ids() -> tuple[str, ...]:
    """Every questionnaire there is, by its id."""
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in files("panoh.content").joinpath("instruments").iterdir()
            if entry.name.endswith(".toml")
        )
    )


@cache
def definition(instrument: str) -> Definition:
    """The questionnaire of this id. KeyError when there is none, BadDefinition when its file is not right."""
    if instrument not in ids():
        raise KeyError(instrument)
    name = f"{instrument}.toml"
    found = read(files("panoh.content").joinpath("instruments", name).read_text(encoding="utf-8"), file=name)
    return replace(found, alerts=danger_rules(_dangers(), found))


@cache
def definitions() -> Mapping[str, Definition]:
    """All of them."""
    return MappingProxyType({instrument: definition(instrument) for instrument in ids()})


def read(text: str, *, file: str) -> Definition:
    """A questionnaire from the text of its file, without its alerts."""
    return _Reader(text, file).whole()


def danger_rules(text: str, form: Definition) -> tuple[Alert, ...]:
    """Of the table of all rules those of one questionnaire. BadDefinition for a rule that does not fit it."""
    reader = _Reader(text, DANGERS)
    reader.items = dict(form.by_id)
    return tuple(reader.alert(table) for table in reader.read.get("rules", ()) if table.get("instrument") == form.id)


@cache
def _dangers() -> str:
    return files("panoh.content").joinpath(DANGERS).read_text(encoding="utf-8")


class _Reader:
    """One file. `mark` is what stands on the line at fault, as far as one can tell."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.lines = file, text.splitlines()
        try:
            self.read = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadDefinition(file, getattr(error, "lineno", 1), f"not TOML: {getattr(error, 'msg', error)}") from None
        self.items: dict[str, Item] = {}

    def refuse(self, reason: str, *marks: str) -> BadDefinition:
        """The error, at the first line that holds all the marks, else at the one that holds the first."""
        for wanted in (marks, marks[:1]):
            for number, line in enumerate(self.lines, 1):
                if wanted and all(mark in line for mark in wanted):
                    return BadDefinition(self.file, number, reason)
        return BadDefinition(self.file, 1, reason)

    def take(self, table: Mapping[str, Any], known: Mapping[str, type | tuple[type, ...]], needed: Iterable[str], *marks: str) -> None:
        """Every key is known and of its type, and what is needed is there."""
        for key, value in table.items():
            if key not in known:
                raise self.refuse(f"unknown key {key!r}; known: {', '.join(known)}", *marks, key)
            kind = known[key]
            if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
                raise self.refuse(f"{key!r} is of the wrong kind", *marks, key)
        for key in needed:
            if key not in table:
                raise self.refuse(f"{key!r} is missing", *marks)

    def names(self, table: Mapping[str, Any], key: str, *marks: str) -> Names:
        """Three languages, none of them empty."""
        found = table[key]
        if set(found) != set(LANGUAGES) or not all(isinstance(name, str) and name.strip() for name in found.values()):
            raise self.refuse(f"{key!r} wants en, ru and tg, none empty", *marks, key)
        return MappingProxyType(dict(found))

    def whole(self) -> Definition:
        """The definition, or the first thing that is wrong with it."""
        top = self.read
        text, names, rows = str, dict, list
        known: dict[str, type | tuple[type, ...]] = {
            **dict.fromkeys(("id", "reading", "source", "main"), text),
            **dict.fromkeys(("title", "about", "period", "licence", "answers"), names),
            **dict.fromkeys(("ages", "items", "implied", "scores", "criteria", "flags"), rows),
            **dict.fromkeys(("free", "spoken"), bool),
            **dict.fromkeys(("number", "version"), int),
        }
        optional = {"main", "spoken", "implied", "scores", "criteria", "flags"}
        self.take(top, known, known.keys() - optional)
        if not ID.fullmatch(top["id"]) or f"{top['id']}.toml" != self.file:
            raise self.refuse(f"the id {top['id']!r} is not the name of the file", "id =")
        if top["reading"] not in READING:
            raise self.refuse(f"reading is one of {', '.join(READING)}", "reading =")
        if top["version"] < 1:
            raise self.refuse("the version begins at 1", "version =")
        answers = {name: self.answers(name, table) for name, table in top["answers"].items()}
        for table in top["items"]:
            item = self.item(table, answers)
            self.items[item.id] = item
        scores: dict[str, Score] = {}
        for table in top.get("scores", ()):
            scores[table.get("key", "")] = self.score(table, scores)
        if top.get("main", "") not in {"", *scores}:
            raise self.refuse(f"the main score {top['main']!r} is none of the scores", "main =")
        criteria = [self.criterion(table, scores) for table in top.get("criteria", ())]
        return Definition(
            id=top["id"],
            number=top["number"],
            version=top["version"],
            title=self.names(top, "title"),
            about=self.names(top, "about"),
            period=self.names(top, "period"),
            ages=self.ages(top["ages"]),
            reading=top["reading"],
            spoken=top.get("spoken", False),
            free=top["free"],
            licence=self.names(top, "licence"),
            source=top["source"],
            main=top.get("main", ""),
            items=tuple(self.items.values()),
            implied=tuple(self.implied(table) for table in top.get("implied", ())),
            scores=tuple(scores.values()),
            criteria=tuple(criteria),
            flags=self.flags(top.get("flags", ()), {one.key for one in criteria}),
            alerts=(),
        )

    def ages(self, pair: list[Any]) -> tuple[int, int]:
        if len(pair) != 2 or not all(isinstance(age, int) for age in pair) or not 0 <= pair[0] < pair[1]:
            raise self.refuse("ages are two whole numbers, the youngest and the oldest", "ages =")
        return pair[0], pair[1]

    def answers(self, name: str, table: dict[str, Any]) -> Answers:
        mark = f"answers.{name}]"
        self.take(table, {"values": list, "labels": list, "missing": list}, ("values", "labels"), mark)
        values = table["values"]
        if not values or not all(type(value) is int for value in (*values, *table.get("missing", ()))):
            raise self.refuse("answers are whole numbers", mark)
        if values != sorted(set(values)):
            raise self.refuse("answers stand from the lowest to the highest, each once", mark)
        if set(values) & set(table.get("missing", ())):
            raise self.refuse("a code for a missing answer is an answer too", mark)
        if len(table["labels"]) != len(values):
            raise self.refuse(f"{len(values)} answers and {len(table['labels'])} labels", mark)
        labels = tuple(self.names({"labels": label}, "labels", mark) for label in table["labels"])
        return Answers(name, tuple(values), labels, tuple(table.get("missing", ())))

    def item(self, table: dict[str, Any], answers: Mapping[str, Answers]) -> Item:
        mark = f'id = "{table.get("id", "")}"'
        known: dict[str, type | tuple[type, ...]] = {"id": str, "label": dict, "answers": str, "aliases": list, "optional": bool}
        self.take(table, known, ("id", "label", "answers"), mark)
        if table["answers"] not in answers:
            raise self.refuse(f"item {table['id']}: no answers are called {table['answers']!r}", mark)
        item = Item(
            table["id"],
            self.names(table, "label", mark),
            answers[table["answers"]],
            tuple(table.get("aliases", ())),
            table.get("optional", False),
        )
        taken = {name.casefold() for other in self.items.values() for name in (other.id, *other.aliases)}
        if taken & {name.casefold() for name in (item.id, *item.aliases)}:
            raise self.refuse(f"item {item.id} stands there twice", mark)
        return item

    def check_items(self, ids: Iterable[str], *marks: str) -> None:
        """All of them are items of this file."""
        for one in ids:
            if one not in self.items:
                raise self.refuse(f"{one!r} is no item of this form", *marks)

    def check_answer(self, item: str, value: int, *marks: str) -> None:
        """An answer that this item may have."""
        self.check_items([item], *marks)
        if value not in self.items[item].answers.values:
            raise self.refuse(f"{value} is no answer of item {item}", *marks)

    def implied(self, table: dict[str, Any]) -> Implied:
        marks = ("when", f'item = "{table.get("item", "")}"')
        known: dict[str, type | tuple[type, ...]] = {"item": str, "value": int, "when": str, "equals": int, "strict": bool, "gated": bool}
        self.take(table, known, ("item", "value", "when", "equals"), *marks)
        self.check_answer(table["item"], table["value"], *marks)
        self.check_answer(table["when"], table["equals"], *marks)
        return Implied(**table)

    def alert(self, table: dict[str, Any]) -> Alert:
        marks = (f'instrument = "{table["instrument"]}"', f'item = "{table.get("item", "")}"')
        known = dict.fromkeys(("instrument", "item", "level", "source"), str) | {"at": int}
        self.take(table, known, known, *marks)
        self.check_answer(table["item"], table["at"], *marks)
        if table["level"] not in LEVELS:
            raise self.refuse(f"a danger has one of the levels {', '.join(LEVELS)}", *marks)
        if not table["source"].strip():
            raise self.refuse("say where the rule was published", *marks)
        return Alert(table["item"], table["at"], table["level"], table["source"])

    def score(self, table: dict[str, Any], before: Mapping[str, Score]) -> Score:
        key = table.get("key", "")
        mark = f'key = "{key}"'
        known: dict[str, type | tuple[type, ...]] = {
            "key": str,
            "title": dict,
            "method": str,
            "times": int,
            "better": bool,
            **dict.fromkeys(("items", "reverse", "scores", "bands", "cuts"), list),
            **dict.fromkeys(("prorate", "change"), dict),
        }
        self.take(table, known, ("key", "title", "method"), mark)
        if key in before:
            raise self.refuse(f"the score {key!r} stands there twice", mark)
        if table["method"] not in METHODS:
            raise self.refuse(f"the method of {key!r} is one of {', '.join(METHODS)}", mark)
        items, reverse, parts = (tuple(table.get(name, ())) for name in ("items", "reverse", "scores"))
        self.check_items(items, mark)
        if set(reverse) - set(items) or len(set(items)) != len(items):
            raise self.refuse(f"items of {key!r} stand there once, and what is reversed is among them", mark)
        if set(parts) - before.keys() or bool(parts) == bool(items) or bool(parts) != (table["method"] == "scores"):
            raise self.refuse(f"{key!r} is made of its items, or by the method 'scores' of scores above it", mark)
        prorate = self.prorate(table["prorate"], len(items), mark) if "prorate" in table else None
        least, most = self.reach(table["method"], items, [before[part] for part in parts], table.get("times", 1))
        return Score(
            key=key,
            title=self.names(table, "title", mark),
            method=table["method"],
            items=items,
            reverse=frozenset(reverse),
            scores=parts,
            times=table.get("times", 1),
            prorate=prorate,
            bands=tuple(self.bands(one, least, most, mark) for one in table.get("bands", ())),
            cuts=tuple(self.cut(one, least, most, mark) for one in table.get("cuts", ())),
            better=table.get("better", False),
            change=self.change(table["change"], mark) if "change" in table else None,
            least=least,
            most=most,
        )

    def reach(self, method: str, items: tuple[str, ...], parts: list[Score], times: int) -> tuple[float, float]:
        """The lowest and the highest there can be."""
        if method == "percent":
            return 0, 100
        if method == "scores":
            return sum(part.least for part in parts), sum(part.most for part in parts)
        lows = [self.items[item].answers.values[0] for item in items]
        highs = [self.items[item].answers.values[-1] for item in items]
        if method == "mean":
            return sum(lows) / len(lows), sum(highs) / len(highs)
        return sum(lows) * times, sum(highs) * times

    def prorate(self, table: dict[str, Any], count: int, mark: str) -> Prorate:
        self.take(table, {"least": int, "rounded": bool, "source": str}, ("least", "rounded", "source"), mark)
        if not 0 < table["least"] < count:
            raise self.refuse("a rule for missing items wants some of them, not all", mark)
        return Prorate(**table)

    def applies(self, table: Mapping[str, Any], mark: str) -> For:
        """For whom a cut-off is."""
        if table.get("sex", "female") not in SEXES or table.get("informant", "self") not in INFORMANTS:
            raise self.refuse(f"sex is one of {', '.join(SEXES)}, informant one of {', '.join(INFORMANTS)}", mark)
        return For(table.get("language", ""), table.get("sex", ""), table.get("informant", ""))

    def bands(self, table: dict[str, Any], least: float, most: float, mark: str) -> Bands:
        words = dict.fromkeys(("source", "language", "sex", "informant"), str)
        self.take(table, {**words, "steps": list}, ("source", "steps"), mark)
        steps = []
        for one in table["steps"]:
            self.take(one, {"from": (int, float), "code": str, "label": dict}, ("from", "code", "label"), mark)
            steps.append(Band(one["from"], one["code"], self.names(one, "label", mark)))
        starts = [step.start for step in steps]
        if not steps or starts[0] != least or starts != sorted(set(starts)) or starts[-1] > most:
            raise self.refuse(f"bands begin at {least:g}, the lowest there can be, and rise", mark)
        return Bands(tuple(steps), table["source"], self.applies(table, mark))

    def cut(self, table: dict[str, Any], least: float, most: float, mark: str) -> Cut:
        words = dict.fromkeys(("source", "language", "sex", "informant"), str)
        self.take(table, {**words, "at": (int, float)}, ("at", "source"), mark)
        if not least < table["at"] <= most:
            raise self.refuse(f"the cut-off {table['at']:g} lies outside {least:g} to {most:g}", mark)
        return Cut(table["at"], table["source"], self.applies(table, mark))

    def change(self, table: dict[str, Any], mark: str) -> Change:
        numbers = (int, float)
        self.take(table, {"source": str, "points": numbers, "sd": numbers, "r": numbers}, ("source",), mark)
        has_points, has_spread = "points" in table, {"sd", "r"} <= table.keys()
        if has_points == has_spread or (has_spread and not (table["sd"] > 0 and 0 < table["r"] < 1)):
            raise self.refuse("a change has points, or sd and an r between 0 and 1", mark)
        return Change(**table)

    def criterion(self, table: dict[str, Any], scores: Mapping[str, Score]) -> Criterion:
        mark = f'key = "{table.get("key", "")}"'
        known: dict[str, type | tuple[type, ...]] = {
            **dict.fromkeys(("key", "score"), str),
            **dict.fromkeys(("at", "least", "most"), int),
            "items": list,
            "at_item": dict,
            "at_least": (int, float),
            "lenient": bool,
        }
        self.take(table, known, ("key",), mark)
        if ("score" in table) == ("items" in table) or table.get("score", next(iter(scores), "")) not in {"", *scores}:
            raise self.refuse("a criterion looks at items, or at a score of this file", mark)
        if "score" in table and "at_least" not in table and not scores[table["score"]].cuts:
            raise self.refuse(f"{table['score']!r} has no cut-off", mark)
        self.check_items([*table.get("items", ()), *table.get("at_item", ())], mark)
        return Criterion(**{**table, "items": tuple(table.get("items", ()))})

    def flags(self, tables: Iterable[dict[str, Any]], known: set[str]) -> tuple[Flag, ...]:
        found = []
        for table in tables:
            mark = f'key = "{table.get("key", "")}"'
            rows = dict.fromkeys(("all", "any", "none", "levels"), list)
            self.take(table, {"key": str, "title": dict, **rows}, ("key", "title"), mark)
            levels = []
            for one in table.get("levels", ()):
                self.take(one, {"value": str, "when": list}, ("value", "when"), mark)
                levels.append(Level(one["value"], tuple(one["when"])))
            parts = {name: tuple(table.get(name, ())) for name in ("all", "any", "none")}
            used = {*parts["all"], *parts["any"], *parts["none"], *(key for level in levels for key in level.when)}
            if not used or used - known:
                raise self.refuse(
                    f"a flag rests on criteria and flags above it; unknown: {', '.join(sorted(used - known)) or 'none'}", mark
                )
            found.append(Flag(table["key"], self.names(table, "title", mark), levels=tuple(levels), **parts))
            known |= {table["key"]}
        return tuple(found)
