"""The table of `tools/mutation-check` speaks of the code as it stands: a line that matches nothing guards nothing."""

import runpy

from tests.consistency.house import ROOT

TOOL = runpy.run_path(str(ROOT / "tools" / "mutation-check"))


def test_every_break_matches_its_file() -> None:
    stale = [name for name, file, good, *_rest in TOOL["BREAKS"] if not TOOL["is_there"](ROOT / file, good)]
    assert stale == [], "mend these lines of tools/mutation-check and run them"


def test_every_break_names_tests_that_are_there() -> None:
    missing = []
    for name, _file, _good, _bad, tests in TOOL["BREAKS"]:
        for each in tests.split():
            path, _, test = each.partition("::")
            if not (ROOT / path).exists() or (test and f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")):
                missing.append(name)
    assert missing == []


def test_every_break_has_a_name_of_its_own() -> None:
    names = [name for name, *_rest in TOOL["BREAKS"]]
    assert [name for name in set(names) if names.count(name) > 1] == []
