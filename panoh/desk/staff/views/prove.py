"""The second factor once more, before what a stranger at an open desk must not do; then back to where one was going."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import passkeys, sign_in
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.forms import ProveForm
from panoh.accounts.limits import TooMany
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import address_of, renew_proof
from panoh.desk.frame.next_page import safe_next
from panoh.desk.frame.sent_json import body_of
from panoh.desk.staff.views.sign_in import PENDING, host_of


@requires(Permission.DESK)
@sensitive_post_parameters()
def show_prove(request: StaffRequest) -> HttpResponse:
    """One field for the code; the tries are those of the door."""
    form = ProveForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if sign_in.prove_again(request.user, data["code"], address=address_of(request)):
                _renew_proof(request, "code")
                return redirect(safe_next(data["next"]))
        except TooMany as error:
            form.add_error(None, str(error.sentence))
            status = error.status
        else:
            form.add_error("code", _("This code is not valid. Each code works once: wait for the next one."))
            status = 400
    return render(request, "desk/staff/prove.html", {"form": form}, status=status)


@require_POST
@requires(Permission.DESK)
def passkey_options(request: StaffRequest) -> JsonResponse:
    """What the browser asks its passkeys."""
    options, request.session[PENDING] = passkeys.sign_in_options(host_of(request))
    return JsonResponse(options)


@require_POST
@requires(Permission.DESK)
def prove_with_passkey(request: StaffRequest) -> JsonResponse:
    """A passkey of the account that is signed in, and of no other."""
    state, body = request.session.pop(PENDING, None), body_of(request)
    if not state or not passkeys.prove_again(request.user, host_of(request), state, body.get("answer", {})):
        return JsonResponse({"sentence": str(passkeys.REFUSED)}, status=401)
    _renew_proof(request, "passkey")
    return JsonResponse({"next": safe_next(str(body.get("next", "")))})


def _renew_proof(request: StaffRequest, factor: str) -> None:
    """Goes on, and says on the next page that what was pressed is not done yet."""
    if renew_proof(request, factor):
        messages.info(request, _("Confirmed. Nothing is done yet: press the button again."))
