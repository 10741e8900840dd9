"""Another directory through a form: looked at row by row, brought in whole or not at all, refused cheaply where it cannot be."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.core.errors import Conflict, Invalid, NotFound, WrongState
from panoh.exchange import directory
from panoh.exchange.directory_uploads import bring_upload, get_upload, look_at_upload, seen, start_upload
from panoh.exchange.hsds import unpacking
from panoh.exchange.models import DirectoryRecord, DirectoryUpload
from panoh.network.models import Facility
from tests.factories.accounts import make_user, sign_in
from tests.factories.network import make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

EXAMPLE = Path(__file__).parent / "hsds"
ROWS = 21


@pytest.fixture
def user():
    return make_keeper()


def packed(folder="", **instead):
    """The example as a ZIP; `instead` puts other text in place of a table's, named without its ending."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(EXAMPLE.glob("*.csv")):
            archive.writestr(f"{folder}{file.name}", instead.get(file.stem) or file.read_text("utf-8"))
    return made.getvalue()


def one_service(name="Кабинет"):
    rows = {"organization": [{"id": "0f1d2a4e-6f0f-4b2c-9c1c-0d7b6a1f9e11", "name": name, "description": "Приём"}]}
    return json.dumps(rows, ensure_ascii=False).encode()


def test_a_look_writes_nothing_and_says_what_each_row_would_be(user):
    upload = start_upload(packed(), by=user)

    outcome = look_at_upload(upload, by=user)

    assert (outcome.counts["rows"], outcome.added, outcome.refused, len(outcome.changes)) == (ROWS, ROWS, 0, ROWS)
    assert all(change.is_new for change in outcome.changes)
    assert (Facility.objects.count(), DirectoryRecord.objects.count()) == (0, 0)
    assert b"organization" not in bytes(upload.content)


@pytest.mark.parametrize("folder", ["", "hsds-3/"])
def test_what_was_looked_at_is_brought_in_and_the_file_goes(user, folder):
    upload = start_upload(packed(folder), by=user)

    bring_upload(upload, by=user, looked_at=seen(look_at_upload(upload, by=user)))

    assert (Facility.objects.count(), DirectoryUpload.objects.count()) == (1, 0)
    again = start_upload(packed(), by=user)
    assert (look_at_upload(again, by=user).unchanged, look_at_upload(again, by=user).changes) == (ROWS, [])


def test_a_directory_that_changed_meanwhile_is_looked_at_again(user):
    upload = start_upload(one_service(), by=user)
    looked_at = seen(look_at_upload(upload, by=user))
    other = make_user(Role.COORDINATOR)
    theirs = start_upload(one_service("Другой кабинет"), by=other)
    bring_upload(theirs, by=other, looked_at=seen(look_at_upload(theirs, by=other)))

    with pytest.raises(Conflict):
        bring_upload(upload, by=user, looked_at=looked_at)

    assert [(change.table, change.is_new) for change in look_at_upload(upload, by=user).changes] == [("organization", False)]


def test_one_fault_refuses_all_of_it_with_its_reason(user):
    faulty = (EXAMPLE / "organizations.csv").read_text("utf-8").replace("@", " at ")
    upload = start_upload(packed(organizations=faulty), by=user)

    outcome = look_at_upload(upload, by=user)

    assert (outcome.refused, outcome.held, outcome.changes) == (1, ROWS - 1, [])
    assert [(each.file, each.field) for each in outcome.refusals] == [("organizations.csv", "email")]
    with pytest.raises(WrongState):
        bring_upload(upload, by=user, looked_at=seen(outcome))
    assert Facility.objects.count() == 0


def test_what_breaks_in_the_middle_leaves_nothing_behind(user, monkeypatch):
    upload = start_upload(packed(), by=user)
    looked_at = seen(look_at_upload(upload, by=user))

    def broken(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(directory, "_bring_loose", broken)
    with pytest.raises(OSError):
        bring_upload(upload, by=user, looked_at=looked_at)

    assert (Facility.objects.count(), DirectoryRecord.objects.count(), DirectoryUpload.objects.count()) == (0, 0, 1)


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", b"0" * (unpacking.LARGEST + 1))
    return made.getvalue()


def crowd():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(unpacking.MOST_PARTS + 1):
            archive.writestr(f"{number}.txt", b"")
    return made.getvalue()


def locked():
    """The flag of a password, set by hand."""
    content = bytearray(packed())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.4", b"PK\x03\x04", packed()[:200], bomb(), crowd(), locked(), b"[" * 100_000, b"\xff\xfe{}", b"[]"],
    ids=["blank", "another kind", "cut off", "half", "bomb", "crowd", "locked", "deep", "no text", "nothing in it"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_not_kept(user, content):
    with pytest.raises(Invalid):
        start_upload(content, by=user)

    assert not DirectoryUpload.objects.exists()


def test_from_the_file_to_the_decision(client, user):
    sign_in(client, user)
    form = reverse("desk:directory_import_new")
    assert client.post(form, {"file": SimpleUploadedFile("x.zip", b"PK\x03\x04")}).status_code == 400

    shown = client.post(form, {"file": SimpleUploadedFile("x.json", one_service())}, follow=True)

    page, upload = shown.content.decode(), DirectoryUpload.objects.get()
    assert ("Кабинет" in page, "new entry" in page, Facility.objects.count()) == (True, True, 0)
    bring = reverse("desk:directory_bring", args=[upload.pk])
    assert client.post(bring, {"seen": "0"}).status_code == 409
    client.post(bring, {"seen": shown.context["seen"]})
    assert (Facility.objects.count(), DirectoryUpload.objects.count()) == (1, 0)
    assert AuditEvent.objects.filter(verb="exchange.directory_looked_at").count() == 1


def test_what_is_put_aside_is_gone_and_nobody_else_opens_it(client, user):
    upload = start_upload(one_service(), by=user)
    with pytest.raises(NotFound):
        get_upload(make_user(Role.COORDINATOR), upload.pk)
    sign_in(client, user)

    client.post(reverse("desk:directory_put_aside", args=[upload.pk]))

    assert not DirectoryUpload.objects.exists()
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert client.get(reverse("desk:directory_import_new")).status_code == 403
