"""Finding a person: by name for whoever works with people; for the hotline's officer how a person is reached, and nothing else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases import finding
from panoh.cases.actions import verify_code_word
from panoh.cases.enums import CaseState
from panoh.core.errors import Invalid
from panoh.desk.frame.case_frame import BADGES
from panoh.desk.people.duplicate_check import why_found
from panoh.vault.purpose import Purpose

OPENED_FOR = (Purpose.CARE, Purpose.CONTACT, Purpose.DECISION, Purpose.REVIEW, Purpose.DATA_QUALITY)
SAY_WHY = _("Give the reason for opening the file.")
MOST = 10


@requires(Permission.SEARCH, Permission.CALLER_ANSWER)
def show_search(request: StaffRequest) -> HttpResponse:
    """One box. What is typed comes by POST alone, so that it stands in no address, title or history."""
    text = request.POST.get("q", "")
    is_call = not has(request.user, Permission.SEARCH) or "call" in request.GET
    if is_call and has(request.user, Permission.CALLER_ANSWER):
        return render(request, _page(request, "caller", "_called"), _call(request, text))
    answer = finding.find_cases(request.user, text, limit=MOST) if text.strip() else None
    hits = answer.hits if answer else ()
    context = {
        "q": text,
        "answer": answer,
        "rows": [(hit, BADGES.get(CaseState(hit.case.state), ""), why_found(hit)) for hit in hits],
        "is_full": len(hits) == MOST,
        "purposes": [(purpose.value, purpose.label) for purpose in OPENED_FOR],
        "answers_calls": has(request.user, Permission.CALLER_ANSWER),
    }
    return render(request, _page(request, "search", "_found"), context)


def _page(request: StaffRequest, whole: str, part: str) -> str:
    """The whole page, or only what was found while one types."""
    return f"desk/people/{part}.html" if "HX-Request" in request.headers else f"desk/people/{whole}.html"


def _call(request: StaffRequest, text: str) -> dict[str, Any]:
    """What the officer may know of the one whom the caller names, and whether the word the caller said is right."""
    answer = finding.answer_caller(request.user, text) if text.strip() else None
    tag, word = request.POST.get("tag", ""), request.POST.get("word", "")
    case = answer.case_of(tag) if answer and word.strip() else None
    heard = verify_code_word(case, word, by=request.user) if case else None
    rows = [(called, heard if called.tag == tag else None) for called in answer.called] if answer else []
    return {"q": text, "answer": answer, "rows": rows}


@require_POST
@requires(Permission.SEARCH)
def open_found(request: StaffRequest) -> HttpResponse:
    """To the case file, once it is recorded what for."""
    code = request.POST.get("code", "")
    purpose = request.POST.get(f"purpose-{code}", "")
    if purpose not in OPENED_FOR:
        raise Invalid(SAY_WHY)
    case = finding.open_found(request.user, code, Purpose(purpose))
    return redirect("desk:case_file", case.code)
