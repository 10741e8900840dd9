"""Notices: only that there is something, by a way and in hours of one's own; the drivers, and what they never carry."""

import datetime as dt
import json
import stat
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import NoticeWish
from panoh.accounts.notices import is_wanted, notify, set_notices
from panoh.accounts.roles import Role
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Invalid
from panoh.core.notices import BadDriver, FileDriver, MailDriver, NotSent, driver
from panoh.hotline.actions import begin_visit, raise_overdue_visits, tell_alerts
from panoh.hotline.models import Alert
from tests.factories.accounts import make_user, sign_in
from tests.factories.hotline import at, make_officer, make_worker
from tests.mailbox import mailbox
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=DUSHANBE)


@pytest.fixture
def outbox(settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    settings.NOTICE_SMS = f"file:{tmp_path / 'sms'}"

    def read(name="mail"):
        file = tmp_path / name
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []

    return read


@pytest.fixture
def server():
    with mailbox() as running:
        yield running


def test_settings_name_a_driver_or_none():
    assert driver("") is None
    assert driver("file:/tmp/box") == FileDriver(Path("/tmp/box"))
    mail = driver("smtps://name:se%40cret@mail.example?from=a@b.example")
    assert (mail.host, mail.port, mail.password, mail.secure) == ("mail.example", 465, "se@cret", True)
    assert "cret" not in repr(mail)
    for wrong in ("file:box", "http://x", "smtp://host", "smtp:///?from=a"):
        with pytest.raises(BadDriver):
            driver(wrong)


def test_the_file_driver_writes_a_line_that_others_may_not_read(tmp_path):
    box = tmp_path / "box"
    FileDriver(box).send("a@b.example", "Барои шумо чизе ҳаст")

    assert json.loads(box.read_text("utf-8"))["text"] == "Барои шумо чизе ҳаст"
    assert stat.S_IMODE(box.stat().st_mode) == 0o600
    with pytest.raises(NotSent):
        FileDriver(tmp_path / "none" / "box").send("a", "b")


def test_the_mail_driver_hands_the_sentence_over_and_nothing_else(server):
    MailDriver("127.0.0.1", server.port, "post@b.example", secure=False).send("a@b.example", "There is something for you.")

    got = b"".join(server.got).decode()
    assert "rcpt to:<a@b.example>" in got.lower()
    assert "Subject: There is something for you." in got
    assert not [word for word in ("panoh", "Panoh", "hotline") if word in got]


def test_a_short_message_goes_through_a_gateway_that_takes_mail(server):
    box = MailDriver("127.0.0.1", server.port, "post@b.example", secure=False, domain="sms.example")
    box.send("+992987654321", "There is something for you.")

    assert "rcpt to:<992987654321@sms.example>" in b"".join(server.got).decode().lower()


def test_no_password_goes_over_an_open_line(server):
    with pytest.raises(NotSent):
        MailDriver("127.0.0.1", server.port, "a@b.example", secure=False, user="me", password="p").send("a@b.example", "x")
    assert b"AUTH" not in b"".join(server.got)


def test_nothing_leaves_the_computer_over_an_open_line(server, monkeypatch):
    monkeypatch.setattr("panoh.core.notices.HERE", {"localhost"})  # as if the server stood elsewhere
    with pytest.raises(NotSent):
        MailDriver("127.0.0.1", server.port, "a@b.example", secure=False).send("a@b.example", "x")
    assert b"rcpt" not in b"".join(server.got).lower()


def test_nothing_leaves_by_a_server_that_does_not_answer():
    with pytest.raises(NotSent):
        MailDriver("127.0.0.1", 1, "a@b.example", secure=False).send("a@b.example", "x")


def test_the_address_is_sealed_and_the_usual_sentence_comes_in_the_readers_language(outbox):
    user = make_user(Role.COORDINATOR, language="tg")
    set_notices(by=user, channel=NoticeChannel.MAIL, address="me@mail.example")
    row = NoticeWish.objects.get()
    assert b"mail.example" not in bytes(row.address)

    assert notify([user, make_user(Role.COORDINATOR)])

    with translation.override("tg"):
        usual = gettext("There is something for you.")
    assert [(one["to"], one["text"]) for one in outbox()] == [("me@mail.example", usual)]


def test_ones_own_sentence_by_short_message(outbox):
    user = make_user(Role.COORDINATOR)
    set_notices(by=user, channel=NoticeChannel.SMS, address="98 765 43 21", sentence="Хлеб купили?")

    notify([user])

    assert [(one["to"], one["text"]) for one in outbox("sms")] == [("+992987654321", "Хлеб купили?")]
    assert outbox() == []


@pytest.mark.parametrize("sentence", ["Паноҳ: бинед", "Открой Panoh", "горячая линия ждёт", "Дар бораи шиканҷа", "x" * 61])
def test_no_sentence_names_the_work(outbox, sentence):
    with pytest.raises(Invalid) as refused:
        set_notices(by=make_user(Role.COORDINATOR), channel=NoticeChannel.MAIL, address="a@b.example", sentence=sentence)
    assert list(refused.value.fields) == ["sentence"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"channel": "x"}, "channel"),
        ({"address": ""}, "address"),
        ({"address": "no address"}, "address"),
        ({"channel": "sms", "address": "12"}, "address"),
        ({"start": dt.time(8)}, "end"),
    ],
)
def test_what_is_wrong_is_named(outbox, facts, field):
    given = {"channel": NoticeChannel.MAIL, "address": "a@b.example", **facts}
    with pytest.raises(Invalid) as refused:
        set_notices(by=make_user(Role.COORDINATOR), **given)
    assert list(refused.value.fields) == [field]


def test_a_way_that_is_not_set_up_is_not_offered(settings):
    settings.NOTICE_MAIL = ""
    with pytest.raises(Invalid) as refused:
        set_notices(by=make_user(Role.COORDINATOR), channel=NoticeChannel.MAIL, address="a@b.example")
    assert list(refused.value.fields) == ["channel"]


@pytest.mark.parametrize(("start", "end", "hour", "wanted"), [(8, 20, 12, True), (8, 20, 21, False), (20, 8, 23, True), (20, 8, 12, False)])
def test_hours_are_kept(start, end, hour, wanted):
    wish = NoticeWish(channel=NoticeChannel.MAIL, start=dt.time(start), end=dt.time(end))

    assert is_wanted(wish, NOON.replace(hour=hour)) == wanted


def test_whoever_has_to_look_is_told_once_and_the_notice_says_nothing(outbox):
    officer, worker = make_officer(), make_worker()
    set_notices(by=officer, channel=NoticeChannel.MAIL, address="me@mail.example")
    begin_visit(by=worker, until=at(1))
    with time_machine.travel(at(1.3)):
        raise_overdue_visits()
        assert (tell_alerts(), tell_alerts()) == (1, 0)

    assert [one["text"] for one in outbox()] == ["There is something for you."]
    assert Alert.objects.get().told_at is not None


def test_a_notice_that_does_not_leave_is_tried_again_for_ten_minutes(outbox, settings, caplog):
    officer = make_officer()
    set_notices(by=officer, channel=NoticeChannel.MAIL, address="me@mail.example")
    begin_visit(by=make_worker(), until=at(1))
    settings.NOTICE_MAIL = "smtp://127.0.0.1:1?from=a@b.example"
    with time_machine.travel(at(1.3), tick=False) as clock:
        raise_overdue_visits()
        assert (tell_alerts(), tell_alerts()) == (1, 1)
        clock.shift(dt.timedelta(minutes=11))
        assert (tell_alerts(), tell_alerts()) == (1, 0)
    assert "me@mail" not in caplog.text


def test_one_chooses_on_ones_own_account_page(client, outbox):
    user = make_user(Role.SOCIAL_WORKER)
    sign_in(client, user)
    page = reverse("desk:notices")
    form = soup_of(client.post(page, {"open": "1"}))
    assert [one["value"] for one in form.select("[name=channel]")] == ["none", "mail", "sms"]

    client.post(page, {"channel": "mail", "address": "me@mail.example", "sentence": "", "start": "8", "end": "20"})

    again = soup_of(client.post(page, {"open": "1"}))
    assert again.select_one("[name=address]")["value"] == "me@mail.example"
    assert client.get(page).status_code == 302
