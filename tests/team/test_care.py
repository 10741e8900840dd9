"""Care for staff: who carries how much, supervision without identities, talks after hard events."""

import datetime as dt
import tomllib
from importlib.resources import files

import pytest
from django.urls import reverse

from panoh.accounts.roles import ROLES, Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import open_task
from panoh.cases.enums import Discipline, Kind, TaskKind, Urgency
from panoh.cases.models import Case, UrgencyChange
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.team.actions.care import (
    correct_supervision,
    hold_debrief,
    open_debrief,
    open_due_debriefs,
    read_supervision,
    record_supervision,
)
from panoh.team.enums import Incident, LoadBin, SupervisionKind
from panoh.team.models import Attendee, Debrief, Supervision
from panoh.team.queries import care as queries
from panoh.team.workload import bin_of, weight
from tests.days import taken
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def worker(coordinator):
    return make_user(Role.PSYCHOLOGIST)


def supervise(by, **facts):
    given = {"kind": SupervisionKind.INDIVIDUAL, "held_on": today(), "minutes": 60, "words": "О нагрузке", **facts}
    return record_supervision(by=by, **given)


def load_of(user, worker):
    return next(load for load in queries.loads(user) if load.user == worker)


# Caseload


@pytest.mark.parametrize(
    ("urgency", "kind", "is_child", "expected"),
    [("red", "survivor", False, 4), ("amber", "family", False, 2), ("green", "family", True, 2), ("green", "survivor", True, 3)],
)
def test_the_weight_of_a_case(urgency, kind, is_child, expected):
    assert weight(urgency, kind, is_child=is_child) == expected


@pytest.mark.parametrize(("cases", "expected"), [(0, "fine"), (19, "fine"), (20, "full"), (25, "full"), (26, "over")])
def test_the_bins_of_a_caseload(cases, expected):
    assert bin_of(cases) == expected


def test_the_numbers_are_content_and_whole():
    data = tomllib.loads(files("panoh.content").joinpath("staff_care.toml").read_text(encoding="utf-8"))

    assert set(data["weights"]) == {*Urgency.values, "survivor", "child"}
    assert data["bins"] == {"full": 20, "over": 25}
    assert set(data["supervision"]) == set(SupervisionKind.values)
    assert data["debrief"]["hours"] == 72


def test_a_load_counts_each_open_case_once_and_no_closed_one(coordinator):
    both = make_user(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    make_case(workers=((both, Discipline.PSYCHOLOGICAL), (both, Discipline.SOCIAL)), urgency=Urgency.RED)
    make_case(workers=((both, Discipline.SOCIAL),), kind=Kind.FAMILY, birth=str(today().year - 9))
    make_case(workers=((both, Discipline.SOCIAL),), state="closed")
    make_case(workers=((make_user(Role.PSYCHOLOGIST), Discipline.PSYCHOLOGICAL),))

    load = load_of(coordinator, both)

    assert (load.cases, load.red, load.weight, load.bin) == (2, 1, 6, LoadBin.FINE)
    assert queries.own_load(both).weight == 6


def test_the_heaviest_stands_first(coordinator, worker):
    light = make_user(Role.PSYCHOLOGIST)
    make_case(workers=((worker, Discipline.PSYCHOLOGICAL),), urgency=Urgency.RED)
    make_case(workers=((light, Discipline.PSYCHOLOGICAL),))

    assert [load.user for load in queries.loads(coordinator)][:2] == [worker, light]


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.DIRECTOR, Role.MEMBER_WORKER])
def test_who_carries_how_much_is_the_coordinators_alone(client, coordinator, role):
    organisation = make_member(1) if role == Role.MEMBER_WORKER else None
    sign_in(client, make_user(role, organisation=organisation))

    assert client.get(reverse("desk:staff_loads")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_who_carries_how_much_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    sign_in(client, coordinator)
    for _ in range(count):
        user = make_user(Role.PSYCHOLOGIST)
        make_case(workers=((user, Discipline.PSYCHOLOGICAL),))
        supervise(user)
        open_debrief(user, by=coordinator, incident=Incident.THREAT)

    with django_assert_num_queries(15):
        page = soup_of(client.get(reverse("desk:staff_loads")))

    assert len(page.select("tbody tr")) == count


# Supervision


def test_a_worker_writes_down_their_own_and_it_counts(worker):
    row = supervise(worker)

    assert read_supervision(row, by=worker)["words"] == "О нагрузке"
    assert "нагрузке".encode() not in bytes(Supervision.objects.get().words)
    dues = {due.kind: due for due in queries.own_dues(worker)}
    assert (dues["individual"].last, dues["individual"].on) == (today(), today() + dt.timedelta(days=15))
    assert (dues["group"].on, dues["group"].is_late) == (None, True)


def test_no_code_of_a_case_enters_supervision(worker):
    case = make_case(workers=((worker, Discipline.PSYCHOLOGICAL),))

    for text in (f"Обсудили {case.code}.", f"{case.code.replace('-', '')} ", f"случай {case.code.lower()}!"):
        with pytest.raises(Invalid, match="without the code of a case"):
            supervise(worker, words=text)
        with pytest.raises(Invalid):
            supervise(worker, words="", supervisor=text)
    supervise(worker, words="Обсудили нагрузку, встречи и документы 2026-11-24")
    assert Supervision.objects.count() == 1


def test_no_relation_leads_from_staff_care_to_a_person_or_a_case():
    targets = {
        field.related_model._meta.label for model in (Supervision, Attendee, Debrief) for field in model._meta.fields if field.related_model
    }

    assert targets == {"accounts.Organisation", "accounts.User", "team.Supervision"}


def test_the_coordinator_sees_the_day_and_not_the_words(coordinator, worker):
    row = supervise(worker)

    assert load_of(coordinator, worker).last["individual"] == today()
    with pytest.raises(Denied, match="those who were there"):
        read_supervision(row, by=coordinator)
    with pytest.raises(NotFound):
        queries.get_supervision(coordinator, row.pk)


def test_the_coordinator_writes_down_a_group_and_others_do_not(coordinator, worker):
    other = make_user(Role.PHYSICIAN)
    with pytest.raises(Denied, match="your own supervision"):
        supervise(worker, attendees=[worker, other])

    supervise(coordinator, kind=SupervisionKind.GROUP, words="", attendees=[worker, other])

    assert {load.user for load in queries.loads(coordinator) if "group" in load.last} == {worker, other}
    assert queries.own_supervisions(worker).count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"held_on": dt.timedelta(days=2)}, "held_on"), ({"minutes": 0}, "minutes"), ({"minutes": 601}, "minutes")],
)
def test_a_supervision_that_cannot_be_is_refused(worker, facts, field):
    with pytest.raises(Invalid) as refused:
        supervise(worker, **taken(facts))
    assert list(refused.value.fields) == [field]


def test_a_correction_from_an_older_page_conflicts(worker):
    row = supervise(worker)
    facts = {"kind": "individual", "held_on": today(), "words": "Иначе"}
    correct_supervision(row, by=worker, minutes=30, expected=1, **facts)

    with pytest.raises(Conflict):
        correct_supervision(Supervision.objects.get(), by=worker, minutes=45, expected=1, **facts)


def test_hours_are_counted_without_names(client, worker, coordinator):
    supervise(worker)
    supervise(worker, minutes=30)
    director = sign_in(client, make_user(Role.DIRECTOR))

    (month,) = queries.hours(director)
    page = client.get(reverse("desk:staff_hours")).content.decode()

    assert month.by_kind == [(2, 90), (0, 0), (0, 0)]
    assert "2 meetings, 1.5 h" in page
    assert worker.username not in page
    assert queries.hours(worker) == []


# Talks after hard events


def test_a_talk_is_due_within_72_hours(coordinator, worker):
    row = open_debrief(worker, by=coordinator, incident=Incident.THREAT)

    assert row.due_at - row.opened_at == dt.timedelta(hours=72)
    assert queries.open_debriefs(worker, own=True) == [row]
    hold_debrief(row, by=worker, held_on=today(), minutes=40, words="Стало легче")
    assert queries.open_debriefs(coordinator) == []
    with pytest.raises(WrongState):
        hold_debrief(row, by=worker, held_on=today(), minutes=40)


def test_nobody_sets_or_holds_a_talk_of_somebody_else(coordinator, worker):
    other = make_user(Role.PHYSICIAN)
    row = open_debrief(worker, by=worker, incident=Incident.DEATH)

    with pytest.raises(Denied):
        open_debrief(worker, by=other, incident=Incident.DEATH)
    with pytest.raises(Denied):
        hold_debrief(row, by=other, held_on=today(), minutes=10)
    with pytest.raises(NotFound):
        queries.get_debrief(other, row.pk)


def test_the_coordinator_keeps_no_words_of_a_talk(coordinator, worker):
    row = open_debrief(worker, by=coordinator, incident=Incident.THREAT)

    hold_debrief(row, by=coordinator, held_on=today(), minutes=40, words="Слова")

    assert bytes(Debrief.objects.get().words) == b""


def turn_red(case, by):
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(urgency=Urgency.RED)
        UrgencyChange(case=case, person=case.person, at=now(), by=by, before="amber", after="red").save()


def test_a_case_that_became_red_sets_a_talk_for_each_worker_once(coordinator, worker):
    other = make_user(Role.PHYSICIAN)
    case = make_case(workers=((worker, Discipline.PSYCHOLOGICAL), (other, Discipline.MEDICAL)))
    make_case(workers=((make_user(Role.PSYCHOLOGIST), Discipline.PSYCHOLOGICAL),))
    turn_red(case, coordinator)

    assert open_due_debriefs() == 2
    assert open_due_debriefs() == 0
    assert {(row.user, row.incident) for row in Debrief.objects.all()} == {(worker, "red"), (other, "red")}


def test_an_alarm_sets_a_talk(coordinator, worker):
    case = make_case(workers=((worker, Discipline.PSYCHOLOGICAL),))
    open_task(case, by=coordinator, kind=TaskKind.ALARM, due=now())

    open_due_debriefs()

    assert Debrief.objects.get().incident == "alarm"


def test_what_happened_long_ago_sets_nothing(coordinator, worker):
    case = make_case(workers=((worker, Discipline.PSYCHOLOGICAL),))
    open_task(case, by=coordinator, kind=TaskKind.ALARM, due=now() - dt.timedelta(hours=73))

    assert open_due_debriefs() == 0


# Pages


def test_my_supervision_on_its_pages(client, worker):
    sign_in(client, worker)
    facts = {
        "kind": "individual",
        "held_on": f"{today():%d.%m.%Y}",
        "minutes": "50",
        "topics": ["load"],
        "words": "О нагрузке",
        "supervisor": "",
    }
    client.post(reverse("desk:staff_own_record"), facts)
    row = Supervision.objects.get()
    url = reverse("desk:staff_supervision", args=[row.pk])

    assert "О нагрузке" not in client.get(url).content.decode()
    assert "О нагрузке" in client.post(url).content.decode()
    opened = soup_of(client.post(reverse("desk:staff_correct", args=[row.pk]), {"open": "1"}))
    client.post(reverse("desk:staff_correct", args=[row.pk]), filled(form_with(opened, "minutes")) | {"minutes": "55"})
    client.post(reverse("desk:staff_ask_debrief"), {"user": str(worker.pk), "incident": "other"})
    talk = Debrief.objects.get()
    assert "Talk after a hard event" in client.get(reverse("desk:staff_own")).content.decode()
    form = filled(form_with(soup_of(client.get(reverse("desk:staff_hold_debrief", args=[talk.pk]))), "minutes"))
    client.post(reverse("desk:staff_hold_debrief", args=[talk.pk]), form | {"minutes": "30"})

    assert (Supervision.objects.get().minutes, Debrief.objects.get().minutes) == (55, 30)


def test_the_coordinator_sets_a_talk_and_writes_down_a_group(client, coordinator, worker):
    sign_in(client, coordinator)
    client.post(reverse("desk:staff_debrief"), {"user": str(worker.pk), "incident": "violence"})
    facts = {"kind": "group", "held_on": f"{today():%d.%m.%Y}", "minutes": "90", "attendees": [str(worker.pk)], "supervisor": ""}
    client.post(reverse("desk:staff_record"), facts)

    page = client.get(reverse("desk:staff_loads")).content.decode()

    assert "violence seen or suffered" in page
    assert Attendee.objects.get().user == worker


@pytest.mark.parametrize("count", [1, 3])
def test_my_supervision_costs_the_same_for_one_and_three(client, worker, django_assert_num_queries, count):
    sign_in(client, worker)
    for _ in range(count):
        supervise(worker)
        open_debrief(worker, by=worker, incident=Incident.OTHER)

    with django_assert_num_queries(13):
        response = client.get(reverse("desk:staff_own"))

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 open case: manageable"),
        ("ru", "1 открытый случай: нагрузка по силам"),
        ("tg", "1 ҳолати кушода: сарбории мувофиқ"),
    ],
)
def test_my_supervision_says_how_many_cases_are_open_and_what_load_that_is(client, coordinator, language, said):
    worker = make_user(Role.SOCIAL_WORKER, language=language)
    make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    sign_in(client, worker)

    page = soup_of(client.get(reverse("desk:staff_own")))

    assert said in [badge.get_text(strip=True) for badge in page.select("aside .badge")]


def test_only_the_coordinator_and_the_director_see_hours():
    assert {role for role in Role if Permission.SUPERVISION_HOURS in ROLES[role]} == {Role.COORDINATOR, Role.DIRECTOR}
    assert {role for role in Role if Permission.STAFF_CARE in ROLES[role]} == {Role.COORDINATOR}
