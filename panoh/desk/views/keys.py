"""The lock: the page that opens it, the page that says how the keys stand, the button that closes everything."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, public, requires
from panoh.accounts.roles import Permission
from panoh.audit.trail import record
from panoh.core.actor import SYSTEM
from panoh.vault import client
from panoh.vault.events import Event
from panoh.vault.nights import recent_copies


@public
def unlock(request: HttpRequest) -> HttpResponse:
    """The passphrase opens the ring. Anybody may try: the passphrase is the key, and a wrong one costs seconds."""
    if not client.status().locked:
        return redirect("desk:my_day")
    failed = False
    if request.method == "POST":
        if client.unlock(request.POST.get("passphrase", "")):
            record(Event.UNLOCKED, by=SYSTEM)
            return redirect("desk:sign_in")
        failed = True
    status = client.status()
    language = request.GET.get("language") or translation.get_language_from_request(request)
    with translation.override(language if language in {"tg", "ru", "en"} else "tg"):
        return render(request, "desk/unlock.html", {"failed": failed, "running": status.running}, status=403 if failed else 200)


@requires(Permission.KEYS)
def show_keys(request: StaffRequest) -> HttpResponse:
    """How the keys stand, how the last nights' copies went, and the button that locks everything."""
    copies = {"copies": recent_copies(), "is_copied": settings.COPIES_AT_NIGHT}
    return render(request, "desk/keys.html", {"status": client.status(), **copies})


@require_POST
@requires(Permission.KEYS)
def lock_everything(request: StaffRequest) -> HttpResponse:
    """Every key out of memory, on every worker, at once."""
    try:
        record(Event.LOCKED, by=request.user.actor)
    finally:  # whatever hinders the record must not hinder the lock
        client.lock()
    return redirect("desk:unlock")
