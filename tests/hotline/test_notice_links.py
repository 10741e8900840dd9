"""A notice that is answered by its link: one act, of one account, about one alert, once; it opens nothing and tells nothing."""

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import User
from panoh.accounts.notices import set_notices
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, RiskLevel
from panoh.cases.models import Task
from panoh.core.clock import now
from panoh.hotline.actions import tell_alerts
from panoh.hotline.actions.drills import begin_drill
from panoh.hotline.actions.notice_links import link_for
from panoh.hotline.actions.ringing import ring_dangers, ring_drills
from panoh.hotline.enums import AlertKind, AlertState, DispatchState
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Dispatch, Drill, NoticeLink
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_dispatch, make_officer, make_shift, make_worker
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NEUTRAL = "answer.example"
HERE = {"Host": NEUTRAL, "Accept-Language": "en"}
WORDS = "Она у сестры, врач был"


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    make_secretariat()
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    settings.ANSWER_HOSTS = [NEUTRAL]
    settings.ALLOWED_HOSTS = ["testserver", NEUTRAL]


@pytest.fixture
def sent(tmp_path):
    """What left, as (address, text, link), once the worker has rung."""

    def read():
        ring_dangers()
        ring_drills()
        tell_alerts()
        file = tmp_path / "mail"
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
        return [(row["to"], row["text"], row.get("link", "")) for row in rows]

    return read


def wants(user):
    set_notices(by=user, channel=NoticeChannel.MAIL, address=f"{user.username}@mail.example")
    return user


@pytest.fixture
def psychologist():
    return wants(make_user(Role.PSYCHOLOGIST))


@pytest.fixture
def danger(psychologist):
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    return raise_risk(case, level=RiskLevel.HIGH, by=psychologist)


def press(link):
    return Client().post(urlsplit(link).path, headers=HERE)


@pytest.mark.database  # it shows a danger to its account alone
def test_who_has_a_danger_says_so_by_one_press_without_signing_in(danger, psychologist, sent):
    ((address, said, link),) = sent()
    assert (address, said) == (f"{psychologist.username}@mail.example", f"{danger.case.code[:3]}: There is something for you.")
    assert (link.startswith(f"https://{NEUTRAL}/r/have/"), danger.case.code in link) == (True, False)

    page = Client().get(urlsplit(link).path, headers=HERE)
    assert (page.cookies, [button.get_text() for button in soup_of(page).select("button")]) == ({}, ["I have it"])
    assert soup_of(page).h1.get_text(" ") == f"Answer  {danger.case.code[:3]}"
    assert Task.objects.get(pk=danger.pk).taken_by is None  # whoever looks ahead answers for nobody

    done = press(link)
    assert (done.status_code, "Recorded" in text(done), done.cookies) == (200, True, {})
    assert Task.objects.get(pk=danger.pk).taken_by == psychologist
    assert AuditEvent.objects.filter(verb=Event.ANSWERED_BY_LINK).count() == 1
    assert danger.danger.entries.latest("at").happened == "took it on by the link of a message, without signing in"


def test_of_a_case_that_its_reader_does_not_see_no_code_leaves(danger, psychologist, sent):
    director = wants(make_user(Role.DIRECTOR))
    with time_machine.travel(now() + dt.timedelta(hours=1)):
        said = {address.partition("@")[0]: text for address, text, _link in sent()}

    code = danger.case.code[:3]
    assert said == {psychologist.username: f"{code}: There is something for you.", director.username: "There is something for you."}


def test_who_practises_gets_the_notice_of_real_danger_and_answers_it(danger, psychologist, sent):
    with writes_allowed():
        User.objects.filter(pk=psychologist.pk).update(is_practising=True)

    ((address, _said, link),) = sent()

    assert address == f"{psychologist.username}@mail.example"
    assert press(link).status_code == 200
    assert Task.objects.get(pk=danger.pk).taken_by == psychologist
    assert User.objects.get(pk=psychologist.pk).is_practising


def test_it_works_once(danger, psychologist, sent):
    ((*_rest, link),) = sent()
    press(link)
    with writes_allowed():
        Task.objects.filter(pk=danger.pk).update(taken_by=None)
        Alert.objects.update(state=AlertState.OPEN)

    again = press(link)

    assert (again.status_code, "Nothing was recorded" in text(again), Task.objects.get(pk=danger.pk).taken_by) == (410, True, None)


SINCE = {
    "it is over": lambda task, who: end_danger(task, by=who, words=WORDS),
    "the account is closed": lambda task, who: User.objects.filter(pk=who.pk).update(is_active=False),
}


@pytest.mark.parametrize("since", SINCE)
def test_it_ends_with_the_danger_and_with_the_account(danger, psychologist, sent, since):
    ((*_rest, link),) = sent()
    with writes_allowed():
        SINCE[since](Task.objects.get(pk=danger.pk), psychologist)

    assert press(link).status_code == 410
    assert Task.objects.get(pk=danger.pk).taken_by is None


def test_it_ends_after_twelve_hours(danger, sent):
    ((*_rest, link),) = sent()

    with time_machine.travel(now() + dt.timedelta(hours=12)):
        assert press(link).status_code == 410


def test_links_that_are_over_are_not_kept(danger, psychologist, sent):
    sent()
    old = NoticeLink.objects.get().pk

    with time_machine.travel(now() + dt.timedelta(hours=13)):
        coordinator = make_coordinator()
        begin_drill(by=coordinator)
        ring_drills()
        assert link_for(Alert.objects.get(kind=AlertKind.DRILL, role=Role.COORDINATOR), coordinator)
        assert not NoticeLink.objects.filter(pk=old).exists()


def test_who_is_faster_has_it(danger, psychologist, sent):
    colleague = make_coordinator()
    ((*_rest, link),) = sent()
    take_on_danger(Task.objects.get(pk=danger.pk), by=colleague, owner=colleague)

    assert press(link).status_code == 410
    assert Task.objects.get(pk=danger.pk).taken_by == colleague


@pytest.mark.parametrize("token", ["nobody-s", "x" * 500, "%00", "AEI-x", "<b>-x"])
def test_a_link_that_is_none_opens_the_same_page_and_does_nothing(danger, sent, token):
    ((*_rest, link),) = sent()
    page = Client().get(urlsplit(link).path, headers=HERE)

    page_of_none = page.content.decode().replace(f' <span class="code">{danger.case.code[:3]}</span>', "")
    assert Client().get(f"/r/have/{token}/", headers=HERE).content.decode() == page_of_none
    assert Client().post(f"/r/have/{token}/", headers=HERE).status_code == 410
    assert Task.objects.get(pk=danger.pk).taken_by is None


@pytest.mark.database
def test_whoever_is_sent_says_that_they_go(sent):
    worker = wants(make_worker())
    row = make_dispatch(worker=worker)
    ((*_rest, link),) = sent()
    assert "/r/going/" in link

    assert press(link).status_code == 200
    assert Dispatch.objects.get(pk=row.pk).state == DispatchState.ACKNOWLEDGED


def test_a_drill_is_answered_by_it(sent):
    officer = wants(make_officer())
    make_shift(officer)
    begin_drill(by=make_coordinator())
    ((*_rest, link),) = sent()

    assert press(link).status_code == 200
    assert Drill.objects.get().answered_by == officer


def test_who_may_not_take_it_on_gets_no_link(danger, psychologist, sent):
    director = wants(make_user(Role.DIRECTOR))
    with time_machine.travel(now() + dt.timedelta(hours=1)):
        links = {address.partition("@")[0]: link for address, _text, link in sent()}

    assert (bool(links[psychologist.username]), links[director.username]) == (True, "")


def test_without_a_neutral_name_of_this_server_nothing_but_the_sentence_leaves(danger, settings, sent):
    settings.ANSWER_HOSTS = []

    assert [link for _address, _text, link in sent()] == [""]
    assert NoticeLink.objects.count() == 0
