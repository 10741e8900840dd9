"""A death is always recorded, and ends no danger in silence: a child, or a household, does not end with the person."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import open_task, raise_risk
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.death import record_death, take_back_death
from panoh.cases.enums import DANGERS, CaseState, Discipline, RiskLevel, TaskKind, Urgency
from panoh.cases.models import Case, Death, Task, UrgencyChange
from panoh.cases.policy import visible_tasks
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.people.merging import LEFT, fields, join_records
from panoh.people.models import Person
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Дети у бабушки, опека знает"


@pytest.fixture
def team():
    return make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)


def of_child(case, by):
    return open_task(case, by=by, kind=TaskKind.DANGER, due=now(), owner=by)


@pytest.mark.parametrize("kind", sorted(DANGERS))
def test_a_death_is_not_recorded_in_silence_over_an_open_danger(team, kind):
    case, (social, _psychologist) = team
    task = open_task(case, by=social, kind=kind, due=now(), owner=social)

    with pytest.raises(Invalid, match="does not end with the death of the person") as refused:
        record_death(case, by=social)

    assert list(refused.value.fields) == [f"danger_words_{task.pk}"]
    assert (Case.objects.get().state, Death.objects.count(), Task.objects.get(pk=task.pk).done_at) == (CaseState.ASSESSMENT, 0, None)


def test_a_death_is_recorded_with_what_came_of_each_danger_or_who_takes_it_on(team):
    case, (social, psychologist) = team
    child, risk = of_child(case, social), raise_risk(case, level=RiskLevel.HIGH, by=social)

    record_death(case, by=social, dangers={child.pk: (WORDS, psychologist), risk.pk: ("Умерла в больнице, все знают", None)})

    assert (Case.objects.get().state, list(case.tasks.filter(done_at=None))) == (CaseState.CLOSED, [child])
    child.refresh_from_db()
    assert (child.owner, child.taken_by) == (psychologist, None)  # asked: it rings until they answer
    assert list(visible_tasks(psychologist).filter(kind=TaskKind.DANGER)) == [child]
    rows = {
        row.row.danger_id: row.reason for row in open_sealed(list(UrgencyChange.objects.all()), by=psychologist.actor, purpose=Purpose.CARE)
    }
    assert rows == {child.danger_id: WORDS, risk.danger_id: "Умерла в больнице, все знают"}
    assert Task.objects.get(pk=risk.pk).done_by == social.pk


@pytest.mark.parametrize("given", ["stranger", "too little"])
def test_a_danger_goes_to_nobody_who_cannot_act_and_ends_by_no_full_stop(team, given):
    case, (social, _psychologist) = team
    task = of_child(case, social)
    said = ("", make_user(Role.SOCIAL_WORKER)) if given == "stranger" else (".", None)

    with pytest.raises(Invalid) as refused:
        record_death(case, by=social, dangers={task.pk: said})

    assert list(refused.value.fields) == [f"danger_owner_{task.pk}" if given == "stranger" else f"danger_words_{task.pk}"]
    assert Task.objects.get(pk=task.pk).done_at is None


def test_a_danger_that_somebody_took_on_stays_theirs_after_a_death(team):
    case, (social, psychologist) = team
    task = take_on_danger(of_child(case, social), by=psychologist, owner=psychologist)

    record_death(case, by=social)

    assert list(visible_tasks(psychologist).filter(kind=TaskKind.DANGER)) == [task]
    end_danger(Task.objects.get(pk=task.pk), by=psychologist, words=WORDS)


def test_what_was_said_to_be_over_at_a_death_goes_on_when_the_death_is_taken_back(team):
    case, (social, _psychologist) = team
    task = raise_risk(case, level=RiskLevel.HIGH, by=social)
    row = record_death(case, by=social, dangers={task.pk: ("Умерла в больнице, все знают", None)})

    take_back_death(Death.objects.select_related("case").get(pk=row.pk), by=social)

    assert (Case.objects.get().state, Task.objects.get(pk=task.pk).done_at) == (CaseState.ASSESSMENT, None)


def test_a_danger_of_another_house_stays_open_there_and_is_not_told_of():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    member = make_user(Role.MEMBER_WORKER, organisation=make_member())
    theirs = make_case(organisation=member.organisation, workers=((member, Discipline.SOCIAL),), urgency=Urgency.RED)
    kept, gone = (Person.objects.get(pk=each.person_id) for each in (case, theirs))
    task = take_on_danger(theirs.tasks.get(kind=TaskKind.DANGER), by=member, owner=member)
    join_records(kept, gone, by=make_coordinator(), choices=dict.fromkeys(fields(), LEFT))

    record_death(case, by=social)

    assert Case.objects.get(pk=theirs.pk).state == CaseState.CLOSED
    assert set(visible_tasks(member).values_list("kind", flat=True)) == {TaskKind.DANGER, TaskKind.DEATH}
    assert Task.objects.get(pk=task.pk).done_at is None


def test_a_red_request_that_waits_is_still_to_be_looked_at_after_a_death(team):
    case, (social, _psychologist) = team
    coordinator = make_coordinator()
    red, calm = (make_request(by=coordinator, urgency=urgency, person=case.person) for urgency in (Urgency.RED, Urgency.GREEN))

    record_death(case, by=social)

    assert [sorted(each.tasks.filter(done_at=None).values_list("kind", flat=True)) for each in (red, calm)] == [["danger", "triage"], []]


def test_the_page_of_a_death_shows_what_is_open_and_keeps_what_was_typed(client, team):
    case, (social, psychologist) = team
    sign_in(client, social)
    address = reverse("desk:death_new", args=[case.code])
    assert soup_of(client.get(address)).select("[name^=danger_], #open-dangers") == []
    task = of_child(case, psychologist)

    page = soup_of(client.get(address))
    assert reverse("desk:danger", args=[task.pk]) in {link["href"] for link in page.select("[aria-labelledby=open-dangers] a")}
    refused = client.post(address, {"words": "Сердце", f"danger_words_{task.pk}": "", f"danger_owner_{task.pk}": ""})
    said = " ".join(soup_of(refused).get_text(" ").split())
    assert (refused.status_code, "does not end with the death of the person" in said, "Сердце" in said) == (400, True, True)

    client.post(address, {"words": "Сердце", f"danger_words_{task.pk}": "", f"danger_owner_{task.pk}": str(psychologist.pk)})
    task = Task.objects.get(pk=task.pk)
    assert (Death.objects.count(), task.owner, task.taken_by) == (1, psychologist, None)


def test_a_danger_that_ended_with_the_death_leads_to_recording_that_for_who_may(client, team):
    case, (social, psychologist) = team
    for by, goes_to in ((psychologist, reverse("desk:my_day")), (social, reverse("desk:death_new", args=[case.code]))):
        task = raise_risk(case, level=RiskLevel.HIGH, by=by)
        sign_in(client, by)
        danger = reverse("desk:danger", args=[task.pk])
        sent = client.post(danger, {"outcome": "ended", "how": "died", "words": WORDS, "version": task.version})
        assert sent.url == goes_to
        assert bool(soup_of(client.get(danger)).select(f"a[href='{reverse('desk:death_new', args=[case.code])}']")) == (by == social)
    record_death(case, by=social)
    assert not soup_of(client.get(danger)).select(f"a[href='{reverse('desk:death_new', args=[case.code])}']")
