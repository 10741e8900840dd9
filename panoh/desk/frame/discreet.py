"""Discreet mode: while somebody may read along, headings and lists show codes, cues, times and buttons, and nothing else.

What stays is said here once, for every page: a list that is new shows no more than the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import set_discreet
from panoh.desk.frame.next_page import safe_next

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
STAYS = frozenset({"code", "cue", "when", "btn"})  # classes
STAYS_TAGS = frozenset({"button", "input", "label", "select", "textarea", "time"})


@require_POST
@requires(Permission.DESK)
def switch_discreet(request: StaffRequest) -> HttpResponse:
    """On or off for this session; then the same page again, by its address, so that nothing stays that a press had opened."""
    set_discreet(request, request.POST.get("on") == "1")
    return redirect(safe_next(request.POST.get("back", "")))


@dataclass(slots=True)
class _Element:
    tag: str
    start: str = ""
    classes: frozenset[str] = frozenset()
    children: list["_Element | str"] = field(default_factory=list)

    def __str__(self) -> str:
        end = f"</{self.tag}>" if self.tag and self.tag not in VOID and not self.start.endswith("/>") else ""
        return f"{self.start}{''.join(map(str, self.children))}{end}"

    def all(self) -> Iterator["_Element"]:
        """It and all elements in it, outer ones first."""
        yield self
        for child in self.children:
            if isinstance(child, _Element):
                yield from child.all()

    @property
    def code(self) -> "_Element | None":
        """The first code in it."""
        return next((one for one in self.all() if "code" in one.classes), None)


class _Reader(HTMLParser):
    """A page as a tree that is written out again as it was."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [_Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in VOID:
            self.open.append(self.open[-1].children[-1])  # type: ignore[arg-type]  # just added

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = frozenset((dict(attrs).get("class") or "").split())
        self.open[-1].children.append(_Element(tag, self.get_starttag_text() or "", classes))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")


def codes_alone(page: str) -> str:
    """A page, or a part of one, of which headings and lists tell codes, cues and times alone, and still have their buttons."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    whole = reader.open[0]
    heading = next((one.code for one in whole.all() if one.tag == "h1"), None)
    title = next((one for one in whole.all() if one.tag == "title"), None)
    if title is not None and "<head" in page:  # of the page: in a part of one it is a picture's
        title.children = heading.children if heading is not None and heading.tag != "h1" else [_("Panoh")]
    _shorten(whole)
    return str(whole)


def _shorten(within: _Element) -> None:
    is_head = "title" in within.classes and any(one.tag == "h1" and one.code is not None for one in within.all())
    is_table = within.tag == "table" and within.code is not None
    kept: list[_Element | str] = []
    for part in within.children:
        if not isinstance(part, _Element):
            kept.append(part)
        elif is_head or _is_row(part, within) or (part.tag == "h1" and part.code is not None):
            kept += [part] if _cut(part) else []
        elif not (is_table and part.tag == "thead"):
            _shorten(part)
            kept.append(part)
    within.children = kept


def _is_row(part: _Element, within: _Element) -> bool:
    """Whether it stands for a case: it bears a code, or is something to do. Places of the desk stand for nobody."""
    is_task = "tasks" in within.classes and "places" not in within.classes
    return part.tag in {"tr", "li", "legend"} and (part.code is not None or is_task)


def _cut(part: _Element) -> bool:
    """Takes out all but what stays, and what is said unseen; whether anything is left."""
    if part.classes & STAYS or part.tag in STAYS_TAGS:
        part.children = [one for one in part.children if not isinstance(one, _Element) or "unseen" not in one.classes]
        return True
    part.children = [one for one in part.children if (one.isspace() if isinstance(one, str) else _cut(one))]
    return any(isinstance(one, _Element) for one in part.children)
