"""Agreements with whoever stands outside: their terms, prices, scans, and the accounts that work under them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.engagement import engaged_under
from panoh.core.forms import PanohForm
from panoh.desk.agreements.corrected import corrected
from panoh.desk.frame.facility_names import facility_choices, facility_label
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.network.actions import agreements as actions
from panoh.network.enums import Service, Standing
from panoh.network.forms.agreements import AgreementForm, ChangeAgreementForm, EndForm, LinkForm, PriceForm, RenewForm, ScanForm, SignForm
from panoh.network.queries import agreements as queries
from panoh.network.queries import names_of
from panoh.network.queries.agreements import AgreementRow
from panoh.network.queries.rules import accepted_on, rules_in_force
from panoh.referrals.queries.referrals import unsent_to
from panoh.referrals.spending import spent
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
SHOWS = ("drafts", "over")
BACK = _("Agreements")
BADGES = {Standing.HOLDS: "done", Standing.WINDOW_OVER: "wait", Standing.AHEAD: "wait", Standing.RUN_OUT: "late", Standing.DRAFT: "draft"}
HOW_DRAFT = _("Copy the terms from the paper. Nobody is bound until it is signed; after that the terms cannot change.")
HOW_PRICE = _("One price for each kind of help and unit. If there are prices, help without a price is off the tariff and needs a reason.")
HOW_SIGN = _("Record this when both sides have signed and the confidentiality undertaking is signed too. Names stay sealed.")
HOW_END = _(
    "Help already started continues to its end; new referrals need another agreement. Specialists under it lose their "
    "assignments and access on its last day."
)
HOW_RENEW = _("The new one begins the day after this one ends, with the same terms and prices. Change what is different, then sign it.")
HOW_SCAN = _("One file. A later scan replaces it.")
HOW_LINK = _(
    "Say which specialist in the directory the account belongs to. The account then sees the people assigned to it while the "
    "specialist or the society has an agreement in force."
)
_TERMS = ("reference", "kind", "services", "starts_on", "ends_on", "refers_until", "currency", "ceiling_total", "ceiling_person")


def _line(row: AgreementRow, name: str = "") -> dict[str, Any]:
    found = queries.standing(row)
    return {"row": row, "where": facility_label(row.facility, name), "standing": found.label, "badge": BADGES.get(found, "")}


@requires(Permission.AGREEMENT_VIEW)
def show_agreements(request: StaffRequest) -> HttpResponse:
    """Those signed, the first to run out on top; by POST with the names of the other side."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    page = Paginator(queries.agreements(request.user, show=show), PAGE_SIZE).get_page(request.GET.get("page"))
    if opened := request.method == "POST":
        check_may_open_list(request)
    names = names_of([row.facility for row in page], by=request.user, purpose=Purpose.ADMINISTRATION) if opened else {}
    context = {"page": page, "rows": [_line(row, names.get(row.facility_id, "")) for row in page], "show": show, "opened": opened}
    return render(request, "desk/agreements/agreements.html", {**context, "may_write": has(request.user, Permission.AGREEMENT_WRITE)})


@requires(Permission.AGREEMENT_VIEW)
def show_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them; by POST with its names and words."""
    row = queries.get_agreement(request.user, key)
    opened = request.method == "POST"
    names = names_of([row.facility], by=request.user, purpose=Purpose.ADMINISTRATION) if opened else {}
    entries = queries.pool(row)
    context = {
        **_line(row, names.get(row.facility_id, "")),
        "services": ", ".join(str(Service(code).label) for code in row.services),
        "words": actions.read_agreement(row, by=request.user) if opened else None,
        "corrected": corrected(row, by=request.user, opened=opened),
        "tariff": queries.tariff(row),
        "follow_up": queries.follow_up(row),
        "is_near": queries.is_near(row),
        "entries": len(entries),
        "links": queries.linked_accounts(entries),
        "spent": spent(row),
        "rules": rules_in_force(),
        "accepted": accepted_on(row.facility),
        "may_write": has(request.user, Permission.AGREEMENT_WRITE),
    }
    return render(request, "desk/agreements/agreement.html", context)


def agreement_page(title: Words, button: Words, row: AgreementRow, name: str, how: Words, note: Words = "") -> Page:
    """What stands around every form of an agreement."""
    return Page(title, button, _place(row), row.reference, f"agreement-{name}:{row.pk}", how, note)


def _place(row: AgreementRow) -> str:
    return reverse("desk:agreement", args=[row.pk])


@requires(Permission.AGREEMENT_WRITE)
def add_agreement(request: StaffRequest) -> HttpResponse:
    """Draws one up."""
    known, ours = facility_choices(request.user, None), queries.our_sides()
    start = {"organisation": request.user.organisation_id, "facility": request.GET.get("facility", "")}
    page = Page(_("New agreement"), _("Draw up the agreement"), reverse("desk:agreements"), BACK, "agreement:new", HOW_DRAFT)
    return process_form(
        request,
        page,
        lambda data: AgreementForm(data, initial=start, facilities=known, organisations=ours),
        lambda form: actions.draft_agreement(by=request.user, **form.action_kwargs),
        said=_("Drawn up. It is not binding yet."),
        done=_place,
    )


@requires(Permission.AGREEMENT_WRITE)
def change_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes what is drawn up; coming by the button, the form holds what stands there."""
    row = queries.get_agreement(request.user, key)
    known, ours = facility_choices(request.user, None), queries.our_sides()

    def now() -> CurrentState:
        fresh = queries.get_agreement(request.user, key)
        sides = {"facility": str(fresh.facility_id), "organisation": str(fresh.organisation_id)}
        note = actions.read_agreement(fresh, by=request.user).note or ""
        return CurrentState(fresh.version, {**sides, **{name: getattr(fresh, name) for name in _TERMS}, "note": note})

    def make(data: QueryDict | None) -> ChangeAgreementForm:
        start = begin(data, now) if request.method == "POST" else {}
        return ChangeAgreementForm(data, initial=start, facilities=known, organisations=ours)

    page = agreement_page(_("Change the agreement"), _("Save"), row, "change", HOW_DRAFT)

    def act(form: ChangeAgreementForm) -> None:
        actions.change_agreement(row, by=request.user, **form.action_kwargs)

    return process_form(request, page, make, act, said=_("Changed."), now=now, by_press=True)


@require_POST
@requires(Permission.AGREEMENT_WRITE)
def drop_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """Throws away what was never signed."""
    actions.drop_agreement(queries.get_agreement(request.user, key), by=request.user)
    messages.success(request, str(_("Draft deleted.")))
    return redirect("desk:agreements")


@requires(Permission.AGREEMENT_WRITE)
def add_price(request: StaffRequest, key: UUID) -> HttpResponse:
    """One more price."""
    row = queries.get_agreement(request.user, key)
    return process_form(
        request,
        agreement_page(_("Price"), _("Add the price"), row, "price", HOW_PRICE),
        lambda data: PriceForm(data, services=row.services),
        lambda form: actions.add_price(row, by=request.user, **form.cleaned_data),
        said=_("Price added."),
    )


@require_POST
@requires(Permission.AGREEMENT_WRITE)
def take_out_price(request: StaffRequest, key: UUID, line: UUID) -> HttpResponse:
    """Takes a price out."""
    row = queries.get_agreement(request.user, key)
    actions.take_out_price(queries.get_price(row, line), by=request.user)
    messages.success(request, str(_("Price removed.")))
    return redirect("desk:agreement", row.pk)


def _state(row: AgreementRow, fresh: AgreementRow) -> tuple[Any, str, str]:
    return (_("Status"), row.get_state_display(), fresh.get_state_display())


@requires(Permission.AGREEMENT_WRITE)
def sign_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """Both sides have signed."""
    row = queries.get_agreement(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_agreement(request.user, key)
        days = {"signed_on": fresh.signed_on, "confidential_on": fresh.confidential_on}
        return CurrentState(fresh.version, days, beside=[_state(row, fresh)])

    return process_form(
        request,
        agreement_page(_("Signed by both sides"), _("Put in force"), row, "sign", HOW_SIGN),
        lambda data: SignForm(data, initial={"version": row.version}),
        lambda form: actions.sign_agreement(row, by=request.user, **form.action_kwargs),
        said=_("In force from its first day."),
        now=now,
    )


@requires(Permission.AGREEMENT_WRITE)
def end_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is over."""
    row = queries.get_agreement(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_agreement(request.user, key)
        return CurrentState(fresh.version, {"last_day": fresh.ended_on, "reason": fresh.end_reason}, beside=[_state(row, fresh)])

    return process_form(
        request,
        agreement_page(_("End the agreement"), pgettext_lazy("agreement", "End the agreement"), row, "end", HOW_END),
        lambda data: EndForm(data, initial={"version": row.version}),
        lambda form: actions.end_agreement(row, by=request.user, **form.action_kwargs),
        said=_("The agreement has ended."),
        now=now,
        template="desk/agreements/end.html",
        more={"engaged": engaged_under(row, request.user), "unsent": unsent_to(queries.pool(row), request.user)},
    )


@requires(Permission.AGREEMENT_WRITE)
def renew_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """Draws up the one that follows."""
    row = queries.get_agreement(request.user, key)
    return process_form(
        request,
        agreement_page(_("Renew the agreement"), _("Draw up the next agreement"), row, "renew", HOW_RENEW),
        RenewForm,
        lambda form: actions.renew_agreement(row, by=request.user, **form.cleaned_data),
        said=_("Drawn up with the same terms. Check it, then sign it."),
        done=_place,
    )


@requires(Permission.AGREEMENT_WRITE)
def keep_scan(request: StaffRequest, key: UUID) -> HttpResponse:
    """Keeps the scanned paper."""
    row = queries.get_agreement(request.user, key)

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.keep_scan(row, by=request.user, content=given["scan"].read(), expected=given["version"])

    return process_form(
        request,
        agreement_page(_("Scan of the agreement"), _("Save the scan"), row, "scan", HOW_SCAN),
        lambda data: ScanForm(data, request.FILES or None, initial={"version": row.version}),
        act,
        said=_("Scan saved and sealed."),
        now=lambda: CurrentState(queries.get_agreement(request.user, key).version, {}),
    )


@require_POST
@requires(Permission.AGREEMENT_VIEW)
def download_scan(request: StaffRequest, key: UUID) -> HttpResponse:
    """The scanned paper as a file; the opening is recorded. It is never shown in place: a PDF from outside may do more than show."""
    row = queries.get_agreement(request.user, key)
    scan = actions.open_scan(row, by=request.user)
    response = HttpResponse(scan.content, content_type=scan.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{row.pk.hex[:8]}.{scan.kind}"'
    return response


@requires(Permission.AGREEMENT_WRITE)
def link_account(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ties an account to a specialist who works under this agreement."""
    row = queries.get_agreement(request.user, key)
    entries, users = queries.pool(row), queries.free_accounts()
    names = names_of(entries, by=request.user, purpose=Purpose.ADMINISTRATION)
    labelled = [(entry, facility_label(entry, names[entry.pk])) for entry in entries]
    return process_form(
        request,
        agreement_page(_("Account of a specialist"), _("Link the account"), row, "link", HOW_LINK),
        lambda data: LinkForm(data, users=users, facilities=labelled),
        lambda form: actions.link_account(by=request.user, **form.action_kwargs),
        said=_("Linked. The account sees the people assigned to it."),
    )


@require_POST
@requires(Permission.AGREEMENT_WRITE)
def unlink_account(request: StaffRequest, key: UUID, link: UUID) -> HttpResponse:
    """The account is no longer that specialist."""
    row = queries.get_agreement(request.user, key)
    actions.unlink_account(queries.get_link(link), by=request.user)
    messages.success(request, str(_("Unlinked. The account no longer sees anyone.")))
    return redirect("desk:agreement", row.pk)
