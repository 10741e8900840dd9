"""The logframe of a plan as XLSX and as PDF: results chain, indicators, baseline, targets, what was reached, means, assumptions."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from openpyxl import Workbook

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.core.pdf import make_pdf
from panoh.core.sheets import safe_cell, saved_in_memory, sheet_title
from panoh.planning.actuals import Actual, text_of, until_now
from panoh.planning.enums import Light, VersionState
from panoh.planning.events import Event
from panoh.planning.models import Period, Plan, PlanVersion
from panoh.planning.queries.plans import tree_of
from panoh.planning.tree import Objective, OutcomePart, PlanIndicator, Tree, said
from panoh.reporting.exports import cover_name, exact_note

FORMS = ("xlsx", "pdf")
# The face is on every Debian; it draws ғ ӣ қ ӯ ҳ ҷ in both weights.
STYLE = """
@page { size: A4 landscape; margin: 12mm 11mm 14mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 7.5pt 'DejaVu Sans', 'Noto Sans', sans-serif } }
html { font: 8pt 'DejaVu Sans', 'Noto Sans', sans-serif }
body { margin: 0; line-height: 1.35 }
h1 { font-size: 15pt; margin: 0 0 2mm }
h2 { font-size: 11pt; margin: 6mm 0 2mm; break-after: avoid }
p { margin: 0 0 2mm }
table { border-collapse: collapse; width: 100% }
th, td { border: 0.3pt solid #555; padding: 1.2mm 1.5mm; text-align: left; vertical-align: top }
thead { display: table-header-group }
th { font-weight: 600 }
tr { break-inside: avoid }
.quiet { color: #444; font-size: 7pt }
"""
SIGNS = {Light.GREEN: "✓", Light.AMBER: "◐", Light.RED: "▲"}


@dataclass(frozen=True, slots=True)
class LogframeEntry:
    """One line of the logframe."""

    objective: Objective
    outcome: OutcomePart
    line: PlanIndicator
    years: list[Actual]

    @property
    def baseline(self) -> str:
        """With its year."""
        told = text_of(self.line.baseline, self.line)
        return f"{told} ({self.line.baseline_year})" if told and self.line.baseline_year else told

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """For each year the target, what was reached, and the light in words."""
        return [
            (
                text_of(each.target, self.line),
                text_of(each.value, self.line) or untold(each),
                light_words(each),
            )
            for each in self.years
        ]

    @property
    def means(self) -> str:
        """Where the number comes from, and by which rule it is counted."""
        counted = self.line.counted
        rule = _("counted from records, rule version %(number)s") % {"number": counted.version} if counted else _("entered by hand")
        return "; ".join(filter(None, (said(self.line.means), rule)))


def untold(actual: Actual) -> str:
    """Why a number does not stand there; "" where it does, or where there is none yet."""
    return _("hidden") if actual.is_hidden else _("not enough recorded") if actual.is_unknown else ""


def light_words(actual: Actual) -> str:
    """A sign and a word; where there is no light yet, why."""
    sign = SIGNS.get(actual.light, "")
    return f"{sign} {actual.light.label}" if sign else actual.unrated


def entries(tree: Tree, years: dict[str, list[Actual]]) -> list[LogframeEntry]:
    """Every indicator with the objective and the outcome it stands under."""
    return [
        LogframeEntry(objective, outcome, line, years[line.key])
        for objective in tree.objectives
        for outcome in objective.outcomes
        for line in outcome.lines
    ]


def logframe(user: User, plan: Plan, version: PlanVersion, periods: list[Period], form: str) -> bytes:
    """The file in one of FORMS, in the active language. Raises Invalid for another. What is not frozen is counted now, and said to be."""
    if form not in FORMS:
        raise Invalid(_("There is no format “%(name)s”.") % {"name": form[:20]})
    tree = tree_of(version)
    found = entries(tree, until_now(user, plan, tree, periods))
    notes = _notes(plan, version, tree, periods)
    record(Event.FILE_TAKEN, by=user.actor, purpose=form)
    return _book(plan, tree, found, notes) if form == "xlsx" else _paper(plan, tree, found, notes, periods)


def _notes(plan: Plan, version: PlanVersion, tree: Tree, periods: list[Period]) -> list[str]:
    adopted = [_("Adopted on %(day)s") % {"day": f"{version.adopted_on:%d.%m.%Y}"}] if version.adopted_on else []
    told = _("Version %(number)s") if adopted and version.state == VersionState.ADOPTED else _("Version %(number)s, %(state)s")
    frozen = ", ".join(f"{each.year} ({each.frozen_at:%d.%m.%Y})" for each in periods if each.frozen_at and each.is_whole_year)
    return [
        ". ".join([told % {"number": version.number, "state": version.get_state_display()}, *adopted]),
        thresholds(tree),
        *(
            [_("Frozen: %(years)s. Every other number was counted on %(day)s.") % {"years": frozen, "day": f"{today():%d.%m.%Y}"}]
            if frozen
            else []
        ),
        exact_note(),
    ]


def thresholds(tree: Tree) -> str:
    """What the lights mean."""
    words = _(
        "%(green)s %% of the target or more: on target. From %(amber)s %%: behind. Less: far behind. If lower is better, the "
        "target is divided by the result."
    )
    return words % {"green": tree.green, "amber": tree.amber}


def heads(plan: Plan) -> list[str]:
    """The columns of the sheet."""
    years = [
        head % {"year": year}
        for year in plan.each_year
        for head in (_("Target of %(year)s"), _("Reached in %(year)s"), _("Rating for %(year)s"))
    ]
    return [
        _("Objective"),
        pgettext("plan", "Outcome"),
        _("Indicator"),
        _("Baseline"),
        *years,
        _("Source and means of verification"),
        _("Assumptions"),
    ]


def _book(plan: Plan, tree: Tree, found: list[LogframeEntry], notes: list[str]) -> bytes:
    book = Workbook()
    cover = book.active
    assert cover is not None
    cover.title = sheet_title(cover_name())
    for line in (tree.title, plan.years, *notes):
        cover.append([safe_cell(line)])
    cover.append([])
    cover.append([safe_cell(head) for head in (_("Indicator"), _("Definition"), _("Rule"))])
    for entry in found:
        counted = entry.line.counted
        told = (counted.definition, counted.rule_version) if counted else ("", "")
        cover.append([safe_cell(value) for value in (entry.line.name, *told)])
    cover.column_dimensions["A"].width, cover.column_dimensions["B"].width = 90, 90
    sheet = book.create_sheet(sheet_title(_("Logframe")))
    sheet.append([safe_cell(head) for head in heads(plan)])
    for entry in found:
        sheet.append([safe_cell(value) for value in _row(entry)])
    for column in ("A", "B", "C"):
        sheet.column_dimensions[column].width = 36
    return saved_in_memory(book)


def _row(entry: LogframeEntry) -> list[Any]:
    """Numbers as numbers, so that a spreadsheet can go on with them; a percentage without its sign."""
    cells = [value for each in entry.years for value in (_plain(each.target), untold(each) or _plain(each.value), light_words(each))]
    name = f"{entry.line.name}, %" if entry.line.in_percent else entry.line.name
    first = [entry.objective.text, entry.outcome.text, name, entry.baseline]
    return [*first, *cells, entry.means, entry.outcome.assumption]


def _plain(value: Decimal | None) -> float | int | str:
    if value is None:
        return ""
    return int(value) if value == value.to_integral_value() else float(value)


def _paper(plan: Plan, tree: Tree, found: list[LogframeEntry], notes: list[str], periods: list[Period]) -> bytes:
    context = {
        "language": get_language(),
        "plan": plan,
        "tree": tree,
        "entries": found,
        "notes": notes,
        "told": [(period, words) for period in periods if (words := said(period.narrative))],
    }
    return make_pdf(render_to_string("planning/logframe.html", context), STYLE)
