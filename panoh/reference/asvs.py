"""The table of ASVS 5.0 (docs/asvs.toml): each row with what proves it here."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STATES = ("met", "partly", "not met", "not applicable")
CHAPTERS = {
    1: "What is read and what is written out",
    2: "Input and the rules of work",
    3: "In the browser",
    4: "HTTP and machines",
    5: "Files",
    6: "Signing in",
    7: "Sessions",
    8: "Who may do what",
    9: "Tokens that carry their meaning",
    10: "OAuth and OpenID Connect",
    11: "Cryptography",
    12: "Between machines",
    13: "How it is set up",
    14: "Data",
    15: "Code and parts",
    16: "Records, logs and errors",
    17: "WebRTC",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `proof`: `tests/file.py::test`, or a paper as `path`, `path#Heading`, `path: words that stand in it`."""

    number: str
    level: int
    about: str
    state: str
    proof: tuple[str, ...] = ()
    why: str = ""

    def told(self) -> str:
        """Proof and reason, as the page shows them."""
        return " ".join([*(f"`{each}`" for each in self.proof), *([self.why] if self.why else [])])


def rows(root: Path = ROOT) -> list[Row]:
    """Every row, in the order of the list."""
    found = tomllib.loads((root / "docs" / "asvs.toml").read_text(encoding="utf-8"))["row"]
    return [Row(**{**each, "proof": tuple(each.get("proof", ()))}) for each in found]


def chapters() -> list[tuple[str, list[Row]]]:
    """The rows by chapter."""
    return [(f"{key}. {CHAPTERS[key]}", list(those)) for key, those in groupby(rows(), lambda row: int(row.number.partition(".")[0]))]


def intro() -> str:
    """How the rows stand, counted by level."""
    counted = Counter((row.level, row.state) for row in rows())
    lines = [
        "The Application Security Verification Standard of OWASP, [5.0.0](https://owasp.org/ASVS), row by row. Numbers and levels are",
        "its own, the words are ours and short: what a row asks in full stands there. A proof is a test that can fail, or a paper where",
        "a paper is asked for. Nobody from outside has looked at this yet.",
        "",
        f"| level | {' | '.join(STATES)} | rows |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for level in (1, 2, 3):
        counts = [counted[level, state] for state in STATES]
        lines.append(f"| {level} | {' | '.join(map(str, counts))} | {sum(counts)} |")
    return "\n".join([*lines, ""])


def is_there(proof: str, root: Path = ROOT) -> bool:
    """Whether what a proof names exists: the test, the heading, the words."""
    file, is_test, name = proof.partition("::")
    if is_test:
        return (root / file).exists() and f"def {name}(" in (root / file).read_text(encoding="utf-8")
    path, _mark, words = proof.partition(": ")
    path, _mark, heading = path.partition("#")
    if not (root / path).is_file():
        return False
    text = (root / path).read_text(encoding="utf-8")
    return words in text and (not heading or re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE) is not None)
