"""Requests for help: the list, a new one in a minute, triage, decision, admission."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.policy import has
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.actions.questions import read_own_answers
from panoh.cases.before_create import MatchCriteria, hits_of
from panoh.cases.enums import Asker, AskingForm, Need, RequestState, Urgency
from panoh.cases.finding import latest_cases
from panoh.cases.forms.admission import iso
from panoh.cases.forms.letting_go import RefusalForm, TakeBackForm
from panoh.cases.forms.questions import own_answers, with_own
from panoh.cases.forms.requests import RequestForm, TriageForm, door_of
from panoh.cases.policy import can, hears_decision
from panoh.cases.queries import cases as queries
from panoh.cases.queries.cases import RequestRow
from panoh.cases.queries.danger import danger_of, dangers_known, told_of
from panoh.cases.queries.joined_dangers import dangers_perhaps_twice
from panoh.cases.questions import answers_at, asked_in, text_of
from panoh.cases.questions import said as said_to
from panoh.core.clock import now
from panoh.core.errors import Invalid, NotFound
from panoh.core.forms import PanohForm
from panoh.core.forms.dates import PartialDate
from panoh.desk.actions import admit_with_consent
from panoh.desk.cases.closing_open import dangers_in, seen_in
from panoh.desk.danger.views.urgency import danger_on_request
from panoh.desk.frame.danger_acts import is_raised, said_raised
from panoh.desk.frame.form_page import ConfirmationRequired, CurrentState, Page, begin, process_form
from panoh.desk.frame.safe_number import said_of_number
from panoh.desk.people.duplicate_check import SAME, Question, answers, ask, distinct_answers, rows_sent, said
from panoh.desk.requests.forms import NO_SUCH_CODE, AdmissionPageForm
from panoh.hotline.queries.callbacks import call_back_owed
from panoh.hotline.queries.cover import worker_for
from panoh.intake.queries import has_thread
from panoh.people.data import FULL_NAME
from panoh.places import catalogue
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BADGES = {RequestState.NEW: "wait", RequestState.TRIAGED: "wait", RequestState.ADMITTED: "done"}


def _needs(item: RequestRow, *, in_full: bool) -> str:
    needs = [Need(each) for each in item.needs if each in Need.values]
    said = ", ".join(need.full_label if in_full else str(need.label) for need in needs)
    return said or _("it is not clear yet what is needed")


@requires(Permission.REQUEST_CREATE)
def show_requests(request: StaffRequest) -> HttpResponse:
    """Those that wait, the latest first; or those decided."""
    show = "decided" if request.GET.get("show") == "decided" else ""
    page = Paginator(queries.requests(request.user, show), PAGE_SIZE).get_page(request.GET.get("page"))
    moment = now()
    rows = [
        (
            item,
            _needs(item, in_full=False),
            catalogue.name(item.place or item.region),
            not show and getattr(item, "next_due", moment) < moment,
            hears_decision(request.user, item),
        )
        for item in page
    ]
    context = {"rows": rows, "page": page, "show": show, "may_view": has(request.user, Permission.REQUEST_VIEW)}
    return render(request, "desk/requests/requests.html", context)


@requires(Permission.REQUEST_CREATE)
def new_request(request: StaffRequest) -> HttpResponse:
    """Writes down a call for help."""
    known, asked = in_order(queries.organisations()), asked_in(AskingForm.REQUEST)
    page = Page(
        title=_("New request"),
        button=_("Record the request"),
        back_url=reverse("desk:requests"),
        back=_("Requests"),
        draft="request:new",
        how=_(
            "Ask first how to call back safely. What is asked for and the urgency are enough (in danger, the urgency "
            "alone); the rest can wait."
        ),
    )
    own: dict[str, Any] = {"is_lawyer": has(request.user, Permission.LEGAL), "initial": {"door": door_of(request.user)}}
    return process_form(
        request,
        page,
        lambda data: with_own(RequestForm(data, organisations=known, **own), asked),
        lambda form: actions.receive_compared(
            by=request.user, answers=answers(request, _asked_for(form)), own=own_answers(form, asked), **form.action_kwargs
        ),
        said=lambda made: said(request.user, _("Request %(code)s recorded.") % {"code": made.code} + said_of_number(request)),
        done=lambda made: reverse("desk:request_detail", args=[made.code]) if has(request.user, Permission.REQUEST_VIEW) else "",
    )


def _asked_for(form: PanohForm) -> MatchCriteria:
    """Whom the request is about. The number is their own only where nobody else calls for them."""
    given = form.cleaned_data
    number = given["number"] if given["asker"] == Asker.PERSON else ""
    return MatchCriteria(names=f"{given['family_name']} {given['given_name']}", number=number or "", sex=given["sex"])


@requires(Permission.REQUEST_VIEW)
def show_request(request: StaffRequest, code: str) -> HttpResponse:
    """One request; its words are opened by a press (POST) and shown on the page that answers."""
    item = queries.get_request(request.user, code)
    words = None
    if request.method == "POST":
        (words,) = open_sealed([item], by=request.user.actor, purpose=Purpose.DECISION)
    context = {
        **_perhaps(request, item, opened=words is not None),
        "item": item,
        "needs": _needs(item, in_full=True),
        "hears": hears_decision(request.user, item),
        "may_open": getattr(item, "case", None) is not None and can(request.user, Permission.CASE_VIEW, item.case),
        "where": catalogue.name(item.place or item.region),
        "words": words,
        "told": _answered(request, item) if words and not words.is_unreadable else [],
        "is_late": item.state in queries.OPEN_REQUESTS and item.due_at < now(),
        "badge": BADGES.get(RequestState(item.state), ""),
        "decides": has(request.user, Permission.REQUEST_DECIDE),
        "danger": danger_on_request(request, item),
        "perhaps_twice": dangers_perhaps_twice(request.user, item),
        "call_back": call_back_owed(item),
        "written": has_thread(request.user, item),
    }
    return render(request, "desk/requests/detail.html", context)


def _answered(request: StaffRequest, item: RequestRow) -> list[tuple[str, str]]:
    """The Unit's own questions and what was answered to them at the request."""
    rows = answers_at(item)
    opened = read_own_answers(rows, by=request.user, purpose=Purpose.DECISION)
    return [(text_of(row.question), said_to(row.question, opened[row.pk])) for row in rows]


def _perhaps(request: StaffRequest, item: RequestRow, *, opened: bool) -> dict[str, Any]:
    """Whose file the request is joined to, and who it may be about: by code, once its words are opened by name too."""
    asked = queries.asked_about(request.user, item)
    people = [*asked, *([item.person_id] if item.person_id else [])]
    cases = latest_cases(request.user, Permission.CASE_VIEW, people=people) if people else {}
    return {
        "joined": cases.get(item.person_id) if item.person_id else None,
        "perhaps": [cases[person] for person in asked if person in cases],
        "question": Question(rows_sent({}, hits_of(request.user, asked))) if asked and opened else None,
    }


def _page(item: RequestRow, name: str, title: str, button: str, how: str, note: str = "") -> Page:
    back = reverse("desk:request_detail", args=[item.code])
    return Page(title=title, button=button, back_url=back, back=_("Request"), draft=f"{name}:{item.id}", how=how, note=note, code=item.code)


def _triaged(made: RequestRow) -> str:
    open_still = _("Triage done. The danger is still open: record what came of it, or say who takes it on.")
    return open_still if danger_of(made) else _("Triage done. The request waits for a decision.")


@requires(Permission.REQUEST_VIEW)
def triage_request(request: StaffRequest, code: str) -> HttpResponse:
    """How urgent it is and what it is about."""
    item = queries.get_request(request.user, code)
    how = _("Show the text of the request first. Choose the urgency by danger, not by the order of calls.")

    def values(row: RequestRow) -> dict[str, Any]:
        return {"urgency": row.urgency, "needs": row.needs, "kind": row.kind, "place": row.place or row.region}

    start = {"version": item.version, "dangers": told_of(item), **values(item)}

    return process_form(
        request,
        _page(item, "triage", _("Triage"), _("Record the triage"), how),
        lambda data: TriageForm(data, within_hour=item.within_hour, initial=start),
        lambda form: actions.triage_request(item, by=request.user, **form.action_kwargs),
        said=lambda made: said_raised(request, made, _triaged(made)),
        template="desk/requests/triage.html",
        warns=lambda made: danger_of(made) is not None or is_raised(request, made),
        now=lambda: _now(
            request, code, lambda row, words: {**values(row), "words": words.triage_words}, RequestState.NEW, RequestState.TRIAGED
        ),
    )


def _now(
    request: StaffRequest, code: str, values: Callable[[RequestRow, Opened], dict[str, Any]], leads_from: RequestState, to: RequestState
) -> CurrentState:
    """What stands in the request now, with its words, which whoever decides may open, and its state where that is another by now."""
    row = queries.get_request(request.user, code)
    (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.DECISION)
    moved = [(_("Status"), to.label, row.get_state_display())] if row.state != leads_from else []
    return CurrentState(row.version, values(row, words), beside=moved)


def _danger_beside(request: StaffRequest, item: RequestRow) -> dict[str, Any]:
    """The dangers of a request that is let go, which come before the decision."""
    return {"dangers": dangers_in(request.user, item), "seen": seen_in(item), "item": item}


@requires(Permission.REQUEST_DECIDE)
def refuse_request(request: StaffRequest, code: str) -> HttpResponse:
    """Declines a request, or passes it to a service that fits better."""
    item = queries.get_request(request.user, code)
    how = _("If another service fits better, name it. The person gets the reason as you write it.")
    becomes = RequestState.ELSEWHERE if request.POST.get("outcome") == "elsewhere" else RequestState.DECLINED

    def act(form: RefusalForm) -> None:
        given = form.cleaned_data
        decide = actions.decline_request if becomes == RequestState.DECLINED else actions.send_request_elsewhere
        decide(item, by=request.user, reason=given["reason"], words=given["words"], expected=given["version"])

    return process_form(
        request,
        _page(item, "refusal", _("Do not admit"), _("Record the decision"), how),
        lambda data: RefusalForm(data, initial={"version": item.version}),
        act,
        said=_("Decision recorded."),
        now=lambda: _now(request, code, _decided, RequestState.TRIAGED, becomes),
        template="desk/requests/let_go.html",
        more=_danger_beside(request, item),
    )


def _decided(row: RequestRow, words: Opened) -> dict[str, Any]:
    return {"reason": row.get_decision_reason_display(), "words": words.decision_words}


@requires(Permission.REQUEST_VIEW)
def take_request_back(request: StaffRequest, code: str) -> HttpResponse:
    """The person decided otherwise."""
    item = queries.get_request(request.user, code)
    how = _("The person may withdraw the request without a reason. If there is still danger, deal with it first.")
    return process_form(
        request,
        _page(item, "take-back", _("The person withdraws the request"), _("Withdraw"), how),
        TakeBackForm,
        lambda form: actions.take_request_back(item, by=request.user, words=form.cleaned_data["words"]),
        said=_("Withdrawn by the person."),
        template="desk/requests/let_go.html",
        more=_danger_beside(request, item),
    )


@require_POST
@requires(Permission.REQUEST_DECIDE)
def reopen_request(request: StaffRequest, code: str) -> HttpResponse:
    """Takes it up again."""
    item = queries.get_request(request.user, code)
    actions.reopen_request(item, by=request.user)
    messages.success(request, _("Reopened. The time limit starts again."))
    return redirect("desk:request_detail", item.code)


@requires(Permission.REQUEST_DECIDE)
def admit_request(request: StaffRequest, code: str) -> HttpResponse:
    """A request becomes a person with a case; what was said at the request stands in the form already."""
    item = queries.get_request(request.user, code)
    if item.state == RequestState.ADMITTED:
        messages.warning(request, _("This request is admitted already."))
        return redirect("desk:request_detail", item.code)
    how = _("Write names as the person writes them. Leave blank what is not known yet.")
    page = replace(
        _page(item, "admission", _("Admission"), _("Admit the person"), how), is_in_danger=bool(dangers_known(request.user, item))
    )
    return _admit(request, item, page, lambda: _now(request, code, _asked, RequestState.TRIAGED, RequestState.ADMITTED))


@requires(Permission.REQUEST_DECIDE)
def admit_directly(request: StaffRequest) -> HttpResponse:
    """An admission without a request before it."""
    page = Page(
        title=_("Admission without a request"),
        button=_("Admit the person"),
        back_url=reverse("desk:cases"),
        back=_("Cases"),
        draft="admission:new",
        how=_("Search first: the person may already be here. Write names as the person writes them."),
    )
    return _admit(request, None, page, None)


def _admit(request: StaffRequest, item: RequestRow | None, page: Page, now: Callable[[], CurrentState] | None) -> HttpResponse:
    known, workers = in_order(queries.organisations()), queries.staff_by_discipline()
    carries = item.organisation if item is not None and item.organisation.kind == OrganisationKind.MEMBER else request.user.organisation
    own, asked = {"organisation": carries.slug}, asked_in(AskingForm.ADMISSION)
    if item is not None and (goes := worker_for(item.place, item.region)):
        own["social"] = str(goes.pk)
    also = [*([item.person_id] if item.person_id else []), *queries.asked_about(request.user, item)] if item else []

    def make(data: QueryDict | None) -> AdmissionPageForm:
        initial = {**own, **(begin(data, now) if now else {})}
        urgent = {"within_hour": item.within_hour, "needs_name": item.urgency != Urgency.RED} if item else {}
        return with_own(AdmissionPageForm(data, organisations=known, workers=workers, initial=initial, **urgent), asked)

    def act(form: AdmissionPageForm) -> tuple[Any, str]:
        other = _other(request, form.cleaned_data["other_code"])
        known = answers(request, _admitted(item, form.cleaned_data), also=also)
        if known.same is None:
            told = own_answers(form, asked)
            facts = form.case_facts
            made = admit_with_consent(
                item, facts.pop("person"), by=request.user, beside=form.beside(other), answers=known, own=told, **facts
            )
            return made, _("Person admitted. Case code: %(code)s.")
        if item is None:
            raise ConfirmationRequired(Question(here=known.same))
        facts = {name: form.case_facts[name] for name in ("reason", "decision_words", "disciplines", "expected")}
        facts["own"] = own_answers(form, asked)
        return actions.go_on_with(item, known.same, by=request.user, answers=known, **facts), _(
            "The request continues in the case %(code)s."
        )

    return process_form(
        request,
        page,
        make,
        act,
        said=lambda made: made[1] % {"code": made[0].code},
        done=lambda made: reverse("desk:relatives_admit" if "relatives" in request.POST else "desk:case_file", args=[made[0].code]),
        now=now,
        template="desk/requests/admission.html",
        asks=lambda form: ask(request.user, _admitted(item, form.initial), also=also, joined=item.person_id) if item else None,
    )


def _admitted(item: RequestRow | None, given: Mapping[str, Any]) -> MatchCriteria:
    """Who is admitted, from what was typed or said at the request; of the request it may have been said who that is not."""
    names = " ".join(given.get(name) or "" for name in FULL_NAME)
    number = given.get("number") or ""
    own = number if item is None or item.asker == Asker.PERSON else ""
    birth, about = iso(_birth(given.get("birth"))), item.id if item else None
    return MatchCriteria(names=names, birth=birth, number=own, sex=given.get("sex") or "", about=about)


def _birth(given: PartialDate | str | None) -> PartialDate | None:
    """As it was typed and kept in a draft too, where it can be read."""
    try:
        return AdmissionPageForm.base_fields["birth"].clean(given) if isinstance(given, str) else given
    except ValidationError:
        return None


@require_POST
@requires(Permission.REQUEST_DECIDE)
def answer_request(request: StaffRequest, code: str) -> HttpResponse:
    """Whether the request is about somebody who is here."""
    item = queries.get_request(request.user, code)
    rows = rows_sent(request.POST, hits_of(request.user, queries.asked_about(request.user, item)))
    same = next((row.hit.case for row in rows if row.answer == SAME), None)
    given = actions.Answers(same, distinct_answers(rows))
    missing = None if same or given.distinct else next((row.missing for row in rows), None)
    if missing:
        messages.error(request, str(missing))
    elif same:
        actions.join_request(item, same, by=request.user, answers=given)
        messages.success(request, _("The request is added to the file %(code)s.") % {"code": same.code})
    elif given.distinct:
        actions.answer_request(item, by=request.user, answers=given)
        messages.success(request, _("Recorded: not the same person."))
    return redirect("desk:request_detail", item.code)


def _asked(item: RequestRow, words: Opened) -> dict[str, Any]:
    """What was said at the request, which the coordinator decides on, as the form of admission names it."""
    names = {name: getattr(words, name) or "" for name in (*FULL_NAME, "number")}
    coded = {name: getattr(item, name) for name in ("urgency", "kind", "sex")}
    terms, need = words.contact_terms or "", words.need_words or ""
    said = {"hours": terms, "complaint_words": need}
    if not names["number"]:  # terms alone are no way to reach anybody
        said = {"hours": "", "complaint_words": "\n\n".join(filter(None, (need, terms)))}
    return {**names, **coded, **said, "place": item.place or item.region}


def _other(request: StaffRequest, code: str) -> Any:
    """The person of the other case, where this reader sees it."""
    if not code:
        return None
    try:
        return queries.get_case(request.user, code).person
    except NotFound:
        raise Invalid(NO_SUCH_CODE, {"other_code": NO_SUCH_CODE}) from None
