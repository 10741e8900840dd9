"""Short texts that more than one place uses: each means one thing at all of them, or has a context (`pgettext`) where it means another.

`shared_texts.txt` lists those that were read at each of their places. A new one is read there before it is added: one word of English is
often two in Russian and Tajik ("End" of a sign-in, of an agreement). Concepts of `content/glossary.toml` have one meaning and are not listed.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.consistency.house import PACKAGE, modules, templates
from tests.consistency.test_glossary import terms

READ = Path(__file__).with_name("shared_texts.txt")
MOST_WORDS = 4  # what is longer says by itself what it means
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_TEMPLATES = re.compile(r"""\{% (?:translate|trans) (?:"([^"]+)"|'([^']+)')(?! context)[^%]*%\}|(?<!\w)_\("([^"]+)"\)""")


def place(path: Path) -> str:
    """The room that a file belongs to; of the desk its area."""
    parts = path.relative_to(PACKAGE).parts
    return "/".join(parts[: 2 if parts[0] == "desk" else 1])


def without_context() -> dict[str, set[str]]:
    """Every text that is translated without a context, and the places that use it."""
    found = defaultdict[str, set[str]](set)
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in CALLS:
                    found[str(node.args[0].value)].add(place(path))
    for path in templates():
        for match in IN_TEMPLATES.finditer(path.read_text(encoding="utf-8")):
            found[match[1] or match[2] or match[3]].add(place(path))
    return found


def test_a_short_text_of_two_places_was_read_at_each_or_has_its_context() -> None:
    concepts = {term["en"].lower() for term in terms()}
    shared = {
        text
        for text, places in without_context().items()
        if len(places) > 1 and len(text.split()) <= MOST_WORDS and text.lower() not in concepts
    }
    read = READ.read_text(encoding="utf-8").splitlines()
    assert read == sorted(set(read))
    assert sorted(shared - set(read)) == [], "Read it at each of its places: does it mean one thing? Then shared_texts.txt, else a context."
    assert sorted(set(read) - shared) == [], "No longer used at two places."
