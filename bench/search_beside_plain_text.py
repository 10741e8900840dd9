"""How often a person is among the ten answers whose name was written otherwise, beside two plain-text ways over the same people.

Beside Panoh's index stand trigrams (as pg_trgm: the share of trigrams in common) and Double Metaphone (the share of codes in common),
both over names put into Latin letters by anyascii. The sets are composed from pairs.tsv: a query longer than the record, a record longer
than the query, another order, one part wrong, parts joined or cut in two, particles, titles, initials. Each set is put among so many
invented people. Wants `uv pip install anyascii metaphone`.

    bench/search_beside_plain_text.py [PEOPLE]     20,000 unless told
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from anyascii import anyascii
from metaphone import doublemetaphone

from panoh.people.names.entries import Known
from panoh.people.names.index import Index
from panoh.people.names.invented import people
from panoh.people.names.query import read_query

PAIRS = Path(__file__).with_name("pairs.tsv")
SOURCES = ("across-3", "across-3-typo")
SHOWN = 10
PLACES = ("Саидӣ", "Ҳисорӣ", "Кӯлобӣ", "Хатлонӣ")
PARTICLES = ("ibn", "ogly", "al", "bin")
TITLES = ("Dr.", "Haji", "Mullo", "domla")

type Words = list[str]
type Set = list[tuple[str, str]]  # what is asked, and the name that is meant


def sets(pairs: Sequence[tuple[Words, Words]]) -> dict[str, Set]:
    """Each kind of difference, put to every pair of query and record of three words that it can be put to."""

    def other(at: int) -> Words:
        return pairs[(at + 7) % len(pairs)][0]

    def halves(word: str) -> Words:
        return [word[: len(word) // 2], word[len(word) // 2 :]]

    made: dict[str, Callable[[Words, Words, int], tuple[Words, Words]]] = {
        "as the record": lambda q, t, _at: (q, t),
        "query longer: no father's name kept": lambda q, t, _at: (q, t[:2]),
        "query longer: no given name kept": lambda q, t, _at: (q, [t[0], t[2]]),
        "record longer by a father's name": lambda q, t, _at: (q[:2], t),
        "record longer by two": lambda q, t, at: (q[:2], [*t, PLACES[at % 4]]),
        "other order": lambda q, t, _at: ([q[1], q[2], q[0]], t),
        "other order, record longer": lambda q, t, _at: ([q[1], q[0]], t),
        "father's name wrong": lambda q, t, at: ([q[0], q[1], other(at)[2]], t),
        "given name wrong": lambda q, t, at: ([q[0], other(at)[1], q[2]], t),
        "family name wrong": lambda q, t, at: ([other(at)[0], q[1], q[2]], t),
        "query cut in two": lambda q, t, _at: ([q[0], *halves(q[1]), q[2]], t),
        "record cut in two": lambda q, t, _at: (q, [t[0], *halves(t[1]), t[2]]),
        "query joined": lambda q, t, _at: ([q[1] + q[0], q[2]], t),
        "particle": lambda q, t, at: ([q[0], q[1], PARTICLES[at % 4], q[2]], t),
        "title": lambda q, t, at: ([TITLES[at % 4], *q], t),
        "initials": lambda q, t, _at: ([q[0], f"{q[1][0]}.", f"{q[2][0]}."], t),
        "initial of the father's name": lambda q, t, _at: ([q[0], q[1], f"{q[2][0]}."], t),
    }
    return {
        kind: [(" ".join(query), " ".join(record)) for at, (q, t) in enumerate(pairs) for query, record in [make(q, t, at)]]
        for kind, make in made.items()
    }


class Shared:
    """Names by the share of their keys in common with the question."""

    def __init__(self, names: Iterable[str], keys: Callable[[str], set[str]]) -> None:
        self._keys, self._bearers, self._count = keys, defaultdict(list), Counter[int]()
        for at, name in enumerate(names):
            for key in keys(name):
                self._bearers[key].append(at)
                self._count[at] += 1

    def ask(self, query: str) -> list[int]:
        """The ten names that share most."""
        mine = self._keys(query)
        common = Counter(at for key in mine for at in self._bearers.get(key, ()))
        return sorted(common, key=lambda at: -common[at] / (len(mine) + self._count[at] - common[at]))[:SHOWN]


class Ours:
    """The index of the key agent, in this process."""

    def __init__(self, names: Iterable[str]) -> None:
        self._index = Index()
        self._index.put([Known(at.to_bytes(16, "big"), name.split()) for at, name in enumerate(names)])
        self._index.settle()

    def ask(self, query: str) -> list[int]:
        """The ten best."""
        return [int.from_bytes(match.person, "big") for match in self._index.search(read_query(query), allowed=None, limit=SHOWN)]


def trigrams(text: str) -> set[str]:
    """As pg_trgm cuts words: two spaces before, one behind."""
    words = ("".join(filter(str.isalnum, word)) for word in anyascii(text).lower().split())
    return {padded[at : at + 3] for word in words for padded in [f"  {word} "] for at in range(len(padded) - 2)}


def codes(text: str) -> set[str]:
    """Double Metaphone of each word, both codes."""
    return {code for word in anyascii(text).split() for code in doublemetaphone(word) if code}


if __name__ == "__main__":
    rows = [line.split("\t") for line in PAIRS.read_text(encoding="utf-8").splitlines()[1:]]
    whole = [(query.split(), target.split()) for query, target, source in rows if source in SOURCES]
    invented = [f"{one.family} {one.given} {one.patronymic}" for one in people(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)]
    found, asked = Counter[str](), 0
    print(f"{'among the ten, %':36} {'asked':>6} {'panoh':>7} {'trigram':>8} {'metaphone':>10}")
    for kind, questions in sets([pair for pair in whole if len(pair[0]) == len(pair[1]) == 3]).items():
        names = [*(record for _query, record in questions), *invented]
        ways = {"panoh": Ours(names), "trigram": Shared(names, trigrams), "metaphone": Shared(names, codes)}
        hits = {way: sum(any(names[at] == record for at in index.ask(query)) for query, record in questions) for way, index in ways.items()}
        found.update(hits)
        asked += len(questions)
        print(f"{kind:36} {len(questions):6}", *(f"{100 * hits[way] / len(questions):8.1f}" for way in ways))
    print(f"{'all':36} {asked:6}", *(f"{100 * found[way] / asked:8.1f}" for way in found))
