"""A draft goes with the form that was sent, and stays away: an autosave of the same page that arrives afterwards is too late."""

import hashlib

from django.http import HttpRequest

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import DRAFT_ID, forget_draft
from panoh.audit.idempotency import led_to, note_page
from panoh.core.ids import id_or_none

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field


def draft_is_sent(request: StaffRequest, key: str) -> None:
    """Throws away the draft of the page whose form was saved; others of the same form stay. First it is noted that its page is done:
    whoever keeps a draft looks there after writing it, so that of the two one sees the other."""
    if token := request.POST.get(TOKEN, ""):
        note_page(_page_key(request, key, token), request.user.pk)
    held = id_or_none(request.POST.get(DRAFT_ID, ""))
    if held or DRAFT_ID not in request.POST:
        forget_draft(request.user, key, held=held)


def is_too_late(request: HttpRequest, key: str) -> bool:
    """Whether the page that sends this draft has saved its form already."""
    token = request.headers.get("X-CSRFToken", "")
    return bool(token) and led_to(_page_key(request, key, token)) is not None


def _page_key(request: HttpRequest, key: str, token: str) -> bytes:
    return hashlib.sha256(f"draft\n{request.user.pk}\n{key}\n{token}".encode()).digest()
