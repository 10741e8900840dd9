"""What whoever holds a receipt asks for: their word is compared, the act done, the answer laid down with it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import Heard
from panoh.core.forms import PanohForm
from panoh.desk.consents.views import label_of
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.requests import own_file
from panoh.intake import actions, queries
from panoh.intake.enums import WordState
from panoh.intake.forms import REQUEST, ComplaintAboutForm, TakeBackForm, ToldForm
from panoh.intake.queries import ThreadMessageRow
from panoh.team.queries.complaints import accounts_named


@require_POST
@requires(Permission.REQUEST_DECIDE)
def weigh_word(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Compares the word they gave; the page says what came of it, never the word."""
    heard = actions.weigh(queries.get_said(request.user, code, key), by=request.user)
    say = messages.success if heard == Heard.RIGHT else messages.error
    say(request, str(WordState(heard.value).label))
    return redirect("desk:thread", code)


def _page(said: ThreadMessageRow, name: str, title: str, button: str, how: str, note: str = "") -> Page:
    code = said.thread.request.code
    back = reverse("desk:thread", args=[code])
    return Page(title, button, back, _("Message thread"), f"asked-{name}:{said.pk}", how, note, code)


@requires(Permission.REQUEST_DECIDE)
def tell_file(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What is kept and who has seen it, made by the system, for one look; sent, it is the answer."""
    said = queries.get_said(request.user, code, key)
    how = _(
        "This text has kinds, roles and days: do not add a name or a place. Anyone with the code can read it at once, and it "
        "cannot be withdrawn."
    )

    def make(data: QueryDict | None) -> ToldForm:
        if data is not None:
            return ToldForm(data)
        case = queries.case_of(request.user, said.thread, Permission.WHO_LOOKED)
        text = actions.in_their_language(said, lambda: own_file.told(said.thread, case, by=request.user))
        return ToldForm(initial={"words": text})

    return process_form(
        request,
        _page(said, "told", _("What is stored and who has seen it"), _("Send the reply"), how),
        make,
        lambda form: actions.tell_file(said, by=request.user, words=form.cleaned_data["words"]),
        said=_("Reply sent. It can be read with the reply code."),
    )


@requires(Permission.REQUEST_DECIDE)
def take_back(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What they take back: the request while it waits, and each thing they agreed to."""
    said = queries.get_said(request.user, code, key)
    waits, agreed = queries.takes_back(request.user, said.thread)
    choices = [(REQUEST, _("the request itself"))] if waits else []
    choices += [(str(row.pk), label_of(row)) for row in agreed]
    by_id = {str(row.pk): row for row in agreed}

    def act(form: PanohForm) -> None:
        what = form.cleaned_data["what"]
        actions.take_back(said, by=request.user, request=REQUEST in what, consents=[by_id[key] for key in what if key in by_id])

    how = _("Withdraw only what the message says. Everything that rests on it stops at once, and the person is told.")
    return process_form(
        request,
        _page(said, "back", _("Withdraw consent as asked"), _("Withdraw and tell them"), how),
        lambda data: TakeBackForm(data, choices=choices),
        act,
        said=_("Withdrawn. The reply can be read with the reply code."),
    )


@requires(Permission.REQUEST_DECIDE)
def pass_complaint_on(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Their complaint, in their words, to whoever answers it."""
    said = queries.get_said(request.user, code, key)
    how = _(
        "The complaint is recorded in their own words and goes to the coordinator, or to the director if it is about the "
        "coordinator. The person it is about never sees it there."
    )
    return process_form(
        request,
        _page(said, "complaint", _("Record the complaint"), _("Record and tell them"), how),
        lambda data: ComplaintAboutForm(data, accounts=accounts_named(request.user)),
        lambda form: actions.pass_complaint_on(
            said, by=request.user, about=form.cleaned_data["about"], concerned=form.by_id.get(form.cleaned_data["concerned"])
        ),
        said=_("Complaint recorded. It goes to the person who answers it, and they are told the due date."),
    )


@require_POST
@requires(Permission.REQUEST_DECIDE)
def tell_put_right(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It stands right in the file now: they are told."""
    actions.tell_put_right(queries.get_said(request.user, code, key), by=request.user)
    messages.success(request, _("Reply sent. It can be read with the reply code."))
    return redirect("desk:thread", code)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def note_erasure(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Their wish to be erased becomes a task with its day; nothing is erased by it."""
    actions.note_erasure(queries.get_said(request.user, code, key), by=request.user)
    messages.success(request, _("A task with a due date was created and they are told. Nothing was erased."))
    return redirect("desk:thread", code)
