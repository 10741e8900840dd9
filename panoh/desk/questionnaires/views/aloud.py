"""A questionnaire read aloud, one item on the screen. What tells of danger is recorded at its own press, not at the last."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.drafts import keep_draft
from panoh.accounts.queries import draft_id, open_draft
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import CaseRow
from panoh.core.errors import Invalid
from panoh.core.spoken import Spoken
from panoh.desk.questionnaires import results
from panoh.desk.questionnaires.unsent import Held, chosen, dangerous_items, draft_key, record_unsent, valid_values
from panoh.desk.questionnaires.views.questionnaires import asked_here
from panoh.instruments import queries
from panoh.instruments.actions import check_contradictions
from panoh.instruments.definitions import Definition, Item
from panoh.instruments.enums import Way
from panoh.instruments.forms import DECLINED, LEFT_OUT, as_answers


@requires(Permission.QUESTIONNAIRES)
def read_aloud(request: StaffRequest, code: str, instrument: str, step: int) -> HttpResponse:
    """One item on the screen, in large type. Answers are kept as the draft of the form, where they are looked over and recorded."""
    items = queries.get_definition(instrument).items
    number = min(max(step, 1), len(items))
    item, answer = items[number - 1], request.POST.get("answer", "")
    case, form, language = asked_here(request, code, instrument, {f"item_{item.id}": [answer]})
    key = draft_key(case, form)
    held: Held = open_draft(request.user, key) if draft_id(request.user, key) else {}
    if "in" not in request.GET and held.get("language", [""])[0] in Spoken.values:
        language = held["language"][0]
    refused = ""
    if request.method == "POST":
        held = {**held, "language": [language], "way": [Way.ASKED], f"item_{item.id}": [answer if answer in valid_values(item) else ""]}
        following = _next(form, chosen(form, held), number)
        name, args = ("desk:case_aloud", [code, instrument, following]) if following else ("desk:case_ask", [code, instrument])
        keep_draft(request.user, key, held, path=reverse(name, args=args))
        try:
            _tell(request, case, form, item, held)
        except Invalid as error:
            refused = str(error.sentence)
        else:
            return redirect(f"{reverse(name, args=args)}?in={language}{'' if following else '&draft=use'}")
    context = {"case": case, "number": number, "refused": refused, "query": f"?in={language}", **_item(form, item, held, language)}
    return render(request, "desk/questionnaires/aloud.html", context, status=400 if refused else 200)


def _item(form: Definition, item: Item, held: Held, language: str) -> dict[str, Any]:
    """What is read out, and what was chosen before."""
    wording, _of = results.wording_for(form, queries.current_packs(form.id), language)
    is_first, last = item is form.items[0], len(form.items)
    answers = [*((str(value), word) for value, word in wording.answers[item.id]), DECLINED, LEFT_OUT]
    found = {"form": form, "item": item, "words": wording.items[item.id], "intro": wording.intro if is_first else "", "answers": answers}
    return {**found, "is_own": wording.is_own, "last": last, "chosen": chosen(form, held)[item.id]}


def _next(form: Definition, given: Mapping[str, str], number: int) -> int:
    """The step after this one, past what the form itself skips by these answers; 0 where there is none."""
    unanswered = {DECLINED[0], LEFT_OUT[0]}
    skipped = {
        rule.item for rule in form.implied if given[rule.when] == str(rule.equals) or (rule.gated and given[rule.when] in unanswered)
    }
    return next((at for at, item in enumerate(form.items, 1) if at > number and item.id not in skipped), 0)


def _tell(request: StaffRequest, case: CaseRow, form: Definition, item: Item, held: Held) -> None:
    """Records what was answered so far where this answer tells of danger, or where an earlier one does that is not recorded yet.

    Raises Invalid where another answer rules this one out.
    """
    given, language = as_answers(form, chosen(form, held)), held["language"][0]
    rings = dangerous_items(form, given["items"])
    begun = draft_id(request.user, draft_key(case, form))
    is_new = item.id in rings or not queries.find_unsent(request.user, case.person, begun)
    if rings and is_new:
        _shown, pack = results.wording_for(form, queries.current_packs(form.id), language)
        if record_unsent(case, form, by=request.user, language=language, text_pack=pack, **given):
            messages.warning(request, _("This answer was recorded at once. Someone must act on it."))
    check_contradictions(form, given["items"], of=item.id)
