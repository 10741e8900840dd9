"""Finding a case by who the person is: within the reader's own view, and saying why it was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.policy import scope_of
from panoh.accounts.roles import Permission, Scope
from panoh.cases import policy
from panoh.cases.models import Case
from panoh.core.ids import tidy_code
from panoh.people.search import Match, find
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

NAMES = ("family_name", "given_name", "patronymic", "birth_date")


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found, with the latest case of theirs that the reader sees. `opened` holds the name, shut where no key is held."""

    case: Case
    opened: Any
    why: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question found. `complete` is False while the index is still being filled after unlocking."""

    hits: tuple[Hit, ...] = ()
    complete: bool = True
    too_short: bool = False


def people_seen(user: User, permission: Permission) -> list[UUID] | None:
    """Whom the permission reaches, None for everybody: what narrows a search before anything is compared."""
    if Scope.ALL in scope_of(user, permission):
        return None
    return list(policy.visible_cases(user, permission).order_by().values_list("person", flat=True).distinct())


def find_cases(user: User, text: str, *, permission: Permission = Permission.NAME_OPEN, limit: int = 10) -> Answer:
    """Cases by name, number, year of birth or code, best first; the names shown are opened, and recorded as a search.

    Raises Locked. The permission must be held; it decides who is looked at.
    """
    policy.check_has(user, permission)
    code = tidy_code(text)
    if code:
        found = latest_cases(user, permission, case=code)
        matches: Sequence[Match] = [Match(person, 1.0, ("code",)) for person in found]
        complete, too_short = True, False
    else:
        answer = find(text, by=user, among=people_seen(user, permission), limit=limit)
        matches, complete, too_short = answer.matches, answer.complete, answer.too_short
        found = latest_cases(user, permission, people=[match.person for match in matches])
    shown = [match for match in matches if match.person in found]
    opened = open_sealed([found[match.person].person for match in shown], by=user.actor, purpose=Purpose.SEARCH, fields=NAMES)
    hits = tuple(Hit(found[match.person], name, match.why, match.score) for match, name in zip(shown, opened, strict=True))
    return Answer(hits, complete, too_short)


def latest_cases(user: User, permission: Permission, *, people: Sequence[UUID] = (), case: str = "") -> dict[UUID, Case]:
    """By person, the latest case that the permission reaches: of these people, or the one of this code."""
    chosen = {"code": case} if case else {"person__in": people}
    rows = policy.visible_cases(user, permission).filter(**chosen).select_related("person", "organisation", "lead")
    return {row.person_id: row for row in rows.order_by("episode")}
