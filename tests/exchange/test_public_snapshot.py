"""What may be told of the directory, as the file that public pages read: no more than that, and anew when it changes."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.conf import settings

from panoh.audit.models import AuditEvent
from panoh.core.clock import today
from panoh.exchange.events import DirectoryEvent
from panoh.exchange.public_snapshot import FILE, lay_out_directory, public_snapshot
from panoh.network import actions
from panoh.network.enums import Cost, FacilityKind, PublicField
from tests.factories.network import make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def file(agent):
    path = Path(settings.DATA) / FILE
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def make_entry(user, **more):
    row = actions.add_facility(
        by=user,
        name="Клиника Х",
        kind=FacilityKind.POLYCLINIC,
        services=("neurology",),
        region="TJ-KT",
        phone="+992900000001",
        contact_name="Регистратор Саидова",
        note="Внутреннее слово",
        cost=Cost.CONTRACT,
        **more,
    )
    actions.confirm_facility(row, by=user, check_every=12)
    return row


def test_file_holds_only_what_may_be_told(file):
    user = make_keeper()
    row = make_entry(user)
    make_entry(user)  # nothing of this one may be told
    actions.publish_facility(row, by=user, fields=[PublicField.NAME, PublicField.PHONE, PublicField.COST])
    assert lay_out_directory()
    assert [(entry["name"], entry["phone"], entry["services"], entry["cost"]) for entry in public_snapshot()] == [
        ("Клиника Х", "+992900000001", [], "")
    ]
    text = file.read_text(encoding="utf-8")
    assert "Внутреннее" not in text
    assert "Саидова" not in text
    assert str(row.pk) not in text


def test_a_person_is_told_where_somebody_said_so_and_gone_where_they_say_otherwise(file):
    user = make_keeper()
    row = make_entry(user)
    told = actions.add_contact(row, by=user, name="Назарова Лола", title="дежурная сестра", phone="+992900000002", email="lola@clinic.tj")
    actions.add_contact(row, by=user, name="Одинаев Умед", phone="+992900000003")
    actions.publish_facility(row, by=user, fields=[PublicField.NAME, PublicField.CONTACT_NAME], contacts=[told])
    lay_out_directory()

    (entry,) = public_snapshot()
    assert entry["contact_name"] == "Регистратор Саидова"
    assert entry["contacts"] == [{"name": "Назарова Лола", "title": "дежурная сестра", "phone": "+992900000002", "email": "lola@clinic.tj"}]
    assert "Одинаев" not in file.read_text(encoding="utf-8")

    told.refresh_from_db()
    actions.change_contact(told, by=user, name="Назарова Лола", phone="+992900000009")
    assert lay_out_directory()
    assert public_snapshot()[0]["contacts"][0]["phone"] == "+992900000009"
    row.refresh_from_db()
    actions.publish_facility(row, by=user, fields=[PublicField.NAME], contacts=[])
    assert lay_out_directory()
    assert (public_snapshot()[0]["contacts"], public_snapshot()[0]["contact_name"]) == ([], "")
    assert public_snapshot(today() + dt.timedelta(days=400)) == []


def test_file_is_written_anew_only_when_entries_change(file):
    user = make_keeper()
    row = make_entry(user)
    actions.publish_facility(row, by=user, fields=[PublicField.NAME])
    assert [lay_out_directory(), lay_out_directory()] == [True, False]
    assert AuditEvent.objects.filter(verb=DirectoryEvent.SNAPSHOT_MADE).count() == 1
    actions.publish_facility(row, by=user, fields=[])
    assert lay_out_directory()
    assert json.loads(file.read_text(encoding="utf-8"))["entries"] == []


def test_entry_past_its_check_leaves_by_itself(file):
    user = make_keeper()
    row = make_entry(user)
    actions.publish_facility(row, by=user, fields=[PublicField.NAME])
    lay_out_directory()
    assert len(public_snapshot()) == 1
    assert public_snapshot(today() + dt.timedelta(days=400)) == []


def test_nothing_is_laid_out_before_the_coalition_is_founded(file):
    assert not lay_out_directory()
    assert public_snapshot() == []
