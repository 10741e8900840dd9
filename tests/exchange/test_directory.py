"""The directory as HSDS 3.0: what comes in goes out the same, what cannot be is refused whole, and nothing leaves that may not."""

import csv
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.core.errors import Denied, Invalid
from panoh.exchange.directory import export_directory, import_directory
from panoh.exchange.models import DirectoryRecord
from panoh.network import actions
from panoh.network.enums import FacilityKind, PublicField, Screening
from panoh.network.models import Facility, FacilityContact
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
EXAMPLE = Path(__file__).parent / "hsds"
ROWS = 21  # one in each table of the example


@pytest.fixture
def user():
    return make_keeper()


@pytest.fixture
def example(tmp_path):
    """The tables of the example alone."""
    folder = tmp_path / "example"
    folder.mkdir()
    for file in EXAMPLE.glob("*.csv"):
        shutil.copy(file, folder)
    return folder


def read(folder):
    """Every table of a folder: file → rows without blanks, figures as figures."""
    found = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [{name: value for name, value in row.items() if value} for row in csv.DictReader(lines)]
        found[file.name] = sorted(rows, key=lambda row: row["id"])
    return found


def name_of(row, user):
    return open_sealed([row], by=user.actor, purpose=Purpose.ADMINISTRATION)[0].name


def full_entry(user):
    """An entry with everything that may be known of one."""
    society = actions.add_facility(by=user, name="Общество врачей", kind=FacilityKind.SOCIETY, services=("psychology",), region="TJ-DU")
    row = actions.add_facility(
        by=user,
        name="Клиника Х",
        name_tg="Табобатгоҳи Х",
        name_en="Clinic X",
        kind=FacilityKind.PRIVATE_CLINIC,
        services=("neurology", "eye"),
        region="TJ-KT",
        phone="+992900000001",
        contact_name="Регистратура",
        address="ул. Примерная, 1",
        email="a@example.org",
        website="https://example.org/",
        description="Принимает взрослых",
        note="Внутреннее слово",
        society=society,
        register="narcological",
        has_women_staff=True,
        has_men_staff=False,
        is_accessible=True,
        languages=("ru", "tg"),
        cost="contract",
        price=Decimal("50.50"),
        currency="TJS",
        capacity="waiting",
        opening_days=(1, 2, 6),
        hours={"1": ["08:00", "17:00"], "2": ["08:00", "17:00"], "6": ["09:00", "12:00"]},
        opens_on_holidays=True,
    )
    actions.add_contact(row, by=user, name="Тайный врач", phone="+992900000009")
    actions.confirm_facility(row, by=user, check_every=12)
    return row


def test_the_example_of_the_specification_goes_out_as_it_came_in(user, example, tmp_path):
    outcome = import_directory(example, by=user)
    assert outcome.counts == {"rows": ROWS, "added": ROWS, "changed": 0, "unchanged": 0, "held": 0, "refused": 0}

    export_directory(tmp_path / "out", by=user)

    assert read(tmp_path / "out") == read(example)
    again = import_directory(tmp_path / "out", by=user)
    assert (again.unchanged, again.added, again.changed) == (ROWS, 0, 0)
    assert import_directory(tmp_path / "out" / "hsds.json", by=user).unchanged == ROWS


def test_the_example_as_one_nested_service_says_the_same(user, tmp_path):
    outcome = import_directory(EXAMPLE / "service_full.json", by=user)
    assert outcome.refusals == []

    export_directory(tmp_path / "out", by=user)

    (given,) = json.loads((tmp_path / "out" / "services.json").read_text())
    wanted = json.loads((EXAMPLE / "service_full.json").read_text())
    for name, value in wanted.items():
        if not isinstance(value, dict | list):
            assert given[name] == value
    assert given["organization"]["name"] == wanted["organization"]["name"]
    assert given["service_at_locations"][0]["location"]["addresses"] == wanted["service_at_locations"][0]["location"]["addresses"]
    assert given["attributes"][0]["taxonomy_term"]["taxonomy_detail"] == wanted["attributes"][0]["taxonomy_term"]["taxonomy_detail"]
    again = import_directory(tmp_path / "out" / "services.json", by=user)
    assert again.added == again.changed == 0
    assert Facility.objects.count() == 1


def test_the_example_becomes_an_entry_that_nobody_here_has_checked(user, example):
    import_directory(example, by=user)

    row = Facility.objects.get()
    opened = open_sealed([row], by=user.actor, purpose=Purpose.ADMINISTRATION)[0]
    assert (opened.name, opened.contact_name) == ("Example Organization Inc.", "Ann Persona")
    assert (row.checked_on, row.public_fields, row.screening) == (None, [], Screening.NOT_YET)
    assert (row.opening_days, row.hours) == ([4, 5], {"4": ["10:00", "18:00"], "5": ["10:00", "18:00"]})
    assert b"Example Organization" not in bytes(DirectoryRecord.objects.get(table="organization").content)


def test_what_was_changed_here_goes_out_over_what_came_in(user, example, tmp_path):
    import_directory(example, by=user)
    actions.change_facility(
        Facility.objects.get(), by=user, name="Новое имя", hours={"4": ["09:00", "12:00"]}, opening_days=[4], has_women_staff=True
    )

    export_directory(tmp_path / "out", by=user)

    out, came = read(tmp_path / "out"), read(example)
    assert out["organizations.csv"][0]["name"] == "Новое имя"
    assert out["organizations.csv"][0]["legal_status"] == "Limited Company"
    assert [row["byday"] for row in out["schedules.csv"]] == ["TH"]
    assert out["services.csv"] == came["services.csv"]
    assert out["funding.csv"] == came["funding.csv"]
    assert "women_staff" in [row["code"] for row in out["taxonomy_terms.csv"] if row["id"] != came["taxonomy_terms.csv"][0]["id"]]
    assert import_directory(tmp_path / "out", by=user).counts["changed"] == 0


def test_an_own_entry_comes_back_whole_in_another_house(user, tmp_path):
    row = full_entry(user)
    facts = {
        name: getattr(row, name)
        for name in ("kind", "services", "region", "place", "register", "has_women_staff", "has_men_staff", "is_accessible", "languages")
    } | {
        name: getattr(row, name)
        for name in ("cost", "price", "currency", "capacity", "opening_days", "hours", "opens_on_holidays", "society_id")
    }
    export_directory(tmp_path / "out", by=user)
    assert import_directory(tmp_path / "out", by=user).counts["unchanged"] == sum(len(rows) for rows in read(tmp_path / "out").values())
    with writes_allowed():  # as if it were another house
        DirectoryRecord.objects.all().delete()
        FacilityContact.objects.all().delete()
        Facility.objects.update(society=None)
        Facility.objects.all().delete()

    outcome = import_directory(tmp_path / "out", by=user)

    assert outcome.refusals == []
    back = Facility.objects.get(pk=row.pk)
    assert {name: getattr(back, name) for name in facts} == facts
    (opened,) = open_sealed([back], by=user.actor, purpose=Purpose.ADMINISTRATION)
    assert (opened.name, opened.name_tg, opened.name_ru, opened.name_en) == ("Клиника Х", "Табобатгоҳи Х", "", "Clinic X")
    export_directory(tmp_path / "again", by=user)
    assert read(tmp_path / "again") == read(tmp_path / "out")


def test_a_package_with_one_fault_is_refused_whole_row_by_row(user, example):
    services = example / "services.csv"
    text = services.read_text(encoding="utf-8")
    services.write_text(text.replace(",active,", ",perhaps,").replace("Community Counselling", ""), encoding="utf-8")
    organizations = example / "organizations.csv"
    lines = organizations.read_text(encoding="utf-8").splitlines()
    organizations.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")

    outcome = import_directory(example, by=user)

    assert [(each.file, each.row, each.field) for each in outcome.refusals] == [
        ("organizations.csv", 3, "id"),
        ("services.csv", 2, "name"),
        ("services.csv", 2, "status"),
    ]
    assert all(each.reason for each in outcome.refusals)
    counts = outcome.counts
    assert counts == {"rows": ROWS + 1, "added": 0, "changed": 0, "unchanged": 0, "held": ROWS - 1, "refused": 2}
    assert counts["rows"] == sum(counts.values()) - counts["rows"]
    assert Facility.objects.count() == DirectoryRecord.objects.count() == 0


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 100_000, '{"contents": []}', '{"organization": []}', "\xff"])
def test_a_file_that_holds_nothing_of_the_kind_is_refused(user, tmp_path, content):
    (tmp_path / "x.json").write_bytes(content.encode("latin-1"))

    with pytest.raises(Invalid):
        import_directory(tmp_path / "x.json", by=user)


def test_a_json_of_other_things_is_refused_row_by_row(user, tmp_path):
    (tmp_path / "x.json").write_text(json.dumps([{"name": 5}, {"id": ["a"]}, 7]))

    outcome = import_directory(tmp_path / "x.json", by=user)

    assert outcome.refused == outcome.rows == 2
    assert Facility.objects.count() == 0


def test_a_row_that_changed_is_counted_and_taken_over(user, example):
    import_directory(example, by=user)
    organizations = example / "organizations.csv"
    organizations.write_text(organizations.read_text(encoding="utf-8").replace("Example Organization Inc.", "Other"), encoding="utf-8")

    outcome = import_directory(example, by=user)

    assert (outcome.changed, outcome.unchanged, outcome.added) == (1, ROWS - 1, 0)
    assert name_of(Facility.objects.get(), user) == "Other"


def test_the_public_export_holds_what_was_flagged_and_nothing_else(user, tmp_path):
    row = full_entry(user)
    actions.publish_facility(row, by=user, fields=[PublicField.NAME, PublicField.COST, PublicField.OPENING])
    barred, stale, internal = (make_facility(by=user, name=name) for name in ("Ведомственная", "Давно", "Внутренняя"))
    actions.publish_facility(barred, by=user, fields=[PublicField.NAME])
    actions.confirm_facility(barred, by=user, check_every=12)
    actions.screen_facility(barred, by=user, screening=Screening.NOT_FOR_US, reason="Причина")
    actions.publish_facility(stale, by=user, fields=[PublicField.NAME])
    actions.confirm_facility(internal, by=user, check_every=12)

    export_directory(tmp_path / "out", by=user, public=True)

    out = read(tmp_path / "out")
    assert [each["name"] for each in out["organizations.csv"]] == ["Клиника Х"]
    whole = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    for secret in (
        "contract",
        "50.5",
        "+9929",
        "Регистратура",
        "Тайный",
        "Внутрен",
        "narcolog",
        "screening",
        "Примерная",
        "neurolog",
        "Общество",
        "kind",
    ):
        assert secret not in whole, secret
    assert {each["opens_at"] for each in out["schedules.csv"]} == {"08:00:00", "09:00:00"}


def test_a_public_contact_leaves_and_the_others_stay(user, tmp_path):
    row = full_entry(user)
    told = actions.add_contact(row, by=user, name="Для всех", phone="+992900000005")
    actions.publish_facility(row, by=user, fields=[PublicField.NAME], contacts=[told])

    export_directory(tmp_path / "out", by=user, public=True)

    out = read(tmp_path / "out")
    assert [each["name"] for each in out["contacts.csv"]] == ["Для всех"]
    assert [each["number"] for each in out["phones.csv"]] == ["+992900000005"]


def test_what_others_said_does_not_leave_by_the_public_export(user, example, tmp_path):
    import_directory(example, by=user)
    row = Facility.objects.get()
    actions.publish_facility(row, by=user, fields=[PublicField.NAME])
    actions.confirm_facility(row, by=user, check_every=1)

    export_directory(tmp_path / "out", by=user, public=True)

    assert set(read(tmp_path / "out")) == {"organizations.csv", "locations.csv"}
    assert "Ann Persona" not in "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())


@pytest.mark.parametrize("public", [False, True])
def test_every_export_is_a_package_as_the_specification_describes_it(user, tmp_path, public):
    row = full_entry(user)
    actions.publish_facility(row, by=user, fields=PublicField.values)
    published = json.loads((EXAMPLE / "published.json").read_text())

    export_directory(tmp_path / "out", by=user, public=public)

    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    rows = read(tmp_path / "out")
    assert {each["path"] for each in package["resources"]} == set(rows)
    for each in package["resources"]:
        wanted = published[each["name"]]
        assert each["path"] == wanted["path"]
        assert each["schema"]["fields"] == wanted["fields"]
        for given in rows[each["path"]]:
            for column in wanted["fields"]:
                value, rules = given.get(column["name"]), column["constraints"]
                assert value or not rules["required"], (each["name"], column["name"])
                assert value is None or value in rules.get("enum", [value])
                assert value is None or column.get("format") != "uuid" or re.fullmatch(r"[0-9a-f-]{36}", value)
        for key in each["schema"].get("foreignKeys", []):
            other = next(one["path"] for one in package["resources"] if one["name"] == key["reference"]["resource"])
            assert {given[key["fields"]] for given in rows[each["path"]] if key["fields"] in given} <= {one["id"] for one in rows[other]}


def test_a_folder_that_holds_something_is_not_written_into(user, tmp_path):
    (tmp_path / "contacts.csv").write_text("id\n")

    with pytest.raises(Invalid):
        export_directory(tmp_path, by=user)


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.MEMBER_WORKER, Role.ADMINISTRATOR])
def test_the_directory_is_brought_and_taken_by_who_keeps_it(user, example, tmp_path, role):
    other = make_user(role)

    with pytest.raises(Denied):
        import_directory(example, by=other)
    with pytest.raises(Denied):
        export_directory(tmp_path / "out", by=other, public=True)
