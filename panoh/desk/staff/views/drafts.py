"""Half-typed forms: kept while one types, given back to whoever typed them, thrown away."""

import json
import re
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from panoh.accounts import drafts, queries
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.ids import id_or_none
from panoh.desk.frame.draft_rows import draft_lines
from panoh.desk.frame.next_page import safe_next
from panoh.desk.frame.sent_drafts import VERSION, draft_is_sent, is_too_late
from panoh.desk.frame.sent_json import body_as_sent

_CODE = re.compile(r"[a-z0-9_.:+-]+")  # a choice, a day or a figure; what is written in words has more in it


@requires(Permission.DESK, also=("DELETE",))
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: StaffRequest, form: str) -> HttpResponse:
    """GET gives one's own draft, POST keeps it unless its form is saved, DELETE throws it away. `of` or X-Draft: which of the form."""
    if request.method in {"GET", "DELETE"}:
        return _given(request, form, id_or_none(request.GET.get("of", "")))
    values = _values(body_as_sent(request))
    if values is None:
        return HttpResponse(status=400)
    if is_too_late(request, form):
        return HttpResponse(status=409)
    held = id_or_none(request.headers.get("X-Draft", ""))
    drafts.keep_draft(request.user, form, values, path=request.headers.get("X-Page", ""), held=held)
    if is_too_late(request, form):  # the form was saved while this was written
        drafts.forget_draft(request.user, form, held=held)
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _given(request: StaffRequest, form: str, held: UUID | None) -> HttpResponse:
    if request.method == "DELETE":
        drafts.forget_draft(request.user, form, held=held)
        return HttpResponse(status=204)
    if queries.draft_id(request.user, form, held) is None:
        raise Http404
    return JsonResponse(queries.open_draft(request.user, form, held))


def _values(body: bytes) -> dict[str, list[str]] | None:
    """{"field": ["value", …]} as draft.js sends it; None for anything else or over 64 kB."""
    if len(body) > drafts.MOST_BYTES:
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    is_good = all(isinstance(values, list) and all(isinstance(value, str) for value in values) for values in found.values())
    return found if is_good else None


@requires(Permission.DESK)
@require_POST
def discard_draft(request: StaffRequest, form: str) -> HttpResponse:
    """Throws a draft away, without script: from a list, or on the page of its form the one that this page writes to."""
    draft_is_sent(request, form)
    return redirect(safe_next(request.POST.get("next", reverse("desk:account"))))


@requires(Permission.DESK)
def show_words(request: StaffRequest, form: str) -> HttpResponse:
    """What one wrote in a form, opened by a press: also where its page is open to one no more. They are one's own words."""
    if request.method != "POST":
        return redirect(f"{reverse('desk:account')}#drafts")
    (line,) = draft_lines(request.user, [_own(request, form)])
    values = [value for name, given in queries.open_draft(request.user, form).items() if not VERSION.search(name) for value in given]
    said = [value for value in values if value.strip() and id_or_none(value) is None]
    words = [value for value in said if not _CODE.fullmatch(value)]
    context = {"line": line, "words": words, "chosen": [value for value in said if value not in words]}
    return render(request, "desk/staff/draft_words.html", context)


def _own(request: StaffRequest, form: str) -> queries.DraftRow:
    found = next((row for row in queries.drafts(request.user) if row.form == form), None)
    if found is None:
        raise Http404
    return found
