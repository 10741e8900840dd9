"""Figures for machines: the same functions as the pages, as JSON, by the token of an account. They read, and change nothing."""

import contextlib
import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from panoh.accounts.access import StaffRequest, by_token
from panoh.accounts.roles import Permission
from panoh.core.errors import Invalid
from panoh.reporting.exports import report
from panoh.reporting.group_files import get_group, group_report
from panoh.reporting.published import NOT_RELEASED

# The rule by which these are counted; an indicator has its own in content. Counted otherwise, a report gets the next number.
VERSIONS = {"admissions": 1, "assistance": 1, "crosstab": 1}
MOST_SAID = 40  # characters


@require_GET
@by_token(Permission.REPORT_VIEW)
def show_figures(request: StaffRequest, name: str) -> HttpResponse:
    """One report of a period: `from` and `to` as 2015-01-31; a cross-tab wants `rows` and `columns`, and may have `by` and `publish=1`."""
    start, end = _day(request, "from"), _day(request, "to")
    table = {"rows": _said(request, "rows"), "columns": _said(request, "columns"), "by": _said(request, "by") or None}
    publish = _said(request, "publish")
    if publish not in ("", "0", "1"):  # who means yes otherwise must not get what is not for everybody
        raise Invalid(_("Enter “publish” as 1 or 0."))
    if name in VERSIONS:
        given: dict[str, Any] = {**table, "publish": publish == "1"} if name == "crosstab" else {}
        made, version = report(name, request.user, start, end, "json", **given), VERSIONS[name]
    else:
        made, version = group_report(request.user, get_group(name), start, end, "json"), None
    found = {
        "report": name,
        "from": start.isoformat(),
        "to": end.isoformat(),
        "version": version,
        "status": NOT_RELEASED,
        "figures": json.loads(made),
    }
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


def _said(request: HttpRequest, name: str) -> str:
    said = request.GET.get(name, "")
    if len(said) > MOST_SAID:
        raise Invalid(_("“%(name)s” is too long.") % {"name": name})
    return said


def _day(request: HttpRequest, name: str) -> dt.date:
    said = _said(request, name)
    with contextlib.suppress(ValueError):
        day = dt.date.fromisoformat(said)
        if day.isoformat() == said:  # weeks and days without strokes are ISO 8601 too, and not what is described
            return day
    raise Invalid(_("Enter “%(name)s” as a date like 2015-01-31.") % {"name": name})
