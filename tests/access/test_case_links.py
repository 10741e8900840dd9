"""What the pages of a case offer a reader opens for that reader: every link and every button, by role."""

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker, change_urgency, open_task
from panoh.cases.enums import Discipline, TaskKind, Urgency
from panoh.cases.models import Case
from panoh.core.clock import now
from tests.access.asking import Asking
from tests.access.world import make_accounts
from tests.cases.test_urgency import GRAVE
from tests.factories.accounts import make_member
from tests.factories.agreements import make_engaged
from tests.factories.care import make_assessment, make_help, make_planned, make_programme, make_session
from tests.factories.cases import make_case, show_case
from tests.factories.consent import make_consent
from tests.factories.correspondence import make_letter
from tests.factories.episodes import make_episode
from tests.factories.findings import make_diagnosis, make_event, make_mark, tell
from tests.factories.instruments import make_response
from tests.factories.legal import make_milestone, show_to_lawyers
from tests.factories.referrals import make_referral
from tests.worlds import shared

pytestmark = pytest.mark.django_db

READERS = (
    Role.COORDINATOR,
    Role.SOCIAL_WORKER,
    Role.PHYSICIAN,
    Role.PSYCHOLOGIST,
    Role.SPECIALIST,
    Role.LAWYER,
    Role.MEMBER_WORKER,
)
CLOSED = (403, 404, 405, 409, 500)


def make_busy_case() -> tuple[Case, dict[Role, User]]:
    """A case with something of everything, which all of these readers see, and who reads it."""
    accounts = make_accounts()
    by, social, physician, psychologist = (
        accounts[role] for role in (Role.COORDINATOR, Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.PSYCHOLOGIST)
    )
    make_engaged(accounts[Role.SPECIALIST], by=by)
    case = make_case(
        by=by, workers=((social, Discipline.SOCIAL), (physician, Discipline.MEDICAL), (psychologist, Discipline.PSYCHOLOGICAL))
    )
    for organisation in (make_member(1), accounts[Role.SPECIALIST].organisation):
        show_case(case, by=by, organisation=organisation)
    show_to_lawyers(case, by=by)
    assign_worker(case, by=by, user=accounts[Role.SPECIALIST], discipline=Discipline.PSYCHOLOGICAL)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=GRAVE)
    make_assessment(case, by=social)
    make_assessment(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL)
    make_programme(case, by=social)
    make_session(case, by=psychologist)
    make_planned(case, by=psychologist)
    make_help(case, by=social)
    make_consent(case.person, by=social)
    make_referral(by=social, case=case)
    make_episode(by=physician, case=case)
    make_diagnosis(case, by=physician)
    make_mark(case, by=physician)
    make_response(case, by=psychologist)
    tell(case, by=psychologist)
    make_event(case, by=psychologist)
    make_letter(by=by, case=case)
    make_milestone(case, by=accounts[Role.LAWYER])
    there = {TaskKind(kind) for kind in case.dangers.filter(ended_at=None).values_list("kind", flat=True)}
    for number, kind in enumerate(kind for kind in TaskKind if kind != TaskKind.OWN and kind not in there):
        given = {"discipline": Discipline.MEDICAL} if kind == TaskKind.ASSESS else {}
        open_task(case, by=by, kind=kind, due=now() + dt.timedelta(days=2), role=READERS[number % len(READERS)], **given)
    return Case.objects.get(pk=case.pk), {role: accounts[role] for role in READERS}


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Case, dict[Role, User]]]:
    """Made once for all tests here."""
    with shared(django_db_blocker, make_busy_case) as made:
        yield made


@pytest.fixture(scope="module")
def asking(house: tuple[Case, dict[Role, User]]) -> Asking:
    """All of them signed in."""
    made = Asking()
    for role, user in house[1].items():
        made.let_in(role, user)
    return made


def offered(page: Tag) -> Iterator[tuple[str, str]]:
    """Method and address of each link and button of a part of a page."""
    for link in page.select("a[href]"):
        if link["href"].startswith("/"):
            yield "GET", link["href"].partition("#")[0]
    for form in page.select("form"):
        yield form.get("method", "get").upper(), form.get("action") or ""


def ask(asking: Asking, role: Role, case: Case, pages: Callable[[str], bool], record_property: Callable[[str, object], None]) -> None:
    """Asks at whatever the overview offers, and at what is offered on those pages of the case that `pages` wants read."""
    top = reverse("desk:case_file", args=[case.code])
    todo, done, wrong = [("GET", top, "")], set(), []
    while todo:
        method, address, on = todo.pop()
        if (method, address) in done:
            continue
        done.add((method, address))
        answer = asking.ask(role, method, address)
        if answer.status_code in CLOSED:
            wrong.append(f"{method} {address} {answer.status_code}, offered on {on}")
        path = urlsplit(address).path
        if (
            method == "GET"
            and path.startswith(top)
            and pages(path)
            and answer.status_code == 200
            and "html" in answer.headers["Content-Type"]
        ):
            main = BeautifulSoup(answer.content, "html.parser").main
            todo += [(how, to or address, address) for how, to in offered(main)] if main else []

    record_property("figure", f"{len(done)} links and buttons")
    assert not wrong, "\n".join(wrong)
    assert len(done) > 15


@pytest.mark.parametrize("role", READERS)
def test_what_the_overview_and_everything_else_of_a_case_offer_opens_for_who_reads_them(asking, house, role, record_property):
    case, _accounts = house
    read = {reverse(f"desk:{name}", args=[case.code]) for name in ("case_file", "case_more")}

    ask(asking, role, case, read.__contains__, record_property)


@pytest.mark.heavy
@pytest.mark.parametrize("role", READERS)
def test_whatever_the_pages_of_a_case_offer_opens_for_who_reads_them(asking, house, role, record_property):
    ask(asking, role, house[0], bool, record_property)
