"""A case: six tabs, a page for everything else, and an overview that says what matters first and whose it is."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, change_urgency, open_task
from panoh.cases.actions.dangers import end_danger, report_danger, take_on_danger
from panoh.cases.enums import CaseState, Discipline, Level, ProgrammeState, Source, TaskKind, Urgency
from panoh.cases.models import Case
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.desk.frame.task_rows import task_rows
from panoh.people.actions import add_relationship
from panoh.people.enums import Relation
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_planned, make_programme, make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TABS = ["Overview", "Programme and sessions", "Assessments", "Referrals", "Consents", "Other pages"]


def born(age):
    """A date of birth of somebody of this age on any day of this year, blank where it is not known."""
    return "" if age is None else f"{today().year - age}-01-01"


def labels(page, nav=0):
    return [" ".join(link.get_text(" ").split()) for link in page.select("nav.tabs")[nav].select("a")]


def listed(client, case):
    return [link.get_text(strip=True) for link in soup_of(client.get(url("case_more", case))).select("main .tasks .what a")]


@pytest.mark.parametrize(
    ("sex", "age", "language", "said"),
    [
        ("female", 40, "ru", "женщина, 40 лет · сам человек"),
        ("male", 40, "tg", "мард, 40 сол · худи шахс"),
        ("female", 9, "en", "girl, 9 years · the person themselves"),
        ("male", 17, "ru", "мальчик, 17 лет · сам человек"),
        ("male", 18, "en", "man, 18 years · the person themselves"),
        ("female", None, "ru", "женщина · сам человек"),
        ("unstated", 40, "ru", "пол не указан, 40 лет · сам человек"),
    ],
)
def test_the_head_of_a_case_says_who_it_is_in_plain_words_and_nothing_of_what_happened(client, sex, age, language, said):
    coordinator = sign_in(client, make_user(Role.COORDINATOR, language=language))
    case = make_case(by=coordinator, sex=sex, birth=born(age))

    line = soup_of(client.get(url("case_file", case))).select_one(".title > .row + p")

    assert " ".join(line.get_text().split()) == said


def test_a_case_has_six_tabs_and_a_page_for_everything_else(client):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)

    assert labels(soup_of(client.get(url("case_file", case)))) == TABS
    assert listed(client, case) == [
        "Guidance steps",
        "Reviews and closure",
        "The person",
        "Family",
        "Team and access",
        "Legal help",
        "Letters",
        "Additional questions",
        "Refused corrections",
        "Activity log",
    ]


@pytest.mark.parametrize(
    ("name", "tab", "within"),
    [
        ("case_sessions", "Programme and sessions", ["Programme", "Sessions and help"]),
        ("case_released", "Other pages", ["Legal steps", "Documents shown"]),
        ("case_closure", "Other pages", []),
        ("case_people", "Other pages", []),
        ("case_steps", "Other pages", []),
    ],
)
def test_a_page_stands_under_its_tab_and_beside_what_shares_it(client, name, tab, within):
    coordinator = sign_in(client, make_coordinator())
    page = soup_of(client.get(url(name, make_case(by=coordinator))))

    assert [link.get_text(strip=True) for link in page.select("nav.tabs:first-of-type [aria-current]")][:1] == [tab]
    assert (labels(page, 1) if len(page.select("nav.tabs")) > 1 else []) == within


def test_everything_else_lists_what_opens_for_this_reader_alone(client):
    case = make_case(workers=((specialist := make_user(Role.SPECIALIST), Discipline.PSYCHOLOGICAL),))
    told = {}
    for reader in (specialist, make_lawyer(case)):
        sign_in(client, reader)
        told[reader] = labels(soup_of(client.get(url("case_file", case)))), listed(client, case)

    assert list(told.values()) == [
        (
            ["Overview", "Programme and sessions", "Assessments", "Other pages"],
            ["Guidance steps", "Reviews and closure", "The person", "Team and access"],
        ),
        (
            ["Overview", "Programme and sessions", "Assessments", "Legal help", "Other pages"],
            ["Guidance steps", "Reviews and closure", "The person", "Team and access"],
        ),
    ]


@pytest.mark.parametrize("name", ["case_legal", "case_released"])
def test_a_lawyers_own_work_is_a_tab_of_the_case(client, name):
    sign_in(client, make_lawyer(case := make_case()))
    page = soup_of(client.get(url(name, case)))

    assert [link.get_text(strip=True) for link in page.select("nav.tabs:first-of-type [aria-current]")] == ["Legal help"]
    assert [link["href"] for link in page.select("nav.tabs:first-of-type a") if link.get_text(strip=True) == "Legal help"] == [
        url("case_legal", case)
    ]
    assert labels(page, 1) == ["Legal steps", "Documents shown"]


def test_the_overview_says_what_matters_in_this_order(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    sign_in(client, social)

    page = soup_of(client.get(url("case_file", case)))

    assert [each["aria-labelledby"] for each in page.select(".split section")] == ["next", "danger", "safe", "programme", "tl"]
    programme = page.find("section", attrs={"aria-labelledby": "programme"}).get_text(" ")
    assert "Goal 1 was −2, now −2" in " ".join(programme.split())
    assert "Next review" in programme
    assert "Спать пять часов" not in programme


def test_a_review_whose_day_has_passed_is_said_to_be_overdue_wherever_it_is_said(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    sign_in(client, social)
    shown = [soup_of(client.get(url(name, case))).main.get_text(" ") for name in ("case_file", "case_closure", "case_more")]
    assert ["overdue" in page for page in shown] == [False, False, True]  # what the other pages hold: what is overdue
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(review_due=today() - dt.timedelta(days=1))

    shown = [
        " ".join(soup_of(client.get(url(name, case))).main.get_text(" ").split()) for name in ("case_file", "case_closure", "case_more")
    ]

    assert "Next review overdue, was due" in shown[0]
    assert ["The review is overdue: it was due" in page for page in shown] == [False, True, True]
    assert ["Next review:" in page for page in shown] == [False, False, False]


def test_no_review_is_overdue_before_a_programme_is_in_force(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(state=CaseState.ASSESSMENT, review_due=today() - dt.timedelta(days=1))

    for name in ("case_file", "case_closure", "case_more"):
        page = " ".join(soup_of(client.get(url(name, case))).main.get_text(" ").split())
        assert ("it was due" in page, "overdue, was due" in page, "Next review" in page) == (False, False, False), name


def marks(client, case):
    """The marks in the head of a case, and those of its row in the list."""
    head = soup_of(client.get(url("case_file", case))).select("main .title .badges .badge--danger")
    row = soup_of(client.get(reverse("desk:cases"))).select("main tbody .badge--danger")
    return [[one.get_text(strip=True) for one in found] for found in (head, row)]


@pytest.mark.parametrize("level", [Level.THREE_DAYS, Level.WEEK])
@pytest.mark.parametrize("kind", [TaskKind.RISK, TaskKind.DANGER])
def test_a_danger_that_leaves_days_marks_the_head_of_its_case_and_its_row_in_the_list(client, kind, level):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    before = marks(client, case)
    task = report_danger(case, by=social, kind=kind, level=level, source=Source.COLLEAGUE)

    assert (before, marks(client, case)) == ([[], []], [["Danger"], ["Danger"]])

    end_danger(task, by=social, words="Говорили час, сестра рядом")
    assert marks(client, case) == [[], []]


def test_what_is_at_once_keeps_its_stronger_mark_beside_a_danger_that_leaves_days(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    report_danger(case, by=social, kind=TaskKind.RISK, level=Level.THREE_DAYS, source=Source.COLLEAGUE)
    change_urgency(Case.objects.get(), by=social, urgency=Urgency.RED, within_hour=True)

    assert marks(client, case) == [["at once, within an hour"]] * 2


def test_a_danger_marks_nothing_for_whom_the_work_of_the_case_is_not_shown(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    report_danger(case, by=social, kind=TaskKind.RISK, level=Level.THREE_DAYS, source=Source.COLLEAGUE)
    lawyer = make_lawyer()
    show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    sign_in(client, lawyer)

    assert marks(client, case) == [[], []]


def test_the_overview_offers_to_record_a_session_to_who_works_on_an_open_case_alone(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    closed = make_case(state=CaseState.CLOSED, workers=((social, Discipline.SOCIAL),))
    offered = []
    for reader, which in ((social, case), (social, closed), (make_coordinator(), case)):
        sign_in(client, reader)
        first = soup_of(client.get(url("case_file", which))).select_one(".split > .stack-l")
        links = [link.get_text(strip=True) for link in first.select("p.row > a.btn")]
        offered.append([link for link in links if link in ("Quick note", "Record a session")])

    assert offered == [["Quick note", "Record a session"], [], []]


@pytest.mark.parametrize(
    ("named", "whose"), [(False, "Assigned to: consulting physician"), (True, "Assigned to: consulting physician, the-physician")]
)
def test_a_next_step_of_somebody_else_says_whose_and_offers_no_button(client, named, whose):
    social, physician = make_user(Role.SOCIAL_WORKER), make_user(Role.PHYSICIAN, username="the-physician")
    case = make_case(workers=((social, Discipline.SOCIAL), (physician, Discipline.MEDICAL)))
    with writes_allowed():
        case.tasks.all().delete()
    owner = {"owner": physician} if named else {"role": Role.PHYSICIAN}
    task = open_task(case, by=social, kind=TaskKind.ASSESS, discipline=Discipline.MEDICAL, due=now() - dt.timedelta(days=9), **owner)
    assert [bool(task_rows(reader, [task])[task.pk].url) for reader in (social, physician)] == [False, True]
    seen = []
    for reader in (social, physician):
        sign_in(client, reader)
        step = soup_of(client.get(url("case_file", case))).select_one("section.next")
        seen.append((whose in " ".join(step.get_text(" ").split()), [link.get_text(strip=True) for link in step.select("a")]))

    assert seen == [(True, []), (False, ["Begin", "Postpone"])]


def test_a_danger_that_is_given_to_nobody_here_is_open_to_who_works_on_the_case(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    open_task(case, by=social, kind=TaskKind.DANGER, due=now() - dt.timedelta(days=9), role=Role.COORDINATOR)
    sign_in(client, social)

    step = soup_of(client.get(url("case_file", case))).select_one("section.next")

    assert "Assigned to: coordinator" in " ".join(step.get_text(" ").split())
    assert [link.get_text(strip=True) for link in step.select("a")] == ["Begin"]


def next_of(client, case):
    """The heading of the next step of a case, and what is to be pressed there."""
    step = soup_of(client.get(url("case_file", case))).select_one("section.next")
    return step.h2.get_text(strip=True), [link.get_text(strip=True) for link in step.select("a")]


def test_the_next_step_is_a_danger_that_nobody_took_on_then_the_readers_own_then_what_waits_for_others(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    with writes_allowed():
        case.tasks.all().delete()
    late = now() - dt.timedelta(days=31)
    open_task(case, by=social, kind=TaskKind.ASSESS, discipline=Discipline.MEDICAL, due=late, role=Role.PHYSICIAN)
    assert next_of(client, case) == ("Do the assessment: medical", [])

    open_task(case, by=social, kind=TaskKind.CONSENT, due=now() + dt.timedelta(days=2), owner=social)
    open_task(case, by=social, kind=TaskKind.ASSESS, discipline=Discipline.SOCIAL, due=now() - dt.timedelta(days=3), owner=social)
    assert next_of(client, case) == ("Do the assessment: social", ["Begin", "Postpone"])

    danger = open_task(case, by=social, kind=TaskKind.DANGER, due=now() + dt.timedelta(days=1), role=Role.COORDINATOR)
    assert next_of(client, case) == ("Check urgently: person in danger", ["Begin"])

    coordinator = make_coordinator()
    take_on_danger(danger, by=coordinator, owner=coordinator)
    assert next_of(client, case) == ("Do the assessment: social", ["Begin", "Postpone"])

    sign_in(client, coordinator)
    assert next_of(client, case) == ("Check urgently: person in danger", ["Begin"])


def test_the_count_of_the_other_tasks_is_set_apart_from_that_of_the_overdue_among_them(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    with writes_allowed():
        case.tasks.all().delete()
    for days in (3, 2, 1):
        open_task(case, by=social, kind=TaskKind.CONSENT, due=now() - dt.timedelta(days=days), owner=social)

    said = [" ".join(each.get_text(" ").split()) for each in soup_of(client.get(url("case_file", case))).select("main summary")]

    assert "2 more tasks · overdue: 2" in said


def test_a_step_of_another_role_has_no_button_for_the_coordinator_either(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, make_coordinator())
    with writes_allowed():
        case.tasks.all().delete()
    open_task(case, by=social, kind=TaskKind.ASSESS, discipline=Discipline.MEDICAL, due=now(), role=Role.PHYSICIAN)

    assert next_of(client, case) == ("Do the assessment: medical", ["Postpone"])
    for _each in range(2):  # the first has it then
        assign_worker(case, by=make_coordinator(), user=make_user(Role.PHYSICIAN), discipline=Discipline.MEDICAL)
    assert next_of(client, case) == ("Do the assessment: medical", ["Postpone or hand over"])


def test_a_session_ahead_is_opened_and_not_begun(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    with writes_allowed():
        case.tasks.all().delete()
    make_planned(case, by=psychologist, at=now() + dt.timedelta(hours=3))

    assert next_of(client, case) == ("Session", ["Open", "Postpone"])


def test_danger_is_asked_about_first_and_checked_again_afterwards(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    offered = []
    for _time in range(2):
        danger = soup_of(client.get(url("case_file", case))).find("section", attrs={"aria-labelledby": "danger"})
        offered.append(danger.select_one(f'a[href="{url("case_urgency", case)}"]').get_text(strip=True))
        if not offered[1:]:
            open_task(case, by=social, kind=TaskKind.DANGER, due=now(), owner=social)

    assert offered == ["Ask about danger", "Check again"]


def test_how_to_reach_the_person_is_recommended_to_who_has_a_page_of_it(client):
    worker, specialist = make_user(Role.SOCIAL_WORKER), make_user(Role.SPECIALIST)
    case = make_case(workers=((worker, Discipline.SOCIAL), (specialist, Discipline.PSYCHOLOGICAL)))
    for user, is_said in ((worker, True), (specialist, False)):
        sign_in(client, user)
        how = soup_of(client.get(url("case_file", case))).main.select("details.how")[-1].get_text()
        assert ("check how to reach the person safely" in how, "is recorded" in how) == (is_said, True), user.username


def test_the_overview_names_the_case_of_a_relative_that_the_reader_sees(client):
    social = make_user(Role.SOCIAL_WORKER)
    one, two = (make_case(workers=((social, Discipline.SOCIAL),)) for _each in range(2))
    unseen = make_case()
    add_relationship(one.person, Relation.BROTHER, by=social, other=two.person)
    add_relationship(one.person, Relation.SON, by=make_coordinator(), other=unseen.person)
    sign_in(client, social)

    said = [" ".join(soup_of(client.get(url("case_file", case))).main.get_text(" ").split()) for case in (one, two)]

    assert f"{two.code} , this person is: brother" in said[0]
    assert f"{one.code} , the relative is: brother" in said[1]
    assert unseen.code not in said[0]


def steps(client, case):
    """What the overview of a case says comes next, in its order, with where each leads."""
    found = soup_of(client.get(url("case_file", case))).select(".next")
    return [(one.h2.get_text(strip=True), one.a["href"] if one.a else "") for one in found]


def test_a_case_with_nobody_on_it_is_assigned_first_unless_there_is_a_danger(client):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)
    open_task(case, by=coordinator, kind=TaskKind.FOLLOW_UP, due=now(), role=Role.COORDINATOR)
    assign = ("Assign a worker", url("case_people", case))

    found = steps(client, case)
    assert (found[0], len(found)) == (assign, 2)

    danger = open_task(case, by=coordinator, kind=TaskKind.DANGER, due=now(), role=Role.COORDINATOR)
    found = steps(client, case)
    assert (found[0][1], found[1:]) == (reverse("desk:danger", args=[danger.pk]), [assign])

    assign_worker(case, by=coordinator, user=make_user(Role.SOCIAL_WORKER), discipline=Discipline.SOCIAL)
    assert assign not in steps(client, case)
    assert assign not in steps(client, make_case(by=coordinator, state=CaseState.CLOSED))


def test_who_assigns_nobody_reads_that_nobody_is_assigned(client):
    member = make_member(1)
    case = make_case(by=make_coordinator(), organisation=member)
    sign_in(client, make_user(Role.MEMBER_PSYCHOLOGIST, organisation=member))

    main = soup_of(client.get(url("case_file", case))).main

    assert "Nobody is assigned yet." in main.get_text()
    assert "Assign a worker" not in main.get_text()
