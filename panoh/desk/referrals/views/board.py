"""The board of referrals: who acts next, late first; and those that are over."""

from dataclasses import asdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.narrowed import narrowed_by
from panoh.desk.referrals.views.referrals import referral_rows
from panoh.network.enums import FacilityKind
from panoh.network.kinds_of_help import service_choices
from panoh.places import catalogue
from panoh.referrals import board
from panoh.referrals.enums import ActsNext
from panoh.referrals.queries import referrals as queries

PAGE_SIZE = 25


@requires(Permission.REFERRAL_VIEW)
def show_referrals(request: StaffRequest) -> HttpResponse:
    """Open ones by who acts next, by codes alone; with `show=over` those that are over, newest first."""
    if request.GET.get("show") == "over":
        page = Paginator(queries.referrals(request.user, show="over"), PAGE_SIZE).get_page(request.GET.get("page"))
        return render(
            request, "desk/referrals/referrals.html", {"page": page, "rows": referral_rows(page), "show": "over", "query": "&show=over"}
        )
    narrowed = board.BoardFilter.read(request.GET.dict())
    heads = board.heads(request.user, narrowed)
    paginator = Paginator(board.open_referrals(request.user, narrowed), PAGE_SIZE)
    paginator.count = sum(head.total for head in heads)  # counted already, by group
    page = paginator.get_page(request.GET.get("page"))
    rows = referral_rows(page)
    by_head = [(head, [row for row in rows if row["who"] == head.who]) for head in heads]
    groups = [(head, _called(head, {row["next"] for row in found}), found) for head, found in by_head]
    return render(
        request, "desk/referrals/referrals.html", {"page": page, "groups": groups, "rows": rows, "show": "open", **_choices(narrowed)}
    )


def _called(head: board.Head, named: set[str]) -> str:
    """Who acts next in a group: the facility, the lawyers, or both where both have rows here."""
    return " / ".join(sorted(named) if head.who == ActsNext.PROVIDER else ()) or str(head.who.label)


def _choices(narrowed: board.BoardFilter) -> dict[str, Any]:
    numbers = {"service": board.NUMBERED_SERVICES, "kind": board.NUMBERED_FACILITIES}
    given = {name: "1" if value is True else value for name, value in asdict(narrowed).items() if value}
    chosen = {name: numbers.get(name, {}).get(value, value) for name, value in given.items()}
    offered = [
        ("who", _("Next step by"), [(str(who), who.label) for who in board.ORDER]),
        ("service", _("Which help"), [(numbers["service"][value], label) for value, label in service_choices()]),
        ("region", _("Region"), catalogue.region_choices()),
        ("kind", _("Kind of facility"), [(numbers["kind"][value], label) for value, label in FacilityKind.choices]),
    ]
    fields: list[tuple[str, Any]] = [(name, choices) for name, _label, choices in offered]
    fields.append(("late", [("1", _("Overdue only"))]))
    return {
        "fields": [(name, label, chosen.get(name, ""), choices) for name, label, choices in offered],
        "late": narrowed.late,
        "narrowed_by": narrowed_by(chosen, fields),
        "query": "".join(f"&{name}={value}" for name, value in chosen.items()),
    }
