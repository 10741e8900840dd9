"""What the pages of questionnaires show: results in words, change over time, the wording that is read out."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Case
from panoh.core.images import clean
from panoh.desk.questionnaires.score_chart import Chart, draw, figure, steps_of
from panoh.instruments import actions
from panoh.instruments.change import Moved, moved, threshold
from panoh.instruments.definitions import Definition, For, Score, nearest, said
from panoh.instruments.models import Response, Sheet, TextPack, Use
from panoh.instruments.reading import definition
from panoh.instruments.scoring import Outcome
from panoh.instruments.wordings import Shown, shown

CUT = gettext_lazy("cut-off")
BELOW_ABOVE = {"below": gettext_lazy("below the cut-off"), "above": gettext_lazy("at the cut-off or above")}
MOST_LINES = 8  # of one questionnaire on the page; `?all=1` brings the rest
LEVEL_BADGES = {"high": "danger", "moderate": "late", "low": "wait"}


@dataclass(frozen=True, slots=True)
class FlagText:
    """A flag in words. `kind` is that of its badge."""

    title: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A score in words."""

    title: str
    value: str
    band: str
    most: str
    is_estimated: bool  # items are missing, for which the others stand


@dataclass(slots=True)
class ResponseRow:
    """One response in a list. Closed ones show that they are there, and nothing else."""

    row: Any
    form: Definition
    is_closed: bool
    main: Figure | None = None
    flags: list[FlagText] = field(default_factory=list)
    rings: bool = False
    answered: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """One questionnaire over time, newest first."""

    form: Definition
    title: str
    about: str
    lines: list[ResponseRow]
    chart: Chart | None
    finding: str
    counts_from: str
    earlier: int  # lines that are left out; all of them are in the drawing


def language_now() -> str:
    """The language of the page."""
    return (get_language() or "en")[:2]


def flags_of(form: Definition, outcome: Outcome) -> list[FlagText]:
    """Every flag of a form in words: screening results, never diagnoses."""
    found = []
    for flag in form.flags:
        value, title = outcome["flags"].get(flag.key), said(flag.title, language_now())
        if flag.levels:
            level = value if isinstance(value, str) else ""
            text = str(RiskLevel(level).label) if level else _("not known yet")
            missing = {item for alert in outcome["alerts"] if alert["level"] == level for item in alert.get("unasked", ())}
            if level and missing:  # what was not answered may be worse
                unasked = ", ".join(item.id for item in form.items if item.id in missing)
                text = _("at least %(level)s; not asked: %(items)s") % {"level": text, "items": unasked}
            found.append(FlagText(title, text, LEVEL_BADGES.get(level, "")))
        else:
            text = _("not known yet") if value is None else _("yes") if value else _("no")
            found.append(FlagText(title, text, "late" if value else ""))
    return found


def contradicting(form: Definition, items: Mapping[str, int | None]) -> list[str]:
    """The items that contradict each other: what the form skips after an answer, and that answer. None where nothing does."""
    found = {
        item
        for rule in form.implied
        if items.get(rule.when) == rule.equals and items.get(rule.item) not in {None, rule.value}
        for item in (rule.when, rule.item)
    }
    return [item.id for item in form.items if item.id in found]


def figures_of(form: Definition, outcome: Outcome, who: For) -> list[Figure]:
    """Every score of a form in words."""
    return [_figure(one, outcome, who) for one in form.scores]


def _figure(one: Score, outcome: Outcome, who: For) -> Figure:
    value, code = outcome["scores"].get(one.key), outcome["bands"].get(one.key)
    bands = nearest(one.bands, who)
    named = {step.code: said(step.label, language_now()) for step in bands.steps} if bands else BELOW_ABOVE
    shown_as = "" if value is None else figure(value)
    is_estimated = one.key in outcome.get("estimated", ())
    return Figure(said(one.title, language_now()), shown_as, str(named.get(code or "", "")), figure(one.most), is_estimated)


def result_of(row: Response, outcome: Outcome) -> str:
    """What the screening result is called, never its number: the band of the main score, else the flags. Blank where there is neither."""
    form = definition(row.instrument)
    main = form.by_key.get(form.main)
    if main and (band := _figure(main, outcome, who_of(row)).band):
        return band
    return "; ".join(f"{flag.title}: {flag.text}" for flag in flags_of(form, outcome))


def who_of(row: Response) -> For:
    """For whom the cut-offs of this response are looked up."""
    return For(row.language, row.person.sex, row.informant)


def trends(rows: Iterable[Response], uses: Mapping[str, Use], *, by: User, whole: bool = False) -> list[Trend]:
    """The responses of a person, a part for each questionnaire, those asked last first. Opens all of them at once.

    Of a long row the newest lines are shown, all of them with `whole`.
    """
    rows = list(rows)
    outcomes = actions.read_outcomes(rows, by=by)
    by_form: dict[str, list[Response]] = {}
    for row in rows:
        by_form.setdefault(row.instrument, []).append(row)
    most = None if whole else MOST_LINES
    return [_trend(definition(name), some, outcomes, uses.get(name), most) for name, some in by_form.items()]


def _trend(form: Definition, rows: list[Response], outcomes: Mapping[UUID, Outcome], use: Use | None, most: int | None) -> Trend:
    one = form.by_key.get(form.main)
    least = threshold(one, sd=use.sd if use else None, r=use.r if use else None) if one else None
    lines = [_line(form, row, outcomes.get(row.pk)) for row in rows]
    taken = [(row, value) for row in reversed(rows) if (value := _main(form, outcomes.get(row.pk))) is not None]
    chart, finding = None, ""
    if one and taken:
        steps = steps_of(one, language=language_now(), who=who_of(rows[0]), cut=str(CUT))
        chart = draw(one, [(row.done_on, value) for row, value in taken], steps)
        by_row = {line.row.pk: line for line in lines}
        for (_before, was), (row, now) in pairwise(taken):
            by_row[row.pk].change = _said(moved(one, was, now, least))
        finding = _found(one, taken[0][1], taken[-1][1], least) if len(taken) > 1 else ""
    counts_from = "" if least is None else figure(round(least, 1))
    return Trend(
        form,
        said(form.title, language_now()),
        said(form.about, language_now()),
        lines[:most],
        chart,
        finding,
        counts_from,
        len(lines[most:]) if most else 0,
    )


def _main(form: Definition, outcome: Outcome | None) -> float | None:
    value: float | None = outcome["scores"].get(form.main) if outcome and form.main else None
    return value


def _line(form: Definition, row: Response, outcome: Outcome | None) -> ResponseRow:
    if outcome is None:
        return ResponseRow(row, form, is_closed=True)
    one = form.by_key.get(form.main)
    counted = {"answered": outcome["answered"], "asked": outcome["asked"]}
    return ResponseRow(
        row,
        form,
        is_closed=False,
        main=_figure(one, outcome, who_of(row)) if one else None,
        flags=[flag for flag in flags_of(form, outcome) if flag.kind or form.by_key == {}],
        rings=bool(outcome["alerts"]),
        answered="" if outcome["complete"] else _("%(answered)s of %(asked)s answered") % counted,
    )


def _said(change: Moved) -> str:
    points = f"{change.by:+.3g}".replace("-", "−")
    words = {"better": _("better"), "worse": _("worse"), "same": _("no real change")}.get(change.verdict)
    return f"{points}, {words}" if words else points


def _found(one: Score, first: float, last: float, least: float | None) -> str:
    """The finding of a chart, from the first time to the last."""
    known = {
        "better": _("Better than the first time, more than by chance"),
        "worse": _("Worse than the first time, more than by chance"),
        "same": _("No change beyond chance since the first time"),
    }
    plain = _("%(first)s the first time, now %(last)s") % {"first": figure(first), "last": figure(last)}
    return known.get(moved(one, first, last, least).verdict, plain)


def as_asked(form: Definition, row: Response) -> Shown:
    """The wording that was used for a response, as far as one was."""
    return shown(form, row.text_pack.wording if row.text_pack else None, language_now())


def keep_sheet(case: Case, form: Definition, content: bytes, *, by: User) -> Sheet:
    """Keeps the photograph of a paper form: encoded anew from its pixels, so that nothing else of the file survives."""
    return actions.keep_sheet(case.person, by=by, case=case.pk, instrument=form.id, pixels=clean(content).content)


def as_picture(pixels: bytes | None) -> str:
    """A picture within the page itself: it has no address, and no browser keeps it."""
    return base64.b64encode(pixels).decode("ascii") if pixels else ""


def wording_for(form: Definition, packs: Mapping[str, TextPack], wanted: str) -> tuple[Shown, TextPack | None]:
    """What is read out: the checked wording in the language asked for, else our own labels in the language of the page."""
    pack = packs.get(wanted)
    return shown(form, pack.wording if pack else None, language_now()), pack
