"""The guide of each role, as it lies in `content/guide`: the day, a danger to life, and what else there is, made a page of the desk."""

from functools import cache
from importlib.resources import files

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from panoh.accounts.roles import Role
from panoh.core.languages import LANGUAGES

MORE = "-more"  # beside the day of a role, what else there is for it
DANGER = "danger"  # the same for everybody who meets one
OWN_DANGER = "-danger"  # what some roles do about one, in which order and until when
WITH_OWN_DANGER = frozenset({"duty-officer", "psychologist", "regional-worker", "coordinator"})
WITHOUT_DANGER = frozenset({"accountant", "data-guardian", "administrator"})  # who see no case and are told of none
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


@cache
def guide_title(name: str, language: str) -> str:
    """What the page is called."""
    return next(token.content for token in _read(name, language) if token.type == "inline")


@cache
def guide_text(name: str, language: str) -> SafeString:
    """The page as HTML without its title: the day, a danger, then the rest, without pictures and without the links between them."""
    day, *more = (_read(page, language) for page in pages_of(name))
    markdown = MarkdownIt()
    html: str = markdown.renderer.render([*day[3:], *(token for page in more for token in _lower(page))], markdown.options, {})
    return mark_safe(html)  # our own files: nothing anybody typed


def _read(name: str, language: str) -> list[Token]:
    """The file in this language, its first three tokens the title. What is no page of the guide is asked for by nobody: see NAMES."""
    folder = files("panoh.content").joinpath("guide", language if language in LANGUAGES else "en")
    tokens = MarkdownIt().parse(folder.joinpath(f"{name}.md").read_text(encoding="utf-8"))
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
