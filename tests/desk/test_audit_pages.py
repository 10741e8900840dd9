"""The record as the data guardian reads it, and the lock: who may close everything, and what opens it again."""

import datetime as dt
import json
import os
import shutil
import signal
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from panoh.accounts.events import Event as Accounts
from panoh.accounts.roles import Role
from panoh.agent import ring
from panoh.agent.start import start
from panoh.agent.stop import stop
from panoh.audit.events import Event as Recorded
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditAlarm, AuditEvent
from panoh.audit.notary import notarise
from panoh.audit.sealer import seal_pending
from panoh.audit.trail import record
from panoh.core.actor import SYSTEM
from panoh.core.agent import call as agent_call
from panoh.core.agent import close
from panoh.core.errors import Locked
from panoh.vault import client as agent
from panoh.vault.actions import open_sealed
from panoh.vault.events import Event
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.people import make_person
from tests.factories.record import begin_anew
from tests.pages import soup_of as read

pytestmark = pytest.mark.django_db  # not on PostgreSQL: it breaks and closes the database as SQLite lets it
PASSPHRASE = "seven quiet rivers"


@pytest.fixture
def guardian(client):
    begin_anew()
    make_secretariat()
    return sign_in(client, make_user(Role.DATA_GUARDIAN, username="guardian"))


@pytest.fixture
def own_ring(monkeypatch):
    """A data folder whose agent asks for a passphrase; this process asks that agent from now on."""
    data = Path(tempfile.mkdtemp(prefix="panoh-keys-"))
    ring.create(data, PASSPHRASE)
    close()
    monkeypatch.setenv("PANOH_DATA", str(data))
    start(data)
    yield data
    close()
    stop(data)
    shutil.rmtree(data, ignore_errors=True)


def lines(response):
    """Who, without the time that stands beside it, and the rest of each row."""
    rows = read(response).select("tbody tr")
    return [[row.th.find(string=True).strip(), *(cell.get_text(strip=True) for cell in row.select("td"))] for row in rows]


def test_the_record_says_by_account_what_was_done_and_counts_persons_without_naming_them(client, guardian):
    worker = make_user(Role.COORDINATOR, username="coordinator")
    people = [make_person(by=worker), make_person(by=worker)]
    open_sealed(people, by=worker.actor, purpose=Purpose.CARE)

    response = client.get("/desk/audit/")

    assert lines(response)[0] == ["coordinator", "Names or text were opened", "to help the person", "2"]
    assert [cell for row in lines(response) for cell in row if cell == "—"] == []  # on a telephone a line that says nothing
    assert "Қодиров" not in response.content.decode()
    assert "Nothing sealed yet." in read(response).get_text()


def test_the_record_says_which_part_was_switched_off(client, guardian):
    record(Accounts.FEATURE_SWITCHED_OFF, by=guardian.actor, purpose="invoices")

    assert lines(client.get("/desk/audit/"))[0][1:3] == ["A part of Panoh was switched off", "Invoices and acts"]


def test_the_record_goes_back_page_by_page(client, guardian):
    for number in range(28):
        record(Event.OPENED, by=guardian.actor, purpose=f"p{number}")

    first = client.get("/desk/audit/")
    (older,) = [link["href"] for link in read(first).select("main a.btn") if link["href"].startswith("?before=")]
    second = client.get(f"/desk/audit/{older}")

    assert (len(lines(first)), len(lines(second))) == (25, 3)
    assert not read(second).select('main a[href^="?before="]')
    assert len(lines(client.get("/desk/audit/?before=yesterday"))) == 25


def test_checking_says_whether_the_record_is_whole(client, guardian):
    record(Event.OPENED, by=guardian.actor)
    seal_pending()
    record(Event.OPENED, by=guardian.actor)

    assert "The activity log is complete." in read(client.post("/desk/audit/verify/")).get_text()

    with connection.cursor() as cursor, writes_allowed():
        cursor.execute("DROP TRIGGER audit_auditevent_no_update")
        AuditEvent.objects.update(purpose="changed")
    page = read(client.post("/desk/audit/verify/"))
    assert page.select_one('[role="alert"] strong').get_text() == "The activity log was tampered with."


def test_checking_says_how_many_readings_left_no_event(client, guardian):
    record(Recorded.LEAVES_MISSING, by=SYSTEM, purpose="138")
    seal_pending()

    (note,) = read(client.post("/desk/audit/verify/")).select('main [role="status"]')

    assert "138 looks were not recorded in the activity log" in " ".join(note.get_text().split())


def test_who_reads_the_record_says_why_the_agent_ended_open_and_the_record_says_that(client, guardian):
    assert "ended" not in read(client.get("/desk/audit/")).select_one("main").get_text()
    for _each in range(2):
        record(Event.ENDED_OPEN, by=SYSTEM)
    seal_pending()
    page = read(client.post("/desk/audit/verify/")).select_one("main")
    assert "stopped 2 times while unlocked" in " ".join(page.get_text().split())
    assert "The activity log is complete." not in page.get_text()
    form = page.select_one('form[action="/desk/audit/why/"]')
    (count,) = [one["value"] for one in form.select("input[name=count]")]
    assert [button["value"] for button in form.select("button")] == ["power", "machine", "known"]

    for why in ("because", "power"):
        assert client.post("/desk/audit/why/", {"why": why, "count": count}).status_code == 302

    shown = client.get("/desk/audit/")
    said = "The reason was given why the program that holds the keys had stopped while unlocked"
    assert lines(shown)[0] == ["guardian", said, "There was a power cut (2)", ""]
    assert read(shown).select_one('form[action="/desk/audit/why/"]') is None
    assert "The activity log is complete." in read(client.post("/desk/audit/verify/")).get_text()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_GUARDIAN}))
def test_nobody_else_reads_the_record_or_touches_the_keys(client, role):
    sign_in(client, make_user(role))

    assert [client.get(path).status_code for path in ("/desk/audit/", "/desk/keys/")] == [403, 403]
    assert [client.post(path).status_code for path in ("/desk/audit/verify/", "/desk/keys/lock/", "/desk/audit/why/")] == [403] * 3
    assert not agent.status().locked


def test_the_guardian_locks_everything_at_once_and_it_is_in_the_record(client, guardian):
    try:
        answer = client.post("/desk/keys/lock/")
        assert answer.url == "/desk/unlock/"
        assert agent.status().locked
        assert client.get("/desk/").status_code == 503
        assert client.get("/desk/unlock/").status_code == 200
    finally:
        agent.unlock(None)

    assert AuditEvent.objects.latest("seq").verb == "vault.locked"
    assert AuditEvent.objects.latest("seq").actor_ref == guardian.id


def test_the_page_of_the_keys_says_how_they_stand(client, guardian):
    page = read(client.get("/desk/keys/"))

    assert page.select_one('form[action="/desk/keys/lock/"]')


def test_the_passphrase_opens_the_house_and_no_other_word_does(client, own_ring):
    wrong = client.post("/desk/unlock/", {"passphrase": "seven loud rivers"}, headers={"Accept-Language": "en"})
    assert wrong.status_code == 403
    assert agent.status().locked
    assert "rivers" not in wrong.content.decode()

    assert client.post("/desk/unlock/", {"passphrase": PASSPHRASE}).url == "/desk/sign-in/"
    assert not agent.status().locked
    assert AuditEvent.objects.latest("seq").verb == "vault.unlocked"
    assert client.get("/desk/unlock/").url == "/desk/"


@pytest.mark.parametrize(("wanted", "language"), [("ru", "ru"), ("tg", "tg"), ("en", "en"), ("xx", "tg")])
def test_the_unlock_page_speaks_the_language_that_is_asked_for(client, own_ring, wanted, language):
    assert read(client.get(f"/desk/unlock/?language={wanted}")).html["lang"] == language


def test_whoever_opens_everybody_is_stopped_the_unlock_page_says_why_and_the_record_has_it_once_it_is_open(client, own_ring):
    agent.unlock(PASSPHRASE)
    house = uuid4()
    agent.add_organisation(house, secretariat=True)
    made = agent.make([{"kind": "person", "id": str(uuid4())} for _each in range(2_001)], [])
    wraps = [{"kind": "person", "id": str(uuid4()), **each["wraps"][0]} for each in made]
    with pytest.raises(Locked):
        agent.unwrap(notarise(bytes(32)).token, wraps)

    assert (agent.status().locked, agent.status().why) == (True, "many")
    noted = {"why": "many", "at": int(dt.datetime(2026, 7, 1, 9, 7, tzinfo=dt.UTC).timestamp())}
    (own_ring / "locked.json").write_text(json.dumps(noted))
    page = read(client.get("/desk/unlock/?language=en"))
    said = page.select_one(".note--danger").get_text(" ", strip=True)
    assert "The system locked itself (" in said
    assert ", 14:07): more people's files were opened in an hour than work needs." in said
    assert "In that hour only a few more files can be opened, then it locks again." in said

    client.post("/desk/unlock/", {"passphrase": PASSPHRASE})

    assert list(AuditEvent.objects.order_by("-seq").values_list("verb", flat=True)[:2]) == ["vault.locked_itself", "vault.unlocked"]
    assert (agent.status().why, agent.alarm()) == ("", {})
    assert list(AuditAlarm.objects.values_list("kind", flat=True)) == ["locked_itself"]


def test_an_agent_that_was_killed_while_it_was_open_is_in_the_record_once(client, own_ring):
    agent.unlock(PASSPHRASE)
    pid = agent_call("status")["pid"]
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    start(own_ring)

    for _turn in range(2):
        client.post("/desk/unlock/", {"passphrase": PASSPHRASE})
        agent.lock()

    told = AuditEvent.objects.exclude(verb="audit.leaves_missing").order_by("seq").values_list("verb", flat=True)
    assert list(told) == ["vault.unlocked", "vault.ended_open", "vault.unlocked"]
