"""Search before create: who may be the one that is about to be written down, as far as this reader may know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.finding import Hit, latest_cases, open_hits, people_seen, without_numbers
from panoh.cases.models import Request
from panoh.cases.queries import cases as queries
from panoh.core.db.row_level_security import bypass_rls
from panoh.people.distinct import confirmed_distinct
from panoh.people.enums import Precision, Sex
from panoh.people.likeness import GENERATION
from panoh.people.models import Person
from panoh.people.names import same_name
from panoh.people.names.tokens import tokens
from panoh.people.queries import kept
from panoh.people.search import Match, find
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PROBABLE = 0.85
MOST_ASKED, MOST_LOOKED_AT = 5, 20
MOST_REQUESTS = 100  # that wait, the latest: more have never waited at once
NAME_LETTERS = 150


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MatchCriteria:
    """Somebody about to be written down. `birth` is ISO, as exact as known; `number` only where it is their own.

    `about` is the id of the request or person that is known already, `beside` people who are certainly somebody else.
    """

    names: str
    birth: str = ""
    number: str = ""
    sex: str = ""
    about: UUID | None = None
    beside: Collection[UUID] = ()

    @property
    def text(self) -> str:
        """As a question to the index."""
        return ", ".join(filter(None, (self.named, self.number)))

    @property
    def named(self) -> str:
        """The same without the number."""
        return ", ".join(filter(None, (self.names.strip()[:NAME_LETTERS], self.birth[:4])))

    @property
    def is_known_enough(self) -> bool:
        """One name alone is everybody's."""
        return bool(self.number) or len(tokens(self.names)) > 1


@dataclass(frozen=True, slots=True)
class Known:
    """Who it may be: those the reader sees, to be asked about, and those only the coordinator may hear of."""

    hits: tuple[Hit, ...] = ()
    hidden: tuple[UUID, ...] = ()


def perhaps_known(user: User, who: MatchCriteria) -> Known:
    """Looks through what the reader sees, and on the coordinator's behalf through everything. Recorded as searches. Raises Locked."""
    if not who.is_known_enough:
        return Known()
    seen = people_seen(user, Permission.NAME_OPEN) if has(user, Permission.NAME_OPEN) else []
    matches = without_numbers(user, _found(who, user, seen)) if seen != [] else ()
    found = latest_cases(user, Permission.NAME_OPEN, people=[match.person for match in matches]) if matches else {}
    hits = open_hits(user, [match for match in _probable(matches, who) if match.person in found][:MOST_ASKED], found)
    asked = tuple(hit for hit in hits if not hit.opened.is_unreadable)
    if seen is None:
        return Known(asked)
    everybody = _probable(_found(who, user, None), who)
    shut = {kept(hit.case.person) for hit in hits if hit.opened.is_unreadable}
    open_to_me = {kept(case.person) for case in found.values()} - shut
    hidden = [first for first in dict.fromkeys(everybody.values()) if first not in open_to_me]
    return Known(asked, tuple(hidden[:MOST_ASKED]))


def _found(who: MatchCriteria, user: User, among: Collection[UUID] | None) -> Sequence[Match]:
    """Families share telephones: who is found by the number is left out where the names are known and are others."""
    matches = find(who.text, by=user, among=among, limit=MOST_LOOKED_AT, least=PROBABLE).matches
    numbered = [match.person for match in matches if "number" in match.why]
    if not numbered or len(tokens(who.names)) < 2:
        return matches
    named = {match.person for match in find(who.named, by=user, among=numbered, limit=MOST_LOOKED_AT, least=PROBABLE).matches}
    return [match for match in matches if match.person in named or "number" not in match.why]


def requests_alike(user: User, who: MatchCriteria) -> tuple[Request, ...]:
    """Requests that wait, of nobody who is here yet, about somebody of the same name as far as this reader sees them.

    Their names are opened at once and recorded as one search; whom this reader does not see is found once either request is admitted.
    Raises Locked.
    """
    if len(tokens(who.names)) < 2:
        return ()
    others = Q() if who.about is None else ~Q(pk=who.about)
    waiting = queries.requests(user).filter(others, person=None).order_by("-received_at")[:MOST_REQUESTS]
    opened = open_sealed(list(waiting), by=user.actor, purpose=Purpose.SEARCH, fields=["family_name", "given_name"])
    named = [(one.row, f"{one.family_name or ''} {one.given_name or ''}") for one in opened if not one.is_unreadable]
    return tuple(row for row, name in named if len(tokens(name)) > 1 and _is_named(name, who.names))[:MOST_ASKED]


def _is_named(name: str, asked: str) -> bool:
    """Whether this is the name asked for, or what is left of it without one part: a father's name that has no ending is no different."""
    parts = asked.split()
    without_one = [" ".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))] if len(parts) > 2 else []
    return any(same_name(name, each) for each in (asked, *without_one))


def hits_of(user: User, people: Collection[UUID]) -> tuple[Hit, ...]:
    """These people, as far as the reader sees them, with their names opened: whom a task asks about."""
    found = latest_cases(user, Permission.NAME_OPEN, people=list(people)) if people else {}
    return open_hits(user, [Match(person, 1.0, ()) for person in found], found) if found else ()


@bypass_rls()
def _probable(matches: Collection[Match], who: MatchCriteria) -> dict[Match, UUID]:
    """Those whose birth and sex do not contradict, and of whom nobody has said that it is somebody else; with the record that stands for
    each. What holds of that one holds of every record that was joined to it."""
    likely = [match for match in matches if match.score >= PROBABLE]
    people = Person.objects.only("sex", "birth_year", "birth_precision", "merged_into").in_bulk([match.person for match in likely])
    firsts = {match: kept(people[match.person]) for match in likely if match.person in people}
    distinct = confirmed_distinct(who.about, {*people, *firsts.values()}) if who.about and people else frozenset()
    others = {*who.beside, *Person.objects.filter(joined__in=who.beside).values_list("pk", flat=True)} if who.beside else set()
    return {
        match: first
        for match, first in firsts.items()
        if not {match.person, first} & (distinct | others) and not _contradicts(people[match.person], who, "number" in match.why)
    }


def _contradicts(person: Person, who: MatchCriteria, has_number: bool) -> bool:
    """Another sex, or another birth: by a generation where name and number agree, since one may be written down wrong."""
    if Sex.UNSTATED not in (person.sex, who.sex or Sex.UNSTATED) and person.sex != who.sex:
        return True
    if not (who.birth and person.birth_year):
        return False
    away = abs(int(who.birth[:4]) - person.birth_year)
    return away >= GENERATION if has_number else away > (2 if person.birth_precision == Precision.ABOUT else 1)
