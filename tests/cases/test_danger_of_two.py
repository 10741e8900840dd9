"""Two people on one danger: nobody's words are lost, and each reads what the other did."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import open_task, raise_risk
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.enums import RiskLevel, TaskKind, Urgency
from panoh.cases.models import Task, UrgencyChange
from panoh.core.clock import now
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Говорили час, сестра остаётся на ночь"
MINE = "Он снова звонил, соседка у двери"


@pytest.fixture
def team():
    return make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)


def shown(response):
    soup = soup_of(response)
    return " ".join(soup.main.get_text(" ").split()), soup.select_one("[name=words]").get_text(strip=True)


def version_of(response):
    return soup_of(response).select_one("[name=version]")["value"]


def opened(client, team):
    """The page of a danger as the second of two psychologists has it open, its address and what was typed."""
    case, (social, _first, second) = team
    task = raise_risk(case, level=RiskLevel.HIGH, by=social)
    sign_in(client, second)
    address = reverse("desk:danger", args=[task.pk])
    typed = {"outcome": "taken", "owner": str(second.pk), "words": MINE, "version": version_of(client.get(address))}
    return task, address, typed


def all_words(by):
    return {one.reason for one in open_sealed(list(UrgencyChange.objects.all()), by=by.actor, purpose=Purpose.CARE)}


def test_who_writes_that_a_danger_goes_on_after_another_ended_it_raises_it_again(client, team):
    _case, (_social, first, second) = team
    task, address, typed = opened(client, team)
    end_danger(task, by=first, words=WORDS)

    refused = client.post(address, typed)

    page, kept = shown(refused)
    assert (refused.status_code, kept, WORDS in page, first.username in page) == (409, MINE, True, True)
    assert Task.objects.filter(kind=TaskKind.RISK, done_at=None).count() == 0

    client.post(address, {**typed, "version": version_of(refused)})

    again = Task.objects.get(kind=TaskKind.RISK, done_at=None)
    assert (again.owner, again.taken_by, again.pk == task.pk) == (second, second, False)
    assert all_words(second) == {WORDS, MINE}


def test_words_are_added_to_a_danger_that_another_ended(client, team):
    _case, (_social, first, second) = team
    task, address, typed = opened(client, team)
    end_danger(task, by=first, words=WORDS)

    refused = client.post(address, {**typed, "outcome": "ended", "how": "safe"})
    client.post(address, {**typed, "outcome": "ended", "how": "safe", "version": version_of(refused)})

    assert (refused.status_code, Task.objects.filter(kind=TaskKind.RISK).count()) == (409, 1)
    assert (all_words(second), Task.objects.get(pk=task.pk).done_by) == ({WORDS, MINE}, first.pk)


def test_who_writes_while_another_takes_it_on_reads_what_they_wrote(client, team):
    _case, (_social, first, second) = team
    task, address, typed = opened(client, team)
    take_on_danger(task, by=first, owner=first, words=WORDS)

    refused = client.post(address, {**typed, "outcome": "ended", "how": "safe"})

    page, kept = shown(refused)
    assert (refused.status_code, kept, WORDS in page) == (409, MINE, True)
    again = client.post(address, {**typed, "outcome": "ended", "how": "safe", "version": version_of(refused)})
    assert (Task.objects.get(pk=task.pk).done_by, "A colleague has taken on this danger" in again.content.decode()) == (None, True)
    take_on_danger(Task.objects.get(pk=task.pk), by=second, owner=second)
    client.post(address, {**typed, "outcome": "ended", "how": "safe", "version": version_of(client.get(address))})
    assert (Task.objects.get(pk=task.pk).done_by, all_words(second)) == (second.pk, {WORDS, MINE, ""})


def test_whose_danger_it_is_no_longer_gets_their_words_back_and_who_has_it(client, team):
    case, (social, first, _second) = team
    outside = make_user(Role.PSYCHOLOGIST)
    task = open_task(case, by=social, kind=TaskKind.DANGER, due=now(), owner=first)
    coordinator, other = make_coordinator(), sign_in(client, make_coordinator())
    alarm = open_task(case, by=social, kind=TaskKind.ALARM, due=now())
    address = reverse("desk:danger", args=[alarm.pk])
    typed = {"outcome": "ended", "how": "safe", "owner": "", "words": MINE, "version": version_of(client.get(address))}
    take_on_danger(Task.objects.get(pk=alarm.pk), by=coordinator, owner=coordinator, words=WORDS)

    refused = client.post(address, typed)

    page, kept = shown(refused)
    assert (refused.status_code, kept, coordinator.username in page) == (409, MINE, True)
    assert other != coordinator
    sign_in(client, outside)
    assert client.post(reverse("desk:danger", args=[task.pk]), typed).status_code == 404


def test_a_danger_that_is_over_says_so_to_who_follows_an_old_link(client, team):
    _case, (social, first, _second) = team
    task, address, _typed = opened(client, team)
    end_danger(task, by=first, words=WORDS)
    sign_in(client, social)

    page = client.get(address)

    assert (page.status_code, first.username in shown(page)[0], WORDS in shown(page)[0]) == (200, True, False)


def test_who_took_the_request_and_has_its_danger_no_longer_gets_their_words_back(client):
    officer, coordinator = make_user(Role.SOCIAL_WORKER), make_coordinator()
    request = make_request(by=officer, urgency=Urgency.RED)
    task = open_task(request, by=officer, kind=TaskKind.RISK, due=now(), owner=officer)
    sign_in(client, officer)
    address = reverse("desk:danger", args=[task.pk])
    typed = {"outcome": "ended", "how": "safe", "owner": "", "words": MINE, "version": version_of(client.get(address))}
    take_on_danger(Task.objects.get(pk=task.pk), by=coordinator, owner=coordinator)

    refused = client.post(address, typed)

    page, kept = shown(refused)
    assert (refused.status_code, kept, coordinator.username in page, "While you were writing, someone was given this danger" in page) == (
        409,
        MINE,
        True,
        True,
    )
    assert Task.objects.get(pk=task.pk).done_at is None


def test_who_ends_a_danger_that_was_given_to_somebody_meanwhile_reads_who_gave_it_to_whom(client, team):
    _case, (social, first, _second) = team
    task, address, typed = opened(client, team)
    take_on_danger(task, by=first, owner=social)

    refused = client.post(address, {**typed, "outcome": "ended", "how": "safe"})

    page, kept = shown(refused)
    assert (refused.status_code, kept, "recorded that this danger is over" in page) == (409, MINE, False)
    assert f"it continues: {first.username} assigned it to {social.username}," in page
    assert "While you were writing, someone was given this danger: it goes on" in page
    assert Task.objects.get(pk=task.pk).done_at is None
    client.post(address, {**typed, "outcome": "ended", "how": "safe", "version": version_of(refused)})
    assert Task.objects.get(pk=task.pk).done_by is None
