"""A file is erased by two people after seven days, and nothing opens it again; what is counted stays."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import CloseReason, TaskKind
from panoh.cases.models import Case, Danger, Task
from panoh.cases.policy import visible_cases
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.data_protection import actions
from panoh.data_protection.enums import ErasureState, Hold, InPrivate
from panoh.data_protection.models import Erasure
from panoh.data_protection.queries import erasures as queries
from panoh.desk.data_protection.my_day import erasure_rows
from panoh.intake.models import Thread
from panoh.people.duplicates import bring_together
from panoh.people.models import Candidate, NameIndexEntry, Person, Relationship
from panoh.people.queries import records_of
from panoh.reporting.enums import StudyState
from panoh.reporting.queries.figures import admissions
from panoh.vault.actions import open_sealed, recipients_of
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.factories.figures import approved
from tests.factories.intake import make_thread
from tests.factories.legal import make_lawyer, make_milestone

COUNTED = ("kind", "sex", "region", "door")
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def guardian():
    return make_user(Role.DATA_GUARDIAN)


def agreed(case, one, other, **facts):
    return actions.agree_to_erasure(actions.ask_erasure(case, by=one, **facts), by=other)


def test_one_asks_another_agrees_and_no_key_of_the_person_is_left(coordinator, guardian):
    case, other = make_case(by=coordinator), make_case(by=coordinator, family_name="Раҳимов")
    row = agreed(case, coordinator, guardian)

    assert actions.erase_due() == 1
    row.refresh_from_db()
    assert (row.state, row.wraps) == (ErasureState.ERASED, 1)
    assert not SubjectKey.objects.filter(subject=case.person_id).exists()
    assert not NameIndexEntry.objects.filter(person=case.person_id).exists()
    rows = Person.objects.filter(pk__in=[case.person_id, other.person_id])
    read = {one.row.pk: one.family_name for one in open_sealed(list(rows), by=coordinator.actor, purpose=Purpose.CARE)}
    assert read == {case.person_id: None, other.person_id: "Раҳимов"}
    assert list(visible_cases(coordinator)) == [other]


def test_neither_alone_nor_twice_nor_by_whoever_may_not(coordinator, guardian):
    case = make_case(by=coordinator)
    worker = make_user(Role.SOCIAL_WORKER)
    with pytest.raises(Denied):
        queries.get_case(worker, case.code)
    with pytest.raises(Denied):
        actions.ask_erasure(case, by=worker)
    row = actions.ask_erasure(case, by=guardian)

    with pytest.raises(WrongState):
        actions.ask_erasure(case, by=coordinator)
    with pytest.raises(Denied):
        actions.agree_to_erasure(row, by=guardian)
    with pytest.raises(NotFound):
        queries.get_erasure(worker, row.pk)
    assert actions.erase_due() == 0
    actions.agree_to_erasure(row, by=make_user(Role.DIRECTOR))


def test_where_somebody_demands_it_nothing_is_asked_for(coordinator):
    with pytest.raises(Invalid) as refused:
        actions.ask_erasure(make_case(by=coordinator), by=coordinator, in_private=InPrivate.PRESSED)
    assert "nothing is erased" in str(refused.value.fields["in_private"])
    assert not Erasure.objects.exists()


def test_it_waits_for_its_day_for_a_hold_and_for_a_day_at_court_and_can_be_called_off(coordinator, guardian):
    first, second, third, fourth = (make_case(by=coordinator, family_name=name) for name in ("А", "Б", "В", "Г"))
    rows = [agreed(case, coordinator, guardian) for case in (first, second, third, fourth)]
    with writes_allowed():
        Erasure.objects.filter(pk=rows[0].pk).update(due_on=today() + dt.timedelta(days=1))
    actions.hold_erasure(rows[1], by=guardian, until=today() + dt.timedelta(days=9), reason=Hold.CHILD)
    make_milestone(third, by=make_lawyer(third))
    actions.call_off_erasure(rows[3], by=coordinator)

    assert actions.erase_due() == 0
    holds = [queries.hold_on(row) for row in rows]
    assert holds == [None, (Hold.CHILD, today() + dt.timedelta(days=9)), (Hold.COURT, today() + dt.timedelta(days=20)), None]
    with pytest.raises(WrongState):
        actions.agree_to_erasure(rows[3], by=guardian)
    for until in (today() - dt.timedelta(days=1), today() + dt.timedelta(days=400)):
        with pytest.raises(Invalid):
            actions.hold_erasure(rows[1], by=guardian, until=until, reason=Hold.CHILD)


def pass_on_day(day):
    """What the worker does of erasing on that day after the start: it counts, then carries out; how many erased."""
    with time_machine.travel(now() + dt.timedelta(days=day), tick=False):
        actions.count_days_waited()
        assert actions.count_days_waited() == 0  # the same day a second time
        return actions.erase_due()


@pytest.fixture
def waits(coordinator, guardian):
    """Agreed to, in a house that waits for seven days as every one does that does not unlock itself."""
    row = actions.ask_erasure(make_case(by=coordinator), by=coordinator)
    with writes_allowed():
        Erasure.objects.filter(pk=row.pk).update(to_wait=7)
    row.refresh_from_db()
    return actions.agree_to_erasure(row, by=guardian)


def test_seven_days_are_days_on_which_the_house_ran_after_the_second_agreed(waits):
    assert (waits.days_left, waits.due_on) == (7, today() + dt.timedelta(days=7))
    assert [pass_on_day(day) for day in (0, 1, 2, 3)] == [0, 0, 0, 0]
    waits.refresh_from_db()
    assert waits.days_left == 4
    assert [pass_on_day(day) for day in (21, 22, 23)] == [0, 0, 0]  # the server stood still for two weeks
    assert pass_on_day(24) == 1


def test_the_days_are_counted_from_the_agreement_however_late_it_comes(coordinator, guardian):
    row = actions.ask_erasure(make_case(by=coordinator), by=coordinator)
    with writes_allowed():
        Erasure.objects.filter(pk=row.pk).update(to_wait=7)
    row.refresh_from_db()
    with time_machine.travel(now() + dt.timedelta(days=30), tick=False):
        assert row.soonest_on == today() + dt.timedelta(days=7)
        assert actions.agree_to_erasure(row, by=guardian).due_on == today() + dt.timedelta(days=7)


def test_a_clock_set_ahead_or_to_and_fro_ends_the_seven_days_no_earlier(waits):
    assert [pass_on_day(day) for day in (31, 0, 31, 0, 31)] == [0, 0, 0, 0, 0]
    waits.refresh_from_db()
    assert waits.days_left == 6
    assert [pass_on_day(day) for day in (1, 2, 3, 4, 5, 6)] == [0, 0, 0, 0, 0, 0]  # counted out a day early, and not before its day
    assert pass_on_day(7) == 1


def test_work_ends_words_elsewhere_go_and_every_figure_stays(coordinator, guardian, agent):
    thread, _receipt = make_thread(agent)
    asked = thread.request
    case = make_case(by=coordinator)
    with writes_allowed():
        asked.person_id = case.person_id
        asked.save()
    for danger in asked.tasks.filter(kind=TaskKind.DANGER):  # while one is open nothing is erased
        end_danger(danger, by=coordinator, words="Говорили с ним, он в безопасности")
    with writes_allowed():
        Danger.objects.update(ended_at=now() - dt.timedelta(days=2))
    proposal = make_proposal(case=case, by=coordinator)
    relative = make_case(by=coordinator, family_name="Раҳимов")
    with writes_allowed():
        Relationship(person_id=relative.person_id, other_id=case.person_id, relation="child").save()
    bring_together(case.person, relative.person, by=coordinator)
    study = approved(case, by=coordinator)
    spans = (dt.date(2000, 1, 1), today())
    before = admissions(coordinator, *spans).tally(COUNTED)
    keys = SubjectKey.objects.count()
    agreed(case, coordinator, guardian)
    actions.erase_due()

    case.refresh_from_db()
    assert (case.is_open, case.close_reason, case.place, case.erased_on) == (False, CloseReason.ERASED, "", today())
    assert not Task.objects.filter(case=case, done_at=None).exists()
    assert not Thread.objects.exists()
    assert not any(recipients_of([proposal.sealing_subject(), thread.sealing_subject()]).values())
    assert SubjectKey.objects.count() < keys - 2
    assert Relationship.objects.get(person=relative.person_id).other is None
    assert not Candidate.objects.exists()
    study.refresh_from_db()
    assert study.state == StudyState.WITHDRAWN
    assert before
    assert admissions(coordinator, *spans).tally(COUNTED) == before


def test_all_records_of_one_person_go_together(coordinator, guardian):
    kept, joined = make_case(by=coordinator), make_case(by=coordinator)
    with writes_allowed():
        Person.objects.filter(pk=joined.person_id).update(merged_into=kept.person_id)
    joined.person.refresh_from_db()
    assert len(records_of(joined.person)) == 2
    agreed(joined, coordinator, guardian)

    actions.erase_due()
    assert not Case.objects.filter(erased_on=None).exists()
    assert not SubjectKey.objects.filter(kind="person").exists()
    assert not visible_cases(coordinator, Permission.SEARCH).exists()


def test_an_erasure_stands_in_the_day_of_who_can_call_it_off_until_it_is_over(coordinator, guardian):
    """Two who agreed with each other would go unseen otherwise."""
    case, other = make_case(by=coordinator), make_case(by=coordinator, family_name="Раҳимов")
    directors = make_user(Role.DIRECTOR), make_user(Role.DIRECTOR)
    row = actions.ask_erasure(case, by=directors[0])
    assert erasure_rows(directors[0]) == []  # it waits for the decision of the others
    told = {user: [(each.code, each.title, each.note) for each in erasure_rows(user)] for user in (coordinator, guardian)}
    assert told[coordinator] == told[guardian]
    assert [(code, directors[0].username in note) for code, _title, note in told[guardian]] == [(case.code, True)]

    actions.agree_to_erasure(row, by=directors[1])
    (line,) = erasure_rows(coordinator)
    assert (line.url, directors[1].username in line.note) == (reverse("desk:erasure", args=[row.pk]), True)
    assert erasure_rows(make_user(Role.SOCIAL_WORKER)) == []
    actions.call_off_erasure(row, by=guardian)
    assert erasure_rows(coordinator) == erasure_rows(guardian) == []

    agreed(other, *directors)
    assert actions.erase_due() == 1
    assert erasure_rows(coordinator) == []
