"""Periods of a plan: told in words, numbers brought in by hand, frozen as they are."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import CHANGED_MEANWHILE, action, record, remove, save, save_all
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Invalid, NotFound, WrongState
from panoh.core.languages import LANGUAGES
from panoh.planning.actuals import counted, kept_figures
from panoh.planning.enums import PlanState, VersionState
from panoh.planning.events import Event
from panoh.planning.models import PLANS, Figure, Period, Plan
from panoh.planning.policy import check_can_write
from panoh.planning.queries.plans import NOT_HERE, tree_of
from panoh.vault.actions import has_key, new_keys, seal

FROZEN = _("The numbers of this period are frozen and do not change. The current numbers are shown beside them.")
NOT_IN_PLAN = _("A period must be within one year of the plan. Enter its dates again.")
KNOWN = _("This period already exists.")
WHOLE_YEARS_STAY = _("The years of the plan stay. You can only remove a part of a year.")
NOT_OVER = _("This period has not ended. Freeze it after its last day.")
NOT_ADOPTED = _("The plan is not adopted yet. Adopt it first: until then its targets can change, so numbers cannot be frozen.")
COUNTED = _("This number is counted from records. If it is wrong, correct the records.")
NO_HAND = _("These numbers are entered by hand and are still missing: %(names)s. Enter them, then freeze.")
NOTE_NEEDED = _("Write where this number comes from.")
SOURCE_NEEDED = _("Write what shows it: which list, minutes or report.")


def ensure_key(by: User) -> None:
    """Inside an action: what is sealed about plans has its key before the first word."""
    if not has_key(PLANS, by.organisation_id):
        new_keys([PLANS], owners=[by.organisation_id])


def _open(period: Period, by: User) -> None:
    check_can_write(by)
    if period.frozen_at is not None:
        raise WrongState(FROZEN)


@action(undo=_("Period added."))
def add_period(plan: Plan, *, by: User, start: dt.date, end: dt.date) -> Period:
    """A part of a year that is reported by itself, beside the years that every plan has."""
    check_can_write(by)
    if plan.state == PlanState.CLOSED:
        raise WrongState(FROZEN)
    if not (start <= end and start.year == end.year and start.year in plan.each_year):
        raise Invalid(NOT_IN_PLAN, {"end": NOT_IN_PLAN})
    if plan.periods.filter(start=start, end=end).exists():
        raise Invalid(KNOWN, {"start": KNOWN})
    period = Period(plan=plan, start=start, end=end)
    save(period)
    record(Event.PERIOD_ADDED, by=by.actor)
    return period


@action(undo=_("Period removed."))
def take_out_period(period: Period, *, by: User) -> None:
    """A part of a year that is not reported by itself after all."""
    _open(period, by)
    if period.is_whole_year:
        raise WrongState(WHOLE_YEARS_STAY)
    record(Event.PERIOD_TAKEN_OUT, by=by.actor)
    remove(period)


@action(undo=_("Text about the period saved."))
def tell_period(
    period: Period, *, by: User, narrative: Mapping[str, str], is_narrative_public: bool = False, expected: int | None = None
) -> Period:
    """What was done in a period and why the numbers are what they are. It goes on after freezing: only numbers are frozen."""
    check_can_write(by)
    period.narrative = {code: narrative.get(code, "").strip() for code in LANGUAGES}
    period.is_narrative_public = is_narrative_public
    save(period, expected)
    record(Event.PERIOD_TOLD, by=by.actor)
    return period


@action(undo=_("Number saved."))
def bring_figure(period: Period, key: str, *, by: User, value: Decimal, note: str, source: str, expected: int | None = None) -> Figure:
    """A number that no record holds, with how it came about and what shows it. Until the period is frozen it can be written anew."""
    _open(period, by)
    versions = list(period.plan.versions.exclude(state=VersionState.REPLACED))
    line = next((found for version in versions if (found := tree_of(version).line(key)) is not None), None)
    if line is None:
        raise NotFound(NOT_HERE)
    if not line.is_manual:
        raise WrongState(COUNTED)
    for name, words, sentence in (("note", note, NOTE_NEEDED), ("source", source, SOURCE_NEEDED)):
        if not words.strip():
            raise Invalid(sentence, {name: sentence})
    ensure_key(by)
    row = period.figures.filter(key=key).first() or Figure(period=period, key=key)
    if expected == 0 and not row._state.adding:
        raise Conflict(CHANGED_MEANWHILE)
    row.value, row.at, row.by = value, now(), by
    seal(row, by=by.actor, note=note.strip(), source=source.strip())
    save(row, None if row._state.adding else expected)
    save(period)  # so that taking this back is refused once the period was frozen
    record(Event.FIGURE_BROUGHT, by=by.actor)
    return row


@action
def freeze_period(period: Period, *, by: User, expected: int | None = None) -> Period:
    """Counts every number once more and keeps it as it is, with the version of its rule. What is counted later never takes its place."""
    _open(period, by)
    if period.end >= today():
        raise WrongState(NOT_OVER)
    version = period.plan.versions.filter(state=VersionState.ADOPTED).first()
    if version is None:
        raise WrongState(NOT_ADOPTED)
    lines, kept = tree_of(version).lines, kept_figures(period)
    if period.is_whole_year and (missing := [line.name for line in lines if line.is_manual and line.key not in kept]):
        raise WrongState(NO_HAND % {"names": "; ".join(missing)})
    rows = []
    for line in lines:
        found = counted(by, line, period)
        if found is None:
            continue
        if line.key in kept:  # from before the line was counted
            remove(kept[line.key])
        below = None if found.indicator.kind == "count" else found.denominator
        figure = Figure(period=period, key=line.key, code=line.code, rule=found.indicator.version, at=now(), by=by)
        figure.numerator, figure.denominator, figure.value = found.numerator, below, found.value
        rows.append(figure)
    save_all(rows)
    period.frozen_at, period.frozen_by, period.frozen_with = now(), by, version
    save(period, expected)
    record(Event.PERIOD_FROZEN, by=by.actor)
    return period
