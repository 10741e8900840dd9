"""The guidance as everybody at the desk reads it: the version in force, others, and what is late by it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission, Role
from panoh.cases import step_queries
from panoh.desk.step_pages import consent_labels
from panoh.guidance import queries
from panoh.guidance.changes import say_offset
from panoh.guidance.protocol import Protocol, Stage, Step

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the guidance page shows it."""

    step: Step
    due: str
    due_urgent: str
    consents: list[str]
    depends_on: list[str]


def _urgent(step: Step) -> str:
    return say_offset(step.due_red)


def stages(version: Protocol) -> list[tuple[Stage, list[Line]]]:
    """The steps of a version under their stages."""
    return [(stage, [line_of(version, step) for step in version.steps if step.stage == stage.key]) for stage in version.stages]


def line_of(version: Protocol, step: Step) -> Line:
    """A step with its times and consents in words."""
    before = [version.by_key[key].label for key in step.depends_on]
    return Line(step, say_offset(step.due), _urgent(step), consent_labels(step), before)


@requires(Permission.DESK)
def show_guidance(request: StaffRequest) -> HttpResponse:
    """The version that new cases follow today."""
    return render(request, "desk/guidance.html", version_context(request, queries.in_force()))


@requires(Permission.DESK)
def show_version(request: StaffRequest, version: str) -> HttpResponse:
    """One version, step by step."""
    return render(request, "desk/guidance.html", version_context(request, version))


def version_context(request: StaffRequest, version: str) -> dict[str, Any]:
    """A version, whether it is in force, and what this reader may do with it."""
    protocol = queries.protocol(version)
    return {
        "protocol": protocol,
        "stages": stages(protocol),
        "is_shipped": not version.startswith("unit-"),
        "in_force": queries.in_force() == version,
        "may_edit": has(request.user, Permission.GUIDANCE_EDIT),
        "may_assign": has(request.user, Permission.CASE_ASSIGN),
    }


@requires(Permission.CASE_ASSIGN)
def show_late(request: StaffRequest) -> HttpResponse:
    """What is late by the guidance, in the cases whose workers this account assigns."""
    page = Paginator(step_queries.late_steps(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(each, "" if each.owner or not each.role else Role(each.role).label) for each in step_queries.as_overdue(page)]
    return render(request, "desk/guidance_late.html", {"page": page, "rows": rows})
