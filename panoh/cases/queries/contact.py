"""When somebody was last in contact with a person."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Max

from panoh.cases.enums import Attendance, Reached
from panoh.cases.models import Case, ContactAttempt, Session


def last_contacts(cases: Collection[UUID]) -> dict[UUID, dt.datetime]:
    """When somebody last met or reached the person, by the id of the case; a case without any contact is not there. Two queries."""
    met = Session.objects.filter(case__in=cases, attendance=Attendance.ATTENDED)
    reached = ContactAttempt.objects.filter(case__in=cases, outcome=Reached.REACHED)
    found: dict[UUID, dt.datetime] = {}
    for rows in (met, reached):
        for case, at in rows.order_by().values_list("case").annotate(last=Max("at")):
            found[case] = max(at, found.get(case, at))
    return found


def last_contact(case: Case) -> dt.datetime | None:
    """The same of one case; None where nobody has been in contact since the admission. Two queries."""
    return last_contacts([case.pk]).get(case.pk)
