"""An instance with a passphrase: shut it shows three languages and nothing else; the passphrase opens it; lock shuts it at once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.instances import PASSPHRASE, SEALED, Instances
from tests.journeys.conftest import Server, serve
from tests.journeys.eyes import faults_here
from tests.journeys.page_actions import click, press
from tests.journeys.test_sign_in import given_a_phone_that_makes_passkeys


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> Path:
    """The file with the passphrase."""
    file = tmp_path_factory.mktemp("keys") / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture(scope="module")
def shut(instances: Instances) -> Iterator[Server]:
    """An instance with a passphrase, served and still locked."""
    yield from serve(instances, SEALED)


def shut_faults(page: Page, url: str) -> str:
    """What is wrong with the page that says it is shut, and with the way in, in each language."""
    faults = []
    for path in ("", *(f"unlock/?language={language}" for language in ("tg", "ru", "en"))):
        page.goto(f"{url}/desk/{path}")
        faults += faults_here(page)
    return "\n".join(faults)


def expect_shut(page: Page, url: str) -> None:
    answer = page.goto(url)
    assert answer.status == 503
    assert page.locator("main section").evaluate_all("parts => parts.map(part => part.lang)") == ["tg", "ru", "en"]
    assert [part.get_by_role("heading").count() for part in page.locator("main section").all()] == [1, 1, 1]
    assert len(set(page.locator("main section").all_inner_texts())) == 3, "the three languages say the same words"
    assert page.locator("nav, form, .rail").count() == 0


def let_in(page: Page, link: str) -> None:
    """The one-time link of a first account, in the language of the Unit: a password, then a passkey."""
    given_a_phone_that_makes_passkeys(page)
    page.goto(link)
    page.fill("[name=password]", "three dull words here")
    page.fill("[name=again]", "three dull words here")
    click(page.locator("form.form button.btn--main"))
    click(page.locator("form[data-passkey-new] button"))
    click(page.locator("button[name=finish]"))
    expect(page.locator("main li .code")).to_have_count(10)
    assert faults_here(page, "the recovery codes") == []


def test_the_passphrase_opens_and_lock_shuts_the_very_next_page(page: Page, shut: Server, keys: Path):
    assert shut.panoh("status").returncode == 3
    for path in ("", "cases/", "figures/", "sign-in/", "welcome/none/", "static-nothing/"):
        expect_shut(page, f"{shut.url}/desk/{path}")
    assert page.goto(f"{shut.url}/tg/").status == 200, "public pages stay open"
    assert shut_faults(page, shut.url) == ""

    page.goto(f"{shut.url}/desk/")
    click(page.locator("a[href='/desk/unlock/']"))
    page.goto(f"{shut.url}/desk/unlock/?language=en")
    page.fill("[name=passphrase]", "not the right words")
    press(page, "Unlock")
    expect(page.get_by_role("alert")).to_contain_text("Wrong passphrase.")
    assert faults_here(page, "a passphrase that does not open") == []
    expect_shut(page, f"{shut.url}/desk/")
    page.goto(f"{shut.url}/desk/unlock/?language=en")
    page.fill("[name=passphrase]", PASSPHRASE)
    press(page, "Unlock")
    expect(page).to_have_url(f"{shut.url}/desk/sign-in/")
    assert shut.panoh("status").returncode == 0

    link = re.search(r"^administrator: (\S+)$", shut.told, re.MULTILINE)
    assert link, shut.told
    let_in(page, shut.url + link[1])
    assert page.goto(f"{shut.url}/desk/users/").status == 200
    expect(page.get_by_text("security-officer")).to_be_visible()
    expect(page.locator(".banner--late")).to_have_count(0)

    assert shut.panoh("lock").returncode == 0
    expect_shut(page, f"{shut.url}/desk/users/")
    assert "security-officer" not in page.content()

    assert shut.panoh("unlock", "--passphrase-file", str(keys)).returncode == 0
    assert page.goto(f"{shut.url}/desk/users/").status == 200
