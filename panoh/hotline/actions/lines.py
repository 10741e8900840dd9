"""The lines as content/hotlines.toml names them, and which of them serves a region that has none."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.core.forms.phone import NOT_A_NUMBER, stored
from panoh.hotline import numbers
from panoh.hotline.actions.alerts import settle_alerts
from panoh.hotline.enums import AlertKind
from panoh.hotline.events import Event
from panoh.hotline.models import PhoneLine, Route
from panoh.hotline.policy import check_can_lead, check_can_take
from panoh.places import catalogue

FALLBACK = "TJ-DU"  # serves every region that has no line of its own, until the coordinator says otherwise


def settle_lines() -> int:
    """Enters what is missing of the lines and of who serves whom. Answers how many rows. What is there stays as it was changed here."""
    known, routed = set(PhoneLine.objects.values_list("region", flat=True)), set(Route.objects.values_list("region", flat=True))
    missing_lines = {region: number for region, number in numbers.numbers().items() if region not in known}
    missing = [place.code for place in catalogue.regions() if place.code not in routed]
    count = _enter(missing_lines, missing) if missing_lines or missing else 0
    numbers.publish()
    return count


@action
def _enter(missing: dict[str, str], regions: list[str]) -> int:
    record(Event.LINES_SET, by=SYSTEM)
    for region, number in missing.items():
        save(PhoneLine(region=region, number=number))
    lines = {line.region: line for line in PhoneLine.objects.all()}
    for region in regions:
        save(Route(region=region, line=lines.get(region, lines[FALLBACK])))
    return len(missing) + len(regions)


@action(undo=_("The line of the region was changed."))
def change_route(route: Route, *, by: User, line: PhoneLine, expected: int | None = None) -> Route:
    """Another line serves a region: what callers of it are told, and where their calls are counted."""
    check_can_lead(by)
    record(Event.ROUTE_CHANGED, by=by.actor)
    route.line = line
    save(route, expected)
    transaction.on_commit(numbers.publish)
    return route


@action
def confirm_number(line: PhoneLine, *, by: User) -> PhoneLine:
    """Somebody rang the line from another telephone, and it was answered. For a month it stands on public pages."""
    check_can_take(by)
    record(Event.NUMBER_CONFIRMED, by=by.actor)
    line.rang_at = now()
    save(line)
    settle_alerts(line.pk, AlertKind.NUMBER_UNSURE, by=by)
    transaction.on_commit(numbers.publish)
    return line


@action
def change_number(line: PhoneLine, *, by: User, number: str, expected: int | None = None) -> PhoneLine:
    """Another number: the old one leaves the public pages at once, the new one comes when somebody has rung it."""
    check_can_lead(by)
    if stored(number) is None:
        raise Invalid(NOT_A_NUMBER, {"number": NOT_A_NUMBER})
    record(Event.NUMBER_CHANGED, by=by.actor)
    line.number, line.rang_at = stored(number) or "", None
    save(line, expected)
    transaction.on_commit(numbers.publish)
    return line
