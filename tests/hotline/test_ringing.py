"""A danger that nobody has taken on rings: who is told when, what they see, and what ends it."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.actions import deactivate_user, revoke_user
from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import RoleGrant
from panoh.accounts.notices import set_notices
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers, assign_worker, end_shares_without_consent, reassign_task, triage_request
from panoh.cases.actions.dangers import end_danger, report_danger, take_on_danger
from panoh.cases.actions.emergency_access import declare_conflict
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, Level, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import Case, Danger, Task
from panoh.cases.queries.danger import is_taken_on
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import NotFound, WrongState
from panoh.core.templatetags.panoh import moment
from panoh.data_protection.sealing import seal_case
from panoh.hotline.actions import see_to, tell_alerts
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, AlertState, Post
from panoh.hotline.models import Alert
from panoh.hotline.queries.calls import alerts, get_alert
from panoh.vault.actions import seal
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_officer, make_shift
from tests.factories.legal import make_lawyer
from tests.pages import main_text, soup_of, text
from tests.vault.test_members import pair, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NIGHT = dt.datetime(2026, 11, 24, 2, 10, tzinfo=DUSHANBE)


@pytest.fixture
def night():
    """Ten past two; an officer is the second on the line, and a psychologist is on call."""
    make_secretariat()
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def psychologist():
    return make_user(Role.PSYCHOLOGIST)


@pytest.fixture
def danger(night, psychologist):
    """Of a case, due within the hour: the psychologist's, told of from outside."""
    return told_from_outside(psychologist)


def told_from_outside(psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    task = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    with writes_allowed():
        Danger.objects.filter(pk=task.danger_id).update(raised_by=None)
    return Task.objects.get(pk=task.pk)


def told(task):
    rows = Alert.objects.filter(kind=AlertKind.DANGER, target=task.pk).select_related("owner").order_by("step", "at")
    return [row.owner.username if row.owner else row.role for row in rows]


def rung(clock, minutes):
    clock.move_to(NIGHT + dt.timedelta(minutes=minutes))
    return ring_dangers()


def test_more_people_are_told_the_longer_it_waits(night, danger, psychologist):
    backup, on_call = make_officer(), make_user(Role.PHYSICIAN)
    make_shift(backup, post=Post.BACKUP)
    make_shift(on_call, post=Post.PHYSICIAN)

    steps = []
    for minutes in (0, 14, 15, 29, 30, 59, 60, 300):
        rung(night, minutes)
        steps.append((minutes, told(danger)))

    mine, second = [psychologist.username], [psychologist.username, "coordinator"]
    assert [names for _minutes, names in steps[:2]] == [mine, mine]
    assert [sorted(names) for _minutes, names in steps[2:4]] == [sorted([*second, backup.username])] * 2
    assert [sorted(names) for _minutes, names in steps[4:6]] == [sorted([*second, backup.username, on_call.username])] * 2
    assert [names[-1] for _minutes, names in steps[6:]] == ["director", "director"]
    assert [len(names) for _minutes, names in steps[6:]] == [5, 5]


@pytest.mark.parametrize("stands_in", [False, True])
def test_what_whose_it_is_told_of_themselves_rings_to_their_deputy_or_to_the_next_at_once(night, psychologist, mailed, stands_in):
    backup, deputy = make_officer(), make_user(Role.SOCIAL_WORKER)
    make_shift(backup, post=Post.BACKUP)
    for user in (backup, deputy):
        wants_notices(user)
    if stands_in:
        with writes_allowed():
            RoleGrant(user=deputy, role=Role.PSYCHOLOGIST, deputy_for=psychologist, starts_on=today(), ends_on=today()).save()
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    danger = report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.SESSION)

    rung(night, 0)
    tell_alerts()

    at_once = [psychologist.username] if stands_in else [psychologist.username, backup.username, "coordinator"]
    assert (danger.owner, sorted(told(danger))) == (psychologist, sorted(at_once))
    assert mailed() == [f"{(deputy if stands_in else backup).username}@mail.example"]
    assert [rung(night, minutes) for minutes in (14, 15)] == [0, 1]


@pytest.mark.parametrize("count", [1, 6])
def test_a_round_asks_as_much_for_one_danger_as_for_six(night, psychologist, django_assert_num_queries, count):
    for _each in range(count):
        told_from_outside(psychologist)
    assert rung(night, 0) == count

    with django_assert_num_queries(6):
        assert rung(night, 1) == 0


def test_the_danger_of_a_call_of_yesterday_has_its_hour_from_when_it_was_told_here(night):
    yesterday = NIGHT - dt.timedelta(days=1)
    request = make_call(begun_at=yesterday, dangers=["life"], urgency="hour", sending=Answers()).request
    task = request.tasks.get(kind=TaskKind.DANGER)

    assert (task.due_at, request.received_at) == (NIGHT + dt.timedelta(hours=1), yesterday)
    assert [rung(night, minutes) for minutes in (0, 14, 15)] == [1, 0, 1]
    assert told(task) == ["coordinator"]


def test_a_danger_that_is_known_to_be_graver_rings_from_its_first_step_by_its_new_hour(night, psychologist):
    backup = make_officer()
    make_shift(backup, post=Post.BACKUP, hours=12)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    task = report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.DAY, source=Source.COLLEAGUE)
    assert [rung(night, minutes) for minutes in (0, 415)] == [1, 1]
    night.move_to(NIGHT + dt.timedelta(hours=7))

    report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.COLLEAGUE)

    assert [rung(night, 420 + minutes) for minutes in (0, 1, 14, 15, 16, 30, 60)] == [1, 0, 0, 1, 0, 1, 1]
    assert [row.step for row in Alert.objects.filter(target=task.pk, role="director")] == [4]


def test_a_danger_that_is_reported_anew_keeps_when_it_was_told_first(client, night, psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    task = report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.DAY, source=Source.COLLEAGUE)
    rung(night, 0)
    night.move_to(NIGHT + dt.timedelta(hours=7))
    report_danger(case, by=psychologist, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.COLLEAGUE)
    ring_dangers()

    sign_in(client, psychologist)
    page = main_text(client.get(reverse("desk:danger", args=[task.pk])))
    assert f"{psychologist.username}, {moment(NIGHT)}, again {moment(NIGHT + dt.timedelta(hours=7))}" in page


def test_what_was_to_be_looked_at_again_rings_from_that_hour_until_something_is_written(night, danger, psychologist):
    rung(night, 0)
    take_on_danger(danger, by=psychologist, owner=psychologist, words="Жена с ним", look=Level.DAY)
    before = [rung(night, minutes) for minutes in (1, 60, 24 * 60 - 1)]

    again = [rung(night, 24 * 60 + minutes) for minutes in (0, 1, 15)]

    assert (before, again) == ([0, 0, 0], [1, 0, 1])
    assert told(danger)[-2:] == [psychologist.username, "coordinator"]
    danger.refresh_from_db()
    assert (danger.due_at, danger.danger.look_at) == (NIGHT + dt.timedelta(days=1), NIGHT + dt.timedelta(days=1))
    take_on_danger(danger, by=psychologist, owner=psychologist, words="Спит")
    assert [rung(night, 24 * 60 + minutes) for minutes in (16, 74)] == [0, 0]
    assert rung(night, 24 * 60 + 75) == 1  # by the time of its level, where no other was chosen


def test_who_took_it_on_by_one_press_is_asked_again_at_its_time(night, danger, psychologist):
    rung(night, 0)
    take_on_danger(danger, by=psychologist, owner=psychologist)

    assert [rung(night, minutes) for minutes in (1, 59, 60, 61)] == [0, 0, 1, 0]
    assert told(danger) == [psychologist.username] * 2


def test_a_colleague_who_was_named_and_has_not_answered_is_told_and_then_the_next(night, danger, psychologist):
    coordinator, colleague = make_coordinator(), make_user(Role.PHYSICIAN)
    assign_worker(danger.case, by=coordinator, user=colleague, discipline=Discipline.MEDICAL)
    rung(night, 0)
    take_on_danger(danger, by=psychologist, owner=psychologist)
    night.move_to(NIGHT + dt.timedelta(minutes=2))

    task = take_on_danger(Task.objects.get(pk=danger.pk), by=psychologist, owner=colleague, said_yes=False)

    assert not is_taken_on(task)
    assert [rung(night, minutes) for minutes in (3, 4, 17)] == [1, 0, 1]
    assert told(danger) == [psychologist.username, colleague.username, "coordinator"]
    take_on_danger(Task.objects.get(pk=danger.pk), by=colleague, owner=colleague)
    assert [rung(night, minutes) for minutes in (18, 50)] == [0, 0]


def test_who_is_asked_while_it_rings_is_told_anew(night, danger, psychologist):
    coordinator, colleague = make_coordinator(), make_user(Role.PHYSICIAN)
    assign_worker(danger.case, by=coordinator, user=colleague, discipline=Discipline.MEDICAL)
    rung(night, 20)

    reassign_task(Task.objects.get(pk=danger.pk), by=coordinator, owner=colleague)

    assert [rung(night, minutes) for minutes in (21, 22)] == [1, 0]
    assert [row.owner for row in Alert.objects.filter(target=danger.pk, state=AlertState.OPEN)] == [colleague]


@pytest.mark.parametrize(("kind", "level"), [(TaskKind.DANGER, Level.HOUR), (TaskKind.DANGER, Level.WEEK)])
def test_what_is_reported_of_a_danger_that_somebody_has_rings_anew(night, psychologist, kind, level):
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL), (social, Discipline.SOCIAL)))
    task = report_danger(case, by=psychologist, kind=kind, level=Level.WEEK, source=Source.COLLEAGUE)
    task = take_on_danger(task, by=psychologist, owner=psychologist)
    assert rung(night, 5) == 0

    report_danger(case, by=social, kind=kind, level=level, source=Source.COLLEAGUE, dangers=["detained"])

    assert [rung(night, minutes) for minutes in (6, 7)] == [1, 0]
    assert told(task) == [psychologist.username]
    if level == Level.HOUR:
        assert rung(night, 21) == 1
        assert told(task)[-1] == "coordinator"


def test_who_has_a_danger_and_notices_more_of_it_is_not_rung(night, psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    task = report_danger(case, by=psychologist, kind=TaskKind.RISK, level=Level.WEEK, source=Source.COLLEAGUE)
    take_on_danger(task, by=psychologist, owner=psychologist)

    report_danger(case, by=psychologist, kind=TaskKind.RISK, level=Level.DAY, source=Source.COLLEAGUE)

    assert rung(night, 5) == 0


def test_a_colleague_who_said_yes_has_it(night, danger, psychologist):
    coordinator = make_coordinator()

    take_on_danger(danger, by=psychologist, owner=coordinator, said_yes=True)

    assert rung(night, 59) == 0


@pytest.fixture
def mailed(settings, tmp_path):
    """The addresses that notices went to, in their order."""
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"

    def read():
        lines = (tmp_path / "mail").read_text("utf-8").splitlines() if (tmp_path / "mail").exists() else []
        return [json.loads(line)["to"] for line in lines]

    return read


def wants_notices(user, **hours):
    set_notices(by=user, channel=NoticeChannel.MAIL, address=f"{user.username}@mail.example", **hours)


def test_at_ten_past_two_a_notice_leaves_whatever_hours_were_chosen(night, danger, psychologist, mailed):
    wants_notices(psychologist, start=dt.time(8), end=dt.time(20))

    rung(night, 0)
    tell_alerts()

    assert mailed() == [f"{psychologist.username}@mail.example"]


@pytest.mark.parametrize(
    ("wants", "then"), [("psychologist", []), ("backup", ["coordinator", "backup"]), ("", ["coordinator", "backup", "director"])]
)
def test_where_nobody_of_a_step_wants_notices_the_next_are_told_at_once(night, danger, psychologist, mailed, wants, then):
    backup = make_officer()
    make_shift(backup, post=Post.BACKUP)
    named = {"psychologist": psychologist, "backup": backup}
    if wants:
        wants_notices(named[wants])

    rung(night, 0)

    names = {backup.username: "backup", psychologist.username: "psychologist"}
    assert sorted(names.get(each, each) for each in told(danger)) == sorted(["psychologist", *then])


def test_who_is_named_at_a_further_step_is_sent_one_again(night, mailed):
    coordinator = make_coordinator()
    wants_notices(coordinator)
    make_request(urgency=Urgency.RED)

    counts = []
    for minutes in (1, 1 + 24 * 15, 2 + 24 * 15):
        rung(night, minutes)
        tell_alerts()
        counts.append(len(mailed()))

    assert counts == [1, 2, 2]


def test_who_stands_in_is_sent_one_too(night, danger, psychologist, mailed):
    deputy = make_user(Role.SOCIAL_WORKER)
    with writes_allowed():
        RoleGrant(user=deputy, role=Role.PSYCHOLOGIST, deputy_for=psychologist, starts_on=today(), ends_on=today()).save()
    wants_notices(deputy)

    rung(night, 0)
    tell_alerts()

    assert mailed() == [f"{deputy.username}@mail.example"]


def test_where_nobody_is_on_duty_the_coordinator_and_then_the_director_are_told(night, danger, psychologist):
    for minutes in (0, 15, 30, 45, 60, 61):
        rung(night, minutes)

    assert sorted(told(danger)) == sorted([psychologist.username, "coordinator", "director"])


def test_a_coordinator_on_duty_is_told_once(night, danger, psychologist):
    coordinator = make_coordinator()
    make_shift(coordinator, post=Post.BACKUP)

    rung(night, 60)

    assert sorted(told(danger)) == sorted([psychologist.username, "coordinator", "director"])


@pytest.mark.parametrize("settle", ["taken", "ended"])
def test_it_ends_when_somebody_has_it_or_it_is_over(night, danger, psychologist, settle):
    rung(night, 20)
    coordinator = make_coordinator()
    if settle == "taken":
        take_on_danger(danger, by=psychologist, owner=psychologist)
    else:
        end_danger(danger, by=psychologist, words="Поговорили, теперь дома с сестрой")

    assert list(alerts(coordinator)) == []
    assert rung(night, 59) == 0
    assert sorted(told(danger)) == sorted([psychologist.username, "coordinator"])


def test_of_a_sealed_case_its_members_are_told_and_the_coordinator_learns_whom_to_reach(client, night):
    coordinator, psychologist, physician = (pair(make_user(role)) for role in (Role.COORDINATOR, Role.PSYCHOLOGIST, Role.PHYSICIAN))
    case = make_case(by=coordinator, workers=((physician, Discipline.MEDICAL), (psychologist, Discipline.PSYCHOLOGICAL)))
    seal_case(case, by=coordinator, to={physician.id, psychologist.id}, why="threat")
    make_shift(make_officer(), post=Post.BACKUP)
    with signed_in(psychologist):
        danger = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)

    rung(night, 20)
    assert sorted(told(danger)) == sorted([psychologist.username, physician.username])

    rung(night, 30)
    assert sorted(told(danger)) == sorted([psychologist.username, physician.username, "coordinator"])
    sign_in(client, coordinator)
    (alert,) = alerts(coordinator)
    page = main_text(client.get(reverse("desk:hotline_alert", args=[alert.pk])))
    assert (alert.code, f"Call {psychologist.username} now" in page, case.code in page) == (None, True, False)


def tie(case, user):
    declare_conflict(case, by=user, why="family")


def let_the_work_run_out(case, user):
    with writes_allowed():
        case.assignments.filter(user=user).update(starts_on=today() - dt.timedelta(days=9), ends_on=today() - dt.timedelta(days=1))


def close_the_account(_case, user):
    with writes_allowed():
        type(user).objects.filter(pk=user.pk).update(is_active=False)


def take_consent_back(case, user):
    end_shares_without_consent(case.person, user.organisation, by=make_coordinator())


def let_the_share_run_out(case, _user):
    with writes_allowed():
        case.shares.update(ends_on=today() - dt.timedelta(days=1))


@pytest.mark.parametrize("cannot_act", [tie, let_the_work_run_out, close_the_account, take_consent_back, let_the_share_run_out])
@pytest.mark.parametrize("had_rung", [0, 50])
def test_who_took_it_on_and_can_act_no_longer_has_it_no_longer(night, danger, psychologist, cannot_act, had_rung):
    is_shared = cannot_act in (take_consent_back, let_the_share_run_out)
    owner = make_lawyer(danger.case) if is_shared else psychologist
    rung(night, had_rung)
    take_on_danger(Task.objects.get(pk=danger.pk), by=psychologist, owner=owner)
    assert rung(night, 59) == 0

    cannot_act(danger.case, owner)

    assert not is_taken_on(Task.objects.get(pk=danger.pk))
    assert (rung(night, 62), rung(night, 63)) == (1, 0)
    danger.refresh_from_db()
    assert (danger.owner, danger.taken_by, danger.role) == (None, None, Role.COORDINATOR)
    waiting = Alert.objects.filter(target=danger.pk, state=AlertState.OPEN)
    assert {row.owner or row.role for row in waiting} == {"coordinator", "director"}


def test_whose_account_is_closed_is_not_asked_alone(night, danger, psychologist):
    close_the_account(danger.case, psychologist)

    rung(night, 0)

    assert told(danger) == ["coordinator"]


def test_whose_account_is_closed_after_they_were_told_leaves_it_to_the_coordinator_at_once(night, danger, psychologist):
    assert [rung(night, minutes) for minutes in (0, 1)] == [1, 0]

    revoke_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    assert [rung(night, minutes) for minutes in (2, 3)] == [1, 0]
    danger.refresh_from_db()
    assert (danger.owner, danger.taken_by, danger.role) == (None, None, Role.COORDINATOR)
    assert sorted(told(danger)) == sorted([psychologist.username, "coordinator"])


def test_whose_account_is_closed_after_they_were_asked_leaves_it_to_the_coordinator_at_once(night, danger, psychologist):
    colleague = make_user(Role.SOCIAL_WORKER)
    assign_worker(danger.case, by=make_coordinator(), user=colleague, discipline=Discipline.SOCIAL)
    night.move_to(NIGHT + dt.timedelta(minutes=20))
    take_on_danger(danger, by=psychologist, owner=colleague, said_yes=False)
    assert [rung(night, minutes) for minutes in (20, 21)] == [1, 0]

    deactivate_user(colleague, by=make_user(Role.ADMINISTRATOR))

    assert [rung(night, minutes) for minutes in (22, 23)] == [1, 0]
    danger.refresh_from_db()
    assert (danger.owner, danger.taken_by, danger.role) == (None, None, Role.COORDINATOR)
    assert sorted(told(danger)) == sorted([colleague.username, "coordinator"])


def test_who_was_told_and_is_tied_since_leaves_it_to_the_coordinator_at_once(night, danger, psychologist):
    assert rung(night, 0) == 1

    tie(danger.case, psychologist)

    assert [rung(night, minutes) for minutes in (2, 3)] == [1, 0]
    assert sorted(told(danger)) == sorted([psychologist.username, "coordinator"])


def test_whose_account_is_closed_is_stood_in_for(night, danger, psychologist):
    deputy = make_user(Role.SOCIAL_WORKER)
    with writes_allowed():
        RoleGrant(user=deputy, role=Role.PSYCHOLOGIST, deputy_for=psychologist, starts_on=today(), ends_on=today()).save()
    close_the_account(danger.case, psychologist)

    rung(night, 0)

    danger.refresh_from_db()
    assert (danger.owner, told(danger)) == (psychologist, [psychologist.username])


def test_who_took_it_on_and_practises_for_an_hour_has_it_still(night, danger, psychologist):
    take_on_danger(danger, by=psychologist, owner=psychologist)
    with writes_allowed():
        type(psychologist).objects.filter(pk=psychologist.pk).update(is_practising=True)

    assert rung(night, 59) == 0


@pytest.mark.parametrize("cannot_act", [let_the_work_run_out, tie])
def test_who_was_told_before_somebody_had_it_is_told_anew_once_nobody_has(night, danger, psychologist, cannot_act):
    assert [rung(night, minutes) for minutes in (0, 15)] == [1, 1]
    assert told(danger) == [psychologist.username, "coordinator"]
    take_on_danger(Task.objects.get(pk=danger.pk), by=psychologist, owner=psychologist)
    assert rung(night, 16) == 0
    cannot_act(danger.case, psychologist)

    assert rung(night, 20) == 1

    assert [row.role for row in Alert.objects.filter(target=danger.pk, state=AlertState.OPEN)] == ["coordinator"]


def test_what_is_given_back_to_who_had_it_is_not_taken_on_by_that(night, danger, psychologist):
    coordinator = make_coordinator()
    take_on_danger(danger, by=psychologist, owner=psychologist)
    let_the_work_run_out(danger.case, psychologist)
    assert rung(night, 1) == 1
    assign_worker(danger.case, by=coordinator, user=psychologist, discipline=Discipline.PSYCHOLOGICAL)

    reassign_task(Task.objects.get(pk=danger.pk), by=coordinator, owner=psychologist)

    assert rung(night, 61) == 1


def test_of_a_sealed_case_that_nobody_has_by_name_the_coordinator_learns_which_member_to_reach(client, night):
    coordinator, psychologist, physician = (pair(make_user(role)) for role in (Role.COORDINATOR, Role.PSYCHOLOGIST, Role.PHYSICIAN))
    case = make_case(by=coordinator, workers=((physician, Discipline.MEDICAL), (psychologist, Discipline.PSYCHOLOGICAL)))
    seal_case(case, by=coordinator, to={physician.id, psychologist.id}, why="threat")
    with signed_in(psychologist):
        danger = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
        take_on_danger(danger, by=psychologist, owner=psychologist)
        tie(case, psychologist)

    assert rung(night, 0) == 1

    assert sorted(told(danger)) == sorted([physician.username, "coordinator"])
    sign_in(client, coordinator)
    (alert,) = alerts(coordinator)
    page = main_text(client.get(reverse("desk:hotline_alert", args=[alert.pk])))
    assert (f"Call {physician.username} now" in page, case.code in page) == (True, False)


def test_of_a_red_request_its_danger_rings_before_and_after_the_triage_and_nothing_else(night):
    coordinator = make_coordinator()
    request = make_request(by=coordinator, urgency=Urgency.RED, within_hour=True)
    danger = request.tasks.get(kind=TaskKind.DANGER)

    assert (rung(night, 60), sorted(told(danger))) == (1, ["coordinator", "director"])
    triage_request(request, by=coordinator, urgency=Urgency.RED)
    rung(night, 90)
    assert set(Alert.objects.filter(kind="danger").values_list("target", flat=True)) == {danger.pk}

    take_on_danger(danger, by=coordinator, owner=coordinator)
    assert (rung(night, 120), Alert.objects.filter(state="open").exists()) == (0, False)


def test_who_sees_the_case_comes_to_the_danger_and_has_no_plain_seen_to(client, night, danger):
    rung(night, 60)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(kind=TaskKind.DANGER)  # one that is not the coordinator's own anyway
    coordinator = sign_in(client, make_coordinator())
    (alert,) = alerts(coordinator)

    day = soup_of(client.get(reverse("desk:my_day")))
    (row,) = [item for item in day.main.select(".tasks li") if "nobody has taken it on" in item.get_text()]
    assert danger.case.code in row.get_text()
    assert client.get(row.a["href"]).headers["Location"] == reverse("desk:danger", args=[danger.pk])
    with pytest.raises(WrongState, match="take it on"):
        see_to(alert, by=coordinator)

    page = text(client.get(reverse("desk:danger", args=[danger.pk])))
    assert "Told, because nobody had taken it on:" in page

    (take,) = row.select(".do form")
    assert [button.find(string=True).strip() for button in row.select(".do .btn")] == ["I have it", "Open"]
    client.post(take["action"])
    danger.refresh_from_db()
    assert danger.taken_by == coordinator


def test_a_danger_that_a_step_of_the_same_day_sees_to_is_one_row_with_one_hour(client, night):
    psychologist, coordinator = make_user(Role.PSYCHOLOGIST), make_coordinator()
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), urgency=Urgency.RED)
    with writes_allowed():
        assert case.tasks.filter(kind=TaskKind.STEP, step="danger_now").update(owner=coordinator)
        assert case.tasks.filter(kind=TaskKind.DANGER).update(owner=psychologist)
    rung(night, 24 * 60)
    assert Alert.objects.filter(role=Role.COORDINATOR, state=AlertState.OPEN).exists()

    sign_in(client, coordinator)
    rows = [row for row in soup_of(client.get(reverse("desk:my_day"))).main.select(".tasks li.danger") if case.code in row.text]
    assert [row.select_one(".do form") is not None for row in rows] == [True]


def test_the_page_says_who_was_told_first_and_only_then_that_nobody_had_taken_it_on(client, night, danger, psychologist):
    rung(night, 0)
    sign_in(client, psychologist)
    address = reverse("desk:danger", args=[danger.pk])

    first = main_text(client.get(address))
    assert (f"Told: {psychologist.username}, " in first, "because nobody" in first) == (True, False)

    rung(night, 20)
    later = main_text(client.get(address))
    assert later.index(f"Told: {psychologist.username}, ") < later.index("Told, because nobody had taken it on:")
    assert psychologist.username not in later.split("because nobody had taken it on:")[1].split(" Danger to life ")[0]


def test_an_hour_that_was_missed_stays_on_the_page_when_another_is_set(client, night, danger, psychologist):
    due, address = danger.due_at, reverse("desk:danger", args=[danger.pk])
    night.move_to(due + dt.timedelta(minutes=5))
    sign_in(client, psychologist)
    client.post(reverse("desk:take_danger", args=[danger.pk]))

    said = f"was due {moment(due)}"
    assert said in main_text(client.get(address))
    night.shift(dt.timedelta(minutes=5))
    danger.refresh_from_db()
    typed = {"outcome": "taken", "owner": str(psychologist.pk), "look": "day", "words": "Жена рядом", "version": danger.version}
    client.post(address, typed)
    assert main_text(client.get(address)).count("was due") == 1


def test_one_press_in_my_day_says_i_have_it(client, night, danger, psychologist):
    rung(night, 20)
    sign_in(client, psychologist)
    take = reverse("desk:take_danger", args=[danger.pk])
    assert len(soup_of(client.get(reverse("desk:my_day"))).main.select(f'form[action="{take}"] button')) == 1
    assert len(soup_of(client.get(reverse("desk:danger", args=[danger.pk]))).main.select(f'form[action="{take}"]')) == 1

    assert client.post(take).headers["Location"] == reverse("desk:danger", args=[danger.pk])

    danger.refresh_from_db()
    assert (danger.owner, danger.taken_by, rung(night, 59)) == (psychologist, psychologist, 0)
    sign_in(client, psychologist)
    for page in (reverse("desk:my_day"), reverse("desk:danger", args=[danger.pk])):
        assert soup_of(client.get(page)).main.select(f'form[action="{take}"]') == []


def test_the_second_press_takes_nothing_from_who_was_faster_and_says_who_that_is(client, night, danger, psychologist):
    take = reverse("desk:take_danger", args=[danger.pk])
    for user in (psychologist, other := make_coordinator()):
        sign_in(client, user)
        page = client.post(take, follow=True)

    danger.refresh_from_db()
    assert (danger.owner, danger.taken_by) == (psychologist, psychologist)
    assert f"{psychologist.username} has already taken this on." in text(page)
    assert other.username not in {danger.owner.username, danger.taken_by.username}


def test_who_does_not_see_the_case_learns_whom_to_reach_and_nothing_else(client, night, danger, psychologist):
    rung(night, 60)
    director = sign_in(client, make_user(Role.DIRECTOR))
    (alert,) = alerts(director)

    assert alert.code is None
    day = main_text(client.get(reverse("desk:my_day")))
    assert (f"call: {psychologist.username}" in day, danger.case.code in day) == (True, False)
    page = main_text(client.get(reverse("desk:hotline_alert", args=[alert.pk])))
    assert (f"Call {psychologist.username} now" in page, danger.case.code in page) == (True, False)

    reached = reverse("desk:hotline_seen", args=[alert.pk])
    for row in (reverse("desk:my_day"), reverse("desk:ringing")):
        assert f"I have reached: {psychologist.username}" in soup_of(client.get(row)).select_one(f'form[action="{reached}"]').get_text()
    client.post(reached)
    said = f"reached 03:10 by {director.username}, nobody has answered yet"
    for row in (reverse("desk:my_day"), reverse("desk:hotline_alert", args=[alert.pk])):
        page = client.get(row)
        assert (said in main_text(page), soup_of(page).select(f'form[action="{reached}"]')) == (True, [])
    night.shift(60)
    assert rung(night, 62) == 0
    sign_in(client, psychologist)
    assert f"{director.username} answered:" in text(client.get(reverse("desk:danger", args=[danger.pk])))

    client.post(reverse("desk:take_danger", args=[danger.pk]))
    assert (list(alerts(director)), rung(night, 63)) == ([], 0)
    assert f"{director.username} answered:" in text(client.get(reverse("desk:danger", args=[danger.pk])))


def test_who_is_asked_to_call_a_colleague_opens_their_number_on_shift_or_not(client, night, danger, psychologist):
    seal(psychologist, by=psychologist.actor, phone="+992900000007")
    with writes_allowed():
        psychologist.save()
    rung(night, 60)
    director = sign_in(client, make_user(Role.DIRECTOR))
    (alert,) = alerts(director)
    address = reverse("desk:hotline_alert", args=[alert.pk])

    assert soup_of(client.get(address)).select('a[href^="tel:"]') == []
    assert [a["href"] for a in soup_of(client.post(address)).main.select('a[href^="tel:"]')] == ["tel:+992900000007"]
    assert danger.case.code not in main_text(client.post(address))


def test_who_is_tied_to_the_person_is_told_nothing(night, danger):
    rung(night, 60)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(kind=TaskKind.DANGER)
    tied, director = make_user(Role.COORDINATOR, Role.DIRECTOR), make_user(Role.DIRECTOR)
    (alert,) = alerts(director)
    assert get_alert(tied, alert.pk) == alert
    declare_conflict(Case.objects.get(pk=danger.case_id), by=tied, why="family")

    with pytest.raises(NotFound):
        get_alert(tied, alert.pk)


def test_a_low_answer_reaches_the_director_at_its_end(night, psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    danger = raise_risk(case, level=RiskLevel.LOW, by=psychologist)

    assert (rung(night, 0), rung(night, 71 * 60), "director" in told(danger)) == (1, 1, False)
    assert (rung(night, 72 * 60), "director" in told(danger)) == (1, True)


def test_a_danger_that_is_due_later_than_its_level_says_rings_too(night, danger):
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(due_at=danger.due_at + dt.timedelta(hours=5))
    assert ring_dangers() == 1
    assert told(danger)


def test_a_danger_that_is_due_later_than_its_level_says_rings_from_its_first_step_once_its_time_begins(night, danger):
    make_shift(make_officer(), post=Post.BACKUP, hours=12)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(due_at=danger.due_at + dt.timedelta(hours=5))
    assert [rung(night, minutes) for minutes in (0, 89, 90, 299)] == [1, 0, 1, 1]

    assert [rung(night, 300 + minutes) for minutes in (0, 14, 15, 29, 30, 59, 60)] == [1, 0, 1, 0, 1, 0, 1]
