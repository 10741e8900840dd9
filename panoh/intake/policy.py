"""Who reads what was written without an account, and who answers it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.cases.policy import visible_requests
from panoh.core.errors import Denied
from panoh.intake.models import Thread

NOT_YOURS = _("This request is not among those you see. Whoever decides on it answers.")


def visible_threads(user: User) -> QuerySet[Thread]:
    """Those of the requests this account sees."""
    return Thread.objects.filter(request__in=visible_requests(user).values("pk"))


def check_can_answer(user: User, thread: Thread) -> None:
    """Whoever decides on requests answers those who asked, of the requests they see."""
    check_has(user, Permission.REQUEST_DECIDE)
    if not visible_threads(user).filter(pk=thread.pk).exists():
        raise Denied(NOT_YOURS)
