"""Closed to whoever is tied to the person, whatever their role; opened in an emergency, to read, and looked at by somebody else."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.models import RoleGrant
from panoh.accounts.policy import holders
from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.emergency_access import (
    close_to,
    declare_conflict,
    end_emergency_access,
    judge_emergency_access,
    lift_conflict,
    open_in_emergency,
    tell_of_emergency_accesses,
)
from panoh.cases.actions.risk import raise_risk
from panoh.cases.actions.tasks import reassign_task
from panoh.cases.actions.work import assign_worker, new_assignment
from panoh.cases.emergency_access_policy import visible_emergency_accesses
from panoh.cases.enums import Discipline, RiskLevel, TaskKind
from panoh.cases.finding import find_cases
from panoh.cases.models import Case, ConflictOfInterest, EmergencyAccess, Task
from panoh.cases.policy import can, emergency_accesses_in_force, visible_cases, visible_requests, visible_tasks
from panoh.cases.queries import emergency_access
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.cases import get_case
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.findings.actions.reports import name_author, send_to_reader
from panoh.hotline.actions import notifications
from panoh.hotline.actions.alerts import see_to
from panoh.hotline.actions.callbacks import cannot_go, record_attempt
from panoh.hotline.models import Alert, Call
from panoh.hotline.policy import visible_alerts, visible_calls, visible_dispatches
from panoh.hotline.queries.callbacks import all_workers
from panoh.referrals.policy import received_referrals
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request, show_case
from tests.factories.hotline import make_call, make_dispatch, make_officer, make_worker
from tests.factories.legal import make_lawyer, make_legal_referral
from tests.factories.reports import make_report
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Звонят из её дома, слышен крик"


@pytest.fixture
def worker():
    return make_user(Role.SOCIAL_WORKER)


def opened(case, by, why="life"):
    return open_in_emergency(case.code, by=by, why=why, words=WORDS)


# -- tied to the person ---------------------------------------------------------------------------------------------------


def test_whoever_says_they_know_the_person_sees_nothing_of_them_whatever_their_role(coordinator):
    other, case = make_coordinator(), make_case(by=coordinator)
    with writes_allowed():
        request = make_request(by=coordinator)
        request.person = case.person
        request.save()
    assert request in visible_requests(coordinator)

    declare_conflict(case, by=coordinator, why="family")

    assert not visible_cases(coordinator).filter(pk=case.pk).exists()
    assert request not in visible_requests(coordinator)
    assert find_cases(coordinator, case.code).hits == ()
    assert not visible_tasks(coordinator).filter(case=case).exists()
    with pytest.raises(NotFound):
        get_case(coordinator, case.code)
    assert visible_tasks(other).filter(case=case, kind=TaskKind.TIED).exists()
    assert get_case(other, case.code) == case


def test_a_tie_is_stronger_than_region_share_deputy_and_emergency(coordinator, worker):
    region = make_user(Role.REGIONAL_WORKER, regions=("TJ-SU",))
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    deputy, assigned, outside = make_user(), make_user(Role.PSYCHOLOGIST), worker
    case = make_case(by=coordinator, region="TJ-SU", workers=((assigned, Discipline.PSYCHOLOGICAL),))
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    show_case(case, by=coordinator, organisation=member.organisation, until=today() + dt.timedelta(days=5))
    with writes_allowed():
        grant = {"starts_on": today(), "ends_on": today(), "deputy_for": assigned}
        RoleGrant(user=deputy, role=Role.PSYCHOLOGIST, **grant).save()
    opened(case, outside)
    seeing = [region, deputy, assigned, outside, member]
    assert [visible_cases(user).filter(pk=case.pk).exists() for user in seeing] == [True] * 5

    for user in (*seeing, lawyer):
        close_to(case.code, user.username, by=coordinator, why="conflict")

    assert [visible_cases(user).filter(pk=case.pk).exists() for user in (*seeing, lawyer)] == [False] * 6
    assert not emergency_accesses_in_force(outside).exists()
    with pytest.raises(Invalid, match="No case found with this code"):
        opened(case, outside)


def test_records_that_were_joined_are_closed_together(coordinator):
    kept, gone = make_case(by=coordinator), make_case(by=coordinator)
    declare_conflict(gone, by=coordinator, why="close")
    with writes_allowed():
        gone.person.merged_into = kept.person
        gone.person.save()
    assert set(visible_cases(coordinator).values_list("code", flat=True)) == set()

    other = make_coordinator()
    declare_conflict(kept, by=other, why="close")
    assert not visible_cases(other).exists()


def test_only_somebody_else_opens_it_again_and_a_guardian_sets_it_by_code(coordinator):
    guardian, case = make_user(Role.DATA_GUARDIAN), make_case(by=coordinator)
    block = close_to(case.code, coordinator.username, by=guardian, why="family")
    assert not emergency_access.conflicts(coordinator).exists()  # who is tied does not learn of whom it was said
    with pytest.raises(Denied):
        lift_conflict(block, by=coordinator)
    for code, account in (("G7DQ-W3WV5", coordinator.username), (case.code, "nobody")):
        with pytest.raises(Invalid):
            close_to(code, account, by=guardian, why="family")
    with pytest.raises(Invalid):
        close_to(case.code, coordinator.username, by=guardian, why="family")

    lift_conflict(block, by=guardian)

    assert get_case(coordinator, case.code) == case
    with pytest.raises(WrongState):
        lift_conflict(block, by=guardian)


def test_the_pages_of_who_keeps_ties_and_of_the_house_show_nothing_of_it_to_who_is_tied(client, coordinator):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    page = reverse("desk:known_person", args=[case.code])
    assert page in client.get(reverse("desk:case_people", args=[case.code])).text
    assert client.post(page, {"why": "family"}, follow=True).redirect_chain[-1][0] == reverse("desk:my_day")

    for name in ("cases", "my_day", "duplicates", "erasures", "data_quality", "referrals", "calendar", "blocks", "openings", "requests"):
        assert case.code not in client.get(reverse(f"desk:{name}")).text, name
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 404
    assert client.get(reverse("desk:erasure_add", args=[case.code])).status_code == 404


def test_what_comes_to_somebody_without_the_case_is_closed_with_it(coordinator):
    lawyer = make_lawyer()
    referral = make_legal_referral()
    assert received_referrals(lawyer).filter(pk=referral.pk).exists()
    call = make_call()
    with writes_allowed():
        request = make_request(by=coordinator)
        request.person = referral.person
        request.save()
        call.request = request
        call.save()
    assert visible_calls(coordinator).filter(pk=call.pk).exists()

    for user in (lawyer, coordinator):
        close_to(referral.case.code, user.username, by=make_coordinator(), why="family")

    assert not received_referrals(lawyer).exists()
    assert not visible_calls(coordinator).filter(pk=call.pk).exists()


def call_about(case):
    """A call whose request is of the person of a case."""
    call = make_call()
    with writes_allowed():
        request = make_request()
        request.person = case.person
        request.save()
        call.request = request
        call.save()
    return call


def hotline_of(user):
    """What the hotline shows an account about anybody: calls, people who are sent, what is to be looked at."""
    return [rows.count() for rows in (visible_calls(user), visible_dispatches(user), visible_alerts(user))]


@pytest.mark.parametrize("by_themselves", [True, False])
def test_a_danger_that_whoever_is_tied_took_on_is_the_coordinators_in_every_record_of_the_person(coordinator, by_themselves):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case, kept, other = (make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),)) for _each in range(3))
    dangers = [raise_risk(each, level=RiskLevel.HIGH, by=psychologist) for each in (case, kept, other)]
    for danger in dangers:
        take_on_danger(danger, by=psychologist, owner=psychologist)
    with writes_allowed():
        case.person.merged_into = kept.person
        case.person.save()

    if by_themselves:
        declare_conflict(case, by=psychologist, why="family")
    else:
        close_to(case.code, psychologist.username, by=coordinator, why="family")

    for danger in dangers:
        danger.refresh_from_db()
    assert [(each.owner, each.taken_by, each.role) for each in dangers] == [
        (None, None, Role.COORDINATOR),
        (None, None, Role.COORDINATOR),
        (psychologist, psychologist, ""),
    ]


def test_calls_whoever_is_sent_and_what_is_to_be_looked_at_are_closed_to_who_is_tied_and_open_to_others(coordinator):
    other, officer, case = make_coordinator(), make_officer(), make_case(by=coordinator)
    sent = make_dispatch(by=officer, call=call_about(case))
    cannot_go(sent, by=sent.worker)  # told to who sent them, and to the coordinators
    for _try in range(3):
        record_attempt(sent.call, by=officer, outcome="no_answer", reason="Срочно")
    make_dispatch(by=officer)  # nobody knows who it is about
    for user in (coordinator, other):
        assert hotline_of(user) == [1, 2, 2]

    for user in (coordinator, officer):
        close_to(case.code, user.username, by=other, why="family")

    assert hotline_of(coordinator) == [0, 1, 0]
    assert hotline_of(officer) == [0, 1, 0]
    assert hotline_of(other) == [1, 2, 3]  # what was for the officer alone as well: somebody sees to it
    with pytest.raises(Denied):
        see_to(Alert.objects.get(owner=officer, target=sent.pk), by=officer)


def test_nobody_is_sent_to_a_person_to_whom_they_are_tied_also_in_a_record_that_was_joined(coordinator):
    worker, case, gone = make_worker("TJ-KT"), make_case(by=coordinator), make_case(by=coordinator)
    call = call_about(case)
    close_to(gone.code, worker.username, by=coordinator, why="family")
    assert worker in dict(all_workers(call))
    with writes_allowed():
        gone.person.merged_into = case.person
        gone.person.save()

    assert worker not in dict(all_workers(call))
    with pytest.raises(Invalid, match="cannot be sent there"):
        make_dispatch(by=coordinator, worker=worker, call=Call.objects.get(pk=call.pk))


def test_nothing_is_handed_to_who_is_tied_by_no_way_and_no_page_offers_them(client, coordinator, worker):
    """Put on the case, admitted with it, its report, its service, its tasks and those of its request."""
    tied, other, free = (make_user(Role.PSYCHOLOGIST) for _each in range(3))
    gone = make_case(by=coordinator)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL), (other, Discipline.PSYCHOLOGICAL)))
    report = make_report(case, by=other)
    with writes_allowed():
        request = make_request(by=coordinator)
        request.person = case.person
        request.save()
        gone.person.merged_into = case.person
        gone.person.save()
    close_to(gone.code, tied.username, by=coordinator, why="family")

    triage = Task.objects.get(request=request, kind=TaskKind.TRIAGE)
    for acted, said in (
        (
            lambda: assign_worker(case, by=coordinator, user=tied, discipline=Discipline.PSYCHOLOGICAL),
            "cannot be handed over to this colleague",
        ),
        (lambda: new_assignment(case, tied, Discipline.PSYCHOLOGICAL, starts_on=today()), "cannot be handed over to this colleague"),
        (lambda: reassign_task(triage, by=coordinator, owner=tied), "has no access to the case"),
        (lambda: name_author(report, by=other, user=tied), "not named on this report yet"),
        (lambda: send_to_reader(report, by=other, user=tied), "not named on this report yet"),
    ):
        with pytest.raises(Invalid, match=said):
            acted()
    sign_in(client, coordinator)
    page = soup_of(client.get(reverse("desk:case_people", args=[case.code])))
    offered = {option["value"] for option in page.select("select option")}
    assert (f"{free.pk}:psychological" in offered, f"{tied.pk}:psychological" in offered) == (True, False)

    close_to(case.code, other.username, by=coordinator, why="close")
    assert workers_on(case) == [worker]  # and no page of theirs gives a task or a service to who was on it


def test_a_notice_goes_to_somebody_who_finds_what_it_is_about(coordinator, monkeypatch):
    told, officer, case = [], make_officer(), make_case(by=coordinator)
    monkeypatch.setattr(notifications, "drivers", lambda: ["mail"])
    monkeypatch.setattr(notifications, "notify", lambda users, **_hours: told.append(set(users)) or True)
    sent = make_dispatch(by=officer, call=call_about(case))
    close_to(case.code, sent.worker.username, by=coordinator, why="family")

    notifications.tell_alerts()

    assert told == [{coordinator, *holders("coordinator")}]


# -- in an emergency ------------------------------------------------------------------------------------------------------


def test_a_case_opens_to_read_for_four_hours_and_everything_read_is_under_the_opening(coordinator, worker):
    lead = make_user(Role.PSYCHOLOGIST)
    case = make_case(by=coordinator, workers=((lead, Discipline.PSYCHOLOGICAL),))
    row = opened(case, worker)

    found = get_case(worker, case.code)

    assert (found, found.emergency) == (case, row.pk)
    assert get_case(worker, case.code, Permission.CONTACT_SAFETY) == case
    for closed in (Permission.CASE_WORK, Permission.SOCIAL, Permission.CONSENT_RECORD, Permission.CASE_CLOSE):
        assert not can(worker, closed, found), closed
        with pytest.raises(NotFound):
            get_case(worker, case.code, closed)
    read = AuditEvent.objects.filter(verb="cases.emergency_read", purpose=str(row.pk))
    assert read.count() == 2
    told = Task.objects.filter(kind=TaskKind.OPENED, target=row.pk)
    assert {(task.owner, task.role) for task in told} == {(None, "coordinator"), (lead, "")}
    assert all(task.due_at == row.opened_at + dt.timedelta(hours=72) for task in told)
    with time_machine.travel(now() + dt.timedelta(hours=4, minutes=1)), pytest.raises(NotFound):
        get_case(worker, case.code)


def test_a_code_that_does_not_exist_is_answered_like_one_that_does_not_open(client, coordinator, worker):
    sign_in(client, worker)
    elsewhere = make_case(by=coordinator, organisation=make_member(1))
    with writes_allowed():
        Case.objects.filter(pk=elsewhere.pk).update(is_practice=True)
    tied = make_case(by=coordinator)
    close_to(tied.code, worker.username, by=coordinator, why="family")
    answers = set()
    for code in ("G7DQ-W3WV5", "22222-22222", elsewhere.code, tied.code):
        answer = client.post(reverse("desk:opening_add"), {"code": code, "why": "life", "words": WORDS})
        shown = soup_of(answer).main.get_text(" ").replace(code, "")
        answers.add((answer.status_code, shown, tuple(sorted(answer.headers))))

    assert [status for status, _shown, _headers in answers] == [400]  # all four the same, to the letter
    assert AuditEvent.objects.filter(verb="cases.emergency_refused").count() == 4
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("role", [Role.DATA_GUARDIAN, Role.ADMINISTRATOR, Role.DIRECTOR, Role.DUTY_OFFICER, Role.ACCOUNTANT])
def test_who_keeps_keys_or_accounts_or_sees_no_case_opens_none(coordinator, role):
    with pytest.raises(Denied):
        opened(make_case(by=coordinator), make_user(role))


def test_whoever_sees_the_case_opens_it_as_always(coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    with pytest.raises(Invalid, match="as usual"):
        opened(case, worker)


def test_somebody_else_says_whether_it_was_right_and_that_is_counted(coordinator, worker):
    other = make_user(Role.SOCIAL_WORKER)
    row = opened(make_case(by=coordinator), worker)
    assert list(visible_emergency_accesses(worker)) == list(visible_emergency_accesses(coordinator)) == [row]
    assert not visible_emergency_accesses(other).exists()
    for user in (worker, other, make_user(Role.DATA_GUARDIAN)):
        with pytest.raises(Denied):
            judge_emergency_access(row, by=user, judged="right", words="")
    with time_machine.travel(now() + dt.timedelta(hours=73)):
        sums = emergency_access.count_emergency_accesses(is_practice=False)
        assert (sums.all, sums.waiting, sums.late) == (1, 1, 1)

    judge_emergency_access(row, by=coordinator, judged="otherwise", words="Была на связи коллега")

    sums = emergency_access.count_emergency_accesses(is_practice=False)
    assert (sums.waiting, sums.otherwise) == (0, 1)
    assert not Task.objects.filter(kind=TaskKind.OPENED, done_at=None).exists()
    assert not emergency_accesses_in_force(worker).exists()  # it ended with that
    with pytest.raises(WrongState):
        end_emergency_access(row, by=worker)


def test_asked_on_its_page_closed_by_hand_and_looked_at(client, coordinator, worker):
    case = make_case(by=coordinator)
    sign_in(client, worker)
    answer = client.post(reverse("desk:opening_add"), {"code": case.code, "why": "life", "words": WORDS}, follow=True)
    assert "You are reading this case with emergency access" in answer.text
    row = EmergencyAccess.objects.get()
    one = reverse("desk:opening", args=[row.pk])
    assert WORDS in client.post(one).text
    assert client.get(reverse("desk:opening_judge", args=[row.pk])).status_code in (200, 403)
    assert client.post(reverse("desk:opening_judge", args=[row.pk]), {"judged": "right", "version": row.version}).status_code == 403
    client.post(reverse("desk:opening_end", args=[row.pk]))
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 404

    sign_in(client, coordinator)
    assert one in client.get(reverse("desk:my_day")).text
    given = {"judged": "right", "words": "", "version": EmergencyAccess.objects.get().version}
    assert client.post(reverse("desk:opening_judge", args=[row.pk]), given)["Location"] == one
    sign_in(client, make_user(Role.DIRECTOR))
    page = client.get(reverse("desk:openings"))
    assert case.code not in page.text
    assert page.context["sums"].all == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_as_many_queries_for_three_rows_as_for_one(client, coordinator, worker, rows, django_assert_num_queries):
    for _row in range(rows):
        case = make_case(by=coordinator)
        opened(case, worker)
        close_to(case.code, make_user(Role.PHYSICIAN).username, by=coordinator, why="close")
    sign_in(client, coordinator)
    client.get(reverse("desk:blocks"))
    with django_assert_num_queries(QUERIES + 3):
        client.get(reverse("desk:openings"))
    with django_assert_num_queries(QUERIES + 2):
        client.get(reverse("desk:blocks"))


def test_nobody_is_told_where_no_way_is_set_up(coordinator, worker):
    opened(make_case(by=coordinator), worker)

    assert tell_of_emergency_accesses() == 0
    assert ConflictOfInterest.objects.count() == 0
