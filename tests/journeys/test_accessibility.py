"""Every page in three languages, on a phone and on a desk, by day and by night: no violation that axe finds, nothing wider than the screen, and light.
At 200 and 400 % nothing is lost, and what the keyboard comes to has a ring and is seen.

The markup is one for all languages: one of them is looked at on the wide screen too, one by night. Colours are those of the markup: they
are looked at by day in the one, by night in the other, and not once more in the third. (What words of another length push over something
else axe never calls too pale: it leaves that open, and finds it in no language.) What words can break is looked at in all three: whether
each thing has a name, how large it is, whether the page is wider than the screen. Magnified each page is looked at in the language of the
longest words, and by the keyboard in another: its stops are those of the markup.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.factories.exchange import row, workbook
from tests.journeys.conftest import DESK, PHONE, sample_case
from tests.journeys.eyes import ALL, BUT_COLOURS, Screens, cut_on_paper, faults_here, faults_of, hidden_here, lost_here
from tests.journeys.page_actions import click, send

LANGUAGES = ("tg", "ru", "en")
AT_DESK_IN, BY_NIGHT_IN, BUT_COLOURS_IN = "tg", "ru", "en"
MAGNIFIED_IN, BY_KEYS_IN = "ru", "en"
FIRST_PAGE_BYTES = 60_000
DARK_PAPER = "rgb(17, 23, 22)"
COORDINATOR = (
    "cases/ requests/ requests/new/ requests/admit/ directory/ directory/?show=due directory/add/ import/ "
    "figures/ figures/assistance/ figures/crosstab/ data-quality/ search/ duplicates/ duplicates/compare/ duplicates/joined/ more/ complaints/ complaints/new/ groups/ "
    "questionnaires/ questionnaires/12/ questionnaires/12/wording/ questionnaires/5/use/ "
    "calendar/ hand-over/ unit-steps/ staff/ staff/hours/ staff/talk/new/ staff/supervision/new/ own-questions/ own-questions/new/ reports/ "
    "booklet/ booklet/0/ booklet/1/ booklet/2/ booklet/prints/new/ booklet/2/sections/whom/ booklet/voice/whom/tg/ "
    "agreements/ agreements/?show=drafts agreements/new/ terms/ terms/2/ terms/new/ terms/2/?show=all between/ between/?show=over letterhead/ referrals/?who=worker "
    "plans/ plans/new/ figures/studies/ hotline/calls/figures/ hotline/lines/ hotline/lines/TJ-GB/ hotline/lines/TJ-KT/number/ hotline/rota/add/primary/"
)
OFFICE = (
    "letters/ letters/?show=drafts letters/new/ letters/received/new/ letters/talks/new/ letters/contacts/ letters/contacts/new/ "
    "letters/promises/ letters/promises/new/ recommendations/ recommendations/new/ recommendations/changed/ figures/gaps/ gaps/open/"
)
# First, while the second factor is fresh.
TRUST = (
    "exports/new/ revoke/ prove/ own-key/ openings/ blocks/ blocks/new/ exports/ erasures/ retention/ retention/periods/ "
    "retention/told/ standards/ released/ figures/packs/ figures/releases/ figures/releases/new/ figures/reports/ invoices/ money/spending/"
)
GUIDANCE = "guidance/ guidance/cases/ guidance/late/ guidance/versions/"
OF_A_DRAFT = ("", "compare/", "try/", "steps/706c616e/", "steps/706c616e/rules/", "steps/706c616e/place/", "steps/new/", "adopt/")
WORKER = "openings/new/ replies/ account/ tasks/new/ tasks/several/ referrals/ calendar/ my-supervision/ my-supervision/new/ my-supervision/talk/"
TABS = "more/ background/ person/ family/ family/picture/ contact/ people/ assessments/ questionnaires/ programme/ sessions/ consents/ studies/ studies/new/ referrals/ not-to-be-sent/ letters/ closure/ history/"
FORMS = (
    "assessments/new/ questionnaires/12/ask/ questionnaires/16/aloud/1/ questionnaires/12/paper/ "
    "capacities/ sessions/new/ sessions/plan/ note/ help/new/ money/ask/ reviews/new/ steps/ steps/note/ steps/move/ consents/add/ basis/ family/add/ "
    "referrals/add/ not-to-be-sent/add/ gaps/new/ closure/close/ tries/new/ together/ ending/ hold/ urgency/ refer-now/ correct/ background/events/new/"
)
PHYSICIAN = "medical/ medical/3/new/ medical/1/new/ medical/2/new/ drawing/ drawing/marks/new/ reports/ own-questions/"
PSYCHOLOGIST = "records/ records/new/"
KEEPERS = {
    "administrator": "users/ users/add/",
    "security-officer": "audit/ keys/",
    "director": "figures/ figures/gaps/ letters/ recommendations/ staff/hours/",
    "duty-officer": "requests/ search/ hotline/ hotline/calls/ hotline/calls/new/TJ-KT/ hotline/words/ hotline/rota/ hotline/rota/month/ hotline/shifts/ "
    "hotline/on-duty/ hotline/sent/ hotline/sent/new/ hotline/visit/ hotline/lines/ hotline/phone/ hotline/phone/figures/",
    "specialist": "cases/ groups/new/ sessions/several/ acts/",
    "lawyer": "cases/ requests/",
    "accountant": "more/ money/ agreements/ acts/",
    "regional-worker": "",
    "member-worker": "",
}
# Enough to see each state of a row: sure, impossible, and like a person of the sample, written by another hand.
BOOK = workbook(
    row("Я-1", family="Ниёзова", given="Фарзона", sex="ж", birth="02.08.1991", admitted="05.03.2023"),
    row("Я-2", family="Ҷалилов", given="Анвар", birth="31.02.1988", admitted="06.03.2023"),
    row("Я-3", family="Zokirov", given="Khurshed", patronymic="Parvizzoda", birth="03.03.1953", admitted="07.03.2023"),
)


def looks(language: str) -> dict[str, Any]:
    """How the pages are looked at in this language."""
    screens: Screens = (PHONE, DESK) if language == AT_DESK_IN else (PHONE,)
    rules = BUT_COLOURS if language == BUT_COLOURS_IN else ALL
    return {
        "screens": screens,
        "light": "dark" if language == BY_NIGHT_IN else "light",
        "rules": rules,
        "is_magnified": language == MAGNIFIED_IN,
        "has_keys": language == BY_KEYS_IN,
    }


def desk(words: str) -> list[str]:
    return [f"/desk/{word}" for word in words.split()]


def codes(server, what: str, account: str, state: str) -> str:
    """The code of a row of the sample in this state."""
    rows = json.loads(server.panoh("list", what, "--as", account, "--json").stdout)
    return next(row["code"] for row in rows if row.get("state", row.get("status")) == state)


def link(page: Page, path: str, part: str) -> str:
    """The first address of this kind that a page of the desk leads to."""
    page.goto(f"/desk/{path}")
    address = page.locator(f"main {part}").first.get_attribute("href")
    assert address, f"{path} leads to no {part}"
    return address


def bring_in(page: Page, book: bytes) -> None:
    """Hands a register in, up to the look at it."""
    page.goto("/desk/import/")
    page.set_input_files("[name=file]", {"name": "register.xlsx", "mimeType": "application/octet-stream", "buffer": book})
    send(page)


@pytest.fixture(scope="module")
def case(server) -> str:
    """The case of the sample that is furthest: a programme in force, sessions, referrals."""
    return sample_case(server)


def draft_of_guidance(page) -> str:
    """The draft of the sample, or another one where a journey adopted that."""
    page.goto("/desk/guidance/versions/")
    begin = page.locator("main form .btn--main")
    if begin.count():
        click(begin)
    return link(page, "guidance/versions/", ".tasks li:has(.badge--draft) a")


def gone_abroad(server) -> str:
    """The referral of the sample that went to a centre abroad: there was one thing to seal, and to be told that it came."""
    rows = json.loads(server.panoh("list", "referrals", "--as", "coordinator", "--json").stdout)
    return str(next(row["code"] for row in rows if (row["kind"], row["status"]) == ("psychology", "acknowledged")))


@pytest.fixture(scope="module")
def found(server, desks, case) -> dict[str, list[str]]:
    """Addresses that only the sample knows, by account: single entries, and a register looked at and one brought in."""
    accounts = ("coordinator", "social-worker", "administrator", "duty-officer")
    coordinator, worker, administrator, officer = (desks.open(account) for account in accounts)
    bring_in(coordinator, BOOK)
    preview = coordinator.url
    bring_in(coordinator, workbook(row("Я-4", family="Ниёзов", given="Фирдавс", birth="02.08.1961", admitted="05.03.2023")))
    click(coordinator.locator(".next button.btn--main"))
    expect(coordinator.locator(".note--done")).to_be_visible()
    addresses = {
        "coordinator": [
            preview,
            coordinator.url,
            (facility := link(coordinator, "directory/", "tbody a")),
            *(f"{facility}{part}/" for part in ("opening", "terms", "check", "contacts/add")),
            "/desk/requests/?show=decided",
            (complaint := link(coordinator, "complaints/", ".tasks a")),
            link(coordinator, "letters/", "tbody a"),
            link(coordinator, "letters/?show=drafts", "tbody a"),
            link(coordinator, "letters/contacts/", "tbody a"),
            link(coordinator, "letters/promises/", ".do a"),
            (advice := link(coordinator, "recommendations/", "tbody a")),
            f"{advice}give/",
            link(coordinator, "acts/", "tbody a"),
            (agreement := link(coordinator, "agreements/", "tbody a")),
            *(f"{agreement}{part}/" for part in ("end", "renew", "scan", "accounts/new")),
            (drawn := link(coordinator, "agreements/?show=drafts", "tbody a")),
            *(f"{drawn}{part}/" for part in ("sign", "prices/new")),
            link(coordinator, "terms/2/", "a[href*='/accept/']"),
            *(f"{draft_of_guidance(coordinator)}{part}" for part in OF_A_DRAFT),
            f"{link(coordinator, 'organisations/', 'tbody tr:nth-child(3) a')}leaving/",
            (abroad := link(coordinator, f"referrals/{gone_abroad(server)}/", "a[href$='/abroad/']")),
            f"{abroad}key/",
            f"{complaint}answer/",
            (plan := link(coordinator, "plans/", "tbody tr:last-child a")),
            *(f"{plan}{part}/" for part in ("making", "meetings/new", "public")),
            link(coordinator, plan.removeprefix("/desk/"), "a[href*='/beside/']"),
            (running := link(coordinator, link(coordinator, "plans/", "tbody a").removeprefix("/desk/"), "nav a")),
            f"{running}told/",
            link(coordinator, "between/", ".tasks a"),
            f"/desk/cases/{case}/propose/",
        ],
        "social-worker": [
            link(worker, f"cases/{case}/sessions/", ".line a"),
            link(worker, f"cases/{case}/assessments/", "section .head a, section h3 a"),
            link(worker, f"cases/{case}/questionnaires/", "tbody a"),
            link(worker, f"cases/{case}/consents/", "a[href*='/withdraw/']"),
            link(worker, f"cases/{case}/programme/", "a[href$='/print/']"),
            link(worker, "", ".tasks .quiet a"),
            link(worker, "replies/", "tbody a"),
        ],
        "administrator": [link(administrator, "users/", "tbody a")],
        "duty-officer": [
            (call := link(officer, "hotline/calls/", ".tasks a.code")),
            *(f"{call}{part}/" for part in ("back", "worker", "send")),
            link(officer, "hotline/sent/", ".tasks a.code"),
            link(officer, "hotline/shifts/", ".do a[href*='/hand-over/']"),
            link(officer, "hotline/shifts/", ".do a[href*='/swap/']"),
        ],
        "specialist": [link(desks.open("specialist"), "acts/", "a[href*='/my-act/']")],
    }
    desks.close()
    return addresses


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_coordinator_and_the_keepers_are_fit_for_everybody(server, signed_in, found, language):
    request = codes(server, "requests", "coordinator", "triaged")
    draft, sent, declined = (codes(server, "referrals", "coordinator", state) for state in ("draft", "sent", "declined"))
    page = signed_in("coordinator", language=language, lately=True)
    pages = [
        "/desk/",
        *desk(TRUST),
        *desk(COORDINATOR),
        *desk(GUIDANCE),
        *desk(OFFICE),
        *desk(
            f"requests/{request}/ requests/{request}/triage/ requests/{request}/admit/ requests/{request}/urgency/ requests/{request}/refer-now/"
        ),
    ]
    faults = faults_of(
        page,
        [
            *pages,
            *desk(f"referrals/{draft}/ referrals/{sent}/ referrals/{sent}/links/ referrals/{sent}/links/new/"),
            *desk(f"referrals/{sent}/step/booked/ referrals/{declined}/ referrals/{declined}/another/"),
            *found["coordinator"],
        ],
        **looks(language),
    )
    for account, paths in KEEPERS.items():
        pages = ["/desk/", *desk(paths), *found.get(account, [])]
        faults += faults_of(signed_in(account, language=language, lately=True), pages, **looks(language))

    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_case_are_fit_for_everybody(signed_in, case, found, language):
    page = signed_in("social-worker", language=language, lately=True)
    tabs = desk(" ".join(f"cases/{case}/{tab}" for tab in ["", *TABS.split(), *FORMS.split()]))

    faults = faults_of(page, ["/desk/", *desk(WORKER), *tabs, *found["social-worker"]], **looks(language))
    physician = desk(" ".join(f"cases/{case}/{page}" for page in PHYSICIAN.split()))
    faults += faults_of(signed_in("physician", language=language), physician, **looks(language))
    psychologist = desk(" ".join(f"cases/{case}/{page}" for page in PSYCHOLOGIST.split()))
    faults += faults_of(signed_in("psychologist", language=language), psychologist, **looks(language))

    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_and_unlock_are_fit_for_everybody(server, browser, language):
    context = browser.new_context(base_url=server.url, locale=language, color_scheme="light")
    pages = [
        f"/{language}/{page}"
        for page in ("", "write/", "help/", "rights/", "kept/", "call/", "places/", "booklet/", "booklet/decide/", "plan/")
    ]
    pages += [f"/r/{'x' * 22}/{language}/", f"/field/{language}/"]

    faults = faults_of(
        context.new_page(),
        [*pages, "/desk/sign-in/"],
        rules=ALL,
        is_magnified=language == MAGNIFIED_IN,
        has_keys=language == BY_KEYS_IN,
    )

    context.close()
    assert "\n".join(faults) == ""


def every_fault_here(page: Page, name: str) -> list[str]:
    """The faults of the page that stands open, magnified and by the keyboard too."""
    return [*faults_here(page, name), *lost_here(page, name), *hidden_here(page, name)]


def test_what_only_a_press_shows_is_fit_for_everybody(server, signed_in, case):
    worker, coordinator, guardian = (signed_in(account, language="tg") for account in ("social-worker", "coordinator", "security-officer"))
    faults = []

    worker.goto(f"/desk/cases/{case}/")
    click(worker.locator(".title form button"))
    for step in ("how", "number"):
        click(worker.locator(f"#safe-contact button[value={step}]"))
        expect(worker.locator(f"#safe-contact button[value={step}]")).to_have_count(0)
    faults += every_fault_here(worker, "a name and a number opened")
    worker.goto("/desk/requests/new/")
    click(worker.locator("form.form button.btn--main"))
    expect(worker.get_by_role("alert")).to_be_visible()
    faults += every_fault_here(worker, "a form with an error")
    worker.goto("/desk/cases/2222-22222/")
    faults += every_fault_here(worker, "a page that is not there")
    coordinator.goto(f"/desk/referrals/{codes(server, 'referrals', 'coordinator', 'draft')}/")
    click(coordinator.locator("form[action$='/preview/'] button"))
    expect(coordinator.locator(".letter")).to_be_visible()
    faults += every_fault_here(coordinator, "a letter before it leaves")
    coordinator.goto("/desk/cases/")
    click(coordinator.locator("form[action*='/names/'] button"))
    faults += every_fault_here(coordinator, "a list with its names")
    faults += cut_on_paper(coordinator, "a list with its names")
    guardian.goto("/desk/audit/")
    click(guardian.locator("form[action$='/verify/'] button"))
    expect(guardian.locator(".note--done")).to_be_visible()
    faults += every_fault_here(guardian, "the record verified")

    assert "\n".join(faults) == ""


def test_the_way_of_a_new_colleague_is_fit_for_everybody(signed_in, browser):
    administrator = signed_in("administrator", language="tg", lately=True)
    administrator.goto("/desk/users/add/")
    administrator.fill("[name=username]", "new-colleague")
    administrator.select_option("[name=organisation]", index=1)
    administrator.check("[name=roles][value=accountant]")
    administrator.fill("[name=display_name]", "Намуна Намунаев")
    administrator.check("[name=language][value=tg]")
    click(administrator.locator("form.form button.btn--main"))
    faults = every_fault_here(administrator, "the one-time link")
    page = browser.new_context(locale="tg", color_scheme="light").new_page()
    page.goto(administrator.locator("main code").inner_text())
    faults += every_fault_here(page, "the first password")
    page.fill("[name=password]", "three dull words here")
    page.fill("[name=again]", "three dull words here")
    click(page.locator("form.form button.btn--main"))
    expect(page.locator("[name=code]")).to_be_visible()
    faults += every_fault_here(page, "the second factor")
    page.goto(administrator.url.split("/desk/")[0] + "/desk/welcome/used-up/")
    faults += every_fault_here(page, "a link that is used up")

    page.context.close()
    assert "\n".join(faults) == ""


def choose_theme(page: Page, theme: str) -> None:
    """Sets what the account prefers, whatever the device does."""
    page.goto("/desk/account/")
    form = page.locator("form[action$='/preferences/']")
    form.locator(f"[name=theme][value='{theme}']").check()
    click(form.locator("button.btn--main"))


def test_an_account_that_wants_the_dark_gets_it_on_a_light_device(signed_in):
    page = signed_in("accountant", language="en")

    choose_theme(page, "dark")
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    faults = faults_here(page)
    choose_theme(page, "")

    assert paper == DARK_PAPER
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("path", ["/tg/", "/desk/sign-in/", "/desk/"])
def test_a_first_page_is_light(server, signed_in, path):
    page = signed_in("social-worker", viewport=PHONE, language="tg")
    if path != "/desk/":
        page.context.clear_cookies()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))

    page.goto(path, wait_until="networkidle")

    assert len(sizes) > 1, "nothing but the page was counted"
    assert sum(sizes) < FIRST_PAGE_BYTES
