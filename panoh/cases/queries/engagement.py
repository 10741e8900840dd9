"""What hangs on an agreement that holds: who works on which case under it, shown before somebody ends it."""

from dataclasses import dataclass

from django.db.models import Q

from panoh.accounts.models import User
from panoh.cases import policy
from panoh.cases.models import Assignment
from panoh.network.models import Agreement, SpecialistAccount
from panoh.network.queries.agreements import may_work


@dataclass(frozen=True, slots=True)
class Engaged:
    """A specialist who works under this agreement and no other, and the codes of those of their cases that the reader may see."""

    user: User
    codes: list[str]


def engaged_under(agreement: Agreement, reader: User) -> list[Engaged]:
    """Who would lose their assignments and their access if it ended. Two queries, and one for each account of the other side."""
    party = Q(facility=agreement.facility_id) | Q(facility__society=agreement.facility_id)
    accounts = SpecialistAccount.objects.filter(party).select_related("user").order_by("user__username")
    users = [each.user for each in accounts if each.user.is_active and not may_work(each.user, without=agreement)]
    works = Assignment.objects.filter(policy.in_force(), user__in=users, case__in=policy.visible_cases(reader)).order_by("case__code")
    codes = list(works.values_list("user", "case__code").distinct())
    return [Engaged(user, [code for of, code in codes if of == user.pk]) for user in users]
