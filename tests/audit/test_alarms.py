"""What in the record is an alarm: raised once, when its event is sealed or at once; nothing of it can be taken back; the daily check."""

import datetime as dt
from argparse import Namespace
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from panoh.accounts.record_alarms import alarms_shown, look_at_alarm
from panoh.accounts.roles import Role
from panoh.audit import alarms, sealer
from panoh.audit.alarms import AT_ONCE, BY_EVENT, latest_alarms, mark_told, raise_alarms, record_alarm, untold_alarms
from panoh.audit.daily_check import AGAIN, verify_daily
from panoh.audit.enums import WHAT_TO_DO, AlarmKind, Looked
from panoh.audit.events import Event as Missing
from panoh.audit.guard import UnrecordedWrite, writes_allowed
from panoh.audit.models import AuditAlarm, AuditCheckpoint, AuditEvent, AuditLeaf
from panoh.audit.trail import record
from panoh.audit.verify import verify
from panoh.cli.record import audit_verify
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.db.row_level_security import as_owner
from panoh.core.errors import Locked, NotFound
from panoh.core.periodic import collect_jobs
from panoh.reference import events
from panoh.vault import client
from panoh.vault.actions import announce_many, tell_of_keys
from panoh.vault.events import Event
from panoh.vault.purpose import Purpose
from tests.audit.test_sealing import open_tables  # noqa: F401 -- a fixture
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.record import begin_anew
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def user():
    begin_anew()
    make_secretariat()
    return make_user(Role.COORDINATOR)


def kinds():
    return [row.kind for row in AuditAlarm.objects.order_by("id")]


def verbs():
    return list(AuditEvent.objects.order_by("seq").values_list("verb", flat=True))


# -- missed ---------------------------------------------------------------------------------------------------------------


def take_out(rows):
    """As whoever holds the database could."""
    with as_owner(), connection.cursor() as cursor, writes_allowed():
        where = f" ON {AuditAlarm._meta.db_table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {AuditAlarm._meta.db_table}_no_delete{where}")
        rows.delete()


def test_the_check_misses_an_alarm_of_an_event_that_is_here(user):
    announce_many(201, by=user.actor, purpose=Purpose.IMPORT)
    record_alarm(AlarmKind.CHECKPOINT_REFUSED)
    record(Event.OPENED, by=user.actor)
    sealer.seal_pending()
    assert verify().broken == []

    for kind in (AlarmKind.MANY_ANNOUNCED, AlarmKind.CHECKPOINT_REFUSED):
        point = transaction.savepoint_create()
        take_out(AuditAlarm.objects.filter(kind=kind))
        assert verify().broken == ["missing_alarm"], kind
        transaction.savepoint_rollback(point)


def test_what_is_under_no_checkpoint_is_said_not_to_be_covered(user, capsys):
    record(Event.OPENED, by=user.actor)
    sealer.seal_pending()
    sealed = AuditCheckpoint.objects.latest("size").at
    record(Event.UNLOCKED, by=SYSTEM)

    assert audit_verify(Namespace(witness=None, json=False), Path()) == 0

    said = capsys.readouterr().out
    assert f"covered until {sealed.isoformat(timespec='seconds')}; of what came after, 1 events are here" in said


# -- raised ---------------------------------------------------------------------------------------------------------------


def test_very_many_people_announced_are_an_alarm_once_it_is_sealed(user):
    record(Event.OPENED, by=user.actor)
    announce_many(201, by=user.actor, purpose=Purpose.IMPORT)  # seals it

    sealer.seal_pending()

    alarm = AuditAlarm.objects.get()
    assert (alarm.kind, alarm.told_at) == ("many_announced", None)
    assert alarm.at == AuditEvent.objects.get(verb="vault.many_announced").at


def test_what_the_agent_says_of_many_openings_gets_into_the_record_by_the_worker_and_is_an_alarm(user, monkeypatch):
    assert tell_of_keys in collect_jobs()["OFTEN"]
    told = []
    monkeypatch.setattr(client, "alarm", lambda: {} if told else {"many_opened": 59})
    monkeypatch.setattr(client, "alarm_told", told.append)

    for _round in range(2):
        tell_of_keys()

    assert [(row.verb, row.purpose) for row in AuditEvent.objects.all()] == [("vault.many_opened", "59")]
    assert (len(told), kinds()) == (1, ["many_opened"])


def test_each_event_that_is_one_is_an_alarm_and_no_other_event(user, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 2)
    for verb in [Event.OPENED, *BY_EVENT, Event.UNLOCKED]:
        record(verb, by=SYSTEM)

    sealer.seal_pending()

    assert kinds() == list(BY_EVENT.values())


def test_an_event_that_others_sealed_before_raises_nothing_a_second_time(user):
    """Numbers of one batch may lie on both sides of an event that is sealed already."""
    for _number in range(3):
        record(Event.LOCKED_ITSELF, by=SYSTEM)
    first, _second, third = AuditEvent.objects.order_by("seq").values_list("seq", flat=True)

    raise_alarms([first, third])

    assert kinds() == ["locked_itself", "locked_itself"]


def test_a_record_that_is_refused_a_checkpoint_is_an_alarm_at_once_and_once(user, open_tables):  # noqa: F811 -- a fixture
    for _number in range(2):
        record(Event.OPENED, by=user.actor)
        sealer.seal_pending()
    AuditLeaf.objects.all().delete()
    AuditCheckpoint.objects.all().delete()
    record(Event.OPENED, by=user.actor)

    assert (sealer.seal_pending(), sealer.seal_pending()) == (0, 0)

    assert kinds() == ["checkpoint_refused"]
    assert verbs().count("audit.checkpoint_refused") == 1


def test_an_alarm_and_its_event_are_both_there_or_neither(user, monkeypatch):
    monkeypatch.setattr(alarms, "now", lambda: None)  # such a row the database refuses
    with pytest.raises(DatabaseError):
        record_alarm(AlarmKind.RECORD_BROKEN)

    assert (kinds(), verbs()) == ([], [])


def test_while_locked_nothing_is_an_alarm(user):
    client.lock()
    try:
        with pytest.raises(Locked):
            record_alarm(AlarmKind.RECORD_BROKEN)
    finally:
        client.unlock(None)

    assert kinds() == []


def test_every_kind_comes_from_somewhere_and_says_what_to_do():
    assert {*BY_EVENT.values(), *AT_ONCE} == set(AlarmKind) == set(WHAT_TO_DO)
    assert set(BY_EVENT) <= {str(member) for _room, member, _sentence in events()}


# -- kept -----------------------------------------------------------------------------------------------------------------


def test_of_an_alarm_nothing_can_be_changed_but_that_it_is_told_once(user):
    record_alarm(AlarmKind.RECORD_BROKEN)
    with writes_allowed():
        mark_told(untold_alarms())
        assert AuditAlarm.objects.get().told_at is not None
    later = now() + dt.timedelta(hours=1)

    for change in ({"told_at": None}, {"told_at": later}, {"kind": "many_announced"}, {"at": later}):
        with pytest.raises(DatabaseError), transaction.atomic(), writes_allowed():
            AuditAlarm.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), writes_allowed():
        AuditAlarm.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic(), as_owner(), writes_allowed():
        AuditAlarm.objects.all().delete()
    assert (len(kinds()), untold_alarms()) == (1, [])


@pytest.mark.parametrize("change", [{"kind": "many_announced"}, {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}])
def test_an_alarm_that_nobody_was_told_of_stays_what_it_is(user, change):
    record_alarm(AlarmKind.RECORD_BROKEN)

    with pytest.raises(DatabaseError), transaction.atomic(), writes_allowed():
        AuditAlarm.objects.update(**change)


def test_an_alarm_is_marked_as_told_within_an_action_alone(user):
    record_alarm(AlarmKind.RECORD_BROKEN)

    with pytest.raises(UnrecordedWrite):
        mark_told(untold_alarms())


def test_an_alarm_for_information_stands_on_my_day_and_does_not_count_among_what_waits(client, user):
    sign_in(client, make_user(Role.DATA_GUARDIAN))

    def shown() -> tuple[int, str]:
        page = soup_of(client.get(reverse("desk:my_day")))
        return int(count.get_text()) if (count := page.select_one(".rail [aria-current] .count")) else 0, page.main.get_text()

    before, _text = shown()
    announce_many(201, by=user.actor, purpose=Purpose.IMPORT)
    sealer.seal_pending()
    informed, text = shown()
    assert (informed, "For your information" in text) == (before, True)
    record_alarm(AlarmKind.CHECKPOINT_REFUSED)
    assert shown()[0] == before + 1


def test_an_alarm_about_opened_data_is_closed_by_who_looked_and_by_nobody_for_the_others(client, user):
    guardian, coordinator = make_user(Role.DATA_GUARDIAN), make_user(Role.COORDINATOR)
    announce_many(201, by=user.actor, purpose=Purpose.IMPORT)
    sealer.seal_pending()
    record_alarm(AlarmKind.RECORD_BROKEN)
    alarm = AuditAlarm.objects.get(kind=AlarmKind.MANY_ANNOUNCED)
    sign_in(client, coordinator)
    day = soup_of(client.get(reverse("desk:my_day"))).main
    (act,) = [link["href"] for link in day.select(".do a") if reverse("desk:alarms") in link["href"]]  # the broken record has none

    client.post(act, {"of": str(alarm.pk), "found": "own"})

    assert [row.kind for row in alarms_shown(coordinator)] == [AlarmKind.RECORD_BROKEN]
    assert {row.kind for row in alarms_shown(guardian)} == {AlarmKind.RECORD_BROKEN, AlarmKind.MANY_ANNOUNCED}
    sign_in(client, guardian)
    assert f"Looked at: {coordinator.username}: It was our own work" in soup_of(client.get(reverse("desk:my_day"))).main.get_text()
    assert "It was our own work" in soup_of(client.get(reverse("desk:audit"))).main.get_text()
    for other in (make_user(Role.DIRECTOR), coordinator):  # who is told of none, and who looked
        with pytest.raises(NotFound):
            look_at_alarm(alarm, by=other, found=Looked.OWN)


def test_a_later_alarm_of_its_kind_does_not_hide_when_the_first_was_until_somebody_looked(client, user):
    guardian = make_user(Role.DATA_GUARDIAN)

    def said() -> str:
        sign_in(client, guardian)
        return soup_of(client.get(reverse("desk:my_day"))).main.get_text()

    night = dt.datetime(2026, 3, 1, 22, 10, tzinfo=dt.UTC)
    for hours in (0, 9):
        with time_machine.travel(night + dt.timedelta(hours=hours), tick=False):
            announce_many(201, by=user.actor, purpose=Purpose.IMPORT)
    with time_machine.travel(night + dt.timedelta(hours=10), tick=False):
        assert "Earlier: today, 03:10." in said()
        look_at_alarm(alarms_shown(guardian)[0], by=guardian, found=Looked.OWN)
    with time_machine.travel(night + dt.timedelta(hours=11), tick=False):
        announce_many(201, by=user.actor, purpose=Purpose.IMPORT)
        assert "Earlier" not in said()


def test_of_each_kind_the_newest_is_read_in_one_query(user, django_assert_num_queries):
    moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    for hours, kind in enumerate([AlarmKind.RECORD_BROKEN, AlarmKind.RECORD_BROKEN, AlarmKind.CHECKPOINT_REFUSED]):
        with time_machine.travel(moment + dt.timedelta(hours=hours), tick=False):
            record_alarm(kind)

    with django_assert_num_queries(1):
        found = latest_alarms(moment)

    assert [(row.kind, row.at.hour) for row in found] == [("checkpoint_refused", 11), ("record_broken", 10)]


# -- the check of every day -----------------------------------------------------------------------------------------------

NOON = dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC)  # in Dushanbe


def test_the_record_is_checked_once_on_each_day(user):
    """The day of Dushanbe, which begins at seven in the evening before."""
    assert verify_daily in collect_jobs()["DAILY"]
    with time_machine.travel(NOON, tick=False) as clock:
        for hours in (0, 5, 11, 1, 30):
            clock.shift(dt.timedelta(hours=hours))
            verify_daily()
            verify_daily()

    assert verbs() == ["audit.checked"] * 3
    assert kinds() == []


def test_a_record_that_was_tampered_with_is_an_alarm_again_only_after_a_week(user, open_tables):  # noqa: F811 -- a fixture
    with time_machine.travel(NOON, tick=False) as clock:
        record(Event.OPENED, by=user.actor)
        sealer.seal_pending()
        AuditEvent.objects.update(purpose="changed")
        for days in (0, 1, 5):
            clock.shift(dt.timedelta(days=days))
            verify_daily()
        assert kinds() == ["record_broken"]
        clock.shift(AGAIN)
        verify_daily()

    assert kinds() == ["record_broken"] * 2
    assert (verbs().count("audit.found_broken"), verbs().count("audit.checked")) == (2, 4)


def test_readings_without_an_event_were_told_when_they_happened_and_are_no_alarm_of_the_daily_check(user):
    record(Missing.LEAVES_MISSING, by=SYSTEM, purpose="138")
    sealer.seal_pending()

    verify_daily()

    assert kinds() == ["leaves_missing"]
    assert verbs() == ["audit.leaves_missing", "audit.checked"]


def test_a_locked_record_is_neither_broken_nor_checked(user, open_tables):  # noqa: F811 -- a fixture
    record(Event.OPENED, by=user.actor)
    sealer.seal_pending()
    AuditEvent.objects.update(purpose="changed")
    client.lock()
    try:
        with pytest.raises(Locked):
            verify_daily()
    finally:
        client.unlock(None)
    assert (kinds(), "audit.checked" in verbs()) == ([], False)

    verify_daily()

    assert kinds() == ["record_broken"]


def test_what_could_not_be_looked_into_is_looked_into_again(user, monkeypatch):
    """It was locked when the check began, and open again when it ended."""
    monkeypatch.setattr("panoh.audit.verify._last_of_agent", lambda: None)
    verify_daily()
    assert verbs() == []
    monkeypatch.undo()

    verify_daily()

    assert (verbs(), kinds()) == (["audit.checked"], [])
