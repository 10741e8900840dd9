"""The lock: the page that opens it, the page that says how the keys stand, the button that closes everything."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import locked_login_throttle
from panoh.accounts.access import StaffRequest, public, requires
from panoh.accounts.limits import TOO_MANY
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import address_of
from panoh.audit.sealer import seal_then
from panoh.audit.trail import record
from panoh.core.clock import today
from panoh.core.languages import LANGUAGES
from panoh.desk.data_protection.forms import CardsForm, HoursForm
from panoh.vault import client
from panoh.vault.actions import note_unlocked
from panoh.vault.events import Event
from panoh.vault.nights import recent_copies

OPEN, TAKEN, WAIT, BUSY = "open", "taken", "wait", "busy"
SECONDS = {WAIT: "10", BUSY: "3"}


@public
@sensitive_post_parameters()
def unlock(request: HttpRequest) -> HttpResponse:
    """A passphrase opens the ring, or cards of several people, each on their telephone. Anybody may try: what they know is the key."""
    if not client.status().locked:
        return redirect("desk:my_day")
    told = _tried(request) if request.method == "POST" else ""
    if told == OPEN:
        note_unlocked()
        return redirect("desk:sign_in")
    status, missing = client.status(), client.missing_shares()
    language = request.GET.get("language") or translation.get_language_from_request(request)
    with translation.override(language if language in LANGUAGES else LANGUAGES[0]):
        context = {"told": told, "running": status.running, "why": status.why, "missing": missing}
        context["locked_itself_at"] = dt.datetime.fromtimestamp(status.locked_itself_at, dt.UTC) if status.locked_itself_at else None
        response = render(
            request, "desk/data_protection/unlock.html", context, status={"": 200, TAKEN: 200, WAIT: 429, BUSY: 429}.get(told, 403)
        )
        if told in SECONDS:
            response.headers["Retry-After"] = SECONDS[told]
        return response


def _tried(request: HttpRequest) -> str:
    """What came of a try, as a word that the page knows. One that does not open is counted for its address."""
    address, share = address_of(request), request.POST.get("share", "").strip()
    if locked_login_throttle.seconds_to_wait(address):
        return WAIT
    try:
        told = _given(share) if share else OPEN if client.unlock(request.POST.get("passphrase", "")) else "wrong"
    except client.OtherTry:
        return BUSY
    if told != OPEN:  # a card that does not open yet counts too: nobody fills the room with cards of their own making
        locked_login_throttle.was_wrong(address)
    return told


def _given(share: str) -> str:
    try:
        return TAKEN if client.give_share(share) else OPEN
    except client.BadShare:
        return "bad_share"
    except client.DeadShare:
        return "dead_share"


def _page(request: StaffRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    ways = client.ways()
    left, sets = ways["seconds_left"], ways["sets"]
    context = {
        "status": client.status(),
        "sticks": ways["sticks"],
        "sets": {kind: one | {"made_on": dt.date.fromisoformat(one["made_on"])} for kind, one in sets.items()},
        "hours_left": None if left < 0 else -(-left // 3600),
        "hours": HoursForm(prefix="lock", initial={"hours": ways["confirm_hours"]}),
        "cards": CardsForm(prefix="cards"),
        "copies": recent_copies(),
        "is_copied": settings.COPIES_AT_NIGHT,
    }
    return render(request, "desk/data_protection/keys.html", context | more, status=status)


@requires(Permission.KEYS)
def show_keys(request: StaffRequest) -> HttpResponse:
    """How the keys stand, how it can be opened, how the last nights' copies went, and the button that locks everything."""
    return _page(request)


@require_POST
@requires(Permission.KEYS)
def confirm_open(request: StaffRequest) -> HttpResponse:
    """All is well: the hours until everything locks itself begin anew."""
    client.confirm(record(Event.CONFIRMED, by=request.user.actor))
    messages.success(request, _("It stays unlocked; the hours start again."))
    return redirect("desk:keys")


@require_POST
@requires(Permission.KEYS, step_up=True)
def set_lock_hours(request: StaffRequest) -> HttpResponse:
    """After how many hours everything locks itself."""
    form = HoursForm(request.POST, prefix="lock")
    if not form.is_valid():
        return _page(request, hours=form, status=400)
    said = record(Event.CONFIRM_HOURS_SET, by=request.user.actor, purpose=str(form.cleaned_data["hours"]))
    seal_then(client.set_confirm_hours, said)
    messages.success(request, _("Saved."))
    return redirect("desk:keys")


@requires(Permission.KEYS, step_up=True)
@sensitive_post_parameters()
@require_POST
def make_cards(request: StaffRequest) -> HttpResponse:
    """New cards, shown once; the earlier ones of this kind open nothing any more. The passphrase shows that it may be."""
    form = CardsForm(request.POST, prefix="cards")
    address = address_of(request)
    if not form.is_valid():
        return _page(request, cards=form, status=400)
    if locked_login_throttle.seconds_to_wait(address):
        form.add_error(None, str(TOO_MANY))
        return _page(request, cards=form, status=429)
    try:
        made = _made(form.cleaned_data)
    except client.OtherTry as not_tried:
        form.add_error(None, str(not_tried.sentence))
        return _page(request, cards=form, status=429)
    if made is None:
        locked_login_throttle.was_wrong(address)
        form.add_error("passphrase", _("Wrong passphrase. The earlier cards still work."))
        return _page(request, cards=form, status=400)
    record(Event.SHARES_MADE, by=request.user.actor)
    context = {"number": made[0], "cards": [one.split() for one in made[1]], "asked": form.cleaned_data}
    return render(request, "desk/data_protection/key_cards.html", context | {"day": today(), "house": secretariat()})


def _made(asked: dict[str, Any]) -> tuple[int, list[str]] | None:
    """The cards; None for a wrong passphrase. An instance that unlocks itself has none to ask for."""
    passphrase = None if client.status().unlocks_itself else asked["passphrase"]
    return client.make_shares(passphrase, kind=asked["kind"], needed=asked["needed"], of=asked["of"], made_on=today().isoformat())


@require_POST
@requires(Permission.KEYS)
def lock_everything(request: StaffRequest) -> HttpResponse:
    """Every key out of memory, on every worker, at once."""
    try:
        record(Event.LOCKED, by=request.user.actor)
    finally:  # whatever hinders the record must not hinder the lock
        client.lock()
    return redirect("desk:unlock")
