"""A danger that is over is said to be over, wherever it came from; and what lately happened tells of it without its words."""

import pytest
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import Answers, admit, change_urgency, raise_risk, triage_request
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.danger import Signs
from panoh.cases.enums import Kind, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, Task
from panoh.people.data import PersonData
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.cases import close, make_coordinator
from tests.factories.hotline import make_call, make_dispatch
from tests.factories.instruments import make_response
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAID = "Дома были трое, теперь она у сестры"


def overview(client, case):
    return soup_of(client.get(reverse("desk:case_file", args=[case.code])))


def text(node):
    return " ".join(node.get_text(" ").split())


def from_call(by, **facts):
    """A case that came of a call at which a danger was told, and the call."""
    call = make_call(by=by, urgency="hour", dangers=["life"], sending=Answers(), **facts)
    triage_request(call.request, by=by, urgency=Urgency.RED)
    person = PersonData(sex="male", given_name="Кодир")
    case = admit(call.request, person, by=by, organisation=by.organisation, kind=Kind.SURVIVOR)
    return Case.objects.get(pk=case.pk), call


def test_after_its_end_the_case_says_that_a_danger_of_a_call_is_over(client):
    coordinator = sign_in(client, make_coordinator())
    case, _call = from_call(coordinator)
    before = overview(client, case)
    end_danger(Task.objects.get(case=case, kind=TaskKind.DANGER), by=coordinator, words=SAID)

    after = overview(client, case)

    shown = text(after.select_one("[aria-labelledby=danger]"))
    assert [text(badge) for badge in before.select(".title .badge--danger")] == ["at once, within an hour"]
    assert "The reported danger is over:" in shown
    assert (after.select(".badge--danger"), SAID in text(after.main)) == ([], False)
    assert "at once, within an hour: the danger has ended" in text(after.select_one(".title"))


def test_another_danger_that_is_open_keeps_the_badge(client):
    coordinator = sign_in(client, make_coordinator())
    case, _call = from_call(coordinator)
    change_urgency(case, by=coordinator, urgency=Urgency.RED, signs=Signs(suicide=("plan",)))

    end_danger(Task.objects.get(case=case, kind=TaskKind.DANGER), by=coordinator, words=SAID)

    assert overview(client, case).select(".title .badge--danger")


def test_a_high_answer_seen_to_no_longer_says_not_to_leave_the_person_alone(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    sign_in(client, social)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=Signs(suicide=("plan",)))
    before = text(overview(client, case).main)
    risk = Task.objects.get(kind=TaskKind.RISK)
    end_danger(risk, by=psychologist, words=SAID)

    after = text(overview(client, case).main)

    alone = "Do not leave the person alone. Call"
    assert (alone in before, alone in after) == (True, False)
    assert "It ended: " in after
    assert alone not in main_text(client.get(reverse("desk:danger", args=[risk.pk])))


@pytest.mark.parametrize("values", ["1111000", "1000000"])
def test_after_the_danger_of_a_questionnaire_nothing_says_that_nobody_asked(client, values):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    sign_in(client, social)
    make_response(case, by=psychologist, instrument="cssrs", values=values)
    end_danger(Task.objects.get(kind=TaskKind.RISK), by=psychologist, words=SAID)

    shown = text(overview(client, case).select_one("[aria-labelledby=danger]"))

    assert ("not asked" in shown, "Nobody has asked" in shown, "It ended: " in shown) == (False, False, True)


def test_what_was_tells_of_dangers_noticed_and_ended_and_of_who_was_sent_without_words(client):
    coordinator = sign_in(client, make_coordinator())
    case, call = from_call(coordinator)
    make_dispatch(call=call)
    end_danger(Task.objects.get(case=case, kind=TaskKind.DANGER), by=coordinator, words=SAID)

    was = text(overview(client, case).select_one("section[aria-labelledby=tl]"))

    assert "A danger was noticed" in was
    assert "The danger has ended" in was
    assert "A worker was sent after the call:" in was
    assert SAID not in was


def test_what_was_tells_of_a_danger_to_life(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    sign_in(client, social)
    make_response(case, by=psychologist, instrument="cssrs", values="1111000")
    end_danger(Task.objects.get(kind=TaskKind.RISK), by=psychologist, words=SAID)

    was = text(overview(client, case).select_one("section[aria-labelledby=tl]"))

    assert ("A danger to life was noticed" in was, "The danger to life has ended" in was) == (True, True)


def acts_on_danger(client, case):
    shown = overview(client, case).select_one("[aria-labelledby=danger]")
    return [
        (" ".join(button.get_text().split()), button.get("href") or button.find_parent("form")["action"]) for button in shown.select(".btn")
    ]


def test_a_danger_that_goes_on_is_acted_on_from_the_page_of_its_closed_case(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    task = take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=social), by=psychologist, owner=psychologist)
    close(case, by=social)
    sign_in(client, social)
    ends = (f"Record the outcome: {task.get_kind_display()}", reverse("desk:danger", args=[task.pk]))
    takes = (f"I have it: {task.get_kind_display()}", reverse("desk:take_danger", args=[task.pk]))

    others = acts_on_danger(client, case)
    with writes_allowed():
        User.objects.filter(pk=psychologist.pk).update(is_active=False)
    left = acts_on_danger(client, case)
    client.post(takes[1])

    assert (others, left) == ([ends], [takes, ends])
    assert Task.objects.get(pk=task.pk).owner == social
    end_danger(Task.objects.get(pk=task.pk), by=social, words=SAID)
    assert [words for words, _url in acts_on_danger(client, case)] == ["Show what was told"]
