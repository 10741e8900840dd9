"""Whoever is sent tells of a danger from the page of the dispatch, and what they write at its end stands with the danger."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.queries import recent_drafts
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import Answers, admit, assign_worker, triage_request
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.enums import DANGERS, DangerOutcome, Discipline, Kind, Level, Measure, Source, TaskKind
from panoh.cases.models import Danger, Task
from panoh.cases.queries.urgency import words_on
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.data_protection.sealing import seal_case
from panoh.desk.frame.draft_rows import draft_lines
from panoh.hotline import actions
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert, Call, Dispatch
from panoh.people.data import PersonData
from panoh.people.enums import Sex
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_worker
from tests.pages import soup_of, text
from tests.vault.test_members import pair

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHY = "Его увезли к сестре, соседи видели машину"


@pytest.fixture
def officer():
    make_secretariat()
    make_line()
    return make_officer()


def sent_to(officer, *, worker=None, **facts):
    """A worker at the place, after a call of danger that is a request."""
    call = make_call(by=officer, dangers=["detained"], urgency="day", **{"sending": Answers(), **facts})
    row = make_dispatch(by=officer, worker=worker or make_worker(), call=call)
    actions.acknowledge_dispatch(row, by=row.worker)
    actions.arrive(Dispatch.objects.get(), by=row.worker)
    return Dispatch.objects.get()


def admitted(request, *, by):
    """The case in which a request goes on."""
    triage_request(request, by=by, urgency=request.urgency)
    person = PersonData(birth_date="1984-03-12", sex=Sex.MALE, family_name="Қодиров", given_name="Ҷамшед")
    return admit(request, person, by=by, organisation=by.organisation, kind=Kind.SURVIVOR)


def link_of(client, row):
    sign_in(client, row.worker)
    page = soup_of(client.get(reverse("desk:dispatch", args=[row.code])))
    return page.find("a", string=lambda said: said and "Report a danger" in said)["href"]


@pytest.mark.parametrize("region", ["TJ-KT", "TJ-SU"])
def test_whoever_is_sent_reports_a_danger_in_three_presses_also_where_they_do_not_see_the_request(client, officer, region):
    row = sent_to(officer, worker=make_user(Role.REGIONAL_WORKER, organisation=make_member(), regions=(region,)))
    link = link_of(client, row)
    level = soup_of(client.get(link)).select_one("[name=level]:checked")["value"]

    shown = client.post(link, {"kind": "risk", "level": level, "words": WHY}, follow=True)

    danger = Danger.objects.get(kind=TaskKind.RISK)
    assert (danger.request, danger.level, danger.sources) == (row.call.request, Level.HOUR, [Source.DISPATCH])
    assert (danger.raised_by, shown.status_code) == (row.worker, 200)
    assert words_on(make_user(Role.PHYSICIAN), danger.tasks.get()) == WHY
    assert ring_dangers() >= 1
    assert Alert.objects.filter(target=danger.tasks.get().pk).exists()


@pytest.mark.parametrize("of_member", [False, True])
def test_what_is_written_at_the_end_is_an_entry_of_the_open_danger_and_whoever_has_it_looks(client, officer, of_member):
    worker = make_user(Role.REGIONAL_WORKER, organisation=make_member(), regions=("TJ-SU",)) if of_member else None
    coordinator, row = make_coordinator(), sent_to(officer, worker=worker)
    task = Task.objects.get(kind=TaskKind.DANGER)
    take_on_danger(task, by=coordinator, owner=coordinator)
    assert ring_dangers() == 0
    sign_in(client, row.worker)

    client.post(reverse("desk:dispatch_end", args=[row.code]), {"found": "yes", "outcome": WHY, "version": row.version})

    entry = Task.objects.get(pk=task.pk).danger.entries.get(by=row.worker)
    assert entry.measures == [Measure.WENT]
    assert words_on(coordinator, task) == WHY
    assert ring_dangers() == 1
    undo.take_back(undo.latest(row.worker.actor).pk, by=row.worker.actor)
    assert not task.danger.entries.filter(by=row.worker).exists()
    assert Dispatch.objects.get().state == "arrived"


def test_what_is_written_at_the_end_goes_on_with_the_case(officer):
    coordinator, row = make_coordinator(), sent_to(officer)
    case = admitted(row.call.request, by=coordinator)

    actions.end_dispatch(row, by=row.worker, outcome=WHY)

    assert Danger.objects.get(case=case).entries.filter(by=row.worker).exists()


def test_of_a_case_that_is_sealed_to_its_members_the_danger_is_reported_without_words(client, officer):
    coordinator, psychologist, other = (pair(make_user(role)) for role in (Role.COORDINATOR, Role.PSYCHOLOGIST, Role.PHYSICIAN))
    row = sent_to(officer)
    case = admitted(row.call.request, by=coordinator)
    for user, discipline in ((psychologist, Discipline.PSYCHOLOGICAL), (other, Discipline.MEDICAL)):
        assign_worker(case, by=coordinator, user=user, discipline=discipline)
    for task in case.tasks.filter(kind__in=DANGERS, done_at=None):
        take_on_danger(task, by=coordinator, owner=psychologist)
    seal_case(case, by=coordinator, to={psychologist.id, other.id}, why="threat")
    link = link_of(client, row)

    refused = text(client.post(link, {"kind": "risk", "level": "hour", "words": WHY}))
    client.post(link, {"kind": "risk", "level": "hour", "words": ""})

    assert ("sealed for its members" in refused, WHY in refused) == (True, True)
    assert Danger.objects.get(case=case, kind=TaskKind.RISK).raised_by == row.worker


def test_words_at_the_end_raise_no_danger_that_is_over(officer):
    coordinator, row = make_coordinator(), sent_to(officer)
    task = Task.objects.get(kind=TaskKind.DANGER)
    end_danger(task, by=coordinator, words="Он дома, жена рядом", outcome=DangerOutcome.SAFE)

    actions.end_dispatch(row, by=row.worker, outcome=WHY)

    assert Danger.objects.get().ended_at is not None
    assert Danger.objects.get().entries.filter(by=row.worker).exists()


def over(row, officer):
    for task in Task.objects.filter(danger__call=row.call_id, done_at=None):
        end_danger(task, by=officer, words="Позвонила соседка: он дома", outcome=DangerOutcome.NO_HELP)


@pytest.mark.parametrize("is_over", [False, True])
def test_until_help_is_asked_for_it_is_a_danger_of_the_call(client, officer, is_over):
    row = sent_to(officer, sending=None)
    if is_over:
        over(row, officer)
        assert ring_dangers() == 0
    link = link_of(client, row)

    for kind, words in (("risk", WHY), ("child", "Сын один дома")):
        said = text(client.post(link, {"kind": kind, "level": "hour", "words": words}, follow=True))

    call = Call.objects.get()
    assert "alerts people until someone has taken it on" in said
    assert (call.dangers, call.urgency) == (["detained", "own_life", "child"], "hour")
    open_ones = Danger.objects.filter(call=call.pk, ended_at=None)
    assert sorted((one.kind, one.level) for one in open_ones) == [("danger", "hour"), ("risk", "hour")]
    assert all(Source.DISPATCH in one.sources for one in open_ones)
    sign_in(client, officer)
    assert WHY in text(client.post(reverse("desk:dispatch", args=[row.code])))
    request = actions.send_call_on(call, by=officer, answers=Answers())
    (opened,) = open_sealed([request], by=officer.actor, purpose=Purpose.OWN_WORK, fields=["need_words"])
    assert (WHY in opened.need_words, "Сын один дома" in opened.need_words) == (True, True)
    assert set(request.dangers.filter(ended_at=None)) == set(open_ones.model.objects.filter(ended_at=None))


def test_what_is_told_from_there_of_a_danger_that_somebody_has_rings_to_them_at_once(client, officer):
    row = sent_to(officer, sending=None)
    task = Task.objects.get(danger__call=row.call_id)
    take_on_danger(task, by=officer, owner=officer)
    assert ring_dangers() == 0

    client.post(link_of(client, row), {"kind": "child", "level": "day", "words": WHY})

    assert (ring_dangers(), Alert.objects.filter(target=task.pk, owner=officer, state="open").exists()) == (1, True)


def test_who_was_sent_without_a_call_writes_one_that_rings(client, officer):
    row = make_dispatch(by=officer)
    link = link_of(client, row)

    client.post(link, {"kind": "danger", "level": "day", "words": WHY})

    call = Call.objects.get()
    assert (call.way, call.region, call.dangers, call.taken_by) == ("visit", row.region, ["life"], row.worker)
    assert Dispatch.objects.get().call == call
    sign_in(client, officer)
    assert WHY in text(client.post(reverse("desk:call", args=[call.code])))
    assert Danger.objects.get().call == call.pk


@pytest.mark.parametrize(("days", "may"), [(6, True), (8, False)])
def test_who_was_sent_reports_for_a_week_after_its_end_and_then_calls(client, officer, days, may):
    row = sent_to(officer)
    actions.end_dispatch(row, by=row.worker, outcome=WHY)
    with time_machine.travel(now() + dt.timedelta(days=days), tick=False):
        sign_in(client, row.worker)
        assert ("Report a danger" in text(client.get(reverse("desk:dispatch", args=[row.code])))) == may

        sent = client.post(reverse("desk:dispatch_danger", args=[row.code]), {"kind": "child", "level": "hour", "words": WHY})

        assert sent.status_code == (302 if may else 409)
        assert ("Call the hotline" in text(sent)) != may
        assert any(Source.DISPATCH in danger.sources for danger in Danger.objects.all()) == may


def test_nobody_reports_from_a_dispatch_of_somebody_else(client, officer):
    row = sent_to(officer)
    with pytest.raises(Denied):
        actions.report_from_there(row, by=make_worker(), kind=TaskKind.RISK, level=Level.HOUR)
    sign_in(client, make_worker())
    assert client.post(reverse("desk:dispatch_danger", args=[row.code]), {"kind": "risk", "level": "hour"}).status_code == 404


def test_the_end_of_a_dispatch_leads_on_to_reporting_with_what_was_typed(client, officer):
    row = sent_to(officer)
    sign_in(client, row.worker)
    end = reverse("desk:dispatch_end", args=[row.code])

    refused = client.post(end, {"outcome": "плохо", "version": row.version, "draft_id": "", "danger_now": "1"})
    assert refused.url == f"{reverse('desk:dispatch_danger', args=[row.code])}?draft=use"
    assert draft_lines(row.worker, recent_drafts(row.worker))[0].url == refused.url
    assert "плохо" in text(client.get(end + "?draft=use"))
    saved = client.post(end, {"found": "yes", "outcome": WHY, "version": row.version, "danger_now": "1"})
    assert (saved.url, Dispatch.objects.get().state) == (reverse("desk:dispatch_danger", args=[row.code]), "done")
