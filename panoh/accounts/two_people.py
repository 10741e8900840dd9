"""What opens names is given by two: an administrator asks, a coordinator or the data guardian agrees, and all are told at once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from panoh.accounts import actions, giving, policy
from panoh.accounts.enums import RIGHT_TRANSITIONS, RightKind, RightState
from panoh.accounts.events import Event
from panoh.accounts.former import is_former
from panoh.accounts.models import RightAsked, RoleGrant, User
from panoh.accounts.notices import drivers, notify
from panoh.accounts.policy import holders
from panoh.accounts.push_devices import end_telephones
from panoh.accounts.roles import Permission, Role
from panoh.accounts.sessions import end_sessions
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Invalid, NotFound, WrongState

NOT_THERE = _("Page not found, or you do not have access to it.")
WAITS_ALREADY = _("This is already waiting for a second person.")
CHANGED = _("The regions have changed in the meantime. Check again what you agree to.")
NOT_FROM_HERE = _("This has already been decided. Open the list again.")
SHOWN = dt.timedelta(days=7)
GIVE_UP = dt.timedelta(minutes=10)  # so long a notice that does not leave is tried again

# How views, which know no models, name what they are given.
type RightRow = RightAsked


# -- asked ----------------------------------------------------------------------------------------------------------------


@action
def add_account(*, roles: Iterable[Role] = (), by: User, **facts: Any) -> User:
    """A new account; roles that open names are asked for, the others given at once."""
    wanted = list(roles)
    user = actions.add_user(roles=[role for role in wanted if not policy.role_needs_two_people(role)], by=by, **facts)
    for role in wanted:
        if policy.role_needs_two_people(role):
            ask_role(user, role, by=by)
    return user


@action
def add_accounts(accounts: Iterable[Mapping[str, Any]], *, by: User) -> list[User]:
    """Several new accounts, as `add_account` takes each, all or none."""
    return [add_account(by=by, **facts) for facts in accounts]


def give_role(
    user: User, role: Role, *, starts_on: dt.date | None = None, ends_on: dt.date | None = None, stands_for: User | None = None, by: User
) -> bool:
    """Gives a role, as oneself or as a deputy, or asks for it where it opens names; answers whether it was given."""
    days = {"starts_on": starts_on or today(), "ends_on": ends_on}
    if policy.role_needs_two_people(role, ends_on):
        ask_role(user, role, deputy_for=stands_for, by=by, **days)
        return False
    if stands_for is None:
        actions.grant_role(user, role, by=by, **days)
    else:
        actions.make_deputy(user, stands_for=stands_for, role=role, by=by, **days)  # type: ignore[arg-type]
    return True


@action
def set_regions(user: User, codes: Iterable[str], *, by: User, expected: int | None = None) -> bool:
    """Exactly these regions: what is taken away holds at once; what is added is asked for where it opens names. Answers whether all of it
    holds. Raises Invalid, Conflict."""
    wanted, kept = set(codes), giving.regions_of(user)
    added = wanted - kept
    if not added or not policy.opens_names_by_region(user):
        actions.set_regions(user, wanted, by=by, expected=expected)
        return True
    if kept - wanted:
        actions.set_regions(user, wanted & kept, by=by, expected=expected)
    elif expected is not None:
        save(user, expected)  # whoever has the page open meanwhile is told
    _ask_regions(user, added, by=by)
    return False


def _ask_regions(user: User, codes: Iterable[str], *, by: User) -> RightAsked:
    policy.check_can_administer(by, user)
    giving.check_regions(codes)
    if not user.is_active:
        raise WrongState(giving.CLOSED)
    if _waiting(user).filter(kind=RightKind.REGIONS).exists():
        raise Invalid(WAITS_ALREADY, {"regions": WAITS_ALREADY})
    return _ask(RightAsked(user=user, kind=RightKind.REGIONS, regions=sorted(codes)), by=by)


def first_link(user: User, *, by: User) -> str:
    """The one-time link of a new account; blank where a role waits, with which who agrees to it gets one."""
    return "" if _waiting(user).exists() else give_way_in(user, RightKind.LINK, by=by)


def give_way_in(user: User, kind: RightKind, *, by: User) -> str:
    """A one-time link, with or without a new second factor: answers its token, blank where it is asked for and a second person gives it."""
    if policy.opens_names(user):
        ask_way_in(user, kind, by=by)
        return ""
    return actions.make_link(user, by=by) if kind == RightKind.LINK else actions.reset_second_factor(user, by=by)


@action
def ask_role(
    user: User,
    role: Role,
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    deputy_for: User | None = None,
    by: User,
) -> RightAsked:
    """Asks for a role that opens names. Raises Invalid where the role cannot be, or waits already."""
    policy.check_can_administer(by, user)
    begins = starts_on or today()
    giving.check_grant(RoleGrant(user=user, role=role, starts_on=begins, ends_on=ends_on, deputy_for=deputy_for))
    if _waiting(user).filter(kind=RightKind.ROLE, role=role, deputy_for=deputy_for).exists():
        raise Invalid(WAITS_ALREADY, {"role": WAITS_ALREADY})
    return _ask(RightAsked(user=user, kind=RightKind.ROLE, role=role, starts_on=begins, ends_on=ends_on, deputy_for=deputy_for), by=by)


@action
def ask_way_in(user: User, kind: RightKind, *, by: User) -> RightAsked:
    """Asks for a one-time link, or since the phone is lost or taken for a new second factor, of an account that opens names. What is
    signed in on a lost phone ends at once, and again as often as it is said. What one signs in with is good until the second person
    agrees: nobody alone shuts a colleague out."""
    policy.check_can_administer(by, user if kind == RightKind.FACTOR else None)
    if not user.is_active:
        raise WrongState(giving.CLOSED)
    there: RightAsked | None = _waiting(user).filter(kind=kind).first()
    if kind == RightKind.FACTOR:
        end_sessions(user)
        end_telephones(user)
        record(Event.TELEPHONE_LOST, by=by.actor, purpose=user.username)
    elif there is not None:
        raise WrongState(WAITS_ALREADY)
    if there is None:
        return _ask(RightAsked(user=user, kind=kind), by=by)
    there.told_at = None  # everybody is told once more
    save(there)
    return there


def _ask(row: RightAsked, *, by: User) -> RightAsked:
    if is_former(row.user.username):
        raise WrongState(giving.CLOSED)
    row.asked_by, row.asked_at = by, now()
    save(row)
    record(Event.RIGHT_ASKED, by=by.actor, purpose=row.user.username)
    return row


def _waiting(user: User) -> Any:
    return RightAsked.objects.filter(user=user, state=RightState.ASKED)


# -- answered -------------------------------------------------------------------------------------------------------------


@action
def agree_to_right(row: RightAsked, *, by: User, seen: Iterable[str] | None = None, expected: int | None = None) -> str:
    """The second person agrees, and it holds. Answers the token of a one-time link where there is one: who agrees hands it over, so that
    whoever asked never has it. An account that opened no names until now begins anew: nothing that was set up before lets anybody in.
    `seen` are the regions that stood on the page. Raises Conflict where it opens others."""
    policy.check_can_agree(by, row)
    user = row.user
    if seen is not None and sorted(seen) != regions_opened(row):
        raise Conflict(CHANGED)
    if not user.is_active:
        raise WrongState(giving.CLOSED)
    _end(row, RightState.AGREED, Event.RIGHT_AGREED, by=by, expected=expected)
    if row.kind == RightKind.ROLE:
        is_new = not policy.opens_names(user)
        grant = RoleGrant(user=user, role=row.role, starts_on=max(row.starts_on or today(), today()), ends_on=row.ends_on)
        grant.deputy_for = row.deputy_for
        giving.put_role(grant, by=by.actor)
        return giving.begin_anew(user, by=by.actor) if is_new else ""
    if row.kind == RightKind.REGIONS:
        giving.put_regions(user, giving.regions_of(user) | set(row.regions), by=by.actor)
        record(Event.REGIONS_WIDENED, by=by.actor, purpose=user.username)
        return ""
    if row.kind == RightKind.FACTOR:
        giving.drop_factors(user, by=by.actor)
    return giving.hand_link(user, by=by.actor)


@action
def call_off_right(row: RightAsked, *, by: User, expected: int | None = None) -> RightAsked:
    """It is not to be: whoever could ask for it or agree to it says so."""
    if not policy.has(by, Permission.ACCOUNTS):
        policy.check_has(by, Permission.RIGHTS_AGREE)
    return _end(row, RightState.CALLED_OFF, Event.RIGHT_CALLED_OFF, by=by, expected=expected)


def _end(row: RightAsked, to: RightState, event: Event, *, by: User, expected: int | None) -> RightAsked:
    if to not in RIGHT_TRANSITIONS[RightState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    row.state, row.ended_by, row.ended_at, row.told_at = to, by, now(), None
    save(row, expected)
    record(event, by=by.actor, purpose=row.user.username)
    return row


# -- read, told -----------------------------------------------------------------------------------------------------------


def rights(user: User) -> list[RightAsked]:
    """What waits, and what was decided within a week, as far as this reader knows of it. One query."""
    fresh = Q(state=RightState.ASKED) | Q(ended_at__gt=now() - SHOWN)
    return list(policy.visible_rights(user).filter(fresh).select_related("user__organisation", "asked_by", "ended_by", "deputy_for"))


def rights_to_read(user: User) -> list[RightAsked]:
    """The same, with the regions of those whom it is about: three queries for any number."""
    rows = rights(user)
    prefetch_related_objects(rows, "user__region_scopes", "deputy_for__region_scopes")
    return rows


def regions_opened(row: RightAsked) -> list[str]:
    """Which regions it opens: those that are added, or with a role that works by region those that the account has."""
    if row.kind != RightKind.ROLE:
        return list(row.regions)
    if not policy.works_by_region(row.role):
        return []
    return sorted(scope.region for scope in (row.deputy_for or row.user).region_scopes.all())


def get_right(user: User, key: UUID) -> RightAsked:
    """One of them. Raises NotFound."""
    found = policy.visible_rights(user).filter(pk=key).select_related("user__organisation", "asked_by", "deputy_for").first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def tell_rights() -> int:
    """Sends a notice of every step that none was sent for: to who asked, whom it is about, and who agrees. Answers for how many. For the
    worker."""
    if not drivers():
        return 0
    rows = list(RightAsked.objects.filter(told_at=None))
    for row in rows:
        ones = {row.user_id, row.asked_by_id}
        told = User.objects.filter(pk__in=ones) | holders(Role.COORDINATOR, Role.DATA_GUARDIAN)
        if notify(list(told.distinct())) or (row.ended_at or row.asked_at) < now() - GIVE_UP:
            _told(row)
    return len(rows)


@action
def _told(row: RightAsked) -> None:
    record(Event.RIGHT_TOLD, by=SYSTEM)
    row.told_at = now()
    save(row)
