"""A step whose act is recorded in Panoh is ended by that act, by no press, whatever the guidance calls it."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    change_urgency,
    decline_step,
    finish_several,
    finish_step,
    finish_task,
    postpone_task,
    skip_step,
)
from panoh.cases.actions.assessment import rate_capacities
from panoh.cases.actions.contact import record_attempt
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.ending import write_safety_plan
from panoh.cases.danger import Signs
from panoh.cases.enums import Discipline, Moment, Reached, TaskKind, Urgency
from panoh.cases.facts import guided
from panoh.cases.models import Case, CaseStep, Task, UrgencyChange
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import now
from panoh.core.errors import WrongState
from panoh.guidance.acts import NO_ACT, PAGES
from panoh.guidance.enums import OF_UNIT, Happened, Repeat, TaskCode, Unit
from panoh.guidance.protocol import Offset, Step
from panoh.guidance.shipped import FIRST, shipped
from panoh.network.enums import Service
from panoh.people.enums import Channel
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_assessment, make_session, make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.guidance import make_adopted
from tests.factories.instruments import make_response
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = "Говорили час, сестра остаётся на ночь"
STEPS = shipped()[FIRST].by_key
# All that a press may say of the shipped guidance: of these nothing is recorded anywhere.
BY_PRESS = {"hospital_call", "before_hearing"}


def step(case: Case, key: str) -> CaseStep:
    return CaseStep.objects.filter(case=case, step=key).latest("started_at")


def an_own(**said: object) -> Step:
    """A step as an organisation may write it: nothing says by what it is done."""
    given = {"number": "90", "key": "own_1_1", "stage": "work", "role": Role.SOCIAL_WORKER, "due": Offset(7, Unit.DAYS)}
    return Step(**{**given, "title": {"en": "Own"}, "how": {"en": "Own"}, "trigger": (Happened.ADMITTED,), **said})


@pytest.fixture
def red():
    social = make_user(Role.SOCIAL_WORKER)
    return make_case(workers=((social, Discipline.SOCIAL),), urgency=Urgency.RED), social


# What is shipped


def test_of_the_shipped_steps_a_press_says_only_what_nothing_records():
    assert {key for key, each in STEPS.items() if each.scope == "case" and each.by_press} == BY_PRESS


@pytest.mark.parametrize("key", ["rights_and_consent", "baseline", "first_session", "keep_contact", "plan", "review", "assess_social"])
def test_a_step_of_which_an_act_tells_is_done_by_no_press(client, key):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    mark = next((row.mark for row in case.steps.filter(step=key)), "")

    with pytest.raises(WrongState, match="completed on its own page"):
        finish_step(case, key, mark, by=psychologist)
    address = reverse("desk:finish_step", args=[case.code, key, mark or "first"])
    assert client.post(address).status_code == 409
    page = soup_of(client.get(reverse("desk:case_steps", args=[case.code])))
    assert page.select(f'form[action="{address}"]') == []
    assert not case.steps.filter(step=key, state="done").exists()


def test_the_button_of_a_step_leads_to_the_page_that_records_its_act(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    page = soup_of(client.get(reverse("desk:case_steps", args=[case.code])))
    opened = {link.find("span").get_text(strip=True).removeprefix(": "): link["href"] for link in page.select(".do a.btn")}

    for key, name in (
        ("first_session", "add_session"),
        ("baseline", "rate_capacities"),
        ("rights_and_consent", "consents_ask"),
        ("assess_psychological", "record_assessment"),
    ):
        assert opened[STEPS[key].title["en"]] == reverse(f"desk:{name}", args=[case.code])


def test_the_act_ends_the_step():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    make_consent(case.person, by=psychologist, purpose=ConsentPurpose.SERVICES)
    make_session(case, by=psychologist)
    make_assessment(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL)

    states = {run.step.key: run.state for run in guided(case).runs}
    assert [states[key] for key in ("rights_and_consent", "first_session", "assess_psychological")] == ["done"] * 3


def make_rating(case, *, by):
    rate_capacities(case, by=by, moment=Moment.ADMISSION, values={"mental": 1})


def test_the_first_questionnaires_are_done_with_the_capacities_whichever_comes_first():
    for acts in ((make_response, make_rating), (make_rating, make_response)):
        case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
        states = []
        for act in acts:
            act(case, by=psychologist)
            states.append(next(run.state for run in guided(case).runs if run.step.key == "baseline"))
        assert states == ["open", "done"]


@pytest.mark.parametrize(("minutes", "venue", "state"), [(1, "phone", "open"), (20, "phone", "done"), (10, "office", "done")])
def test_a_short_call_is_no_first_meeting(minutes, venue, state):
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((social, Discipline.SOCIAL),), urgency=Urgency.GREEN)

    make_session(case, by=social, discipline=Discipline.SOCIAL, minutes=minutes, venue=venue)

    assert next(run.state for run in guided(case).runs if run.step.key == "first_meeting") == state
    assert Happened.REACHED in {fact.kind for fact in guided(case).situation.facts} or state == "done"


@pytest.mark.parametrize("kind", [TaskKind.PLAN, TaskKind.REVIEW, TaskKind.ASSESS])
def test_the_task_of_such_a_step_is_ended_by_no_press(client, kind):
    coordinator = sign_in(client, make_coordinator())
    task = make_case(by=coordinator).tasks.filter(kind=kind).first()

    with pytest.raises(WrongState, match="completed on its own page"):
        finish_task(task, by=coordinator)
    assert client.post(reverse("desk:task_finish", args=[task.pk])).status_code == 409


# The danger


@pytest.mark.parametrize("kind", [TaskKind.STEP, TaskKind.RAISED])
def test_the_step_of_a_danger_is_done_put_off_and_left_out_by_nobody(client, red, kind):
    case, social = red
    coordinator = sign_in(client, make_coordinator())
    task = case.tasks.filter(kind=kind, step="danger_now").first()
    mark = step(case, "danger_now").mark

    for act in (
        lambda: finish_step(case, "danger_now", mark, by=social),
        lambda: finish_task(task, by=coordinator),
        lambda: finish_several([task], by=coordinator),
        lambda: postpone_task(task, by=coordinator, due=now() + dt.timedelta(days=30)),
        lambda: skip_step(case, "danger_now", mark, by=social, reason="not_safe", words=WORDS),
        lambda: decline_step(case, "danger_now", mark, by=social),
    ):
        with pytest.raises(WrongState):
            act()
    assert client.post(reverse("desk:task_finish", args=[task.pk])).status_code == 409
    assert client.post(reverse("desk:tasks_several"), {"tasks": [str(task.pk)], "what": "done"}).status_code == 400

    for address in (reverse("desk:my_day"), reverse("desk:task", args=[task.pk]), reverse("desk:case_steps", args=[case.code])):
        page = soup_of(client.get(address))
        gone = (reverse("desk:task_finish", args=[task.pk]), reverse("desk:finish_step", args=[case.code, "danger_now", mark]))
        assert [form["action"] for form in page.select("form") if form.get("action") in gone] == []
        assert page.find("a", href=reverse("desk:skip_step", args=[case.code, "danger_now", mark])) is None
    assert (step(case, "danger_now").state, Task.objects.get(pk=task.pk).done_at) == ("open", None)


@pytest.mark.parametrize("how", ["ended", "taken on", "taken on without a word"])
def test_it_ends_by_what_came_of_the_danger_or_by_who_takes_it_on(red, how):
    case, social = red
    danger = case.tasks.get(kind=TaskKind.DANGER)

    if how == "ended":
        end_danger(danger, by=social, words=WORDS)
    else:
        take_on_danger(danger, by=social, owner=social, words=WORDS if how == "taken on" else "")

    assert step(case, "danger_now").state == "done"
    assert not case.tasks.filter(step="danger_now", done_at=None).exists()
    assert case.tasks.filter(kind=TaskKind.DANGER, done_at=None).exists() == (how != "ended")
    if how != "ended":  # what came with it was read
        assert undo.latest(social.actor) is None
        return
    undo.take_back(undo.latest(social.actor).pk, by=social.actor)
    assert (step(case, "danger_now").state, UrgencyChange.objects.count()) == ("open", 0)
    assert case.tasks.filter(step="danger_now", kind=TaskKind.STEP, done_at=None).count() == 1


def test_a_talk_leaves_the_danger_until_somebody_writes_what_came_of_it(red):
    case, social = red

    record_attempt(case, by=social, at=now(), way=Channel.CALL, outcome=Reached.REACHED)

    assert (step(case, "stabilise").state, step(case, "danger_now").state) == ("done", "open")
    end_danger(case.tasks.get(kind=TaskKind.DANGER, done_at=None), by=social, words=WORDS)
    assert step(case, "danger_now").state == "done"


def test_a_danger_of_before_is_not_what_came_of_the_next(red):
    case, social = red
    end_danger(case.tasks.get(kind=TaskKind.DANGER), by=social, words=WORDS)
    change_urgency(Case.objects.get(), by=social, urgency=Urgency.AMBER, reason=WORDS)

    change_urgency(Case.objects.get(), by=social, urgency=Urgency.RED)

    assert step(case, "danger_now").state == "open"
    assert case.tasks.filter(kind=TaskKind.DANGER, done_at=None).exists()


def test_its_button_leads_to_the_page_of_the_danger(client, red):
    case, social = red
    sign_in(client, social)
    danger = case.tasks.get(kind=TaskKind.DANGER)
    task = case.tasks.get(kind=TaskKind.STEP, step="danger_now")
    page = reverse("desk:danger", args=[danger.pk])

    steps = soup_of(client.get(reverse("desk:case_steps", args=[case.code])))
    assert steps.select_one(f'.do a.btn[href="{page}"]')
    shown = soup_of(client.get(reverse("desk:task", args=[task.pk])))
    (link,) = [link["href"] for link in shown.main.select("a.btn") if link.get_text(strip=True) == "Open"]
    led = client.get(link)
    assert (led.status_code, led["Location"]) == (302, page)
    assert client.post(page, {"outcome": "ended", "how": "safe", "words": WORDS, "version": danger.version}).status_code == 302
    assert step(case, "danger_now").state == "done"


# What an organisation writes itself


def test_a_page_that_records_an_act_ends_the_step_that_is_worked_on_it():
    for page in PAGES:
        own = an_own(forms=(page,))
        assert (own.by_press, bool(own.ends)) == (False, True), page
    assert an_own(forms=("add_session",), role=Role.PSYCHOLOGIST).ends == (Happened.MET_PSYCHOLOGICAL,)
    assert an_own(forms=("record_assessment",), role=Role.LAWYER).ends == (Happened.ASSESSED_LEGAL,)
    assert an_own(forms=("referral_add",), role=Role.PHYSICIAN).ends == (Happened.REFERRED_MEDICAL,)


@pytest.mark.parametrize(
    "said", [{"trigger": (Happened.TURNED_RED,)}, {"only": "red"}, {"trigger": (Happened.TURNED_RED,), "done_by": (Happened.HEARING,)}]
)
def test_a_step_of_a_danger_ends_as_one_whatever_it_is_called(said):
    own = an_own(**said)

    assert (own.is_danger, own.by_press, Happened.DANGER_ANSWERED in own.ends) == (True, False, True)


def test_what_nothing_records_is_still_said_by_a_press():
    assert an_own().by_press
    assert an_own(forms=("case_contact", "requests"), done_by=(Happened.HOSPITAL,)).by_press
    assert an_own(trigger=(Happened.HEARING,), due=Offset(-7, Unit.DAYS), forms=("plan_session",)).by_press
    assert NO_ACT >= OF_UNIT


def test_a_row_and_its_own_end_stay_a_pair_where_pages_say_what_ends_a_step():
    own = an_own(trigger=(Happened.REFERRAL_SENT,), repeat=Repeat.EACH, forms=("case_referrals",))

    assert (own.ends, own.task) == ((Happened.REFERRAL_ANSWERED,), TaskCode.STEP)


@pytest.mark.parametrize(
    ("pages", "act"),
    [
        (["consent_add"], lambda case, by: make_consent(case.person, by=by, purpose=ConsentPurpose.PHOTOGRAPHS)),
        (["safety_plan"], lambda case, by: write_safety_plan(case, by=by, signs="Не спит третью ночь")),
        (["add_session"], lambda case, by: make_session(case, by=by, discipline=Discipline.SOCIAL)),
        (["case_urgency"], lambda case, by: change_urgency(case, by=by, urgency=Urgency.AMBER)),
    ],
)
def test_in_an_own_version_the_act_ends_the_step_and_a_press_does_not(pages, act):
    make_adopted(by=make_coordinator(), step="hospital_call", on=True, trigger=["admitted"], done_by=[], repeat="once", forms=pages)
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    with pytest.raises(WrongState, match="completed on its own page"):
        finish_step(case, "hospital_call", "", by=worker)
    task = case.tasks.get(step="hospital_call", kind=TaskKind.STEP)
    with pytest.raises(WrongState, match="completed on its own page"):
        finish_task(task, by=make_coordinator())

    act(case, worker)

    assert (step(case, "hospital_call").state, Task.objects.get(pk=task.pk).done_at is None) == ("done", False)


def test_urgent_care_ends_by_a_referral_to_a_physician_and_by_no_other(red):
    case, social = red
    change_urgency(case, by=social, urgency=Urgency.RED, signs=Signs(dangers=("acute",)))
    case = Case.objects.get()

    make_referral(case=case, by=social, state="sent", service=Service.SHELTER)
    assert step(case, "urgent_care").state == "open"
    make_referral(case=case, by=social, state="sent", service=Service.GENERAL)
    assert step(case, "urgent_care").state == "done"
