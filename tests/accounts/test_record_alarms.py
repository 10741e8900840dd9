"""Who is told of what happened to the record: a notice at once, and a line in their day for a week."""

import datetime as dt
import json

import pytest
import time_machine

from panoh.accounts import actions, two_people
from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import RightAsked, RoleGrant, User
from panoh.accounts.notices import set_notices
from panoh.accounts.record_alarms import GIVE_UP, QUIET, SHOWN, tell_alarms
from panoh.accounts.roles import Role
from panoh.audit.alarms import record_alarm, untold_alarms
from panoh.audit.enums import AlarmKind
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditAlarm, AuditEvent
from panoh.audit.sealer import seal_pending
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.core.periodic import collect_jobs
from panoh.desk.home.sources import rows_beside
from panoh.vault.actions import announce_many
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.record import begin_anew
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BROKEN = "The daily check found that the activity log is damaged"
ANNOUNCED = "Very many people's data was to be opened at once, for an import or a list"


@pytest.fixture
def guardian():
    begin_anew()
    make_secretariat()
    return make_user(Role.DATA_GUARDIAN, username="guardian")


def titles(user):
    return [row.title for row in rows_beside(user)]


# -- in their day ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(Role))
def test_data_guardian_and_coordinator_find_it_in_their_day_and_nobody_else(guardian, role):
    record_alarm(AlarmKind.RECORD_BROKEN)

    assert titles(make_user(role)).count(BROKEN) == (role in {Role.DATA_GUARDIAN, Role.COORDINATOR})


def test_it_stands_there_for_a_week_and_goes_by_itself(guardian):
    record_alarm(AlarmKind.RECORD_BROKEN)

    with time_machine.travel(now() + SHOWN - dt.timedelta(minutes=1)):
        assert titles(guardian) == [BROKEN]
    with time_machine.travel(now() + SHOWN + dt.timedelta(minutes=1)):
        assert titles(guardian) == []


def test_under_duress_nothing_of_it_is_there(guardian):
    record_alarm(AlarmKind.RECORD_BROKEN)
    bent = User.objects.get(pk=guardian.pk)
    bent.bend()

    assert titles(bent) == []


def test_the_line_says_when_and_what_to_do_and_has_nothing_to_press_but_the_record(client, guardian):
    sign_in(client, guardian)
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.UTC), tick=False):
        record_alarm(AlarmKind.RECORD_BROKEN)
    with time_machine.travel(dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC), tick=False):
        sign_in(client, guardian)
        page = soup_of(client.get("/desk/"))

    (line,) = [each for each in page.select("ul.tasks li") if BROKEN in each.get_text()]
    assert "late" not in line.get("class", [])
    assert line.select_one(".when").get_text(" ", strip=True) == "14:05 2 March"
    assert "keep the witness file safe" in line.select_one(".quiet").get_text()
    assert {link["href"] for link in line.select("a")} == {"/desk/audit/"}
    assert line.select("form, button") == []


def test_who_does_not_read_the_record_is_told_who_does_and_led_nowhere(client, guardian):
    coordinator = make_user(Role.COORDINATOR)
    record_alarm(AlarmKind.RECORD_BROKEN)
    sign_in(client, coordinator)

    page = soup_of(client.get("/desk/"))

    (line,) = [each for each in page.select("ul.tasks li") if BROKEN in each.get_text()]
    assert line.select("a, form, button") == []
    assert line.select_one(".quiet").get_text(strip=True).endswith("The data guardian reads the activity log: guardian. Ask them.")


def test_what_was_announced_is_information_and_no_fault(guardian):
    announce_many(201, by=guardian.actor, purpose=Purpose.IMPORT)
    seal_pending()

    (row,) = rows_beside(guardian)

    assert (row.title, row.state, row.by_hand, row.said) == (ANNOUNCED, "", False, None)
    assert row.note.startswith("For your information: ")


def test_of_what_came_often_there_is_one_line(guardian):
    for _number in range(3):
        record_alarm(AlarmKind.RECORD_BROKEN)

    assert titles(guardian) == [BROKEN]


# -- regions --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "before", "after", "is_told"),
    [
        (Role.REGIONAL_WORKER, ["TJ-SU"], ["TJ-SU", "TJ-GB"], True),
        (Role.REGIONAL_WORKER, ["TJ-SU"], ["TJ-GB"], True),
        (Role.REGIONAL_WORKER, [], ["TJ-GB"], True),
        (Role.REGIONAL_WORKER, ["TJ-SU", "TJ-GB"], ["TJ-GB"], False),
        (Role.REGIONAL_WORKER, ["TJ-SU"], ["TJ-SU"], False),
        (Role.SOCIAL_WORKER, ["TJ-SU"], ["TJ-SU", "TJ-GB"], False),
    ],
)
def test_regions_that_open_more_names_are_told(guardian, role, before, after, is_told):
    worker = make_user(role, regions=before)
    two_people.set_regions(worker, after, by=make_user(Role.ADMINISTRATOR))
    for row in RightAsked.objects.all():
        two_people.agree_to_right(row, by=guardian)
    seal_pending()

    assert [row.kind for row in AuditAlarm.objects.all()] == ["regions_widened"] * is_told
    assert AuditEvent.objects.filter(verb="accounts.regions_widened").count() == is_told
    assert "An account with access to names by region was given more regions" in titles(guardian) or not is_told


def test_regions_of_whom_somebody_stands_in_for_are_told_too(guardian):
    away = make_user(regions=["TJ-SU"])
    with writes_allowed():
        RoleGrant(user=make_user(), role=Role.REGIONAL_WORKER, starts_on=today(), ends_on=today(), deputy_for=away).save(force_insert=True)

    two_people.set_regions(away, ["TJ-SU", "TJ-GB"], by=make_user(Role.ADMINISTRATOR))
    two_people.agree_to_right(RightAsked.objects.get(), by=guardian)

    assert AuditEvent.objects.filter(verb="accounts.regions_widened").count() == 1


def test_the_house_that_is_being_set_up_tells_nobody(guardian):
    actions.set_regions(make_user(Role.REGIONAL_WORKER), ["TJ-SU"], by=SYSTEM)

    assert not AuditEvent.objects.filter(verb="accounts.regions_widened").exists()


# -- notices --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mail(settings, tmp_path, guardian):
    path = tmp_path / "mail"
    settings.NOTICE_MAIL = f"file:{path}"
    others = [make_user(Role.COORDINATOR, username="coordinator"), make_user(Role.SOCIAL_WORKER, username="else")]
    for one in (guardian, *others):
        set_notices(by=one, channel=NoticeChannel.MAIL, address=f"{one.username}@example.org")
    return path


def sent(path):
    return sorted(json.loads(line)["to"].partition("@")[0] for line in path.read_text("utf-8").splitlines()) if path.exists() else []


def test_a_notice_leaves_once_to_every_data_guardian_and_coordinator(mail):
    assert tell_alarms in collect_jobs()["URGENT"]
    record_alarm(AlarmKind.RECORD_BROKEN)
    record_alarm(AlarmKind.CHECKPOINT_REFUSED)

    assert (tell_alarms(), tell_alarms()) == (2, 0)

    assert sent(mail) == ["coordinator", "guardian"]
    assert "record" not in mail.read_text("utf-8").lower()
    assert AuditEvent.objects.filter(verb="accounts.alarm_told").count() == 1
    assert untold_alarms() == []


def test_what_comes_again_and_again_rings_once_an_hour(mail):
    begun = now()
    for minutes in range(0, 90, 10):
        with time_machine.travel(begun + dt.timedelta(minutes=minutes), tick=False):
            record_alarm(AlarmKind.CHECKPOINT_REFUSED)
            tell_alarms()
    assert sent(mail) == ["coordinator"] * 2 + ["guardian"] * 2

    with time_machine.travel(begun + dt.timedelta(minutes=85), tick=False):
        record_alarm(AlarmKind.RECORD_BROKEN)  # another thing does not wait
        assert tell_alarms() == 1
    assert sent(mail) == ["coordinator"] * 3 + ["guardian"] * 3
    with time_machine.travel(begun + QUIET + QUIET + dt.timedelta(minutes=5), tick=False):
        assert (tell_alarms(), untold_alarms()) == (2, [])  # what waited


def test_a_notice_that_does_not_leave_is_tried_again_for_a_while(mail, settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'not there' / 'mail'}"
    record_alarm(AlarmKind.RECORD_BROKEN)

    assert (tell_alarms(), tell_alarms()) == (1, 1)
    with time_machine.travel(now() + GIVE_UP + dt.timedelta(seconds=1)):
        assert (tell_alarms(), tell_alarms()) == (1, 0)


def test_where_no_way_is_set_up_nothing_is_asked(guardian, django_assert_num_queries):
    record_alarm(AlarmKind.RECORD_BROKEN)

    with django_assert_num_queries(0):
        assert tell_alarms() == 0
