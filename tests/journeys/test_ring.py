"""A telephone that rings: what its script shows when it is woken, and how it is enrolled. No push service is asked: both ends are the browser's."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PATIENCE, PHONE, Server, SignIn, sample_case
from tests.journeys.page_actions import click, press

OWN = {"secret": "s" * 43, "plain": "Лутфан нигаред", "codes": "{}: лутфан нигаред", "page": "https://unit.example/desk/"}
# Runs the script of the service worker in a page, with a `self` that hears, shows and opens.
WOKEN = """async own => {
  if (own) await new Promise(done => {
    const ask = indexedDB.open('ring', 1);
    ask.onupgradeneeded = () => ask.result.createObjectStore('own');
    ask.onsuccess = () => {
      const deed = ask.result.transaction('own', 'readwrite');
      deed.objectStore('own').put(own, 'own');
      deed.oncomplete = () => { ask.result.close(); done(); };
    };
  });
  const heard = {}, shown = [], opened = [];
  const self = {
    addEventListener: (name, act) => { heard[name] = act; },
    registration: {showNotification: async (text, how) => { shown.push([text, Object.keys(how).sort()]); }},
    clients: {openWindow: async page => { opened.push(page); }},
  };
  new Function('self', await (await fetch('/ring/worker.js')).text())(self);
  const act = name => new Promise(done => heard[name]({waitUntil: work => work.then(done), notification: {close() {}}}));
  await act('push');
  await act('notificationclick');
  return {shown, opened, heard: Object.keys(heard)};
}"""
# Where the page stands in the window, each time it stands elsewhere.
WATCHED = """() => {
  const main = document.querySelector('main');
  window.tops = [];
  setInterval(() => {
    const top = Math.round(main.getBoundingClientRect().top);
    if (tops[tops.length - 1] !== top && !window.wheeled) tops.push(top);
  }, 20);
  addEventListener('wheel', () => { window.wheeled = true; });
}"""
# A row of what rings whose act is a long one: whom to call about a danger of another region.
LONG = """<div data-count="1" data-mark="long"><ul class="tasks"><li class="late danger">
<div class="what"><a href="/desk/more/">Эҳтимол ба ҳаёт хатар ҳаст ва касе онро ба уҳда нагирифтааст</a>
<p class="quiet"><span class="when">09:00, дирӯз</span> <a href="/desk/">+1</a></p></div>
<div class="do"><form><button class="btn btn--danger">Занг задем, ҷавоб доданд: social-worker</button></form></div></li></ul></div>"""
ENDPOINT = "https://fcm.googleapis.com/fcm/send/invented"
# A browser that lets itself be woken, with no service behind it.
LETS_ITSELF_BE_WOKEN = f"""
  Notification.requestPermission = async () => 'granted';
  PushManager.prototype.subscribe = async wish => {{ window.subscribed = wish; return {{endpoint: '{ENDPOINT}'}}; }};
"""


@pytest.fixture
def woken(bare: Server, browser: Browser):
    """A telephone at a page of the same origin."""
    context = browser.new_context(base_url=bare.url, viewport=PHONE, bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/field/en/")
    yield page
    context.close()


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ('{"codes": ["7K2"]}', "7K2: лутфан нигаред"),
        ('{"codes": ["7K2", "M4P"]}', "7K2, M4P: лутфан нигаред"),
        ('{"codes": []}', "Лутфан нигаред"),
        ("<p>locked</p>", "Лутфан нигаред"),
        (None, "Лутфан нигаред"),
    ],
)
def test_woken_it_shows_three_signs_of_what_waits_or_only_to_look_in(woken: Page, answer, shown):
    asked = []

    def reply(route):
        asked.append((route.request.post_data, route.request.headers.get("cookie")))
        return route.abort() if answer is None else route.fulfill(body=answer)

    woken.route("**/ring/now/", reply)

    told = woken.evaluate(WOKEN, OWN)

    assert told["shown"] == [[shown, ["renotify", "requireInteraction", "tag"]]]
    assert told["opened"] == ["https://unit.example/desk/"]
    assert told["heard"] == ["push", "notificationclick"]
    assert asked == [(f"secret={OWN['secret']}", None)]


def test_with_nothing_kept_it_says_so_in_all_languages_and_opens_nothing(woken: Page):
    told = woken.evaluate(WOKEN, None)

    ((said, _how),) = told["shown"]
    assert said == "Лутфан нигаред · Пожалуйста, загляните · Please look in"
    assert told["opened"] == []


def test_the_server_itself_answers_a_secret_that_is_nobodys(woken: Page):
    assert woken.evaluate(WOKEN, OWN)["shown"][0][0] == "Лутфан нигаред"


def test_a_telephone_is_connected_by_one_press_and_does_not_meet_the_page_without_a_network(signed_in: SignIn):
    page = signed_in("psychologist", viewport=PHONE, lately=True)
    page.add_init_script(LETS_ITSELF_BE_WOKEN)
    page.goto("/desk/account/telephones/")
    press(page, "Connect this phone")

    expect(page.locator("main")).to_contain_text("This phone is connected.")
    scopes = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).map(one => new URL(one.scope).pathname)")
    assert scopes == ["/ring/"]
    stores = page.evaluate("async () => (await indexedDB.databases()).map(one => one.name)")
    assert stores == ["ring"]
    press(page, "Disconnect")
    expect(page.locator("main")).to_contain_text("No phone is connected.")


def test_a_danger_rings_above_the_page_that_somebody_writes_on_and_ends_with_its_outcome(server: Server, signed_in: SignIn) -> None:
    """The page of a form is open on a telephone while a colleague reports a danger: it rings above the form, nothing that was typed is lost,
    the tab counts it; who has it writes the outcome, and who reported it reads that."""
    case = sample_case(server)
    reporter, psychologist = signed_in("coordinator"), signed_in("psychologist", viewport=PHONE, language="ru", rings=True)
    psychologist.goto(f"/desk/cases/{case}/sessions/new/")
    summary = psychologist.locator("[name=summary]")
    summary.fill("Сон лучше")
    psychologist.evaluate("scrollTo(0, 0)")
    psychologist.evaluate(WATCHED)

    reporter.goto(f"/desk/cases/{case}/now/")
    reporter.locator("[name=kind][value=risk]").check()
    click(reporter.locator("form.form button.btn--main"))

    expect(psychologist.locator("#ringing li .btn--danger")).to_be_visible(timeout=PATIENCE)
    expect(psychologist).to_have_title(re.compile(r"^🔔 \d+ · "))
    expect(summary).to_have_value("Сон лучше")
    assert len(psychologist.evaluate("tops")) == 1, psychologist.evaluate("tops")
    box = psychologist.locator("#ringing")
    assert box.evaluate("one => one.offsetHeight") <= PHONE["height"] / 9
    assert box.locator(".what p").evaluate("line => line.scrollWidth <= line.clientWidth")  # neither the hour nor its day is cut
    psychologist.mouse.wheel(0, 400)
    expect(box).to_be_in_viewport()
    psychologist.add_init_script(f"addEventListener('DOMContentLoaded', {WATCHED})")
    psychologist.goto(f"/desk/cases/{case}/sessions/new/")
    expect(psychologist.locator("#ringing li .btn--danger")).to_be_visible(timeout=PATIENCE)
    assert len(psychologist.evaluate("tops")) == 1, psychologist.evaluate("tops")
    psychologist.goto(reporter.url)
    expect(psychologist).to_have_title(re.compile(r"^🔔 \d+ · "))
    expect(psychologist.locator("#ringing button")).to_have_count(0)  # on the page of a danger no press is for another one
    take = psychologist.locator("main form[action$='/take/'] button")
    if take.count():
        click(take.first)
    psychologist.locator("[name=outcome][value=ended]").check()
    psychologist.locator("[name=how][value=safe]").check()
    psychologist.locator("[name=words]").fill("Жена рядом, ночует у брата")
    click(psychologist.locator("form.form button.btn--main"))
    reporter.goto("/desk/")
    expect(reporter.locator("main")).to_contain_text("the person is safe")


def test_a_long_act_stands_below_the_words_of_what_rings_and_the_page_stays_as_wide_as_the_telephone(signed_in: SignIn) -> None:
    page = signed_in("psychologist", viewport=PHONE, rings=True)
    page.route("**/desk/ringing/**", lambda route: route.fulfill(body=LONG))
    page.goto("/desk/cases/")

    act = page.locator("#ringing button")
    expect(act).to_be_visible(timeout=PATIENCE)
    words, button = page.locator("#ringing .what").bounding_box(), act.bounding_box()
    assert words is not None
    assert button is not None
    assert words["y"] + words["height"] <= button["y"]
    assert page.locator("#ringing .what > a").evaluate("title => title.scrollWidth <= title.clientWidth")  # no word of it is cut
    assert words["width"] > PHONE["width"] * 0.9
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("#ringing").evaluate("one => one.offsetHeight") <= 120
