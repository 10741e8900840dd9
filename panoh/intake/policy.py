"""Who reads what was written without an account, and who answers it."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.cases.policy import visible_requests
from panoh.intake.models import Thread


def visible_threads(user: User) -> QuerySet[Thread]:
    """Those of the requests this account sees."""
    return Thread.objects.filter(request__in=visible_requests(user).values("pk"))


def check_can_answer(user: User, thread: Thread) -> None:
    """Whoever decides on requests answers those who asked."""
    check_has(user, Permission.REQUEST_DECIDE)
