"""Care outside in the sample: a stay that ended with its cost, visits under way, a stay that is planned."""

import datetime as dt
from decimal import Decimal

from panoh.cases.enums import Payer
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.episodes.actions.costs import Billing, add_cost
from panoh.episodes.actions.episode import add_entry, end_episode, open_episode
from panoh.episodes.actions.invoices import approve_invoice, enter_invoice, match_lines
from panoh.episodes.enums import EntryKind, EpisodeKind
from panoh.episodes.models import CostLine
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Facility


def make_episodes(staff: Staff, cases: dict[str, Case], facilities: list[Facility]) -> None:
    """The hospital's days are free; the clinic's visits are paid under its agreement."""
    by, first, widow = staff.social_worker, cases["first"], cases["widow"]
    clinic, hospital = facilities[0], facilities[2]
    stay = open_episode(
        widow, by=by, kind=EpisodeKind.INPATIENT, day=_ago(16), facility=hospital, service=Service.CARDIOLOGY, expected_days=7
    )
    add_entry(stay, by=by, kind=EntryKind.EXAMINATION, day=_ago(15), words="ЭКГ, анализ крови")
    add_entry(stay, by=by, kind=EntryKind.MEDICINE, day=_ago(14), words="Назначены таблетки от давления, утром и вечером")
    end_episode(stay, by=by, day=_ago(8), summary="Выписана с улучшением. Контроль давления дома.", wants_follow_up=True)
    visits = open_episode(first, by=by, kind=EpisodeKind.OUTPATIENT, day=_ago(12), facility=clinic, service=Service.NEUROLOGY)
    for ago in (12, 5):
        add_entry(visits, by=by, kind=EntryKind.VISIT, day=_ago(ago))
    line = add_cost(visits, by=by, unit=TariffUnit.VISIT, quantity=Decimal(2), billing=Billing(Payer.FUNDER, "MED-02"))
    later = add_cost(visits, by=by, unit=TariffUnit.VISIT, quantity=Decimal(1), billing=Billing(Payer.FUNDER, "MED-02"))
    _invoices(staff, clinic, line, later)
    open_episode(first, by=by, kind=EpisodeKind.INPATIENT, day=_ago(-6), facility=hospital, service=Service.INPATIENT, expected_days=10)


def _invoices(staff: Staff, clinic: Facility, line: CostLine, later: CostLine) -> None:
    """One to be paid, one that asks for more than was recorded."""
    agreed, asked = (
        enter_invoice(by=staff.accountant, facility=clinic, number=number, dated_on=_ago(ago), amount=amount, currency=line.currency)
        for number, ago, amount in (("118/1", 3, line.amount), ("121", 1, later.amount + 50))
    )
    match_lines(agreed, by=staff.accountant, chosen=[line])
    approve_invoice(agreed, by=staff.coordinator)
    match_lines(asked, by=staff.accountant, chosen=[later])


def _ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)
