"""A letter to an authority from its draft to the day it leaves: written, looked at, read by a second person, sent once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import get_case
from panoh.core.errors import Conflict, Invalid, NotFound, Sentence, WrongState
from panoh.correspondence import queries
from panoh.correspondence.actions import letters as actions
from panoh.correspondence.forms.letters import ChangeLetterForm, LetterForm, ReaderForm, RemarkForm, SendForm
from panoh.correspondence.queries import RegisterItemRow
from panoh.desk.frame.facility_names import addressee_choices
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.letters.register_lines import letter_choices
from panoh.desk.letters.register_page import read_item, read_words, show_page
from panoh.desk.letters.views.register import BACK, url_of

HOW = _("Say no more about a person than needed. The subject appears in the register, so do not name anyone in it.")
HOW_READER = _("Choose someone who works on the case and did not write the letter. They will find it in My day.")
HOW_RETURN = _("Write what to change. The author sees it in the letter.")


@requires(Permission.CORRESPONDENCE_WRITE)
def write_letter(request: StaffRequest) -> HttpResponse:
    """Draws up a letter; coming from a case, it concerns that person."""
    code = request.GET.get("case", "")
    case = get_case(request.user, code, Permission.CORRESPONDENCE_WRITE) if code else None
    offered: Any = {"addressees": addressee_choices(request.user), "letters": letter_choices(request.user), "concerns": case is not None}
    back = reverse("desk:case_letters", args=[case.code]) if case else reverse("desk:register")
    draft = f"letter:{case.pk if case else 'new'}"
    initial = {"language": "ru", "answers": request.GET.get("answers", "")}

    def act(form: LetterForm) -> Any:
        about = actions.About(case, form.cleaned_data["data_kinds"]) if case else None
        return actions.draft_letter(by=request.user, concerns=about, **form.action_kwargs)

    page = Page(
        _("Letter to an authority"), pgettext_lazy("letter", "Create the letter"), back, BACK, draft, HOW, code=case.code if case else ""
    )
    make = lambda data: LetterForm(data, initial=initial, **offered)  # noqa: E731 -- the shape of every form page
    return process_form(request, page, make, act, said=_("Created. Nothing has been sent yet."), done=url_of)


@requires(Permission.CORRESPONDENCE_WRITE)
def change_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes a draft; coming by the button, the form holds what stands there."""
    item = queries.get_item(request.user, key)
    link = queries.link_of(request.user, item)
    known, letters = addressee_choices(request.user), letter_choices(request.user, but=item)

    def now() -> CurrentState:
        fresh = queries.get_item(request.user, key)
        values = {**read_item(request.user, fresh), "addressee": str(fresh.addressee_id), "language": fresh.language}
        if link:
            values |= {"words": read_words(request.user, fresh, link).about, "data_kinds": link.data_kinds}
        return CurrentState(fresh.version, values)

    def make(data: QueryDict | None) -> ChangeLetterForm:
        return ChangeLetterForm(data, initial=begin(data, now), addressees=known, letters=letters, concerns=link is not None)

    page = Page(_("Change the letter"), _("Save"), url_of(item), BACK, f"letter-change:{key}", HOW)
    act = lambda form: actions.change_letter(item, by=request.user, **form.action_kwargs)  # noqa: E731 -- the shape of every form page
    return process_form(request, page, make, act, said=_("Changed."), now=now, by_press=True)


@require_POST
@requires(Permission.CORRESPONDENCE)
def preview_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """What will leave, with the name shut: for its author, for the second reader, for who keeps the register and sees the case."""
    return _looked_at(request, key)


def _looked_at(request: StaffRequest, key: UUID, refusal: Sentence = "", status: int = 200) -> HttpResponse:
    item = queries.get_item(request.user, key)
    letter = actions.preview_letter(item, by=request.user) if item.state in ("draft", "reading", "agreed") else None
    return show_page(request, item, letter=letter, refusal=refusal, status=status)


@requires(Permission.CORRESPONDENCE_WRITE)
def choose_reader(request: StaffRequest, key: UUID) -> HttpResponse:
    """Gives it to a second reader."""
    item = queries.get_item(request.user, key)
    link = queries.link_of(request.user, item)
    if link is None:
        raise NotFound(queries.NOT_HERE)
    users = queries.readers_for(item, link.case)

    def now() -> CurrentState:
        fresh = queries.get_item(request.user, key)
        return CurrentState(fresh.version, {}, beside=[(_("Status"), item.get_state_display(), fresh.get_state_display())])

    return process_form(
        request,
        Page(_("Send to a second reader"), _("Send for reading"), url_of(item), BACK, f"letter-reader:{key}", HOW_READER),
        lambda data: ReaderForm(data, users=users, initial={"version": item.version}),
        lambda form: actions.give_to_reader(item, by=request.user, **form.action_kwargs),
        said=_("Sent to the second reader."),
        now=now,
    )


@requires(Permission.LETTER_AGREE)
def return_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second reader gives it back."""
    item = queries.get_item(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_item(request.user, key)
        return CurrentState(fresh.version, {}, beside=[(_("Status"), item.get_state_display(), fresh.get_state_display())])

    return process_form(
        request,
        Page(_("Return"), _("Return"), url_of(item), BACK, f"letter-return:{key}", HOW_RETURN),
        lambda data: RemarkForm(data, initial={"version": item.version}),
        lambda form: actions.return_letter(
            item, by=request.user, remark=form.cleaned_data["remark"], expected=form.cleaned_data["version"]
        ),
        said=_("Returned to the author."),
        now=now,
    )


@require_POST
@requires(Permission.LETTER_AGREE)
def agree_to_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second reader agrees to the version that was looked at."""
    return _step(request, key, actions.agree_to_letter, _("You agreed. The author can send it now."))


@require_POST
@requires(Permission.CORRESPONDENCE_WRITE)
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """The author takes it back to change it."""
    actions.take_back(queries.get_item(request.user, key), by=request.user)
    return _done(request, _("Withdrawn. Change it and send it to the reader again."), key)


@require_POST
@requires(Permission.CORRESPONDENCE_WRITE)
def drop_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is not sent after all."""
    actions.drop_letter(queries.get_item(request.user, key), by=request.user)
    messages.success(request, str(_("The letter will not be sent.")))
    return redirect("desk:register")


@require_POST
@requires(Permission.CORRESPONDENCE_WRITE)
def send_letter(request: StaffRequest, key: UUID) -> HttpResponse:
    """Sends it. It cannot be taken back, which stood above the button."""
    return _step(request, key, actions.send_letter, _("Sent and numbered. An exact copy is stored sealed."))


def _step(request: StaffRequest, key: UUID, act: Callable[..., RegisterItemRow], said: Words) -> HttpResponse:
    """An act on the version that was looked at; what stands in its way is said beside the letter."""
    form = SendForm(request.POST)
    if not form.is_valid():
        return _looked_at(request, key, refusal=str(next(iter(form.errors.values()))[0]), status=400)
    given = form.cleaned_data
    more = {"answer_by": given["answer_by"]} if act is actions.send_letter else {}
    try:
        act(queries.get_item(request.user, key), by=request.user, expected=given["version"], **more)
    except (Conflict, Invalid, WrongState) as error:
        return _looked_at(request, key, refusal=error.sentence, status=error.status)
    return _done(request, said, key)


def _done(request: StaffRequest, said: Words, key: UUID) -> HttpResponse:
    messages.success(request, str(said))
    return redirect("desk:register_item", key)


@require_POST
@requires(Permission.CORRESPONDENCE)
def open_copy(request: StaffRequest, key: UUID) -> HttpResponse:
    """The exact copy of what left; the opening is recorded. The file's name is its number."""
    item = queries.get_item(request.user, key)
    response = HttpResponse(actions.open_copy(item, by=request.user), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{item.number}-{item.year}.pdf"'
    return response
