"""What an account is given, once somebody may give it: a role, a one-time link, a second factor anew. Each inside an action."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from panoh.accounts import factors, policy
from panoh.accounts.events import Event
from panoh.accounts.models import CodeDevice, CommandToken, Passkey, RecoveryCode, RegionScope, RoleGrant, SignInLink, User
from panoh.accounts.push_devices import end_telephones
from panoh.accounts.roles import HOMES, Role, may_be_joined
from panoh.accounts.sessions import end_sessions
from panoh.audit.trail import record, remove, save, save_all
from panoh.core.actor import Actor
from panoh.core.errors import Invalid, WrongState
from panoh.places.catalogue import regions as all_regions

NOT_HERE = _("This kind of organisation cannot have this role.")
SEPARATED = _(
    "These roles cannot be combined. Someone who manages accounts or keys cannot read cases, and someone who gives rights "
    "cannot be the second person who agrees. Use two accounts of two people."
)
ENDS_FIRST = _("The last day is before the first day.")
HELD = _("The account already has this role in that period.")
SELF_DEPUTY = _("Nobody can be their own deputy.")
OTHER_HOUSE = _("A deputy must belong to the same organisation.")
NOT_THEIRS = _("The colleague who needs a deputy does not have this role.")
CLOSED = _("This account is closed.")
NO_REGION = _("There is no such region.")


def put_role(grant: RoleGrant, *, by: Actor) -> RoleGrant:
    """Gives the role, as oneself or as a deputy. Raises Invalid where it cannot be."""
    check_grant(grant)
    grant.granted_by = by.ref
    save(grant)
    end_sessions(grant.user)
    record(Event.DEPUTY_MADE if grant.deputy_for_id else Event.ROLE_GRANTED, by=by, purpose=grant.user.username)
    return grant


def regions_of(user: User) -> set[str]:
    """The regions of an account by their codes. One query."""
    return set(RegionScope.objects.filter(user=user).values_list("region", flat=True))


def check_regions(codes: Iterable[str]) -> None:
    """Raises Invalid for a code that is no region."""
    if set(codes) - {region.code for region in all_regions()}:
        raise Invalid(NO_REGION, {"regions": NO_REGION})


def put_regions(user: User, codes: Iterable[str], *, by: Actor, expected: int | None = None) -> None:
    """Exactly these regions from now on. They belong to the account, so its version counts them. Raises Conflict."""
    save(user, expected)
    wanted = set(codes)
    kept = {row.region: row for row in RegionScope.objects.filter(user=user)}
    for code in kept.keys() - wanted:
        remove(kept[code])
    save_all([RegionScope(user=user, region=code) for code in sorted(wanted - kept.keys())])
    end_sessions(user)
    record(Event.REGIONS_SET, by=by, purpose=user.username)


def hand_link(user: User, *, by: Actor) -> str:
    """A new one-time link; answers its token. Earlier unused ones are good no more."""
    for old in SignInLink.objects.filter(user=user, used_at=None):
        remove(old)
    link, token = factors.new_link(user)
    save(link)
    record(Event.LINK_MADE, by=by, purpose=user.username)
    return token


def drop_factors(user: User, *, by: Actor) -> None:
    """App, passkeys and recovery codes are good no more; no telephone rings, nor is what one sends believed by itself."""
    for model in (CodeDevice, Passkey, RecoveryCode):
        for row in model.objects.filter(user=user):
            remove(row)
    end_sessions(user)
    end_telephones(user)
    record(Event.SECOND_FACTOR_RESET, by=by, purpose=user.username)


def begin_anew(user: User, *, by: Actor) -> str:
    """Nothing by which the account was entered until now is good any more, whoever set it up; answers the token of a new link."""
    user.password, user.second_password = make_password(None), ""
    save(user)
    for token in CommandToken.objects.filter(user=user):
        remove(token)
    drop_factors(user, by=by)
    return hand_link(user, by=by)


def check_grant(grant: RoleGrant) -> None:
    """Raises Invalid, or WrongState for a closed account, where the role cannot be."""
    if not grant.user.is_active:
        raise WrongState(CLOSED)
    if grant.deputy_for is not None:
        _check_deputy(grant, grant.deputy_for)
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        raise Invalid(ENDS_FIRST, {"ends_on": ENDS_FIRST})
    if grant.role not in HOMES[grant.user.organisation.kind]:
        raise Invalid(NOT_HERE, {"role": NOT_HERE})
    others = [other for other in RoleGrant.objects.filter(user=grant.user) if _overlap(grant, other)]
    if any(other.role == grant.role and other.deputy_for_id == grant.deputy_for_id for other in others):
        raise Invalid(HELD, {"role": HELD})
    if not may_be_joined(frozenset({Role(grant.role), *(Role(other.role) for other in others)})):
        raise Invalid(SEPARATED, {"role": SEPARATED})


def _overlap(one: RoleGrant, other: RoleGrant) -> bool:
    far = dt.date.max
    return one.starts_on <= (other.ends_on or far) and other.starts_on <= (one.ends_on or far)


def _check_deputy(grant: RoleGrant, stands_for: User) -> None:
    if grant.user_id == stands_for.pk:
        raise Invalid(SELF_DEPUTY, {"stands_for": SELF_DEPUTY})
    if grant.user.organisation_id != stands_for.organisation_id:
        raise Invalid(OTHER_HOUSE, {"stands_for": OTHER_HOUSE})
    if not RoleGrant.objects.filter(policy.in_force(), user=stands_for, role=grant.role, deputy_for=None).exists():
        raise Invalid(NOT_THEIRS, {"role": NOT_THEIRS})
