"""Requests and cases, made by the house's own actions; only what no action allows is arranged by hand."""

import datetime as dt
from typing import Any

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.trail import action
from panoh.cases.actions import admit, receive_request, triage_request
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.actions.sharing import share_as_agreed
from panoh.cases.enums import Asker, CaseState, CloseReason, Discipline, Door, Kind, Need, RequestState, Urgency
from panoh.cases.models import Case, Request, Share
from panoh.core.clock import today
from panoh.people.enums import Sex
from tests.factories.accounts import make_user
from tests.factories.people import split_person


def make_coordinator() -> User:
    """A coordinator of the secretariat."""
    return make_user(Role.COORDINATOR)


def make_request(*, by: User | None = None, state: RequestState = RequestState.NEW, **facts: Any) -> Request:
    """A request by hotline for medical help, with a name, a number and words; in any state."""
    given: dict[str, Any] = {
        "door": Door.HOTLINE,
        "asker": Asker.PERSON,
        "needs": [Need.MEDICAL],
        "urgency": Urgency.GREEN,
        "region": "TJ-KT",
        "family_name": "Раҳимова",
        "given_name": "Зулфия",
        "number": "+992901112233",
        "contact_terms": "бегоҳӣ, танҳо худаш",
        "need_words": "Дарди сар ва бехобӣ",
        **facts,
    }
    by = by or make_coordinator()
    request = receive_request(by=by, **given)
    if state == RequestState.TRIAGED:
        triage_request(request, by=by, urgency=Urgency(request.urgency))
    elif state != RequestState.NEW:
        with writes_allowed():
            Request.objects.filter(pk=request.pk).update(state=state)
        request.refresh_from_db()
    return request


def make_case(
    *,
    by: User | None = None,
    organisation: Organisation | None = None,
    state: CaseState = CaseState.ASSESSMENT,
    workers: tuple[tuple[User, Discipline], ...] = (),
    **facts: Any,
) -> Case:
    """A survivor from Khatlon admitted today, of the secretariat unless an organisation is given; in any state."""
    by = by or make_coordinator()
    given: dict[str, Any] = {
        "kind": Kind.SURVIVOR,
        "sex": Sex.MALE,
        "birth_date": facts.pop("birth", "1984-03-12"),
        "region": "TJ-KT",
        "family_name": "Қодиров",
        "given_name": "Ҷамшед",
        **facts,
    }
    person, given = split_person(given)
    case = admit(None, person, by=by, organisation=organisation or by.organisation, workers=workers, **given)
    if state != CaseState.ASSESSMENT:
        over = state in (CaseState.CLOSED, CaseState.FOLLOW_UP, CaseState.ENDED)
        with writes_allowed():
            Case.objects.filter(pk=case.pk).update(
                state=state, closed_on=today() if over else None, close_reason=CloseReason.GOALS_MET if over else ""
            )
        case.refresh_from_db()
    return case


def close(case: Case, *, by: User, decider: User | None = None, with_follow_up: bool = False, **facts: Any) -> User:
    """Closes a case as two do it: `by` proposes, another agrees, who is given back."""
    other = decider or make_coordinator()
    row = propose_closing(case, by=by, **{"reason": CloseReason.PERSON_CHOSE, "words": "Вернулась к шитью", **facts})
    decide_closing(row, by=other, agreed=True, with_follow_up=with_follow_up)
    return other


@action
def show_case(case: Case, *, by: User, organisation: Organisation, until: dt.date | None = None) -> Share:
    """A share, whether or not the person agreed to it: as narrow as what they agreed to."""
    return share_as_agreed(case, by=by, organisation=organisation, until=until)
