"""The family of a person: who is whose relative, as far as this reader may know."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Permission
from panoh.cases.before_create import MatchCriteria
from panoh.cases.queries.cases import CaseRow, get_case, organisations
from panoh.core.errors import Invalid, NotFound
from panoh.desk.actions import add_compared_relationship, admit_relatives
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import ConfirmationRequired, CurrentState, Page, process_form
from panoh.desk.frame.relatives import relatives
from panoh.desk.people.duplicate_check import Question, answers, answers_of_each, said
from panoh.desk.people.family_tree import drawn, family_of
from panoh.desk.people.forms.relatives import RelativesForm
from panoh.people import actions, queries
from panoh.people.ages import stage_of
from panoh.people.data import FULL_NAME, PersonData
from panoh.people.forms import ChangeRelationshipForm, RelationshipForm, ResolveRelationshipForm
from panoh.people.queries import RelationshipRow
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


@requires(Permission.CASE_WORK)
def show_family(request: StaffRequest, code: str) -> HttpResponse:
    """The relatives; names and notes of this person's own file are opened by a press."""
    case, context = case_frame(request.user, code, "case_family", Permission.CASE_WORK)
    if opened := request.method == "POST":
        check_may_open_list(request)
    rows = relatives(request.user, case.person, opened=opened)
    needs_guardian = stage_of(case.person, by=request.user).is_minor and not queries.has_guardian(case.person)
    context |= {"rows": rows, "opened": opened, "needs_guardian": needs_guardian}
    context["may_admit"] = has(request.user, Permission.REQUEST_DECIDE)
    return render(request, "desk/people/case_family.html", context)


@requires(Permission.CASE_WORK)
def show_picture(request: StaffRequest, code: str) -> HttpResponse:
    """The family as a picture and as a list: codes, and after a press the names of those whom this reader may open."""
    case, context = case_frame(request.user, code, "case_family", Permission.CASE_WORK)
    if opened := request.method == "POST":
        check_may_open_list(request)
    context |= {**drawn(family_of(request.user, case, opened=opened)), "opened": opened}
    return render(request, "desk/people/case_family_picture.html", context)


@requires(Permission.CASE_WORK)
def add_relationship(request: StaffRequest, code: str) -> HttpResponse:
    """Somebody is a relative."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    return process_form(
        request,
        _page(case, "tie", _("Add a relative"), _("Add the relative")),
        RelationshipForm,
        lambda form: _add(request, case, form),
        said=lambda relationship: _("Relative added.") if relationship.other else said(request.user, _("Relative added.")),
    )


@requires(Permission.REQUEST_DECIDE)
def add_relatives(request: StaffRequest, code: str) -> HttpResponse:
    """Relatives of this person, each with a case of their own, in one sitting."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = Page(
        title=_("Admit relatives"),
        button=_("Admit the relatives"),
        back_url=reverse("desk:case_family", args=[case.code]),
        back=_("Family"),
        draft=f"relatives:{case.id}",
        how=_("Each gets a case of their own: what one tells is not told to another. Ask each of them alone, children in their own words."),
        code=case.code,
    )
    initial = {"place": case.place or case.region, "organisation": case.organisation.slug}
    return process_form(
        request,
        page,
        lambda data: RelativesForm(data, organisations=in_order(organisations()), other_born=case.person.birth_year, initial=initial),
        lambda form: _admit(request, case, form),
        said=lambda made: _("Relatives admitted. Case codes: %(codes)s.") % {"codes": ", ".join(row.code for row in made)},
    )


def _admit(request: StaffRequest, case: CaseRow, form: RelativesForm) -> Any:
    """Whoever is here already is not admitted again: the page says which case it is."""
    people = form.relatives
    given = answers_of_each(request, [_criteria(relative.person, case) for relative in people.values()])
    if same := next((each.same for each in given if each.same is not None), None):
        raise ConfirmationRequired(Question(here=same))
    return admit_relatives(case, people, by=request.user, answers=dict(zip(people, given, strict=True)), **form.shared)


def _criteria(person: PersonData, case: CaseRow) -> MatchCriteria:
    names = " ".join(filter(None, (getattr(person, name) for name in FULL_NAME)))
    return MatchCriteria(names=names, birth=person.birth_date, sex=person.sex, beside=[case.person_id])


def _add(request: StaffRequest, case: CaseRow, form: RelationshipForm) -> Any:
    """A relative who is named by no case may be here all the same."""
    other = _other(request, form)
    who = MatchCriteria(names=form.cleaned_data["other_name"] if other is None else "", beside=[case.person_id])
    return add_compared_relationship(case, by=request.user, answers=answers(request, who), other=other, **_relationship_facts(form))


def _other(request: StaffRequest, form: RelationshipForm | ResolveRelationshipForm) -> Any:
    """The person whose case the typed code is, as far as this reader sees it."""
    typed = form.cleaned_data["other_code"]
    if not typed:
        return None
    try:
        return get_case(request.user, typed).person
    except NotFound:
        sentence = _("No case with this code is open to you. Check the code, or enter what is known about the relative.")
        raise Invalid(sentence, {"other_code": sentence}) from None


def _relationship_facts(form: RelationshipForm) -> dict[str, Any]:
    facts = form.action_kwargs
    return {**facts, "other_status": "" if form.cleaned_data["other_code"] else facts["other_status"]}


@requires(Permission.CASE_WORK)
def change_relationship(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What became known of a relative."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    relationship = queries.get_relationship(case.person, key)
    return process_form(
        request,
        _page(case, f"tie-{relationship.id}", _("Change the relative's details"), _("Save")),
        lambda data: ChangeRelationshipForm(data, initial={"version": relationship.version, **_coded(relationship)}),
        lambda form: actions.change_relationship(relationship, by=request.user, **form.action_kwargs),
        said=_("Changed."),
        now=lambda: _relationship_now(request, case, key),
    )


def _coded(relationship: RelationshipRow) -> dict[str, Any]:
    return {name: getattr(relationship, name) for name in ("relation", "other_status", "is_guardian")}


def _relationship_now(request: StaffRequest, case: CaseRow, key: UUID) -> CurrentState:
    """What stands of the relative now; of the words only those that were written anew, since the others stay."""
    relationship = queries.get_relationship(case.person, key)
    written = [name for name in ("other_name", "note") if request.POST.get(name)]
    (opened,) = open_sealed([relationship], by=request.user.actor, purpose=Purpose.CARE, fields=written) if written else (None,)
    return CurrentState(relationship.version, {**_coded(relationship), **{name: getattr(opened, name) for name in written}})


@requires(Permission.CASE_WORK)
def resolve_relationship(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Somebody of whom little was known is here now: which case is theirs."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    relationship = queries.get_relationship(case.person, key)
    return process_form(
        request,
        _page(case, f"resolve-{relationship.id}", _("The relative has a case here"), _("Record")),
        lambda data: ResolveRelationshipForm(data, initial={"version": relationship.version}),
        lambda form: _resolve(request, relationship, form),
        said=_("Recorded: this is the relative."),
        now=lambda: _relationship_now(request, case, key),
    )


def _resolve(request: StaffRequest, relationship: RelationshipRow, form: ResolveRelationshipForm) -> None:
    given = form.cleaned_data
    actions.resolve_relationship(
        relationship, _other(request, form), by=request.user, other_status=given["other_status"], expected=given["version"]
    )


@require_POST
@requires(Permission.CASE_WORK)
def end_relationship(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It was written down by mistake."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    actions.end_relationship(queries.get_relationship(case.person, key), by=request.user)
    messages.success(request, _("Relative removed."))
    return redirect("desk:case_family", case.code)


def _page(case: CaseRow, name: str, title: str, button: str) -> Page:
    return Page(
        title=title,
        button=button,
        back_url=reverse("desk:case_family", args=[case.code]),
        back=_("Family"),
        draft=f"{name}:{case.id}",
        code=case.code,
        how=_(
            "Enter a relative who has a case by its code, so that no name is in two files. For others, write only what is needed to help."
        ),
    )
