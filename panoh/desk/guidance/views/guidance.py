"""The guidance as everybody at the desk reads it: the version in force, others, a booklet, a trial; and what is late by it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission, Role
from panoh.cases.queries import steps
from panoh.core.errors import NotFound
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.step_pages import names
from panoh.desk.guidance.booklet import booklet
from panoh.desk.guidance.forms import TryForm
from panoh.desk.guidance.lines import stages, step_of
from panoh.guidance import queries
from panoh.guidance.changes import differences, happened
from panoh.guidance.engine import not_begun, runs
from panoh.guidance.enums import VersionState
from panoh.guidance.shipped import shipped

PAGE_SIZE = 25


@requires(Permission.DESK)
def show_guidance(request: StaffRequest) -> HttpResponse:
    """The version that new cases follow today."""
    return render(request, "desk/guidance/guidance.html", version_context(request, queries.in_force()))


@requires(Permission.DESK)
def show_version(request: StaffRequest, version: str) -> HttpResponse:
    """One version, step by step."""
    return render(request, "desk/guidance/guidance.html", version_context(request, version))


@requires(Permission.DESK)
def show_step(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """One step of a version: how it is done and how it runs."""
    found = step_of(queries.protocol(version), step)
    if found is None:
        raise NotFound(queries.NOT_HERE)
    stage, line = found
    return render(request, "desk/guidance/step.html", {**version_context(request, version), "stage": stage, "line": line})


def version_context(request: StaffRequest, version: str) -> dict[str, Any]:
    """A version, where it stands, who agreed to it, and what this reader may do with it."""
    protocol = queries.protocol(version)
    edition = None if version in shipped() else queries.get_edition(version)
    readers = queries.readers(edition) if edition else None
    is_draft = edition is not None and edition.state == VersionState.DRAFT
    agreed = readers is not None and any(each.by_id == request.user.pk for each in readers.now)
    own = edition is not None and edition.made_by_id == request.user.pk
    return {
        "protocol": protocol,
        "stages": [(stage, lines, any(line.step.is_danger for line in lines)) for stage, lines in stages(protocol)],
        "edition": edition,
        "readers": readers,
        "is_shipped": edition is None,
        "is_draft": is_draft,
        "in_force": queries.in_force() == version,
        "may_edit": is_draft and has(request.user, Permission.GUIDANCE_EDIT),
        "may_agree": is_draft and not own and not agreed and has(request.user, Permission.GUIDANCE_AGREE),
        "may_look_after": has(request.user, Permission.STAFF_CARE),
        "may_move": has(request.user, Permission.GUIDANCE_EDIT),
        "may_assign": has(request.user, Permission.CASE_ASSIGN),
        "languages": LANGUAGES,
    }


@requires(Permission.DESK)
def show_versions(request: StaffRequest) -> HttpResponse:
    """All versions: the Unit's own, newest first, and what came with the system."""
    editions = queries.editions()
    context = {
        "editions": editions,
        "shipped": [shipped()[code] for code in sorted(shipped())],
        "in_force": queries.in_force(),
        "may_begin": has(request.user, Permission.GUIDANCE_EDIT) and all(each.state != VersionState.DRAFT for each in editions),
    }
    return render(request, "desk/guidance/versions.html", context)


@requires(Permission.DESK)
def compare_version(request: StaffRequest, version: str) -> HttpResponse:
    """An own version beside the one it came from."""
    edition = queries.get_edition(version)
    old, new = queries.protocol(edition.came_from), queries.protocol_of(edition)
    return render(request, "desk/guidance/compare.html", {"old": old, "new": new, "changes": differences(old, new, names())})


@requires(Permission.DESK)
def try_version(request: StaffRequest, version: str) -> HttpResponse:
    """A version tried on a made-up case: which steps would stand where. Nothing is written."""
    protocol = queries.protocol(version)
    form = TryForm(request.GET if "admitted" in request.GET else TryForm.example(), steps=protocol.case_steps)
    lines, seen, later = [], None, []
    if form.is_valid():
        seen = form.moment
        begun = runs(protocol, form.situation)
        lines = [(run, run.is_late(seen)) for run in begun]
        later = [(step, happened(step.trigger)) for step in not_begun(protocol, begun)]
    context = {"protocol": protocol, "form": form, "lines": lines, "seen": seen, "later": later}
    return render(request, "desk/guidance/try.html", context, status=200 if form.is_valid() else 400)


@requires(Permission.DESK)
def print_booklet(request: StaffRequest, version: str, language: str) -> HttpResponse:
    """The booklet of a version, in one language."""
    if language not in LANGUAGES:
        raise NotFound(queries.NOT_HERE)
    edition = None if version in shipped() else queries.get_edition(version)
    adopted = edition.adopted_on if edition else None
    pdf = booklet(queries.protocol(version), language, is_shipped=edition is None, adopted_on=adopted)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{version}-{language}.pdf"'
    return response


@requires(Permission.CASE_ASSIGN)
def show_late(request: StaffRequest) -> HttpResponse:
    """What is late by the guidance, in the cases whose workers this account assigns."""
    page = Paginator(steps.late_steps(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(each, "" if each.owner or not each.role else Role(each.role).label) for each in steps.as_overdue(page)]
    return render(request, "desk/guidance/late.html", {"page": page, "rows": rows})
