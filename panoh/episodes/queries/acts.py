"""Reads of acts of completed work."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.episodes.enums import ActState
from panoh.episodes.models import Act, ActLine
from panoh.episodes.policy import visible_acts

# How views, which know no models, name what they are given.
type ActRow = Act

NOT_HERE = _("Act not found, or you have no access to it.")


def acts(user: User) -> QuerySet[Act]:
    """Those this reader sees, the newest month first, without remarks."""
    return (
        visible_acts(user).select_related("user", "agreement", "organisation").defer("remark").order_by("-month", "-submitted_on", "code")
    )


def get_act(user: User, code: str) -> Act:
    """One of them. Raises NotFound."""
    found = visible_acts(user).select_related("user", "agreement__organisation", "organisation", "decided_by", "paid_by")
    act = found.filter(code=tidy_code(code) or "").first()
    if act is None:
        raise NotFound(NOT_HERE)
    return act


def lines(act: Act) -> list[ActLine]:
    """Its lines by day."""
    return list(act.lines.order_by("held_on", "case_code", "id"))


def acts_waiting(user: User) -> list[Act]:
    """What waits for this reader: to be approved, or to be paid. None or one query."""
    states = [
        state
        for state, permission in ((ActState.SUBMITTED, Permission.ACT_APPROVE), (ActState.APPROVED, Permission.ACT_PAY))
        if has(user, permission)
    ]
    return (
        list(visible_acts(user).filter(state__in=states).exclude(user=user.pk).defer("remark").order_by("submitted_on")) if states else []
    )
