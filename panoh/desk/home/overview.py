"""What stands beside the day of who works on no case: the month against the last, what nobody has looked at, rights, copies."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit.queries import last_time
from panoh.cases.queries.emergency_access import count_emergency_accesses
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import moment, money
from panoh.desk.staff.role_requests import GIVEN_DAYS, roles_given
from panoh.episodes.enums import SpendingBy
from panoh.episodes.queries.spending import SpendingLine, left_of_ceilings, spending, totals
from panoh.planning.actuals import Actual, last_kept, of_years, why_unrated
from panoh.planning.enums import Light, PlanState
from panoh.planning.queries.plans import adopted, plans, tree_of
from panoh.planning.queries.plans import periods as periods_of
from panoh.reporting.queries.figures import admissions
from panoh.vault.events import Event
from panoh.vault.nights import count_failed_since, last_held, last_made

RIGHTS_SHOWN = 5
CEILINGS_SHOWN = 3
BY_HAND_DAYS = 30  # how far back the record is read for a backup made by hand
ADMITTED = "persons_admitted"  # the indicator of a plan that counts admissions


@dataclass(frozen=True, slots=True)
class Overview:
    """One line beside the day: what it is, what it is now, what it was or was to be, and where the rest stands."""

    label: str
    value: str
    beside: str
    url: str


def overview(user: User) -> list[Overview]:
    """The lines of this account; none for who works on cases, whose day is its tasks."""
    if has(user, Permission.CASE_WORK) or user.under_duress:
        return []
    found = []
    if has(user, Permission.REPORT_VIEW):
        found.append(_admitted(user))
    if has(user, Permission.PLAN_VIEW) and Feature.PLANS not in features_off(user):
        found += _plan(user)
    if has(user, Permission.MONEY_VIEW):
        found += _spent(user)
    if has(user, Permission.EMERGENCIES):
        found.append(_emergencies(user))
    if has(user, Permission.ACCOUNTS) or has(user, Permission.RIGHTS_AGREE):
        found += _rights(user)
    if has(user, Permission.KEYS) or has(user, Permission.ACCOUNTS):
        found += _copies(user)
    return found


def _months() -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """This month until today, and the last one until the same day of the month, or its end."""
    first = today().replace(day=1)
    last_end = first - dt.timedelta(days=1)
    return (first, today()), (last_end.replace(day=1), last_end.replace(day=min(today().day, last_end.day)))


def _admitted(user: User) -> Overview:
    this, before = (admissions(user, *month).persons for month in _months())
    month = urlencode(dict(zip(("start", "end"), (f"{day:%d.%m.%Y}" for day in _months()[0]), strict=True)))
    return Overview(_("Admitted this month"), str(this), _last_month(str(before)), f"{reverse('desk:statistics')}?{month}")


def _last_month(value: str) -> str:
    return _("by this day of last month: %(value)s") % {"value": value}


def _plan(user: User) -> list[Overview]:
    """The plan in force: of the numbers that are kept last, how many are on target."""
    plan = next((each for each in plans(user) if each.state == PlanState.IN_FORCE and adopted(each)), None)
    version = adopted(plan) if plan else None
    if plan is None or version is None:
        return []
    tree = tree_of(version)
    years = of_years(plan, tree, periods_of(user, plan))
    lights = Counter(kept.light for line in tree.lines if (kept := last_kept(years, line.key)))
    said = _("%(green)s on target, %(amber)s behind, %(red)s far behind") % {light.value: lights[light] for light in Light}
    if lights.total() == lights[Light.NONE]:
        said = _why_unrated(years)
    there = reverse("desk:plan", args=[plan.pk])
    return [
        *_admitted_of_plan(user, years, there),
        Overview(_("Strategic plan %(years)s") % {"years": plan.years}, said, "", there),
    ]


def _admitted_of_plan(user: User, years: Mapping[str, list[Actual]], there: str) -> list[Overview]:
    """How many were admitted this year beside what the plan has for it, where it has that."""
    lines = [each for line in years.values() for each in line if each.line.code == ADMITTED and each.year == today().year]
    if not lines or lines[0].target is None or not has(user, Permission.REPORT_VIEW):
        return []
    count = admissions(user, today().replace(month=1, day=1), today()).persons
    return [Overview(_("Admitted this year"), str(count), _("planned: %(count)s") % {"count": money(lines[0].target)}, there)]


def _why_unrated(years: Mapping[str, list[Actual]]) -> str:
    aimed = [each.year for line in years.values() for each in line if each.target is not None]
    if not aimed:
        return _("no indicator with a target yet")
    return why_unrated(aimed)


def _spent(user: User) -> list[Overview]:
    months = [spending(user, SpendingBy.AGREEMENT, *month) for month in _months()]
    (this, before), there = map(totals, months), reverse("desk:spending")
    found = [
        Overview(
            _("Costs recorded this month, %(currency)s") % {"currency": currency.label},
            money(this.get(currency, Decimal(0))),
            _last_month(money(before.get(currency, Decimal(0)))),
            there,
        )
        for currency in sorted({*this, *before})
    ]
    none = Overview(_("Costs recorded this month"), _("none"), "", there)
    return [*(found or [none]), *_ceilings(user, [line for month in months for line in month], there)]


def _ceilings(user: User, lines: Iterable[SpendingLine], there: str) -> list[Overview]:
    """What is left of the ceilings of agreements under which these costs were recorded, those nearest to their end first."""
    left = sorted(left_of_ceilings(user, lines).items(), key=lambda found: found[1].remaining / (found[1].ceiling or 1))
    return [
        Overview(
            _("Left under agreement %(number)s, %(currency)s") % {"number": number, "currency": each.currency.label},
            money(each.remaining),
            _("of %(ceiling)s") % {"ceiling": money(each.ceiling)},
            there,
        )
        for number, each in left[:CEILINGS_SHOWN]
    ]


def _emergencies(user: User) -> Overview:
    found = count_emergency_accesses(is_practice=user.is_practising)
    late = _("overdue: %(count)s") % {"count": found.late} if found.late else ""
    return Overview(_("Emergency access not yet checked"), str(found.waiting), late, reverse("desk:openings"))


def _rights(user: User) -> list[Overview]:
    """Who was given which role lately, when and by whom, the newest first, and how many more stand on the page it leads to."""
    there = reverse("desk:users") if has(user, Permission.ACCOUNTS) else reverse("desk:rights") + "#given"
    given = roles_given()
    found = [
        Overview(_("Role given to %(account)s") % {"account": each.account}, each.role, each.when, there) for each in given[:RIGHTS_SHOWN]
    ]
    more = len(given) - RIGHTS_SHOWN
    label = _("Roles given in %(n)s days") % {"n": GIVEN_DAYS}
    return [*found, Overview(label, _("and %(n)s more") % {"n": more}, "", there)] if more > 0 else found


def _copies(user: User) -> list[Overview]:
    """When the last backup was made, and when one was last restored on trial; where none ever was, how that is done."""
    there = reverse("desk:keys") if has(user, Permission.KEYS) else ""
    made, held = last_made(), last_held()
    none, beside, how = _("none"), "", _("the first is made and tested tonight")
    if not settings.COPIES_AT_NIGHT:
        by_hand = last_time(Event.BACKED_UP, now() - dt.timedelta(days=BY_HAND_DAYS))
        made = max(filter(None, (made, by_hand)), default=None)
        none, beside = _("none in the last %(n)s days") % {"n": BY_HAND_DAYS}, _("no night backups are made")
        how = _("with PANOH_BACKUP_RECIPIENTS set, one is made and tested each night; by hand, restore it elsewhere: panoh restore")
    failed = count_failed_since(held)
    notes = [
        _("failed since then: %(count)s") % {"count": failed} if failed and held else "",
        _("failed: %(count)s") % {"count": failed} if failed and not held else "",
        "" if held or (failed and settings.COPIES_AT_NIGHT) else how,
        "" if there else _("the data guardian sees more on the page “%(page)s”") % {"page": _("Keys")},
    ]
    return [
        Overview(_("Last backup made"), _said(made) or none, beside, there),
        Overview(_("Last backup tested by restoring"), _said(held) or pgettext("backup", "never"), "; ".join(filter(None, notes)), there),
    ]


def _said(at: dt.datetime | None) -> str:
    return moment(at.astimezone(DUSHANBE)) if at else ""
