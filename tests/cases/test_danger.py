"""A danger to life ends by words or goes on with somebody by name: by no press, no closing, no hand-over, no erasing."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.audit.models import Undo
from panoh.cases.actions import (
    Answers,
    admit,
    assign_worker,
    change_request_urgency,
    change_urgency,
    decline_request,
    decline_step,
    finish_several,
    finish_task,
    go_on_with,
    open_task,
    postpone_task,
    raise_risk,
    reassign_task,
    reopen_case,
    reopen_request,
    send_request_elsewhere,
    skip_step,
    take_request_back,
    triage_request,
)
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.actions.work import hold_case
from panoh.cases.actions.workload import postpone_several
from panoh.cases.danger import Signs
from panoh.cases.enums import CaseState, CloseReason, ClosingState, DecisionReason, Discipline, RequestState, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, Closing, Request, Share, Task, UrgencyChange
from panoh.cases.policy import visible_tasks
from panoh.cases.queries.cases import requests
from panoh.cases.queries.urgency import told
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind, ProposalState
from panoh.coalition.models import Proposal
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.core.templatetags.panoh import hour
from panoh.data_protection import actions as rights
from panoh.data_protection.enums import Hold
from panoh.data_protection.queries import erasures
from panoh.instruments.actions import correct_response
from panoh.people.data import PersonData
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_planned, make_programme, make_team
from tests.factories.cases import make_case, make_coordinator, make_request, show_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.hotline import make_call, make_officer
from tests.factories.instruments import answers, make_response
from tests.factories.referrals import make_referral
from tests.pages import ended_on, main_text, soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Говорили час, сестра остаётся на ночь"
BY_WORK = [
    TaskKind.RISK,
    TaskKind.DANGER,
    TaskKind.ALARM,
    TaskKind.CONSENT,
    TaskKind.REVIEW,
    TaskKind.SESSION,
    TaskKind.ASSESS,
    TaskKind.VITAL,
    TaskKind.LATE,
    TaskKind.SAME,
]


@pytest.fixture
def team():
    return make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)


def raised(case, by):
    return raise_risk(case, level=RiskLevel.HIGH, by=by)


def proposed(case, by, reason=CloseReason.PERSON_CHOSE):
    return propose_closing(case, by=by, reason=reason, words="Вернулась к шитью")


# Closing


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER, TaskKind.ALARM])
@pytest.mark.parametrize("reason", [CloseReason.PERSON_CHOSE, CloseReason.DUPLICATE, CloseReason.TRANSFERRED])
def test_no_case_is_closed_over_an_open_danger(team, kind, reason):
    case, (social, _psychologist) = team
    task = open_task(case, by=social, kind=kind, due=now(), owner=social)
    row = proposed(case, social, reason)

    with pytest.raises(Invalid, match="There is an open danger to life"):
        decide_closing(row, by=make_coordinator(), agreed=True)

    assert Case.objects.get().state == CaseState.ASSESSMENT
    assert Closing.objects.get().state == ClosingState.PROPOSED
    assert Task.objects.get(pk=task.pk).done_at is None


def test_no_case_is_put_on_hold_while_nobody_has_its_danger_and_the_page_says_who_has_it(client, team):
    case, (social, _psychologist) = team
    task = open_task(case, by=social, kind=TaskKind.DANGER, due=now(), owner=social)
    page, later = reverse("desk:case_hold", args=[case.code]), today() + dt.timedelta(days=9)
    with pytest.raises(Invalid, match="There is an open danger to life"):
        hold_case(case, by=social, until=later, reason="У матери")

    sign_in(client, social)
    take = reverse("desk:take_danger", args=[task.pk])
    assert soup_of(client.get(page)).main.select_one(f'form[action="{take}"]')
    client.post(take)
    assert "You took this on" in text(client.get(page))
    hold_case(Case.objects.get(), by=social, until=later, reason="У матери")
    assert Case.objects.get().state == CaseState.ON_HOLD


def test_a_step_that_sees_to_a_danger_holds_a_closing_where_no_danger_stands_for_it():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)
    row, coordinator = proposed(case, worker), make_coordinator()
    danger = case.tasks.get(kind=TaskKind.DANGER)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(case=None)
    assert case.tasks.filter(step="stabilise", done_at=None).exists()

    with pytest.raises(Invalid, match="There is an open danger to life"):
        decide_closing(row, by=coordinator, agreed=True)

    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(case=case)
    end_danger(Task.objects.get(pk=danger.pk), by=worker, words=WORDS)
    decide_closing(Closing.objects.get(), by=coordinator, agreed=True)
    assert Case.objects.get().state == CaseState.CLOSED


def test_a_case_is_closed_once_somebody_wrote_what_came_of_the_danger(team):
    case, (social, psychologist) = team
    task = raised(case, social)
    row = proposed(case, social)
    with pytest.raises(Invalid, match="Write what was done and what came of it"):
        end_danger(task, by=psychologist, words="  ")

    end_danger(task, by=psychologist, words=WORDS)
    decide_closing(row, by=make_coordinator(), agreed=True)

    assert Case.objects.get().state == CaseState.CLOSED
    assert [look.reason for look in told(psychologist, case)] == [WORDS]
    outcome = UrgencyChange.objects.get()
    assert (outcome.danger, outcome.by, outcome.before, outcome.after) == (task.danger, psychologist, "green", "green")


def test_a_danger_that_somebody_took_on_goes_on_after_the_closing_in_their_day(team):
    case, (social, psychologist) = team
    coordinator = make_coordinator()
    task = raised(case, social)
    row = proposed(case, social)

    take_on_danger(task, by=coordinator, owner=social)
    decide_closing(row, by=coordinator, agreed=True)

    assert Case.objects.get().state == CaseState.CLOSED
    assert list(visible_tasks(social).filter(kind=TaskKind.RISK)) == [task]
    assert list(case.tasks.filter(done_at=None)) == [task]
    end_danger(Task.objects.get(pk=task.pk), by=social, words=WORDS)
    assert not visible_tasks(psychologist).exists()


@pytest.mark.parametrize("lost", ["closed account", "given away", "no role", "raised only"])
def test_who_cannot_act_has_not_taken_it_on(team, lost):
    case, (social, psychologist) = team
    coordinator = make_coordinator()
    task, row = raised(case, social), proposed(case, social)
    if lost != "raised only":
        take_on_danger(task, by=coordinator, owner=social)
    if lost == "given away":
        reassign_task(task, by=coordinator, owner=psychologist)
    with writes_allowed():
        if lost == "closed account":
            User.objects.filter(pk=social.pk).update(is_active=False)
        elif lost == "no role":
            RoleGrant.objects.filter(user=social).update(ends_on=today() - dt.timedelta(days=1))

    with pytest.raises(Invalid, match="There is an open danger to life"):
        decide_closing(row, by=coordinator, agreed=True)


def test_a_danger_is_taken_on_by_an_open_account_that_sees_it_alone(team):
    case, (social, _psychologist) = team
    task = raised(case, social)
    stranger, former = make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    assign_worker(case, by=make_coordinator(), user=former, discipline=Discipline.SOCIAL)
    with writes_allowed():
        User.objects.filter(pk=former.pk).update(is_active=False)
    former.refresh_from_db()

    for owner in (stranger, former):
        with pytest.raises(Invalid) as refused:
            take_on_danger(task, by=make_coordinator(), owner=owner)
        assert list(refused.value.fields) == ["owner"]
    with pytest.raises(Denied):
        take_on_danger(task, by=stranger, owner=stranger)


def test_what_came_of_a_danger_is_taken_back_for_ten_minutes(team):
    case, (social, psychologist) = team
    task = raised(case, social)
    end_danger(task, by=psychologist, words=WORDS)

    undo.take_back(undo.latest(psychologist.actor).id, by=psychologist.actor)

    assert (Task.objects.get(pk=task.pk).done_at, UrgencyChange.objects.count()) == (None, 0)


def test_the_page_of_the_decision_shows_why_and_all_that_is_open(client, team):
    case, (social, psychologist) = team
    coordinator = make_coordinator()
    task = raised(case, social)
    make_consent(case.person, by=social, purpose=ConsentPurpose.SERVICES)
    make_planned(case, by=psychologist)
    referral = make_referral(case=case, by=social)
    proposed(case, social)
    sign_in(client, coordinator)
    address = reverse("desk:decide_closing", args=[case.code])

    page = soup_of(client.get(address))
    shown = " ".join(page.main.get_text(" ").split())
    assert [each for each in ("The person's choice", "Вернулась к шитью", "Create the programme", referral.code) if each not in shown] == []
    links = {link["href"] for link in page.main.select("a")}
    assert reverse("desk:danger", args=[task.pk]) in links
    for sort in ("dangers", "consents", "referrals", "sessions", "tasks"):
        assert page.find(id=f"open-{sort}").find_next_sibling().name == "ul"

    assert "The case cannot be closed yet" in shown
    assert shown.count("If the case is closed:") == 3  # of referrals, sessions, tasks

    refused = client.post(address, {"agreed": "yes", "version": Closing.objects.get().version})
    assert (refused.status_code, "an open danger to life" in text(refused)) == (400, True)

    take_on_danger(task, by=coordinator, owner=social)
    assert "the danger stays with the person who has taken it on" in text(client.get(address))


def test_a_proposal_says_that_a_danger_is_open_and_leads_to_it(client, team):
    case, (social, _psychologist) = team
    sign_in(client, social)
    address = reverse("desk:close_case", args=[case.code])
    assert "cannot be closed yet" not in text(client.get(address))
    task = raised(case, social)

    page = soup_of(client.get(address))

    assert reverse("desk:danger", args=[task.pk]) in {link["href"] for link in page.main.select("a")}
    assert "The case cannot be closed yet" in page.main.get_text(" ")


# By other ways


def test_a_transfer_waits_until_the_danger_has_an_end_or_somebody_who_stays(team):
    member = make_member(1)
    coordinator = make_coordinator()
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    case = make_case(by=coordinator, organisation=member)
    proposal = make_proposal(by=worker, case=case, taker=make_member(2), kind=Kind.TRANSFER)
    task = open_task(case, by=coordinator, kind=TaskKind.DANGER, due=now())
    taker = make_user(Role.MEMBER_WORKER, organisation=proposal.taker)
    take_on_danger(task, by=coordinator, owner=worker)
    with pytest.raises(WrongState) as refused:
        accept_proposal(proposal, by=taker)
    assert "The organisation that proposed this must finish something first" in str(refused.value.sentence)
    assert "danger" not in str(refused.value.sentence)  # they have not agreed yet, and know nothing of the case

    take_on_danger(Task.objects.get(pk=task.pk), by=coordinator, owner=coordinator)
    accept_proposal(Proposal.objects.get(), by=taker)

    assert Case.objects.get(pk=case.pk).organisation == proposal.taker
    assert Task.objects.get(pk=task.pk).owner == coordinator


@pytest.mark.parametrize("has_it", ["nobody", "a colleague", "the coordinator"])
def test_whoever_proposes_to_hand_a_case_over_is_told_to_write_first_what_came_of_the_danger(team, has_it):
    case, (social, psychologist) = team
    coordinator, task = make_coordinator(), raised(case, social)
    if has_it != "nobody":
        take_on_danger(task, by=coordinator, owner=psychologist if has_it == "a colleague" else coordinator)

    with pytest.raises(Invalid, match="This case has an open danger to life") as refused:
        make_proposal(by=coordinator, case=case, kind=Kind.TRANSFER)
    assert (list(refused.value.fields), Proposal.objects.count()) == (["kind"], 0)

    end_danger(Task.objects.get(pk=task.pk), by=coordinator, words=WORDS)
    proposal = make_proposal(by=coordinator, case=case, kind=Kind.TRANSFER)
    accept_proposal(proposal, by=make_user(Role.MEMBER_WORKER, organisation=proposal.taker))
    assert Case.objects.get().organisation == proposal.taker


def test_a_case_in_danger_is_proposed_to_work_in_as_any_other(team):
    case, (social, _psychologist) = team
    raised(case, social)
    assert make_proposal(case=case, kind=Kind.WORK).state == ProposalState.ASKED


def test_an_erasing_waits_for_the_end_of_a_danger(team, client):
    case, (social, _psychologist) = team
    task = take_on_danger(raised(case, social), by=make_coordinator(), owner=social)
    sign_in(client, social)
    page, kept = reverse("desk:danger", args=[task.pk]), "It is kept while this danger is open and for one day after it ends."
    assert kept not in main_text(client.get(page))
    row = rights.agree_to_erasure(rights.ask_erasure(case, by=make_coordinator()), by=make_user(Role.DATA_GUARDIAN))

    assert kept in main_text(client.get(page))
    assert (rights.erase_due(), erasures.hold_on(row)) == (0, (Hold.DANGER, None))

    end_danger(task, by=social, words=WORDS)
    assert (rights.erase_due(), erasures.hold_on(row)) == (0, (Hold.DANGER_OVER, today() + dt.timedelta(days=1)))
    assert kept in main_text(client.get(page))
    with time_machine.travel(now() + dt.timedelta(hours=23, minutes=50), tick=False):
        assert rights.erase_due() == 0
    with time_machine.travel(now() + dt.timedelta(hours=24, minutes=1), tick=False):
        assert rights.erase_due() == 1


@pytest.mark.parametrize("leave", [skip_step, decline_step])
def test_no_step_of_the_guidance_is_left_out_over_a_danger(leave):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)
    mark = case.steps.get(step="stabilise").mark
    more = {"reason": "not_safe", "words": "Позже"} if leave is skip_step else {}

    with pytest.raises(WrongState, match="completed on its own page"):
        leave(case, "stabilise", mark, by=worker, **more)

    assert case.tasks.filter(kind=TaskKind.DANGER, done_at=None).exists()


def test_an_urgency_is_said_to_be_over_in_words():
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)

    with pytest.raises(Invalid) as refused:
        change_urgency(case, by=worker, urgency=Urgency.GREEN)
    assert list(refused.value.fields) == ["reason"]

    change_urgency(Case.objects.get(), by=worker, urgency=Urgency.GREEN, reason=WORDS)
    assert not case.tasks.filter(kind=TaskKind.DANGER, done_at=None).exists()


# No press


@pytest.mark.parametrize("kind", BY_WORK)
def test_what_its_own_work_ends_is_ended_by_no_press(client, kind):
    worker = sign_in(client, make_coordinator())
    case = make_case(by=worker)
    given = {"discipline": Discipline.SOCIAL} if kind == TaskKind.ASSESS else {"target": case.pk}
    task = open_task(case, by=worker, kind=kind, due=now() + dt.timedelta(minutes=1), owner=worker, **given)

    for act in (finish_task, lambda one, by: finish_several([one], by=by)):
        with pytest.raises(WrongState, match="completed on its own page"):
            act(task, by=worker)
    assert client.post(reverse("desk:task_finish", args=[task.pk])).status_code == 409
    assert client.post(reverse("desk:tasks_several"), {"tasks": [str(task.pk)], "what": "done"}).status_code == 400

    for address in (reverse("desk:my_day"), reverse("desk:task", args=[task.pk]), reverse("desk:case_file", args=[case.code])):
        page = soup_of(client.get(address))
        assert page.select(f'form[action="{reverse("desk:task_finish", args=[task.pk])}"]') == []
    assert Task.objects.get(pk=task.pk).done_at is None


def address_of(client, task):
    page = soup_of(client.get(reverse("desk:task", args=[task.pk])))
    return next(link["href"] for link in page.main.select("a.btn") if link.get_text(strip=True) == "Open")


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER, TaskKind.ALARM])
def test_a_danger_is_not_put_off(kind):
    coordinator = make_coordinator()
    task = open_task(make_case(by=coordinator), by=coordinator, kind=kind, due=now(), owner=coordinator)

    for put_off in (
        lambda: postpone_task(task, by=coordinator, due=later()),
        lambda: postpone_several([task], by=coordinator, due=later()),
    ):
        with pytest.raises(WrongState, match="A danger cannot be postponed"):
            put_off()

    assert Task.objects.get(pk=task.pk).due_at == task.due_at


def later():
    return today() + dt.timedelta(days=30)


@pytest.mark.parametrize("kind", [TaskKind.TRIAGE, TaskKind.DECIDE])
@pytest.mark.parametrize("danger", ["red", "risk"])
def test_a_request_with_a_danger_is_not_put_off_until_there_is_none(client, kind, danger):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(
        by=coordinator,
        urgency=Urgency.RED if danger == "red" else Urgency.AMBER,
        state=RequestState.NEW if kind == TaskKind.TRIAGE else RequestState.TRIAGED,
    )
    risk = raised(request, coordinator) if danger == "risk" else None
    task = Task.objects.get(kind=kind, done_at=None)
    page, address = reverse("desk:task", args=[task.pk]), reverse("desk:task_postpone", args=[task.pk])
    several = {"tasks": [str(task.pk)], "what": "later", "due": "31.12.2099"}

    for sent_to, typed in ((address, {"version": task.version, "due": "31.12.2099"}), (reverse("desk:tasks_several"), several)):
        refused = client.post(sent_to, typed)
        assert (refused.status_code, "A danger cannot be postponed" in text(refused)) == (409, True)
    assert Task.objects.get(pk=task.pk).due_at == task.due_at
    assert soup_of(client.get(page)).find("a", href=address) is None

    if risk:
        end_danger(risk, by=coordinator, words=WORDS)
    else:
        change_request_urgency(request, by=coordinator, urgency=Urgency.AMBER, reason=WORDS)
        end_danger(Task.objects.get(kind=TaskKind.DANGER), by=coordinator, words=WORDS)
    task.refresh_from_db()
    client.post(address, {"version": task.version, "due": "31.12.2099"})
    assert Task.objects.get(pk=task.pk).due_at.year == 2099


def test_what_a_writer_says_of_danger_is_not_put_off():
    coordinator = make_coordinator()
    task = open_task(make_request(by=coordinator), by=coordinator, kind=TaskKind.WROTE, due=now(), owner=coordinator)
    with writes_allowed():
        Task.objects.filter(pk=task.pk).update(opened_at=now())

    with pytest.raises(WrongState, match="A danger cannot be postponed"):
        postpone_task(Task.objects.get(pk=task.pk), by=coordinator, due=later())


def test_the_list_of_requests_is_in_the_order_of_open_dangers(client):
    coordinator = sign_in(client, make_coordinator())
    slower, other = make_request(by=coordinator, urgency=Urgency.GREEN), make_request(by=coordinator, urgency=Urgency.AMBER)
    risk = raised(slower, coordinator)

    assert [item.code for item in requests(coordinator)] == [slower.code, other.code]
    assert requests(coordinator)[0].next_due == risk.due_at
    (row, _other) = soup_of(client.get(reverse("desk:requests"))).main.select(".tasks li")
    assert hour(risk.due_at) in row.find(class_="when").get_text()


@pytest.mark.parametrize("say", [triage_request, change_request_urgency])
def test_a_red_request_becomes_less_in_words(say):
    coordinator = make_coordinator()
    request = make_request(by=coordinator, urgency=Urgency.RED)
    words = "words" if say is triage_request else "reason"

    with pytest.raises(Invalid) as refused:
        say(request, by=coordinator, urgency=Urgency.GREEN)
    assert list(refused.value.fields) == [words]

    say(Request.objects.get(), by=coordinator, urgency=Urgency.GREEN, **{words: "Она у сестры, врач был"})
    assert Request.objects.get().urgency == Urgency.GREEN


def test_their_button_leads_to_the_act(client, team):
    case, (social, _psychologist) = team
    sign_in(client, social)
    make_programme(case, by=social, state="approved")
    session = make_planned(case, by=social, discipline=Discipline.SOCIAL, at=now() - dt.timedelta(hours=1))
    tasks = {each.kind: each for each in case.tasks.filter(done_at=None)}
    consent = open_task(case, by=social, kind=TaskKind.CONSENT, due=now(), owner=social)
    assess = case.tasks.get(kind=TaskKind.ASSESS, discipline=Discipline.SOCIAL)

    assert address_of(client, tasks["session"]) == reverse("desk:record_session", args=[case.code, session.pk])
    assert address_of(client, tasks["review"]) == reverse("desk:hold_review", args=[case.code])
    assert address_of(client, consent) == reverse("desk:consent_add", args=[case.code])
    assert address_of(client, assess) == reverse("desk:record_assessment", args=[case.code])
    for task in (tasks["session"], tasks["review"], consent, assess):
        assert client.get(address_of(client, task)).status_code == 200


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER, TaskKind.ALARM, TaskKind.OWN, TaskKind.ADMISSION])
def test_begin_leads_to_another_page_than_the_one_it_stands_on(client, kind):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)
    open_task(case, by=coordinator, kind=kind, due=now() - dt.timedelta(days=1), owner=coordinator)
    address = reverse("desk:case_file", args=[case.code])

    begin = soup_of(client.get(address)).select_one(".next .row a.btn")["href"]

    assert begin != address
    assert client.get(begin).status_code == 200


@pytest.mark.parametrize("about", ["case", "request"])
def test_the_page_of_a_danger_keeps_what_came_of_it_or_who_has_it(client, about):
    coordinator = sign_in(client, make_coordinator())
    row = make_case(by=coordinator) if about == "case" else make_request(by=coordinator)
    task = raised(row, coordinator)
    address = address_of(client, task)
    assert address == reverse("desk:danger", args=[task.pk])

    empty = client.post(address, {"outcome": "ended", "how": "safe", "words": "", "version": task.version})
    nobody = client.post(address, {"outcome": "taken", "version": task.version})
    assert (empty.status_code, nobody.status_code, Task.objects.get(pk=task.pk).done_at) == (400, 400, None)

    client.post(address, {"outcome": "taken", "owner": str(coordinator.pk), "version": task.version})
    taken = Task.objects.get(pk=task.pk)
    assert (taken.owner, taken.taken_by, taken.done_at) == (coordinator, coordinator, None)
    assert f"{coordinator.username} has taken this on" in text(client.get(address))

    client.post(address, {"outcome": "ended", "how": "safe", "words": WORDS, "version": taken.version})
    assert Task.objects.get(pk=task.pk).done_by == coordinator.pk


def test_an_end_has_an_outcome_and_who_cannot_be_reached_was_tried(client):
    coordinator = sign_in(client, make_coordinator())
    task = raised(make_case(by=coordinator), coordinator)
    address = address_of(client, task)
    typed = {"outcome": "ended", "words": WORDS, "version": task.version}

    silent = client.post(address, typed)
    untried = client.post(address, {**typed, "how": "unreached", "measures": ["stays"]})
    assert (silent.status_code, untried.status_code, Task.objects.get(pk=task.pk).done_at) == (400, 400, None)
    assert "Say how you tried to reach the person" in text(untried)

    client.post(address, {**typed, "how": "unreached", "tries": ["called", "went"]})
    danger = Task.objects.get(pk=task.pk).danger
    assert (danger.outcome, danger.ended_by, danger.entries.get().measures) == ("unreached", coordinator.pk, ["called", "went"])
    assert "the person cannot be reached" in text(client.get(address))
    assert "Called by telephone; went there" in text(client.post(reverse("desk:case_told", args=[task.case.code])))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ["Choose how the danger ended", "Write what was done and what came of it"]),
        ({"how": "unreached"}, ["Write what was done and what came of it", "Say how you tried to reach the person"]),
        ({"how": "handed"}, ["Write what was done and what came of it", "Write who has taken over and said so"]),
    ],
)
def test_all_that_an_end_lacks_is_said_at_once(client, typed, said):
    coordinator = sign_in(client, make_coordinator())
    task = raised(make_case(by=coordinator), coordinator)

    refused = client.post(address_of(client, task), {"outcome": "ended", "version": task.version, **typed})

    assert refused.status_code == 400
    assert [one for one in said if one not in text(refused)] == []


def test_that_it_goes_on_without_anything_done_is_said_so_and_takes_nothing_on(client):
    coordinator = sign_in(client, make_coordinator())
    task = raised(make_case(by=coordinator), coordinator)
    address = address_of(client, task)
    typed = {"outcome": "taken", "owner": str(coordinator.pk)}

    first = client.post(address, {**typed, "version": task.version}, follow=True)
    again = client.post(address, {**typed, "version": Task.objects.get(pk=task.pk).version}, follow=True)
    client.post(address, {**typed, "measures": ["spoke"], "version": Task.objects.get(pk=task.pk).version})

    assert [("Taken on." in text(page)) for page in (first, again)] == [True, False]
    acts = Task.objects.get(pk=task.pk).danger.entries.order_by("at").values_list("act", flat=True)
    assert list(acts) == ["taken", "continues", "wrote"]


def test_a_second_report_says_who_has_it(client):
    case, (social, _psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    sign_in(client, _psychologist)
    address, typed = reverse("desk:report_danger", args=[case.code]), {"kind": "danger", "level": "hour"}

    first = text(client.post(address, typed, follow=True))
    take_on_danger(case.tasks.get(kind=TaskKind.DANGER, done_at=None), by=social, owner=social)
    second = text(client.post(address, typed, follow=True))

    assert ("It alerts people until someone has taken it on" in first, "It alerts people until someone has taken it on" in second) == (
        True,
        False,
    )
    assert f"{social.username} has it, and is alerted until they look" in second
    sign_in(client, social)
    assert "is alerted until they look" not in text(client.post(address, typed, follow=True))


def test_what_was_done_and_when_it_is_looked_at_again_stand_on_the_page(client):
    coordinator = sign_in(client, make_coordinator())
    task = raised(make_case(by=coordinator), coordinator)
    address = address_of(client, task)

    client.post(
        address, {"outcome": "taken", "owner": str(coordinator.pk), "look": "three_days", "measures": ["spoke"], "version": task.version}
    )

    danger = Task.objects.get(pk=task.pk).danger
    assert danger.acted_at is not None
    assert danger.look_at == danger.acted_at + dt.timedelta(days=3)
    said = text(client.get(address))
    assert "Look at it again" in said
    assert f"Recorded by {coordinator.username}" in said


def test_who_takes_a_danger_on_begins_with_the_reader_or_who_has_it_and_never_with_nobody(client):
    case, (social, _psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    task, begins = raised(case, social), []
    for reader in (social, coordinator := make_coordinator()):
        sign_in(client, reader)
        options = soup_of(client.get(reverse("desk:danger", args=[task.pk]))).select("select[name=owner] option")
        assert [one for one in options if not one["value"]] == []
        begins.append(options[0]["value"])
        take_on_danger(Task.objects.get(pk=task.pk), by=social, owner=social)

    assert coordinator.pk != social.pk
    assert begins == [str(social.pk), str(social.pk)]


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER])
@pytest.mark.parametrize("typed", [{"outcome": "ended", "how": "safe", "words": WORDS}, {"outcome": "taken"}])
def test_whoever_works_on_the_case_writes_what_was_done_about_a_danger_that_another_has(client, team, kind, typed):
    case, (social, psychologist) = team
    task = open_task(case, by=social, kind=kind, due=now(), owner=psychologist)
    sign_in(client, social)
    address = reverse("desk:danger", args=[task.pk])
    owners = {option["value"] for option in soup_of(client.get(address)).select("[name=owner] option")}
    assert str(social.pk) in owners

    sent = client.post(address, {**typed, "owner": str(social.pk), "version": task.version})

    task.refresh_from_db()
    assert (sent.status_code, task.done_by or task.taken_by_id) == (302, social.pk)


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER])
def test_who_only_reads_the_case_is_told_who_can_write_what_was_done(client, team, kind):
    case, (social, psychologist) = team
    task = open_task(case, by=social, kind=kind, due=now(), owner=psychologist)
    reader = make_user(Role.MEMBER_WORKER, organisation=make_member(3))
    show_case(case, by=social, organisation=reader.organisation)
    with writes_allowed():
        Share.objects.update(reads_only=True)
    sign_in(client, reader)
    address = reverse("desk:danger", args=[task.pk])

    page = soup_of(client.get(address))
    assert page.main.select("form, [name=outcome]") == []
    assert "The responsible person, the coordinator or a worker on the case records what" in " ".join(page.main.get_text(" ").split())
    assert page.main.find("a", href=reverse("desk:on_duty"))
    assert client.post(address, {"outcome": "ended", "how": "safe", "words": WORDS, "version": task.version}).status_code == 403
    with pytest.raises(Denied):
        end_danger(task, by=reader, words=WORDS)


def test_an_answer_about_consent_ends_what_asked_for_one():
    coordinator = make_coordinator()
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    for each in (case, other):
        open_task(each, by=coordinator, kind=TaskKind.CONSENT, due=now())

    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM)

    assert list(Task.objects.filter(kind=TaskKind.CONSENT, done_at=None).values_list("case", flat=True)) == [other.pk]


# A request that is no case yet

LET_GO = {
    "decline": lambda request, by: decline_request(request, by=by, reason=DecisionReason.OTHER_SERVICE_FITS, words="Ёрии дигар лозим"),
    "elsewhere": lambda request, by: send_request_elsewhere(request, by=by, words="Ба маркази дигар"),
    "take back": lambda request, by: take_request_back(request, by=by),
}


def endangered(by):
    request = triage_request(make_request(by=by), by=by, urgency=Urgency.AMBER)
    return request, raised(request, by)


@pytest.mark.parametrize("way", LET_GO)
def test_no_request_is_let_go_over_an_open_danger(way):
    coordinator = make_coordinator()
    request, task = endangered(coordinator)

    with pytest.raises(Invalid, match="There is an open danger to life"):
        LET_GO[way](request, coordinator)
    assert Request.objects.get().state == RequestState.TRIAGED

    end_danger(task, by=coordinator, words=WORDS)
    LET_GO[way](Request.objects.get(), coordinator)
    assert Request.objects.get().state != RequestState.TRIAGED


@pytest.mark.parametrize("way", LET_GO)
def test_a_request_is_let_go_while_somebody_has_its_danger_by_name(way):
    coordinator = make_coordinator()
    request, task = endangered(coordinator)
    take_on_danger(task, by=coordinator, owner=coordinator)

    LET_GO[way](request, coordinator)

    assert list(visible_tasks(coordinator).filter(kind=TaskKind.RISK, done_at=None)) == [task]
    assert erasures.hold_about(Request.objects.get()) == (Hold.DANGER, None)


@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.ALARM])
def test_the_page_that_lets_a_request_go_names_its_danger_and_leads_to_it(client, kind):
    coordinator = sign_in(client, make_coordinator())
    request = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER)
    task = open_task(request, by=coordinator, kind=kind, due=now(), owner=coordinator)
    danger = reverse("desk:danger", args=[task.pk])
    address = reverse("desk:request_refuse", args=[request.code])

    assert soup_of(client.get(address)).main.find("a", href=danger)
    given = {"outcome": "declined", "reason": DecisionReason.OTHER_SERVICE_FITS, "words": "Ёрии дигар лозим", "version": request.version}
    refused = client.post(address, given)
    assert (refused.status_code, "an open danger to life" in text(refused), "Ёрии дигар лозим" in text(refused)) == (400, True, True)
    address = reverse("desk:request_take_back", args=[request.code])
    assert soup_of(client.get(address)).main.find("a", href=danger)
    refused = client.post(address, {"words": "Ёрии дигар лозим"})
    assert (refused.status_code, "an open danger to life" in text(refused), "Ёрии дигар лозим" in text(refused)) == (400, True, True)
    assert Request.objects.get().state == RequestState.TRIAGED


RED_LET_GO = {
    "decline": lambda request, by, **said: decline_request(
        request, by=by, reason=DecisionReason.NO_CAPACITY, words="Мест нет до весны, извинились", **said
    ),
    "elsewhere": lambda request, by, **said: send_request_elsewhere(request, by=by, words="Ба маркази дигари шаҳр", **said),
    "take back": lambda request, by, **said: take_request_back(request, by=by, words="Передумали, больше не нужно", **said),
}


@pytest.mark.parametrize("way", RED_LET_GO)
def test_no_request_is_let_go_before_its_danger_has_an_outcome_or_somebody_who_has_it(way):
    coordinator, other = make_coordinator(), make_coordinator()
    triage_request(make_request(by=coordinator, urgency=Urgency.RED), by=coordinator, urgency=Urgency.RED)
    task = Task.objects.get(kind=TaskKind.DANGER)

    with pytest.raises(Invalid, match="There is an open danger to life"):
        RED_LET_GO[way](Request.objects.get(), coordinator)
    take_on_danger(task, by=coordinator, owner=other, said_yes=False)  # who is asked has not answered
    with pytest.raises(Invalid, match="There is an open danger to life"):
        RED_LET_GO[way](Request.objects.get(), coordinator)
    assert (Request.objects.get().state, Task.objects.get(pk=task.pk).done_at) == (RequestState.TRIAGED, None)

    take_on_danger(Task.objects.get(pk=task.pk), by=other, owner=other)
    RED_LET_GO[way](Request.objects.get(), coordinator)
    assert list(visible_tasks(other).filter(done_at=None)) == [task]
    end_danger(Task.objects.get(pk=task.pk), by=other, words=WORDS)


@pytest.mark.parametrize("name", ["request_refuse", "request_take_back"])
def test_the_page_that_lets_a_red_request_go_leads_to_the_danger_and_keeps_what_was_typed(client, name):
    coordinator = sign_in(client, make_coordinator())
    request = triage_request(make_request(by=coordinator, urgency=Urgency.RED), by=coordinator, urgency=Urgency.RED)
    address, task = reverse(f"desk:{name}", args=[request.code]), Task.objects.get(kind=TaskKind.DANGER)
    typed = {"outcome": "declined", "reason": DecisionReason.NO_CAPACITY, "words": "Мест нет до весны", "version": request.version}

    refused = client.post(address, typed)
    assert (refused.status_code, "There is an open danger to life" in text(refused), "Мест нет до весны" in text(refused)) == (
        400,
        True,
        True,
    )
    page = soup_of(refused)
    assert reverse("desk:danger", args=[task.pk]) in {link["href"] for link in page.select("[aria-labelledby=open-dangers] a")}
    (act,) = page.select("[aria-labelledby=open-dangers] form")
    client.post(act["action"])
    assert Task.objects.get(pk=task.pk).taken_by == coordinator
    assert client.post(address, typed).status_code == 302


@pytest.mark.parametrize("name", ["request_refuse", "request_take_back"])
def test_the_page_that_lets_a_red_request_go_says_of_what_danger_and_since_when(client, name):
    coordinator = sign_in(client, make_coordinator())
    since = dt.datetime(2026, 3, 4, 9, 30, tzinfo=DUSHANBE)
    request = make_request(by=coordinator, urgency=Urgency.RED, within_hour=True, received_at=since)
    address = reverse(f"desk:{name}", args=[request.code])
    told_of = soup_of(client.get(address)).select_one("[aria-labelledby=open-dangers]").get_text(" ")
    assert ("at once, within an hour" in told_of, "since" in told_of, "09:30" in told_of, "none" in told_of) == (True, True, True, False)

    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=Signs(dangers=("life", "detained")))
    told_of = soup_of(client.get(address)).select_one("[aria-labelledby=open-dangers]").get_text(" ")
    assert ("danger to life" in told_of, "is detained now" in told_of, "09:30" in told_of) == (True, True, True)

    change_request_urgency(Request.objects.get(), by=coordinator, urgency=Urgency.AMBER, reason=WORDS)
    end_danger(Task.objects.get(kind=TaskKind.DANGER), by=coordinator, words=WORDS)
    assert soup_of(client.get(address)).select("[aria-labelledby=open-dangers]") == []


# No undo


def turned_red(by):
    return change_request_urgency(make_request(by=by), by=by, urgency=Urgency.RED, signs=Signs(dangers=("life",)))


DANGEROUS = {
    "red at once": lambda by: make_request(by=by, urgency=Urgency.RED),
    "within the hour": lambda by: make_request(by=by, urgency=Urgency.RED, within_hour=True),
    "red at triage": lambda by: triage_request(make_request(by=by), by=by, urgency=Urgency.RED),
    "red later": turned_red,
    "own life": lambda by: triage_request(
        make_request(by=by), by=by, urgency=Urgency.AMBER, signs=Signs(suicide=("method",)), words="Говорит с сестрой"
    ),
}


@pytest.mark.parametrize("way", DANGEROUS)
def test_no_undo_takes_a_danger_off_a_request(client, way):
    coordinator = sign_in(client, make_coordinator())
    DANGEROUS[way](coordinator)
    before = (Request.objects.values().get(), list(Task.objects.order_by("pk").values()), UrgencyChange.objects.count())

    assert undo.latest(coordinator.actor) is None
    page = ended_on(client, reverse("desk:my_day"))
    assert (len(page.select(".undo")), page.select(".undo form")) == (1, [])
    assert "record of danger cannot" in page.select_one(".undo").get_text()
    act = Undo.objects.order_by("-at").first()
    with pytest.raises(WrongState, match="cannot be undone"):
        undo.take_back(act.pk, by=coordinator.actor)
    assert (Request.objects.values().get(), list(Task.objects.order_by("pk").values()), UrgencyChange.objects.count()) == before


def psychologist_of(case):
    return case.assignments.get(discipline=Discipline.PSYCHOLOGICAL).user


def answered(case, instrument, values):
    make_response(case, by=psychologist_of(case), instrument=instrument, values=values)


def answered_anew(case):
    who = psychologist_of(case)
    row = make_response(case, by=who, values="000000000")
    correct_response(row, by=who, why="Пропустили", items=answers("phq9", "000000002"))


def come_nearer(case):
    answered(case, "cssrs", "1")
    answered(case, "cssrs", "1111000")


def gone_on(case):
    asked = triage_request(make_request(by=make_coordinator(), urgency=Urgency.RED), by=make_coordinator(), urgency=Urgency.RED)
    go_on_with(asked, case, by=make_coordinator())


def sent_on_and_gone_on(case):
    call = make_call(by=make_officer(), dangers=["life"], sending=Answers())
    asked = triage_request(call.request, by=make_coordinator(), urgency=Urgency.RED)
    go_on_with(asked, case, by=make_coordinator())


DANGEROUS_IN_A_CASE = {
    "red": lambda case: change_urgency(case, by=case.lead, urgency=Urgency.RED),
    "red by signs": lambda case: change_urgency(case, by=case.lead, urgency=Urgency.RED, signs=Signs(dangers=("life",))),
    "amber": lambda case: change_urgency(case, by=case.lead, urgency=Urgency.AMBER),
    "own life": lambda case: change_urgency(
        case, by=case.lead, urgency=Urgency.GREEN, signs=Signs(suicide=("method",)), reason="Говорит с сестрой каждый день"
    ),
    "C-SSRS": lambda case: answered(case, "cssrs", "110100"),
    "a low C-SSRS": lambda case: answered(case, "cssrs", "1"),
    "PHQ-9": lambda case: answered(case, "phq9", "--------1"),
    "an answer put right": answered_anew,
    "a second one that is higher": come_nearer,
    "a request that goes on": gone_on,
    "a call that goes on": sent_on_and_gone_on,
    "a red admission": lambda case: make_case(by=make_coordinator(), urgency=Urgency.RED),
    "a red reopening": lambda case: reopen_case(
        make_case(by=make_coordinator(), state="ended"), by=make_coordinator(), reason="Боз омад", urgency=Urgency.RED
    ),
}


@pytest.mark.parametrize("way", DANGEROUS_IN_A_CASE)
def test_no_undo_takes_a_danger_off_a_case(client, team, way):
    case, _team = team
    make_coordinator()
    DANGEROUS_IN_A_CASE[way](case)
    before = (list(Case.objects.order_by("pk").values()), list(Task.objects.order_by("pk").values()))

    act = Undo.objects.order_by("-at").first()
    doer = next(user for user in User.objects.all() if user.actor.ref == act.actor_ref)
    assert undo.latest(doer.actor) is None
    sign_in(client, doer)
    page = ended_on(client, reverse("desk:my_day"))
    assert (len(page.select(".undo")), page.select(".undo form")) == (1, [])
    with pytest.raises(WrongState, match="A record of danger cannot be undone"):
        undo.take_back(act.pk, by=doer.actor)
    assert (list(Case.objects.order_by("pk").values()), list(Task.objects.order_by("pk").values())) == before


def test_what_raises_no_danger_of_a_case_is_undone(team):
    case, (social, psychologist) = team
    asked = triage_request(make_request(by=make_coordinator(), urgency=Urgency.RED), by=make_coordinator(), urgency=Urgency.RED)
    coordinator = make_coordinator()
    person = PersonData(sex="male", given_name="Кодир")
    admitted = admit(asked, person, by=coordinator, organisation=coordinator.organisation, kind="survivor")
    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert (Case.objects.filter(pk=admitted.pk).exists(), Request.objects.get().urgency) == (False, Urgency.RED)

    answered(case, "phq9", "000000000")
    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    red = change_urgency(Case.objects.get(pk=case.pk), by=social, urgency=Urgency.RED)
    change_urgency(red, by=social, urgency=Urgency.GREEN, reason=WORDS)
    undo.take_back(undo.latest(social.actor).pk, by=social.actor)
    assert Case.objects.get(pk=case.pk).urgency == Urgency.RED


def test_an_end_of_the_danger_is_undone_and_so_is_what_knows_of_none():
    coordinator = make_coordinator()
    make_request(by=coordinator)
    assert undo.latest(coordinator.actor).sentence == "Request recorded."
    request = make_request(by=coordinator, urgency=Urgency.RED)
    change_request_urgency(request, by=coordinator, urgency=Urgency.AMBER, reason=WORDS)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    assert Request.objects.get(pk=request.pk).urgency == Urgency.RED


def closed(case, by):
    decide_closing(proposed(case, by), by=make_coordinator(), agreed=True)


def let_go(request, by):
    decline_request(request, by=by, reason=DecisionReason.NO_CAPACITY, words="Мест нет до весны")


@pytest.mark.parametrize("about", ["case", "request"])
def test_no_undo_leaves_a_danger_to_nobody_once_what_it_is_of_is_over(client, team, about):
    case, (social, psychologist) = team
    coordinator = make_coordinator()
    asked = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER)
    task = raised(case if about == "case" else asked, coordinator)
    doer = psychologist if about == "case" else coordinator
    end_danger(task, by=doer, words=WORDS)
    offered = undo.latest(doer.actor)
    if about == "case":
        closed(case, social)
    else:
        let_go(asked, make_coordinator())
    before = list(Task.objects.order_by("pk").values())

    sign_in(client, doer)
    refused = client.post(reverse("desk:take_back", args=[offered.pk]))

    assert (refused.status_code, "nobody would have the danger" in text(refused)) == (409, True)
    assert list(Task.objects.order_by("pk").values()) == before


def test_the_closing_itself_is_undone_and_whoever_had_the_danger_has_it_still(team):
    case, (social, psychologist) = team
    task = raised(case, social)
    take_on_danger(task, by=psychologist, owner=psychologist)
    decider = make_coordinator()
    decide_closing(proposed(case, social), by=decider, agreed=True)

    undo.take_back(undo.latest(decider.actor).pk, by=decider.actor)

    assert undo.latest(psychologist.actor) is None  # what came with it was read: taking it on stays
    assert (Case.objects.get().is_open, Task.objects.get(pk=task.pk).taken_by) == (True, psychologist)


def test_no_undo_lets_a_request_go_again_over_a_danger_that_came_since():
    coordinator, other = make_coordinator(), make_coordinator()
    asked = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER)
    let_go(asked, coordinator)
    reopen_request(asked, by=coordinator)
    raised(asked, other)

    with pytest.raises(Conflict, match="nobody would have the danger"):
        undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert Request.objects.get().state == RequestState.TRIAGED


def test_what_came_of_a_danger_that_somebody_has_is_undone_also_after_the_closing(team):
    case, (social, psychologist) = team
    task = take_on_danger(raised(case, social), by=psychologist, owner=psychologist)
    closed(case, social)
    end_danger(task, by=psychologist, words=WORDS)

    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    assert list(visible_tasks(psychologist).filter(kind=TaskKind.RISK)) == [task]


# In words that say something


@pytest.mark.parametrize("words", [".", "ок", "1234567890", "........... да", "сделано"])
def test_a_danger_is_not_over_by_a_full_stop(team, words):
    case, (social, psychologist) = team
    task = raised(case, psychologist)
    red = change_urgency(case, by=social, urgency=Urgency.RED)
    request = make_request(by=make_coordinator(), urgency=Urgency.RED)

    for field, act in (
        ("words", lambda: end_danger(task, by=psychologist, words=words)),
        ("reason", lambda: change_urgency(red, by=social, urgency=Urgency.GREEN, reason=words)),
        ("reason", lambda: change_urgency(red, by=social, urgency=Urgency.AMBER, reason=words)),
        ("words", lambda: triage_request(request, by=make_coordinator(), urgency=Urgency.GREEN, words=words)),
        ("reason", lambda: change_request_urgency(request, by=make_coordinator(), urgency=Urgency.AMBER, reason=words)),
    ):
        with pytest.raises(Invalid, match="ten letters") as refused:
            act()
        assert list(refused.value.fields) == [field]

    assert Task.objects.get(pk=task.pk).done_at is None
    assert Case.objects.get().urgency == Urgency.RED
    assert Request.objects.get().state == RequestState.NEW
