"""A drill: a danger that is invented and must be answered. It is told as a danger is, step by step, at any hour (`ringing.ring_drills`)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.clock import now
from panoh.core.errors import WrongState
from panoh.hotline.actions.alerts import settle_alerts
from panoh.hotline.enums import SOON_CLOCKS, Soon
from panoh.hotline.events import Event
from panoh.hotline.models import Drill
from panoh.hotline.policy import check_can_lead

AFTER_HOUR = dt.timedelta(minutes=10)  # so long it rings on once the director is told

ONE_AT_A_TIME = _("A drill is under way. Wait until someone answers it, or end it.")
OVER = _("This drill is over.")


@action
def begin_drill(*, by: User) -> Drill:
    """Invents a danger of one hour, of which the worker tells. Raises WrongState while one is under way."""
    check_can_lead(by)
    if Drill.objects.filter(organisation=by.organisation, ended_at=None).exists():
        raise WrongState(ONE_AT_A_TIME)
    record(Event.DRILL_BEGUN, by=by.actor)
    drill = Drill(organisation=by.organisation, begun_by=by, begun_at=now(), ends_by=now() + SOON_CLOCKS[Soon.HOUR] + AFTER_HOUR)
    save(drill)
    return drill


@action
def end_drill(drill: Drill, *, by: User) -> Drill:
    """It is ended before anybody answered it: it tells nobody any more."""
    check_can_lead(by)
    if drill.ended_at is not None:
        raise WrongState(OVER)
    record(Event.DRILL_ENDED, by=by.actor)
    drill.ended_at = now()
    save(drill)
    settle_alerts(drill.pk, by=None)
    return drill
