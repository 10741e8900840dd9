"""A table as its readers may see it, in plain data that can be frozen; and what each number of it could reveal."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.enums import Help, Kind
from panoh.people.enums import Sex
from panoh.places import catalogue
from panoh.places.alphabet import alphabetical
from panoh.reporting.dimensions import ADULT, MINOR, TITLES, labels_of, own_dimensions
from panoh.reporting.disclosure import TOTAL, Index, hidden_cells, hidden_in_sets
from panoh.reporting.enums import Audience, What
from panoh.reporting.published import protected_list, public_crosstab, public_list, rules, threshold_of
from panoh.reporting.queries import figures as queries
from panoh.reporting.sentences import sentences

type Number = int | None
SMALL = 5
PARTS: dict[str, Promise] = {
    "men": gettext_lazy("Men"),
    "women": gettext_lazy("Women"),
    "boys": gettext_lazy("Boys under 18"),
    "girls": gettext_lazy("Girls under 18"),
    "unknown": gettext_lazy("Age or sex not stated"),
    "direct": gettext_lazy("Survivors"),
    "family": gettext_lazy("Family members"),
}
# What a number could reveal, by the case it is.
REVEALS: dict[str, Promise] = {
    "nobody": gettext_lazy("Nobody: of every person it becomes known that they are not among these."),
    "all": gettext_lazy("All of its line: of anyone known to belong to the line, this becomes known too."),
    "small": gettext_lazy("Fewer than five: someone who knows one of them can guess the others."),
    "plain": gettext_lazy("Five or more, and not all: the number alone points to nobody."),
    "rounded": gettext_lazy("Rounded: it could be any number close to it, and none of them is small."),
    "hidden": gettext_lazy("Hidden, and cannot be worked out from what is shown."),
}


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """What a release says. Numbers by row and column, None where hidden; `heads` and `names` in each language, as they were then."""

    rows: list[str]
    columns: list[str]
    cells: list[list[Number]]
    row_totals: list[Number]
    column_totals: list[Number]
    total: Number
    names: dict[str, list[str]]  # of the rows
    heads: dict[str, list[str]]  # of the columns
    titles: dict[str, str]
    threshold: int = 0  # none: exact
    base: int = 1
    has_sums: bool = True
    sentence: dict[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @property
    def shown(self) -> dict[tuple[str, str], Number]:
        """Every number by its row and column, "" for a total. With one thing alone there are totals only."""
        found = {
            (row, column): cell
            for row, line in zip(self.rows, self.cells, strict=True)
            for column, cell in zip(self.columns, line, strict=True)
        }
        found |= {(row, ""): total for row, total in zip(self.rows, self.row_totals, strict=True)}
        found |= {("", column): total for column, total in zip(self.columns, self.column_totals, strict=True)}
        return found | {("", ""): self.total}

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.titles[get_language() or "en"]

    @property
    def said(self) -> str:
        """The sentence, "" where it is a table."""
        return self.sentence.get(get_language() or "en", "")

    def lines(self) -> list[list[Any]]:
        """The table as one reads it, heads first, None where a number is hidden."""
        language = get_language() or "en"
        names = self.names[language]
        if not self.has_sums:
            return [["", *self.heads[language]], *([name, *line] for name, line in zip(names, self.cells, strict=True))]
        total = _("Total") if self.columns else pgettext("figures", "Number")
        body = [[name, *line, sums] for name, line, sums in zip(names, self.cells, self.row_totals, strict=True)]
        return [["", *self.heads[language], total], *body, [_("Total"), *self.column_totals, self.total]]

    def notes(self) -> list[str]:
        """What a reader is told about the numbers."""
        if not self.threshold:
            return [_("Exact numbers.")]
        hidden = _("Numbers under %(least)s, and some others, are hidden.") % {"least": self.threshold}
        return [hidden, *([_("Each number is rounded separately to the nearest %(base)s.") % {"base": self.base}] if self.base > 1 else [])]


def read(plain: dict[str, Any]) -> ReleaseContent:
    """From what was kept; regions by the alphabet of who reads, everything else as it was drawn up."""
    told, language = ReleaseContent(**plain), get_language() or "en"
    down, across = _places(told.rows, told.names[language]), _places(told.columns, told.heads[language])
    return replace(
        told,
        rows=[told.rows[at] for at in down],
        columns=[told.columns[at] for at in across],
        cells=[[told.cells[row][column] for column in across] for row in down],
        row_totals=[told.row_totals[at] for at in down],
        column_totals=[told.column_totals[at] for at in across],
        names={each: [names[at] for at in down] for each, names in told.names.items()},
        heads={each: [heads[at] for at in across] for each, heads in told.heads.items()},
    )


def _places(keys: list[str], names: list[str]) -> list[int]:
    """In what order lines are shown. What is hidden was found in the order of the keys, and does not hang on a language."""
    regions = {place.code for place in catalogue.regions()}
    if regions.isdisjoint(keys):
        return list(range(len(keys)))
    return sorted(range(len(keys)), key=lambda at: (keys[at] not in regions, alphabetical(names[at])))


def reveals(told: ReleaseContent) -> dict[str, list[tuple[str, Number]]]:
    """Every number with its label, by what it could reveal; the cases in the order of REVEALS, none where there is nothing."""
    found: dict[str, list[tuple[str, Number]]] = {case: [] for case in REVEALS}
    language = get_language() or "en"
    names = dict(zip(told.rows, told.names[language], strict=True)) | {"": _("Total")}
    heads = dict(zip(told.columns, told.heads[language], strict=True)) | {"": _("Total")}
    for (row, column), number in told.shown.items():
        if not told.has_sums and not (row and column):
            continue
        label = names[row] if not told.columns else f"{names[row]}, {heads[column]}"
        found[_case(told, row, column, number)].append((label, number))
    return {case: lines for case, lines in found.items() if lines}


def _case(told: ReleaseContent, row: str, column: str, number: Number) -> str:
    if number is None:
        return "hidden"
    if told.base > 1:
        return "rounded"
    if number == 0:
        return "nobody"
    around = [told.shown[one] for one in ((row, ""), ("", column)) if one != (row, column)] if told.has_sums else []
    if number in around:
        return "all"
    return "small" if number < SMALL else "plain"


# -- making


def tell(user: User, what: str, audience: str, start: dt.date, end: dt.date, *, rows: str = "", columns: str = "") -> ReleaseContent:
    """What these readers would be told. Raises Invalid as the reports it is made of."""
    least = 0 if audience == Audience.INSIDE else rules().threshold
    if what == What.SENTENCE:
        return _sentence(user, start, end, least)
    if what == What.HELP:
        return _help(user, start, end, least)
    return _table(user, audience, start, end, rows, columns)


def in_languages[T](make: Callable[[], T]) -> dict[str, T]:
    """What it makes, in each language of the desk."""
    found = {}
    for language in Language.values:
        with translation.override(language):
            found[language] = make()
    return found


def title_of(name: str) -> str:
    """A dimension in words."""
    return str(TITLES[name]) if name in TITLES else dict(own_dimensions()).get(name, name)


def _table(user: User, audience: str, start: dt.date, end: dt.date, rows: str, columns: str) -> ReleaseContent:
    cut = [rows, columns] if columns else [rows]
    hides = audience != Audience.INSIDE
    base = rules().base if audience == Audience.PUBLIC else 1
    facts: dict[str, Any]
    if hides and columns:
        table = public_crosstab(user, start, end, rows=rows, columns=columns, base=base)
        facts = {name: getattr(table, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    elif hides:
        table = (protected_list if audience == Audience.AGREEMENT else public_list)(user, start, end, rows, base=base)
        facts = {name: getattr(table, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    elif columns:
        exact = queries.crosstab(user, start, end, rows=rows, columns=columns)
        facts = {name: getattr(exact, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    else:
        queries.check_cut(rows)
        counts = queries.persons_by(user, start, end, rows)
        facts = {"rows": list(counts), "columns": [], "cells": [[] for _key in counts], "column_totals": []}
        facts |= {"row_totals": list(counts.values()), "total": sum(counts.values())}
    return ReleaseContent(
        **facts,
        names=in_languages(lambda: [labels_of(rows)(key) for key in facts["rows"]]),
        heads=in_languages(lambda: [labels_of(columns)(key) for key in facts["columns"]]),
        titles=in_languages(lambda: _("People admitted: %(cut)s") % {"cut": " × ".join(title_of(name).lower() for name in cut)}),
        threshold=threshold_of(cut) if hides else 0,
        base=base,
    )


def _help(user: User, start: dt.date, end: dt.date, least: int) -> ReleaseContent:
    """By kind of help: survivors, family members, all persons, services. A person counts once for each kind of help.

    `least`: what is under it is hidden, and others with it; services where there are too few who got them. 0: exact.
    """
    queries.check_period(start, end)
    persons: dict[str, dict[str, set[Any]]] = {kind: {who: set() for who in Kind.values} for kind in Help.values}
    services: Counter[str] = Counter()
    for row in queries.help_rows(user, start, end):
        persons[row.help][row.keys["kind"]].add(row.person)
        services[row.help] += row.services
    columns = [*Kind.values, "persons", "services"]

    every = {kind: set().union(*by_who.values()) for kind, by_who in persons.items()}
    counts: dict[Index, int] = {(at, TOTAL): len(every[kind]) for at, kind in enumerate(Help.values)}
    for place, who in enumerate(Kind.values):
        counts |= {(at, place): len(persons[kind][who]) for at, kind in enumerate(Help.values)}
        counts[TOTAL, place] = len(set().union(*(by_who[who] for by_who in persons.values())))
    counts[TOTAL, TOTAL] = len(set().union(*every.values()))
    hidden = hidden_in_sets(counts, (len(Help.values), len(Kind.values)), threshold=least) if least else frozenset()

    def line(at: int, kind: str) -> list[Number]:
        told = [None if (at, place) in hidden else counts[at, place] for place in (*range(len(Kind.values)), TOTAL)]
        return [*told, None if len(every[kind]) < least else services[kind]]

    return ReleaseContent(
        rows=list(Help.values),
        columns=columns,
        cells=[line(at, kind) for at, kind in enumerate(Help.values)],
        row_totals=[None] * len(Help.values),
        column_totals=[None] * len(columns),
        total=None,
        names=in_languages(lambda: [str(label) for label in Help.labels]),
        heads=in_languages(lambda: [*(kind.full_label for kind in Kind), _("People"), _("Services")]),
        titles=in_languages(lambda: _("Help given, by kind")),
        threshold=least,
        has_sums=False,
    )


def _sentence(user: User, start: dt.date, end: dt.date, least: int) -> ReleaseContent:
    """The numbers of the sentence one by one, so that each can be looked at. `least`: as of help."""
    found = queries.admissions(user, start, end)
    numbers = {
        "men": found.count(sex=Sex.MALE, age=ADULT),
        "women": found.count(sex=Sex.FEMALE, age=ADULT),
        "boys": found.count(sex=Sex.MALE, age=MINOR),
        "girls": found.count(sex=Sex.FEMALE, age=MINOR),
    }
    numbers["unknown"] = found.persons - sum(numbers.values())
    who = [name for name in numbers if name != "unknown" or numbers[name]]  # that nobody is of unknown age says nothing
    numbers |= {"direct": found.count(kind=Kind.SURVIVOR), "family": found.count(kind=Kind.FAMILY)}
    hidden = {name for part in (who, ["direct", "family"]) for name in _hidden(part, numbers, least)} if least else set()
    shown = [name for name in numbers if not least or name in (*who, "direct", "family")]
    return ReleaseContent(
        rows=shown,
        columns=[],
        cells=[[] for _number in shown],
        row_totals=[None if name in hidden else numbers[name] for name in shown],
        column_totals=[],
        total=None if found.persons < least else found.persons,
        names=in_languages(lambda: [str(PARTS[name]) for name in shown]),
        heads=in_languages(list),
        titles=in_languages(lambda: _("The year in one sentence")),
        threshold=least,
        sentence=sentences(found, hidden, least),
    )


def _hidden(part: list[str], numbers: dict[str, int], least: int) -> set[str]:
    """Of numbers that add up to all who were admitted those that are not told."""
    found = hidden_cells({(at,): numbers[name] for at, name in enumerate(part)}, (len(part),), threshold=least)
    return {name for at, name in enumerate(part) if (at,) in found}
