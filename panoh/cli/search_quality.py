"""How well and how fast names are found: what `panoh bench search` measures, once Django is ready."""

import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import batched, chain
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from rapidfuzz.distance import OSA

from panoh.accounts.actions import found_coalition
from panoh.accounts.models import User
from panoh.accounts.sample import make_sample_accounts
from panoh.agent.stop import pid_of
from panoh.audit.trail import action, record, save_all
from panoh.cli.output import say
from panoh.cli.pairs import Pair
from panoh.core.clock import today
from panoh.people.enums import Sex
from panoh.people.events import Event
from panoh.people.models import NameIndexEntry, Person
from panoh.people.names import fold
from panoh.people.names.entries import join
from panoh.people.names.invented import people as invented_people
from panoh.people.search import feed, find
from panoh.vault import client
from panoh.vault.actions import new_keys, seal_all

BATCH = 5_000
BATCHES_AT_ONCE = 20
LIMIT = 10
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def measure(folder: Path, pairs: Sequence[Pair], population: int) -> dict[str, Any]:
    """Loads every target and so many invented people into an open instance, and asks every query."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -2000000")
    found_coalition()
    make_sample_accounts()
    by = User.objects.select_related("organisation").get(username="coordinator")
    targets = list(dict.fromkeys(pair.target for pair in pairs))
    of_target: dict[str, UUID] = {}
    name_of: dict[UUID, str] = {}
    done, total = 0, len(targets) + population
    # With random ids a batch touches nearly every page, and each is enciphered anew: so many batches are written at once.
    for some in batched(_batches(targets, population), BATCHES_AT_ONCE):
        for (name, _year), person in zip(chain.from_iterable(some), _register_all(some, by), strict=True):
            name_of[person] = name
            if done < len(targets):
                of_target[targets[done]] = person
            done += 1
        if sys.stderr.isatty():
            say(f"{done} of {total}")
    connection.close()  # nothing of it is read from memory afterwards

    client.lock()
    client.status()  # answered by the process that comes after
    before = _memory(pid_of(folder))
    start = time.perf_counter()
    client.unlock(None)
    feed()
    load_seconds = time.perf_counter() - start
    grown = _memory(pid_of(folder)) - before

    times, marks = [], []
    for pair in pairs:
        start = time.perf_counter()
        found = [match.person for match in find(pair.query, by=by, among=None, limit=LIMIT).matches]
        times.append((time.perf_counter() - start) * 1000)
        wanted = of_target[pair.target]
        same = any(has_name_asked_for(name_of[person], pair.target, pair.query) for person in found)
        marks.append((pair.source, wanted in found, same, found[:1] == [wanted]))
    times.sort()
    return {
        "population": population,
        **_rates(marks),
        "by_source": {source: _rates([mark for mark in marks if mark[0] == source]) for source in sorted({mark[0] for mark in marks})},
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(len(times) * 0.95)], 2),
        "bytes_per_person": round(grown / total),
        "load_seconds": round(load_seconds, 2),
    }


def _rates(marks: Sequence[tuple[str, bool, bool, bool]]) -> dict[str, Any]:
    shares = {
        "recall_at_10": [mark[1] for mark in marks],
        "name_at_10": [mark[2] for mark in marks],
        "hit_at_1": [mark[3] for mark in marks],
    }
    return {"queries": len(marks), **{name: round(sum(share) / len(share), 4) for name, share in shares.items()}}


def _batches(targets: Sequence[str], population: int) -> Iterator[list[tuple[str, str]]]:
    """Names with the year of birth or nothing: the targets first."""
    batch = []
    for target in targets:
        year = YEAR.search(target)
        batch.append((YEAR.sub("", target).strip() or target, year.group() if year else ""))
    for invented in invented_people(population):
        batch.append((f"{invented.family} {invented.given} {invented.patronymic}".strip(), str(invented.year)))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _register_all(batches: Sequence[Sequence[tuple[str, str]]], by: Any) -> list[UUID]:
    """Several batches in one act."""
    return action(lambda: [person for batch in batches for person in _register(batch, by)])()


def _register(batch: Sequence[tuple[str, str]], by: Any) -> list[UUID]:
    """Real rows under keys of their own, with no more in them than search needs."""

    @action
    def register(*, by: Any) -> list[UUID]:
        people = [Person(sex=Sex.UNSTATED, met_on=today()) for _name in batch]
        entries = [NameIndexEntry(person=person) for person in people]
        new_keys([person.sealing_subject() for person in people], owners=[by.organisation_id])
        seal_all([(entry, {"names": join(year, "", [name])}) for entry, (name, year) in zip(entries, batch, strict=True)], by=by.actor)
        save_all(people)
        save_all(entries)
        record(Event.REGISTERED, by=by.actor)
        return [person.id for person in people]

    return register(by=by)


def has_name_asked_for(name: str, target: str, query: str) -> bool:
    """Whether a name has, by its sound, every word of the target that the question asked for.

    Family and given name ask for these two, not for the father's name they leave out; first letters ask for the whole words
    that begin so, a word with a typo for the word as it is. The year is no part of a name.
    """
    theirs = set().union(*_roots(name))
    return all(not asked.isdisjoint(theirs) for asked in _asked_for(query, target))


def _asked_for(query: str, target: str) -> list[set[str]]:
    """The words of the target that the words of the question are nearest to, a word each."""
    left, asked = _roots(target), []
    for mine in _roots(query)[: len(left)]:
        nearest = max(left, key=lambda word: max(_nearness(one, other) for one in mine for other in word))
        left.remove(nearest)
        asked.append(nearest)
    return asked


def _nearness(asked: str, word: str) -> float:
    return 1.0 if word.startswith(asked) else OSA.normalized_similarity(asked, word)


def _roots(text: str) -> list[set[str]]:
    """Each word of a name in all its readings."""
    return [{reading.root for reading in token.all_readings} for token in fold(YEAR.sub("", text)).tokens]


def _memory(pid: int) -> int:
    """Resident bytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
