"""The pages on which a step of the guidance is worked, as links of a case."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import access_of
from panoh.cases.enums import Discipline
from panoh.cases.policy import disciplines_of
from panoh.cases.queries.cases import UserRow
from panoh.consent.enums import ConsentPurpose
from panoh.consent.questions import QUESTIONS
from panoh.guidance.acts import RECORDING
from panoh.guidance.protocol import Step

# Named in protocols; a test keeps every name of the shipped ones here.
FORMS: dict[str, Any] = {
    "requests": _("Requests"),
    "case_contact": _("How to make contact"),
    "case_urgency": _("Change the urgency"),
    "safety_plan": _("Safety plan"),
    "attempt_new": _("Record an attempt to make contact"),
    "add_session": _("Record a session"),
    "plan_session": _("Plan a session"),
    "referral_add": _("Refer"),
    "record_assessment": _("Record the assessment"),
    "consent_add": _("Ask for consent"),
    "rate_capacities": _("Rate the capacities"),
    "case_programme": _("Programme"),
    "case_referrals": _("Referrals"),
    "hold_review": _("Hold the review"),
    "case_closure": _("Reviews and closure"),
    "data_quality": _("Data errors"),
    "statistics": _("Statistics"),
    "staff_loads": _("Staff care"),
    "staff_record": _("Record a supervision"),
}
# Whoever works in no discipline holds no sessions and writes no assessments.
OF_A_DISCIPLINE = frozenset({"add_session", "plan_session", "record_assessment"})
WITHOUT_CASE = frozenset({"requests", "data_quality", "statistics", "staff_loads", "staff_record"})


@dataclass(frozen=True, slots=True)
class FormLink:
    """One page to work a step on."""

    url: str
    label: str


def form_links(step: Step, code: str, user: UserRow) -> list[FormLink]:
    """Where this step is worked, in this case: the pages that open for this reader; what ends by an act has the page of that first."""
    names = sorted(step.forms, key=lambda name: not step.by_press and name not in RECORDING)
    urls = {name: _url(name, step, code) for name in names if name in FORMS}
    return [FormLink(url, str(FORMS[name])) for name, url in urls.items() if opens(url, user) and not _is_of_others(name, step, user)]


def _url(name: str, step: Step, code: str) -> str:
    """The page of this name; where a step asks for consents that are asked of the person in one talk, the page of that."""
    if name == "consent_add" and step.consents and set(step.consents) <= set(QUESTIONS):
        name = "consents_ask"
    return reverse(f"desk:{name}", args=[] if name in WITHOUT_CASE else [code])


def _is_of_others(name: str, step: Step, user: UserRow) -> bool:
    """Whether the step asks for an assessment of another discipline: the form would be the reader's own."""
    wanted = {each for each in Discipline if f"assessed_{each}" in step.done_by}
    return name == "record_assessment" and bool(wanted) and not wanted & disciplines_of(user)


def unit_links(step: Step, user: UserRow) -> list[FormLink]:
    """Where a step of the Unit itself is worked: the pages that open for this reader and need no case."""
    urls = {name: reverse(f"desk:{name}") for name in step.forms if name in WITHOUT_CASE}
    return [FormLink(url, str(FORMS[name])) for name, url in urls.items() if opens(url, user)]


def opens(url: str, user: UserRow) -> bool:
    """Whether a page of the desk is for this reader by what it declares: a role that is named, and a discipline where it asks for one."""
    match = resolve(urlsplit(url).path)
    declared = access_of(match.func)
    return declared is not None and declared.is_offered_to(user) and (match.url_name not in OF_A_DISCIPLINE or bool(disciplines_of(user)))


def names() -> dict[str, Any]:
    """Words for the codes of pages and consents that steps name."""
    return {**FORMS, **{str(value): label for value, label in ConsentPurpose.choices}}


def consent_labels(step: Step) -> list[str]:
    """The consents the step needs, in words."""
    labels = {str(value): str(label) for value, label in ConsentPurpose.choices}
    return [labels.get(code, code) for code in step.consents]
