"""What a member of staff may do, from roles in force today, own or as a deputy."""

import datetime as dt
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import RightState
from panoh.accounts.models import RegionScope, RightAsked, RoleGrant, User
from panoh.accounts.roles import NEEDS_TWO_PEOPLE, ROLES, Permission, Role, Scope
from panoh.audit.duress_guard import NOT_YOURS
from panoh.core.clock import today
from panoh.core.duress import is_under_duress
from panoh.core.errors import Denied, WrongState

NOT_ONESELF = _("You cannot give rights to your own account. Ask another administrator.")

LAST_TO_AGREE = _(
    "This is the last account that can agree to a role. Without it nobody could be given a role. First ask for another "
    "coordinator or data guardian, and agree with this account."
)

SECOND_PERSON = _("Someone else must agree: not the person who asked, and not the person it is about.")


# What is left under duress of what the account may: to read and work on invented persons, and what names nobody. Whatever is not here,
# and each permission that comes later, is not there.
HARMLESS = frozenset(
    {
        Permission.DESK,
        Permission.DIRECTORY_VIEW,
        Permission.CASE_VIEW,
        Permission.CASE_WORK,
        Permission.NAME_OPEN,
        Permission.SEARCH,
        Permission.CONTACT_SAFETY,
        Permission.CONSENT_RECORD,
        Permission.PROGRAMME_WRITE,
        Permission.REQUEST_VIEW,
        Permission.REQUEST_CREATE,
    }
)


@dataclass(frozen=True, slots=True)
class Powers:
    """Everything the policies ask about one account today."""

    user: UUID
    organisation: UUID
    roles: frozenset[Role]
    scopes: dict[Permission, frozenset[Scope]]
    stands_for: frozenset[UUID]  # oneself, and those one deputises for
    regions: frozenset[str]  # one's own, and those of whom one deputises for, where that role works by region


def practises(user: User) -> bool:
    """Whether what this account does now is practice, and is to be said to be: whoever was made to sign in reads what everybody reads."""
    return user.is_practising and not user.under_duress


def at_work(user: User, *, practice: bool = False) -> User:
    """The same account as it is in real work (or in practice), whichever of both it does just now: what presses reaches it there too."""
    same = copy(user)
    same.is_practising = practice
    return same


def in_force() -> Q:
    """Which grants count today."""
    day = today()
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def holders(*roles: str) -> QuerySet[User]:
    """The open accounts that hold one of these roles today, as themselves or as a deputy."""
    return User.objects.filter(pk__in=RoleGrant.objects.filter(in_force(), role__in=roles).values("user"), is_active=True)


def deputies(user: User) -> QuerySet[User]:
    """The open accounts that stand in for this one today."""
    return User.objects.filter(pk__in=RoleGrant.objects.filter(in_force(), deputy_for=user).values("user"), is_active=True)


def powers(user: User) -> Powers:
    """The account's powers today: two queries the first time, then remembered on the object for this request."""
    known: Powers | None = getattr(user, "_powers", None)
    if known is not None:
        return known
    is_bent = user.under_duress or is_under_duress()
    grants: list[tuple[str, UUID | None]] = list(RoleGrant.objects.filter(in_force(), user=user).values_list("role", "deputy_for"))
    roles = frozenset(Role(role) for role, _deputy in grants)
    scopes: dict[Permission, set[Scope]] = {}
    for role in roles:
        for permission, scope in ROLES[role].items():
            if is_bent and (permission not in HARMLESS or not user.under_duress):  # an account that is read anew has no reach at all
                continue
            scopes.setdefault(permission, set()).add(scope)
    if is_bent:  # whom one stands in for, and whatever asks for a hat and for no permission
        roles, grants = frozenset(), []
    # Only in a role that two people agreed to; else one alone could name a deputy as accountant, to whom the colleague's cases open.
    stands_for = frozenset({user.id, *(deputy for role, deputy in grants if deputy is not None and role_needs_two_people(role))})
    by_region = {deputy or user.id for role, deputy in grants if works_by_region(role)}
    scopes_there = RegionScope.objects.filter(user__in=stands_for).values_list("user", "region")
    found = Powers(
        user=user.id,
        organisation=user.organisation_id,
        roles=roles,
        scopes={permission: frozenset(reach) for permission, reach in scopes.items()},
        stands_for=stands_for,
        regions=frozenset(region for whose, region in scopes_there if whose in by_region),
    )
    user._powers = found  # type: ignore[attr-defined]
    return found


def has(user: User, permission: Permission) -> bool:
    """Whether any role in force gives the permission, over whatever rows; not what comes with a danger alone, which holds for its case."""
    return bool(scope_of(user, permission) - {Scope.DANGER})


def scope_of(user: User, permission: Permission) -> frozenset[Scope]:
    """Over which rows the permission reaches; empty when it is not held."""
    return powers(user).scopes.get(permission, frozenset())


def check_has(user: User, permission: Permission) -> None:
    """Raises Denied when no role in force gives the permission."""
    if not has(user, permission):
        raise Denied(NOT_YOURS)


def check_holds(user: User, permission: Permission) -> None:
    """Raises Denied when no role in force gives the permission over any rows, be it those of a danger alone."""
    if not scope_of(user, permission):
        raise Denied(NOT_YOURS)


def role_needs_two_people(role: str, ends_on: dt.date | None = None) -> bool:
    """Whether a role that lasts until a day opens names from today on, or agrees to what cannot be taken back: nobody gives it alone."""
    return bool(NEEDS_TWO_PEOPLE & ROLES[Role(role)].keys()) and (ends_on is None or ends_on >= today())


def opens_names(user: User) -> bool:
    """Whether an account opens names, or will by a role that it has already: nobody alone gives it a way in. One query."""
    roles = RoleGrant.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today()), user=user).values_list("role", flat=True)
    return any(role_needs_two_people(role) for role in roles)


def works_by_region(role: str) -> bool:
    """Whether regions decide whose names a role opens."""
    return ROLES[Role(role)].get(Permission.NAME_OPEN) == Scope.REGION


def opens_names_by_region(user: User) -> bool:
    """Whether the regions of an account decide whose names it opens, or whoever stands in for it: now, by a role to come, or by one that
    is asked for. Two queries."""
    theirs = Q(user=user, deputy_for=None) | Q(deputy_for=user)
    grants = RoleGrant.objects.filter(theirs, Q(ends_on=None) | Q(ends_on__gte=today()))
    asked = RightAsked.objects.filter(theirs, state=RightState.ASKED).exclude(role="")
    return any(works_by_region(role) for rows in (grants, asked) for role in rows.values_list("role", flat=True))


def visible_rights(user: User) -> QuerySet[RightAsked]:
    """What waits for a second person and what became of it: all of it for who asks and who agrees, else what is about oneself."""
    if has(user, Permission.ACCOUNTS) or has(user, Permission.RIGHTS_AGREE):
        return RightAsked.objects.all()
    return RightAsked.objects.none() if user.under_duress else RightAsked.objects.filter(user=user)


def may_agree(user: User, row: RightAsked) -> bool:
    """A coordinator or the data guardian; not who asked, and not whom it is about."""
    return has(user, Permission.RIGHTS_AGREE) and user.pk not in (row.asked_by_id, row.user_id)


def check_can_agree(user: User, row: RightAsked) -> None:
    """Raises Denied for everybody else."""
    check_has(user, Permission.RIGHTS_AGREE)
    if not may_agree(user, row):
        raise Denied(SECOND_PERSON)


def check_somebody_agrees(user: User, grant: RoleGrant | None = None) -> None:
    """Raises WrongState where nobody could agree to a role any more once this account, or this one grant of it, has ended: nobody could be
    given one again. Inside the action that ends it, so two that end at once wait for each other."""
    agreeing = [role for role, held in ROLES.items() if Permission.RIGHTS_AGREE in held]
    rows = RoleGrant.objects.select_for_update().filter(in_force(), role__in=agreeing, user__is_active=True)
    ending = [row.pk for row in rows if row.user_id == user.pk and (grant is None or row.pk == grant.pk)]
    if ending and len(ending) == len(rows):
        raise WrongState(LAST_TO_AGREE)


def visible_users(user: User) -> "QuerySet[User]":
    """Administrators see every account; others see none but their own."""
    return User.objects.all() if has(user, Permission.ACCOUNTS) else User.objects.filter(pk=user.pk)


def check_can_administer(user: User, account: User | None = None) -> None:
    """Accounts are the administrator's work; nobody gives rights to themselves."""
    check_has(user, Permission.ACCOUNTS)
    if account is not None and account.pk == user.pk:
        raise Denied(NOT_ONESELF)


def check_can_keep_organisations(user: User) -> None:
    """Who belongs to the coalition and what it is called: the coordinator's and the administrator's work."""
    check_has(user, Permission.ORGANISATIONS)
