"""Two records that may be of one person: a list, both side by side, joined or told apart, and taken apart again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import get_case, staff
from panoh.core.errors import Invalid, NotFound
from panoh.core.templatetags.panoh import moment_only
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.people import record_comparison
from panoh.desk.people.forms.duplicates import ApartForm, CompareForm, JoinForm
from panoh.people import duplicates, merging

PAGE_SIZE = 25
NO_SUCH_CASE = gettext_lazy("No case with this code is open to you. Check the code.")


@requires(Permission.DUPLICATES)
def show_duplicates(request: StaffRequest) -> HttpResponse:
    """What the background found, the likeliest first. No name is opened."""
    page = Paginator(record_comparison.candidates(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "pairs": record_comparison.pairs(request.user, list(page.object_list))}
    return render(request, "desk/people/duplicates.html", context)


@requires(Permission.DUPLICATES)
def compare_cases(request: StaffRequest) -> HttpResponse:
    """Somebody noticed it before the background did: two codes."""
    page = Page(
        title=_("Compare two cases"),
        button=_("Compare"),
        back_url=reverse("desk:duplicates"),
        back=_("Possible duplicates"),
        draft="compare:cases",
        how=_("Enter the codes of two cases that may be about one person. Nothing is recorded until you have compared both."),
    )
    return process_form(
        request,
        page,
        CompareForm,
        lambda form: _two_records(request, form),
        said=_("Both records are shown side by side."),
        done=lambda keys: reverse("desk:pair", args=keys),
    )


def _two_records(request: StaffRequest, form: CompareForm) -> tuple[UUID, UUID]:
    found = []
    for name in ("code", "other_code"):
        try:
            found.append(get_case(request.user, form.cleaned_data[name], Permission.DUPLICATES))
        except NotFound:
            raise Invalid(NO_SUCH_CASE, {name: NO_SUCH_CASE}) from None
    one, other = record_comparison.pair_of_cases(*found)
    if one == other:
        raise Invalid(merging.ONE_RECORD, {"other_code": merging.ONE_RECORD})
    return one, other


@requires(Permission.DUPLICATES)
def show_pair(request: StaffRequest, left: UUID, right: UUID) -> HttpResponse:
    """Two records. Shut until the button is pressed; then field by field, with what joining would do."""
    now = record_comparison.standing(left, right)
    if request.method != "POST" and now != (left, right) and now[0] != now[1]:
        return redirect("desk:pair", *now)
    pair = record_comparison.get_pair(request.user, left, right)
    context: dict[str, Any] = {"pair": pair, "readers": record_comparison.readers(pair), "related": record_comparison.are_related(pair)}
    if request.method == "POST":
        context |= {
            "compared": record_comparison.compare(request.user, pair),
            "hanging": record_comparison.hanging(pair),
            "withdrawn": record_comparison.withdrawn_by_joining(pair),
        }
    return render(request, "desk/people/pair.html", context)


@require_POST
@requires(Permission.DUPLICATES)
def join_pair(request: StaffRequest, left: UUID, right: UUID) -> HttpResponse:
    """They are one person. Nothing of it is done without this press, and for thirty days it is taken back by another."""
    pair = record_comparison.get_pair(request.user, left, right)
    form = JoinForm(request.POST, relationships=[relationship.pk for relationship in record_comparison.relationships_of_right(pair)])
    if not form.is_valid():
        raise Invalid(merging.NOT_A_CHOICE)
    merge = merging.join_records(pair.left.person, pair.right.person, by=request.user, **form.action_kwargs)
    until = moment_only(merging.unmerge_until(merge))
    messages.success(request, _("Records merged. You can separate them until %(until)s.") % {"until": until})
    return redirect("desk:duplicates_joined")


@requires(Permission.DUPLICATES)
def confirm_distinct(request: StaffRequest, left: UUID, right: UUID) -> HttpResponse:
    """They are two people, and why."""
    pair = record_comparison.get_pair(request.user, left, right)
    page = Page(
        title=_("These are two different people"),
        button=_("Record"),
        back_url=reverse("desk:pair", args=[left, right]),
        back=_("Possible duplicates"),
        draft=f"apart:{left}",
        how=_("Give the reason, so that nobody asks again. Both records stay as they are."),
    )
    return process_form(
        request,
        page,
        ApartForm,
        lambda form: duplicates.confirm_distinct(pair.left.person, pair.right.person, by=request.user, **form.cleaned_data),
        said=_("Recorded: two different people."),
        done=reverse("desk:duplicates"),
    )


@requires(Permission.DUPLICATES)
def show_joined(request: StaffRequest) -> HttpResponse:
    """What was joined in the last thirty days, and until when it can be taken apart."""
    rows = record_comparison.joined(request.user, merging.merges(practice=request.user.is_practising))
    known = staff(row.merge.by for row in rows)
    return render(request, "desk/people/duplicates_joined.html", {"joined": [(row, known.get(row.merge.by)) for row in rows]})


@require_POST
@requires(Permission.DUPLICATES)
def unmerge(request: StaffRequest, key: UUID) -> HttpResponse:
    """Two records again, as they were."""
    merging.unmerge(merging.get_merge(key, practice=request.user.is_practising), by=request.user)
    messages.success(request, _("Separated. Both records are as they were; what was changed since stays."))
    return redirect("desk:duplicates")
