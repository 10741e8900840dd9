"""A file that is to be erased, a nightly backup that failed or is late, a sign-in under duress and what happened to the record, among the
tasks of whoever answers for the keys, and of whoever agrees to an erasure."""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.duress import sign_ins_of_others
from panoh.accounts.models import User
from panoh.accounts.policy import has, holders
from panoh.accounts.record_alarms import alarms_shown, who_looked
from panoh.accounts.roles import Permission, Role
from panoh.audit.alarms import Alarm
from panoh.audit.enums import LOOKED_AT, WHAT_TO_DO, AlarmKind
from panoh.cases.queries.my_day import DayPart
from panoh.core.templatetags.panoh import dated, moment
from panoh.data_protection.enums import ErasureState
from panoh.data_protection.queries.erasures import ErasureRow, waiting_erasures
from panoh.data_protection.queries.retention import due_over
from panoh.desk.frame.task_rows import Act, TaskRow, dated_row, past_row, timed_row
from panoh.vault.nights import copy_is_late

MOST_BEFORE = 5  # times of earlier alarms that a line says


def erasure_rows(user: User) -> list[TaskRow]:
    """Every erasure that was asked for by others or agreed to, until it is carried out or called off, for who may agree to one: two who
    agreed with each other are seen by the others. One query for them, none for anybody else."""
    if not has(user, Permission.ERASE):
        return []
    return [_erasure_row(row) for row in waiting_erasures(user) if row.agreed_by or row.asked_by != user]


def _erasure_row(row: ErasureRow) -> TaskRow:
    found = past_row(_erasure_title(row), reverse("desk:erasure", args=[row.pk]), *_erasure_step(row))
    return replace(found, code=row.code, part=DayPart.DECISION)


def _erasure_title(row: ErasureRow) -> str:
    return _("A file will be erased") if row.state == ErasureState.AGREED else _("Someone asks to erase a file")


def _erasure_step(row: ErasureRow) -> tuple[dt.datetime, str]:
    """When the last step was taken, and by whom."""
    if row.agreed_by is None or row.agreed_at is None:
        words = _("Requested by %(who)s. If you agree, it is erased without a waiting period.") if row.is_due else None
        return row.asked_at, (words or _("Requested by %(who)s. Agree or cancel.")) % {"who": row.asked_by.username}
    said = {"who": row.asked_by.username, "second": row.agreed_by.username, "day": dated(row.due_on)}
    over = _("Requested by %(who)s, agreed by %(second)s. The waiting period is over. If you have doubts, cancel it.")
    ahead = _("Requested by %(who)s, agreed by %(second)s, not before %(day)s. If you have doubts, cancel it.")
    return row.agreed_at, (over if row.is_due else ahead) % said


def retention_rows(user: User) -> list[TaskRow]:
    """One line for all whose retention period is over, for who may ask for an erasure. One query for them, none for anybody else."""
    over = due_over(user) if has(user, Permission.ERASE) else None
    if over is None:
        return []
    since, count = over
    title = ngettext("Decide on %(n)d file: retention period over", "Decide on %(n)d files: retention period over", count) % {"n": count}
    return [dated_row(title, reverse("desk:retention"), since, part=DayPart.DECISION, says_kind=True)]


def key_rows(user: User) -> list[TaskRow]:
    """One query, none for anybody else or where no copies are made."""
    since = copy_is_late() if settings.COPIES_AT_NIGHT and has(user, Permission.KEYS) else None
    return [timed_row(_("No backup passed the check"), reverse("desk:keys"), since, says_kind=True)] if since else []


def duress_rows(user: User) -> list[TaskRow]:
    """One query for who answers for the keys, none for anybody else. What to do stands where it leads to."""
    there = reverse("desk:revoke" if has(user, Permission.REVOKE) else "desk:keys")
    title = _("Signed in under duress: %(account)s")
    return [timed_row(title % {"account": row.user.username}, there, row.at, part=DayPart.DANGER) for row in sign_ins_of_others(user)]


def alarm_rows(user: User) -> list[TaskRow]:
    """What happened to the record and what to do. Of opened data whoever was told says that they looked, which closes it for them. One
    query for who answers for the keys, none for anybody else; three more where there is an alarm.

    Who does not read the record asks who does, and is told the accounts: their line leads nowhere. One query more for them, where there is
    an alarm.
    """
    alarms, reads = alarms_shown(user), has(user, Permission.AUDIT_VIEW)
    asks = "" if reads or not alarms else " " + _said_of_readers()
    there = reverse("desk:audit") if reads else ""
    told, looked = AlarmKind.MANY_ANNOUNCED, who_looked(alarms)
    return [
        replace(
            past_row(row.get_kind_display(), there, row.at, _said_of(row, looked.get(row.pk, "")) + asks, informs=row.kind == told),
            acts=(Act(_("Looked at"), f"{reverse('desk:alarms')}?of={row.pk}", by_press=False),) if row.kind in LOOKED_AT else (),
        )
        for row in alarms
    ]


def _said_of(alarm: Alarm, looked: str) -> str:
    """What to do, when it was before, and what somebody else said who looked already."""
    before = ", ".join(moment(row.at) for row in alarm.earlier[:MOST_BEFORE])
    said = (
        str(WHAT_TO_DO[AlarmKind(alarm.kind)]),
        _("Earlier: %(when)s.") % {"when": before} if before else "",
        _("Looked at: %(who)s.") % {"who": looked} if looked else "",
    )
    return " ".join(filter(None, said))


def _said_of_readers() -> str:
    accounts = ", ".join(sorted(user.username for user in holders(Role.DATA_GUARDIAN)))
    if not accounts:
        return _("The data guardian reads the activity log.")
    return _("The data guardian reads the activity log: %(accounts)s. Ask them.") % {"accounts": accounts}
