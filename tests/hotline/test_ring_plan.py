"""While everything is locked whoever is asked next of a danger is told at their hour, out of memory, and nothing there says why."""

import datetime as dt
import json

import pytest
import time_machine

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.notices import set_notices
from panoh.accounts.roles import Role
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, Level, RiskLevel
from panoh.core.clock import DUSHANBE
from panoh.hotline import ring_plan
from panoh.hotline.actions import ring_planning, tell_alerts
from panoh.hotline.actions.ring_planning import lay_out_rings, ring_while_locked
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import Post
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.cases import make_case
from tests.factories.hotline import make_call, make_line, make_officer, make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NIGHT = dt.datetime(2026, 11, 24, 2, 10, tzinfo=DUSHANBE)


@pytest.fixture
def night(monkeypatch):
    """Ten past two, by a worker that has laid out nothing."""
    make_secretariat()
    monkeypatch.setattr(ring_planning, "_laid_out", None)
    with time_machine.travel(NIGHT, tick=False) as clock:
        yield clock
    ring_plan.keep([])


@pytest.fixture
def mailed(tmp_path, settings):
    """Where notices go; answers what has gone."""
    path = tmp_path / "notices"
    settings.NOTICE_MAIL = f"file:{path}"
    return lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


@pytest.fixture
def people(night, mailed):
    """Who is asked in turn: whose it is, the second and the coordinator, whoever is on duty, the director. Each wants notices by day."""
    found = {
        "owner": make_user(Role.PSYCHOLOGIST),
        "backup": make_officer(),
        "coordinator": make_user(Role.COORDINATOR),
        "physician": make_user(Role.PHYSICIAN),
        "director": make_user(Role.DIRECTOR),
    }
    for name, user in found.items():
        set_notices(by=user, channel=NoticeChannel.MAIL, address=f"{name}@mail.example", start=dt.time(8), end=dt.time(20))
    make_shift(found["backup"], post=Post.BACKUP)
    make_shift(found["physician"], post=Post.PHYSICIAN)
    return found


@pytest.fixture
def danger(people):
    """Of a case, due within the hour: the psychologist's, who was told."""
    task = raise_risk(make_case(workers=((people["owner"], Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=people["owner"])
    ring_dangers()
    tell_alerts()
    return task


def rung(clock, minutes):
    clock.move_to(NIGHT + dt.timedelta(minutes=minutes))
    return ring_while_locked()


def names(rows):
    return sorted(row["to"].split("@")[0] for row in rows)


def test_locked_the_others_are_told_at_their_hours_without_a_database(night, danger, mailed, django_assert_num_queries):
    lay_out_rings()
    told = len(mailed())
    with django_assert_num_queries(0):
        assert [rung(night, minutes) for minutes in (0, 14, 15, 29, 30, 59, 60, 300)] == [0, 0, 2, 0, 2, 0, 1, 0]
    assert names(mailed()[told : told + 2]) == ["backup", "coordinator"]
    assert names(mailed()[told + 2 :]) == ["backup", "director", "physician"]


def test_what_is_laid_out_names_nobody_and_says_nothing(danger):
    lay_out_rings()
    path = ring_plan._path()
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(path.read_text())["rings"][0]) == {"at", "way", "to", "text"}
    said = path.read_text()
    for word in (danger.case.code, danger.case.code[:3], "psycholog", "danger", "risk", str(danger.pk)):
        assert word not in said
    assert {ring.text for ring in ring_plan.kept()} <= {"There is something for you.", "Шуморо чизе интизор аст."}


def test_nothing_lies_there_once_somebody_has_it_or_the_last_was_told(night, danger, people, mailed):
    lay_out_rings()
    assert ring_plan.kept()
    take_on_danger(danger, by=people["coordinator"], owner=people["coordinator"])
    lay_out_rings()
    assert ring_plan.kept() == []
    assert ring_plan._path().exists() is False


def test_addresses_are_opened_where_something_changed_alone(night, danger, people, monkeypatch):
    opened = []
    known = ring_planning.addresses_at_any_hour
    monkeypatch.setattr(ring_planning, "addresses_at_any_hour", lambda users: opened.append(len(users)) or known(users))
    for _round in range(3):
        lay_out_rings()
    assert len(opened) == 1
    night.shift(dt.timedelta(minutes=1))
    raise_risk(make_case(workers=((people["owner"], Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=people["owner"])
    lay_out_rings()
    assert len(opened) == 2


def test_a_call_that_tells_of_danger_is_laid_out_too(night, people, mailed):
    make_line()
    make_call(by=make_officer(), dangers=["life"], urgency="hour")
    lay_out_rings()
    rung(night, 61)
    assert "director" in names(mailed())


def test_what_does_not_leave_is_tried_again_for_a_while(night, danger, mailed, settings):
    lay_out_rings()
    way, settings.NOTICE_MAIL = settings.NOTICE_MAIL, "file:/nowhere/at/all"
    assert rung(night, 15) == 0
    settings.NOTICE_MAIL = way
    assert rung(night, 20) == 2
    settings.NOTICE_MAIL = "file:/nowhere/at/all"
    rung(night, 30)
    rung(night, 41)
    settings.NOTICE_MAIL = way
    assert names(mailed()[-2:]) == ["backup", "coordinator"]
    assert rung(night, 42) == 0


def test_where_no_way_is_set_up_nothing_lies_there(night, people, settings):
    settings.NOTICE_MAIL = ""
    raise_risk(make_case(workers=((people["owner"], Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=people["owner"])
    assert lay_out_rings() == 0
    assert ring_plan.kept() == []


def test_of_what_is_taken_on_until_a_day_nothing_rings(night, danger, people):
    take_on_danger(danger, by=people["owner"], owner=people["owner"], look=Level.DAY)
    lay_out_rings()
    assert ring_plan.kept() == []
