"""Sessions and who reads their notes."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import cancel_session, correct_session, move_session, plan_session, record_session
from panoh.cases.actions.reading import read_notes, read_shared
from panoh.cases.enums import Attendance, CaseState, Discipline, NotAttended, SessionKind, TaskKind
from panoh.cases.models import Amendment, Assistance, Session, Task
from panoh.cases.queries.care import sessions
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.care import make_planned, make_session, make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_plan_session_puts_it_on_the_day_of_who_holds_it():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    session = make_planned(case, by=psychologist)

    assert (session.attendance, session.author, session.discipline) == ("planned", psychologist, "psychological")
    task = case.tasks.get(kind=TaskKind.SESSION)
    assert (task.owner, task.target, task.due_at) == (psychologist, session.id, session.at)


def test_sessions_ahead_stand_first_and_the_nearest_of_them_on_top():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    far, near = (make_planned(case, by=psychologist, at=now() + dt.timedelta(days=days)) for days in (20, 2))
    old, new = (make_session(case, by=psychologist, at=now() - dt.timedelta(days=days)) for days in (20, 2))

    assert list(sessions(case)) == [near, far, new, old]


def test_a_session_that_nobody_recorded_stands_before_those_ahead(time_machine):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    late, ahead = (make_planned(case, by=psychologist, at=now() + dt.timedelta(days=days)) for days in (1, 20))
    time_machine.move_to(now() + dt.timedelta(days=3), tick=False)
    held = make_session(case, by=psychologist)

    assert list(sessions(case)) == [late, ahead, held]


def test_plan_session_of_another_discipline_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Denied, match="another discipline"):
        plan_session(case, by=social, discipline=Discipline.PSYCHOLOGICAL, kind=SessionKind.INDIVIDUAL, at=now())
    assert Session.objects.count() == 0


def test_plan_session_on_a_case_of_others_is_refused():
    case = make_case()

    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        make_planned(case, by=make_user(Role.PSYCHOLOGIST))


def test_plan_session_on_a_closed_case_is_refused():
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        make_planned(case, by=psychologist)


def test_record_session_finishes_its_task_and_makes_no_assistance():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))

    record_session(session, by=psychologist, attendance=Attendance.ATTENDED, minutes=50, summary="Спит лучше", notes="О брате")

    stored = Session.objects.get(pk=session.pk)
    assert (stored.attendance, stored.minutes, stored.reason) == ("attended", 50, "")
    assert Task.objects.get(target=session.pk).done_at is not None
    assert Assistance.objects.count() == 0
    assert read_shared([stored], by=psychologist) == {stored.pk: {"summary": "Спит лучше", "others": "", "approach": ""}}
    assert read_notes(stored, by=psychologist) == "О брате"


def test_record_session_by_a_colleague_makes_them_the_author():
    case, (planner, holder) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    session = make_planned(case, by=planner, at=now() - dt.timedelta(hours=1))

    record_session(session, by=holder, attendance=Attendance.ATTENDED, minutes=30)

    assert Session.objects.get(pk=session.pk).author == holder


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"attendance": Attendance.ATTENDED}, "minutes"),
        ({"attendance": Attendance.ATTENDED, "minutes": 0}, "minutes"),
        ({"attendance": Attendance.NOT_ATTENDED}, "reason"),
        ({"attendance": Attendance.NOT_ATTENDED, "reason": "rain"}, "reason"),
        ({"attendance": Attendance.PLANNED}, "attendance"),
    ],
)
def test_record_session_says_what_is_missing(facts, field):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))

    with pytest.raises(Invalid) as refused:
        record_session(session, by=psychologist, **facts)
    assert list(refused.value.fields) == [field]
    assert Session.objects.get(pk=session.pk).attendance == "planned"


def test_a_session_ahead_can_be_called_off_but_not_attended():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist)

    with pytest.raises(Invalid, match="This session is in the future"):
        record_session(session, by=psychologist, attendance=Attendance.ATTENDED, minutes=50)
    record_session(session, by=psychologist, attendance=Attendance.CALLED_OFF, reason=NotAttended.PERSON_UNWELL)

    assert Session.objects.get(pk=session.pk).reason == "person_unwell"


def test_a_session_that_moves_takes_its_task_along():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session, later = make_planned(case, by=psychologist), now() + dt.timedelta(days=3)

    move_session(session, by=psychologist, at=later)

    assert Session.objects.get().at == later
    assert case.tasks.get(kind=TaskKind.SESSION).due_at == later
    assert AuditEvent.objects.latest("seq").verb == "cases.session_moved"
    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)
    assert Session.objects.get().at == case.tasks.get(kind=TaskKind.SESSION).due_at != later


def test_a_session_moves_neither_into_the_past_nor_once_it_is_cancelled_nor_by_another_discipline():
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    session, later = make_planned(case, by=psychologist), now() + dt.timedelta(days=3)

    with pytest.raises(Invalid, match="already passed"):
        move_session(session, by=psychologist, at=now() - dt.timedelta(minutes=1))
    with pytest.raises(Denied):
        move_session(session, by=social, at=later)
    cancel_session(session, by=psychologist, reason=NotAttended.PERSON_UNWELL)
    with pytest.raises(WrongState, match="already been recorded"):
        move_session(session, by=psychologist, at=later)
    assert (Session.objects.get().attendance, undo.latest(psychologist.actor).sentence) == ("called_off", "Session cancelled.")
    assert not case.tasks.filter(kind=TaskKind.SESSION, done_at=None).exists()


def test_record_session_twice_is_refused():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=psychologist)

    with pytest.raises(WrongState, match="Correct it and give a reason"):
        record_session(session, by=psychologist, attendance=Attendance.ATTENDED, minutes=10)


def test_notes_open_for_the_author_and_the_psychologists_named_on_the_case():
    case, (author, named) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    session = make_session(case, by=author)

    assert read_notes(session, by=author) == "Говорили о брате"
    assert read_notes(session, by=named) == "Говорили о брате"
    assert AuditEvent.objects.filter(verb="vault.opened", actor_ref=named.id, purpose="care").count() == 1


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PHYSICIAN])
def test_notes_stay_sealed_for_other_disciplines_on_the_case(role):
    case, (author, other) = make_team(Role.PSYCHOLOGIST, role)
    session = make_session(case, by=author)

    with pytest.raises(Denied, match="Only their author and the psychologists named on this case can read these notes"):
        read_notes(session, by=other)
    assert read_shared([session], by=other) == {session.pk: {"summary": "Спит лучше", "others": "", "approach": ""}}
    assert AuditEvent.objects.filter(verb="vault.opened", actor_ref=other.id).count() == 1


def test_notes_stay_sealed_for_the_coordinator_and_for_a_psychologist_not_named():
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=author)

    for reader in (make_coordinator(), make_user(Role.PSYCHOLOGIST)):
        with pytest.raises(Denied):
            read_notes(session, by=reader)


def test_notes_stay_sealed_for_a_psychologist_who_coordinates_but_is_not_named():
    """She sees the case, as coordinator, and belongs to the discipline; what she lacks is her name on the case."""
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=author)

    with pytest.raises(Denied, match="psychologists named"):
        read_notes(session, by=make_user(Role.COORDINATOR, Role.PSYCHOLOGIST))


def test_notes_of_a_social_worker_are_not_read_by_psychologists():
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    session = make_session(case, by=social, discipline=Discipline.SOCIAL)

    assert read_notes(session, by=social) == "Говорили о брате"
    with pytest.raises(Denied):
        read_notes(session, by=psychologist)


def test_correct_session_keeps_what_stood_there_with_the_reason():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=psychologist)

    correct_session(
        session,
        by=psychologist,
        why="Время записано неверно",
        attendance=Attendance.ATTENDED,
        minutes=40,
        reason="",
        summary="Спит лучше",
        notes="Говорили о сестре",
    )

    stored = Session.objects.get(pk=session.pk)
    assert (stored.minutes, read_notes(stored, by=psychologist)) == (40, "Говорили о сестре")
    kept = open_sealed(list(Amendment.objects.order_by("field")), by=psychologist.actor, purpose=Purpose.CARE)
    assert [(item.row.field, item.former, item.reason) for item in kept] == [
        ("minutes", "50", "Время записано неверно"),
        ("notes", "Говорили о брате", "Время записано неверно"),
    ]


@pytest.mark.parametrize(
    ("why", "minutes", "sentence"), [(" ", 40, "Say why you are correcting it"), ("Ошибка", 50, "Nothing was changed")]
)
def test_correct_session_needs_a_reason_and_a_change(why, minutes, sentence):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=psychologist)

    with pytest.raises(Invalid, match=sentence):
        correct_session(
            session,
            by=psychologist,
            why=why,
            attendance="attended",
            minutes=minutes,
            reason="",
            summary="Спит лучше",
            notes="Говорили о брате",
        )
    assert Amendment.objects.count() == 0


def test_correct_session_of_somebody_else_is_refused():
    case, (author, named) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    session = make_session(case, by=author)

    with pytest.raises(Denied, match="Only its author can correct the record of a session"):
        correct_session(session, by=named, why="x", attendance="attended", minutes=1, reason="", summary="", notes="")


def test_correct_session_from_an_older_page_conflicts():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_session(case, by=psychologist)
    facts = {"attendance": "attended", "reason": "", "summary": "", "notes": ""}
    correct_session(session, by=psychologist, why="раз", minutes=40, expected=1, **facts)

    with pytest.raises(Conflict):
        correct_session(Session.objects.get(pk=session.pk), by=psychologist, why="два", minutes=30, expected=1, **facts)
    assert Session.objects.get(pk=session.pk).minutes == 40


def test_a_recorded_session_can_be_taken_back():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_session(case, by=psychologist)

    offer = undo.latest(psychologist.actor)
    assert offer is not None
    assert offer.sentence == "Session recorded."
    undo.take_back(offer.pk, by=psychologist.actor)

    assert Session.objects.count() == 0


def test_taking_back_the_record_of_a_planned_session_leaves_it_planned():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))
    record_session(session, by=psychologist, attendance=Attendance.ATTENDED, minutes=50, notes="О брате")

    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    stored = Session.objects.get(pk=session.pk)
    assert (stored.attendance, stored.minutes, bytes(stored.notes)) == ("planned", None, b"")
    assert Task.objects.get(target=session.pk).done_at is None
