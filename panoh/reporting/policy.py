"""Over which cases an account may see figures."""

from django.db.models import Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, powers
from panoh.accounts.roles import Permission, Scope
from panoh.cases.models import Case


def counted_cases(user: User) -> QuerySet[Case]:
    """The cases that this account's figures are made of: the house, or what was admitted to the own organisation, whoever has it now.
    Invented persons are never counted.

    Raises core.errors.Denied for who may see no figures.
    """
    check_has(user, Permission.REPORT_VIEW)
    mine = powers(user)
    whole = Scope.ALL in mine.scopes[Permission.REPORT_VIEW]
    own = Q() if whole else Q(admitted_to=mine.organisation)
    return Case.objects.filter(own, is_practice=False, person__is_practice=False).order_by()
