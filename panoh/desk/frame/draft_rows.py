"""One's own half-typed forms as they stand in a list: what each is of, and whether its page is still open to who wrote it."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from panoh.accounts.drafts import ASIDE
from panoh.accounts.queries import DraftRow
from panoh.cases.enums import RequestState
from panoh.cases.queries.cases import OPEN_REQUESTS, UserRow, codes_of_tasks, codes_open_to, states_of_requests
from panoh.core.ids import tidy_code
from panoh.desk.frame.draft_names import FORM, NAMES, own_name

_PAGE = re.compile(r"/desk/([a-z-]+)/([^/]*)")
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BY_CODE = frozenset({"cases", "requests", "tasks"})  # what a code of these areas names may be closed to who wrote
OF_DANGERS = frozenset({"report", "sent-danger"})  # forms that report a danger
UNTIL_DECIDED = frozenset({"admission", "refusal", "take-back", "triage", "urgency", "urgent"})  # forms of a request that waits


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of a list: its key, what it is of, its case or another record by code, the page to go on at, blank where that is open no
    more (`is_gone`: to this account; `is_decided`: its request waits no more; `is_triaged`: it is triaged already);
    which of how many that read alike it is, the first begun first.
    """

    form: str
    name: str | Promise
    code: str
    url: str
    saved_at: dt.datetime
    begun_at: dt.datetime | None
    is_gone: bool
    is_decided: bool = False
    is_triaged: bool = False
    nth: int = 0
    of: int = 0
    is_danger: bool = False  # it reports a danger that nobody has heard of yet, or is a call in which one is ticked


def draft_lines(user: UserRow, drafts: Iterable[DraftRow], *, is_hidden: bool = False) -> list[DraftLine]:
    """These drafts, those of a danger first, else in their order; `is_hidden`: what has a code is called by it alone. Two queries where
    any is of a case or a request, one more where any is of a task, and where any is of a decision on a request."""
    read = [(draft, *_page(draft.path)) for draft in drafts]
    tasks = [second for _draft, area, second in read if area == "tasks" and _KEY.fullmatch(second)]
    of_task = codes_of_tasks(user, tasks) if tasks else {}
    of_task = dict.fromkeys(tasks, ("", False)) | of_task
    found = [(draft, area, *of_task.get(second, (tidy_code(second) or "", True))) for draft, area, second in read]
    codes = {code for _draft, area, code, _opens in found if code and area in BY_CODE}
    closed = codes - codes_open_to(user, codes) if codes else set()
    waiting = {code for draft, area, code, _opens in found if area == "requests" and code and _stem(draft.form) in UNTIL_DECIDED}
    states = states_of_requests(user, waiting - closed) if waiting - closed else {}
    decided = {code for code, state in states.items() if state not in OPEN_REQUESTS}
    triaged = {code for code, state in states.items() if state == RequestState.TRIAGED}
    lines = []
    for draft, area, code, opens in found:
        is_decided = code in decided and _stem(draft.form) in UNTIL_DECIDED
        is_triaged = code in triaged and _stem(draft.form) == "triage"
        leads = draft.path and opens and code not in closed and not is_decided and not is_triaged
        url = f"{draft.path}?draft=use{_which(draft.form, draft.pk)}" if leads else ""
        name = own_name(draft.form, area) or NAMES.get(area, FORM)
        if is_hidden and _stem(draft.form) in OF_DANGERS:
            name = pgettext_lazy("a danger", "Report")
        line = DraftLine(draft.form, name, code, url, draft.saved_at, draft.begun_at, code in closed, is_decided, is_triaged)
        lines.append(replace(line, is_danger=_stem(draft.form) in OF_DANGERS or draft.tells_danger))
    lines.sort(key=lambda line: not line.is_danger)
    read_as = [("" if is_hidden and line.code else str(line.name), line.code) for line in lines]
    same = Counter(read_as)
    return [
        replace(line, nth=read_as[at:].count(read_as[at]), of=same[read_as[at]]) if same[read_as[at]] > 1 else line
        for at, line in enumerate(lines)
    ]


def _stem(form: str) -> str:
    return form.partition(":")[0]


def _which(form: str, key: UUID) -> str:
    """In the address of a page: which of several drafts of one form is meant, where it is not the newest."""
    return f"&of={key}" if ASIDE in form else ""


def _page(path: str) -> tuple[str, str]:
    """The area of a page, and what of it is meant: a code, or a key."""
    match = _PAGE.match(path)
    return (match[1], match[2]) if match else ("", "")
