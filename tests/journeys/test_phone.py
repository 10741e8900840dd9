"""An officer's own telephone: sealed in the browser to the Unit's key, kept without a network and with a locked server, sent once, seen inside."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from panoh.vault import intake
from tests.instances import SAMPLED, Instances
from tests.journeys.conftest import PATIENCE, PHONE, Desks, Server, serve, sign_in
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import click, press, send
from tests.journeys.test_public import NEUTRAL, open_page

PIN = "402817"
WORDS = "Шавҳарамро бурданд, духтур лозим. Ғӣқӯҳҷ й\u0301 漢字 \U0001f512 \U00020000 \U000e0041 \U0010fffd"
PATIENCE_SECONDS = 30

# RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, the first encryption.
INFO = "4f6465206f6e2061204772656369616e2055726e"
EPHEMERAL = "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb"
RECEIVER = "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2"
POINT = "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0"
ENCAPSULATED = (
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
)
PLAIN = "4265617574792069732074727574682c20747275746820626561757479"
AAD = "436f756e742d30"
CIPHER = "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434"

SEAL = """async ([point, info, plain, aad, size, d, enc]) => {
  const bytes = text => Uint8Array.from(text.match(/../g) || [], pair => parseInt(pair, 16));
  const url = part => btoa(String.fromCharCode(...part)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '');
  const curve = {name: 'ECDH', namedCurve: 'P-256'}, given = {size, aad: bytes(aad)};
  if (d) {
    const jwk = {kty: 'EC', crv: 'P-256', x: url(bytes(enc).slice(1, 33)), y: url(bytes(enc).slice(33)), ext: true};
    given.pair = {
      publicKey: await crypto.subtle.importKey('jwk', jwk, curve, true, []),
      privateKey: await crypto.subtle.importKey('jwk', {...jwk, d: url(bytes(d))}, curve, false, ['deriveBits']),
    };
  }
  const sealed = await sealTo(bytes(point), bytes(info), bytes(plain), given);
  return Array.from(sealed, one => one.toString(16).padStart(2, '0')).join('');
}"""
STORED = """() => new Promise(done => {
  const ask = indexedDB.open('notes', 1);
  ask.onsuccess = () => {
    const all = ask.result.transaction('waiting').objectStore('waiting').getAll();
    all.onsuccess = () => { ask.result.close(); done(all.result.map(one => Array.from(one))); };
  };
})"""


@pytest.fixture
def phone(bare: Server, browser: Browser) -> Iterator[Page]:
    """A small telephone at the page."""
    context = telephone(browser, bare)
    page = context.new_page()
    page.goto("/field/en/")
    yield page
    context.close()


def telephone(browser: Browser, server: Server) -> BrowserContext:
    context = browser.new_context(base_url=server.url, viewport=PHONE, locale="tg")
    context.set_default_timeout(PATIENCE)
    return context


def write_down(page: Page, words: str = WORDS, way: str = "call") -> None:
    """One record, closed and kept."""
    page.locator(f"[name=way][value={way}]").check()
    page.locator("[name=urgency][value=hour]").check()
    page.locator("[name=place]").select_option("TJ-KT.danghara")
    page.locator("[name=said]").fill(words)
    click(page.locator("form[data-key] button.main"))
    expect(page.locator("[name=said]")).to_have_value("")


def sign_in_on(page: Page, account: str = "duty-officer", pin: str = PIN) -> None:
    page.locator("[name=account]").fill(account)
    page.locator("[name=pin]").fill(pin)
    click(page.locator("#door button"))


def stored(page: Page) -> list[bytes]:
    return [bytes(one) for one in page.evaluate(STORED)]


def sealed_by(page: Page, *what: Any) -> str:
    return str(page.evaluate(SEAL, list(what)))


def test_the_browser_seals_as_the_vectors_of_the_rfc_say(phone: Page):
    assert sealed_by(phone, POINT, INFO, PLAIN, AAD, 16, EPHEMERAL, ENCAPSULATED) == ENCAPSULATED + CIPHER


@pytest.mark.parametrize("size", [0, 1, 2047, 70_000])
def test_what_the_browser_seals_the_house_opens(phone: Page, size):
    private = intake.new_private()
    point, head, plain = intake.public_of(private).point, b"\x01" + bytes(range(24)), bytes(one % 251 for one in range(size))
    sealed = sealed_by(phone, point.hex(), (intake.PURPOSE + head).hex(), plain.hex(), "", 32, "", "")

    assert intake.opened(private, head + bytes.fromhex(sealed)) == plain
    with pytest.raises(intake.Unreadable):
        intake.opened(intake.new_private(), head + bytes.fromhex(sealed))


def test_the_page_has_no_fault_and_what_is_too_long_or_wrong_is_said(phone: Page):
    assert faults_here(phone, "the empty page") == []
    phone.locator("[name=said]").evaluate("field => { field.value = 'х'.repeat(20001) }")
    click(phone.locator("form[data-key] button.main"))
    expect(phone.locator("#trouble")).to_contain_text("too long")
    phone.locator("[name=said]").fill("")
    write_down(phone)
    sign_in_on(phone, pin="000001")
    expect(phone.locator("#trouble")).to_contain_text("You cannot send in this way")
    expect(phone.locator("#state")).to_contain_text("Not sent yet: 1")
    assert faults_here(phone, "one waits") == []


def test_nothing_said_is_not_sealed_and_one_answer_is_enough(phone: Page):
    seal = phone.locator("form[data-key] button.main")
    for words in ("", " \n "):
        phone.locator("[name=said]").fill(words)
        click(seal)
        expect(phone.locator("#trouble")).to_have_text("Enter at least one answer.")
        assert stored(phone) == []
    phone.locator("[name=said]").fill("")
    phone.locator("[name=dangers]").first.check()
    click(seal)
    expect(phone.locator("#state")).to_contain_text("Not sent yet: 1")
    expect(phone.locator("#trouble")).to_be_hidden()
    click(seal)  # the form is as it opens again
    expect(phone.locator("#trouble")).to_be_visible()
    assert len(stored(phone)) == 1


def test_each_kind_asks_what_belongs_to_it_and_the_way_back_is_one_press(phone: Page):
    def asked() -> set[str]:
        names = phone.locator("form[data-key] :is(input, select, textarea):visible").evaluate_all("all => all.map(one => one.name)")
        return set(names)

    def choose(kind: str) -> set[str]:
        phone.locator(f"[name=what][value={kind}]").check()
        return asked() - {"what"}

    assert {"way", "caller", "needs", "urgency", "dangers", "said"} < asked()
    assert "code" not in asked()
    assert choose("session") == {"code", "minutes", "dangers", "said"}
    phone.locator("[name=dangers]").first.check()
    assert "urgency" in asked()
    assert choose("danger") == {"code", "dangers", "urgency", "said"}
    expect(phone.locator("[name=urgency][value=hour]")).to_be_checked()
    assert choose("dispatch") == {"code", "answer", "dangers", "urgency", "said"}
    assert faults_here(phone, "an answer from the road") == []
    phone.locator("[name=dangers]").first.uncheck()
    seal = phone.locator("form[data-key] button.main")
    click(seal)
    expect(phone.locator("#trouble")).to_have_text("Enter at least one answer.")
    assert choose("back") == set()
    click(seal)
    expect(phone.locator("#state")).to_contain_text("Not sent yet: 1")
    assert "caller" in asked()  # as it opens again


def test_leave_quickly_on_a_public_page_of_the_same_browser_deletes_nothing_that_waits(phone: Page):
    expect(phone.locator("#ready")).to_be_visible()
    write_down(phone)
    waits = stored(phone)
    assert len(waits) == 1
    other = open_page(phone.context)
    other.goto("/en/")

    click(other.locator(".exit button"))
    other.wait_for_url(NEUTRAL)

    phone.context.set_offline(True)
    other.goto("/field/en/")  # page and records: the house has neither otherwise
    expect(other.locator("#state")).to_contain_text("Not sent yet: 1")
    assert stored(other) == waits


def test_kept_without_a_network_and_locked_then_sent_once_and_seen_on_the_board(browser: Browser, instances: Instances):
    for server in serve(instances, SAMPLED):
        desks = Desks(server, browser)
        desk = desks.open("duty-officer", viewport=PHONE)
        desk.goto("/desk/hotline/phone/figures/")
        desk.locator("[name=pin]").fill(PIN)
        send(desk)

        context = telephone(browser, server)
        page = context.new_page()
        page.goto("/field/en/")
        expect(page.locator("#ready")).to_be_visible()
        assert server.panoh("lock").returncode == 0
        context.set_offline(True)
        page.goto("/field/en/")  # once opened it opens without a network
        write_down(page)
        write_down(page, "Дуюм", way="visit")
        expect(page.locator("#state")).to_contain_text("Not sent yet: 2")
        for one in stored(page):
            assert "Шавҳар".encode() not in one
            assert len(one) == 25 + 65 + 2048 + 16
        sign_in_on(page)
        expect(page.locator("#trouble")).to_contain_text("No network")

        context.set_offline(False)
        other = context.new_page()  # a second tab sends at the same time
        other.goto("/field/en/")
        sign_in_on(page)
        other.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("#state")).to_contain_text("Sent", timeout=30_000)  # web workers take each other's place after the lock
        assert stored(page) == []
        assert len({path.name.split("-")[0] for path in (server.data / "waiting").glob("*.sealed")}) == 2
        assert server.panoh("status").returncode == 3

        assert server.panoh("unlock").returncode == 0
        end = time.monotonic() + PATIENCE_SECONDS
        while list((server.data / "waiting").glob("*.sealed")) and time.monotonic() < end:
            time.sleep(0.2)
        desk.goto("/desk/")
        if "/sign-in/" in desk.url:
            sign_in(desk, server, "duty-officer")
        desk.goto("/desk/hotline/")
        expect(desk.get_by_role("link", name=re.compile("^Help is not requested yet"))).to_have_count(2)
        expect(desk.locator(".badge", has_text="Recorded on a phone")).to_have_count(2)
        click(desk.get_by_role("link", name=re.compile("^Help is not requested yet")).first)
        desk.wait_for_url("**/desk/tasks/*/act/")
        desk.goto("/desk/hotline/")
        taken = desk.locator("li", has=desk.locator(".badge", has_text="Recorded on a phone"), has_not_text="Personal meeting")
        click(taken.get_by_role("link").first)
        press(desk, "Show text")
        expect(desk.get_by_text(WORDS)).to_be_visible()
        desks.close()
        context.close()
