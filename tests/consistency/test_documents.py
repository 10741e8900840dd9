"""What the papers say is so: generated pages are current, named files exist, recipes are there, lock files name no host."""

import configparser
import re
import tomllib

import pytest

from panoh.reference import made_pages, outdated
from tests.consistency.house import PACKAGE, ROOT, files, short

PAPERS = [path for path in files() if path.suffix == ".md" and path.parent.name != "reference"]


def test_generated_pages_are_current() -> None:
    assert outdated() == [], "make docs"


def test_pages_that_are_not_kept_can_be_made() -> None:
    made = made_pages()
    assert "cases.case_closed" in made["events.md"]
    assert made["states.md"].count("stateDiagram-v2") > 10
    assert "cryptography" in made["parts.md"]


@pytest.mark.parametrize(("name", "most"), [("README.md", 120), ("ARCHITECTURE.md", 200)])
def test_papers_are_short(name: str, most: int) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= most


def test_every_link_leads_somewhere() -> None:
    broken = [
        f"{short(path)}: {target}"
        for path in PAPERS
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if not re.match(r"https?:|mailto:", target) and not (path.parent / target).exists()
    ]
    assert broken == []


NAMED = re.compile(r"`([\w./-]+/[\w.-]*(?:\.(?:py|toml|html|md|lock|css|js|po|txt)|/))(?:: (\w+))?")


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/glossary.md"])
def test_every_file_and_function_that_a_paper_names_exists(name: str) -> None:
    """`cases/queries/cases.py: get_case` is looked for under the package, everything else from the root."""
    missing = []
    for path, function in NAMED.findall((ROOT / name).read_text(encoding="utf-8")):
        found = next((place for place in (ROOT / path, PACKAGE / path) if place.exists()), None)
        if found is None or (
            function and not re.search(rf"^(?:def|class) {function}\b|^{function}\b.* = ", found.read_text(), re.MULTILINE)
        ):
            missing.append(f"{path} {function}".strip())
    assert missing == []


def test_the_recipes_are_all_there() -> None:
    recipes = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"setup", "demo", "test", "check", "bench", "check-guarantees", "fix", "messages", "docs", "journeys"} <= recipes


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|(?:^|[ =])/\S+|--(?:extra-)?index-url.*|--find-links.*", text, re.MULTILINE) == []
    assert len(re.findall(r"^[a-z]", text, re.MULTILINE)) == len(re.findall(r"^[a-z0-9-]+==\S+.*\n {4}--hash", text, re.MULTILINE))


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_tests_run_with_what_is_delivered() -> None:
    runtime, dev = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert runtime.items() <= dev.items()


def test_every_dependency_is_locked_and_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    for wanted, lock in (
        (project["dependencies"], "requirements.lock"),
        (project["optional-dependencies"]["dev"], "requirements-dev.lock"),
    ):
        for dependency in wanted:
            assert re.search(rf'"{re.escape(dependency)}",\s+# \w', text) or re.search(rf'"{re.escape(dependency)}",\s+# …', text), (
                f"{dependency}: why?"
            )
            name = re.match(r"[\w-]+", dependency)
            assert name
            assert name[0].lower() in pinned(lock), f"{dependency}: make lock"


def block(paper: str, heading: str) -> list[str]:
    """The lines of the first code block under a heading."""
    return paper.split(f"\n## {heading}\n", 1)[1].split("```", 2)[1].strip("\n").splitlines()


def test_the_tree_names_every_room() -> None:
    lines = block((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), "The tree")
    told = {line.split("/")[0].strip() for line in lines if line.startswith("  ")}
    assert told == {path.relative_to(PACKAGE).parts[0] for path in files() if PACKAGE in path.parent.parents}


def test_the_floors_of_the_paper_are_those_of_the_contract() -> None:
    told = block((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), "The floors")
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    assert told == [line.strip() for line in contracts["importlinter:contract:floors"]["layers"].strip().splitlines()]


def test_the_glossary_has_one_line_a_word() -> None:
    words = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    words = [word for word in words if word not in {"word", "---"}]
    assert len(words) >= 80
    assert len(set(words)) == len(words)


def test_every_decision_says_its_standard_name() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    assert len(decisions) >= 34
    assert [
        path.name for path in decisions if not re.match(r"# \d+\. .+\n\nStandard name: .+\.\n\n", path.read_text(encoding="utf-8"))
    ] == []
