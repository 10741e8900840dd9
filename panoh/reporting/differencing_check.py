"""What may be released to whom, and a new release looked at together with those that are out: nobody learns a small number by comparing.

Two tables of the same people can be safe each by itself and give a number away together. So whatever is drawn up for somebody outside is
held against everything that anybody outside has got, withdrawn or not: what a funder has may be laid beside what everybody reads.

- Of periods that overlap one is told, whatever is counted.
- What counts the same people for everybody or for members shares nothing but its sum: whatever one table says of its lines, any table that
  agrees with the other goes with it. Under agreements two may share a line where neither hides anything, and as long as they make no ring:
  then any third crossing that agrees with both leaves each of its cells as wide a stretch as a number that is shown.
- What counts other people in the same days (the admitted, the helped) shares a line only where neither hides anything, and no number taken
  from another may leave fewer than the threshold.
- A number that two releases say has to be the same in both, or far enough from it: records change between them.

Where it cannot be known, it is refused, and nobody can release it all the same.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.reporting.enums import Audience, ReleaseState, What
from panoh.reporting.models import FigureRelease
from panoh.reporting.packs import pack_tables
from panoh.reporting.publishable_table import ReleaseContent, read
from panoh.reporting.published import NO_ORGANISATION, WHOLE, rules, spans_told
from panoh.reporting.subtraction import ADMITTED, HELPED, ShownNumber, gives_away, has_changed, of_help, of_sentence, of_table

# A finer cut holds the coarser one within it: both are the same thing when tables are compared.
COARSE = {"age_band": "age", "year": "period"}
SENTENCE_CUT = frozenset({"kind", "sex", "age"})
UNKNOWN_CUT = "?"  # of a table that is no content any more
READ_BY_MANY = (Audience.PUBLIC, Audience.MEMBERS)
NOT_BOTH = _("Choose what the rows show. The columns must show something else, or nothing.")
NOT_CROSSED = _("These readers get one feature at a time: leave the columns empty.")
NO_YEARS = _("Years cannot be combined with other features: choose one year as the period.")
ONE_YEAR = _("The sentence is about one whole year that has ended: from 1 January to 31 December.")
NOT_FOR_THESE = _("This is not published for these readers. Check the rules on this page.")
OVERLAPS = _(
    "%(which)s covers a part of this period, or this period covers a part of it: the difference would be a number that nobody hid."
)
SHARES = _(
    "%(which)s shares a line with this table: someone who has both could work out what each of them hides. Choose something it "
    "does not count."
)
CHANGED = _(
    "Since %(which)s was drawn up, a number in both tables has changed by a few people: the difference would point to them. "
    "Count something else, or choose another period."
)
SUBTRACTS = _(
    "A number of this table and one of %(which)s are so close that the difference could be fewer than %(least)s people. Choose "
    "something else to count, or a longer period."
)
NOT_OVER = _("For readers outside the Unit the period must have ended.")
ALL_HIDDEN = _("Every number of this table is too small to publish. Choose a longer period, or something with fewer lines.")
DRAWN_UP_BEFORE = _(
    "This was drawn up with exact numbers, before small ones were hidden for these readers. Withdraw it and draw it up again."
)
IS_OUT = _("%(which)s already says this. Withdraw it first.")
OTHERWISE = _("%(which)s hides other numbers of this table: someone who has both could work them out.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A release that is drawn up: what, by what, of which days, for whom."""

    what: str
    audience: str
    start: dt.date
    end: dt.date
    rows: str = ""
    columns: str = ""

    @property
    def cut(self) -> frozenset[str]:
        """What it counts by, the finer as the coarser."""
        return SENTENCE_CUT if self.what == What.SENTENCE else frozenset(COARSE.get(name, name) for name in self.dims)

    @property
    def dims(self) -> list[str]:
        """What stands in its rows, then in its columns; of the sentence nothing."""
        if self.what == What.PACK:
            table = pack_tables().get(self.rows)
            return table.cut if table else [UNKNOWN_CUT]
        return {What.HELP: ["help", "kind"], What.SENTENCE: []}.get(What(self.what), [name for name in (self.rows, self.columns) if name])

    @property
    def counts(self) -> str:
        """The indicator that counts it."""
        table = pack_tables().get(self.rows) if self.what == What.PACK else None
        return table.indicator.code if table else HELPED if self.what == What.HELP else ADMITTED

    @property
    def is_outside(self) -> bool:
        """Whether anybody outside the Unit reads it."""
        return self.audience != Audience.INSIDE

    def said(self, told: ReleaseContent) -> list[ShownNumber]:
        """The numbers that it shows."""
        if self.what == What.SENTENCE:
            return list(of_sentence(told))
        return list(of_help(told) if self.what == What.HELP else of_table(self.counts, self.dims, told))

    def hides(self, told: ReleaseContent) -> bool:
        """Whether any number of it is hidden, other than sums that its lines do not make up."""
        inner = (
            [cell for line in told.cells for cell in line]
            if not told.has_sums
            else [cell for (row, _to), cell in told.shown.items() if row]
        )
        return None in inner


def check_allowed(wanted: Wanted) -> None:
    """The rules of each class of readers (enums.RULES). Raises Invalid beside the field that is to be changed."""
    audience = Audience(wanted.audience)
    names = [wanted.rows, wanted.columns]
    if wanted.what == What.TABLE and (not wanted.rows or wanted.rows == wanted.columns):
        raise Invalid(NOT_BOTH, {"rows": NOT_BOTH})
    if wanted.what == What.TABLE and audience == Audience.AGREEMENT and wanted.columns:
        raise Invalid(NOT_CROSSED, {"columns": NOT_CROSSED})
    if wanted.what == What.TABLE and audience == Audience.PUBLIC and "organisation" in names:
        raise Invalid(NO_ORGANISATION, {"rows": NO_ORGANISATION})
    if wanted.what == What.TABLE and audience in READ_BY_MANY and "year" in names:
        raise Invalid(NO_YEARS, {"rows": NO_YEARS})
    if (wanted.what in (What.HELP, What.PACK) and audience in READ_BY_MANY) or (
        wanted.what == What.SENTENCE and audience == Audience.MEMBERS
    ):
        raise Invalid(NOT_FOR_THESE, {"audience": NOT_FOR_THESE})
    if wanted.what == What.SENTENCE and not is_whole_year(wanted.start, wanted.end):
        raise Invalid(ONE_YEAR, {"end": ONE_YEAR})
    if wanted.what == What.TABLE and audience in READ_BY_MANY:
        span = rules().span_of(wanted.start, wanted.end)
        if span != (wanted.start.year, wanted.end.year):
            said = WHOLE % {"spans": spans_told()}
            raise Invalid(said, {"end": said})
    if wanted.is_outside and wanted.end >= today():
        raise Invalid(NOT_OVER, {"end": NOT_OVER})


def is_whole_year(start: dt.date, end: dt.date) -> bool:
    """From the first day of a year to its last, and over."""
    return (start.month, start.day) == (1, 1) and end == dt.date(start.year, 12, 31) and end < today()


def check_together(wanted: Wanted, told: ReleaseContent, out: Iterable[FigureRelease]) -> None:
    """Raises Invalid where this and a release that is out would say more than each of them. `out`: what somebody has read, or is to.

    Whatever anybody outside reads is compared; inside the numbers are exact and stay there.
    """
    if wanted.is_outside and not told.threshold:
        raise Invalid(DRAWN_UP_BEFORE)
    crossed: list[tuple[frozenset[str], FigureRelease]] = []
    for row in out:
        before = Wanted(row.what, row.audience, row.start, row.end, row.rows, row.columns)
        if not wanted.is_outside or not before.is_outside or before.end < wanted.start or wanted.end < before.start:
            continue
        _compare(wanted, told, before, row)
        if before.counts == wanted.counts and before.cut != wanted.cut:
            crossed += [(edge, row) for edge in _edges(before)]
    for edge in _edges(wanted):
        if (ring := _closes_ring(edge, crossed)) is not None:
            _refuse(SHARES, ring, "rows")
    if wanted.is_outside and all(number is None for number in told.shown.values()):
        raise Invalid(ALL_HIDDEN)


def _compare(wanted: Wanted, told: ReleaseContent, before: Wanted, row: FigureRelease) -> None:
    if (before.start, before.end) != (wanted.start, wanted.end):
        _refuse(OVERLAPS, row, "end")
    then = read(row.told)
    same = set(before.dims) == set(wanted.dims) and before.counts == wanted.counts and UNKNOWN_CUT not in wanted.dims
    is_for_many = wanted.audience in READ_BY_MANY
    if same and is_for_many and before.audience == wanted.audience and row.state != ReleaseState.WITHDRAWN:
        _refuse(IS_OUT, row)
    if same and _hidden(told, wanted) != _hidden(then, before):
        _refuse(OTHERWISE, row)
    if not same and (before.cut & wanted.cut or UNKNOWN_CUT in before.cut | wanted.cut):
        strict = before.counts == wanted.counts and (is_for_many or before.audience in READ_BY_MANY)
        finer = set(before.dims) & set(wanted.dims) != before.cut & wanted.cut
        if strict or finer or wanted.hides(told) or before.hides(then):
            _refuse(SHARES, row, "rows")
    least = max(told.threshold, then.threshold)
    if has_changed(wanted.said(told), before.said(then), least):
        _refuse(CHANGED, row)
    if gives_away(wanted.said(told), before.said(then), least):
        _refuse(SUBTRACTS, row, least=least)


def _refuse(sentence: Any, row: FigureRelease, field: str = "", **more: Any) -> NoReturn:
    said = sentence % {"which": name_of(row), **more}
    raise Invalid(said, {field: said} if field else {})


def _edges(wanted: Wanted) -> list[frozenset[str]]:
    """The pairs that it crosses."""
    pairs = [frozenset({"sex", "age"})] if wanted.what == What.SENTENCE else [wanted.cut]
    return [pair for pair in pairs if len(pair) == 2]


def _closes_ring(edge: frozenset[str], crossed: list[tuple[frozenset[str], FigureRelease]]) -> FigureRelease | None:
    """A release by way of which both ends of this crossing hang together already; None where they do not."""
    start, end = sorted(edge)
    reached, last = {start}, None
    while end not in reached:
        found = next(((pair, row) for pair, row in crossed if len(pair & reached) == 1), None)
        if found is None:
            return None
        reached |= found[0]
        last = found[1]
    return last


def _hidden(told: ReleaseContent, by: Wanted) -> set[frozenset[tuple[str, str]]]:
    """Which numbers are hidden, whichever way the table lies."""
    down, across = (*by.dims, "", "")[:2]
    return {frozenset({(down, row), (across, column)}) for (row, column), number in told.shown.items() if number is None}


def name_of(row: FigureRelease) -> str:
    """How a release is called in a sentence."""
    return (
        str(_("Published table No. %(number)s") % {"number": row.number}) if row.number else str(_("A table that is waiting for a check"))
    )
