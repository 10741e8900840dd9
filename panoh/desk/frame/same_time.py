"""What else an account has at the hour for which a session or a meeting is planned."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.cases.queries.cases import UserRow
from panoh.cases.queries.meetings import sessions_near
from panoh.core.templatetags.panoh import moment
from panoh.legal.queries.received import meetings_near


def said_at_once(user: UserRow, moments: Sequence[datetime], *, but: Collection[UUID]) -> str:
    """The other sessions of this account within an hour of these moments, and its meetings as a lawyer; blank without any. `but`: what is
    planned itself."""
    near = [(row.pk, row.case.code, row.at) for row in sessions_near(moments, by=user)]
    near += [(row.pk, row.case.code, row.appointment_at) for row in meetings_near(moments, by=user) if row.appointment_at]
    told = ", ".join(f"{code} ({moment(at)})" for key, code, at in near if key not in but)
    return _("You have another session at the same time: %(sessions)s.") % {"sessions": told} if told else ""
