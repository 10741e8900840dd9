"""The tables that a funder or a network asks for every year: exact on a page for the Unit; what was released
of them as a spreadsheet with a cover sheet and as tagged CSV."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.desk.figures.views.figures import TYPES, period_of
from panoh.reporting.forms import last_year
from panoh.reporting.packs import Pack, count_pack, pack_file, packs, released_tables

NOT_HERE = _("Page not found, or you do not have access to it.")


def _pack(number: int) -> Pack:
    """By its place among them: an address does not say who pays."""
    found = next((pack for pack in packs().values() if pack.position == number), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@requires(Permission.REPORT_VIEW)
def show_first(_request: HttpRequest) -> HttpResponse:
    """The first pack."""
    return redirect("desk:statistics_pack", next(iter(packs().values())).position)


@requires(Permission.REPORT_VIEW)
def show_pack(request: StaffRequest, number: int) -> HttpResponse:
    """Every table of a pack for a period, last year where none was chosen."""
    pack = _pack(number)
    form, start, end = period_of(request, last_year())
    context = {
        "form": form,
        "start": start,
        "end": end,
        "query": urlencode({"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}),
        "pack": pack,
        "packs": list(packs().values()),
        "found": count_pack(request.user, pack, start, end),
        "is_out": bool(released_tables(request.user, pack, start, end)),
        "may_release": has(request.user, Permission.FIGURES_RELEASE),
        "releases": Feature.RELEASES not in features_off(request.user),
    }
    return render(request, "desk/figures/pack.html", context)


@requires(Permission.REPORT_VIEW)
def download_pack(request: StaffRequest, number: int, form: str) -> HttpResponse:
    """What was released of a pack as XLSX, or as CSV with a row of tags."""
    pack = _pack(number)
    if form not in TYPES:
        raise NotFound(NOT_HERE)
    _form, start, end = period_of(request, last_year())
    response = HttpResponse(pack_file(request.user, pack, start, end, form), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{pack.code}-{start:%Y%m%d}-{end:%Y%m%d}.{form}"'
    return response
