"""One person: who they are, corrected with a reason, and how to reach them without harm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet
from panoh.cases.policy import can
from panoh.cases.queries.cases import CaseRow, get_case, staff
from panoh.consent.enums import DataKind
from panoh.core.ids import id_or_none
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.desk.people.forms.person import PersonForm, from_iso
from panoh.intake.queries import get_proposal
from panoh.people import actions, queries
from panoh.people.enums import PersonField
from panoh.people.forms import ContactForm
from panoh.people.queries import PersonRow
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

# What each press of the box opens: first what keeps the person safe, then the number and the words.
FIRST = ("hours", "who_may_answer", "not_to_say", "alias")
SECOND = (*FIRST, "number", "code_word", "duress_word")
STEPS = {"how": FIRST, "number": SECOND}


@requires(Permission.CONTACT_SAFETY)
def show_contact(request: StaffRequest, code: str) -> HttpResponse:
    """The box that says how to reach the person: shut, then the rules, then the number; each press is recorded."""
    case, context = case_frame(request.user, code, "case_file", Permission.CONTACT_SAFETY)
    contact = queries.current_contact(case.person)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    opened = None
    if contact is not None and step in STEPS:
        (opened,) = open_sealed([contact], by=request.user.actor, purpose=Purpose.CONTACT, fields=STEPS[step])
    context |= {"contact": contact, "opened": opened, "step": step, "may_write": can(request.user, Permission.CASE_WORK, case)}
    return render(
        request, "desk/frame/_safe_contact.html" if request.headers.get("HX-Request") else "desk/people/case_contact.html", context
    )


@requires(Permission.CASE_WORK)
def write_contact(request: StaffRequest, code: str) -> HttpResponse:
    """Writes it down anew; what stood before stays, no longer current. Coming by the button, the form holds what stands there."""
    case = get_case(request.user, code, Permission.CASE_WORK)

    def now() -> CurrentState:
        return _contact_now(request, case)

    return process_form(
        request,
        _contact_page(case, note=_proposed(request, case)),
        lambda data: ContactForm(data, initial=begin(data, now) if request.method == "POST" else _blank(case)),
        lambda form: actions.set_safe_contact(case.person, by=request.user, **form.action_kwargs),
        said=_("Recorded: how to contact the person safely."),
        done=lambda _made: _written(request, case),
        now=now,
    )


def _blank(case: CaseRow) -> dict[str, Any]:
    contact = queries.current_contact(case.person)
    return {"version": contact.version if contact else 0}


def _contact_now(request: StaffRequest, case: CaseRow) -> CurrentState:
    contact = queries.current_contact(case.person)
    if contact is None:
        return CurrentState(0, {})
    (opened,) = open_sealed([contact], by=request.user.actor, purpose=Purpose.CONTACT)
    coded = {name: getattr(contact, name) for name in ("channel", "may_leave_message", "confirmed_on")}
    return CurrentState(contact.version, {**coded, **{name: getattr(opened, name) for name in sealed_fields(type(contact))}})


def _proposal(request: StaffRequest, case: CaseRow) -> Any:
    """What the person wrote with the receipt to be put right, where the address names it."""
    key = id_or_none(request.GET.get("said", ""))
    return get_proposal(request.user, case, key) if key else None


def _proposed(request: StaffRequest, case: CaseRow) -> str:
    """Their words, to stand beside the form; opened by a press like all of them."""
    row = _proposal(request, case) if request.method == "POST" else None
    if row is None:
        return ""
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.DATA_QUALITY, fields=["words"])
    return _("They wrote: %(words)s") % {"words": opened.words or _("only that something is wrong")}


def _written(request: StaffRequest, case: CaseRow) -> str:
    row = _proposal(request, case)
    return reverse("desk:thread", args=[row.thread.request.code]) if row else ""


def _contact_page(case: CaseRow, note: str = "") -> Page:
    return Page(
        title=_("How to contact safely"),
        button=_("Record"),
        back_url=reverse("desk:case_file", args=[case.code]),
        back=_("Case"),
        draft=f"contact:{case.id}",
        note=note,
        code=case.code,
        how=_(
            "Ask the person when a call is safe, who may answer and what must not be said, and confirm it each time you speak. "
            "Agree on a code word and a danger word."
        ),
    )


@require_POST
@requires(Permission.CASE_WORK)
def confirm_contact(request: StaffRequest, code: str) -> HttpResponse:
    """The person said today that it still holds."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    contact = queries.current_contact(case.person)
    if contact is not None:
        actions.confirm_safe_contact(contact, by=request.user)
        messages.success(request, _("Confirmed today."))
    return redirect("desk:case_file", case.code)


@requires(Permission.CASE_VIEW)
def show_person(request: StaffRequest, code: str) -> HttpResponse:
    """Who the person is. Everything is shut until the button is pressed."""
    case, context = case_frame(request.user, code, "case_person")
    may_open = not is_discreet(request) and can(request.user, Permission.NAME_OPEN, case)
    sealed = sealed_fields(type(case.person))
    hidden = {name for name, field in sealed.items() if field.data_class == "contact"} if DataKind.CONTACT in case.withheld_kinds else set()
    opened, corrections = None, list(queries.corrections_of(case.person).exclude(field__in=hidden))
    former: list[Any] = [None] * len(corrections)
    if request.method == "POST" and may_open:
        fields = [*sealed.keys() - hidden, "former", "reason"]
        opened, *former = open_sealed([case.person, *corrections], by=request.user.actor, purpose=Purpose.CARE, fields=fields)
    known = staff(row.by for row in corrections)
    context |= {
        "person": case.person,
        "birth_year": None if DataKind.NAME in case.withheld_kinds else case.person.birth_year,
        "opened": opened,
        "facts": [_fact(opened, name) for name in sealed if name not in hidden] if opened and not opened.is_unreadable else [],
        "corrections": [(row, words, known.get(row.by)) for row, words in zip(corrections, former, strict=True)],
        "may_open": may_open,
        "may_correct": can(request.user, Permission.CASE_WORK, case),
    }
    return render(request, "desk/people/case_person.html", context)


def _fact(opened: Opened, name: str) -> dict[str, Any]:
    """A field of an opened person, named as in the form that corrects it."""
    text, is_birth = getattr(opened, name), name == PersonField.BIRTH_DATE
    return {
        "label": PersonForm.base_fields[name].label,
        "text": from_iso(text) if is_birth else text,
        "beside": opened.row.get_birth_precision_display() if is_birth else "",
        "is_name": name in (PersonField.FAMILY_NAME, PersonField.GIVEN_NAME),
    }


@requires(Permission.CASE_WORK)
def correct_person(request: StaffRequest, code: str) -> HttpResponse:
    """Corrects what stands of the person; coming by the button, the form holds it."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    needs_reason = actions.needs_reason(case.person)

    def now() -> CurrentState:
        return _person_now(request, get_case(request.user, code).person)

    def make(data: QueryDict | None) -> PersonForm:
        return PersonForm(data, initial=begin(data, now) if request.method == "POST" else {}, needs_reason=needs_reason)

    return process_form(
        request,
        _person_page(case, note=_proposed(request, case)),
        make,
        lambda form: actions.correct_person(case.person, by=request.user, **form.action_kwargs),
        said=_("Corrected."),
        done=lambda _made: _written(request, case),
        now=now,
        by_press=True,
    )


def _person_now(request: StaffRequest, person: PersonRow) -> CurrentState:
    (opened,) = open_sealed([person], by=request.user.actor, purpose=Purpose.DATA_QUALITY)
    coded = {name: getattr(person, name) for name in ("sex", "language")}
    sealed = {name: getattr(opened, name) for name in sealed_fields(type(person))}
    where = {"birth_date": from_iso(opened.birth_date or ""), "place": person.place or person.region}
    return CurrentState(person.version, {**sealed, **coded, **where})


def _person_page(case: CaseRow, note: str = "") -> Page:
    return Page(
        title=_("Correct the person's details"),
        button=_("Correct"),
        back_url=reverse("desk:case_person", args=[case.code]),
        back=_("Person"),
        draft=f"person:{case.id}",
        note=note,
        code=case.code,
        how=_("Names are written as the person writes them. Correct only what was recorded wrongly."),
    )
