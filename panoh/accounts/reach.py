"""How far an account may reach at most: what the database is told while it acts."""

from contextlib import AbstractContextManager

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Scope
from panoh.core.db.wall import WHOLE, Reach, within

# By these an account comes to rows of persons; over all of them it is let through whole, and the rooms' policies alone decide.
REACHING = (Permission.CASE_VIEW, Permission.REQUEST_VIEW, Permission.REFERRAL_VIEW)


def reach_of(user: User) -> Reach:
    """The widest of what its roles give it over persons."""
    mine = powers(user)
    scopes = {scope for permission in REACHING for scope in mine.scopes.get(permission, frozenset())}
    if Scope.ALL in scopes:
        return WHOLE
    return Reach(
        organisation=mine.organisation if Scope.ORGANISATION in scopes else None,
        regions=mine.regions if Scope.REGION in scopes else frozenset(),
        stands_for=mine.stands_for,
    )


def acting_as(user: User) -> AbstractContextManager[None]:
    """Everything in here is done by this account and reaches no further than it does."""
    return within(reach_of(user))
