"""Who reads what was written without an account, and who answers it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.cases.policy import visible_requests
from panoh.core.errors import Denied, WrongState
from panoh.intake.enums import DONE_BY_PRESS, NEEDS_WORD, WordState
from panoh.intake.models import Thread, ThreadMessage

NOT_YOURS = _("You do not have access to this request. The person who decides on it answers it.")

SETTLED = _("This is already done.")
NOT_ASKED = _("This was not asked for.")
NEEDS_RIGHT_WORD = _("It is not known whether this is the person themselves. First compare the word they gave with the agreed word.")
NEEDS_FILE = _("The request is not linked to a person's file, so no word was agreed. Write the answer yourself.")


def visible_threads(user: User) -> QuerySet[Thread]:
    """Those of the requests this account sees."""
    return Thread.objects.filter(request__in=visible_requests(user).values("pk"))


def check_can_answer(user: User, thread: Thread) -> None:
    """Whoever decides on requests answers those who asked, of the requests they see."""
    check_has(user, Permission.REQUEST_DECIDE)
    if not visible_threads(user).filter(pk=thread.pk).exists():
        raise Denied(NOT_YOURS)


def check_can_settle(user: User, said: ThreadMessage, *kinds: str) -> None:
    """Whoever answers does what was asked, once. What concerns a file needs the agreed word; before there is one, nothing was agreed."""
    check_can_answer(user, said.thread)
    if said.kind not in (kinds or DONE_BY_PRESS):
        raise WrongState(NOT_ASKED)
    if said.settled_at is not None:
        raise WrongState(SETTLED)
    if said.kind in NEEDS_WORD and said.word != WordState.RIGHT and (said.word or said.thread.request.person_id is not None):
        raise WrongState(NEEDS_RIGHT_WORD)
