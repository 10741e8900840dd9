"""For how long what is kept: what is due, by codes; the periods, set by two; who is to be told that something is erased."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.data_protection import actions, former
from panoh.data_protection.clocks import CLOCKS, fixed, months_in_words
from panoh.data_protection.enums import Rule
from panoh.data_protection.forms import NoticeTakenForm, PeriodForm, PutOffForm
from panoh.data_protection.queries import erasures as queries
from panoh.data_protection.queries import retention as kept
from panoh.data_protection.queries.retention import DueRow, ErasureNoticeRow
from panoh.data_protection.waiting import wait_in_words
from panoh.desk.data_protection.erasure_notice import gone_pdf
from panoh.desk.frame.facility_names import facility_label
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.network.queries import names_of
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
HOW_PUT_OFF = gettext_lazy(
    "Until that date the file is not proposed for erasure again. Choose a reason that someone else will understand in some years."
)
HOW_PERIOD = gettext_lazy(
    "It takes effect when a second person agrees: the director or the data guardian, the one who did not ask. Due dates are "
    "recalculated every day."
)
HOW_TOLD = gettext_lazy(
    "Quote the references below by phone or in writing and ask that everything sent with them is deleted, but give no name and "
    "no reason. If asking would draw attention to the person, do not ask."
)
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "agree": (actions.agree_to_period, gettext_lazy("Agreed. The new period applies from now on.")),
    "call-off": (actions.call_off_period, gettext_lazy("Cancelled. Everything stays as it was.")),
}


def or_anonymised(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A case that lost its name leads to what stays of it, for whoever may decide on such acts; for all others there is none."""

    @wraps(view)
    def shown(request: StaffRequest, code: str) -> HttpResponse:
        try:
            return view(request, code)
        except NotFound:
            found = queries.anonymised(request.user, code)
            if found is None:
                raise
            return redirect("desk:erasure", found[0].pk)

    return shown


def _label(row: DueRow, waiting: set[str]) -> tuple[str, str]:
    """Where it stands, and its badge."""
    if row.code in waiting:
        return _("two people decide"), "wait"
    if row.put_off_until and row.put_off_until >= today():
        return _("postponed"), ""
    return (_("period is over"), "late") if row.due_on <= today() else (_("soon"), "wait")


@requires(Permission.ERASE)
def show_due(request: StaffRequest) -> HttpResponse:
    """Whose time is over, or will be within 90 days: files, requests, and names of staff who left."""
    page, waiting = Paginator(kept.due_rows(request.user), PAGE_SIZE).get_page(request.GET.get("page")), kept.waiting_codes(request.user)
    left = [(row, row.due_on <= today(), row.asked_by_id == request.user.pk) for row in former.visible_former(request.user)]
    context = {"page": page, "rows": [(row, *_label(row, waiting)) for row in page], "left": left, "wait": wait_in_words()}
    return render(request, "desk/data_protection/retention.html", context)


@requires(Permission.ERASE)
def show_one_due(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them: the clock, what stands in the way, what becomes of it."""
    row = kept.get_due(request.user, key)
    clock, erasure = CLOCKS[Rule(row.rule)], kept.erasure_about(row)
    label, badge = _label(row, {row.code} if erasure else set())
    hold = queries.hold_about(row.person or row.request, for_time=True)  # type: ignore[arg-type]  # one of the two is there
    context = {"row": row, "clock": clock, "erasure": erasure, "hold": hold, "label": label, "badge": badge}
    context["length"] = months_in_words(kept.months_in_force()[clock.rule])
    context["wait"] = wait_in_words()
    context["is_put_off"] = bool(row.put_off_until and row.put_off_until >= today())
    return render(request, "desk/data_protection/due.html", context)


@require_POST
@requires(Permission.ERASE)
def ask_name_off(request: StaffRequest, key: UUID) -> HttpResponse:
    """The first of two says that the name of somebody who left is no longer needed."""
    former.ask_name_off(former.get_former(request.user, key), by=request.user)
    messages.success(request, _("Requested. A second person has to agree. The name is still there."))
    return redirect("desk:retention")


@require_POST
@requires(Permission.ERASE, step_up=True)
def agree_to_name_off(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second person agrees, and it is done at once."""
    former.agree_to_name_off(former.get_former(request.user, key), by=request.user)
    messages.success(request, _("The name is removed. The role stays."))
    return redirect("desk:retention")


@require_POST
@requires(Permission.ERASE)
def leave_name(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody says that it stays for now."""
    former.leave_name(former.get_former(request.user, key), by=request.user)
    messages.success(request, _("The name stays for now."))
    return redirect("desk:retention")


@require_POST
@requires(Permission.ERASE)
def confirm_due(request: StaffRequest, key: UUID) -> HttpResponse:
    """The first of two says that the time is over; the other agrees on the page of erasing."""
    made = actions.confirm_due(kept.get_due(request.user, key), by=request.user)
    messages.success(request, _("Confirmed. A second person has to agree. Nothing is done yet."))
    return redirect("desk:erasure", made.pk)


@requires(Permission.ERASE)
def put_off_due(request: StaffRequest, key: UUID) -> HttpResponse:
    """Keeps it longer, with a reason."""
    row = kept.get_due(request.user, key)
    back = reverse("desk:due", args=[row.pk])
    page = Page(_("Extend the retention period"), _("Postpone"), back, row.code, f"due-put-off:{row.pk}", HOW_PUT_OFF, code=row.code)

    def now() -> CurrentState:
        again = kept.get_due(request.user, key)
        return CurrentState(again.version, {"reason": again.put_off_for, "until": again.put_off_until})

    return process_form(
        request,
        page,
        lambda data: PutOffForm(data, initial={"version": row.version}),
        lambda form: actions.put_off(row, by=request.user, **form.action_kwargs),
        said=_("It is kept until that day."),
        now=now,
    )


@requires(Permission.DESK)
def show_periods(request: StaffRequest) -> HttpResponse:
    """How long what is kept: what two people set, and what ends by itself."""
    months, asked = kept.months_in_force(), {Rule(row.rule): row for row in kept.periods_asked()}
    rows = [(clock, months_in_words(months[rule]), asked.get(rule)) for rule, clock in CLOCKS.items()]
    waits = [(row, months_in_words(row.months), row.asked_by_id == request.user.pk) for row in asked.values()]
    may = {"set": has(request.user, Permission.RETENTION), "decide": has(request.user, Permission.ERASE)}
    return render(request, "desk/data_protection/periods.html", {"rows": rows, "waits": waits, "fixed": fixed(), "may": may})


@requires(Permission.RETENTION)
def set_period(request: StaffRequest, rule: str) -> HttpResponse:
    """Asks for another period."""
    if rule not in Rule.values:
        raise NotFound(queries.NOT_HERE)
    clock, back = CLOCKS[Rule(rule)], reverse("desk:periods")
    bounds = {"least": months_in_words(clock.least), "most": months_in_words(clock.most), "usual": months_in_words(clock.usual)}
    note = _("At least %(least)s, at most %(most)s, usually %(usual)s. A year has 12 months.") % bounds
    title, button = str(clock.rule.label), _("Ask a second person to agree")
    page = Page(title, button, back, _("Retention periods"), f"period:{rule}", HOW_PERIOD, note)
    return process_form(
        request,
        page,
        lambda data: PeriodForm(data, initial={"months": kept.months_in_force()[clock.rule]}),
        lambda form: actions.ask_period(clock.rule, by=request.user, **form.action_kwargs),
        said=_("Requested. It takes effect once a second person agrees."),
    )


@require_POST
@requires(Permission.RETENTION)
def act_on_period(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One press: the second person agrees, or somebody calls it off."""
    do, said = ACTS[act]
    do(kept.get_period(request.user, key), by=request.user)
    messages.success(request, str(said))
    return redirect("desk:periods")


@requires(Permission.ERASE)
def show_erasure_notices(request: StaffRequest) -> HttpResponse:
    """Who had received something of a file that was erased, those first who are still to be told."""
    page = Paginator(kept.erasure_notices(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    facilities = [row.facility for row in page if row.facility]
    may_read = has(request.user, Permission.DIRECTORY_VIEW)
    names = names_of(facilities, by=request.user, purpose=Purpose.OWN_WORK) if facilities and may_read else {}
    return render(
        request, "desk/data_protection/erasure_notices.html", {"page": page, "rows": [(row, _receiver(row, names)) for row in page]}
    )


def _receiver(row: ErasureNoticeRow, names: dict[UUID, str]) -> str:
    """Who received it, as far as the reader may know them."""
    if row.facility:
        return facility_label(row.facility, names.get(row.facility.pk, ""))
    return str(row.organisation.short if row.organisation else row.get_recipient_display())


@requires(Permission.ERASE)
def note_told(request: StaffRequest, key: UUID) -> HttpResponse:
    """That they were told, or better not."""
    row = kept.get_erasure_notice(request.user, key)
    title, button, back = _("Tell the recipient it was erased here"), _("Record"), reverse("desk:tellings")
    page = Page(title, button, back, _("Recipients to inform"), f"told:{row.pk}", HOW_TOLD, ", ".join(row.references) or row.code)
    return process_form(
        request,
        page,
        lambda data: NoticeTakenForm(data, initial={"version": row.version, "told_on": today()}),
        lambda form: actions.note_told(row, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
        now=lambda: CurrentState(kept.get_erasure_notice(request.user, key).version, {}),
        template="desk/data_protection/erasure_notice.html",
        more={"row": row, "languages": settings.LANGUAGES},
    )


@requires(Permission.ERASE)
def print_erasure_notice(request: StaffRequest, key: UUID) -> HttpResponse:
    """The letter that tells them, in the language that was asked for. The file's name says nothing."""
    row = kept.get_erasure_notice(request.user, key)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    response = HttpResponse(gone_pdf(row, by=request.user, language=language), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response
