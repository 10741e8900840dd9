"""A referral that is late is brought to those who can help: the worker knows at once, then the region's worker, then the coordinator."""

from dataclasses import replace

from panoh.accounts.models import RegionScope
from panoh.accounts.roles import Role
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions import new_task
from panoh.cases.actions.escalation import told_by_now
from panoh.cases.enums import CaseState, TaskKind
from panoh.cases.policy import in_force
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.referrals.enums import OPEN_STATES, Priority
from panoh.referrals.events import Event
from panoh.referrals.models import Referral
from panoh.vault.actions import record_about


def raise_late_referrals() -> int:
    """Asks the next of the chain of every referral that is late by half its time, then by all of it, as the system; in an emergency
    all of them at once. Answers how many. For the worker. The task of who drew it up stands from the beginning.
    """
    late = Referral.objects.filter(state__in=OPEN_STATES, due_at__lt=now(), raised__lt=2, person__death=None)
    rows = list(late.exclude(case__state=CaseState.ON_HOLD).select_related("case", "facility"))
    covered = _regions_with_a_worker() if rows else {}
    return len([_raise(row, chain, wanted) for row in rows if (wanted := _wanted(row, chain := _chain(row, covered))) > row.raised])


def _regions_with_a_worker() -> dict[str, set[object]]:
    scopes = RegionScope.objects.filter(in_force("user__grants__"), user__is_active=True, user__grants__role=Role.REGIONAL_WORKER)
    found: dict[str, set[object]] = {}
    for region, user in scopes.values_list("region", "user"):
        found.setdefault(region, set()).add(user)
    return found


def _chain(row: Referral, covered: dict[str, set[object]]) -> list[Role]:
    """Who is asked after the worker: nobody is asked to see to their own, and a region without a worker has none to ask."""
    others = covered.get(row.case.region, set()) - {row.made_by_id}
    return [Role.REGIONAL_WORKER, Role.COORDINATOR] if others else [Role.COORDINATOR]


def _wanted(row: Referral, chain: list[Role]) -> int:
    if row.priority == Priority.EMERGENCY:
        return len(chain)
    return told_by_now(len(chain), row.moved_at, row.due_at or now())


@action
def _raise(row: Referral, chain: list[Role], wanted: int) -> Referral:
    """One referral an action, so that one that cannot be raised keeps no other back."""
    record_about(Event.RAISED, by=replace(SYSTEM, organisation=row.case.organisation_id), about=[row])
    due = row.due_at or now()
    save_all([new_task(row.case, TaskKind.LATE, due=due, role=role, target=row.pk) for role in chain[row.raised : wanted]])
    row.raised = wanted
    save(row)
    return row
