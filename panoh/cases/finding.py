"""Finding a case by who the person is: within the reader's own view, and saying why it was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, scope_of
from panoh.accounts.roles import Permission, Role, Scope
from panoh.accounts.server_keys import digest
from panoh.cases import policy
from panoh.cases.events import Event
from panoh.cases.models import Case
from panoh.cases.queries.cases import get_case
from panoh.cases.queries.danger import how_urgent
from panoh.consent.enums import DataKind
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.ids import codes_beginning, tidy_code
from panoh.people.data import IDENTITY, full_name
from panoh.people.models import Person, SafeContact
from panoh.people.queries import kept
from panoh.people.search import LONGEST, Match, SearchAnswer, find
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.purpose import Purpose

SAFE = ("hours", "who_may_answer", "not_to_say")  # all that a caller's officer reads: no number, no word, no name
LEAST_SIGNS = 2  # of a question
CERTAIN, MOST_CERTAIN = 0.9, 3
VAGUE, CLEAR = frozenset({"beginning", "part"}), frozenset({"number", "code", "year"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found, with the latest case of theirs that the reader sees. `opened` holds the name, shut where no key is held."""

    case: Case
    opened: Any
    why: tuple[str, ...]
    score: float

    @property
    def name(self) -> str:
        """The name as it is written."""
        return full_name(self.opened)


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
    """Cases by name, number, year of birth or code, best first; the names shown are opened, and recorded as a search. What may be the
    beginning of a code is looked for as one too.

    Raises Locked. The permission must be held; it decides who is looked at.
    """
    answer, found = _look(user, text, permission, limit)
    begun = _by_beginning(user, text, permission, limit)
    matches = [*(Match(person, 1.0, ("code",)) for person in begun), *(match for match in answer.matches if match.person not in begun)]
    return Answer(open_hits(user, matches[:limit], found | begun), answer.complete, answer.too_short and not begun)


def find_again(user: User, hits: Mapping[UUID, Sequence[str]]) -> Answer:
    """What an answer had found, by case with why, for who comes back to it: as far as the reader still sees it, and opened anew."""
    check_has(user, Permission.NAME_OPEN)
    rows = (
        policy.with_parts(user, policy.visible_cases(user, Permission.NAME_OPEN))
        .filter(pk__in=hits)
        .select_related("person", "organisation", "lead")
    )
    found = {row.person_id: row for row in rows}
    order = list(hits)
    matches = [Match(row.person_id, 0.0, tuple(hits[row.pk])) for row in sorted(rows, key=lambda row: order.index(row.pk))]
    return Answer(open_hits(user, without_numbers(user, matches), found))


def _by_beginning(user: User, text: str, permission: Permission, limit: int) -> dict[UUID, Case]:
    """By person, the cases whose code begins as was typed."""
    codes = codes_beginning(text)
    if codes is None:
        return {}
    rows = (
        policy.with_parts(user, policy.visible_cases(user, permission))
        .filter(code__range=codes)
        .select_related("person", "organisation", "lead")
    )
    return {row.person_id: row for row in rows.order_by("code")[:limit]}


def _look(user: User, text: str, permission: Permission, limit: int) -> tuple[SearchAnswer, dict[UUID, Case]]:
    """What was found, and the latest case of each person found that the permission reaches."""
    check_has(user, permission)
    if sum(sign.isalnum() for sign in text[:LONGEST]) < LEAST_SIGNS:
        return SearchAnswer(too_short=True), {}
    code = tidy_code(text)
    if code:
        found = latest_cases(user, permission, case=code)
        return SearchAnswer(tuple(Match(person, 1.0, ("code",)) for person in found)), found
    answer = find(text, by=user, among=people_seen(user, permission), limit=limit)
    answer = replace(answer, matches=without_numbers(user, answer.matches))
    return answer, latest_cases(user, permission, people=[match.person for match in answer.matches])


def without_numbers(user: User, matches: Sequence[Match]) -> tuple[Match, ...]:
    """What was found, but not by a number where the person left their contact out of what the reader is shown."""
    if not any("number" in match.why for match in matches) or not policy.shown_without(user, DataKind.CONTACT).exists():
        return tuple(matches)
    told = set(policy.visible_cases(user, Permission.CONTACT_SAFETY).values_list("person", flat=True))
    shown = [match if match.person in told else replace(match, why=tuple(why for why in match.why if why != "number")) for match in matches]
    return tuple(match for match in shown if match.why)


def open_hits(user: User, matches: Sequence[Match], found: dict[UUID, Case]) -> tuple[Hit, ...]:
    """Those matches that have a case here, with their names, opened all at once."""
    shown = _one_each(matches, found)
    opened = open_sealed([found[match.person].person for match in shown], by=user.actor, purpose=Purpose.SEARCH, fields=IDENTITY)
    return tuple(Hit(found[match.person], name, match.why, match.score) for match, name in zip(shown, opened, strict=True))


def _one_each(matches: Sequence[Match], found: dict[UUID, Case]) -> list[Match]:
    """Those matches that have a case here. Of records that were joined the best stands for all."""
    best: dict[UUID, Match] = {}
    for match in matches:
        if match.person in found:
            best.setdefault(kept(found[match.person].person), match)
    return list(best.values())


def latest_cases(user: User, permission: Permission, *, people: Sequence[UUID] = (), case: str = "") -> dict[UUID, Case]:
    """By person, the latest case that the permission reaches: of these people, or the one of this code."""
    chosen = {"code": case} if case else {"person__in": people}
    rows = policy.with_parts(user, policy.visible_cases(user, permission)).filter(**chosen).select_related("person", "organisation", "lead")
    return {row.person_id: row for row in rows.order_by("episode")}


def open_found(user: User, code: str, purpose: Purpose) -> Case:
    """The case of a hit, once it is recorded what its file is opened for. Raises NotFound."""
    case = get_case(user, code)
    record_about(Event.FOUND_OPENED, by=user.actor, about=[case], purpose=purpose)
    return case


@dataclass(frozen=True, slots=True, repr=False)
class Called:
    """What an officer on the hotline may know of one person: nothing by which anybody could be known.

    `tag` names it on this officer's page alone. `on_duty` is the alias of who leads the case, else the coordinator's role.
    """

    tag: str
    urgency: str
    on_duty: str
    channel: str = ""
    may_leave_message: bool = False
    hours: str = ""
    who_may_answer: str = ""
    not_to_say: str = ""
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What may be said to somebody about a caller. Nobody, somebody nearly alike and too many look the same: `called` is empty."""

    called: tuple[Called, ...] = ()
    complete: bool = True
    too_short: bool = False
    _cases: dict[str, Case] = field(default_factory=dict)  # out of a template's reach

    def case_of(self, tag: str) -> Case | None:
        """The case that a tag of this answer stands for."""
        return self._cases.get(tag)


@bypass_rls()
def answer_caller(user: User, text: str) -> CallerAnswer:
    """How the one whom a caller names is reached safely, how urgent it is, who is on duty for it; recorded. A caller proves nothing.

    Raises Locked.
    """
    answer, found = _look(user, text, Permission.CALLER_ANSWER, MOST_CERTAIN + 1)
    certain = _certain(answer.matches, found)
    return CallerAnswer(_called(user, certain), answer.complete, answer.too_short, {_tag(user, case): case for case in certain})


def cases_of(answer: CallerAnswer) -> list[UUID]:
    """Whom an answer is of, for whoever comes back to it."""
    return [case.pk for case in answer._cases.values()]


@bypass_rls()
def answer_again(user: User, cases: Sequence[UUID], *, complete: bool, too_short: bool) -> CallerAnswer:
    """The same for who comes back to an answer: as far as the permission still reaches, opened anew and recorded."""
    check_has(user, Permission.CALLER_ANSWER)
    rows = policy.visible_cases(user, Permission.CALLER_ANSWER).filter(pk__in=cases).select_related("person", "organisation", "lead")
    found = sorted(rows, key=lambda case: cases.index(case.pk))
    return CallerAnswer(_called(user, found), complete, too_short, {_tag(user, case): case for case in found})


def _certain(matches: Sequence[Match], found: dict[UUID, Case]) -> list[Case]:
    """Nobody unless it is clear who is meant by more than a name, which whoever looks for the person knows too: a name with the year of
    birth, a number or a code."""

    def is_clear(match: Match) -> bool:
        return match.score >= CERTAIN and not VAGUE & set(match.why) and bool(CLEAR & set(match.why))

    certain = [found[match.person] for match in _one_each(matches, found) if is_clear(match)]
    return certain if len(certain) <= MOST_CERTAIN else []


def _called(user: User, cases: Sequence[Case]) -> tuple[Called, ...]:
    """One event for all of them, whether or not a contact is written down."""
    if not cases:
        return ()
    people = [case.person_id for case in cases]
    contacts = {row.person_id: row for row in SafeContact.objects.filter(person__in=people, is_current=True)}
    rows: list[SafeContact | Person] = [contacts.get(case.person_id) or case.person for case in cases]
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.CONTACT, fields=SAFE)
    urgent = how_urgent(user, cases)
    return tuple(_one(user, case, urgent[case.pk], words) for case, words in zip(cases, opened, strict=True))


def _one(user: User, case: Case, urgency: str, opened: Any) -> Called:
    lead = case.lead if case.is_open and case.lead and case.lead.is_active else None
    on_duty = lead.username if lead else str(Role.COORDINATOR.label)
    called = Called(_tag(user, case), urgency, on_duty, is_unreadable=opened.is_unreadable)
    contact = opened.row
    if not isinstance(contact, SafeContact):
        return called
    return replace(
        called,
        channel=str(contact.get_channel_display()),
        may_leave_message=contact.may_leave_message,
        hours=opened.hours or "",
        who_may_answer=opened.who_may_answer or "",
        not_to_say=opened.not_to_say or "",
    )


def _tag(user: User, case: Case) -> str:
    """Stands for a case on one officer's page, and tells nobody which."""
    return digest("caller", user.id.bytes, case.id.bytes).hex()[:24]
