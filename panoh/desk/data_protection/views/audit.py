"""The record for the data guardian: who read and wrote, by account, and whether the record is whole. No person is named."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import Feature
from panoh.accounts.queries import accounts_by_id
from panoh.accounts.record_alarms import alarms_shown, look_at_alarm
from panoh.accounts.roles import Permission
from panoh.audit.alarms import explain_ends, unexplained_ends
from panoh.audit.enums import LOOKED_AT, Looked, WhyEnded
from panoh.audit.queries import Look, last_checkpoint, newest_events
from panoh.audit.verify import verify
from panoh.core.templatetags.panoh import moment
from panoh.data_protection.forms import LookedForm
from panoh.desk.frame.form_page import Page, process_form
from panoh.vault.purpose import Purpose

PAGE = 25
LOOK = gettext_lazy("First find out in the activity log, or from who reads it, whose account it was, and ask them.")


@requires(Permission.AUDIT_VIEW)
def show_audit(request: StaffRequest) -> HttpResponse:
    """The newest events, a page of them."""
    before = request.GET.get("before", "")
    events = newest_events(int(before) if before.isascii() and before.isdecimal() else None, PAGE)
    return render(request, "desk/data_protection/audit.html", _context(events))


@require_POST
@requires(Permission.AUDIT_VIEW)
def verify_audit(request: StaffRequest) -> HttpResponse:
    """Checks the whole record now."""
    return render(request, "desk/data_protection/audit.html", {**_context(newest_events(limit=PAGE)), "report": verify()})


@require_POST
@requires(Permission.AUDIT_VIEW)
def explain_end(request: StaffRequest) -> HttpResponse:
    """Somebody says why the agent ended while it was open, as often as the page had it."""
    why, count = request.POST.get("why", ""), request.POST.get("count", "")
    if why in WhyEnded.values and count.isascii() and count.isdecimal():
        explain_ends(WhyEnded(why), int(count), by=request.user.actor)
    return redirect("desk:audit")


@requires(Permission.DESK)
def look_at_alarms(request: StaffRequest) -> HttpResponse:
    """Whoever was told of opened data says what it was: that leaves their day, and stays in the record."""
    open_ones = {str(row.pk): row for row in alarms_shown(request.user) if row.kind in LOOKED_AT}
    if not open_ones:
        return redirect("desk:my_day")
    chosen = request.GET.get("of", "")
    page = Page(_("Alarms about opened data"), _("Looked at"), reverse("desk:my_day"), _("My day"), "alarms", LOOK)
    return process_form(
        request,
        page,
        lambda data: LookedForm(
            data,
            alarms=[(key, f"{moment(row.at)} · {row.get_kind_display()}") for key, row in open_ones.items()],
            initial={"of": chosen if chosen in open_ones else next(iter(open_ones))},
        ),
        lambda form: look_at_alarm(open_ones[form.cleaned_data["of"]], by=request.user, found=Looked(form.cleaned_data["found"])),
        said=_("Recorded. It is no longer in your day; the others see what you found."),
        done=reverse("desk:my_day"),
    )


def _context(events: list[Look]) -> dict[str, object]:
    names = accounts_by_id({event.actor for event in events})
    rows = [(event, names.get(event.actor, ""), _purpose(event.purpose)) for event in events]
    ends = {"ended": unexplained_ends()[0], "why_ended": WhyEnded.choices}
    return {"rows": rows, "older": events[-1].seq if len(events) == PAGE else None, "checkpoint": last_checkpoint(), **ends}


def _purpose(code: str) -> str:
    """What for, and how many people were announced where the purpose ends with a number; of a part of Panoh that was switched, which."""
    why, _space, number = code.partition(" ")
    if why in WhyEnded.values:
        return f"{WhyEnded(why).label} ({number})"
    if why in Looked.values:
        return str(Looked(why).label)
    if why in Feature.values:
        return str(Feature(why).label)
    return f"{Purpose(why).label} {number}".strip() if why in Purpose.values else ""
