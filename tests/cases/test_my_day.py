"""My day: what stands there, in which order, at what cost."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import add_own_task, assign_worker, open_task, plan_session
from panoh.cases.actions.contact import record_attempt
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import CaseState, Discipline, Reached, RequestState, RiskLevel, SessionKind, TaskKind, Urgency
from panoh.cases.models import Request, Task
from panoh.cases.queries.my_day import DayPart, day_ends
from panoh.core.clock import DUSHANBE, now, today
from panoh.data_protection.actions import note_due
from panoh.desk.frame.counting import count_due
from panoh.desk.frame.task_rows import timed_row
from panoh.desk.home.rows import shares
from panoh.episodes.models import CostLine
from panoh.hotline.actions.callbacks import begin_visit
from panoh.hotline.models import Visit
from panoh.people.enums import Channel
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.episodes import make_cost, make_episode, make_invoice
from tests.factories.network import make_facility
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def worker(client):
    make_secretariat()
    return sign_in(client, make_user(Role.SOCIAL_WORKER))


@pytest.fixture
def case(worker):
    return make_case(workers=((worker, Discipline.SOCIAL),))


def _page(client):
    response = client.get(reverse("desk:my_day"))
    assert response.status_code == 200
    return soup_of(response)


def _titles(page, section):
    heading = page.find(id=section)
    return (
        []
        if heading is None
        else [item.find(class_="what").a.get_text(strip=True) for item in heading.find_parent("section").find_all("li")]
    )


def test_an_empty_day_says_what_comes_next(client, worker, case):
    Task.objects.filter(kind__in=["assess", "plan"])
    page = _page(client)

    assert page.find(class_="empty") is not None
    assert "Next:" in page.find(class_="empty").get_text()


def test_a_day_without_any_work_shows_the_empty_state(client):
    make_secretariat()
    sign_in(client, make_user(Role.DIRECTOR))

    page = _page(client)

    assert page.find(class_="empty").strong.get_text(strip=True) == "Nothing more today"
    assert page.main.find("aside").h2.get_text() == "At a glance"


@pytest.mark.parametrize(("role", "offered"), [(Role.DUTY_OFFICER, 1), (Role.DIRECTOR, 0)])
def test_a_request_is_begun_on_my_day_by_who_writes_requests_down(client, role, offered):
    make_secretariat()
    sign_in(client, make_user(role))

    assert len(_page(client).main.find_all("a", href=reverse("desk:request_new"))) == offered


def test_late_stands_before_today_and_counts(client, worker, case):
    open_task(case, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=3), owner=worker)
    open_task(case, by=worker, kind=TaskKind.REVIEW, due=today() + dt.timedelta(days=2), owner=worker)

    page = _page(client)

    assert _titles(page, "due") == ["Ask for consent"]
    assert _titles(page, "coming") == ["Review the programme"]
    late = page.find(id="due").find_parent("section")
    assert late.find(class_="when").get_text(" ", strip=True).startswith("3 days since")
    assert case.code in late.get_text()
    assert late.find("li")["class"] == ["late"]


def test_done_is_a_press_with_an_undo(client, worker, case):
    task = open_task(case, by=worker, kind=TaskKind.TELL, due=now() - dt.timedelta(days=1), owner=worker)

    response = client.post(reverse("desk:task_finish", args=[task.pk]))

    assert response.url == reverse("desk:my_day")
    page = _page(client)
    assert _titles(page, "due") == []
    assert page.find(class_="undo") is not None


def test_what_was_done_today_is_a_list_of_its_own(client, worker, case):
    for days in (1, 3):
        task = open_task(case, by=worker, kind=TaskKind.TELL, due=now() + dt.timedelta(days=days), owner=worker)
        client.post(reverse("desk:task_finish", args=[task.pk]))

    page = _page(client)

    assert page.find(class_="empty").strong.get_text(strip=True) == "Nothing more today"
    done = page.find("a", string=lambda text: text and text.strip() == "Done today: 2")
    listed = soup_of(client.get(done["href"]))
    assert len(listed.main.find_all("li", class_="done")) == 2


def test_more_leads_to_what_has_no_place_under_the_thumb(client, worker):
    page = soup_of(client.get(reverse("desk:more")))

    under_thumb = {entry.a["href"] for entry in page.select(".rail li:not(.desk-only)")}
    listed = {link["href"] for link in page.select("main .what a")}
    assert reverse("desk:cases") in under_thumb
    assert reverse("desk:account") in listed
    assert under_thumb & listed == set()
    assert {entry.a["href"] for entry in page.select(".rail .desk-only")} <= listed


def test_the_words_of_own_tasks_are_read_by_oneself(client, worker, case):
    add_own_task(by=worker, words="Ба мактаб рафтан", due=today() + dt.timedelta(days=1), case=case)

    assert _titles(_page(client), "coming") == ["Ба мактаб рафтан"]


def test_an_own_task_is_noted_on_its_page(client, worker, case):
    tomorrow = today() + dt.timedelta(days=1)
    client.post(reverse("desk:task_add"), {"words": "Занг задан", "due": f"{tomorrow:%d.%m.%Y}", "code": case.code.lower()})

    assert Task.objects.get(kind="own").case == case
    response = client.post(reverse("desk:task_add"), {"words": "Занг", "due": f"{tomorrow:%d.%m.%Y}", "code": make_case().code})
    assert response.status_code == 400
    assert Task.objects.filter(kind="own").count() == 1


def test_a_task_is_put_off_on_its_page(client, worker, case):
    task = Task.objects.get(kind="plan")

    client.post(reverse("desk:task_postpone", args=[task.pk]), {"version": task.version, "due": "04.01.2099"})

    assert Task.objects.get(pk=task.pk).due_at.date() == dt.date(2099, 1, 4)


def test_a_task_is_given_to_somebody_on_the_case(client, worker, case):
    physician = make_user(Role.PHYSICIAN)
    assign_worker(case, by=make_coordinator(), user=physician, discipline=Discipline.MEDICAL)
    task = Task.objects.get(kind="plan")

    client.post(reverse("desk:task_give", args=[task.pk]), {"version": task.version, "owner": str(physician.id)})

    assert Task.objects.get(pk=task.pk).owner == physician


def test_giving_a_task_away_is_offered_to_who_may(client, worker):
    specialist = make_user(Role.SPECIALIST)
    case = make_case(workers=((worker, Discipline.SOCIAL), (specialist, Discipline.PSYCHOLOGICAL)))

    def offered(by):
        task = add_own_task(by=by, case=case, words="Calendar", due=today())
        sign_in(client, by)
        return client.get(reverse("desk:task", args=[task.pk])).content.decode().count(reverse("desk:task_give", args=[task.pk]))

    assert (offered(worker), offered(specialist)) == (1, 0)


@pytest.mark.parametrize("name", ["task", "task_finish", "task_postpone", "task_give"])
def test_a_task_of_another_organisation_is_404(client, name):
    make_secretariat()
    task = Task.objects.filter(case=make_case(organisation=make_member(1))).first()
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(2)))

    send = client.post if name == "task_finish" else client.get
    assert send(reverse(f"desk:{name}", args=[task.pk])).status_code == 404
    assert Task.objects.get(pk=task.pk).done_at is None


@pytest.mark.parametrize(("minutes", "leads_to"), [(-1, "case_session"), (-60 * 23, "record_session")])
def test_a_meeting_of_today_stands_once_with_the_page_that_records_it_once_its_hour_came(
    client, worker, case, time_machine, minutes, leads_to
):
    time_machine.move_to(day_ends() - dt.timedelta(hours=12), tick=False)
    sign_in(client, worker)
    at = day_ends() + dt.timedelta(minutes=minutes)
    session = plan_session(case, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.VISIT, at=at)

    page = _page(client)

    assert _titles(page, "due") == ["home visit"]
    assert page.find(id="due").find_parent("section").li.a["href"] == reverse(f"desk:{leads_to}", args=[case.code, session.pk])


def test_my_cases_counts_the_open_ones_and_names_whom_nobody_met(client, worker):
    make_case(workers=((worker, Discipline.SOCIAL),))
    old = make_case(workers=((worker, Discipline.SOCIAL),), admitted_on=today() - dt.timedelta(days=30))
    make_case()

    side = _page(client).main.find("aside")

    assert side.find("dd").get_text(strip=True) == "2"
    assert [link.get_text(strip=True) for link in side.find_all("a", class_="code")] == [old.code]


@pytest.mark.parametrize("count", [1, 3])
def test_my_day_costs_the_same_for_one_and_three(client, worker, django_assert_num_queries, count):
    for _ in range(count):
        case = make_case(workers=((worker, Discipline.SOCIAL),))
        open_task(case, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=1), owner=worker)
        add_own_task(by=worker, words="Занг", due=now() - dt.timedelta(days=2), case=case)

    # Of them one each for whether they are out, what the hotline tells, what dangers they reported, was shown to them, opens names, is in
    # use, was begun and not sent.
    with django_assert_num_queries(32):
        page = _page(client)

    assert len(_titles(page, "due")) == count


def test_danger_stands_first_in_red_with_its_hour_and_nothing_else_is_red(client, worker, case):
    for number in range(11):
        late = make_case(workers=((worker, Discipline.SOCIAL),))
        open_task(late, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=1 + number), owner=worker)
    risk = raise_risk(case, level=RiskLevel.HIGH, by=worker)
    with writes_allowed():
        Task.objects.filter(pk=risk.pk).update(owner=worker, due_at=now() + dt.timedelta(hours=30))

    page = _page(client)

    first = page.main.find("section")
    assert first.h2.get_text(strip=True) == "Danger and dispatch now"
    (row,) = first.find_all("li")
    assert row["class"] == ["late", "danger"]
    assert row.find(class_="when").get_text(" ", strip=True).startswith("until ")
    assert row.find(class_="do").a["href"] == reverse("desk:danger", args=[risk.pk])
    assert page.main.select("li.danger") == [row]


def test_what_is_due_stands_a_line_a_case_with_how_many_more(client, worker, case):
    oldest = open_task(case, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=3), owner=worker)
    for days in (1, 2):
        open_task(case, by=worker, kind=TaskKind.CONTACT, due=now() - dt.timedelta(days=days), owner=worker)

    page = _page(client)

    (line,) = page.find(id="due").find_parent("section").find_all("li")
    assert line.find(class_="what").a.get_text(strip=True) == oldest.get_kind_display()
    more = line.select_one('a[href*="about="]')
    assert more.get_text(" ", strip=True) == f"and 2 more tasks of this case : {case.code}"
    listed = soup_of(client.get(more["href"]))
    assert len(listed.main.select("ul.tasks > li")) == Task.objects.filter(case=case, done_at=None, owner=worker).count()


def test_what_stands_behind_the_line_of_a_request_is_said_to_be_of_the_request(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    request = make_request(by=coordinator)
    for kind in (TaskKind.WROTE, TaskKind.DECIDED):
        open_task(request, by=coordinator, kind=kind, due=now() - dt.timedelta(days=1), owner=coordinator)

    (more,) = _page(client).find(id="due").find_parent("section").select('li a[href*="about="]')

    assert more.get_text(" ", strip=True) == f"and 1 more task of this request : {request.code}"


def test_a_decision_stands_apart_from_what_is_late(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=coordinator, workers=((make_user(Role.SOCIAL_WORKER), Discipline.SOCIAL),))
    open_task(case, by=coordinator, kind=TaskKind.MONEY, due=now() - dt.timedelta(days=2), role=Role.COORDINATOR)

    page = _page(client)

    assert _titles(page, "decision") == ["Decide on the money requested"]
    assert "Decide on the money requested" not in _titles(page, "due")


def test_a_whole_part_stands_in_the_order_of_its_hours_whatever_it_is_about(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=coordinator, workers=((make_user(Role.SOCIAL_WORKER), Discipline.SOCIAL),))
    place, accountant = make_facility(by=coordinator), make_user(Role.ACCOUNTANT)
    cost = make_cost(make_episode(by=coordinator, case=case, facility=place), by=coordinator, price=Decimal(100))
    with writes_allowed():  # to be approved within five working days
        CostLine.objects.filter(pk=cost.pk).update(invoice=make_invoice(accountant, place))
    for days, kind in ((-2, TaskKind.MONEY), (60, TaskKind.CLOSING)):
        open_task(case, by=coordinator, kind=kind, due=now() + dt.timedelta(days=days), role=Role.COORDINATOR)

    rows = soup_of(client.get(reverse("desk:tasks"), {"part": "decision"})).select("ul.tasks > li")

    assert [row.a.get_text(" ", strip=True) for row in rows][:3:2] == ["Decide on the money requested", "Decide on the closure"]
    assert "Approve the invoice" in rows[1].text


def test_a_case_with_nobody_on_it_is_in_the_day_of_who_assigns_until_somebody_is(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=coordinator)
    make_case(by=coordinator, state=CaseState.CLOSED)
    people = reverse("desk:case_people", args=[case.code])

    assert people in [a["href"] for a in _page(client).find(id="decision").find_parent("section").select("a")]

    other = make_case(by=coordinator)
    listed = _page(client).find("a", string="Assign a worker: 2 cases")["href"]
    assert {a.text.strip() for a in soup_of(client.get(listed)).main.select("th a.code")} == {case.code, other.code}

    for each in (case, other):
        assign_worker(each, by=coordinator, user=make_user(Role.SOCIAL_WORKER), discipline=Discipline.SOCIAL)
    assert "Assign a worker" not in _page(client).main.text


def test_an_assessment_that_nobody_is_named_for_is_in_the_day_of_who_names_until_somebody_is(client):
    coordinator = sign_in(client, make_user(Role.COORDINATOR, organisation=make_secretariat()))
    social, physician = make_user(Role.SOCIAL_WORKER), make_user(Role.PHYSICIAN)
    case = make_case(by=coordinator, workers=((social, Discipline.SOCIAL),), disciplines=(Discipline.MEDICAL,))
    make_case(by=coordinator, state=CaseState.CLOSED, workers=((social, Discipline.SOCIAL),), disciplines=(Discipline.MEDICAL,))

    assert "Do the assessment: medical" not in _page(client).main.get_text()  # two weeks ahead

    with time_machine.travel(now() + dt.timedelta(days=10)):
        sign_in(client, coordinator)
        (row,) = [item for item in _page(client).select("li .what") if "Do the assessment: medical" in item.get_text()]
        assert f"nobody is named {case.code}" in " ".join(row.get_text(" ", strip=True).split())
        assert row.a["href"] == reverse("desk:case_people", args=[case.code])

        assign_worker(case, by=coordinator, user=physician, discipline=Discipline.MEDICAL)
        assert "Do the assessment: medical" not in _page(client).main.get_text()
        sign_in(client, physician)
        assert "Do the assessment: medical" in _page(client).main.get_text()


def test_what_nobody_is_named_for_stands_in_the_one_line_of_its_case(client):
    coordinator = sign_in(client, make_user(Role.COORDINATOR, organisation=make_secretariat()))
    social = make_user(Role.SOCIAL_WORKER)
    asked = (Discipline.MEDICAL, Discipline.PSYCHOLOGICAL)
    alone, other = (make_case(by=coordinator, workers=((social, Discipline.SOCIAL),), disciplines=asked) for _each in range(2))

    with time_machine.travel(now() + dt.timedelta(days=10)):
        sign_in(client, coordinator)
        for code in (alone.code, other.code):
            assert _lines(_page(client), code) == [f"nobody is named {code} and 1 more task of this case"]
        open_task(other, by=coordinator, kind=TaskKind.TELL, due=now() + dt.timedelta(days=1), role=Role.COORDINATOR)
        (line,) = _lines(_page(client), other.code)
        assert line.endswith(f"{other.code} Postpone or hand over and 2 more tasks of this case")

        whole = soup_of(client.get(reverse("desk:tasks"), {"part": DayPart.COMING}))
        assert len(_lines(whole, other.code)) == 1
        behind = soup_of(client.get(reverse("desk:tasks"), {"about": other.code}))
        assert [row.a.get_text(" ", strip=True) for row in behind.select("ul.tasks > li")].count("Do the assessment: medical") == 1
        assert len(_lines(behind, other.code)) == 3


def test_what_nobody_is_named_for_joins_the_line_of_its_case_on_another_page(client):
    coordinator = sign_in(client, make_user(Role.COORDINATOR, organisation=make_secretariat()))
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((social, Discipline.SOCIAL),), disciplines=(Discipline.MEDICAL,))
    others = [make_case(by=coordinator) for _each in range(51)]

    with time_machine.travel(now() + dt.timedelta(days=20)):
        sign_in(client, coordinator)
        for each in others:
            open_task(each, by=coordinator, kind=TaskKind.TELL, due=now() - dt.timedelta(days=10), owner=coordinator)
        open_task(case, by=coordinator, kind=TaskKind.TELL, due=now() - dt.timedelta(hours=1), owner=coordinator)
        assert _lines(_page(client), case.code) == []
        pages = [soup_of(client.get(reverse("desk:tasks"), {"part": DayPart.DUE, "page": number})) for number in (1, 2)]
        assert _lines(pages[0], case.code) == []
        (line,) = _lines(pages[1], case.code)
        assert line.endswith("and 1 more task of this case")


def _lines(page, code):
    """What stands below the titles of the rows of a case, without what is unseen."""
    for unseen in page.select(".unseen"):
        unseen.extract()
    rows = [row for row in page.select("ul.tasks > li") if row.select_one(".code") is not None and row.select_one(".code").text == code]
    return [" ".join(row.select_one(".quiet").get_text(" ", strip=True).split()) for row in rows]


def test_lost_contacts_are_one_line_with_the_day_of_the_last_contact(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    social = make_user(Role.SOCIAL_WORKER)
    cases = [make_case(by=coordinator, workers=((social, Discipline.SOCIAL),)) for _ in range(3)]
    record_attempt(cases[0], by=social, at=dt.datetime(2025, 3, 4, 9, tzinfo=DUSHANBE), way=Channel.CALL, outcome=Reached.REACHED)
    for late, case in enumerate(cases):
        open_task(case, by=coordinator, kind=TaskKind.LOST, due=now() - dt.timedelta(days=9 - late), role=Role.COORDINATOR)

    page = _page(client)
    (row,) = page.find(id="decision").find_parent("section").select("ul.tasks > li")

    assert "Last contact: 4 March 2025" in " ".join(row.text.split())
    assert count_due(coordinator) == 1
    whole = soup_of(client.get(row.select_one("a[href*=kind]")["href"])).select("ul.tasks > li")
    assert [cases[0].code in whole[0].text, *("No contact since the admission" in each.text for each in whole[1:])] == [True, True, True]

    done = client.post(reverse("desk:task_finish", args=[Task.objects.get(case=cases[0], kind=TaskKind.LOST).pk]))
    assert done.url == row.select_one("a[href*=kind]")["href"]
    row = _page(client).find(id="decision").find_parent("section").select_one("ul.tasks > li")
    others = soup_of(client.get(row.select_one("a[href*=kind]")["href"])).select("ul.tasks > li")
    assert ("and 1 more person" in " ".join(row.text.split()), len(others), cases[0].code in str(others)) == (True, 2, False)
    left = [client.post(reverse("desk:task_finish", args=[task.pk])).url for task in Task.objects.filter(kind=TaskKind.LOST, done_at=None)]
    assert left == [done.url, reverse("desk:my_day")]


def test_that_a_case_goes_on_after_long_silence_is_in_its_history(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=coordinator)
    task = open_task(case, by=coordinator, kind=TaskKind.LOST, due=now() - dt.timedelta(days=9), role=Role.COORDINATOR)
    assert "No contact since the admission" in soup_of(client.get(reverse("desk:case_closure", args=[case.code]))).main.text

    client.post(reverse("desk:task_finish", args=[task.pk]))

    assert "No contact for a long time: the case continues" in soup_of(client.get(reverse("desk:case_file", args=[case.code]))).main.text


def test_twenty_five_rows_stand_on_the_page_and_the_rest_is_paged(client, worker):
    cases = [make_case(workers=((worker, Discipline.SOCIAL),)) for _ in range(60)]
    for case in cases:
        open_task(case, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=2), owner=worker)

    page = _page(client)

    assert len(page.main.select("ul.tasks > li")) <= 25
    left = page.find(id="due").find_parent("div").a
    first = soup_of(client.get(left["href"]))
    assert len(first.main.select("ul.tasks > li")) == 50
    assert first.main.find("a", rel="next") is not None


def test_the_number_of_the_day_is_the_same_in_the_rail_and_on_the_page(client, worker, case):
    open_task(case, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=3), owner=worker)
    add_own_task(by=worker, words="Занг", due=today(), case=case)
    open_task(case, by=worker, kind=TaskKind.REVIEW, due=today() + dt.timedelta(days=3), owner=worker)
    other = make_case(workers=((worker, Discipline.SOCIAL),))
    open_task(other, by=worker, kind=TaskKind.MONEY, due=now() - dt.timedelta(days=1), owner=worker)
    open_task(other, by=worker, kind=TaskKind.MONEY, due=today() + dt.timedelta(days=3), owner=worker)  # a decision that is not due
    raise_risk(other, level=RiskLevel.HIGH, by=worker)
    with writes_allowed():
        Task.objects.filter(kind=TaskKind.RISK).update(owner=worker, due_at=now() + dt.timedelta(days=2))
    plan_session(other, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.VISIT, at=day_ends() - dt.timedelta(minutes=1))

    page = _page(client)

    rows = [len(_titles(page, part)) for part in ("danger", "decision", "due")]
    assert rows == [1, 2, 2]
    assert "Waiting for you: 5" in page.find(class_="title").get_text(" ", strip=True)
    for there in ("desk:my_day", "desk:cases"):
        rail = soup_of(client.get(reverse(there))).select_one(f".rail a[href='{reverse('desk:my_day')}'] .count")
        assert rail.get_text(strip=True) == "5"


def test_the_number_of_the_day_counts_what_is_no_task_too_and_a_danger_at_once(client, worker, case):
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    make_invoice(make_user(Role.ACCOUNTANT), make_facility(by=coordinator))
    rail = f".rail a[href='{reverse('desk:my_day')}'] .count"

    rows = _page(client).main.select(
        f"section:not([aria-labelledby={DayPart.COMING}]) ul.tasks > li"
    )  # what is due next week depends on the day
    elsewhere = soup_of(client.get(reverse("desk:cases")))
    assert (len(rows) > 0, elsewhere.select_one(rail).text) == (True, str(len(rows)))

    raise_risk(case, level=RiskLevel.HIGH, by=worker)
    with writes_allowed():
        Task.objects.filter(kind=TaskKind.RISK).update(owner=coordinator)
    assert soup_of(client.get(reverse("desk:cases"))).select_one(rail).text == str(len(rows) + 1)


@pytest.fixture
def endangered(worker):
    """A case of which a step that sees to the danger is older than the danger itself, both the worker's."""
    case = make_case(workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)
    with writes_allowed():
        assert case.tasks.filter(kind=TaskKind.STEP, step="danger_now").update(owner=worker, due_at=now() - dt.timedelta(days=2))
        assert case.tasks.filter(kind=TaskKind.DANGER).update(owner=worker, due_at=now() - dt.timedelta(days=1))
    return case


def test_dangers_of_a_case_are_one_row_of_the_danger_itself_and_how_many_more(client, worker, endangered):
    page = _page(client)

    (row,) = page.find(id="danger").find_parent("section").find_all("li")
    danger = endangered.tasks.get(kind=TaskKind.DANGER)
    opens = row.find(class_="what").a
    assert (opens.get_text(strip=True), opens["href"]) == ("Check urgently: person in danger", reverse("desk:danger", args=[danger.pk]))
    assert row.find(class_="when").get_text(" ", strip=True).startswith("1 day since")
    more = row.select_one('a[href*="about="]')
    assert (more.get_text(" ", strip=True), count_due(worker)) == (f"and 1 more task of this case : {endangered.code}", 1)
    taking = row.find(class_="do").form
    assert taking["action"] == reverse("desk:take_danger", args=[danger.pk])
    assert taking.get_text(" ", strip=True) == f"I have it : Check urgently: person in danger {endangered.code}"


def test_of_two_dangers_of_a_case_the_one_that_nobody_has_stands_first(client, worker, endangered):
    first = endangered.tasks.get(kind=TaskKind.DANGER)
    with writes_allowed():
        later = Task.objects.get(pk=raise_risk(endangered, level=RiskLevel.HIGH, by=worker).pk)
        Task.objects.filter(pk=later.pk).update(owner=worker, due_at=now() + dt.timedelta(hours=1))
    take_on_danger(Task.objects.get(pk=first.pk), by=worker, owner=worker)

    row, other = _page(client).find(id="danger").find_parent("section").find_all("li")

    assert row.find(class_="do").form["action"] == reverse("desk:take_danger", args=[later.pk])
    assert "You took this on" in other.text


def test_a_danger_that_is_overdue_stands_before_others_whoever_has_them(client, worker):
    codes = {}
    for name, hours in (("theirs", 1), ("theirs, overdue", -24), ("nobody's", 2)):
        case = make_case(workers=((worker, Discipline.SOCIAL),))
        danger = raise_risk(case, level=RiskLevel.HIGH, by=worker)
        if name != "nobody's":
            take_on_danger(Task.objects.get(pk=danger.pk), by=worker, owner=worker)
        with writes_allowed():
            Task.objects.filter(pk=danger.pk).update(owner=worker, due_at=now() + dt.timedelta(hours=hours))
        codes[case.code] = name

    rows = _page(client).find(id="danger").find_parent("section").find_all("li")

    assert [codes[row.select_one(".code").get_text(strip=True)] for row in rows] == ["theirs, overdue", "nobody's", "theirs"]


def test_who_has_the_step_alone_finds_the_danger_it_sees_to_in_its_place(client, worker, endangered):
    coordinator = make_coordinator()
    danger = endangered.tasks.get(kind=TaskKind.DANGER)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(owner=coordinator)

    (row,) = _page(client).find(id="danger").find_parent("section").find_all("li")

    opens = row.find(class_="what").a
    assert (opens.get_text(strip=True), opens["href"]) == ("Check urgently: person in danger", reverse("desk:danger", args=[danger.pk]))
    assert row.find(class_="when").get_text(" ", strip=True).startswith("1 day since")  # the hour of the danger that the step sees to
    assert row.find(class_="do").form["action"] == reverse("desk:take_danger", args=[danger.pk])
    said = row.get_text(" ", strip=True)
    assert "Act on the danger now: Taking this on marks the step as done." in " ".join(said.split())
    assert "Hand over" not in said  # the danger is another's to give


def test_a_step_beside_its_danger_is_opened_and_takes_nothing_on(client, worker, endangered):
    rows = soup_of(client.get(f"{reverse('desk:tasks')}?about={endangered.code}")).main.select("ul.tasks > li")

    acts = {row.find(class_="what").a.get_text(strip=True): row.find(class_="do").find("form") is not None for row in rows[:2]}
    assert acts == {"Act on the danger now": False, "Check urgently: person in danger": True}


def test_dangers_stand_first_and_red_among_all_tasks_of_a_case(client, worker, endangered):
    open_task(endangered, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=9), owner=worker)

    rows = soup_of(client.get(f"{reverse('desk:tasks')}?about={endangered.code}")).main.select("ul.tasks > li")

    titles = [row.find(class_="what").a.get_text(strip=True) for row in rows]
    assert titles[:3] == ["Act on the danger now", "Check urgently: person in danger", "Ask for consent"]
    assert [row["class"] for row in rows[:3]] == [["late", "danger"], ["late", "danger"], ["late"]]


def test_a_danger_is_handed_over_from_its_row_and_never_postponed(client, worker, endangered):
    assign_worker(endangered, by=make_coordinator(), user=make_user(Role.PHYSICIAN), discipline=Discipline.MEDICAL)
    open_task(endangered, by=worker, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=9), owner=worker)

    page = _page(client)

    danger, due = (page.find(id=part).find_parent("section").li for part in ("danger", "due"))
    offered = danger.find("a", href=reverse("desk:task_give", args=[endangered.tasks.get(kind=TaskKind.DANGER).pk]))
    assert offered.get_text(" ", strip=True) == f"Hand over : Check urgently: person in danger {endangered.code}"
    assert ("Postpone" in danger.get_text(), "Postpone or hand over" in due.get_text()) == (False, True)


def test_a_meeting_ahead_says_its_hour(client, worker, case):
    at = day_ends() + dt.timedelta(days=1, hours=10, minutes=30)
    plan_session(case, by=worker, discipline=Discipline.SOCIAL, kind=SessionKind.VISIT, at=at)

    row = _page(client).find(id="coming").find_parent("section").li

    assert row.find(class_="what").p.get_text(" ", strip=True).startswith(f"10:30 {case.code}")


def test_a_day_of_another_year_says_its_year(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 30, 12, tzinfo=DUSHANBE), tick=False)

    rows = [timed_row("", "", dt.datetime(year, month, 30, 18, tzinfo=DUSHANBE)) for year, month in ((2027, 11), (2025, 11), (2026, 12))]

    assert [row.since for row in rows] == ["30 November 2027", "since 30 November 2025", "30 December"]


def test_a_danger_that_the_reader_took_on_says_so(client, worker, case):
    for_me = raise_risk(case, level=RiskLevel.HIGH, by=worker)
    said = []
    for taken in (False, True):
        if taken:
            take_on_danger(Task.objects.get(pk=for_me.pk), by=worker, owner=worker)
        else:
            with writes_allowed():
                Task.objects.filter(pk=for_me.pk).update(owner=worker)
        said.append("You took this on" in _page(client).find(id="danger").find_parent("section").get_text())

    assert said == [False, True]


@pytest.mark.parametrize(
    ("wanted", "room"),
    [
        ((0, 3, 40, 40), (0, 3, 18, 4)),
        ((30, 5, 5, 5), (25, 0, 0, 0)),
        ((2, 30, 30, 30), (2, 4, 15, 4)),
        ((1, 1, 1, 1), (1, 1, 1, 1)),
    ],
)
def test_dangers_take_their_room_first_and_every_part_the_least(wanted, room):
    parts = (DayPart.DANGER, DayPart.DECISION, DayPart.DUE, DayPart.COMING)

    assert tuple(shares(dict(zip(parts, wanted, strict=True))).values()) == room


def test_the_word_of_danger_stands_before_what_is_later(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=coordinator)
    raise_risk(case, level=RiskLevel.HIGH, by=coordinator)
    open_task(case, by=coordinator, kind=TaskKind.ALARM, due=now() + dt.timedelta(hours=20), role=Role.COORDINATOR)

    page = _page(client)
    assert _titles(page, "danger") == ["The danger word was said", "Danger to life: ask the person and act"]  # a line each
    assert count_due(coordinator) == 2


@pytest.mark.parametrize(("language", "said"), [("en", "11:59 today"), ("ru", "11:59 сегодня"), ("tg", "11:59 имрӯз")])
def test_what_is_late_since_today_says_so_without_since(language, said, time_machine):
    time_machine.move_to(day_ends() - dt.timedelta(hours=12), tick=False)

    with translation.override(language):
        row = timed_row("", "", now() - dt.timedelta(minutes=1))

    assert f"{row.when} {row.since}" == said


def test_who_looks_at_a_red_request_takes_it_on_in_its_row(client):
    make_secretariat()
    coordinator = sign_in(client, make_user(Role.COORDINATOR))
    request = make_request(by=coordinator, urgency=Urgency.RED)
    row = _page(client).find(id="danger").find_parent("section").li
    assert row.button.find(string=True).strip() == "I have it"

    response = client.post(row.form["action"])

    assert response.url == reverse("desk:danger", args=[request.tasks.get(kind=TaskKind.DANGER).pk])
    (row,) = _page(client).find(id="danger").find_parent("section").select("li")
    assert (row.form, "You took this on" in row.get_text()) == (None, True)
    assert f"{coordinator.username} has taken this on" in soup_of(client.get(response.url)).main.get_text()


def test_a_request_that_can_wait_is_taken_on_by_nobody(client):
    make_secretariat()
    sign_in(client, make_user(Role.COORDINATOR))
    task = make_request().tasks.get()

    assert client.post(reverse("desk:take_danger", args=[task.pk])).status_code == 404
    assert Task.objects.get(pk=task.pk).owner is None


def test_danger_and_dispatch_stand_in_the_order_of_their_hours(client, worker, case):
    risk = raise_risk(case, level=RiskLevel.HIGH, by=worker)
    titles = []
    for hours in (1, 3):
        with writes_allowed():
            Task.objects.filter(pk=risk.pk).update(owner=worker, taken_by=worker, due_at=now() + dt.timedelta(hours=hours))
        Visit.objects.all() or begin_visit(by=worker, until=now() + dt.timedelta(hours=2))
        titles.append(_titles(_page(client), "danger"))

    assert titles[0] == titles[1][::-1]
    assert titles[1][0].startswith("You are out")


def test_a_red_request_is_decided_on_first_then_what_is_late_longest(client):
    coordinator = sign_in(client, make_coordinator())
    red = make_request(by=coordinator, urgency=Urgency.RED)
    case = make_case(by=coordinator)
    open_task(case, by=coordinator, kind=TaskKind.APPROVE, due=now() - dt.timedelta(days=30))
    refused = make_request(by=coordinator, state=RequestState.DECLINED)
    with writes_allowed():
        Request.objects.filter(pk=refused.pk).update(decided_at=now() - dt.timedelta(days=900))
    note_due()

    titles = [
        row.find(class_="what").a.get_text(strip=True) for row in _page(client).find(id="decision").find_parent("section").select("li")
    ]

    assert titles[0] == "Triage the request"
    assert (titles[1][:9], titles[2]) == ("Decide on", "Approve the programme")
    assert red.code in _page(client).find(id="decision").find_parent("section").li.get_text()
    listed = soup_of(client.get(f"{reverse('desk:tasks')}?part=decision")).main.select("ul.tasks > li .what > a")
    assert [link.get_text(strip=True) for link in listed][:2] == titles[:2]
