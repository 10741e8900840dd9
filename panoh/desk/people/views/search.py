"""Finding a person: by name for whoever works with people; for the hotline's officer how a person is reached, and nothing else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.drafts import keep_searched
from panoh.accounts.policy import has
from panoh.accounts.queries import searched
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet, is_on_telephone
from panoh.cases import finding
from panoh.cases.actions import verify_code_word
from panoh.cases.enums import CaseState
from panoh.core.errors import Invalid
from panoh.desk.frame.case_frame import BADGES
from panoh.desk.people.duplicate_check import why_found
from panoh.desk.people.found import FOUND, Call, keep_call, keep_found, kept_call, kept_found
from panoh.vault.purpose import Purpose

OPENED_FOR = (Purpose.CARE, Purpose.CONTACT, Purpose.DECISION, Purpose.REVIEW, Purpose.DATA_QUALITY)
SAY_WHY = _("Give the reason for opening the file.")
MOST = 10


@requires(Permission.SEARCH, Permission.CALLER_ANSWER)
def show_search(request: StaffRequest) -> HttpResponse:
    """One box. What is typed comes by POST alone, so that it stands in no address, title or history; what was found is kept under a number
    for who comes back."""
    is_call = not has(request.user, Permission.SEARCH) or "call" in request.GET
    if is_call and has(request.user, Permission.CALLER_ANSWER):
        return _call(request, request.POST.get("q", "")) if request.method == "POST" else _called_again(request)
    if request.method == "POST":
        return _search(request, request.POST.get("q", ""))
    return _found_again(request)


def _found_again(request: StaffRequest, *, is_named: bool = False) -> HttpResponse:
    number = request.GET.get(FOUND, "")
    kept = kept_found(request.session, number)
    context = _context(request, finding.find_again(request.user, kept) if kept else None, number, is_named=is_named)
    typed = "" if not kept or context["by_codes"] or is_discreet(request) else searched(request.user, number)
    return render(request, "desk/people/search.html", {**context, "q": typed, "is_over": number and not kept})


def _search(request: StaffRequest, text: str) -> HttpResponse:
    """What was found, under an address of its own, so that coming back to it sends nothing again; while one types the part of it."""
    answer = finding.find_cases(request.user, text, limit=MOST) if text.strip() else None
    is_part, here, number = "HX-Request" in request.headers, request.path, ""
    if answer and answer.hits:
        number = keep_found(request.session, answer, request.GET.get(FOUND, ""))
        keep_searched(request.user, number, text)
        here = f"{here}?{FOUND}={number}"
        if answer.complete and not is_part:
            return redirect(here)
    response = render(request, _page(request, "search", "_found"), {**_context(request, answer, number), "q": text})
    if is_part:
        response.headers["X-Here"] = here
    return response


@require_POST
@requires(Permission.SEARCH)
def show_found_names(request: StaffRequest) -> HttpResponse:
    """The names of what was found, on a telephone once the second factor was shown for this press; who comes back to it finds codes."""
    check_may_open_list(request)
    return _found_again(request, is_named=True)


def _context(request: StaffRequest, answer: finding.Answer | None, number: str, *, is_named: bool = False) -> dict[str, Any]:
    """A list with names, as others: on a telephone by codes until the second factor was shown, and without closed cases."""
    by_phone = is_on_telephone(request)
    hits = [hit for hit in answer.hits if hit.case.is_open or not by_phone] if answer else []
    return {
        "answer": answer,
        "number": number,
        "by_phone": by_phone,
        "by_codes": by_phone and not is_named,
        "rows": [(hit, BADGES.get(CaseState(hit.case.state), ""), why_found(hit)) for hit in hits],
        "is_full": answer is not None and len(answer.hits) == MOST,
        "purposes": [(purpose.value, purpose.label) for purpose in OPENED_FOR],
        "answers_calls": has(request.user, Permission.CALLER_ANSWER),
    }


def _page(request: StaffRequest, whole: str, part: str) -> str:
    """The whole page, or only what was found while one types."""
    return f"desk/people/{part}.html" if "HX-Request" in request.headers else f"desk/people/{whole}.html"


def _call(request: StaffRequest, text: str) -> HttpResponse:
    """What the officer may know of the one whom the caller names, and whether the word the caller said is right: under an address of its
    own, as what a search found."""
    answer, tag, word = _asked(request, text), request.POST.get("tag", ""), request.POST.get("word", "")
    if answer is None:
        return render(request, _page(request, "caller", "_called"), {"q": text, "is_over": bool(tag)})
    case = answer.case_of(tag) if word.strip() else None
    heard = str(verify_code_word(case, word, by=request.user)) if case else ""
    call = Call(finding.cases_of(answer), answer.complete, answer.too_short, tag if case else "", heard)
    number = keep_call(request.session, call, request.GET.get(FOUND, ""))
    if text.strip():
        keep_searched(request.user, number, text)
    here = f"{request.path}?call&{FOUND}={number}"
    if "HX-Request" not in request.headers:
        return redirect(here)
    response = render(request, "desk/people/_called.html", _called(request, answer, call, text))
    response.headers["X-Here"] = here
    return response


def _called_again(request: StaffRequest) -> HttpResponse:
    number = request.GET.get(FOUND, "")
    call = kept_call(request.session, number)
    if call is None:
        return render(request, "desk/people/caller.html", {"is_over": bool(number)})
    answer = finding.answer_again(request.user, call.cases, complete=call.complete, too_short=call.too_short)
    text = searched(request.user, number)
    is_hidden = is_discreet(request) or is_on_telephone(request)
    context = {**_called(request, answer, call, text), "typed": "" if is_hidden else text}
    return render(request, "desk/people/caller.html", context)


def _asked(request: StaffRequest, text: str) -> finding.CallerAnswer | None:
    """Of whom the caller speaks; a word that is sent without the name, as where details are hidden, is of those who were found before."""
    if text.strip():
        return finding.answer_caller(request.user, text)
    call = kept_call(request.session, request.GET.get(FOUND, "")) if request.POST.get("tag") else None
    return finding.answer_again(request.user, call.cases, complete=call.complete, too_short=call.too_short) if call else None


def _called(request: StaffRequest, answer: finding.CallerAnswer, call: Call, text: str) -> dict[str, Any]:
    rows = [(called, call.heard if called.tag == call.tag else "") for called in answer.called]
    return {"q": "" if is_discreet(request) else text, "answer": answer, "rows": rows}


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
