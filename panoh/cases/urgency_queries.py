"""What was seen at triage, of a request or a case that was already found for this reader."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.cases.danger import CONTRACEPTION_HOURS, PREVENTION_HOURS, Danger
from panoh.cases.models import Case, Request, UrgencyChange
from panoh.core.clock import now

CHANGES_SHOWN = 5


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
    dangers: list[str]
    possible: list[Possible]
    changes: list[UrgencyChange]


def looks_at(about: Request | Case) -> Looks | None:
    """What was seen when somebody looked for danger; of a case also what was seen at its request. One query."""
    if isinstance(about, Case):
        rows = UrgencyChange.objects.filter(Q(case=about) | Q(request=about.request_id, request__isnull=False))
    else:
        rows = UrgencyChange.objects.filter(request=about)
    found = list(rows.select_related("by").order_by("-at", "id")[:CHANGES_SHOWN])
    if not found:
        return None
    last = next((row for row in found if row.proposed), found[0])
    named = [str(Danger(code).label) for code in last.dangers if code in Danger.values]
    return Looks(last, named, still_possible(last.violence_at), [row for row in found if row.before != row.after])


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
