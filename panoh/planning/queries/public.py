"""Reads of what is or was public of a plan."""

from uuid import UUID

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.planning.enums import PublicState
from panoh.planning.models import Plan, PublicPage
from panoh.planning.policy import sees_all, visible_plans
from panoh.planning.queries.plans import NOT_HERE


def _visible(user: User) -> QuerySet[PublicPage]:
    """Of the plans one sees; what waits and what was declined for the secretariat alone."""
    rows = PublicPage.objects.filter(plan__in=visible_plans(user).values("pk")).select_related("asked_by", "decided_by")
    return rows if sees_all(user) else rows.filter(state__in=[PublicState.PUBLIC, PublicState.WITHDRAWN])


def pages_of(user: User, plan: Plan) -> list[PublicPage]:
    """Newest first."""
    return list(_visible(user).filter(plan=plan))


def waiting_pages(user: User) -> list[PublicPage]:
    """What this account could approve. One query; none for who approves nothing."""
    if not has(user, Permission.PLAN_APPROVE) or user.is_practising:
        return []
    return list(PublicPage.objects.filter(state=PublicState.ASKED).exclude(asked_by=user).select_related("plan"))


def get_page(user: User, key: UUID, number: int) -> PublicPage:
    """One of a plan's pages. Raises NotFound."""
    found = _visible(user).filter(plan=key, number=number).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
