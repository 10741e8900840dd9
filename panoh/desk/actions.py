"""Acts that join rooms: an admission with the consent asked for in the same conversation; an organisation with the directory."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts import actions as accounts
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action
from panoh.cases.actions import NOTHING_ASKED, Answers, admit, keep_answers
from panoh.cases.models import Case, Request
from panoh.consent.actions import give_consent
from panoh.consent.enums import ConsentPurpose
from panoh.network.actions import hand_out_directory
from panoh.people.actions import set_safe_contact, tie_persons
from panoh.people.models import Tie


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written down beside an admission; an empty part is left out. Each is what the room's own action takes."""

    consent: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    tie: dict[str, Any] | None = None


@action(undo=_("Person admitted."))
def admit_with_consent(request: Request | None, *, by: User, beside: Beside, answers: Answers = NOTHING_ASKED, **facts: Any) -> Case:
    """Admits a person, and in the same act records the consent to services, the safe contact, a family tie, and who it is not."""
    case = admit(request, by=by, **facts)
    keep_answers(case, answers, by=by)
    if beside.contact:
        set_safe_contact(case.person, by=by, **beside.contact)
    if beside.tie:
        tie_persons(case.person, by=by, **beside.tie)
    if beside.consent:
        give_consent(case.person, by=by, purpose=ConsentPurpose.SERVICES, **beside.consent)
    return case


@action(undo=_("Family tie recorded."))
def tie_compared(case: Case, *, by: User, answers: Answers, relation: str, **facts: Any) -> Tie:
    """Records a relative after a look at who it may be: one who is here is tied as the person they are, and named in no second file."""
    if answers.same is not None:
        facts |= {"other": answers.same.person, "other_status": "", "other_name": ""}
    tie = tie_persons(case.person, relation, by=by, **facts)
    keep_answers(case, answers, by=by, tie=tie.id)
    return tie


@action
def add_organisation(*, by: User, **facts: Any) -> Organisation:
    """Takes an organisation into the house; one of the house can open the directory from now on."""
    row = accounts.add_organisation(by=by, **facts)
    if row.kind != OrganisationKind.OUTSIDE:
        hand_out_directory(by=by)
    return row
