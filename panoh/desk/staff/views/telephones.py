"""The telephones that ring for one's own account: enrolled, listed, taken off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import actions, push_devices, queries
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import living_sessions
from panoh.core.agent import data_folder
from panoh.core.errors import Invalid
from panoh.core.push import own_key, public_text
from panoh.core.way_out import blocked_since, push_hosts
from panoh.desk.frame.step_pages import opens


@requires(Permission.DESK, step_up=True)
def show_telephones(request: StaffRequest) -> HttpResponse:
    """Which telephones ring for one's own account, and the button by which this one does."""
    data = data_folder()
    context = {
        "devices": push_devices.devices_of(request.user),
        "key": public_text(own_key(data)),
        "hosts": push_hosts() if blocked_since(data) else (),
    }
    return render(request, "desk/staff/telephones.html", context)


@requires(Permission.DESK, step_up=True)
@sensitive_post_parameters("secret")
@require_POST
def enrol_telephone(request: StaffRequest) -> HttpResponse:
    """This telephone rings from now on."""
    try:
        push_devices.enrol_device(by=request.user, address=request.POST.get("address", ""), secret=request.POST.get("secret", ""))
    except Invalid as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("This phone is connected. It rings once within a minute, as a test."))
    return redirect("desk:telephones")


@requires(Permission.DESK)
@require_POST
def take_off_telephone(request: StaffRequest, key: UUID) -> HttpResponse:
    """It rings no more."""
    push_devices.take_off_device(key, by=request.user)
    messages.success(request, _("The phone is disconnected. It no longer rings."))
    return redirect("desk:telephones")


@requires(Permission.DESK)
def show_lost(request: StaffRequest) -> HttpResponse:
    """What somebody can do whose telephone is gone, without its codes: whom to ring (by POST the numbers open), what to end from here."""
    user = request.user
    people = queries.whom_to_tell_of_loss(user)
    opened = request.method == "POST" and bool(people)
    numbers = queries.numbers_of([person for person, _role in people], by=user) if opened else {}
    context = {
        "people": [(person.username, role.label, numbers.get(person.pk, "")) for person, role in people],
        "opened": opened,
        "elsewhere": len(living_sessions(user, request.session.session_key)) - 1,
        "ringing": len(push_devices.devices_of(user)),
        "colleagues": opens(reverse("desk:users"), user),
    }
    return render(request, "desk/staff/lost_telephone.html", context)


@requires(Permission.DESK)
@require_POST
def disconnect_telephone(request: StaffRequest) -> HttpResponse:
    """Nothing of one's own goes on on a telephone that is gone: no sign-in but this one, no ringing, nothing that it sends."""
    if not request.user.under_duress and request.session.session_key:
        actions.disconnect_telephone(request.user, keep=request.session.session_key, by=request.user)
    messages.success(request, _("The phone is disconnected, and your other sign-ins have ended."))
    return redirect("desk:lost_telephone")
