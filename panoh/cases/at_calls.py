"""Who sees the dangers of calls after which help is not requested yet."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases.models import Danger


def visible_at_calls(user: User) -> QuerySet[Danger]:
    """To who takes calls those of the organisation, to who leads the hotline all. Nothing for anybody else."""
    rows = Danger.objects.filter(is_practice=user.is_practising, case=None, request=None)
    if has(user, Permission.HOTLINE_LEAD):
        return rows
    return rows.filter(organisation=powers(user).organisation) if has(user, Permission.HOTLINE) else rows.none()
