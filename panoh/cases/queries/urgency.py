"""What was seen at triage, of a request or a case that was already found for this reader."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.danger import CONTRACEPTION_HOURS, PREVENTION_HOURS, DangerSign, SuicideSign, unpacked
from panoh.cases.danger_policy import reads_told
from panoh.cases.models import Case, Request, Task, UrgencyChange
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.instruments.models import Response
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

LOOKS_READ, CHANGES_SHOWN = 12, 5
NOT_TOLD_TO_YOU = _("Read by the person who asked, and by the physicians and psychologists on this case.")


@dataclass(frozen=True, slots=True)
class Possible:
    """What can still be done after sexual violence, and until when."""

    what: Any
    until: dt.datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """The last look at the danger, and how the urgency changed, newest first."""

    last: UrgencyChange
    outcome: UrgencyChange | None
    dangers: list[str]
    changes: list[UrgencyChange]

    @property
    def at(self) -> dt.datetime | None:
        """When somebody looked last; None where nothing was asked."""
        return self.last.at if self.last.proposed else None


@dataclass(frozen=True, slots=True)
class UrgencyReading:
    """What was told at one look."""

    row: UrgencyChange
    suicide: list[str]
    possible: list[Possible]
    reason: str
    measures: list[str]


def _looks(about: Request | Case | Task) -> list[UrgencyChange]:
    if isinstance(about, Task):
        rows = UrgencyChange.objects.filter(danger=about.danger_id)
    elif isinstance(about, Case):
        rows = UrgencyChange.objects.filter(Q(case=about) | Q(request=about.request_id, request__isnull=False))
    else:
        rows = UrgencyChange.objects.filter(request=about)
    return list(rows.select_related("by", "whom").order_by("-at", "id")[:LOOKS_READ])


def may_open_told(user: User, looks: Looks | None) -> bool:
    """Whether there is something told that this reader may open: of the last look with signs."""
    words = [looks.last if looks.last.answers else None, looks.outcome] if looks else []
    return any(row is not None and reads_told(user, row) for row in words)


def written_of(danger: Task) -> list[UrgencyChange]:
    """Each time that somebody reported a danger, wrote of it or took it on, newest first, without the words. One query."""
    return _looks(danger)


def written_at(*calls: UUID) -> QuerySet[UrgencyChange]:
    """What was written of the dangers of these calls and is under the key of the call."""
    return UrgencyChange.objects.filter(danger__call__in=calls, request=None, case=None).exclude(reason=b"")


def may_open_written(user: User, rows: list[UrgencyChange]) -> bool:
    """Whether this reader may open some of the words of these rows, which are of one danger: two are looked at, besides their own."""
    said = [row for row in rows if row.reason]
    told = [row for row in said if row.by_id in powers(user).stands_for] or list({row.person_id: row for row in said}.values())
    return any(reads_told(user, row) for row in told)


def told(user: User, about: Request | Case | Task) -> list[UrgencyReading] | None:
    """What was told at each look that this reader may open, or was written of one danger, newest first; None where the organisation has no
    key. Raises Denied."""
    rows = [row for row in _looks(about) if (row.answers or (row.danger_id and row.reason)) and reads_told(user, row)]
    if not rows:
        raise Denied(NOT_TOLD_TO_YOU)
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.CARE, fields=("answers", "reason"))
    if any(one.is_unreadable for one in opened):
        return None
    return [_told(one) for one in opened]


def words_on(user: User, danger: Task) -> str | None:
    """What was last written of a danger, blank where nothing was; None where this reader does not read it."""
    row = UrgencyChange.objects.filter(danger=danger.danger_id).exclude(reason=b"").select_related("by").order_by("-at", "id").first()
    if row is None:
        return ""
    if not reads_told(user, row):
        return None
    (opened,) = open_sealed([row], by=user.actor, purpose=Purpose.CARE, fields=("reason",))
    return opened.reason


def _told(one: Opened) -> UrgencyReading:
    signs = unpacked(one.answers)
    labels = [str(SuicideSign(code).label) for code in signs.suicide if code in SuicideSign.values]
    return UrgencyReading(one.row, labels, still_possible(signs.violence_at), one.reason or "", one.row.done)


def looks_at(about: Request | Case) -> Looks | None:
    """What was seen when somebody looked for danger; of a case also what was seen at its request. One query."""
    found = _looks(about)
    if not found:
        return None
    last = next((row for row in found if row.proposed), found[0])
    named = [str(DangerSign(code).label) for code in last.dangers if code in DangerSign.values]
    outcome = next((row for row in found if row.danger_id and row.reason), None)
    return Looks(last, outcome, named, [row for row in found if row.changes][:CHANGES_SHOWN])


def answered_since(case: Case, moment: dt.datetime | None) -> bool:
    """Whether a questionnaire was answered after the last look: what it says of danger is newer."""
    rows = Response.objects.filter(case=case.pk)
    return (rows.filter(recorded_at__gt=moment) if moment else rows).exists()


def still_possible(violence_at: dt.datetime | None) -> list[Possible]:
    """The lines of 72 and 120 hours, said as what is still possible."""
    if violence_at is None:
        return []
    lines = (
        (_("medicine that prevents HIV"), PREVENTION_HOURS),
        (_("emergency contraception; traces can still be documented"), CONTRACEPTION_HOURS),
    )
    ends = [(what, violence_at + dt.timedelta(hours=hours)) for what, hours in lines]
    return [Possible(what, until, until < now()) for what, until in ends]
