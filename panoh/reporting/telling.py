"""A table as its readers may see it, in plain data that can be frozen; and what each number of it could reveal."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.enums import Help, Kind
from panoh.people.enums import Sex
from panoh.reporting import queries
from panoh.reporting.dimensions import ADULT, MINOR, TITLES, labels_of, own_dimensions
from panoh.reporting.enums import Audience, What
from panoh.reporting.published import public_crosstab, public_list, rules, threshold_of
from panoh.reporting.sentences import sentences

type Number = int | None
SMALL = 5
# What a number could reveal, by the case it is.
REVEALS: dict[str, Promise] = {
    "nobody": gettext_lazy("Nobody: of each single person one learns that they are not among these."),
    "all": gettext_lazy("All of its line: whoever is known to belong to the line is known to be this too."),
    "small": gettext_lazy("Fewer than five: who knows one of them can guess at the others."),
    "plain": gettext_lazy("Five or more, and not all: the number alone points at nobody."),
    "rounded": gettext_lazy("Rounded: it stands for the numbers around it, and none of them is small."),
    "hidden": gettext_lazy("Hidden, and cannot be reckoned back from what is shown."),
}


@dataclass(frozen=True, slots=True)
class Told:
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
        hidden = _("Numbers under %(least)s are hidden, and others with them.") % {"least": self.threshold}
        return [hidden, *([_("Each number is rounded to %(base)s by itself.") % {"base": self.base}] if self.base > 1 else [])]


def read(plain: dict[str, Any]) -> Told:
    """From what was kept."""
    return Told(**plain)


def reveals(told: Told) -> dict[str, list[tuple[str, Number]]]:
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


def _case(told: Told, row: str, column: str, number: Number) -> str:
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


def tell(user: User, what: str, audience: str, start: dt.date, end: dt.date, *, rows: str = "", columns: str = "") -> Told:
    """What these readers would be told. Raises Invalid as the reports it is made of."""
    if what == What.SENTENCE:
        return _sentence(user, start, end)
    if what == What.HELP:
        return _help(user, start, end)
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


def _table(user: User, audience: str, start: dt.date, end: dt.date, rows: str, columns: str) -> Told:
    cut = [rows, columns] if columns else [rows]
    hides = audience in (Audience.PUBLIC, Audience.MEMBERS)
    base = rules().base if audience == Audience.PUBLIC else 1
    facts: dict[str, Any]
    if hides and columns:
        table = public_crosstab(user, start, end, rows=rows, columns=columns, base=base)
        facts = {name: getattr(table, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    elif hides:
        table = public_list(user, start, end, rows, base=base)
        facts = {name: getattr(table, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    elif columns:
        exact = queries.crosstab(user, start, end, rows=rows, columns=columns)
        facts = {name: getattr(exact, name) for name in ("rows", "columns", "cells", "row_totals", "column_totals", "total")}
    else:
        queries.check_cut(rows)
        counts = queries.persons_by(user, start, end, rows)
        facts = {"rows": list(counts), "columns": [], "cells": [[] for _key in counts], "column_totals": []}
        facts |= {"row_totals": list(counts.values()), "total": sum(counts.values())}
    return Told(
        **facts,
        names=in_languages(lambda: [labels_of(rows)(key) for key in facts["rows"]]),
        heads=in_languages(lambda: [labels_of(columns)(key) for key in facts["columns"]]),
        titles=in_languages(lambda: _("Persons admitted: %(cut)s") % {"cut": " × ".join(title_of(name).lower() for name in cut)}),
        threshold=threshold_of(cut) if hides else 0,
        base=base,
    )


def _help(user: User, start: dt.date, end: dt.date) -> Told:
    """By kind of help: survivors, family members, all persons, services. A person counts once for each kind of help."""
    queries.check_period(start, end)
    persons: dict[str, dict[str, set[Any]]] = {kind: {who: set() for who in Kind.values} for kind in Help.values}
    services: Counter[str] = Counter()
    for row in queries.help_rows(user, start, end):
        persons[row.help][row.keys["kind"]].add(row.person)
        services[row.help] += row.services
    columns = [*Kind.values, "persons", "services"]

    def line(kind: str) -> list[Number]:
        by_who = persons[kind]
        return [*(len(by_who[who]) for who in Kind.values), len(set().union(*by_who.values())), services[kind]]

    return Told(
        rows=list(Help.values),
        columns=columns,
        cells=[line(kind) for kind in Help.values],
        row_totals=[None] * len(Help.values),
        column_totals=[None] * len(columns),
        total=None,
        names=in_languages(lambda: [str(label) for label in Help.labels]),
        heads=in_languages(lambda: [*(str(label) for label in Kind.labels), _("Persons"), _("Services")]),
        titles=in_languages(lambda: _("Help given, by kind")),
        has_sums=False,
    )


def _sentence(user: User, start: dt.date, end: dt.date) -> Told:
    """The numbers of the sentence one by one, so that each can be looked at."""
    found = queries.admissions(user, start, end)
    numbers = {
        "men": found.count(sex=Sex.MALE, age=ADULT),
        "women": found.count(sex=Sex.FEMALE, age=ADULT),
        "boys": found.count(sex=Sex.MALE, age=MINOR),
        "girls": found.count(sex=Sex.FEMALE, age=MINOR),
    }
    numbers["unknown"] = found.persons - sum(numbers.values())
    numbers |= {"direct": found.count(kind=Kind.SURVIVOR), "family": found.count(kind=Kind.FAMILY)}
    return Told(
        rows=list(numbers),
        columns=[],
        cells=[[] for _number in numbers],
        row_totals=list(numbers.values()),
        column_totals=[],
        total=found.persons,
        names=in_languages(
            lambda: [
                _("Men"),
                _("Women"),
                _("Boys under 18"),
                _("Girls under 18"),
                _("Age or sex not stated"),
                _("Survivors"),
                _("Family members"),
            ]
        ),
        heads=in_languages(list),
        titles=in_languages(lambda: _("The sentence of a year")),
        sentence=sentences(found),
    )
