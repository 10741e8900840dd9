"""Calling back whom a request is about: whoever sees the request notes the try, also who takes no calls."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import get_request
from panoh.core.clock import now
from panoh.desk.frame.form_page import Page, process_form
from panoh.hotline.actions import is_outside, record_attempt
from panoh.hotline.forms.callbacks import AttemptForm
from panoh.hotline.queries.callbacks import get_call_back


@requires(Permission.REQUEST_VIEW)
def add_attempt(request: StaffRequest, code: str) -> HttpResponse:
    """One try to call back, as agreed at the call of which the request came."""
    item = get_request(request.user, code)
    call = get_call_back(item)
    page = Page(
        title=_("Call back"),
        button=_("Record the attempt"),
        back_url=reverse("desk:request_detail", args=[item.code]),
        back=_("Request"),
        draft=f"call-back:{call.pk}",
        how=_("Call in the agreed hours and leave no message unless it was agreed. If someone else answers, say only what was agreed."),
        note=_("It is now outside the agreed hours. If you call all the same, write why.") if is_outside(call, now()) else "",
        code=item.code,
    )
    return process_form(
        request,
        page,
        AttemptForm,
        lambda form: record_attempt(call, by=request.user, **form.cleaned_data),
        said=_("Attempt recorded."),
    )
