"""What Panoh is built of is known: each part of the lock has a licence that may be joined with ours, and nothing turns to another host."""

import ast
import re
import tomllib

from panoh.reference.parts import bill, locked, may_be_used, said_by
from tests.consistency.house import ROOT, modules, short, tree

# Who may speak to another machine: the drivers of notices, whose server the operator names; web push, whose hosts content/push.toml names;
# and the wait for the own page. What speaks to the agent over its socket file needs none of these.
TALKS = {"smtplib", "imaplib", "ftplib", "http.client", "urllib.request", "xmlrpc.client", "requests", "httpx"}
MAY_TALK = {"panoh/core/notices.py", "panoh/core/push.py", "panoh/cli/serving.py"}


def test_every_part_of_the_lock_is_listed_with_its_files() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    parts = locked()
    assert [part.name for part in parts] == re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)
    assert sum(len(part.hashes) for part in parts) == lock.count("--hash=")
    assert all(part.wanted_by and part.what for part in parts)


def test_the_licence_of_a_part_is_allowed_and_still_what_it_says() -> None:
    parts = locked()
    assert [part.name for part in parts if not may_be_used(part.licence)] == [], "a decision: docs/adr/0030-parts.md"
    said = {part.name: said_by(part.name) for part in parts}
    changed = [part.name for part in parts if said[part.name] != part.said and not (said[part.name] is None and part.marker)]
    assert changed == [], "the part states its licence otherwise now: read it, then docs/parts.toml"


def test_words_of_others_in_the_package_have_their_licence_beside_them() -> None:
    told = tomllib.loads((ROOT / "docs" / "parts.toml").read_text(encoding="utf-8"))
    words = [one for one in told.values() if "file" in one]
    assert [one["file"] for one in words] == [str(path.relative_to(ROOT)) for path in (ROOT / "panoh").rglob("*.gz")]
    for one in words:
        name, holder = one["said"].split(", ", 1)
        notice = (ROOT / one["notice"]).read_text(encoding="utf-8")
        assert may_be_used(one["licence"])
        assert notice.startswith(name)
        assert holder in notice


def test_a_licence_must_be_allowed_whole() -> None:
    assert may_be_used("MIT AND Zlib")
    assert may_be_used("SSPL-1.0 OR MIT")
    assert not may_be_used("MIT AND SSPL-1.0")
    assert not may_be_used("")


def test_the_bill_joins_every_part_to_what_wants_it() -> None:
    told = bill()
    known = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    wanted = {ref for one in told["dependencies"] for ref in one["dependsOn"]}
    assert {one["ref"] for one in told["dependencies"]} == known
    assert wanted == known - {told["metadata"]["component"]["bom-ref"]}


def test_only_named_modules_speak_to_another_machine() -> None:
    talking = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name in TALKS for name in names):
                talking.add(short(path))
    assert talking == MAY_TALK, "who it speaks to stands in docs/adr/0030-parts.md"
