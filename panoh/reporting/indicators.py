"""Indicators as content: what each figure is called, what it means, by what it is cut. An entry that is not right stops here, by name."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from panoh.core.languages import LANGUAGES
from panoh.reporting.dimensions import FACTS
from panoh.reporting.measures import MEASURES

CROSSED = "*"  # "help*kind": both at once
KINDS = ("count", "share", "mean")
# What is counted. Of those in DISTINCT the same one counts once however many rows there are, of the others what they add up to.
UNITS: dict[str, Promise] = {
    "persons": _("people"),
    "cases": _("cases"),
    "goals": _("goals"),
    "services": _("services"),
    "sessions": _("sessions"),
    "days": _("days"),
    "referrals": _("referrals"),
    "requests": _("requests"),
    "reviews": _("reviews"),
    "dispatches": _("workers sent"),
    "calls": _("calls"),
    "questionnaires": _("questionnaires"),
}
# The unit after its number, which languages bend: of counts, since a share and a mean stand without one.
COUNTED: dict[str, Callable[[int], str]] = {
    "persons": lambda n: ngettext("%(n)s person", "%(n)s persons", n),
    "services": lambda n: ngettext("%(n)s service", "%(n)s services", n),
    "days": lambda n: ngettext("%(n)s day", "%(n)s days", n),
    "calls": lambda n: ngettext("%(n)s call", "%(n)s calls", n),
}
DISTINCT = ("persons", "cases", "goals")
PERIODS: dict[str, Promise] = {
    "happened": _("what happened from the first day to the last, both included"),
    "open": _("what was in progress on any day of the period"),
}
_WANTED = {
    "code": str,
    "version": int,
    "unit": str,
    "kind": str,
    "period": str,
    "by": list,
    "name": dict,
    "definition": dict,
}
_MAY = {"days": int, "numerator": dict, "denominator": dict}


class BadIndicator(ValueError):
    """An entry that cannot be used: in which file, which indicator, which field, why."""

    def __init__(self, file: str, code: str, field: str, reason: str) -> None:
        super().__init__(f"{file}, {code or 'an indicator without a code'}, {field}: {reason}")
        self.file, self.code, self.field, self.reason = file, code, field, reason


def _text(texts: Mapping[str, str]) -> str:
    return texts.get(get_language() or "en", texts["en"])


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. `days` is the N of "within N days". A share and a mean say what stands above and below the line."""

    code: str
    group: str
    version: int
    unit: str
    kind: str
    period: str
    by: tuple[str, ...]
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    numerators: Mapping[str, str] | None = None
    denominators: Mapping[str, str] | None = None
    days: int = 0

    @property
    def name(self) -> str:
        """In the reader's language."""
        return _text(self.names)

    @property
    def rule_version(self) -> str:
        """Which version of its rule counts, in words."""
        return gettext("version %(n)s") % {"n": self.version}

    @property
    def definition(self) -> str:
        return _text(self.definitions)

    @property
    def numerator(self) -> str:
        """What is counted: of a count its unit."""
        return _text(self.numerators) if self.numerators else str(UNITS[self.unit])

    @property
    def denominator(self) -> str:
        """Of what, "" for a count."""
        return _text(self.denominators) if self.denominators else ""

    @property
    def rule(self) -> str:
        """Which of the period's rows belong to it, in words."""
        return str(PERIODS[self.period])


@dataclass(frozen=True, slots=True)
class Group:
    """One report: a file of indicators."""

    code: str
    position: int
    names: Mapping[str, str]
    indicators: tuple[Indicator, ...]

    @property
    def name(self) -> str:
        return _text(self.names)


def read_group(file: str, text: str, known: Iterable[str]) -> Group:
    """One file. `known`: the codes for which there is a function. Raises BadIndicator."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadIndicator(file, "", "toml", str(error)) from None
    head = said.get("group", {})
    if not isinstance(head.get("position"), int):
        raise BadIndicator(file, "group", "position", "a whole number is wanted")
    _in_languages(file, "group", "name", {key: value for key, value in head.items() if key != "position"})
    group = file.removesuffix(".toml")
    names = {language: head[language] for language in LANGUAGES}
    return Group(group, head["position"], names, tuple(_indicator(file, group, entry, known) for entry in said.get("indicator", [])))


def _indicator(file: str, group: str, entry: Mapping[str, Any], known: Iterable[str]) -> Indicator:
    code = str(entry.get("code", ""))

    _check_fields(file, code, entry)
    if code not in known:
        raise BadIndicator(file, code, "code", "no function counts it")
    if entry["version"] < 1:
        raise BadIndicator(file, code, "version", "it begins with 1")
    for field, allowed in (("unit", UNITS), ("kind", KINDS), ("period", PERIODS)):
        if entry[field] not in allowed:
            raise BadIndicator(file, code, field, f"one of {', '.join(allowed)} is wanted, not {entry[field]!r}")
    if entry["kind"] == "count" and entry["unit"] not in COUNTED:
        raise BadIndicator(file, code, "unit", f"of a count one of {', '.join(COUNTED)} is wanted")
    for dimension in (name for cut in entry["by"] for name in str(cut).split(CROSSED)):
        if dimension not in FACTS:
            raise BadIndicator(file, code, "by", f"there is no dimension {dimension!r}")
    for field in ("name", "definition", *(() if entry["kind"] == "count" else ("numerator", "denominator"))):
        _in_languages(file, code, field, entry.get(field, {}))
    return Indicator(
        code=code,
        group=group,
        version=entry["version"],
        unit=entry["unit"],
        kind=entry["kind"],
        period=entry["period"],
        by=tuple(entry["by"]),
        names=entry["name"],
        definitions=entry["definition"],
        numerators=entry.get("numerator"),
        denominators=entry.get("denominator"),
        days=entry.get("days", 0),
    )


def _check_fields(file: str, code: str, entry: Mapping[str, Any]) -> None:
    """Those that must be there, none that is not known, each of its type."""
    for field, kind in (_WANTED | _MAY).items():
        if field in entry and not isinstance(entry[field], kind):
            raise BadIndicator(file, code, field, f"{kind.__name__} is wanted")
        if field in _WANTED and field not in entry:
            raise BadIndicator(file, code, field, "it is missing")
    for field in entry:
        if field not in _WANTED and field not in _MAY:
            raise BadIndicator(file, code, field, "there is no such field")


def _in_languages(file: str, code: str, field: str, texts: Mapping[str, Any]) -> None:
    for language in LANGUAGES:
        if not isinstance(texts.get(language), str) or not texts[language].strip():
            raise BadIndicator(file, code, f"{field}.{language}", "it is missing")
    for language in texts:
        if language not in LANGUAGES:
            raise BadIndicator(file, code, f"{field}.{language}", "there is no such language")


@cache
def groups() -> Mapping[str, Group]:
    """Every report by its code, in their order."""
    folder = files("panoh.content").joinpath("indicators")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = [read_group(name, folder.joinpath(name).read_text(encoding="utf-8"), MEASURES) for name in names]
    codes = [one.code for group in found for one in group.indicators]
    for group in found:
        for one in group.indicators:
            if codes.count(one.code) > 1:
                raise BadIndicator(f"{group.code}.toml", one.code, "code", "it comes twice")
    return {group.code: group for group in sorted(found, key=lambda group: group.position)}


def indicators() -> dict[str, Indicator]:
    """Every indicator by its code."""
    return {one.code: one for group in groups().values() for one in group.indicators}
