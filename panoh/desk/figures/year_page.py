"""A year on one page of paper: the sentence, who came, from where, what help was given. Inside with exact numbers; outside what is out."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.cases.enums import Help, Kind
from panoh.core.errors import NotFound
from panoh.core.pdf import make_pdf
from panoh.people.enums import Sex
from panoh.reporting.charts import Chart, bars
from panoh.reporting.dimensions import ADULT, MINOR, by_alphabet, label_of
from panoh.reporting.events import Event
from panoh.reporting.exports import exact_note
from panoh.reporting.publishable_table import ReleaseContent, read
from panoh.reporting.queries import figures as queries
from panoh.reporting.queries.releases import told_in_public
from panoh.reporting.sentences import sentence

NOTHING_OUT = gettext_lazy("Nothing about this year has been published yet.")
MOST_PICTURES = 4  # that fit on the page
STYLE = """
@page { size: A4; margin: 14mm }
html { font: 10pt 'DejaVu Sans', 'Noto Sans', sans-serif; color: #17221f }
body { margin: 0; line-height: 1.35 }
h1 { font-size: 22pt; margin: 0 0 2mm }
.lead { font-size: 12.5pt; margin: 0 0 6mm; border-left: 1.5mm solid #0f5c55; padding-left: 4mm }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm 9mm }
figure { margin: 0; break-inside: avoid }
.chart { width: 100%; height: auto; margin-top: 1.5mm }
.quiet { font-size: 8pt; color: #44504c; margin: 1mm 0 0 }
"""


def year_page(user: User, year: int, *, publish: bool) -> bytes:
    """The PDF in the active language. `publish`: what was released to everybody about the year, and nothing else.

    Raises Denied for who may see no figures, NotFound where nothing was released. Recorded as a report that was taken.
    """
    made = _outside(year) if publish else _inside(user, year)
    record(Event.REPORT_TAKEN, by=user.actor, purpose="year_public" if publish else "year")
    return make_pdf(render_to_string("desk/figures/prints/year.html", {"year": year, "language": get_language(), **made}), STYLE)


def is_year_out(year: int) -> bool:
    """Whether anything about it was released to everybody, so that there is a page for them. One query."""
    return told_in_public(dt.date(year, 1, 1), dt.date(year, 12, 31)).exists()


def _inside(user: User, year: int) -> dict[str, Any]:
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found, given = queries.admissions(user, start, end), queries.assistance(user, start, end)
    who = [
        (label, [found.count(kind=kind, sex=sex, age=age) for kind in Kind.values])
        for label, sex, age in (
            (_("Women"), Sex.FEMALE, ADULT),
            (_("Men"), Sex.MALE, ADULT),
            (_("Girls under 18"), Sex.FEMALE, MINOR),
            (_("Boys under 18"), Sex.MALE, MINOR),
        )
    ]
    kinds = [kind.full_label for kind in Kind]
    return {
        "sentence": sentence(found),
        "charts": _drawn(
            bars("who", _("Who"), kinds, who),
            *(
                bars(name, title, kinds, _by(found, name))
                for name, title in (("region", _("By region")), ("door", _("By how they came to us")))
            ),
            bars("help", _("Help given, people"), [""], [(str(Help(kind).label), [counts["persons"]]) for kind, counts in given.items()]),
        ),
        "notes": [exact_note()],
    }


def _by(found: queries.Admissions, name: str) -> list[tuple[str, Sequence[int | None]]]:
    read_key = label_of(name)
    return [
        (read_key(key), [found.count(**{name: key, "kind": kind}) for kind in Kind.values])
        for key in by_alphabet(name, found.by(name), read_key)
    ]


def _outside(year: int) -> dict[str, Any]:
    out = [(row.number, read(row.told)) for row in told_in_public(dt.date(year, 1, 1), dt.date(year, 12, 31))]
    if not out:
        raise NotFound(NOTHING_OUT)
    notes = [_("Published table No. %(number)s") % {"number": number} + f": {told.title}. {' '.join(told.notes())}" for number, told in out]
    return {
        "sentence": next((told.said for _number, told in out if told.said), ""),
        "charts": _drawn(*(of_told(f"n{number}", told) for number, told in out if not told.said)),
        "notes": notes,
    }


def of_told(key: str, told: ReleaseContent) -> Chart | None:
    """A released table as a picture: a line for each row, a series for each column where there are three at most."""
    names = told.names[get_language() or "en"]
    heads = told.heads[get_language() or "en"]
    if 0 < len(heads) <= 3:
        return bars(key, told.title, heads, list(zip(names, told.cells, strict=True)))
    return bars(key, told.title, [""], [(name, [total]) for name, total in zip(names, told.row_totals, strict=True)])


def _drawn(*charts: Chart | None) -> list[Chart]:
    return [chart for chart in charts if chart][:MOST_PICTURES]
