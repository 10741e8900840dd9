"""The guide of each role, as it lies in `content/guide`: the day, a danger to life, and what else there is, made a page of the desk."""

import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from panoh.accounts.enums import Feature
from panoh.accounts.roles import Role
from panoh.core.languages import LANGUAGES

MORE = "-more"  # beside the day of a role, what else there is for it
DANGER = "danger"  # the same for everybody who meets one
OWN_DANGER = "-danger"  # what some roles do about one, in which order and until when
WITH_OWN_DANGER = frozenset({"duty-officer", "psychologist", "regional-worker", "coordinator"})
WITHOUT_DANGER = frozenset({"accountant", "data-guardian", "administrator"})  # who see no case and are told of none
# What is said of a part of Panoh that may be off stands between <!-- part: plans --> and <!-- /part -->;
# a mark at the end of a line is of the whole line, since a line that began with one would be read as HTML.
_PASSAGE = re.compile(r"<!-- part: (\w+) -->(.*?)<!-- /part -->")
_LINE = re.compile(r"^(.*) <!-- part: (\w+) -->\n", re.MULTILINE)
# Psychologists do the same work in both kinds of organisation.
TOGETHER = {Role.MEMBER_PSYCHOLOGIST: Role.PSYCHOLOGIST}


def guide_name(role: Role) -> str:
    """The name of the page for this role, as it stands in an address."""
    return TOGETHER.get(role, role).value.replace("_", "-")


NAMES = tuple(dict.fromkeys(map(guide_name, Role)))


def pages_of(name: str) -> list[str]:
    """The files that a role reads as one page."""
    own = [f"{name}{OWN_DANGER}"] if name in WITH_OWN_DANGER else []
    return [name, *([] if name in WITHOUT_DANGER else [DANGER]), *own, f"{name}{MORE}"]


def in_use(text: str, off: Collection[Feature]) -> str:
    """A file of the guide without what belongs to a part that is off, and without the marks of the others."""
    text = _PASSAGE.sub(lambda passage: "" if passage[1] in off else passage[2], text)
    return _LINE.sub(lambda line: "" if line[2] in off else f"{line[1]}\n", text)


@cache
def guide_title(name: str, language: str) -> str:
    """What the page is called."""
    return next(token.content for token in _read(name, language, frozenset()) if token.type == "inline")


@cache
def guide_text(name: str, language: str, off: frozenset[Feature]) -> SafeString:
    """The page as HTML without its title: the day, a danger, then the rest, without pictures, links between them and what is off."""
    day, *more = (_read(page, language, off) for page in pages_of(name))
    markdown = MarkdownIt()
    html: str = markdown.renderer.render([*day[3:], *(token for page in more for token in _lower(page))], markdown.options, {})
    return mark_safe(html)  # our own files: nothing anybody typed


def _read(name: str, language: str, off: frozenset[Feature]) -> list[Token]:
    """The file in this language, its first three tokens the title. What is no page of the guide is asked for by nobody: see NAMES."""
    folder = files("panoh.content").joinpath("guide", language if language in LANGUAGES else "en")
    tokens = MarkdownIt().parse(in_use(folder.joinpath(f"{name}.md").read_text(encoding="utf-8"), off))
    return [token for place, token in enumerate(tokens) if token.type != "html_block" and not _leads_on(tokens, place)]


def _leads_on(tokens: list[Token], place: int) -> bool:
    """Whether it belongs to a paragraph that is a link between the files and nothing else."""
    inline = next((tokens[place + step] for step in (0, 1, -1) if 0 <= place + step < len(tokens) and tokens[place + step].children), None)
    kinds = [child.type for child in inline.children or ()] if inline else []
    return kinds == ["link_open", "text", "link_close"]


def _lower(tokens: list[Token]) -> list[Token]:
    """Its headings a step lower: the title becomes a part of the page."""
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{int(token.tag[1]) + 1}"
    return tokens
