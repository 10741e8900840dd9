"""What is said of a danger is the latest; a time that was set earlier stays; words say something."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import change_urgency, go_on_with, triage_request
from panoh.cases.danger import Signs, says_something
from panoh.cases.enums import RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Task
from panoh.coalition.enums import Kind
from panoh.core.clock import now
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator, make_request
from tests.factories.coalition import make_proposal
from tests.factories.instruments import make_response
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_case_with_an_open_danger_does_not_say_what_an_older_look_found(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    change_urgency(case, by=social, urgency=Urgency.GREEN, signs=Signs(suicide=("wish",)), reason="Сказала при первом разговоре")
    sign_in(client, social)
    address = reverse("desk:case_file", args=[case.code])
    make_response(case, by=psychologist, instrument="cssrs", values="111000")

    page = main_text(client.get(address))

    task = Task.objects.get(kind=TaskKind.RISK)
    shown = soup_of(client.get(address)).select_one("[aria-labelledby=danger]")
    assert ("No danger was reported" in page, "by the answers: low" in page) == (False, False)
    assert reverse("desk:danger", args=[task.pk]) in {link.get("href") for link in shown.select("a")}


@pytest.mark.parametrize("within_hour", [False, True])
def test_a_second_request_does_not_move_a_danger_to_a_later_time(within_hour):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = make_coordinator()
    change_urgency(case, by=social, urgency=Urgency.AMBER)
    soon = now() + dt.timedelta(minutes=20)
    task = case.tasks.get(kind=TaskKind.DANGER)
    asked = make_request(by=coordinator, urgency=Urgency.RED, within_hour=within_hour)
    triage_request(asked, by=coordinator, urgency=Urgency.RED)
    with writes_allowed():
        Task.objects.filter(pk=task.pk).update(due_at=soon)

    go_on_with(asked, Case.objects.get(), by=coordinator)

    assert (Task.objects.get(pk=task.pk).due_at, type(asked).objects.get().state) == (soon, RequestState.ADMITTED)


def test_a_proposal_says_how_urgent_a_case_is_only_as_the_page_of_the_case_does(client):
    coordinator = sign_in(client, make_coordinator())
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_response(case, by=psychologist, instrument="cssrs", values="110100")
    proposal = make_proposal(by=coordinator, case=case, kind=Kind.WORK)

    assert "within seven days" not in main_text(client.get(reverse("desk:proposal", args=[proposal.code])))


@pytest.mark.parametrize(
    ("words", "enough"),
    [
        ("аааааааааааааа", False),
        ("ХаХаХаХаХаХаХа", False),
        ("да да да да да да да", False),
        ("госпитализирована", True),
        ("Она у сестры", True),
        ("бо хоҳараш аст", True),
    ],
)
def test_words_say_something_by_ten_letters_of_which_five_differ(words, enough):
    assert says_something(words) is enough
