"""Half-typed forms: kept while one types, given back to whoever typed them, thrown away."""

import json

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from panoh.accounts import drafts, queries
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.sent_json import body_as_sent


@requires(Permission.DESK, also=("DELETE",))
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: StaffRequest, form: str) -> HttpResponse:
    """GET gives one's own draft, POST keeps it, DELETE throws it away."""
    if request.method == "GET":
        if queries.draft_saved_at(request.user, form) is None:
            raise Http404
        return JsonResponse(queries.open_draft(request.user, form))
    if request.method == "DELETE":
        drafts.forget_draft(request.user, form)
        return HttpResponse(status=204)
    values = _values(body_as_sent(request))
    if values is None:
        return HttpResponse(status=400)
    drafts.keep_draft(request.user, form, values, path=request.headers.get("X-Page", ""))
    return HttpResponse(status=204)


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
    """Throws a draft away from the list on the account's page, without script."""
    drafts.forget_draft(request.user, form)
    return redirect("desk:account")
