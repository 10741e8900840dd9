"""Admission: the person, the keys, the first tasks; from a register; again after closure."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent, AuditRef
from panoh.cases.actions import RegisterRow, admit, admit_from_register, admit_rows, reopen_case
from panoh.cases.enums import CaseState, CloseReason, Discipline, Kind, RequestState, TaskKind, Urgency
from panoh.cases.models import Assignment, Case, Request, StateChange, Task
from panoh.core.clock import DUSHANBE, add_working_days, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.people.models import Person
from panoh.vault.actions import has_key, open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.people import make_person, split_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _admit(request, by, **facts):
    given = {"sex": "female", "birth_date": "1990-05-31", "family_name": "Раҳимова", **facts}
    person, facts = split_person(given)
    return admit(request, person, by=by, **{"organisation": by.organisation, "kind": Kind.SURVIVOR, **facts})


def test_admission_seals_the_words_anew_and_drops_the_key_of_the_enquiry(coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    before = bytes(Request.objects.get(pk=request.pk).need_words)

    case = _admit(request, coordinator, decision_words="Қабул шуд")

    stored = Request.objects.get(pk=request.pk)
    assert SubjectKey.objects.filter(kind="enquiry", subject=request.pk).count() == 0
    assert bytes(stored.need_words) != before
    assert stored.sealing_subject() == Subject("person", case.person_id)
    (opened,) = open_sealed([stored], by=coordinator.actor, purpose=Purpose.CARE)
    assert (opened.need_words, opened.number, opened.decision_words) == ("Дарди сар ва бехобӣ", "+992901112233", "Қабул шуд")
    assert (stored.state, stored.case, stored.decision_reason) == ("admitted", case, "survivor_of_torture")


def test_admission_makes_the_first_state_and_the_first_tasks(coordinator):
    worker = make_user(Role.SOCIAL_WORKER)

    case = _admit(None, coordinator, workers=[(worker, Discipline.SOCIAL)], complaint_words="Сардард", note="Бо хоҳараш омад")

    day = today()
    assert (case.state, case.lead, case.review_due, case.admitted_on) == ("assessment", worker, day + dt.timedelta(days=90), day)
    assert [(change.from_state, change.to_state, change.by) for change in case.state_changes.all()] == [("", "assessment", coordinator.id)]
    due = {
        (task.kind, task.discipline): (task.owner, task.role, task.due_at.astimezone(DUSHANBE).date())
        for task in Task.objects.filter(case=case)
    }
    assert due == {
        ("assess", "social"): (worker, "", add_working_days(day, 10)),
        ("assess", "psychological"): (None, "psychologist", add_working_days(day, 10)),
        ("assess", "medical"): (None, "physician", add_working_days(day, 10)),
        ("plan", ""): (worker, "", day + dt.timedelta(days=14)),
        ("review", ""): (worker, "", day + dt.timedelta(days=90)),
    }
    assert Assignment.objects.get().user == worker
    (opened,) = open_sealed([Case.objects.get()], by=coordinator.actor, purpose=Purpose.CARE)
    assert (opened.complaint_words, opened.note) == ("Сардард", "Бо хоҳараш омад")


def test_who_is_in_danger_is_assessed_within_three_working_days(coordinator):
    case = _admit(None, coordinator, urgency=Urgency.RED)

    dues = {task.due_at.astimezone(DUSHANBE).date() for task in case.tasks.filter(kind=TaskKind.ASSESS)}
    assert dues == {add_working_days(today(), 3)}


@pytest.mark.parametrize(
    ("birth_date", "admitted_on", "age"),
    [
        ("2000-03-02", dt.date(2018, 3, 1), 17),
        ("2000-03-02", dt.date(2018, 3, 2), 18),
        ("2000", dt.date(2018, 1, 1), 18),
        ("2000-12", dt.date(2018, 1, 1), 18),
        ("", dt.date(2018, 1, 1), None),
    ],
)
def test_age_at_admission_is_from_the_exact_birth_or_the_difference_of_years(coordinator, birth_date, admitted_on, age):
    assert _admit(None, coordinator, birth_date=birth_date, admitted_on=admitted_on).age_at_admission == age


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"birth_date": "2020-01-01", "admitted_on": dt.date(2019, 1, 1)}, "birth"),
        ({"admitted_on": dt.date(2999, 1, 1)}, "admitted_on"),
        ({"family_name": " "}, "family_name"),
    ],
)
def test_an_admission_that_cannot_be_right_changes_nothing(coordinator, facts, field):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    before = AuditEvent.objects.count()

    with pytest.raises(Invalid) as refused:
        _admit(request, coordinator, **facts)

    assert field in refused.value.fields
    assert (Case.objects.count(), Person.objects.count(), AuditEvent.objects.count()) == (0, 0, before)
    assert Request.objects.get(pk=request.pk).state == "triaged"
    assert has_key(Subject("enquiry", request.pk), coordinator.organisation_id)


def test_only_the_coordinator_admits():
    make_secretariat()

    with pytest.raises(Denied):
        _admit(None, make_user(Role.SOCIAL_WORKER))


def test_a_case_of_a_member_is_wrapped_to_it_and_to_the_secretariat_alone(coordinator):
    member = make_member(1)

    case = _admit(None, coordinator, organisation=member)

    recipients = set(SubjectKey.objects.filter(kind="person", subject=case.person_id).values_list("recipient", flat=True))
    assert recipients == {member.id, coordinator.organisation_id}


def test_a_worker_whose_organisation_has_no_key_cannot_be_put_on_the_case(coordinator):
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))

    with pytest.raises(Invalid):
        _admit(None, coordinator, organisation=make_member(1), workers=[(stranger, Discipline.SOCIAL)])

    assert Person.objects.count() == 0


def test_undo_of_an_admission_within_ten_minutes_leaves_no_trace_but_the_record(coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    before = Request.objects.values().get(pk=request.pk)
    _admit(request, coordinator, workers=[(make_user(Role.PHYSICIAN), Discipline.MEDICAL)])

    undo.take_back(undo.latest(coordinator.actor).id, by=coordinator.actor)

    after = Request.objects.values().get(pk=request.pk)
    assert {**after, "version": 0} == {**before, "version": 0}
    assert (Person.objects.count(), Case.objects.count(), Assignment.objects.count(), StateChange.objects.count()) == (0, 0, 0, 0)
    assert SubjectKey.objects.filter(kind="person").count() == 0
    (opened,) = open_sealed([Request.objects.get(pk=request.pk)], by=coordinator.actor, purpose=Purpose.DECISION)
    assert opened.need_words == "Дарди сар ва бехобӣ"
    assert Task.objects.filter(done_at=None).get().kind == "decide"


def test_undo_of_an_admission_is_refused_after_ten_minutes(coordinator):
    _admit(None, coordinator)
    offer = undo.latest(coordinator.actor)

    with time_machine.travel(offer.at + dt.timedelta(minutes=10, seconds=1)), pytest.raises(WrongState):
        undo.take_back(offer.id, by=coordinator.actor)

    assert Case.objects.count() == 1


def test_two_coordinators_who_admit_the_same_request_get_a_conflict(coordinator):
    mine = make_request(by=coordinator, state=RequestState.TRIAGED)
    theirs = Request.objects.get(pk=mine.pk)
    _admit(theirs, make_coordinator())

    with pytest.raises((Conflict, WrongState)):
        _admit(mine, coordinator, expected=mine.version)

    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_a_practice_admission_is_marked_as_invented(coordinator):
    coordinator.is_practising = True

    case = _admit(None, coordinator)

    assert (case.is_practice, case.person.is_practice) == (True, True)


def test_admit_rows_keeps_their_order_and_records_one_event_about_all(coordinator):
    member = make_member(1)
    rows = [
        RegisterRow(
            person=make_person(by=coordinator),
            organisation=coordinator.organisation,
            kind=Kind.SURVIVOR,
            admitted_on=dt.date(2016, 5, 1),
            age=32,
            referred_by=member,
            complaints=("headache",),
            complaint_words="сардард",
            closed_on=dt.date(2017, 1, 9),
            note="аз дафтар",
        ),
        RegisterRow(
            person=make_person(by=coordinator), organisation=coordinator.organisation, kind=Kind.FAMILY, admitted_on=dt.date(2021, 2, 3)
        ),
    ]
    before = AuditEvent.objects.count()

    closed, opened = admit_rows(rows, by=coordinator)

    assert AuditEvent.objects.count() == before + 1
    assert AuditRef.objects.filter(event_seq=AuditEvent.objects.latest("seq").seq).count() == 2
    assert (closed.state, closed.close_reason, closed.age_at_admission, closed.referred_by) == ("closed", CloseReason.REGISTER, 32, member)
    assert (opened.state, opened.closed_on, opened.kind) == ("active", None, "family")
    assert [change.to_state for change in closed.state_changes.all()] == ["closed", "active"]
    assert [change.at.astimezone(DUSHANBE).date() for change in closed.state_changes.all()] == [dt.date(2017, 1, 9), dt.date(2016, 5, 1)]
    assert Task.objects.count() == 0
    (words,) = open_sealed([Case.objects.get(pk=closed.pk)], by=coordinator.actor, purpose=Purpose.IMPORT)
    assert (words.complaint_words, words.note) == ("сардард", "аз дафтар")


def test_a_register_is_brought_in_by_who_may(coordinator):
    row = RegisterRow(
        person=make_person(by=coordinator), organisation=coordinator.organisation, kind=Kind.SURVIVOR, admitted_on=dt.date(2016, 5, 1)
    )

    with pytest.raises(Denied):
        admit_from_register(row, by=make_user(Role.SOCIAL_WORKER))
    assert admit_from_register(row, by=coordinator).state == "active"


def test_reopening_opens_a_new_episode_of_the_same_person(coordinator):
    case = make_case(by=coordinator, state=CaseState.CLOSED, birth="1984-03-12", admitted_on=dt.date(2020, 1, 1))

    episode = reopen_case(case, by=coordinator, reason="Боз кумак мехоҳад")

    assert (episode.person_id, episode.previous, episode.episode, episode.state) == (case.person_id, case, 2, "assessment")
    assert episode.code != case.code
    assert (case.age_at_admission, episode.age_at_admission) == (35, today().year - 1984 - ((today().month, today().day) < (3, 12)))
    assert Case.objects.get(pk=case.pk).state == "ended"
    assert episode.tasks.filter(kind=TaskKind.ASSESS, done_at=None).count() == 3
    assert open_sealed([episode], by=coordinator.actor, purpose=Purpose.CARE)[0].note == "Боз кумак мехоҳад"


def test_an_open_case_is_not_reopened_nor_a_closed_one_twice(coordinator):
    with pytest.raises(WrongState):
        reopen_case(make_case(by=coordinator), by=coordinator, reason="Чаро")
    case = make_case(by=coordinator, state=CaseState.ENDED)
    with pytest.raises(Invalid):
        reopen_case(case, by=coordinator, reason="")
    reopen_case(case, by=coordinator, reason="Бори аввал")

    with pytest.raises(WrongState):
        reopen_case(case, by=coordinator, reason="Бори дуюм")

    assert Case.objects.filter(person=case.person).count() == 2


@pytest.mark.parametrize(
    ("triaged", "urgency"), [(Urgency.RED, Urgency.GREEN), (Urgency.RED, Urgency.AMBER), (Urgency.AMBER, Urgency.GREEN)]
)
def test_no_danger_of_a_request_ends_by_an_urgency_that_is_chosen_at_admission(coordinator, triaged, urgency):
    request = make_request(by=coordinator, state=RequestState.TRIAGED, urgency=triaged)

    with pytest.raises(Invalid, match="more urgent than this") as refused:
        _admit(request, coordinator, urgency=urgency)

    assert set(refused.value.fields) == {"urgency"}
    assert Request.objects.get().state == RequestState.TRIAGED
    case = _admit(Request.objects.get(), coordinator)
    dangers = case.tasks.filter(kind=TaskKind.DANGER, done_at=None).count()
    assert (case.urgency, dangers) == (triaged, 1 if triaged == Urgency.RED else 0)
