"""Who decides on the end of a case, and who reads what was said and written of it."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import ClosingState
from panoh.cases.models import Closing, Death, Feedback
from panoh.cases.policy import check_can, visible_cases, works_on
from panoh.core.errors import Denied, WrongState

NOT_OWN_CLOSING = _("Someone other than the person who proposed closure decides on it.")
NOT_AGREED = _("One person proposes closure and another agrees. Propose closure first.")


def reads_feedback(user: User, row: Feedback) -> bool:
    """What a person said of the help is read by who took it down and by who decides on closings, not by who gave the help."""
    return row.by_id == user.pk or (has(user, Permission.CLOSING_APPROVE) and not works_on(user, row.case))


def reads_death(user: User, row: Death) -> bool:
    """What was written of a death, and who is to be told, is read by who sees the case it was written in; that somebody died, by all."""
    return visible_cases(user).filter(pk=row.case_id).exists()


def check_can_decide_closing(user: User, closing: Closing) -> None:
    """Whoever decides on closings, and not on their own proposal."""
    check_can(user, Permission.CLOSING_APPROVE, closing.case)
    if closing.by_id == user.id:
        raise Denied(NOT_OWN_CLOSING)


def check_can_close(user: User, closing: Closing) -> None:
    """Whoever may decide closes, once they have agreed to what was proposed."""
    check_can_decide_closing(user, closing)
    if closing.state != ClosingState.AGREED or closing.decided_by_id != user.id:
        raise WrongState(NOT_AGREED)
