"""Sessions in one act: groups, series, several at once, quick notes; and whom an author lets read notes."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    correct_session,
    let_read_notes,
    plan_series,
    record_group,
    record_quick_note,
    record_session,
    record_several,
    stop_reading_notes,
)
from panoh.cases.actions.groups import read_group_note
from panoh.cases.actions.reading import read_notes, read_shared
from panoh.cases.enums import Attendance, CaseState, Discipline, NotAttended, SessionKind, TaskKind, Venue
from panoh.cases.models import Session, SessionGroup, Task
from panoh.cases.queries.care import get_session
from panoh.cases.queries.meetings import group_cases, groups, members_of, planned_before_now, psychologists_of
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from tests.days import taken
from tests.factories.accounts import make_user
from tests.factories.care import make_planned, make_session, make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PSYCHOLOGICAL = {"discipline": Discipline.PSYCHOLOGICAL}


def three_cases(psychologist):
    return [make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)) for _ in range(3)]


def make_group(psychologist, came, **facts):
    given = {**PSYCHOLOGICAL, "at": now() - dt.timedelta(hours=2), "minutes": 90, "venue": Venue.OFFICE, "note": "Дыхание, сон", **facts}
    return record_group(by=psychologist, came=came, **given)


def test_a_group_is_one_act_and_each_case_has_its_own_session():
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, away = three_cases(psychologist)

    group = make_group(psychologist, {one: "", other: "", away: NotAttended.PERSON_UNWELL})

    rows = {row.case_id: (row.kind, row.attendance, row.minutes, row.reason) for row in Session.objects.filter(group=group)}
    assert rows == {
        one.pk: ("group", "attended", 90, ""),
        other.pk: ("group", "attended", 90, ""),
        away.pk: ("group", "not_attended", None, "person_unwell"),
    }
    assert get_session(one, Session.objects.get(case=one).pk).of == 3
    assert read_group_note(group, by=psychologist) == "Дыхание, сон"


def test_a_group_is_taken_back_whole():
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, _ = three_cases(psychologist)
    make_group(psychologist, {one: "", other: ""})

    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    assert (Session.objects.count(), SessionGroup.objects.count()) == (0, 0)


def test_a_group_with_a_case_of_others_is_refused_whole():
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, _ = three_cases(psychologist)

    with pytest.raises(Denied):
        make_group(psychologist, {one: "", other: "", make_case(): ""})
    assert Session.objects.count() == 0


def test_a_group_with_a_closed_case_is_refused():
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, _ = three_cases(psychologist)
    closed = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        make_group(psychologist, {one: "", other: "", closed: ""})


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"minutes": None}, "minutes"), ({"at": dt.timedelta(days=1)}, "day"), ({"came": {}}, "came")],
)
def test_a_group_says_what_is_missing(facts, field):
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, _ = three_cases(psychologist)
    came = facts.pop("came", {one: "", other: ""})

    with pytest.raises(Invalid) as refused:
        make_group(psychologist, came, **taken(facts, now()))
    assert list(refused.value.fields) == [field]


def test_the_same_people_are_offered_again_to_who_held_the_group():
    psychologist = make_user(Role.PSYCHOLOGIST)
    one, other, third = three_cases(psychologist)
    group = make_group(psychologist, {one: "", other: NotAttended.OTHER})

    assert set(group_cases(psychologist)) == {one, other, third}
    assert members_of(group, psychologist) == {one.pk, other.pk}
    (held,) = groups(psychologist)
    assert (held.of, held.came) == (2, 1)
    assert not groups(make_user(Role.PSYCHOLOGIST)).exists()


def test_a_series_is_planned_at_the_same_hour_every_week():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    first = now() + dt.timedelta(days=1)

    rows = plan_series(case, by=psychologist, at=first, times=4, every=7, kind=SessionKind.COUPLE, venue=Venue.VIDEO, **PSYCHOLOGICAL)

    assert [row.at - first for row in rows] == [dt.timedelta(weeks=week) for week in range(4)]
    assert {(row.kind, row.venue) for row in Session.objects.all()} == {("couple", "video")}
    assert Task.objects.filter(kind=TaskKind.SESSION, owner=psychologist, done_at=None).count() == 4


@pytest.mark.parametrize("times", [0, 27])
def test_a_series_has_its_bounds(times):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    with pytest.raises(Invalid, match="from 1 to 26"):
        plan_series(case, by=psychologist, at=now(), times=times, kind=SessionKind.INDIVIDUAL, **PSYCHOLOGICAL)


def test_several_sessions_are_marked_as_attended_in_one_act():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    held = [make_planned(case, by=psychologist, at=now() - dt.timedelta(days=day)) for day in (1, 2)]
    make_planned(case, by=psychologist)

    assert {row.pk for row in planned_before_now(psychologist)} == {row.pk for row in held}
    record_several(planned_before_now(psychologist), by=psychologist, minutes=45)

    assert set(Session.objects.filter(pk__in=[row.pk for row in held]).values_list("attendance", "minutes")) == {("attended", 45)}
    assert Task.objects.filter(kind=TaskKind.SESSION, done_at=None).count() == 1


def test_several_sessions_are_recorded_all_or_none():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    past, ahead = make_planned(case, by=psychologist, at=now() - dt.timedelta(days=1)), make_planned(case, by=psychologist)

    with pytest.raises(Invalid):
        record_several([past, ahead], by=psychologist, minutes=45)
    assert set(Session.objects.values_list("attendance", flat=True)) == {"planned"}


def test_a_quick_note_is_a_session_and_its_next_step_an_own_task():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    record_quick_note(
        case,
        by=social,
        discipline=Discipline.SOCIAL,
        kind=SessionKind.VISIT,
        at=now() - dt.timedelta(hours=1),
        minutes=40,
        summary="Была у врача, есть рецепт",
        venue=Venue.HOME,
        next_words="Купить лекарство",
    )

    row = Session.objects.get()
    assert (row.kind, row.attendance, row.minutes, row.venue) == ("visit", "attended", 40, "home")
    task = Task.objects.get(kind=TaskKind.OWN)
    assert (task.owner, task.case, task.due_at.date()) == (social, case, today() + dt.timedelta(days=7))


def test_where_how_late_and_with_whom_is_kept_and_corrected():
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1), venue=Venue.OFFICE, others="переводчик Сафар")

    record_session(session, by=psychologist, attendance=Attendance.ATTENDED, minutes=40, late_minutes=15, co_worker=social)
    correct_session(
        session, by=psychologist, why="Опоздал на двадцать", attendance="attended", minutes=40, reason="", summary="", notes="",
        venue=Venue.OFFICE, late_minutes=20, others="переводчик Сафар",
    )  # fmt: skip

    stored = Session.objects.get()
    assert (stored.venue, stored.late_minutes, stored.co_worker) == ("office", 20, social)
    assert read_shared([stored], by=social)[stored.pk]["others"] == "переводчик Сафар"


def test_who_did_not_come_was_not_late():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))

    record_session(session, by=psychologist, attendance=Attendance.NOT_ATTENDED, reason=NotAttended.OTHER, late_minutes=10)

    assert Session.objects.get().late_minutes is None


def test_nobody_holds_a_session_together_with_oneself():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    with pytest.raises(Invalid, match="Choose someone else, or nobody"):
        make_planned(case, by=psychologist, co_worker=psychologist)


def test_an_author_names_one_more_psychologist_and_ends_it():
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    supervisor = make_user(Role.COORDINATOR, Role.PSYCHOLOGIST)
    session = make_session(case, by=author)
    with pytest.raises(Denied):
        read_notes(session, by=supervisor)
    assert psychologists_of(case, author) == [supervisor]

    row = let_read_notes(case, by=author, reader=supervisor)
    assert read_notes(session, by=supervisor) == "Говорили о брате"

    stop_reading_notes(row, by=author)
    with pytest.raises(Denied):
        read_notes(session, by=supervisor)


def test_naming_opens_the_notes_of_that_author_alone():
    case, (author, other) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    supervisor = make_user(Role.COORDINATOR, Role.PSYCHOLOGIST)
    make_session(case, by=author)
    let_read_notes(case, by=author, reader=supervisor)

    with pytest.raises(Denied):
        read_notes(make_session(case, by=other), by=supervisor)


@pytest.mark.parametrize(
    ("roles", "match"),
    [((Role.SOCIAL_WORKER,), "Only psychologists read process notes"), ((Role.PSYCHOLOGIST,), "has no access to the case")],
)
def test_nobody_is_named_who_is_no_psychologist_or_does_not_see_the_case(roles, match):
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    make_session(case, by=author)

    with pytest.raises(Invalid, match=match):
        let_read_notes(case, by=author, reader=make_user(*roles))


def test_who_wrote_no_notes_names_nobody():
    case, (author, other) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    make_session(case, by=author)

    with pytest.raises(Denied, match="You have no process notes on this case"):
        let_read_notes(case, by=other, reader=make_user(Role.COORDINATOR, Role.PSYCHOLOGIST))
    with pytest.raises(Denied):
        let_read_notes(case, by=make_coordinator(), reader=other)
