"""What opens names and waits for a second person, or was decided lately, for everybody concerned."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts import two_people
from panoh.accounts.enums import RightKind, RightState
from panoh.accounts.models import User
from panoh.accounts.policy import may_agree
from panoh.accounts.queries import recent_grants
from panoh.accounts.roles import Role
from panoh.cases.queries.cases import staff
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import today
from panoh.core.templatetags.panoh import date_only
from panoh.desk.frame.task_rows import TaskRow, timed_row
from panoh.places.catalogue import name


def what_of(row: two_people.RightRow) -> str:
    """What was asked for, in words: the role by its name, and for whom one stands in; the regions that are added."""
    if row.kind == RightKind.REGIONS:
        return _("more regions (%(regions)s)") % {"regions": names_of(row.regions)}
    if row.kind != RightKind.ROLE:
        return str(row.get_kind_display())
    role = str(Role(row.role).label)
    return role if row.deputy_for is None else _("%(role)s, for %(who)s") % {"role": role, "who": row.deputy_for.username}


def names_of(codes: Iterable[str]) -> str:
    """Regions by their names."""
    return ", ".join(name(code) for code in codes)


def right_rows(user: User) -> list[TaskRow]:
    """One query."""
    return [_row(user, row) for row in two_people.rights(user)]


def _row(user: User, row: two_people.RightRow) -> TaskRow:
    """What waits of a lost phone stands first: its owner has no other way in."""
    line = timed_row(_title(user, row), reverse("desk:rights"), row.ended_at or row.asked_at, part=DayPart.DECISION)
    return replace(line, is_on_top=row.kind == RightKind.FACTOR and row.state == RightState.ASKED)


def _title(user: User, row: two_people.RightRow) -> str:
    said = {"what": what_of(row), "account": row.user.username, "state": row.get_state_display()}
    if row.state == RightState.ASKED and may_agree(user, row):
        return _("Approve or refuse: %(what)s for %(account)s") % said
    return _("%(what)s for %(account)s: %(state)s") % said


GIVEN_DAYS = 30


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A role that was given lately: to which account, when and by whom."""

    account: str
    role: str
    when: str


def roles_given() -> list[RoleGiven]:
    """Those of the last days, the newest first. Whose reach it is, the caller says. Two queries."""
    lately = list(recent_grants(today() - dt.timedelta(days=GIVEN_DAYS)))
    givers = {key: giver.username for key, giver in staff(each.granted_by for each in lately).items()}
    return [
        RoleGiven(
            each.user.username, str(Role(each.role).label), _when(each.starts_on, givers.get(each.granted_by) if each.granted_by else None)
        )
        for each in lately
    ]


def _when(day: dt.date, by: str | None) -> str:
    return ", ".join(filter(None, (date_only(day), _("by %(who)s") % {"who": by} if by else "")))
