"""The telephones that ring for one's own account: enrolled, listed, taken off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from panoh.accounts import push_devices
from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.agent import data_folder
from panoh.core.errors import Invalid
from panoh.core.push import own_key, public_text
from panoh.core.way_out import blocked_since, push_hosts


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
