"""The link in a notice: one act, of one account, about one alert, once (docs/adr/0040-answer-from-a-notice.md).

It begins with the signs of the code that the notice shows, so that of several the right one is answered. It opens nothing and tells
nothing. It ends with its use, with the alert that it is about, after twelve hours, and with the account.
"""

import datetime as dt
import re
import secrets
from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.policy import at_work
from panoh.accounts.reach import reach_of
from panoh.accounts.server_keys import digest
from panoh.audit.trail import action, record, remove, save
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.models import Task
from panoh.cases.queries.danger import can_see_to
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.db.row_level_security import rls_scope
from panoh.core.errors import NotFound
from panoh.core.ids import ALPHABET, LEAST
from panoh.hotline.actions.alerts import see_to
from panoh.hotline.actions.callbacks import acknowledge_dispatch
from panoh.hotline.enums import AlertKind, AlertState, DispatchState
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Dispatch, NoticeLink
from panoh.hotline.policy import is_alerted
from panoh.hotline.queries.calls import NOT_HERE, code_of

TOKEN_BYTES = 16
SHOWN = re.compile(rf"([{ALPHABET}]{{{LEAST}}})-")
LONGEST = 64  # what is longer was typed by nobody
LASTS = dt.timedelta(hours=12)


def link_for(alert: Alert, user: User) -> str:
    """The address by which this account answers the alert; blank where it cannot, or where this server has no name that says nothing of
    it (PANOH_ANSWER_HOSTS)."""
    host = next(iter(settings.ANSWER_HOSTS), "")
    if not host or not _can_answer(alert, user):
        return ""
    token = f"{code_of(alert, user)}-{secrets.token_urlsafe(TOKEN_BYTES)}"
    _make(alert, user, token)
    return f"https://{host}{reverse('public:notice_going' if alert.kind == AlertKind.SENT_TO_YOU else 'public:notice_have', args=[token])}"


@action
def _make(alert: Alert, user: User, token: str) -> None:
    record(Event.LINK_MADE, by=replace(SYSTEM, organisation=user.organisation_id), purpose=user.username)
    for old in NoticeLink.objects.filter(expires_at__lte=now()):
        remove(old)
    save(NoticeLink(alert=alert, user=user, digest=_digest(token), expires_at=now() + LASTS))


def signs_of(token: str) -> str:
    """The signs of a code that a link begins with, read from its address alone; blank where there are none."""
    found = SHOWN.match(token)
    return found[1] if found else ""


def find_link(token: str) -> NoticeLink:
    """The link, while it can be used. Raises NotFound."""
    rows = NoticeLink.objects.select_related("alert", "user__organisation").filter(user__is_active=True, alert__state=AlertState.OPEN)
    link = rows.filter(digest=_digest(token[:LONGEST]), used_at=None, expires_at__gt=now()).first()
    if link is None:
        raise NotFound(NOT_HERE)
    with rls_scope(reach_of(link.user)):  # whoever presses has not signed in
        if not _can_answer(link.alert, link.user):
            raise NotFound(NOT_HERE)
    link.user = at_work(link.user, practice=link.alert.is_practice)  # it answers from outside of what its account does at the desk
    return link


@action
def answer_by_link(link: NoticeLink, *, by: User) -> None:
    """What its account, which is `by`, says by it: that it has it, or that it is going. Raises Conflict where somebody was faster."""
    record(Event.ANSWERED_BY_LINK, by=by.actor)
    link.used_at = now()
    save(link)
    alert = link.alert
    if alert.kind == AlertKind.DRILL:
        see_to(alert, by=by)
    elif alert.kind == AlertKind.SENT_TO_YOU:
        acknowledge_dispatch(Dispatch.objects.get(pk__in=[alert.target]), by=by)
    else:
        task = Task.objects.select_related("case", "request", "owner", "danger").get(pk__in=[alert.target])
        take_on_danger(task, by=by, owner=by, by_link=True, expected=task.version)


def _can_answer(alert: Alert, user: User) -> bool:
    """Whether there is something that this account would say of it by a press, and still may."""
    if not is_alerted(user, alert):
        return False
    user = at_work(user, practice=alert.is_practice)
    if alert.kind == AlertKind.SENT_TO_YOU:
        return Dispatch.objects.filter(pk__in=[alert.target], worker=user, state=DispatchState.SENT).exists()
    if alert.kind == AlertKind.DANGER:
        task = Task.objects.select_related("case", "request").filter(pk__in=[alert.target], done_at=None).first()
        return task is not None and can_see_to(user, task)
    return alert.kind == AlertKind.DRILL


def _digest(token: str) -> bytes:
    return digest("notice link", token)
