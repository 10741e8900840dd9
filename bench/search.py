"""How well and how fast people are found by name: 20,000 and a million invented people around the targets of pairs.tsv.

`bench/search.py FILE.tsv` takes other pairs. A million takes some minutes to seal. Last come questions made to be slow, put to an index
of a million people in this process: what the costliest costs must leave room, with the house and the agent around it, under 100 ms.
"""

import json
import os
import subprocess
import sys
import time
from itertools import batched
from pathlib import Path

from panoh.people.names.entries import Known
from panoh.people.names.index import Index
from panoh.people.names.invented import people
from panoh.people.names.query import read_query

PAIRS = Path(__file__).with_name("pairs.tsv")
MILLION = 1_000_000
HOSTILE = (
    "я" * 10_000,
    "абду" * 7,
    "😀" * 50,
    "\u202e" * 500 + "Джамшед",
    "Каримов " * 40,
    "Ка Ра Ма",
    "Мар Сал Кар Рах Абд",
    "Мирзо Алӣ Шоҳ Бек Хон Гул Ҷон",
    "Саид Муҳаммад Али Хоҷа Мирзо",
    "Раҳмон Саид Али Муҳаммад Абдулло",
    "Sharif Karim Rahim Salim Halim",
    "Абдулло Абдураҳмон Абдураҳим Абдукарим Абдуғафор",
)


def hostile() -> dict[str, float | str]:
    """The costliest of these questions, each asked three times and taken at its quickest."""
    index = Index()
    for some in batched(people(MILLION), 5_000):
        index.put([Known(os.urandom(16), (one.family, one.given, one.patronymic), one.year) for one in some])
    index.settle()
    cost = {question: min(_seconds(index, question) for _turn in range(3)) for question in HOSTILE}
    slowest = max(cost, key=lambda question: cost[question])
    return {"hostile_ms": round(cost[slowest] * 1000, 1), "question": slowest[:40]}


def _seconds(index: Index, question: str) -> float:
    start = time.perf_counter()
    index.search(read_query(question), allowed=None)
    return time.perf_counter() - start


if __name__ == "__main__":
    pairs = sys.argv[1] if len(sys.argv) > 1 else str(PAIRS)
    for population in ("20000", str(MILLION)):
        subprocess.run([sys.executable, "-m", "panoh", "bench", "search", "--pairs", pairs, "--population", population], check=True)
    print(json.dumps(hostile(), ensure_ascii=False))
