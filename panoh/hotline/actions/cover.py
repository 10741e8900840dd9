"""Who goes to which district is said by the coordinator, many districts at a time."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.errors import Invalid
from panoh.hotline.events import Event
from panoh.hotline.models import Cover
from panoh.hotline.policy import check_can_lead
from panoh.hotline.queries.cover import coverage_of, workers_of
from panoh.places import catalogue

NO_PLACE = _("Choose the districts.")
NOT_OF_REGION = _("This is not on the list. Choose from the list.")
NOT_ITS_WORKER = _("This worker does not work in this region. Choose someone else.")
SAME_TWICE = _("A worker cannot be their own substitute. Choose someone else or nobody.")


@action(undo=_("Changed: who goes to which district."))
def set_cover(region: str, *, by: User, places: Sequence[str], worker: User | None, backup: User | None = None) -> int:
    """Says who goes to these districts of a region, and who in their place; without a worker nobody does. Answers how many districts."""
    check_can_lead(by)
    known = [code for code, _name in catalogue.district_choices(region)] or [region]
    if not places:
        raise Invalid(NO_PLACE, {"places": NO_PLACE})
    if set(places) - set(known):
        raise Invalid(NOT_OF_REGION, {"places": NOT_OF_REGION})
    able = {user.pk for user in workers_of(region)}
    for name, user in (("worker", worker), ("backup", backup)):
        if user is not None and user.pk not in able:
            raise Invalid(NOT_ITS_WORKER, {name: NOT_ITS_WORKER})
    if backup is not None and (worker is None or backup.pk == worker.pk):
        raise Invalid(SAME_TWICE, {"backup": SAME_TWICE})
    record(Event.COVER_CHANGED, by=by.actor)
    there = coverage_of(region)
    for place in dict.fromkeys(places):
        row = there.get(place)
        if worker is None:
            if row is not None:
                remove(row)
            continue
        row = row or Cover(place=place)
        row.worker, row.backup = worker, backup
        save(row)
    return len(set(places))
