"""A draft goes with the form that was sent, and stays away: an autosave of the same page that arrives afterwards is too late. What was
sent comes back as a draft when its act is undone."""

import hashlib
import json
import re
from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import DRAFT_ID, MOST_BYTES, forget_draft, keep_sent, typed_in
from panoh.accounts.models import User
from panoh.audit.idempotency import led_to, note_page
from panoh.audit.undo import codes_of
from panoh.cases.queries.cases import are_unsealed
from panoh.core.errors import PanohError
from panoh.core.ids import id_or_none
from panoh.referrals.queries.referrals import codes_of_cases

VERSION = re.compile(r"(^|-)version$")  # of the row that was typed over
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field


def draft_is_sent(request: StaffRequest, key: str) -> None:
    """Throws away the draft of the page whose form was saved; others of the same form stay. First it is noted that its page is done:
    whoever keeps a draft looks there after writing it, so that of the two one sees the other."""
    if token := request.POST.get(TOKEN, ""):
        note_page(_page_key(request, key, token), request.user.pk)
    held = id_or_none(request.POST.get(DRAFT_ID, ""))
    if key and (held or DRAFT_ID not in request.POST):
        forget_draft(request.user, key, held=held)


def keep_for_undo(request: HttpRequest, user: User, act: UUID) -> None:
    """Keeps what was typed in a form with words while its act can be undone; of a sealed case nothing, which opens to its members alone,
    nor where the act does not name its case or request. Without the version: an undone row has another."""
    key, of_words = request.POST.get("draft", ""), request.POST.get("of_words", "").split()
    if not key or not any(request.POST.get(name, "").strip() for name in of_words):
        return
    values = {name: given for name, given in typed_in(request.POST).items() if not VERSION.search(name)}
    if len(json.dumps(values, ensure_ascii=False).encode()) > MOST_BYTES:
        return
    codes = codes_of(act)
    if codes and are_unsealed(codes_of_cases(codes)):
        with suppress(PanohError):  # the act is done
            keep_sent(user, key, values, path=request.path, act=act)


def is_too_late(request: HttpRequest, key: str) -> bool:
    """Whether the page that sends this draft has saved its form already."""
    token = request.headers.get("X-CSRFToken", "")
    return bool(token) and led_to(_page_key(request, key, token)) is not None


def _page_key(request: HttpRequest, key: str, token: str) -> bytes:
    return hashlib.sha256(f"draft\n{request.user.pk}\n{key}\n{token}".encode()).digest()
