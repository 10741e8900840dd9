"""A danger as whoever told of it finds it again, who may see no more of whom it is about."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, Q

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases import policy
from panoh.cases.models import Task, UrgencyChange
from panoh.cases.queries.danger import NOT_HERE, TOLD_WHEN_OVER, is_taken_on
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound


@bypass_rls()
def get_reported(user: User, danger: UUID) -> Task:
    """The task of now of a danger that this account told of or wrote of, open or over; not of a person to whom it is tied. Raises
    NotFound."""
    mine = powers(user).stands_for
    told = Q(danger__raised_by__in=mine) | Q(danger__in=UrgencyChange.objects.filter(by__in=mine, danger=danger).values("danger"))
    untied = policy.unblocked(user, "case__person") & policy.unblocked(user, "request__person")
    rows = Task.objects.filter(told, untied, danger=danger, kind__in=TOLD_WHEN_OVER)
    found = rows.select_related("case", "request", "danger", "owner__organisation").order_by(F("done_at").desc(nulls_first=True)).first()
    if found is None or found.about is None or found.about.is_practice != user.is_practising:
        raise NotFound(NOT_HERE)
    return found


@bypass_rls()
def codes_written_on(user: User, dangers: Collection[UUID | None]) -> dict[UUID | None, str]:
    """The code of the case or the request as which this account first wrote of each of these dangers: it knows that. One query, none
    without any."""
    if not dangers:
        return {}
    rows = UrgencyChange.objects.filter(by__in=powers(user).stands_for, danger__in=dangers).select_related("case", "request")
    return {row.danger_id: about.code for row in rows.order_by("-at") if (about := row.case or row.request) is not None}


@bypass_rls()
def taken_of(tasks: Collection[Task]) -> set[UUID]:
    """Which of these dangers somebody has who can act, whether or not the reader sees whom they are about."""
    return {task.pk for task in tasks if is_taken_on(task)}
