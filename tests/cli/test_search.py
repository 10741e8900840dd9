"""`panoh search` and `panoh bench search`."""

import json
from pathlib import Path

import pytest

from panoh.cli.search_quality import has_name_asked_for
from tests.cli.test_commands import runner
from tests.instances import SAMPLED

PAIRS = Path(__file__).parents[2] / "bench" / "pairs.tsv"
# What a population of 20,000 must reach; SEARCH.md has the goals at a million.
FLOORS = {
    "across-3": (0.98, 0.98),
    "across-3-typo": (0.96, 0.96),
    "across-2-year": (0.95, 0.95),
    "ending-swapped": (0.95, 0.95),
    "same-2": (0.95, 0.95),
    "first-letters": (0.85, 0.9),
}


@pytest.fixture(scope="module")
def panoh(tmp_path_factory, instances):
    data = tmp_path_factory.mktemp("search")
    instances.copy(SAMPLED, data)
    run = runner(data)
    yield run
    run("stop")


def found(panoh, text, account="coordinator"):
    done = panoh("search", text, "--as", account, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_person_of_the_register_is_found_by_another_spelling(panoh):
    someone = found(panoh, "Раҳмонов")["results"][0]

    answer = found(panoh, "Rahmonov")

    assert answer["complete"]
    assert someone["code"] in [hit["code"] for hit in answer["results"]]
    assert {hit["why"][0] for hit in answer["results"]} <= {"sound", "spelling", "alike", "beginning", "part"}


def test_a_code_is_found(panoh):
    code = found(panoh, "Раҳмонов")["results"][0]["code"]

    assert [(hit["code"], hit["why"]) for hit in found(panoh, code)["results"]] == [(code, ["code"])]


def test_a_member_organisation_finds_only_its_own(panoh):
    everybody = {hit["code"] for hit in found(panoh, "Раҳмонов")["results"]}
    mine = {row["code"] for row in json.loads(panoh("list", "cases", "--as", "member-worker", "--json").stdout)}

    hits = {hit["code"] for hit in found(panoh, "Раҳмонов", "member-worker")["results"]}

    assert hits <= mine
    assert everybody - mine


def test_one_letter_is_too_short(panoh):
    assert found(panoh, "р") == {"results": [], "complete": True, "too_short": True}


def test_the_benchmark_reaches_the_floors_with_twenty_thousand_people(panoh):
    done = panoh("bench", "search", "--pairs", str(PAIRS), "--population", "20000", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)

    names = [
        "population",
        "queries",
        "recall_at_10",
        "name_at_10",
        "hit_at_1",
        "by_source",
        "p50_ms",
        "p95_ms",
        "bytes_per_person",
        "load_seconds",
    ]
    assert list(figures) == names
    reached = {source: (rates["recall_at_10"], rates["name_at_10"]) for source, rates in figures["by_source"].items()}
    assert {source: rates for source, rates in reached.items() if rates[0] < FLOORS[source][0] or rates[1] < FLOORS[source][1]} == {}


@pytest.mark.parametrize(
    ("name", "query", "has"),
    [
        ("Қодиров Ҷамшед Каримович", "Kadyrov Jamshed", True),  # of another father, for whom nobody asked
        ("Қодиров Ҷамшед Каримович", "Kadyrov Jamshed Rahimovich", False),
        ("Қодирова Мадина", "Kadyrov Jamshed", False),
        ("Қодиров Ҷамшед", "Ҷамш Қод", True),
        ("Қодиров Ҷамол", "Ҷам Қод", False),  # fits the letters, and is another name
        ("Қодиров Ҷамшед", "Кадыров Джмшед 1980", True),
    ],
)
def test_a_namesake_has_the_words_that_were_asked_for(name, query, has):
    assert has_name_asked_for(name, "Қодиров Ҷамшед Раҳимович", query) is has


@pytest.mark.parametrize("content", ["", "query\ttarget\tsource\n", "a\tb\n", "query\ttarget\tsource\nonly one\n"])
def test_a_file_without_pairs_is_refused_in_a_sentence(panoh, tmp_path, content):
    file = tmp_path / "pairs.tsv"
    file.write_text(content)

    done = panoh("bench", "search", "--pairs", str(file), "--json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "pairs" in done.stderr
