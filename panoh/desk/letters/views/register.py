"""The register of letters, meetings and calls: the list, one entry, a letter that came, a talk; what is done with an entry."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import get_case
from panoh.core.clock import today
from panoh.core.errors import Invalid, NotFound, WrongState
from panoh.core.forms import PanohForm
from panoh.correspondence import queries
from panoh.correspondence.actions import register as actions
from panoh.correspondence.enums import SPOKEN, ItemKind
from panoh.correspondence.forms.register import CHANGE_FORMS, LinkForm, ReceiveForm, StrikeForm, TalkForm
from panoh.correspondence.queries import RegisterItemRow
from panoh.desk.frame.case_frame import Tab, case_frame
from panoh.desk.frame.facility_names import addressee_choices
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.desk.letters.register_lines import letter_choices, lines
from panoh.desk.letters.register_page import read_item, show_page

PAGE_SIZE = 25
BACK = _("Letters and meetings")
NO_SUCH_CASE = _("Case code not found, or you do not have access to the case.")
HOW_RECEIVE = _(
    "Do not name anyone in the subject: details about a person are stored separately. The number is given when you save and is "
    "never used again."
)
HOW_TALK = _("Record it on the same day: who was present, what was said, what was promised. Then record each promise with its date.")
HOW_STRIKE = _("The entry stays, with its number and the reason. This cannot be undone.")
HOW_LINK = _(
    "Then everyone who can see the case sees the entry with it, and its scans are sealed with the person's key. For "
    "others the entry stays as before."
)
SHOWS = {
    "": _("All"),
    "in": pgettext_lazy("letters", "Received"),
    "out": pgettext_lazy("letters", "Sent"),
    "talks": _("Meetings and calls"),
    "drafts": _("In progress"),
}


def _list(request: StaffRequest, *, opened: bool) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    may = has(request.user, Permission.CORRESPONDENCE_WRITE)
    page = Paginator(queries.items(request.user, show), PAGE_SIZE).get_page(request.GET.get("page"))
    url = reverse("desk:register")
    tabs = [Tab(f"{url}?show={key}", label, key == show) for key, label in SHOWS.items() if may or key != "drafts"]
    rows = lines(request.user, list(page), opened=opened)
    context = {"page": page, "rows": rows, "show": show, "tabs": tabs, "opened": opened, "may_write": may, "page_query": f"&show={show}"}
    return render(request, "desk/letters/register.html", context)


@requires(Permission.CORRESPONDENCE)
def show_register(request: StaffRequest) -> HttpResponse:
    """Numbers, days and kinds alone."""
    return _list(request, opened=False)


@require_POST
@requires(Permission.CORRESPONDENCE)
def show_register_words(request: StaffRequest) -> HttpResponse:
    """The same page with subjects and names, opened at once and recorded."""
    return _list(request, opened=True)


@requires(Permission.CORRESPONDENCE)
def show_item(request: StaffRequest, key: UUID) -> HttpResponse:
    """One entry; its words are still closed."""
    return show_page(request, queries.get_item(request.user, key))


@require_POST
@requires(Permission.CORRESPONDENCE)
def show_item_words(request: StaffRequest, key: UUID) -> HttpResponse:
    """One entry with its words; what concerns a person only for who sees the case."""
    return show_page(request, queries.get_item(request.user, key), opened=True)


@requires(Permission.CORRESPONDENCE)
def show_case_letters(request: StaffRequest, code: str) -> HttpResponse:
    """What is written to authorities about one person, and what they answer."""
    case, context = case_frame(request.user, code, "case_letters")
    context["rows"] = lines(request.user, queries.case_items(request.user, case))
    context["may_write"] = has(request.user, Permission.CORRESPONDENCE_WRITE)
    return render(request, "desk/letters/case_letters.html", context)


def concerned(request: StaffRequest, form: PanohForm) -> actions.Concerns | None:
    """The case whose code was typed, found for this account."""
    given = form.cleaned_data
    if not given["code"]:
        return None
    try:
        return actions.Concerns(get_case(request.user, given["code"], Permission.CORRESPONDENCE_WRITE), given["about"])
    except NotFound:
        raise Invalid(NO_SUCH_CASE, {"code": NO_SUCH_CASE}) from None


def url_of(row: RegisterItemRow) -> str:
    """The page of an entry."""
    return reverse("desk:register_item", args=[row.pk])


@requires(Permission.CORRESPONDENCE_WRITE)
def receive_letter(request: StaffRequest) -> HttpResponse:
    """Registers a letter that came."""
    initial = {"dated_on": today(), "code": request.GET.get("case", "")}
    offered: Any = {"addressees": addressee_choices(request.user), "letters": letter_choices(request.user)}
    page = Page(_("Letter received"), _("Register"), reverse("desk:register"), BACK, "letter-in:new", HOW_RECEIVE)
    return process_form(
        request,
        page,
        lambda data: ReceiveForm(data, initial=initial, **offered),
        lambda form: actions.receive_letter(by=request.user, concerns=concerned(request, form), **form.action_kwargs),
        said=_("Registered. Write the number on the letter."),
        done=url_of,
    )


@requires(Permission.CORRESPONDENCE_WRITE)
def note_talk(request: StaffRequest) -> HttpResponse:
    """Notes a meeting or a call."""
    initial = {"held_on": today(), "kind": ItemKind.MEETING, "code": request.GET.get("case", "")}
    known = addressee_choices(request.user)
    page = Page(_("Meeting or call"), _("Record"), reverse("desk:register"), BACK, "talk:new", HOW_TALK)
    return process_form(
        request,
        page,
        lambda data: TalkForm(data, initial=initial, addressees=known),
        lambda form: actions.note_talk(by=request.user, concerns=concerned(request, form), **form.action_kwargs),
        said=_("Saved. Also record what was promised."),
        done=url_of,
    )


@requires(Permission.CORRESPONDENCE_WRITE)
def change_item(request: StaffRequest, key: UUID) -> HttpResponse:
    """Mends an entry; coming by the button, the form holds what stands there."""
    item = queries.get_item(request.user, key)
    kind = ItemKind(item.kind)
    if kind not in CHANGE_FORMS:
        raise WrongState(actions.SENT_STAYS)
    more: Any = {"letters": letter_choices(request.user, but=item)} if kind not in SPOKEN else {}

    def now() -> CurrentState:
        fresh = queries.get_item(request.user, key)
        return CurrentState(fresh.version, read_item(request.user, fresh))

    return process_form(
        request,
        Page(_("Change the entry"), _("Save"), url_of(item), BACK, f"item:{key}", HOW_RECEIVE),
        lambda data: CHANGE_FORMS[kind](data, initial=begin(data, now), **more),
        lambda form: actions.change_item(item, by=request.user, **form.action_kwargs),
        said=_("Changed."),
        now=now,
        by_press=True,
    )


@requires(Permission.CORRESPONDENCE_WRITE)
def link_item(request: StaffRequest, key: UUID) -> HttpResponse:
    """Links an entry to the case it concerns."""
    item = queries.get_item(request.user, key)

    def act(form: PanohForm) -> None:
        found = concerned(request, form)
        assert found is not None
        actions.link_case(item, by=request.user, concerns=found)

    page = Page(_("Link to a case"), _("Link the entry"), url_of(item), BACK, f"item-link:{key}", HOW_LINK)
    return process_form(request, page, LinkForm, act, said=_("Linked."))


@requires(Permission.CORRESPONDENCE_WRITE)
def strike_item(request: StaffRequest, key: UUID) -> HttpResponse:
    """Strikes an entry out."""
    item = queries.get_item(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_item(request.user, key)
        return CurrentState(fresh.version, {}, beside=[(_("Status"), item.get_state_display(), fresh.get_state_display())])

    def act(form: PanohForm) -> None:
        actions.strike_out(item, by=request.user, why=form.cleaned_data["why"], expected=form.cleaned_data["version"])

    page = Page(_("Cross out"), _("Cross out"), url_of(item), BACK, f"item-strike:{key}", HOW_STRIKE)
    make = lambda data: StrikeForm(data, initial={"version": item.version})  # noqa: E731 -- the shape of every form page
    return process_form(request, page, make, act, said=_("Crossed out. The number stays."), now=now)
