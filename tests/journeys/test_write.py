"""Somebody seeks help from a small phone without script; the coordinator answers; the receipt leads to the answer. Also while locked."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.instances import PASSPHRASE, SEALED, Instances
from tests.journeys.conftest import PHONE, Server, serve
from tests.journeys.eyes import faults_here, faults_of
from tests.journeys.page_actions import click, press, send

WORDS = "Шавҳарамро бурданд, духтур лозим. Ғӣқӯҳҷ"
ANSWER = "Духтур рӯзи душанбе интизор аст"


def fill_in(page: Page) -> str:
    """One line and how soon; answers the receipt."""
    page.locator("[name=words]").fill(WORDS)
    page.locator("[name=soon][value=now]").check()
    click(page.locator("form.form button.btn--main"))
    receipt = page.locator(".receipt strong").inner_text()
    assert re.fullmatch(r"\d{5}( \d{5}){4}", receipt)
    return receipt


def requests_of(server: Server) -> dict[str, dict[str, str]]:
    rows = json.loads(server.panoh("list", "requests", "--as", "coordinator", "--json").stdout)
    return {row["code"]: row for row in rows if row["door"] == "public_form"}


def test_somebody_writes_and_comes_back_to_the_answer(server: Server, signed_in, phone: Page):
    before = set(requests_of(server))
    phone.goto("/tg/")
    click(phone.locator("a[href='/tg/write/']"))
    receipt = fill_in(phone)
    end = time.monotonic() + 10
    while not (new := set(requests_of(server)) - before) and time.monotonic() < end:
        time.sleep(0.2)
    (code,) = new
    assert requests_of(server)[code]["state"] == "new"

    desk = signed_in("coordinator")
    desk.goto(f"/desk/requests/{code}/")
    press(desk, "Show text")
    expect(desk.get_by_text(WORDS)).to_be_visible()
    press(desk, "Later messages, files and your answer")
    assert faults_here(desk, "what was written") == []
    press(desk, "Answer the sender")
    desk.locator("[name=words]").fill(ANSWER)
    assert faults_here(desk, "the answer") == []
    send(desk)

    phone.goto("/tg/answer/")
    phone.locator("[name=receipt]").fill(receipt)
    click(phone.locator("form.form button.btn--main"))
    expect(phone.locator("p.words")).to_have_text(ANSWER)
    phone.locator("[name=words]").fill("Раҳмат, меоям")
    click(phone.locator("form.form button.btn--main"))
    expect(phone.locator("h1")).to_be_visible()
    assert WORDS not in phone.content()


@pytest.mark.parametrize("light", ["light", "dark"])
def test_no_page_has_a_fault(server: Server, page: Page, light):
    page.goto(server.url)
    paths = [f"{server.url}/{language}/{name}/" for language in ("tg", "ru", "en") for name in ("write", "answer")]
    assert faults_of(page, paths, light=light) == []


def test_what_stands_after_sending_has_no_fault(server: Server, page: Page):
    page.goto(f"{server.url}/ru/write/")
    click(page.locator("form.form button.btn--main"))
    assert faults_here(page, "nothing was filled in") == []
    receipt = fill_in(page)
    assert faults_here(page, "the receipt") == []
    page.goto(f"{server.url}/ru/answer/")
    page.locator("[name=receipt]").fill("1")
    click(page.locator("form.form button.btn--main"))
    assert faults_here(page, "no such figures") == []
    page.locator("[name=receipt]").fill(receipt)
    click(page.locator("form.form button.btn--main"))
    assert faults_here(page, "no answer yet") == []


def test_while_locked_everything_is_taken_and_comes_in_afterwards(browser: Browser, instances: Instances, tmp_path: Path):
    keys = tmp_path / "passphrase"
    keys.write_text(PASSPHRASE + "\n")
    for server in serve(instances, SEALED):
        page = browser.new_context(base_url=server.url, viewport=PHONE, java_script_enabled=False).new_page()
        page.goto("/tg/write/")
        receipt = fill_in(page)
        page.goto("/tg/answer/")
        page.locator("[name=receipt]").fill(receipt)
        click(page.locator("form.form button.btn--main"))
        expect(page.locator(".note[role=status]")).to_be_visible()
        page.locator("[name=words]").fill("Боз як чиз")
        click(page.locator("form.form button.btn--main"))
        waiting = server.data / "waiting"
        assert len(list(waiting.glob("*.sealed"))) == 2
        assert server.panoh("status").returncode == 3

        assert server.panoh("unlock", "--passphrase-file", str(keys)).returncode == 0
        end = time.monotonic() + 60
        while list(waiting.iterdir()) and time.monotonic() < end:
            time.sleep(0.2)
        assert list(waiting.iterdir()) == []
        page.goto("/tg/answer/")
        page.locator("[name=receipt]").fill(receipt)
        click(page.locator("form.form button.btn--main"))
        expect(page.locator(".note[role=status]")).to_have_count(0)
        expect(page.locator("[name=receipt]")).to_have_value(receipt.replace(" ", ""))
