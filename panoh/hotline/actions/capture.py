"""What an officer wrote down on a telephone comes in; the figures with which it is sent."""

import datetime as dt
from dataclasses import replace
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline import phone
from panoh.hotline.actions.alerts import raise_alert
from panoh.hotline.actions.call_dangers import notice_at_call
from panoh.hotline.actions.calls import CallBack, begun, write_down
from panoh.hotline.actions.packing import check_pin
from panoh.hotline.enums import AlertKind, CallKind, Soon, Way
from panoh.hotline.events import Event
from panoh.hotline.models import Call, PhoneLine, Route, Shift
from panoh.hotline.policy import check_sends, sends_from_phone, takes_calls
from panoh.vault.actions import record_about

OLDEST = dt.timedelta(days=90)  # a telephone whose clock says more is not believed


@action
def set_phone_pin(*, by: User, pin: str) -> dt.datetime:
    """Somebody who goes out chooses the figures with which they send from a telephone. Answers until when they are good."""
    check_sends(by)
    check_pin(pin)
    record(Event.PHONE_PIN_SET, by=by.actor)
    return phone.set_pin(by.username, by.pk, pin)


def end_phone_pins() -> int:
    """Deletes the figures of accounts that are closed or send nothing any more. Answers of how many. For the worker."""
    kept = phone.holders()
    good = {user.pk for user in User.objects.filter(pk__in=kept, is_active=True) if sends_from_phone(user)} if kept else set()
    gone = [path for user, path in kept.items() if user not in good]
    for path in gone:
        record(Event.PHONE_PIN_ENDED, by=SYSTEM)
        path.unlink(missing_ok=True)
    return len(gone)


def take_capture(
    *,
    number: bytes,
    taken_by: User,
    taken_at: dt.datetime | None,
    received_at: dt.datetime,
    way: Way | str,
    said: str,
    call_back: CallBack,
    is_after_end: bool = False,
    **codes: Any,
) -> Call | None:
    """Inside the action that takes a message in: the row of what was written down; None where it is there already.

    Whoever wrote it down sees it as their own and is asked to look; so is the coordinator where it cannot wait, or where they take no
    calls any more. What tells of danger is a danger, which rings. `taken_at` is the telephone's clock: where it
    cannot be right the time of its coming stands. `codes` as of `write_down`.
    """
    if Call.objects.filter(capture=number).exists():
        return None
    by = replace(SYSTEM, organisation=taken_by.organisation_id)
    moment = believed(taken_at, received_at)
    line, region = _line(codes["region"], taken_by, moment)
    codes["region"] = region
    call = begun(line, CallKind.TALK, taken_by, moment)
    call.way, call.capture, call.is_late, call.is_practice = way, number, False, False
    call.is_after_end = is_after_end
    write_down(call, codes, by=by, call_back=call_back, words={"said": said})
    record_about(Event.CAPTURE_TAKEN_IN, by=by, about=[call])
    if notice_at_call(call, by=taken_by, writer=by):
        return call
    still_takes = taken_by.is_active and takes_calls(taken_by)
    asked: list[dict[str, Any]] = [{"owner": taken_by}] if still_takes else []
    if codes["urgency"] == Soon.DAY or not still_takes:
        asked.append({"role": Role.COORDINATOR})
    for whom in asked:
        raise_alert(AlertKind.CAPTURED, organisation=call.organisation_id, target=call.pk, line=call.line, **whom)
    return call


def believed(written_at: dt.datetime | None, received_at: dt.datetime) -> dt.datetime:
    """The hour of a telephone's clock, where it can be right; else that at which the record came."""
    return written_at if written_at and received_at - OLDEST < written_at < received_at else min(received_at, now())


def _line(region: str, user: User, moment: dt.datetime) -> tuple[PhoneLine, str]:
    """The line that serves the region, and that region. Where none was said: the line of the officer's shift, else the region in which
    they work and its line, else the first line."""
    shifts = Shift.objects.filter(user=user, line__isnull=False, starts_at__lte=moment, ends_at__gt=moment)
    shift = None if region else shifts.select_related("line").first()
    if shift is not None and shift.line is not None:
        return shift.line, ""
    region = region or user.region_scopes.order_by("region").values_list("region", flat=True).first() or ""
    route = Route.objects.filter(region=region).select_related("line").first()
    return (route.line if route is not None else PhoneLine.objects.all()[0]), region
