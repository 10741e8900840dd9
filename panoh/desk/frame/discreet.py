"""Discreet mode: while somebody may read along, headings and lists show codes, cues, times and buttons, and nothing else.

What stays is said here once, for every page: a list that is new shows no more than the others.
"""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import keep_discreet, set_discreet
from panoh.desk.frame.behind_press import shut, shut_news, shut_refusals, shut_telling
from panoh.desk.frame.next_page import safe_next
from panoh.desk.frame.tree import Element, tree_of

# Pages of which nothing stands behind a press: their lists are codes, or they are about nobody.
OPEN = frozenset(
    f"desk:{name}" for name in ("calendar", "cases", "guide", "more", "my_day", "referrals", "requests", "search", "search_open", "tasks")
)
STAYS = frozenset({"code", "cue", "when", "btn", "kind"})  # classes
STAYS_TAGS = frozenset({"button", "input", "label", "select", "textarea", "time"})


@require_POST
@requires(Permission.DESK)
def switch_discreet(request: StaffRequest) -> HttpResponse:
    """On or off in this browser; then the same page again, by its address, so that nothing stays that a press had opened."""
    set_discreet(request, request.POST.get("on") == "1")
    response = redirect(safe_next(request.POST.get("back", "")))
    keep_discreet(request, response)
    return response


def is_open_page(view: str) -> bool:
    """Whether nothing of a page stands behind a press: a list of codes, or what is about nobody."""
    return view in OPEN


def codes_alone(page: str, *, is_shut: bool = False, is_typed: bool = False) -> str:
    """A page, or a part of one, of which headings and lists tell codes, cues and times alone, and still have their buttons.

    `is_shut`: all else but forms to write in stands behind a press; `is_typed`: what stands in their fields was typed just now.
    """
    whole = tree_of(page)
    heading = next((one.code for one in whole.all() if one.tag == "h1"), None)
    main = next((one for one in whole.all() if one.tag == "main"), None)
    is_trouble = any("data-trouble" in one.attributes for one in whole.all() if one.tag == "body")
    shut_refusals(main or whole, is_all=is_trouble)
    if main is not None:
        shut_news(main)
        if is_shut and not is_trouble:
            shut(main, is_typed=is_typed)
        else:
            shut_telling(main)
    title = next((one for one in whole.all() if one.tag == "title"), None)
    if title is not None and "<head" in page:  # of the page: in a part of one it is a picture's
        title.children = [str(heading.words)] if heading is not None else [_("Panoh")]
    rows: list[Element] = []
    _shorten(whole, rows)
    _tell_apart(rows)
    return str(whole)


def _shorten(within: Element, rows: list[Element]) -> None:
    """Shortens headings and rows; those that are left are added to `rows`."""
    if within.is_whole:
        return
    is_head = "title" in within.classes and any(one.tag == "h1" and one.code is not None for one in within.all())
    is_table = within.tag == "table" and within.code is not None
    kept: list[Element | str] = []
    for part in within.children:
        if not isinstance(part, Element):
            kept.append(part)
        elif is_head or _is_row(part, within) or (part.tag == "h1" and part.code is not None):
            _name_task(part)
            if _cut(part):
                kept.append(part)
                rows += [part] if _is_row(part, within) else []
        elif not (is_table and part.tag == "thead"):
            _shorten(part, rows)
            kept.append(part)
    within.children = kept


def _tell_apart(rows: list[Element]) -> None:
    """Rows that read alike, as two tasks of one case for one day, are numbered in their order."""
    often = Counter(row.words for row in rows)
    nth: Counter[str] = Counter()
    for row, said in [(row, row.words) for row in rows if often[row.words] > 1]:
        nth[said] += 1
        holds = next((one for one in row.all() if any(_names(part) for part in one.children)), row)
        at = next((at for at, part in enumerate(holds.children, 1) if _names(part)), len(holds.children))
        holds.children.insert(at, f" ({nth[said]})")


def _names(part: Element | str) -> bool:
    """Whether a row is called by it."""
    return isinstance(part, Element) and bool(part.classes & {"code", "kind"})


def _is_row(part: Element, within: Element) -> bool:
    """Whether it stands for a case: it bears a code, or is something to do. Places of the desk stand for nobody."""
    is_task = "tasks" in within.classes and "places" not in within.classes
    return part.tag in {"tr", "li", "legend"} and (part.code is not None or is_task)


def _name_task(row: Element) -> None:
    """What is to be done and bears no code is called a task: its own title may tell of somebody."""
    what = next((one for one in row.all() if "what" in one.classes), None)
    if row.tag == "li" and what is not None and row.code is None and not any("kind" in one.classes for one in row.all()):
        what.children = [Element("span", '<span class="kind">', {"class": "kind"}, [_("Task")])]


def _cut(part: Element) -> bool:
    """Takes out all but what stays, what is said unseen, and red; whether anything is left."""
    part.start = part.start.replace(' class="late danger"', "").replace(" btn--danger", "")  # red tells from afar
    if part.classes & STAYS or part.tag in STAYS_TAGS:
        part.children = [one for one in part.children if not isinstance(one, Element) or "unseen" not in one.classes]
        return True
    part.children = [one for one in part.children if (one.isspace() if isinstance(one, str) else _cut(one))]
    return any(isinstance(one, Element) for one in part.children)
