"""What is said about the Unit: who answers it, and that the worker concerned never comes upon it."""

import datetime as dt

import pytest

from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditRef
from panoh.cases.models import Task
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.team.actions.complaints import answer_complaint, pass_on, read_complaint, record_complaint, take_up, withdraw_complaint
from panoh.team.enums import ComplaintAbout, ComplaintKind, ComplaintOutcome, Voice
from panoh.team.models import Complaint
from panoh.team.queries.complaints import answers, complaints, counts, due_complaints, get_complaint, goes_to
from panoh.vault.actions import references
from tests.days import taken
from tests.factories.accounts import make_member, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.team import make_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def sees(user, row):
    return complaints(user).filter(pk=row.pk).exists()


def test_a_complaint_about_a_worker_goes_to_the_coordinator_and_is_due_in_fourteen_working_days():
    worker, coordinator = make_user(Role.PSYCHOLOGIST), make_coordinator()

    row = make_complaint(concerned=worker)

    stored = Complaint.objects.get(pk=row.pk)
    assert (stored.handler_role, stored.state, stored.answer_by) == ("coordinator", "new", add_working_days(today(), 14))
    assert answers(coordinator, row)
    assert read_complaint(row, by=coordinator).words == "Ждала два часа и ушла"


def test_the_worker_concerned_sees_nothing_of_it_anywhere():
    worker = make_user(Role.PSYCHOLOGIST)
    make_coordinator()
    row = make_complaint(by=worker, concerned=worker)

    assert not sees(worker, row)
    with pytest.raises(NotFound):
        get_complaint(worker, row.pk)
    assert due_complaints(worker, until=row.answer_by) == []
    assert Task.objects.count() == 0


def test_a_complaint_about_the_coordinator_goes_to_the_director_and_the_coordinator_counts_it_not():
    coordinator, director = make_coordinator(), make_user(Role.DIRECTOR)

    row = make_complaint(concerned=coordinator)

    assert row.handler_role == "director"
    assert (sees(coordinator, row), sees(director, row)) == (False, True)
    assert sum(each.all for each in counts(coordinator)) == 0
    assert sum(each.all for each in counts(director)) == 1
    with pytest.raises(Denied):
        answer_complaint(row, by=coordinator, words="Ответ", outcome=ComplaintOutcome.NOT_RIGHT)


def test_a_second_coordinator_does_not_answer_what_concerns_the_first():
    first, second = make_coordinator(), make_coordinator()
    make_user(Role.DIRECTOR)

    row = make_complaint(concerned=first)

    assert not sees(second, row)


def test_without_a_director_another_coordinator_answers():
    first, second = make_coordinator(), make_coordinator()

    row = make_complaint(concerned=first)

    assert (row.handler_role, sees(first, row), sees(second, row)) == ("coordinator", False, True)


def test_who_stands_in_for_the_coordinator_does_not_see_what_concerns_either():
    coordinator, deputy, director = make_coordinator(), make_user(Role.SOCIAL_WORKER), make_user(Role.DIRECTOR)
    about_deputy = make_complaint(concerned=deputy)
    with writes_allowed():
        RoleGrant(user=deputy, role=Role.COORDINATOR, deputy_for=coordinator, starts_on=today(), ends_on=today()).save(force_insert=True)
    about_coordinator, about_service = make_complaint(concerned=coordinator), make_complaint()

    assert [sees(deputy, row) for row in (about_deputy, about_coordinator, about_service)] == [False, False, True]
    assert sees(coordinator, about_deputy)
    assert sees(director, about_coordinator)


def test_who_wrote_it_down_sees_it_and_a_colleague_does_not():
    recorder, colleague = make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    row = make_complaint(by=recorder)

    assert (sees(recorder, row), sees(colleague, row), answers(recorder, row)) == (True, False, False)


def test_what_a_member_organisation_writes_down_is_opened_by_the_secretariat():
    row = make_complaint(by=make_user(Role.MEMBER_WORKER, organisation=make_member()))

    assert read_complaint(row, by=make_coordinator()).answer_to == "через сестру"


def test_no_event_about_a_complaint_leads_to_a_person():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    (ref,) = references([case], by=coordinator.actor)
    before = AuditRef.objects.filter(ref=ref).count()

    row = make_complaint(by=coordinator)
    read_complaint(row, by=coordinator)
    take_up(row, by=coordinator)

    assert AuditRef.objects.filter(ref=ref).count() == before


def test_a_complaint_is_answered_once_with_what_was_found():
    coordinator = make_coordinator()
    row = make_complaint()
    take_up(row, by=coordinator)

    answer_complaint(row, by=coordinator, words="Изменили время приёма", outcome=ComplaintOutcome.RIGHT)

    stored = Complaint.objects.get(pk=row.pk)
    assert (stored.state, stored.outcome, stored.handled_by, stored.answered_on) == ("answered", "right", coordinator, today())
    assert read_complaint(stored, by=coordinator).answer == "Изменили время приёма"
    with pytest.raises(WrongState):
        answer_complaint(stored, by=coordinator, words="Ещё раз", outcome=ComplaintOutcome.RIGHT)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"words": " ", "outcome": "right"}, "words"),
        ({"words": "Ответ"}, "outcome"),
        ({"words": "Ответ", "outcome": "right", "answered_on": dt.timedelta(days=1)}, "answered_on"),
    ],
)
def test_an_answer_that_lacks_something_says_what(facts, field):
    row = make_complaint()

    with pytest.raises(Invalid) as refused:
        answer_complaint(row, by=make_coordinator(), **taken(facts))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"words": " "}, "words"),
        ({"about": ComplaintAbout.WORKER}, "concerned"),
        ({"received_on": dt.timedelta(days=1)}, "received_on"),
    ],
)
def test_what_lacks_something_is_not_written_down(facts, field):
    given = {"kind": ComplaintKind.THANKS, "about": ComplaintAbout.SERVICE, "voice": Voice.UNNAMED, "words": "Спасибо", **taken(facts)}

    with pytest.raises(Invalid) as refused:
        record_complaint(by=make_user(Role.SOCIAL_WORKER), **given)
    assert list(refused.value.fields) == [field]
    assert Complaint.objects.count() == 0


def test_the_coordinator_passes_on_what_is_too_near_and_the_director_answers_it():
    coordinator, director = make_coordinator(), make_user(Role.DIRECTOR)
    row = make_complaint()
    assert goes_to(coordinator, row) == Role.DIRECTOR

    pass_on(row, by=coordinator)

    assert goes_to(coordinator, row) is None
    assert (answers(coordinator, row), answers(director, row)) == (False, True)


def test_nothing_is_passed_on_to_nobody():
    coordinator = make_coordinator()
    row = make_complaint()
    assert goes_to(coordinator, row) is None

    with pytest.raises(Invalid, match="no one else who can answer this"):
        pass_on(row, by=coordinator)


def test_what_is_taken_back_stays_counted():
    coordinator = make_coordinator()
    withdraw_complaint(make_complaint(), by=coordinator)
    make_complaint(kind=ComplaintKind.THANKS)

    by_kind = {each.kind: each.by_state for each in counts(coordinator)}
    assert by_kind[ComplaintKind.COMPLAINT] == {"new": 0, "under_way": 0, "answered": 0, "withdrawn": 1}
    assert by_kind[ComplaintKind.THANKS]["new"] == 1


def test_what_is_due_stands_before_who_answers_it_and_before_nobody_else():
    coordinator, recorder = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    row = make_complaint(by=recorder)

    assert due_complaints(coordinator, until=row.answer_by) == [row]
    assert due_complaints(coordinator, until=row.answer_by - dt.timedelta(days=1)) == []
    assert due_complaints(recorder, until=row.answer_by) == []
