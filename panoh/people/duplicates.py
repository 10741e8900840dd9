"""Two records that may be of one person: found in the background, looked at by a person, never joined by themselves.

The key agent says how alike names and numbers are; sex, birth, place and family are compared here in codes.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.queries import secretariat
from panoh.audit.guard import writes_allowed
from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.errors import WrongState
from panoh.people import signals
from panoh.people.distinct import write_distinct
from panoh.people.enums import CandidateState, Likeness
from panoh.people.events import Event
from panoh.people.likeness import SAME, SHOWN, Facts, Names, Scored, compare
from panoh.people.models import Candidate, CandidateLook, Change, ConfirmedDistinct, Person, Relationship
from panoh.people.policy import check_can_change, check_can_join
from panoh.people.search import packed_entries
from panoh.vault import client
from panoh.vault.actions import record_about
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject

OTHERS = 10  # of one person that are compared further, those alike most: each counts as opened
MOST_GAPS = 200
WAIT_SECONDS = 300.0  # until it is tried again whether an hour has room for more

_next_at = [0.0]

DECIDED = _("This has already been decided.")

type Pair = tuple[UUID, UUID]  # the lower id first


def pair_of(one: UUID, other: UUID) -> Pair:
    """Two ids in the order in which a candidate holds them."""
    return (one, other) if one < other else (other, one)


# -- in the background --------------------------------------------------------------------------------------------------


def find_candidates(limit: int = 20) -> int:
    """Compares people whose entries of the name index have changed since the last look, so many at once. Answers how many.

    For the worker, after the index was fed: costs two small queries when nothing has changed, and looks at nobody while the index is
    being filled. Raises Locked.
    """
    look = CandidateLook.objects.first() or CandidateLook()
    later = Change.objects.filter(Q(seq__gt=look.seq) | Q(seq__in=look.gaps)).order_by("seq")
    changes = list(later.values_list("seq", "person")[:limit])
    if not changes or time.monotonic() < _next_at[0] or client.names_state()["seq"] < 0:
        return 0
    people = {person for _seq, person in changes}
    names, waiting = _names_alike(people)
    done = people - waiting
    if waiting:
        _next_at[0] = time.monotonic() + WAIT_SECONDS
    if done:
        _note(*_changed(done, _scored(names)))
        _advance(look, [seq for seq, person in changes if person in done])
    return len(done)


def _advance(look: CandidateLook, seqs: Sequence[int]) -> None:
    """What was not there yet, though what came after it was, is looked for again."""
    above = [seq for seq in seqs if seq > look.seq]
    missing = set(range(look.seq + 1 if look.seq else above[0], above[-1])) - set(above) if above else set()
    look.gaps = sorted({*look.gaps, *missing} - set(seqs))[-MOST_GAPS:]
    look.seq = max(look.seq, *seqs)
    with writes_allowed():  # about nobody: a place in a sequence
        look.save()


def _scored(names: Mapping[Pair, Names]) -> dict[Pair, Scored]:
    """Every pair of records with names or a number in common. Those joined already count as the one kept."""
    involved = {person for pair in names for person in pair}
    facts = _facts(involved)
    told = _confirmed_distinct(involved, facts)
    scored: dict[Pair, Scored] = {}
    for (one, other), alike in names.items():
        if one not in facts or other not in facts:
            continue
        first, second = facts[one], facts[other]
        pair = pair_of(first.person, second.person)
        if first.person == second.person or pair in told:
            continue
        found = compare(first, second, alike)
        if pair not in scored or found.score > scored[pair].score:
            scored[pair] = found
    return scored


def _names_alike(people: Collection[UUID]) -> tuple[dict[Pair, Names], set[UUID]]:
    """What the key agent says of the names and numbers of these people and of those who are like them; and who waits for another hour,
    since it tells no more people within one."""
    recipient = secretariat().id
    entries = packed_entries(people, recipient)
    if not entries:
        return {}, set()
    receipt = record(Event.COMPARED, by=SYSTEM, purpose=Purpose.DATA_QUALITY)
    found: dict[Pair, Names] = {}
    answers, is_whole = client.names_like(receipt.token, recipient, entries, limit=OTHERS)
    for answer in answers:
        namesakes = sum(other["score"] >= SAME for other in answer["others"]) - 1
        for other in answer["others"]:
            pair = pair_of(UUID(bytes=answer["person"]), UUID(bytes=other["person"]))
            known = found.get(pair, Names())
            found[pair] = Names(max(other["score"], known.likeness), other["number"] or known.number, max(namesakes, known.namesakes))
    return found, set() if is_whole else set(people) - {UUID(bytes=answer["person"]) for answer in answers}


def _facts(people: Collection[UUID]) -> dict[UUID, Facts]:
    """The coded facts behind each record: those of the record that was kept, with the family of all that were joined to it. Two queries."""
    rows = {row.pk: row for row in Person.objects.filter(pk__in=people).select_related("merged_into")}
    kept = {pk: row.merged_into or row for pk, row in rows.items()}
    records = {*rows, *(row.pk for row in kept.values())}
    relatives: dict[UUID, set[tuple[str, UUID]]] = defaultdict(set)
    relationships = Relationship.objects.filter(Q(person__in=records) | Q(other__in=records), other__isnull=False)
    for person, into, relation, other, other_into in relationships.values_list(
        "person", "person__merged_into", "relation", "other", "other__merged_into"
    ):
        relatives[into or person].add((relation, other_into or other))
        relatives[other_into or other].add((f"of {relation}", into or person))
    return {
        pk: Facts(row.sex, row.birth_year, row.birth_precision, row.region, row.place, frozenset(relatives[row.pk]), row.pk)
        for pk, row in kept.items()
    }


def _confirmed_distinct(people: Collection[UUID], facts: Mapping[UUID, Facts]) -> set[Pair]:
    """The pairs that somebody has said to be two people, by any of their records. One query."""
    records = {*people, *(fact.person for fact in facts.values())}
    rows = ConfirmedDistinct.objects.filter(Q(person__in=records) | Q(other__in=records), other__isnull=False)
    pairs = rows.values_list("person", "person__merged_into", "other", "other__merged_into")
    return {pair_of(into or person, other_into or other) for person, into, other, other_into in pairs}


@dataclass(frozen=True, slots=True)
class _News:
    """Candidates to be written, and those that are none any more."""

    fresh: list[Candidate]
    gone: list[Candidate]


def _changed(people: Collection[UUID], scored: Mapping[Pair, Scored]) -> tuple[_News, list[UUID]]:
    """What differs from the candidates that stand there; what somebody has decided stays decided."""
    roots = {into or person for person, into in Person.objects.filter(pk__in=people).values_list("pk", "merged_into")}
    near = Candidate.objects.filter(Q(person_a__in={*people, *roots}) | Q(person_b__in={*people, *roots}))
    known = {(row.person_a_id, row.person_b_id): row for row in near}
    fresh = []
    for pair, found in scored.items():
        row = known.get(pair) or Candidate(person_a_id=pair[0], person_b_id=pair[1], score=0)
        reasons = [*found.reasons, *([Likeness.BY_HAND] if Likeness.BY_HAND in row.reasons else [])]
        if found.score >= SHOWN and row.state == CandidateState.OPEN and (row.score, row.reasons) != (found.score, reasons):
            row.score, row.reasons = found.score, reasons
            fresh.append(row)
    gone = [row for pair, row in known.items() if _is_none_any_more(row, scored.get(pair))]
    return _News(fresh, gone), sorted({person for row in fresh for person in (row.person_a_id, row.person_b_id)})


def _is_none_any_more(row: Candidate, found: Scored | None) -> bool:
    is_found = row.state == CandidateState.OPEN and Likeness.BY_HAND not in row.reasons
    return is_found and (found is None or found.score < SHOWN)


def _note(news: _News, about: Sequence[UUID]) -> None:
    if news.fresh or news.gone:
        _write(news, about, by=replace(SYSTEM, organisation=secretariat().id))


@action
def _write(news: _News, about: Iterable[UUID], *, by: Actor) -> None:
    record_about(Event.COMPARED, by=by, about=[Subject("person", person) for person in about], purpose=Purpose.DATA_QUALITY)
    for row in news.fresh:
        save(row)
    for row in news.gone:
        remove(row)


# -- by a person --------------------------------------------------------------------------------------------------------


def candidate_of(one: Person, other: Person) -> Candidate:
    """The candidate of these two records: the one that was found, or an unsaved one that a colleague brings."""
    pair = pair_of(one.pk, other.pk)
    found = Candidate.objects.filter(person_a=pair[0], person_b=pair[1]).first()
    return found or Candidate(person_a_id=pair[0], person_b_id=pair[1], score=0)


@action
def bring_together(one: Person, other: Person, *, by: User) -> Candidate:
    """Whoever works on cases may notice it: the two come to the coordinator's list and stay there until somebody has decided."""
    check_can_change(by)
    candidate = candidate_of(one, other)
    if candidate.state == CandidateState.OPEN:
        facts = _facts({one.pk, other.pk})
        found = compare(facts[one.pk], facts[other.pk], Names())
        candidate.score = max(candidate.score, found.score)
        candidate.reasons = [*dict.fromkeys([*(candidate.reasons or found.reasons), Likeness.BY_HAND])]
        save(candidate)
    record_about(Event.COMPARED, by=by.actor, about=[one, other], purpose=Purpose.DATA_QUALITY)
    return candidate


def decide(candidate: Candidate, state: CandidateState, *, by: User, expected: int | None = None) -> None:
    """Inside an action: what somebody said of the two."""
    candidate.state, candidate.decided_at, candidate.decided_by = state, now(), by.pk
    save(candidate, expected)


@action(undo=_("Recorded: two different people."))
def confirm_distinct(one: Person, other: Person, *, by: User, reason: str, words: str = "") -> Candidate:
    """They are two people, and why: nobody is asked about them again. Raises Invalid without a reason."""
    check_can_join(by)
    candidate = candidate_of(one, other)
    if candidate.state != CandidateState.OPEN:
        raise WrongState(DECIDED)
    write_distinct(one, other=other, by=by, reason=reason, words=words)
    decide(candidate, CandidateState.NOT_SAME, by=by)
    signals.records_confirmed_distinct.send(sender=Person, one=one, other=other, by=by)
    return candidate
