"""The second reader of a referral's letter in which words that tell were kept: asked, agreeing, giving it back; an urgent one alone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import Conflict
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.referrals.views.letters import preview_page
from panoh.referrals import actions
from panoh.referrals.forms import AgreeForm, AloneForm, ReaderForm, RemarkForm
from panoh.referrals.queries import referrals as queries

HOW_READER = gettext_lazy("Choose someone who works on the case and did not write the letter. They will find it in My day.")
HOW_RETURN = gettext_lazy("Write what to change. The author sees it in the letter.")
HOW_ALONE = gettext_lazy("Only if it is urgent and no colleague is available. The coordinator is told at once.")


@requires(Permission.REFERRAL_VIEW)
def show_reading(request: StaffRequest, key: UUID) -> HttpResponse:
    """Where a task leads: to the page of the referral, on which the letter is opened."""
    return redirect("desk:referral", queries.get_referral_by_key(request.user, key).code)


def _page(title: str, button: str, code: str, draft: str, how: object) -> Page:
    return Page(title, button, reverse("desk:referral", args=[code]), _("Referral"), draft, str(how), code=code)


@requires(Permission.REFERRAL_WRITE)
def give_letter(request: StaffRequest, code: str) -> HttpResponse:
    """Asks a colleague to read it."""
    row = queries.get_referral(request.user, code)
    users = queries.readers_for(row)
    return process_form(
        request,
        _page(_("Send to a second reader"), _("Send for reading"), row.code, f"words-reader:{row.pk}", HOW_READER),
        lambda data: ReaderForm(data, users=users, initial={"version": row.version}),
        lambda form: actions.give_to_reader(row, by=request.user, **form.action_kwargs),
        said=_("Sent to the second reader."),
        now=lambda: CurrentState(queries.get_referral(request.user, code).version, {}),
    )


@require_POST
@requires(Permission.REFERRAL_WRITE)
def agree_to_letter(request: StaffRequest, code: str) -> HttpResponse:
    """The second reader agrees to the letter that was on the page."""
    row = queries.get_referral(request.user, code)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return preview_page(request, row, refusal=str(next(iter(form.errors.values()))[0]), status=400)
    try:
        actions.agree_to_words(row, by=request.user, **form.action_kwargs)
    except Conflict as error:
        return preview_page(request, queries.get_referral(request.user, code), refusal=str(error.sentence), status=error.status)
    messages.success(request, _("Letter approved."))
    return redirect("desk:referral", row.code)


@requires(Permission.REFERRAL_WRITE)
def return_letter(request: StaffRequest, code: str) -> HttpResponse:
    """The second reader gives it back."""
    row = queries.get_referral(request.user, code)
    return process_form(
        request,
        _page(_("Return"), _("Return"), row.code, f"words-return:{row.pk}", HOW_RETURN),
        lambda data: RemarkForm(data, initial={"version": row.version}),
        lambda form: actions.return_to_writer(row, by=request.user, **form.action_kwargs),
        said=_("Returned."),
        now=lambda: CurrentState(queries.get_referral(request.user, code).version, {}),
    )


@requires(Permission.REFERRAL_WRITE)
def go_alone(request: StaffRequest, code: str) -> HttpResponse:
    """An urgent one may leave without a second reader."""
    row = queries.get_referral(request.user, code)
    return process_form(
        request,
        _page(_("No time to wait for a second reader"), _("Continue with this reason"), row.code, f"words-alone:{row.pk}", HOW_ALONE),
        lambda data: AloneForm(data, initial={"version": row.version}),
        lambda form: actions.go_alone(row, by=request.user, **form.action_kwargs),
        said=_("The coordinator has been told. Check the letter and send it."),
        now=lambda: CurrentState(queries.get_referral(request.user, code).version, {}),
    )
