"""What hung on an agreement that is over: assignments of its specialists, the cases shown to where they work, and the keys of these."""

import datetime as dt
from dataclasses import replace

from django.db.models import Q, QuerySet

from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions.sharing import close_share, tell_of_less
from panoh.cases.actions.work import take_off
from panoh.cases.events import Event
from panoh.cases.models import Assignment, Case, Share
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import today
from panoh.network.models import Agreement, SpecialistAccount
from panoh.network.queries.agreements import may_work
from panoh.vault.actions import record_about

ONE_DAY = dt.timedelta(days=1)


def end_with_agreement(agreement: Agreement, *, by: Actor) -> None:
    """Inside the act that ended it: all of it ends for its specialists on its last day, unless another agreement carries them on.

    A last day that has passed ends it at once, keys included. If that is today, the keys go when the day is over.
    """
    for user in left_without(agreement):
        _end_for(user, _last_day(agreement), by=by)


def left_without(agreement: Agreement) -> list[User]:
    """The specialists who work under an agreement that is over, and under no other once its last day has passed."""
    party = Q(facility=agreement.facility_id) | Q(facility__society=agreement.facility_id)
    accounts = SpecialistAccount.objects.filter(party).select_related("user__organisation")
    return [each.user for each in accounts if not may_work(each.user, _last_day(agreement) + ONE_DAY)]


def _last_day(agreement: Agreement) -> dt.date:
    return max(agreement.ended_on or today(), today() - ONE_DAY)


def end_without_agreement() -> int:
    """The same for specialists whose agreement ran out and nobody ended it, as the system. Answers for how many. For the worker."""
    accounts = SpecialistAccount.objects.select_related("user__organisation")
    return len([_end_alone(each.user) for each in accounts if not may_work(each.user) and _hangs_on_something(each.user)])


@action
def _end_alone(user: User) -> None:
    """One specialist an action, so that one that cannot be ended keeps no other open."""
    _end_for(user, today() - ONE_DAY, by=SYSTEM)


def _hangs_on_something(user: User) -> bool:
    return _assigned(user).exists() or (_shown(user.organisation).exists() and not _somebody_works(user.organisation, today()))


def _end_for(user: User, last: dt.date, *, by: Actor) -> None:
    cases = {}
    for row in _assigned(user).select_related("case__person"):
        record_about(Event.ASSIGNMENT_ENDED, by=_actor(by, row.case), about=[row.case])
        take_off(row, last=last)
        cases[row.case_id] = row.case
    for case in cases.values():
        tell_of_less(case, [user])
    is_over = not _somebody_works(user.organisation, last + ONE_DAY)
    for share in _shown(user.organisation).select_related("case", "organisation"):
        if is_over or (share.case_id in cases and not _others_work(share, last + ONE_DAY)):
            _end_share(share, last, by=_actor(by, share.case))


def _end_share(share: Share, last: dt.date, *, by: Actor) -> None:
    if last < today():
        close_share(share, by)
    else:
        share.ends_on = last
        save(share)


def _actor(by: Actor, case: Case) -> Actor:
    """The owner's key names the person in the record of what the system does."""
    return replace(by, organisation=case.organisation_id) if by == SYSTEM else by


def _assigned(user: User) -> QuerySet[Assignment]:
    return Assignment.objects.filter(policy.in_force(), user=user)


def _shown(organisation: Organisation) -> QuerySet[Share]:
    return Share.objects.filter(policy.in_force(), organisation=organisation, ended_at=None)


def _somebody_works(organisation: Organisation, day: dt.date) -> bool:
    accounts = SpecialistAccount.objects.filter(user__organisation=organisation, user__is_active=True).select_related("user")
    return any(may_work(each.user, day) for each in accounts)


def _others_work(share: Share, day: dt.date) -> bool:
    rows = share.case.assignments.filter(user__organisation=share.organisation_id, starts_on__lte=day)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day)).exists()
