"""What may be released to whom, and a new release looked at together with those that are out: nobody learns a small number by comparing.

Two tables of the same people can be safe each by itself and give a number away together. So for readers outside, tables of one period
share nothing but their sum: whatever one of them says of its lines, any table that agrees with the other goes with it. What shares more
is refused, with the number of the release that it shares it with.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.reporting.enums import Audience, ReleaseState, What
from panoh.reporting.models import FigureRelease
from panoh.reporting.published import WHOLE, rules, spans_told
from panoh.reporting.telling import Told, read

# A finer cut holds the coarser one within it: both are the same thing when tables are compared.
COARSE = {"age_band": "age", "year": "period"}
SENTENCE_CUT = frozenset({"kind", "sex", "age"})
READ_BY_MANY = (Audience.PUBLIC, Audience.MEMBERS)
NOT_BOTH = _("Choose what stands in the rows. What stands in the columns has to be something else, or nothing.")
NOT_CROSSED = _("These readers get one thing at a time: leave the columns empty.")
NO_ORGANISATION = _("What one organisation does is few people’s work, and a number of few people: for everybody leave organisations out.")
NO_YEARS = _("Years stand by themselves: choose one of them as the period.")
ONE_YEAR = _("The sentence is about one whole year that is over: from 1 January to 31 December.")
NOT_FOR_THESE = _("This is not released to these readers. Look at the rules on this page.")
OVERLAPS = _("%(which)s is about a part of this period, or this is a part of its period: the difference would be a number nobody hid.")
SHARES = _(
    "%(which)s shares a line with this table: who has both could reckon back what each of them hides. Choose something it does not count."
)
IS_OUT = _("%(which)s says this already. Withdraw it first.")
OTHERWISE = _("%(which)s hides other numbers of this table: who has both could reckon them back.")


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
        if self.what == What.SENTENCE:
            return SENTENCE_CUT
        return frozenset(COARSE.get(name, name) for name in (self.rows, self.columns) if name)


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


def is_whole_year(start: dt.date, end: dt.date) -> bool:
    """From the first day of a year to its last, and over."""
    return (start.month, start.day) == (1, 1) and end == dt.date(start.year, 12, 31) and end < today()


def check_together(wanted: Wanted, told: Told, out: Iterable[FigureRelease]) -> None:
    """Raises Invalid where this and a release that is out would say more than each of them. `out`: what somebody has read, or is to.

    Only what many read is compared: inside the numbers are exact, and so are those that an agreement names.
    """
    if wanted.audience not in READ_BY_MANY:
        return
    for row in out:
        before = Wanted(row.what, row.audience, row.start, row.end, row.rows, row.columns)
        if row.audience not in READ_BY_MANY or before.end < wanted.start or wanted.end < before.start:
            continue
        _compare(wanted, told, before, row)


def _compare(wanted: Wanted, told: Told, before: Wanted, row: FigureRelease) -> None:
    which = {"which": name_of(row)}
    if (before.start, before.end) != (wanted.start, wanted.end):
        raise Invalid(OVERLAPS % which, {"end": OVERLAPS % which})
    same = {before.rows, before.columns} == {wanted.rows, wanted.columns} and before.what == wanted.what
    if same and before.audience == wanted.audience and row.state != ReleaseState.WITHDRAWN:
        raise Invalid(IS_OUT % which)
    if same and _hidden(told, wanted) != _hidden(read(row.told), before):
        raise Invalid(OTHERWISE % which)
    if not same and before.cut & wanted.cut:
        raise Invalid(SHARES % which, {"rows": SHARES % which})


def _hidden(told: Told, by: Wanted) -> set[frozenset[tuple[str, str]]]:
    """Which numbers are hidden, whichever way the table lies."""
    return {frozenset({(by.rows, row), (by.columns, column)}) for (row, column), number in told.shown.items() if number is None}


def name_of(row: FigureRelease) -> str:
    """How a release is called in a sentence."""
    return str(_("Release No %(number)s") % {"number": row.number}) if row.number else str(_("A table that waits for readers"))
