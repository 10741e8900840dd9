"""For a night without a network or without light: the page for one's own telephone, its figures, and the pad on paper."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import date_only
from panoh.desk.frame.form_page import Page, process_form
from panoh.hotline import actions, phone
from panoh.hotline.forms.rota import PhonePinForm
from panoh.hotline.pad import pad
from panoh.hotline.queries.calls import NOT_HERE


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_phone(request: StaffRequest) -> HttpResponse:
    """What there is for such a night, and until when one's own figures are good."""
    address = request.build_absolute_uri(reverse("public:field", args=[get_language()]))
    return render(request, "desk/hotline/phone.html", {"address": address, "until": phone.good_until(request.user.username)})


@sensitive_post_parameters("pin")
@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def choose_figures(request: StaffRequest) -> HttpResponse:
    """An officer chooses the figures with which they send from a telephone."""
    page = Page(
        title=_("Digits for the phone"),
        button=_("Save these digits"),
        back_url=reverse("desk:phone"),
        back=_("Without network or power"),
        draft="phone-pin",
        how=_(
            "With your account name and these digits the phone signs in for one day and sends what is waiting on it. If "
            "someone else learns them, choose new ones at once."
        ),
    )
    return process_form(
        request,
        page,
        PhonePinForm,
        lambda form: actions.set_phone_pin(by=request.user, pin=form.cleaned_data["pin"]),
        said=lambda until: _("The digits work until %(when)s.") % {"when": date_only(until)},
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def print_pad(request: StaffRequest, language: str) -> HttpResponse:
    """The fields of a call on paper. It says nothing about anybody."""
    if language not in dict(settings.LANGUAGES):
        raise NotFound(NOT_HERE)
    response = HttpResponse(pad(language), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="pad-{language}.pdf"'
    return response
