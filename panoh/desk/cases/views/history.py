"""Who looked: every reading of a person's file and every act in it, in plain words, by day."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import UserRow
from panoh.accounts.roles import Permission
from panoh.audit.queries import Look, Looked, count_looks, events_about
from panoh.cases.policy import can
from panoh.cases.queries import cases as queries
from panoh.cases.queries.cases import CaseRow
from panoh.core.clock import DUSHANBE, now
from panoh.desk.frame.case_frame import case_frame
from panoh.vault.actions import references
from panoh.vault.purpose import Purpose

LIMIT = 200
MONTH = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event as it is told. `account` stands only on the page for staff."""

    at: dt.datetime
    sentence: str
    purpose: str
    who: str
    account: str
    times: int = 1  # how often in a row


def _entry(look: Look, known: dict[UUID, queries.Staff]) -> HistoryEntry:
    staff = known.get(look.actor)
    purpose = str(Purpose(look.purpose).label) if look.purpose in Purpose.values else ""
    if staff is None:
        who = _("the system") if look.actor_kind == "system" else _("someone outside")
    else:
        who = ", ".join([*(str(role.label) for role in staff.roles), staff.organisation.short])
    return HistoryEntry(look.at, look.sentence, purpose, who, staff.username if staff else "")


def _days(entries: list[HistoryEntry]) -> list[tuple[dt.date, list[HistoryEntry]]]:
    """Grouped by the day in Dushanbe, newest first; the same thing several times in a row is told once, with its number."""
    by_day = groupby(entries, key=lambda entry: entry.at.astimezone(DUSHANBE).date())
    return [(day, [_folded(list(alike)) for _same, alike in groupby(group, key=_told)]) for day, group in by_day]


def _told(entry: HistoryEntry) -> tuple[str, ...]:
    return entry.sentence, entry.purpose, entry.who, entry.account


def _folded(alike: list[HistoryEntry]) -> HistoryEntry:
    return replace(alike[0], times=len(alike))


def looked_lately(case: CaseRow, by: UserRow, twins: list[CaseRow]) -> Looked:
    """The sentence of thirty days, on the overview as on this page. Two queries: the key, the count."""
    return count_looks(_references(case, by, twins), now() - MONTH)


def _references(case: CaseRow, by: UserRow, twins: list[CaseRow]) -> list[bytes]:
    """How the record names the person: by each record that was joined and whose history this reader may see."""
    return references([case, *(twin for twin in twins if can(by, Permission.WHO_LOOKED, twin))], by=by.actor)


@requires(Permission.WHO_LOOKED)
def show_history(request: StaffRequest, code: str) -> HttpResponse:
    """The newest two hundred events. With `?for=person` the copy for the person: roles and organisations, no account."""
    case, context = case_frame(request.user, code, "case_history", Permission.WHO_LOOKED)
    refs = _references(case, request.user, queries.other_cases(request.user, case))
    looks = events_about(refs, LIMIT)
    known = queries.staff(look.actor for look in looks if look.actor_kind == "user")
    context |= {
        "days": _days([_entry(look, known) for look in looks]),
        "looked": count_looks(refs, now() - MONTH),
        "for_person": request.GET.get("for") == "person",
        "is_cut": len(looks) == LIMIT,
    }
    return render(request, "desk/cases/history.html", context)
