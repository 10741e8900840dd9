"""A drill: an invented danger that rings as a danger does until somebody says that they have it."""

import datetime as dt
import json
from argparse import Namespace
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import User
from panoh.accounts.notices import set_notices
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.models import Case, Danger, Request
from panoh.cli import drill as command
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Denied, WrongState
from panoh.hotline import periodic
from panoh.hotline.actions import count_short_call, drills, see_to, tell_alerts
from panoh.hotline.actions.alerts import mark_shown
from panoh.hotline.actions.drills import end_drill
from panoh.hotline.actions.notifications import _told
from panoh.hotline.actions.ringing import ring_drills
from panoh.hotline.enums import AlertKind, AlertState, CallKind, Post
from panoh.hotline.models import Alert, Drill
from panoh.hotline.queries.calls import codes_waiting
from panoh.hotline.queries.drills import drill_is_due, drill_results
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_line, make_officer, make_shift
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NIGHT = dt.datetime(2026, 11, 24, 2, 10, tzinfo=DUSHANBE)


@pytest.fixture
def night():
    make_secretariat()
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def coordinator(night):
    return make_coordinator()


@pytest.fixture
def officer(night):
    """On the line now."""
    officer = make_officer()
    make_shift(officer, post=Post.PRIMARY)
    return officer


def begin_drill(*, by):
    """The worker tells of it with its next round."""
    drill = drills.begin_drill(by=by)
    ring_drills()
    return drill


def told(drill):
    return [row.owner.username if row.owner else row.role for row in Alert.objects.filter(target=drill.pk).order_by("step", "at")]


def test_it_rings_step_by_step_at_night_and_is_about_nobody(night, coordinator, officer):
    backup = make_officer()
    make_shift(backup, post=Post.BACKUP)
    drill = begin_drill(by=coordinator)
    steps = [(0, told(drill))]
    for minutes in (14, 15, 60):
        night.move_to(NIGHT + dt.timedelta(minutes=minutes))
        ring_drills()
        steps.append((minutes, sorted(told(drill))))

    first, second = [officer.username], sorted([officer.username, backup.username, "coordinator"])
    assert steps == [(0, first), (14, first), (15, second), (60, sorted([*second, "director"]))]
    assert (Case.objects.count(), Request.objects.count(), Danger.objects.count()) == (0, 0, 0)

    night.move_to(NIGHT + dt.timedelta(minutes=70))
    ring_drills()
    drill.refresh_from_db()
    assert (drill.answered_by, drill.ended_at is None, Alert.objects.filter(state=AlertState.OPEN).count()) == (None, False, 0)
    assert ring_drills() == 0


def test_a_notice_leaves_at_any_hour_and_the_telephone_shows_three_signs(coordinator, officer, settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    set_notices(by=officer, channel=NoticeChannel.MAIL, address="officer@mail.example", start=dt.time(9), end=dt.time(18))

    drill = begin_drill(by=coordinator)
    tell_alerts()

    assert (tmp_path / "mail").read_text("utf-8").count("officer@mail.example") == 1
    assert codes_waiting(User.objects.get(pk=officer.pk)) == [drill.code[:3]]


def test_the_worker_rings_it():
    assert ring_drills in periodic.URGENT


def test_whoever_has_it_first_ends_it_for_all(night, client, coordinator, officer):
    drill = begin_drill(by=coordinator)
    night.move_to(NIGHT + dt.timedelta(minutes=15))
    ring_drills()
    sign_in(client, officer)

    part = soup_of(client.get(reverse("desk:ringing")))
    alert = Alert.objects.get(owner=officer)
    (form,) = part.select("form")
    assert ("Drill" in part.get_text(), form["action"], alert.shown_to) == (True, reverse("desk:hotline_seen", args=[alert.pk]), officer)
    night.move_to(NIGHT + dt.timedelta(minutes=16))
    answered = client.post(form["action"], follow=True)

    assert "nobody is in danger" in text(answered)
    (result,) = drill_results(coordinator)
    assert (result.drill.answered_by, result.seconds_to_screens, result.seconds_to_answer) == (officer, 900, 960)
    assert Alert.objects.filter(target=drill.pk, state=AlertState.OPEN).count() == 0
    assert undo.latest(officer.actor) is None


def test_a_screen_is_written_down_once(night, client, coordinator, officer):
    begin_drill(by=coordinator)
    sign_in(client, officer)
    client.get(reverse("desk:ringing"))
    night.move_to(NIGHT + dt.timedelta(minutes=3))

    client.get(reverse("desk:ringing"))

    assert Alert.objects.get(owner=officer).shown_at == NIGHT


def test_a_tab_in_the_background_is_no_screen(client, coordinator, officer):
    begin_drill(by=coordinator)
    sign_in(client, officer)

    client.get(reverse("desk:ringing"), {"hidden": ""})

    assert Alert.objects.get(owner=officer).shown_at is None


def test_what_was_shown_takes_no_undo_away(client, coordinator, officer):
    sign_in(client, officer)
    count_short_call(make_line(), by=officer, kind=CallKind.WRONG)
    begin_drill(by=coordinator)
    acts = undo.acts_of_ten_minutes(officer.actor)

    client.get(reverse("desk:ringing"))

    assert Alert.objects.get(owner=officer).shown_to == officer
    assert (len(acts), undo.acts_of_ten_minutes(officer.actor)) == (1, acts)


def test_a_screen_and_a_notice_do_not_meet(coordinator, officer):
    begin_drill(by=coordinator)
    stale = Alert.objects.get(owner=officer)
    mark_shown(stale.target, by=officer)

    _told(stale, has_left=True)

    kept = Alert.objects.get(owner=officer)
    assert (kept.shown_to, kept.told_at is None) == (officer, False)


def test_its_page_says_for_whom_a_notice_left(night, client, coordinator, officer, settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    set_notices(by=officer, channel=NoticeChannel.MAIL, address="officer@mail.example", start=dt.time(9), end=dt.time(18))
    backup = make_officer()
    make_shift(backup, post=Post.BACKUP)
    begin_drill(by=coordinator)
    tell_alerts()
    night.move_to(NIGHT + dt.timedelta(minutes=15))
    ring_drills()
    tell_alerts()
    sign_in(client, coordinator)

    rows = soup_of(client.get(reverse("desk:drills"))).select("dl.facts > div")

    said = {row.dt.get_text(strip=True): " ".join(row.dd.get_text(" ", strip=True).split()).rpartition("· ")[2] for row in rows}
    assert said.pop(officer.username).startswith("a notice was sent")
    assert said == {backup.username: "no notice was sent", "coordinator": "no notice was sent"}


def test_a_row_of_my_day_is_a_screen(client, coordinator, officer):
    begin_drill(by=coordinator)
    sign_in(client, officer)

    client.get(reverse("desk:my_day"))

    assert Alert.objects.get(owner=officer).shown_to == officer


def test_who_answers_by_the_link_of_a_notice_had_it_on_no_screen(night, coordinator, officer):
    begin_drill(by=coordinator)
    night.move_to(NIGHT + dt.timedelta(seconds=42))

    see_to(Alert.objects.get(), by=officer)

    (result,) = drill_results(coordinator)
    assert (result.seconds_to_screens, result.seconds_to_answer) == (None, 42)


def test_one_at_a_time_by_who_leads_the_hotline_and_ended_by_them(coordinator, officer):
    with pytest.raises(Denied):
        begin_drill(by=officer)
    drill = begin_drill(by=coordinator)
    with pytest.raises(WrongState, match="A drill is under way"):
        begin_drill(by=coordinator)

    end_drill(drill, by=coordinator)

    with pytest.raises(WrongState, match="This drill is over"):
        end_drill(Drill.objects.get(), by=coordinator)
    assert Alert.objects.get().state == AlertState.SEEN
    begin_drill(by=coordinator)


def test_the_page_of_the_coordinator_begins_one_and_says_who_answered_after_how_long(night, client, coordinator, officer):
    sign_in(client, coordinator)
    page = client.post(reverse("desk:drills"), follow=True)
    ring_drills()
    assert ("The drill has started" in text(page), "waiting for an answer" in text(page)) == (True, True)

    night.move_to(NIGHT + dt.timedelta(seconds=42))
    see_to(Alert.objects.get(kind=AlertKind.DRILL), by=officer)

    page = text(client.get(reverse("desk:drills")))
    assert (f"{officer.username} answered after 42 seconds" in page, "Start a drill now" in page) == (True, True)
    client.post(reverse("desk:drills"))
    stop = soup_of(client.get(reverse("desk:drills"))).select_one("form[action*=end]")["action"]
    assert "nobody answered" in text(client.post(stop, follow=True))


@pytest.mark.parametrize("answers", [True, False])
def test_the_command_follows_it_and_prints_who_answered_after_how_long(night, coordinator, officer, monkeypatch, capsys, answers):
    def wait(_seconds):
        if answers:
            night.move_to(NIGHT + dt.timedelta(seconds=42))
            see_to(Alert.objects.get(kind=AlertKind.DRILL), by=officer)
        else:
            night.move_to(NIGHT + dt.timedelta(minutes=71))
            ring_drills()

    monkeypatch.setattr(command, "begin_drill", begin_drill)
    monkeypatch.setattr(command, "account", lambda _data, _name: coordinator)
    monkeypatch.setattr(command, "running", lambda _data: 1)
    monkeypatch.setattr(command.time, "sleep", wait)

    code = command.drill(Namespace(account="coordinator", json=True), Path("/nowhere"))

    said = {"seconds_to_screens": None, "answered_by": officer.username, "seconds_to_answer": 42}
    assert (code, json.loads(capsys.readouterr().out)) == (0, said if answers else dict.fromkeys(said))


def test_the_data_guardian_is_reminded_each_quarter(night, client, coordinator):
    guardian = sign_in(client, make_user(Role.DATA_GUARDIAN))
    assert drill_is_due() is None  # nobody was ever on a line
    make_shift(make_officer(), post=Post.PRIMARY)
    drill = begin_drill(by=coordinator)
    end_drill(drill, by=coordinator)

    night.move_to(NIGHT + dt.timedelta(days=91))
    assert "danger drill" not in text(client.get(reverse("desk:my_day")))
    night.move_to(NIGHT + dt.timedelta(days=92))
    sign_in(client, guardian)
    page = soup_of(client.get(reverse("desk:my_day")))
    assert [row.get_text() for row in page.select(f'a[href="{reverse("desk:drills")}"]')] != []
    assert "No drills yet" not in text(client.get(reverse("desk:drills")))
