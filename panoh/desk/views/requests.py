"""Requests for help: the list, a new one in a minute, triage, decision, admission."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases import actions, queries
from panoh.cases.enums import Need, RequestState
from panoh.cases.forms.requests import RefusalForm, RequestForm, TriageForm
from panoh.core.clock import now
from panoh.core.errors import Conflict, Invalid, NotFound
from panoh.desk.actions import admit_with_consent
from panoh.desk.form_page import Page, refuse, show_form
from panoh.desk.forms.admission import NO_SUCH_CODE, AdmissionPageForm
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BADGES = {RequestState.NEW: "wait", RequestState.TRIAGED: "wait", RequestState.ADMITTED: "done"}


def _needs(item: Any) -> list[str]:
    return [str(Need(each).label) for each in item.needs if each in Need.values]


@requires(Permission.REQUEST_CREATE)
def show_requests(request: StaffRequest) -> HttpResponse:
    """Those that wait, the latest first; or those decided."""
    show = "decided" if request.GET.get("show") == "decided" else ""
    page = Paginator(queries.requests(request.user, show), PAGE_SIZE).get_page(request.GET.get("page"))
    moment = now()
    rows = [(item, _needs(item), catalogue.name(item.place or item.region), not show and item.due_at < moment) for item in page]
    context = {"rows": rows, "page": page, "show": show, "may_view": has(request.user, Permission.REQUEST_VIEW)}
    return render(request, "desk/requests.html", context)


@requires(Permission.REQUEST_CREATE)
def new_request(request: StaffRequest) -> HttpResponse:
    """Writes down a call for help."""
    form = RequestForm(request.POST or None, organisations=list(queries.organisations()))
    page = Page(
        title=_("New request"),
        button=_("Write down the request"),
        back_url=reverse("desk:requests"),
        back=_("Requests"),
        draft="request:new",
        how=_(
            "Ask first how to call back without harm. "
            "Two sentences and the urgency are enough; the rest can wait. The coordinator sees it at once."
        ),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.receive_request(by=request.user, **form.facts)
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, _("Request %(code)s is written down.") % {"code": made.code})
            return redirect("desk:request_detail", made.code) if has(request.user, Permission.REQUEST_VIEW) else redirect("desk:requests")
    return show_form(request, form, page)


@requires(Permission.REQUEST_VIEW)
def show_request(request: StaffRequest, code: str) -> HttpResponse:
    """One request; its words are opened by a press (POST) and shown on the page that answers."""
    item = queries.get_request(request.user, code)
    words = None
    if request.method == "POST":
        (words,) = open_sealed([item], by=request.user.actor, purpose=Purpose.DECISION)
    context = {
        "item": item,
        "needs": _needs(item),
        "where": catalogue.name(item.place or item.region),
        "words": words,
        "is_late": item.state in queries.OPEN_REQUESTS and item.due_at < now(),
        "badge": BADGES.get(RequestState(item.state), ""),
        "decides": has(request.user, Permission.REQUEST_DECIDE),
    }
    return render(request, "desk/request_detail.html", context)


def _page(item: Any, name: str, title: str, button: str, how: str, note: str = "") -> Page:
    back = reverse("desk:request_detail", args=[item.code])
    return Page(title=title, button=button, back_url=back, back=_("Request"), draft=f"{name}:{item.id}", how=how, note=note, code=item.code)


@requires(Permission.REQUEST_VIEW)
def triage_request(request: StaffRequest, code: str) -> HttpResponse:
    """How urgent it is and what it is about."""
    item = queries.get_request(request.user, code)
    start = {"version": item.version, "urgency": item.urgency, "needs": item.needs, "kind": item.kind, "place": item.place or item.region}
    form = TriageForm(request.POST or None, initial=start)
    how = _("Open the words on the request first. Choose the urgency by danger, not by order of calls. Another urgency moves the clock.")
    page = _page(item, "triage", _("Triage"), _("Triage the request"), how)
    compare: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.triage_request(item, by=request.user, **form.facts)
        except (Invalid, Conflict) as error:
            refuse(form, error)
            compare = _compare(request, code, form, ("urgency", "words"))
        else:
            messages.success(request, _("Triaged. It waits for the decision."))
            return redirect("desk:request_detail", item.code)
    return show_form(request, form, page, compare=compare)


def _compare(request: StaffRequest, code: str, form: Any, names: tuple[str, ...]) -> list[Any]:
    """What was typed beside what stands there now, for the fields in which they differ."""
    now_there = queries.get_request(request.user, code)
    (opened,) = open_sealed([now_there], by=request.user.actor, purpose=Purpose.DECISION)
    stands: dict[str, Any] = {"urgency": now_there.get_urgency_display(), "reason": now_there.get_decision_reason_display()}
    stands["words"] = opened.triage_words if "urgency" in names else opened.decision_words
    typed = {name: dict(getattr(form.fields[name], "choices", [])).get(form.cleaned_data[name], form.cleaned_data[name]) for name in names}
    return [(form.fields[name].label, typed[name], stands[name]) for name in names if str(typed[name]) != str(stands[name] or "")]


@requires(Permission.REQUEST_DECIDE)
def refuse_request(request: StaffRequest, code: str) -> HttpResponse:
    """Declines a request, or passes it to a service that fits better."""
    item = queries.get_request(request.user, code)
    form = RefusalForm(request.POST or None, initial={"version": item.version})
    how = _(
        "Say which service fits better where there is one. "
        "The person hears the reason in the words you write. A request can be taken up again."
    )
    page = _page(item, "refusal", _("Not admitted"), _("Write down the decision"), how)
    compare: list[Any] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = actions.decline_request if given["outcome"] == "declined" else actions.send_request_elsewhere
        try:
            act(item, by=request.user, reason=given["reason"], words=given["words"], expected=given["version"])
        except (Invalid, Conflict) as error:
            refuse(form, error)
            compare = _compare(request, code, form, ("reason", "words"))
        else:
            messages.success(request, _("The decision is written down."))
            return redirect("desk:request_detail", item.code)
    return show_form(request, form, page, compare=compare)


@require_POST
@requires(Permission.REQUEST_VIEW)
def take_request_back(request: StaffRequest, code: str) -> HttpResponse:
    """The person decided otherwise."""
    item = queries.get_request(request.user, code)
    actions.take_request_back(item, by=request.user)
    messages.success(request, _("Taken back by the person."))
    return redirect("desk:request_detail", item.code)


@require_POST
@requires(Permission.REQUEST_DECIDE)
def reopen_request(request: StaffRequest, code: str) -> HttpResponse:
    """Takes it up again."""
    item = queries.get_request(request.user, code)
    actions.reopen_request(item, by=request.user)
    messages.success(request, _("Taken up again. Its clock starts anew."))
    return redirect("desk:request_detail", item.code)


@requires(Permission.REQUEST_DECIDE)
def admit_request(request: StaffRequest, code: str) -> HttpResponse:
    """A request becomes a person with a case; what was said at the request stands in the form already."""
    item = queries.get_request(request.user, code)
    form = _admission_form(request, _from_request(request, item) if request.method == "GET" else {"version": item.version})
    how = _("Names stay as the person writes them. Without a day of birth the year is enough. What is not known yet is left blank.")
    return _admit(request, item, form, _page(item, "admission", _("Admission"), _("Admit the person"), how))


@requires(Permission.REQUEST_DECIDE)
def admit_directly(request: StaffRequest) -> HttpResponse:
    """An admission without a request before it."""
    page = Page(
        title=_("Admission without a request"),
        button=_("Admit the person"),
        back_url=reverse("desk:cases"),
        back=_("Cases"),
        draft="admission:new",
        how=_("Search first: the person may be here already. Names stay as the person writes them. What is not known yet is left blank."),
    )
    return _admit(request, None, _admission_form(request, {}), page)


def _admission_form(request: StaffRequest, start: dict[str, Any]) -> AdmissionPageForm:
    known = list(queries.organisations())
    start.setdefault("organisation", request.user.organisation.slug)
    return AdmissionPageForm(request.POST or None, organisations=known, workers=queries.staff_by_discipline(), initial=start)


def _from_request(request: StaffRequest, item: Any) -> dict[str, Any]:
    """Opens the request's words, which the coordinator decides on, as the start of the admission."""
    (words,) = open_sealed([item], by=request.user.actor, purpose=Purpose.DECISION)
    names = {name: getattr(words, name) or "" for name in ("family_name", "given_name", "patronymic", "number")}
    coded = {name: getattr(item, name) for name in ("version", "urgency", "kind", "sex")}
    return {
        **names,
        **coded,
        "hours": words.contact_terms or "",
        "complaint_words": words.need_words or "",
        "place": item.place or item.region,
    }


def _admit(request: StaffRequest, item: Any, form: AdmissionPageForm, page: Page) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            other = _other(request, form.cleaned_data["other_code"])
            case = admit_with_consent(item, by=request.user, beside=form.beside(other), **form.case_facts)
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("Admitted. The case has the code %(code)s.") % {"code": case.code})
            return redirect("desk:case_file", case.code)
    return show_form(request, form, page)


def _other(request: StaffRequest, code: str) -> Any:
    """The person of the other case, where this reader sees it."""
    if not code:
        return None
    try:
        return queries.get_case(request.user, code).person
    except NotFound:
        raise Invalid(NO_SUCH_CODE, {"other_code": NO_SUCH_CODE}) from None
