"""Who reads plans, who writes them, who says that a page of one may be public. The only place that knows."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.planning.enums import PlanState, VersionState
from panoh.planning.models import Plan, PlanVersion, PublicPage
from panoh.reporting.policy import counts_all

NO_EXERCISE = _("Plans are not for practice. First leave practice mode on your account page.")
SECOND_PERSON = _("It must be approved by someone other than the person who asked: a coordinator or the director.")


def visible_plans(user: User) -> QuerySet[Plan]:
    """The secretariat sees every plan, whoever else reads plans those that were adopted."""
    if not has(user, Permission.PLAN_VIEW):
        return Plan.objects.none()
    return Plan.objects.all() if sees_all(user) else Plan.objects.exclude(state=PlanState.DRAFT)


def visible_versions(user: User) -> QuerySet[PlanVersion]:
    """Members read what was adopted, and no draft."""
    rows = PlanVersion.objects.filter(plan__in=visible_plans(user).values("pk"))
    return rows if sees_all(user) else rows.exclude(state=VersionState.DRAFT)


def sees_all(user: User) -> bool:
    """Whether drafts, open periods, the making and what is to be public are shown: to who counts the whole house.

    Members read adopted plans and the numbers of frozen years, totals of the whole Unit, small ones hidden.
    """
    return has(user, Permission.PLAN_VIEW) and counts_all(user)


def may_write(user: User) -> bool:
    """Whether this account writes plans now."""
    return has(user, Permission.PLAN_WRITE) and not user.is_practising


def check_can_write(user: User) -> None:
    """The coordinator writes plans, their periods and how they were made."""
    check_has(user, Permission.PLAN_WRITE)
    if user.is_practising:
        raise Denied(NO_EXERCISE)


def may_approve(user: User, page: PublicPage) -> bool:
    """Whether this account may say that the page is public."""
    return has(user, Permission.PLAN_APPROVE) and not user.is_practising and user.pk != page.asked_by_id


def check_can_approve(user: User, page: PublicPage) -> None:
    """A second person, who did not ask for it, looks at what is to be public."""
    check_has(user, Permission.PLAN_APPROVE)
    if user.is_practising:
        raise Denied(NO_EXERCISE)
    if user.pk == page.asked_by_id:
        raise Denied(SECOND_PERSON)
