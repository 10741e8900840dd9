"""The call at ten past two, on four telephones: the officer, the coordinator, the worker of the region without a network, whoever is second.

The clock of the server stands still where it is; the danger is made older, so that its next step comes.
"""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.instances import SAMPLED, Instances
from tests.journeys.conftest import PHONE, Desks, Server, serve
from tests.journeys.page_actions import click, send
from tests.journeys.test_phone import PIN, sign_in_on, telephone

CODE = r"[0-9A-Z]{4}-[0-9A-Z]{5}"
RINGS = 20_000  # milliseconds: two rounds of the worker, and of what a page asks
OLDER = """
from panoh.cli.django_ready import setup
setup()
import datetime as dt
from django.db.models import F
from panoh.audit.guard import writes_allowed
from panoh.cases.models import Danger, Task
from panoh.hotline.models import Alert
hour = dt.timedelta(minutes=61)
task = Task.objects.filter(danger__isnull=False, done_at=None).order_by("-danger__raised_at").first()
with writes_allowed():
    Danger.objects.filter(pk=task.danger_id).update(raised_at=F("raised_at") - hour)
    Task.objects.filter(pk=task.pk).update(opened_at=F("opened_at") - hour, due_at=F("due_at") - hour)
    Alert.objects.filter(target=task.pk).update(at=F("at") - hour)
"""


def older(server: Server) -> None:
    """The newest danger was noticed more than its hour earlier."""
    environment = {**server.environment, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run([sys.executable, "-c", OLDER], env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def test_from_the_call_to_the_outcome_on_four_telephones(browser: Browser, instances: Instances):
    for server in serve(instances, SAMPLED):
        desks = Desks(server, browser)

        def phone_of(account: str, language: str, desks: Desks = desks) -> Page:
            return desks.open(account, viewport=PHONE, language=language, rings=True)

        # The officer ticks two answers, and asks for help: it rings at the coordinator's, whatever page is open there.
        officer, coordinator = phone_of("duty-officer", "tg"), phone_of("coordinator", "ru")
        coordinator.goto("/desk/cases/")
        counted = coordinator.locator("#ringing [data-count]")
        expect(counted).to_be_attached()
        before = int(str(counted.get_attribute("data-count")))
        officer.goto("/desk/hotline/calls/new/TJ-KT/")
        officer.locator("[name=dangers][value=life]").check()
        officer.locator("[name=urgency][value=hour]").check()
        click(officer.locator("form.form button[name=send]"))
        told = re.search(CODE, officer.locator("main").inner_text())
        assert told, officer.locator("main").inner_text()
        request = told[0]
        expect(counted).to_have_attribute("data-count", str(before + 1), timeout=RINGS)
        expect(coordinator).to_have_title(re.compile(rf"^🔔 {before + 1} · "))

        # A worker of the region is sent: what was said at the call is in the form.
        officer.goto("/desk/hotline/calls/")
        click(officer.locator("main a[href*='/desk/hotline/calls/']", has_text=re.compile(CODE)).first)
        officer.goto(f"{officer.url}worker/")
        officer.locator("[name=words]").fill("Деҳа, хонаи сеюм. Танҳо аз хоҳар пурсед")
        click(officer.locator("form.form button.btn--main"))
        sent = re.search(CODE, officer.locator("main").inner_text())
        assert sent, officer.locator("main").inner_text()
        dispatch = sent[0]

        # The worker reads where to go, loses the network, answers from the road; with the network it is there.
        worker = phone_of("regional-worker", "tg")
        worker.goto("/desk/hotline/phone/figures/")
        worker.locator("[name=pin]").fill(PIN)
        send(worker)
        worker.goto("/desk/")
        expect(worker.locator("main")).to_contain_text(dispatch)
        context = telephone(browser, server)
        road = context.new_page()
        road.goto("/field/tg/")
        expect(road.locator("#ready")).to_be_visible()
        sign_in_on(road, "regional-worker")
        expect(road.locator("#door")).to_be_hidden()
        context.set_offline(True)
        for answer, words in (("acknowledged", ""), ("done", "Ёфтам, назди хоҳар аст, осебаш нест")):
            road.locator("[name=what][value=dispatch]").check()
            road.locator("[name=code]").fill(dispatch)
            road.locator(f"[name=answer][value={answer}]").check()
            road.locator("[name=said]").fill(words)
            click(road.locator("form[data-key] button.main"))
            expect(road.locator("[name=code]")).to_be_hidden()
        context.set_offline(False)
        expect(road.locator("#state")).to_contain_text("Фиристода шуд", timeout=RINGS)
        officer.goto(f"/desk/hotline/sent/{dispatch}/")
        seen(officer, "иҷро шуд")

        # Its hour is over and nobody has it: the director is asked. The coordinator has it by one press, and it rings nowhere.
        director = phone_of("director", "en")
        older(server)
        director.goto("/desk/")
        seen(director, "nobody has taken it on")
        coordinator.goto("/desk/")
        row = coordinator.locator("main li", has_text=request)
        click(row.locator("form[action$='/take/'] button").first)
        expect(counted).to_have_attribute("data-count", str(before), timeout=RINGS)
        director.goto("/desk/")
        expect(director.locator("#ringing li")).to_have_count(0)

        # What came of it is written, and the officer who told of it reads that.
        coordinator.goto(f"/desk/requests/{request}/")
        click(coordinator.get_by_role("link", name=re.compile("^Записать исход")).first)
        coordinator.locator("[name=outcome][value=ended]").check()
        coordinator.locator("[name=how][value=safe]").check()
        coordinator.locator("[name=words]").fill("Она у сестры, сотрудник был у неё")
        click(coordinator.locator("form.form button.btn--main"))
        officer.goto("/desk/")
        seen(officer, "анҷом ёфт")
        desks.close()
        context.close()


def seen(page: Page, words: str) -> None:
    """Looks again until the page says it."""
    for _look in range(10):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(2000)
        page.reload()
    raise AssertionError(f"{words} is not on {page.url}: {page.locator('main').inner_text()}")
