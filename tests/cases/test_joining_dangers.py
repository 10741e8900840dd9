"""Two callers tell of one danger: who sees both joins them by a press, one goes on, and both who told read what becomes of it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.trail import action
from panoh.cases.actions import Answers
from panoh.cases.actions.dangers import end_danger, notice_danger, take_on_danger
from panoh.cases.actions.joining import join_dangers, separate_danger
from panoh.cases.danger import DangerSign
from panoh.cases.enums import DangerOutcome, Level, Source, TaskKind, Urgency
from panoh.cases.models import Danger, Task
from panoh.cases.queries.danger import find_danger, told_of_by
from panoh.cases.queries.joined_dangers import danger_at, dangers_beside, went_on_as
from panoh.cases.queries.urgency import words_on
from panoh.core.clock import now
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.hotline.actions import send_call_on
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert
from panoh.hotline.queries.handover import calls_in_danger
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_officer
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator(agent):
    return make_coordinator()


def told(by, level=Level.HOUR, source=Source.CALL, **facts):
    """A request with a danger of which somebody told."""
    request = make_request(by=by, **facts)
    return the(request, by, level, source)


def the(about, by, level=Level.HOUR, source=Source.CALL):
    @action
    def _tell():
        return notice_danger(about, by=by, kind=TaskKind.DANGER, level=level, source=source, dangers=["life"], words="Дарро шикастанд")

    return _tell()


def test_one_goes_on_as_grave_as_the_graver_by_the_earlier_time_with_both_histories(coordinator):
    first, second = told(coordinator, Level.DAY), told(make_officer(), Level.HOUR, Source.MESSAGE)
    due = min(first.due_at, second.due_at)
    known = join_dangers(second, first, by=coordinator)

    known.danger.refresh_from_db()
    joined = Danger.objects.get(pk=second.danger_id)
    assert known.pk == first.pk
    assert (known.danger.level, known.due_at, known.danger.sources) == (Level.HOUR, due, [Source.CALL, Source.MESSAGE])
    assert (joined.outcome, joined.joined_to) == (DangerOutcome.JOINED, known.danger)
    assert Task.objects.filter(kind=TaskKind.DANGER, done_at=None).count() == 1
    assert sorted(row.act for row in known.danger.entries.all()) == ["joined", "reported", "reported"]
    assert find_danger(coordinator, second.pk) == known


def test_that_of_a_case_goes_on_and_who_has_the_other_keeps_it(coordinator):
    case = make_case(by=coordinator)
    of_case, of_request = the(case, coordinator, Level.DAY), told(coordinator)
    other = make_coordinator()
    take_on_danger(of_request, by=other, owner=other)
    known = join_dangers(of_case, of_request, by=coordinator)
    assert (known.pk, known.owner, known.taken_by) == (of_case.pk, other, other)


def test_two_of_cases_are_not_joined_nor_by_who_does_not_see_both(coordinator):
    one, other = (the(make_case(by=coordinator), coordinator) for _each in range(2))
    with pytest.raises(WrongState):
        join_dangers(one, other, by=coordinator)
    with pytest.raises(Denied):
        join_dangers(told(coordinator), told(coordinator), by=make_user(Role.ACCOUNTANT))
    with pytest.raises(WrongState):
        join_dangers(one, one, by=coordinator)


def test_what_is_told_at_the_other_request_later_is_told_of_the_one(coordinator):
    first, second = told(coordinator), told(coordinator)
    request = second.request
    join_dangers(first, second, by=coordinator)
    again = the(request, coordinator, Level.HOUR, Source.MESSAGE)
    assert again.pk == first.pk
    assert Danger.objects.filter(ended_at=None).count() == 1


def test_both_who_told_read_what_becomes_of_it(coordinator):
    officers = [make_officer(), make_officer()]
    calls = [make_call(by=each, dangers=["life"]) for each in officers]
    for call, each in zip(calls, officers, strict=True):
        send_call_on(call, by=each, answers=Answers())
    one, other = (call.request.tasks.get(kind=TaskKind.DANGER) for call in calls)
    known = join_dangers(one, other, by=coordinator)
    for each in officers:
        assert [row.pk for row in told_of_by(each)] == [known.pk]
    end_danger(known, by=coordinator, words="Дар хонаи хоҳар, тинҷ", outcome=DangerOutcome.SAFE)
    for each in officers:
        assert [(row.pk, row.danger.outcome) for row in told_of_by(each)] == [(known.pk, DangerOutcome.SAFE)]


def test_separated_both_are_open_with_what_was_told_of_each_and_the_other_rings(coordinator):
    first, second = told(coordinator), told(make_officer(), Level.DAY)
    take_on_danger(first, by=coordinator, owner=coordinator)
    known = join_dangers(first, second, by=coordinator)
    with time_machine.travel(now() + dt.timedelta(minutes=5)):
        ring_dangers()
        joined = Danger.objects.get(pk=second.danger_id)
        task = separate_danger(joined, known, by=coordinator)
        ring_dangers()

    joined.refresh_from_db()
    assert (joined.joined_to, joined.outcome, joined.ended_at, joined.level) == (None, "", None, Level.DAY)
    assert (task.done_at, task.owner, task.role) == (None, None, Role.COORDINATOR)
    assert sorted(row.act for row in joined.entries.all()) == ["parted", "reported"]
    assert sorted(row.act for row in known.danger.entries.all()) == ["joined", "parted", "reported", "taken"]
    assert Alert.objects.filter(target=task.pk).exists()
    with pytest.raises(WrongState):
        separate_danger(joined, known, by=coordinator)


def test_joined_again_its_history_says_one_separation_once(coordinator):
    first, second = told(coordinator), told(make_officer())
    known = join_dangers(first, second, by=coordinator)
    task = separate_danger(Danger.objects.get(pk=second.danger_id), known, by=coordinator)
    known = join_dangers(known, task, by=coordinator)
    assert sorted(row.act for row in known.danger.entries.all()) == ["joined", "joined", "parted", "reported", "reported"]


def from_call(*dangers):
    officer = make_officer()
    call = make_call(by=officer, dangers=list(dangers))
    send_call_on(call, by=officer, answers=Answers())
    return call, call.request.tasks.get(kind=TaskKind.DANGER)


def test_the_page_says_what_the_second_told_of_and_both_pages_of_the_second_say_so_too(client, coordinator):
    (_call, first), (call, second) = from_call("life"), from_call("detained")
    known = join_dangers(first, second, by=coordinator)
    sign_in(client, coordinator)
    page, code = reverse("desk:danger", args=[known.pk]), known.request.code
    label = str(DangerSign.DETAINED.label)

    shown = soup_of(client.get(page)).main
    (row,) = shown.select(f'form[action="{reverse("desk:separate_dangers", args=[known.pk])}"]')
    assert label in row.get_text()
    assert label in shown.select_one("dl.facts").get_text()
    for name, of in (("request_detail", second.request.code), ("call", call.code)):
        told_there = soup_of(client.get(reverse(f"desk:{name}", args=[of]))).main
        assert f"Reported twice, joined with {code}" in " ".join(told_there.get_text(" ").split())
        assert told_there.select_one(f'a[href="{page}"]')
    listed = soup_of(client.get(reverse("desk:requests"))).main
    (line,) = [row for row in listed.select("li, tr") if second.request.code in row.get_text()]
    assert line.select_one(".badge--danger")
    assert calls_in_danger([call]) == {call.pk}


def test_what_was_joined_to_a_danger_that_one_may_not_see_says_no_code(coordinator):
    of_case, second = the(make_case(by=coordinator), coordinator), told(coordinator)
    request = second.request
    known = join_dangers(of_case, second, by=coordinator)
    assert went_on_as(coordinator, request) == [known]
    assert went_on_as(make_officer(), request) == [None]


def test_a_request_that_may_tell_of_the_same_says_so_and_leads_there(client, coordinator):
    case = make_case(by=coordinator)
    the(case, coordinator)
    of_them, of_other = told(coordinator, person=case.person), told(coordinator)
    sign_in(client, coordinator)
    for task, is_said in ((of_them, True), (of_other, False)):
        shown = soup_of(client.get(reverse("desk:request_detail", args=[task.request.code]))).main
        way = shown.select_one(f'a[href="{reverse("desk:join_danger", args=[task.pk])}"]')
        assert bool(way) is is_said
        assert (case.code in shown.get_text()) is is_said


def test_the_code_of_a_call_will_do_and_the_only_field_is_not_optional(client, coordinator):
    _call, first = from_call("life")
    call, second = from_call("detained")
    sign_in(client, coordinator)
    page = reverse("desk:join_danger", args=[first.pk])
    form = soup_of(client.get(page)).main.select_one("form.form")
    assert "optional" not in form.get_text()
    assert not form.has_attr("data-draft")
    untold = make_call(by=make_officer(), dangers=["life"])
    refused = client.post(page, {"code": untold.code})
    assert "Help is not requested after this call yet" in main_text(refused)
    client.post(page, {"code": call.code})
    assert Danger.objects.get(pk=second.danger_id).joined_to_id == first.danger_id


def test_of_a_danger_of_which_nothing_was_written_nothing_is_read_and_not_that_it_is_shut(coordinator):
    @action
    def _tell():
        return notice_danger(make_request(by=coordinator), by=coordinator, kind=TaskKind.DANGER, level=Level.DAY, source=Source.CALL)

    assert words_on(coordinator, _tell()) == ""


def test_the_other_is_found_by_its_person_and_by_its_code(coordinator):
    case = make_case(by=coordinator)
    of_case, of_them, of_other = the(case, coordinator), told(coordinator, person=case.person), told(coordinator)
    assert dangers_beside(coordinator, of_them) == [of_case]
    assert dangers_beside(coordinator, of_other) == []
    assert danger_at(coordinator, of_other, f" {case.code.lower()} ") == of_case
    with pytest.raises(Invalid):
        danger_at(coordinator, of_other, of_other.request.code)
    with pytest.raises(Invalid):
        danger_at(make_user(Role.ACCOUNTANT), of_other, case.code)


def test_by_a_press_on_the_page_and_apart_by_another(client, coordinator):
    first, second = told(coordinator, urgency=Urgency.GREEN), told(coordinator)
    sign_in(client, coordinator)
    page = reverse("desk:danger", args=[second.pk])
    way = soup_of(client.get(page)).main.select_one(f'a[href="{reverse("desk:join_danger", args=[second.pk])}"]')
    assert "Choose the other danger, or enter its code." in main_text(client.post(way["href"], {}))
    said = client.post(way["href"], {"code": first.request.code}, follow=True)

    assert said.redirect_chain[0][0] == reverse("desk:danger", args=[first.pk])
    shown = soup_of(said).main
    assert "Also reported" in shown.get_text()
    assert second.request.code in shown.get_text()
    assert client.get(page)["Location"] == reverse("desk:danger", args=[first.pk])
    form = shown.select_one(f'form[action="{reverse("desk:separate_dangers", args=[first.pk])}"]')
    client.post(form["action"], {"report": form.select_one("[name=report]")["value"]})
    assert Danger.objects.filter(ended_at=None).count() == 2
