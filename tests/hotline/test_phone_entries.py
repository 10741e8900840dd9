"""What those who go out recorded on a telephone is where it belongs once it has come in: once, by the rights of its sender; what cannot be
recorded waits for them, and a danger waits for nobody."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import Answers
from panoh.cases.actions.sessions import plan_session
from panoh.cases.enums import Attendance, Discipline, Level, SessionKind, Source, TaskKind
from panoh.cases.models import Danger, Session
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.data_protection.actions import agree_to_erasure, ask_erasure, erase_due
from panoh.data_protection.sealing import seal_case
from panoh.hotline import actions, phone
from panoh.hotline.actions import phone_entries
from panoh.hotline.actions.phone_entries import finish_entry, forget_old_entries, open_entry, place_entries
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, AlertState, DispatchState, EntryKind, Way
from panoh.hotline.models import Alert, Call, PhoneEntry, Visit
from panoh.intake.actions import take_in
from panoh.vault.models import SubjectKey
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_worker
from tests.factories.legal import make_lawyer
from tests.hotline.test_capture import sent, words_of
from tests.pages import soup_of
from tests.vault.test_members import pair

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAID = "Ба хонаи хоҳараш рафт, тинҷ аст"


@pytest.fixture
def data(agent: Path):
    make_secretariat()
    make_line()
    return agent


@pytest.fixture
def worker(data):
    return make_worker()


def came(data: Path, by, *, ago: float = 1, **facts) -> None:
    """A record of so many hours ago was sent and taken in, and the worker has looked at it."""
    at = now() - dt.timedelta(hours=ago)
    sent(data, by, **{"at": at.isoformat(), "minutes": "50", "urgency": [], **facts})
    assert take_in(data) == 1
    place_entries()


def earlier():
    """Four hours ago: what comes in has the hour of its file, which no test moves."""
    return time_machine.travel(now() - dt.timedelta(hours=4))


def entry() -> PhoneEntry:
    return PhoneEntry.objects.get()


def nothing_of_it_is_left():
    row = entry()
    assert (row.done_at is not None, bytes(row.facts), SubjectKey.objects.filter(subject=row.pk).exists()) == (True, b"", False)
    assert not Alert.objects.filter(target=row.pk, state=AlertState.OPEN).exists()
    return True


def waits_for(user) -> bool:
    (alert,) = Alert.objects.filter(target=entry().pk, kind=AlertKind.CAPTURED, state=AlertState.OPEN)
    return (alert.owner, entry().done_at) == (user, None)


def social_case(worker, **facts):
    return make_case(workers=((worker, Discipline.SOCIAL),), **facts)


def test_a_session_is_recorded_in_its_case_at_the_hour_it_was_held(data, worker):
    case = social_case(worker)
    came(data, worker, ago=5, what="session", code=f" {case.code.lower()} ", said=SAID)

    session = Session.objects.get()
    assert (session.case, session.author, session.attendance, session.minutes) == (case, worker, Attendance.ATTENDED, 50)
    assert abs(now() - session.at - dt.timedelta(hours=5, minutes=50)) < dt.timedelta(minutes=1)
    assert words_of(session, worker).summary == SAID
    assert nothing_of_it_is_left()
    assert not Call.objects.exists()


def test_one_that_was_planned_for_that_day_is_the_one(data, worker):
    with time_machine.travel("2026-11-24T04:00:00Z", tick=False) as clock:
        case = social_case(worker)
        planned = plan_session(case, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.FAMILY, at=now() + dt.timedelta(hours=1))
        clock.shift(dt.timedelta(hours=4))
        came(data, worker, what="session", code=case.code, said=SAID)

    (session,) = Session.objects.all()
    assert (session.pk, session.kind, session.attendance) == (planned.pk, SessionKind.FAMILY, Attendance.ATTENDED)


@pytest.mark.parametrize("which", ["another's", "nobody's", "none"])
def test_what_fits_no_case_of_the_sender_waits_for_them_alone(data, worker, which):
    code = {"another's": make_case(region="TJ-SU").code, "nobody's": "2222-2222", "none": ""}[which]
    came(data, worker, what="session", code=code, said=SAID)

    assert not Session.objects.exists()
    assert waits_for(worker)
    assert open_entry(entry(), by=worker)["said"] == SAID
    for other in (make_coordinator(), make_officer(), make_worker()):
        with pytest.raises(Denied):
            open_entry(entry(), by=other)
    finish_entry(entry(), by=worker)
    assert nothing_of_it_is_left()


def test_of_a_closed_account_the_coordinator_is_asked(data, worker):
    case = social_case(worker)
    sent(data, worker, what="session", code=case.code, said=SAID)
    with writes_allowed():
        worker.is_active = False
        worker.save()
    take_in(data)
    place_entries()

    assert not Session.objects.exists()
    (alert,) = Alert.objects.filter(target=entry().pk)
    assert (alert.owner, alert.role) == (None, Role.COORDINATOR)
    assert open_entry(entry(), by=make_coordinator())["said"] == SAID


def test_sent_again_by_another_sign_in_it_is_one(data, worker):
    case = social_case(worker)
    sealed = sent(data, worker, what="session", code=case.code, minutes="30", said=SAID)
    for _each in range(3):
        take_in(data)
        place_entries()
        phone.lay_down(sealed, str(phone.sign_in(worker.username, "402817")))
    take_in(data)
    place_entries()

    assert (Session.objects.count(), PhoneEntry.objects.count()) == (1, 1)


def test_broken_off_between_nothing_is_half_done(data, worker, monkeypatch):
    case = social_case(worker)
    sent(data, worker, what="session", code=case.code, minutes="30", said=SAID)
    take_in(data)
    with monkeypatch.context() as patched:
        patched.setattr("panoh.hotline.actions.phone_entries._settle", lambda _row: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            place_entries()
    assert not Session.objects.exists()
    place_entries()
    assert Session.objects.count() == 1


def test_one_that_a_defect_hinders_keeps_no_danger_back(data, worker, monkeypatch):
    case = social_case(worker)
    kinds = phone_entries._KINDS | {EntryKind.SESSION: lambda *_given: 1 / 0}
    monkeypatch.setattr(phone_entries, "_KINDS", kinds)
    for hour, what in ((3, "session"), (1, "danger")):
        sent(data, worker, at=(now() - dt.timedelta(hours=hour)).isoformat(), what=what, code=case.code, minutes="30", said=SAID)
    take_in(data)
    with pytest.raises(ZeroDivisionError):
        place_entries()
    assert Danger.objects.count() == 1


def test_a_danger_of_a_case_rings_within_the_hour_unless_another_was_chosen(data, worker):
    case = social_case(worker)
    came(data, worker, what="danger", code=case.code, dangers=["detained"], said=SAID)

    danger = Danger.objects.get()
    assert (danger.case, danger.kind, danger.level, danger.raised_by) == (case, TaskKind.DANGER, Level.HOUR, worker)
    assert ring_dangers() >= 1
    assert nothing_of_it_is_left()


def test_dangers_of_a_session_are_those_of_the_case(data, worker):
    case = social_case(worker)
    came(data, worker, what="session", code=case.code, dangers=["own_life", "child"], urgency="day", said=SAID)

    assert Session.objects.count() == 1
    found = {(row.kind, row.level, tuple(row.sources)) for row in Danger.objects.all()}
    assert found == {(TaskKind.RISK, Level.DAY, (Source.SESSION,)), (TaskKind.DANGER, Level.DAY, (Source.SESSION,))}


@pytest.mark.parametrize("what", ["danger", "session", "dispatch"])
def test_a_danger_that_fits_nowhere_rings_as_one_told_at_a_call(data, worker, what):
    came(data, worker, what=what, code="2222-2222", dangers=["life"], said=SAID)

    call = Call.objects.get()
    assert (call.way, call.dangers, call.urgency, call.taken_by) == (Way.VISIT, ["life"], "hour", worker)
    said = words_of(call, worker).said
    assert SAID in said
    assert "2222-2222" in said
    assert Danger.objects.filter(call=call.pk, ended_at=None).exists()
    assert waits_for(worker)


@pytest.mark.parametrize("whose", ["another's", "nobody's"])
def test_of_a_danger_whose_code_fits_no_case_both_who_sees_to_it_and_its_sender_read_so(client, data, worker, whose):
    code = make_case(region="TJ-SU").code if whose == "another's" else "2222-2222"
    came(data, worker, what="danger", code=code, said=SAID)

    said = words_of(Call.objects.get(), worker).said
    assert (code in said, "No case with this code is open to its sender" in said, "the region is the sender's" in said) == (
        True,
        True,
        True,
    )
    sign_in(client, worker)
    day = soup_of(client.get(reverse("desk:my_day"))).main.get_text(" ", strip=True)
    assert "An entry from a phone could not be recorded where it belongs" in day
    page = soup_of(client.post(reverse("desk:phone_entry", args=[entry().pk]))).main.get_text(" ", strip=True)
    assert ("No case with this code is open to you" in page, code in page) == (True, True)


def test_of_a_danger_without_a_code_nothing_waits(data, worker):
    came(data, worker, what="danger", code="", said=SAID)

    assert "code" not in words_of(Call.objects.get(), worker).said.casefold()
    assert nothing_of_it_is_left()


def test_a_danger_alone_says_enough(data, worker):
    came(data, worker, what="danger")
    assert Call.objects.get().dangers == ["life"]


def test_in_a_sealed_case_the_danger_rings_and_its_words_wait_for_the_member(data):
    coordinator, psychologist = pair(make_coordinator()), pair(make_user(Role.PSYCHOLOGIST))
    case = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    seal_case(case, by=coordinator, to={coordinator.id, psychologist.id}, why="threat")
    came(data, psychologist, what="danger", code=case.code, dangers=["own_life"], said=SAID)

    danger = Danger.objects.get()
    assert (danger.case_id, danger.kind) == (case.pk, TaskKind.RISK)
    assert not Call.objects.exists()
    assert waits_for(psychologist)
    assert open_entry(entry(), by=psychologist)["said"] == SAID


@pytest.mark.parametrize("asks", [False, True])
def test_a_danger_under_the_code_of_a_dispatch_is_one_of_its_call_or_request(data, worker, asks):
    officer = make_officer()
    call = make_call(by=officer, dangers=["detained"], urgency="day", **({"sending": Answers()} if asks else {}))
    row = make_dispatch(by=officer, worker=worker, call=call)
    came(data, worker, what="danger", code=row.code, dangers=["own_life"], said=SAID)

    danger = Danger.objects.get(kind=TaskKind.RISK)
    call.refresh_from_db()
    assert (danger.request, danger.call if not asks else None) == (call.request, None if asks else call.pk)
    assert (danger.raised_by, Source.DISPATCH in danger.sources) == (worker, True)
    assert Call.objects.get() == call  # no other call
    assert nothing_of_it_is_left()


def test_a_danger_under_the_code_of_a_dispatch_of_another_is_none_of_it(data, worker):
    row = make_dispatch(worker=make_worker())
    came(data, worker, what="danger", code=row.code, dangers=["own_life"], said=SAID)

    assert Call.objects.get().dispatches.count() == 0
    assert waits_for(worker)


def test_entries_that_wait_say_what_each_is_and_when_it_was_written(client, data, worker):
    for ago, what in ((3, "session"), (1, "session"), (2, "dispatch")):
        came(data, worker, ago=ago, what=what, code="XXXX-XXXX", said=SAID)

    sign_in(client, worker)
    rows = [
        row.get_text(" ", strip=True)
        for row in soup_of(client.get(reverse("desk:my_day"))).main.select("li")
        if "from a phone" in row.get_text()
    ]
    assert (len(set(rows)), sum("session in a case" in row for row in rows), sum("answer to a dispatch" in row for row in rows)) == (
        3,
        2,
        1,
    )


def test_a_specialist_outside_records_a_session_of_the_case_entrusted_to_them(data):
    outside = make_specialist()
    case = outside.entrust(make_case())
    came(data, outside.user, what="session", code=case.code, said=SAID)
    assert Session.objects.get().author == outside.user


def test_answers_from_the_road_move_the_dispatch_at_the_hours_they_were_given(data, worker):
    with earlier():
        row = make_dispatch(worker=worker)
    came(data, worker, ago=3, what="dispatch", answer="acknowledged")
    row.refresh_from_db()
    assert row.state == DispatchState.ACKNOWLEDGED
    came(data, worker, ago=2, what="dispatch", code=row.code, answer="done", said=SAID)
    row.refresh_from_db()
    assert (row.state, words_of(row, worker).outcome) == (DispatchState.DONE, SAID)
    assert row.acknowledged_at < row.arrived_at == row.ended_at < now() - dt.timedelta(hours=1.9)


def test_who_cannot_go_says_why(data, worker):
    row = make_dispatch(worker=worker)
    came(data, worker, ago=0, what="dispatch", answer="cannot", said="Роҳ баста аст")
    row.refresh_from_db()
    assert (row.state, words_of(row, row.sent_by).hindrance) == (DispatchState.CANNOT, "Роҳ баста аст")
    assert Alert.objects.filter(kind=AlertKind.CANNOT_GO, target=row.pk).exists()


def test_words_that_a_dispatch_does_not_take_yet_wait_for_their_sender(data, worker):
    row = make_dispatch(worker=worker)
    came(data, worker, what="dispatch", answer="arrived", said=SAID)
    row.refresh_from_db()
    assert row.state == DispatchState.ARRIVED
    assert waits_for(worker)


def test_what_was_written_first_is_done_first(data, worker):
    with earlier():
        row = make_dispatch(worker=worker)
    for ago, answer in ((1, "done"), (3, "acknowledged")):
        at = (now() - dt.timedelta(hours=ago)).isoformat()
        sent(data, worker, at=at, what="dispatch", answer=answer, said=SAID if answer == "done" else "")
    take_in(data)
    place_entries()
    row.refresh_from_db()
    assert row.state == DispatchState.DONE
    assert not Alert.objects.filter(kind=AlertKind.CAPTURED).exists()


def test_back_safely_ends_the_visit_and_its_alert(data, worker):
    with earlier():
        visit = actions.begin_visit(by=worker, until=now() + dt.timedelta(hours=2))
    actions.raise_overdue_visits()
    assert Alert.objects.filter(target=visit.pk, state=AlertState.OPEN).exists()
    came(data, worker, ago=2, what="back")
    visit.refresh_from_db()
    assert abs(now() - visit.back_at - dt.timedelta(hours=2)) < dt.timedelta(minutes=1)
    assert not Alert.objects.filter(target=visit.pk, state=AlertState.OPEN).exists()
    assert nothing_of_it_is_left()


def test_back_safely_of_an_earlier_way_ends_no_later_visit(data, worker):
    visit = actions.begin_visit(by=worker, until=now() + dt.timedelta(hours=2))
    came(data, worker, ago=2, what="back")
    assert Visit.objects.get(pk=visit.pk).back_at is None


def test_what_nobody_entered_is_deleted_after_twelve_months(data, worker):
    came(data, worker, what="session", said=SAID)
    assert forget_old_entries() == 0
    with time_machine.travel(now() + dt.timedelta(days=366)):
        assert forget_old_entries() == 1
    assert nothing_of_it_is_left()


def test_the_record_says_who_and_nothing_of_what(data, worker):
    case = social_case(worker)
    came(data, worker, what="session", code=case.code, said=SAID)
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs.index("hotline.capture_taken_in") < verbs.index("hotline.entry_placed") < verbs.index("cases.session_recorded")


@pytest.mark.parametrize("role", [Role.REGIONAL_WORKER, Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.PSYCHOLOGIST, Role.DUTY_OFFICER])
def test_all_who_go_out_choose_digits(data, client, role):
    user = make_user(role)
    sign_in(client, user)
    assert client.get(reverse("desk:phone")).status_code == 200
    assert actions.set_phone_pin(by=user, pin="402817") > now()


@pytest.mark.parametrize("role", [Role.LAWYER, Role.PHYSICIAN, Role.DUTY_OFFICER, Role.REGIONAL_WORKER])
def test_the_page_offers_each_what_opens_for_them(data, client, role):
    sign_in(client, make_lawyer() if role == Role.LAWYER else make_user(role))
    page = soup_of(client.get(reverse("desk:phone")))
    ways = [a["href"] for a in page.select("main a[href^='/desk/']")]
    assert len(ways) > 2
    assert {client.get(way).status_code for way in ways} <= {200, 302}


def test_nobody_else_does(data, client):
    user = make_user(Role.ACCOUNTANT)
    sign_in(client, user)
    assert client.get(reverse("desk:phone")).status_code in (403, 404)
    with pytest.raises(Denied):
        actions.set_phone_pin(by=user, pin="402817")


def test_its_sender_reads_what_waits_and_says_that_it_is_entered(data, worker, client):
    case = make_case(region="TJ-SU")
    came(data, worker, what="session", code=case.code, said=SAID)
    sign_in(client, worker)
    alert = Alert.objects.get(target=entry().pk)

    there = reverse("desk:phone_entry", args=[entry().pk])
    page = client.get(reverse("desk:hotline_alert", args=[alert.pk]), follow=True)
    assert page.request["PATH_INFO"] == there
    assert SAID not in page.content.decode()  # by a press alone
    page = soup_of(client.post(there))
    assert SAID in page.get_text()
    assert case.code in page.get_text()
    assert waits_for(worker)
    client.post(there, {"entered": "1"})
    assert nothing_of_it_is_left()
    assert client.get(reverse("desk:phone_entry", args=[entry().pk])).status_code == 404
    assert SAID not in client.get(reverse("desk:phone")).content.decode()


def test_what_waits_under_the_code_of_somebody_who_is_erased_goes_and_nothing_else_does(data, worker):
    by = make_coordinator()
    case = make_case(by=by, region="TJ-SU")
    for code in (case.code, make_case(by=by, region="TJ-SU", family_name="Раҳимов").code):
        came(data, worker, what="session", code=code, said=SAID)
    assert PhoneEntry.objects.filter(done_at=None).count() == 2

    agree_to_erasure(ask_erasure(case, by=by), by=make_user(Role.DATA_GUARDIAN))
    assert erase_due() == 1

    (kept,) = PhoneEntry.objects.filter(done_at=None)
    assert open_entry(kept, by=worker)["code"] != case.code
    (gone,) = PhoneEntry.objects.exclude(pk=kept.pk)
    assert (bytes(gone.facts), SubjectKey.objects.filter(subject=gone.pk).exists()) == (b"", False)
    assert Alert.objects.filter(kind=AlertKind.CAPTURED, state=AlertState.OPEN).count() == 1
