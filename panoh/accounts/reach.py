"""How far an account may reach at most: what the database is told while it acts."""

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Scope
from panoh.core.clock import now, today
from panoh.core.db.row_level_security import NOTHING, RowScope

# By these an account comes to rows of persons.
CASES = (Permission.CASE_VIEW, Permission.REFERRAL_VIEW)
REQUESTS = (Permission.REQUEST_VIEW,)


def reach_of(user: User) -> RowScope:
    """The widest of what its roles give it over persons; nothing for an account that has no power at all."""
    mine = powers(user)
    if not mine.scopes:
        return NOTHING
    cases, requests = _scopes(user, CASES), _scopes(user, REQUESTS)
    nobody: frozenset[str] = frozenset()
    return RowScope(
        everybody=Scope.ALL in cases and Scope.ALL in requests,
        user=mine.user,
        organisation=mine.organisation,
        cases_of=mine.organisation if Scope.ORGANISATION in cases else None,
        requests_of=mine.organisation if Scope.ORGANISATION in requests else None,
        regions=mine.regions if Scope.REGION in cases else nobody,
        asks_regions=mine.regions if Scope.REGION in requests else nobody,
        works_as=mine.stands_for if cases else frozenset(),
        asks_as=mine.stands_for if requests else frozenset(),
        named_as=mine.stands_for,
        offices=frozenset(str(held) for held, scopes in mine.scopes.items() if Scope.ALL in scopes),
        opens=Permission.EMERGENCY in mine.scopes,
        invented=user.under_duress,
        day=today(),
        moment=now(),
    )


def _scopes(user: User, permissions: tuple[Permission, ...]) -> set[Scope]:
    return {scope for permission in permissions for scope in powers(user).scopes.get(permission, frozenset())}
