"""A draft goes with the form that was sent, and stays away: an autosave of the same page that arrives afterwards is too late."""

import hashlib

from django.http import HttpRequest

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import BESIDE, forget_draft, has_draft_aside
from panoh.audit.idempotency import led_to, note_page

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field


def draft_is_sent(request: StaffRequest, key: str) -> None:
    """Throws the draft of a form away that was saved; one that was offered beside it and not decided on stays. First it is noted that its
    page is done: whoever keeps a draft looks there after writing it, so that of the two one sees the other."""
    if token := request.POST.get(TOKEN, ""):
        note_page(_page_key(request, key, token), request.user.pk)
    if BESIDE not in request.POST or has_draft_aside(request.user, key):
        forget_draft(request.user, key)


def is_too_late(request: HttpRequest, key: str) -> bool:
    """Whether the page that sends this draft has saved its form already."""
    token = request.headers.get("X-CSRFToken", "")
    return bool(token) and led_to(_page_key(request, key, token)) is not None


def _page_key(request: HttpRequest, key: str, token: str) -> bytes:
    return hashlib.sha256(f"draft\n{request.user.pk}\n{key}\n{token}".encode()).digest()
