"""Discreet mode: headings and lists show codes and cues alone, and no names open, until it is switched off."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions.tasks import add_own_task
from panoh.cases.enums import Discipline, Urgency
from panoh.core.clock import now
from panoh.desk.frame.discreet import codes_alone
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_planned
from tests.factories.cases import make_case
from tests.factories.referrals import make_referral
from tests.pages import main_text, soup_of, url

CASE = "G7DQ-W3WV5"


def words(row):
    """What is left to read in a part of a page."""
    return " ".join(row.get_text(" ").split())


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("<h1>My day</h1>", "<h1>My day</h1>"),
        (f'<h1>Danger <span class="code">{CASE}</span></h1>', f'<h1><span class="code">{CASE}</span></h1>'),
        (
            f'<div class="title"><p>Cases</p><h1><span class="code">{CASE}</span> <svg class="icon cue"><title>pear</title></svg></h1>'
            "<p>female, 34</p></div>",
            f'<div class="title"><h1><span class="code">{CASE}</span> <svg class="icon cue"><title>pear</title></svg></h1></div>',
        ),
        (
            f'<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td><strong>Қодиров</strong></td><td data-head="Case"><a href="/x">'
            f'<span class="code">{CASE}</span></a></td><td><a class="btn" href="/y">Open<span class="unseen"> Қодиров</span></a></td></tr>'
            "</tbody></table>",
            f'<table><tbody><tr><td data-head="Case"><a href="/x"><span class="code">{CASE}</span></a></td><td>'
            '<a class="btn" href="/y">Open</a></td></tr></tbody></table>',
        ),
        (
            '<ul class="tasks"><li class="late"><p class="when">3 days<small>since today</small></p><div><a href="/x">Call the mother</a>'
            '<div class="do"><form method="post"><input type="hidden" name="t"><button class="btn">Done</button></form></div></div></li></ul>',
            '<ul class="tasks"><li class="late"><p class="when">3 days<small>since today</small></p><div>'
            '<div class="do"><form method="post"><input type="hidden" name="t"><button class="btn">Done</button></form></div></div></li></ul>',
        ),
        (
            f'<fieldset><legend><strong>Қодиров</strong> <span class="code">{CASE}</span></legend><label>Not the same</label></fieldset>',
            f'<fieldset><legend> <span class="code">{CASE}</span></legend><label>Not the same</label></fieldset>',
        ),
        ('<ul class="tasks places"><li><div><a href="/x">Search</a><p>A person by name</p></div></li></ul>', None),
        ("<table><thead><tr><th>A</th></tr></thead><tr><td>1 &amp; 2 &#8226;<br>ӣ</td></tr></table>", None),
        ('<!doctype html>\n<p title="a &lt; b">x <b>y</b> <svg viewBox="0 0 1 1"><path d="M0"/></svg></p><!-- c -->', None),
    ],
)
def test_of_headings_and_lists_codes_cues_times_and_buttons_stay(part, left):
    kept = left if left is not None else part.replace("<!-- c -->", "")
    assert codes_alone(part) == kept


def test_the_title_is_the_code_of_the_page_or_says_nothing():
    page = f'<head><title>Medical report</title></head><h1><span class="code">{CASE}</span></h1>'
    assert f"<title>{CASE}</title>" in codes_alone(page)
    assert "<title>Panoh</title>" in codes_alone("<head><title>Medical report</title></head><h1>Reports</h1>")


@pytest.fixture
def worker(coordinator):
    return make_user(Role.SOCIAL_WORKER, username="worker")


@pytest.fixture
def case(coordinator, worker):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED, family_name="Қодиров")


def switch(client, on, back=""):
    return client.post(reverse("desk:discreet"), {"on": "1" if on else "", "back": back})


pages = pytest.mark.django_db


@pages
@pytest.mark.database
def test_it_holds_for_the_session_until_it_is_switched_off_and_comes_back_to_the_page(client, worker):
    sign_in(client, worker)
    here = f"{reverse('desk:cases')}?state=open"
    bar = soup_of(client.get(here)).select_one(".bar form[action$='discreet/']")
    assert (bar.button["aria-pressed"], bar.button["value"], bar.select_one("[name=back]")["value"]) == ("false", "1", here)

    assert switch(client, True, here).url == here
    bar = soup_of(client.get(here)).select_one(".bar form[action$='discreet/']")
    assert (bar.button["aria-pressed"], bar.button["value"]) == ("true", "")
    assert soup_of(client.get(here)).select(".who") == []
    assert [switch(client, True, back).url for back in ("", "https://example.org/", "/ru/")] == ["/desk/"] * 3

    switch(client, False)
    assert soup_of(client.get(here)).select_one(".who") is not None


@pages
@pytest.mark.database
def test_lists_and_headings_of_the_desk_show_codes_alone(client, worker, case, coordinator):
    own = add_own_task(by=worker, words="занг ба модари Ҷамшед", due=now())
    make_referral(case=case, by=coordinator)
    make_planned(case, by=worker, discipline=Discipline.SOCIAL)
    sign_in(client, worker)
    told = client.get(reverse("desk:my_day"))
    assert "занг ба модари" in told.text
    switch(client, True)

    for address in (reverse("desk:task", args=[own.pk]), reverse("desk:tasks_several")):
        page = client.get(address)
        assert ("занг ба модари" in page.text, "Personal task" in page.text) == (False, True), address
    for address in ("my_day", "cases", "referrals", "tasks", "calendar"):
        page = soup_of(client.get(reverse(f"desk:{address}")))
        assert "занг ба модари" not in str(page), address
        rows = [row for row in page.select("main tr, main li") if row.select(".code") or "tasks" in (row.parent.get("class") or [])]
        assert rows, address
        for row in rows:
            for kept in row.select(".code, .cue, .when, .btn, button, select, label, time"):
                kept.extract()
            assert words(row) == "", (address, words(row))
    assert case.code in main_text(client.get(reverse("desk:my_day")))

    file = soup_of(client.get(url("case_file", case)))
    assert (words(file.select_one("main .title")), file.title.get_text()) == (case.code, case.code)
    form = soup_of(client.get(url("attempt_new", case)))
    assert (words(form.select_one("main .title")), form.title.get_text()) == (case.code, case.code)


@pages
@pytest.mark.database
def test_no_names_open_and_none_that_were_open_stay(client, coordinator, case):
    sign_in(client, coordinator)
    assert "Қодиров" in client.post(reverse("desk:case_names")).text
    assert switch(client, True).url == "/desk/"

    assert "Show names" not in client.get(reverse("desk:cases")).text
    for address in (
        reverse("desk:case_names"),
        url("case_family", case),
        url("case_family_picture", case),
        reverse("desk:directory_names"),
        reverse("desk:agreements"),
    ):
        refused = client.post(address)
        assert (refused.status_code, "Names stay hidden in discreet mode" in refused.text, "Қодиров" in refused.text) == (
            409,
            True,
            False,
        ), address
    for view in ("case_file", "case_person"):
        one = client.post(url(view, case))
        assert (one.status_code, "Қодиров" in one.text, "Show the name" in one.text) == (200, False, False), view
    switch(client, False)
    assert "Қодиров" in client.post(url("case_file", case)).text


@pages
@pytest.mark.database
def test_what_leads_to_a_page_of_the_desk_or_of_a_case_stays(client, worker, case):
    sign_in(client, worker)
    places = {address: hrefs(client, address) for address in (reverse("desk:more"), url("case_more", case))}
    assert all(len(found) > 3 for found in places.values())

    switch(client, True)
    assert {address: hrefs(client, address) for address in places} == places


def hrefs(client, address):
    """Where the rows of a page of places lead, of those that can be read."""
    return [link["href"] for link in soup_of(client.get(address)).select("main .places a") if link.get_text(strip=True)]
