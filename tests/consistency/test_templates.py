"""Templates: all used, all translatable, nothing inline, nothing from outside."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Engine, Template
from django.template.exceptions import TemplateDoesNotExist

from tests.consistency.house import PACKAGE, files, modules, short, templates, tree

LETTERS = re.compile(r"[^\W\d_]{2}")
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
# Names that are the same in every language.
NAMES = {"Panoh", "PDF", "XLSX", "CSV", "JSON", "TOTP", "Excel", "Word"}
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "summary", "label", "content"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def blank(match: re.Match[str]) -> str:
    """The same number of lines, with nothing on them."""
    return "\n" * match[0].count("\n")


def bare(text: str) -> str:
    """The template as markup alone: what is translated, computed or commented out is gone, lines stay where they were."""
    for pattern in (COMMENT, TRANSLATED, TAG):
        text = pattern.sub(blank, text)
    return text


BLOCK = re.compile(r"{%\s*(block|endblock)\b\s*(\w*)\s*%}")


def blocks(text: str) -> Iterator[tuple[int, list[str], str, bool]]:
    """Each mark of a block: where it ends, the blocks open after it, the name of the one that it opens, whether it stands inside a tag."""
    opened: list[str] = []
    for match in BLOCK.finditer(text):
        if match[1] == "block":
            opened.append(match[2])
        elif opened:
            opened.pop()
        in_tag = text.rfind("<", 0, match.start()) > text.rfind(">", 0, match.start())
        yield match.end(), list(opened), match[2] if match[1] == "block" else "", in_tag


@cache
def attribute_blocks() -> frozenset[str]:
    """The blocks that stand inside a tag, and those within them: they hold attributes, not text."""
    names: set[str] = set()
    for path in templates():
        for _end, opened, name, in_tag in blocks(COMMENT.sub(blank, path.read_text(encoding="utf-8"))):
            if name and (in_tag or names & set(opened)):
                names.add(name)
    return frozenset(names)


def without_attributes(text: str) -> str:
    """The template with the contents of those blocks blanked."""
    kept, at, hidden = [], 0, False
    for end, opened, _name, _in_tag in blocks(text):
        part = text[at:end]
        kept.append("\n" * part.count("\n") if hidden else part)
        at, hidden = end, bool(attribute_blocks() & set(opened))
    return "".join(kept) + text[at:]


class Reader(HTMLParser):
    """Collects what a person would read in the template's own language: text, and attributes that are spoken or shown.

    Text inside an element with a language of its own (`lang="ru"`) or `translate="no"` is left out.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        quiet = tag in {"script", "style", "code", "kbd"} or given.get("translate") == "no" or (tag != "html" and bool(given.get("lang")))
        spoken = SPOKEN - {"content"} if tag != "meta" or given.get("name") != "description" else SPOKEN
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            spoken = spoken | {"value"}
        if not quiet and not self.is_quiet:
            self.note(value for name, value in given.items() if name in spoken)
        if tag not in VOID:
            self.open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        # A branch of an {% if %} may close what another opened, so what does not fit is passed over.
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.is_quiet:
            self.note([data])

    @property
    def is_quiet(self) -> bool:
        return any(quiet for _, quiet in self.open)

    def note(self, texts: "Iterator[str] | list[str]") -> None:
        for text in texts:
            if any(LETTERS.search(word) for word in text.split() if word.strip(".,:;()!?") not in NAMES):
                self.found.append((self.getpos()[0], " ".join(text.split())[:60]))


def read(text: str) -> list[tuple[int, str]]:
    """What of this template nobody can translate."""
    reader = Reader()
    reader.feed(bare(without_attributes(text)))
    reader.close()
    return reader.found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>{% translate 'Save' %}</p>", []),
        ("<p>Save it</p>", [(1, "Save it")]),
        ("<p>{{ name }} — 3 %</p>", []),
        ("<p>Сохранить</p>", [(1, "Сохранить")]),
        ('\n<input placeholder="Family name">', [(2, "Family name")]),
        ("<input aria-label=\"{% translate 'Name' %}\">", []),
        ('<a lang="ru">Русский</a>', []),
        ('<html lang="en"><p>Hello</p></html>', [(1, "Hello")]),
        ("{% blocktranslate trimmed %}\nHello {{ name }}\n{% endblocktranslate %}\n<b>Bye now</b>", [(4, "Bye now")]),
        ('<p class="{% if wide %}wide{% else %}narrow{% endif %}">PDF</p>', []),
        ('{% comment "why" %}Words{% endcomment %}{# more #}<!-- and more -->', []),
        ('<input type="submit" value="Go on">', [(1, "Go on")]),
    ],
)
def test_the_reader_sees_what_cannot_be_translated(text: str, expected: list[tuple[int, str]]) -> None:
    assert read(text) == expected


def test_every_visible_text_is_translatable() -> None:
    fixed = [f"{short(path)}:{line} {words}" for path in templates() for line, words in read(path.read_text(encoding="utf-8"))]
    assert fixed == []


def test_scripts_hold_no_sentences() -> None:
    sentence = re.compile(r"""(["'`])([A-ZА-ЯЁҒӢҚӮҲҶ][^"'`\n]*[^\W\d_] [^\W\d_][^"'`\n]*)\1""")
    fixed = [
        f"{short(path)}:{number} {match[2][:60]}"
        for path in files()
        if path.suffix == ".js"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for match in sentence.finditer(line)
    ]
    assert fixed == []


def test_no_script_writes_by_a_name_into_what_inherits_anything() -> None:
    """Names of fields come from pages; into an object that inherits, one of them could bend every other (ASVS 15.3.6)."""
    loose = []
    for path in files():
        if path.suffix != ".js" or path.name.endswith(".min.js"):
            continue
        code = path.read_text(encoding="utf-8")
        written = {match[1] for match in re.finditer(r"(\w+)\[(?![\"'\d])[\w.]+\]\s*=(?!=)", code)}
        bare = {name for name in written if not re.search(rf"\b{name} = (Object\.assign\()?Object\.create\(null\)", code)}
        loose += [f"{short(path)}: {name}" for name in sorted(bare)]
    assert loose == []


def test_blocks_to_translate_are_trimmed() -> None:
    ragged = [
        f"{short(path)}: {match[0][:60]}"
        for path in templates()
        for match in re.finditer(r"{%\s*blocktrans(?:late)?\b[^%]*%}", path.read_text(encoding="utf-8"))
        if " trimmed" not in match[0]
    ]
    assert ragged == []


LONGEST = 140


def test_every_line_of_a_template_is_read_at_a_look() -> None:
    """As lines of code: what is longer stands on several, in a partial, or in a property of what is shown."""
    longer = [
        f"{short(path)}:{number} {len(line)}"
        for path in templates()
        if path.suffix != ".svg"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert longer == []


def test_nothing_is_inline() -> None:
    """The content security policy would drop it without a word."""
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")", re.IGNORECASE
    )
    found = [
        f"{short(path)}:{number}"
        for path in templates()
        if path.suffix == ".html" and not is_printed(path)
        for number, line in enumerate(bare(path.read_text(encoding="utf-8")).splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def is_printed(path: Path) -> bool:
    """Prints become PDF and never meet a browser."""
    return path.parent.name == "prints"


def test_nothing_comes_from_outside() -> None:
    outside = re.compile(r"""\b(?:src|href|action|srcset|data|poster|formaction|hx-[a-z]+)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
    imported = re.compile(r"""@import|url\(\s*["']?(?:https?:)?//""", re.IGNORECASE)
    found = [
        f"{short(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if outside.search(line)
    ]
    found += [
        f"{short(path)}:{number}"
        for path in files()
        if path.suffix == ".css" and path.is_relative_to(PACKAGE)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if imported.search(line)
    ]
    assert found == []


def test_what_asks_by_htmx_says_so_to_its_page() -> None:
    """Or the page loads without it; who writes it where nothing asks makes every page that much heavier."""
    asks = re.compile(r"\shx-(?:get|post)=")
    texts = [(path, path.read_text(encoding="utf-8")) for path in templates()]
    assert [short(path) for path, text in texts if path.suffix == ".html" and bool(asks.search(text)) != ("{% htmx %}" in text)] == [
        "panoh/desk/frame/templates/desk/frame/components.html"  # shows what others bring
    ]


def test_every_form_that_posts_is_protected() -> None:
    form = re.compile(r"<form\b[^>]*\bmethod=[\"']?post.*?</form>", re.DOTALL | re.IGNORECASE)
    unprotected = [
        f"{short(path)}: {match[0][:70]}"
        for path in templates()
        if not path.is_relative_to(PACKAGE / "public")  # no cookie there, so nothing to misuse
        for match in form.finditer(path.read_text(encoding="utf-8"))
        if "csrf" not in match[0] and 'action="#' not in match[0]
    ]
    assert unprotected == []


def name_of(path: Path) -> str:
    """The template as code names it."""
    return path.relative_to(next(parent for parent in path.parents if parent.name == "templates")).as_posix()


@cache
def mentions() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every template name that code and templates mention, and a pattern for each that is put together."""
    names: set[str] = set()
    patterns = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
                names.add(node.value.partition("#")[0])
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[^/]+" for part in node.values]
                if any(part.strip("[^/]+") for part in parts):
                    patterns.append(re.compile("".join(parts).partition("\\#")[0]))
    for path in templates():
        for match in re.finditer(r"{%\s*(?:include|extends)\s+([\"'])(.+?)\1", path.read_text(encoding="utf-8")):
            names.add(match[2].partition("#")[0])
    return frozenset(names), tuple(patterns)


def test_every_template_is_used() -> None:
    names, patterns = mentions()
    unused = [
        short(path)
        for path in templates()
        if (name := name_of(path)) not in names
        and not name.startswith("django/")
        and not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    assert unused == []


def test_every_template_compiles_and_finds_what_it_includes() -> None:
    engine = Engine.get_default()
    broken = []
    for path in templates():
        text = path.read_text(encoding="utf-8")
        Template(text, engine=engine)
        for match in re.finditer(r"{%\s*(?:include|extends)\s+([\"'])(?!django/)(.+?)\1", text):
            try:
                engine.get_template(match[2].partition("#")[0])
            except TemplateDoesNotExist:
                broken.append(f"{short(path)}: {match[2]}")
    assert broken == []


def test_no_template_calls_a_sealed_thing_by_a_forbidden_word() -> None:
    """Codes and classes too: what stands in the source of a page may be read over a shoulder."""
    words = re.compile(r"\b(client|clients|beneficiar(?:y|ies)|victims?|perpetrators?)\b", re.IGNORECASE)
    found = [
        f"{short(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def test_what_is_said_unseen_after_a_visible_text_is_set_off_by_a_colon() -> None:
    """Read aloud, "Open R-123" is one breath, and "Open: R-123" says what is opened; between the words and the colon stands nothing."""
    said = re.compile(r'(.)<span\s+class="unseen">(.)', re.DOTALL)
    found = [(path, match[1], match[2]) for path in templates() for match in said.finditer(path.read_text(encoding="utf-8"))]
    assert len(found) > 90
    wrong = [short(path) for path, before, after in found if before.isspace() or after.isspace() or (before != ">" and after != ":")]
    assert wrong == []


def test_what_refuses_a_press_takes_the_focus() -> None:
    """Who pressed at the end of a long page is shown why at once, without a script too, as forms do with what is to be checked."""
    note = re.compile(r'{%\s*component "note" kind="error"([^%]*)%}((?:(?!endcomponent).)*)', re.DOTALL)
    notes = [
        (path, match) for path in templates() if path.name != "fragment.html" for match in note.finditer(path.read_text(encoding="utf-8"))
    ]
    refusing = [(short(path), "takes_focus" in match[1]) for path, match in notes if re.search(r"{{ (refus|says_|sentence)", match[2])]
    assert len(refusing) > 5
    assert [path for path, is_seen in refusing if not is_seen] == []
