"""The booklet at the desk and on the public pages: written here, read there, also while the database is shut."""

import shutil

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.booklet import actions, public_snapshot
from panoh.booklet.enums import EditionState
from panoh.booklet.models import Edition, PrintRun
from panoh.core.clock import today
from panoh.public.publishing import make_site
from panoh.vault import client as vault_client
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.booklet import WORDS, make_booklet
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOUND = b"\xff\xfb\x90\x64" + bytes(400)


@pytest.fixture
def coordinator(client, agent):
    user = make_user(Role.COORDINATOR)
    sign_in(client, user)
    return user


@pytest.fixture
def folder(agent, monkeypatch):
    """Nothing laid out, before and after; the prints are others' tests."""
    path = settings.DATA / public_snapshot.FOLDER
    shutil.rmtree(path, ignore_errors=True)
    monkeypatch.setattr(public_snapshot, "print_booklet", lambda _found, _number, language, shape: f"%PDF-1.7 {language} {shape}".encode())
    yield path
    shutil.rmtree(path, ignore_errors=True)


def lay_out():
    """As the worker does it: until nothing is to do."""
    return sum(1 for _each in iter(public_snapshot.lay_out_booklet, False))


def test_drafted_previewed_and_adopted_in_the_desk(client, coordinator):
    client.post("/desk/booklet/begin/")
    given = {f"{name}_{code}": f"{WORDS[code]}" for name in ("title", "text") for code in ("tg", "ru", "en")}
    client.post("/desk/booklet/1/sections/new/", given)
    page = client.get("/desk/booklet/1/?language=tg")
    assert WORDS["tg"] in text(page)
    assert "Adopt the booklet" in text(page)
    client.post("/desk/booklet/1/sections/care-and-shelter/", {**given, "text_tg": "", "version": Edition.objects.get().version})
    assert "Adopt the booklet" not in text(client.get("/desk/booklet/1/"))
    client.post("/desk/booklet/1/sections/care-and-shelter/out/")
    assert "The public pages show it within a minute" in text(client.post("/desk/booklet/1/adopt/", follow=True))
    assert Edition.objects.get().state == EditionState.ADOPTED
    printed = client.get("/desk/booklet/1/print/tg/pocket/")
    assert (printed.headers["Content-Type"], printed.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get("/desk/booklet/1/print/tg/a3/").status_code == 404


def test_two_versions_stand_side_by_side_when_somebody_was_faster(client, coordinator):
    edition = make_booklet(by=coordinator)
    actions.write_section(edition, "whom", by=coordinator, title=WORDS, text=WORDS)
    given = {f"{name}_{code}": "Mine" for name in ("title", "text") for code in ("tg", "ru", "en")}
    answered = client.post("/desk/booklet/1/sections/whom/", {**given, "version": 1})
    assert answered.status_code == 409
    assert WORDS["en"] in text(answered)


def test_prints_are_counted_by_place(client, coordinator):
    given = {"shape": "fold", "language": "tg", "region": "TJ-KT", "copies": "300", "printed_on": "01.03.2024"}
    page = client.post("/desk/booklet/prints/new/", given, follow=True)
    assert "300 copies in total" in text(page)
    assert PrintRun.objects.get().region == "TJ-KT"
    client.post(reverse("desk:booklet_print_out", args=[PrintRun.objects.get().pk]))
    assert not PrintRun.objects.exists()


def test_who_only_reads_finds_no_button(client, agent):
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert "Start a draft" not in text(client.get("/desk/booklet/"))
    assert client.post("/desk/booklet/begin/").status_code == 403
    assert client.get("/desk/booklet/0/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_however_long_it_is(client, coordinator, django_assert_num_queries, rows):
    for _each in range(rows):
        actions.adopt_edition(actions.begin_edition(by=coordinator), by=coordinator)
        actions.count_print(by=coordinator, language="tg", shape="a5", copies=1, printed_on=today())
    client.get("/desk/booklet/")
    with django_assert_num_queries(QUERIES + 5):
        client.get("/desk/booklet/")


def test_adopted_booklet_is_read_also_while_locked(client, coordinator, folder):
    edition = make_booklet(by=coordinator, adopted=True)
    assert (lay_out(), lay_out()) == (10, 0)  # the text, nine prints, and then nothing
    vault_client.lock()
    try:
        index = soup_of(client.get("/tg/booklet/"))
        section = client.get("/tg/booklet/care-and-shelter/")
        printed = client.get("/en/booklet/a5.pdf")
    finally:
        vault_client.unlock(None)
    assert [link["href"] for link in index.select("nav.prose a")][-1] == "/tg/booklet/care-and-shelter/"
    assert WORDS["tg"] in text(section)
    assert (printed.content, printed.headers["Cache-Control"]) == (b"%PDF-1.7 en a5", "private, no-cache")
    assert edition.number == public_snapshot.public_snapshot().number == 1


def test_draft_is_never_public(client, coordinator, folder):
    make_booklet(by=coordinator)
    lay_out()
    assert client.get("/en/booklet/care-and-shelter/").status_code == 404
    assert client.get("/en/booklet/whom/").status_code == 200


def test_recording_is_a_link_and_weighs_nothing_until_it_is_asked_for(client, coordinator, folder):
    shown = client.post("/desk/booklet/voice/whom/en/", {"sound": SimpleUploadedFile("v.mp3", SOUND)}, follow=True)
    assert "Recording saved" in text(shown)
    lay_out()
    page = soup_of(client.get("/en/booklet/whom/"))
    assert [link["href"] for link in page.select("a[download]")] == ["/en/booklet/whom.mp3"]
    assert not page.select("audio, [src$=mp3], [rel=prefetch]")
    sound = client.get("/en/booklet/whom.mp3")
    assert (sound.headers["Content-Type"], sound.content) == ("audio/mpeg", SOUND)
    assert client.get("/ru/booklet/whom.mp3").status_code == 404
    client.post("/desk/booklet/voice/whom/en/out/")
    lay_out()
    assert client.get("/en/booklet/whom.mp3").status_code == 404


@pytest.mark.parametrize("name", ["booklet.json", "..%2fkeys.pdf", "en-a5.pdf"])
def test_no_other_file_is_handed_out(client, coordinator, folder, name):
    lay_out()
    assert client.get(f"/en/booklet/{name}").status_code == 404


def test_published_copy_holds_the_booklet_its_prints_and_recordings(client, coordinator, folder):
    make_booklet(by=coordinator, adopted=True)
    actions.keep_voice("whom", "ru", by=coordinator, content=SOUND)
    lay_out()
    site = make_site()
    assert {"tg/booklet/index.html", "en/booklet/care-and-shelter/index.html", "en/booklet/a5.pdf", "ru/booklet/whom.mp3"} <= site.keys()
    assert b'href="../a5.pdf"' not in site["en/booklet/index.html"]
    assert b'href="a5.pdf"' in site["en/booklet/index.html"]
    assert b'href="../whom.mp3"' in site["ru/booklet/whom/index.html"]
