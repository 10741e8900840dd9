"""A new colleague is let in: link, password, passkey, recovery codes; then the passkey alone opens the desk."""

import re

from playwright.sync_api import Page, expect

from panoh.accounts.sample import SAMPLE_PASSWORD
from tests.journeys.page_actions import click


def given_an_administrator_is_signed_in(page: Page, server) -> None:
    page.goto(f"{server.url}/desk/sign-in/")
    page.fill("[name=account]", "administrator")
    page.fill("[name=password]", SAMPLE_PASSWORD)
    page.fill("[name=code]", server.code("administrator"))
    click(page.locator("form.form button.btn--main"))
    expect(page).not_to_have_url(re.compile("sign-in"))


def given_a_phone_that_makes_passkeys(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def when_an_account_is_added(page: Page, server, name: str) -> str:
    page.goto(f"{server.url}/desk/users/add/")
    page.fill("[name=username]", name)
    page.select_option("[name=organisation]", index=1)
    page.check("[name=roles][value=accountant]")
    page.fill("[name=display_name]", "Намуна Намунаев")
    page.check("[name=language][value=en]")
    click(page.locator("form.form button.btn--main"))
    return page.locator("main code").inner_text()


def when_the_link_is_used(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("[name=password]", "three dull words here")
    page.fill("[name=again]", "three dull words here")
    click(page.locator("form.form button.btn--main"))
    click(page.get_by_role("button", name="Create a passkey on this device"))
    expect(page.get_by_text("Passkey saved.")).to_be_visible()
    click(page.locator("button[name=finish]"))


def when_signed_out(page: Page) -> None:
    click(page.locator('header.bar form[action$="sign-out/"] button'))
    expect(page).to_have_url(re.compile("/desk/sign-in/"))


def test_a_passkey_made_with_the_one_time_link_signs_in_alone(page: Page, server) -> None:
    given_an_administrator_is_signed_in(page, server)
    link = when_an_account_is_added(page, server, "new-accountant")
    when_signed_out(page)
    given_a_phone_that_makes_passkeys(page)

    when_the_link_is_used(page, link)
    expect(page.locator("main li .code")).to_have_count(10)
    when_signed_out(page)
    click(page.locator("form[data-passkey-sign-in] button"))

    expect(page).to_have_url(f"{server.url}/desk/")
    page.goto(f"{server.url}/desk/account/")
    expect(page.get_by_text("new-accountant").first).to_be_visible()
    assert page.goto(link).status == 410
