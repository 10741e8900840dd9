"""A form that is not sent yet: its draft, and what of it tells of danger, which is recorded at once."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from panoh.accounts.drafts import DRAFT_ID, keep_draft
from panoh.accounts.models import User
from panoh.accounts.queries import draft_id, drafts_of, open_draft
from panoh.cases.actions.asking import ask
from panoh.cases.actions.risk import raise_refused
from panoh.cases.queries.cases import CaseRow
from panoh.core.clock import today
from panoh.core.ids import id_or_none
from panoh.instruments import queries
from panoh.instruments.actions import read_response
from panoh.instruments.definitions import LEVELS, Definition, Item
from panoh.instruments.enums import Occasion
from panoh.instruments.forms import DECLINED, LEFT_OUT, AskForm, as_answers
from panoh.instruments.policy import asks
from panoh.instruments.queries import ResponseRecord
from panoh.instruments.scoring import score

type Held = Mapping[str, list[str]]


def draft_key(case: CaseRow, form: Definition) -> str:
    return f"ask-{form.number}:{case.pk}"


def occasion_of(case: CaseRow, form: Definition) -> Occasion:
    """The first time is most likely at admission."""
    return Occasion.BETWEEN if queries.scores_of(case.person).filter(instrument=form.id, unsent=None).exists() else Occasion.ADMISSION


def valid_values(item: Item) -> set[str]:
    """What may be chosen for an item."""
    return {*map(str, item.answers.values), DECLINED[0], LEFT_OUT[0]}


def chosen(form: Definition, held: Held) -> dict[str, str]:
    """The answers so far, by item; blank for what is not on the form."""
    given = {item.id: (held.get(f"item_{item.id}") or [""])[0] for item in form.items}
    return {item.id: given[item.id] if given[item.id] in valid_values(item) else "" for item in form.items}


def dangerous_items(form: Definition, items: dict[str, int | None]) -> set[str]:
    """The items whose answers tell of danger."""
    return {alert["item"] for alert in score(form, items).alerts}


def tell_of_refused(code: str, form: Definition, sent: Held, *, by: User) -> CaseRow | None:
    """Of a form that its writer may not record any more: where its valid answers tell of danger, that is told, and nothing else of it is
    kept. Answers the case of which it was told."""
    alerts = score(form, as_answers(form, chosen(form, sent))["items"]).alerts if asks(by, form) else ()
    if not alerts:
        return None
    worst = max(alerts, key=lambda alert: LEVELS.index(alert["level"]))
    return raise_refused(code, level=worst["level"], is_partial=bool(worst.get("unasked")), by=by)


def record_unsent(
    case: CaseRow, form: Definition, *, by: User, items: dict[str, int | None], held: UUID | None = None, **facts: Any
) -> bool:
    """Records what was answered so far; whoever is to act on it is told. False under duress, where no draft is kept to go on with."""
    unsent = draft_id(by, draft_key(case, form), held)
    if unsent is None:
        return False
    how = {"done_on": today(), "occasion": occasion_of(case, form), **facts}
    ask(case, by=by, instrument=form.id, items=items, unsent=unsent, is_finished=False, **how)
    return True


def forget_taken_back(begun: Iterable[ResponseRecord], *, by: User) -> None:
    """What an undo took back of forms that are not sent stands chosen in none of them any more: what rings is recorded at its press, so
    an answer that does and is not recorded was taken back."""
    for was in begun:
        form = queries.get_definition(was.instrument)
        key = f"ask-{form.number}:{was.case}"
        if draft_id(by, key, was.unsent) is None:
            continue
        held, row = open_draft(by, key, was.unsent), queries.find_unsent(by, was.person, was.unsent)
        recorded = read_response(row, by=by)["items"] if row else {}
        given = as_answers(form, chosen(form, held))["items"]
        if gone := [item for item in dangerous_items(form, given) if recorded.get(item) != given[item]]:
            newest = drafts_of(by, [key]).get(key)
            path = newest.path if newest is not None and newest.pk == was.unsent else ""
            keep_draft(by, key, {**held, **{f"item_{item}": [""] for item in gone}}, path=path, held=was.unsent)


def tell_of_unsent(case: CaseRow, given: AskForm, sent: QueryDict, *, by: User, path: str, **facts: Any) -> bool:
    """Of a form on one page that was refused, or is not sent yet: where its valid answers tell of danger they are recorded, and the form
    is kept to go on with.

    `path`: its page. `facts`: the language where none was chosen, and the wording that was read.
    """
    form = given.definition
    typed = {name: list(map(str, values)) for name, values in sent.lists() if name in given.fields}
    answers = as_answers(form, chosen(form, typed))
    if not dangerous_items(form, answers["items"]):
        return False
    held = id_or_none(sent.get(DRAFT_ID, ""))
    keep_draft(by, draft_key(case, form), typed, path=path, held=held)
    return record_unsent(case, form, by=by, held=held, **{**facts, **given.how, **answers})
