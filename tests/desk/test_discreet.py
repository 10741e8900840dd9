"""Discreet mode: headings and lists show codes and cues alone, and no names open, until it is switched off."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from panoh.accounts.drafts import keep_draft
from panoh.accounts.roles import Role
from panoh.cases.actions import open_task, raise_risk, triage_request
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.actions.tasks import add_own_task
from panoh.cases.enums import Discipline, ProgrammeState, RiskLevel, TaskKind, Urgency
from panoh.cases.forms.programme import EndingForm, GoalForm
from panoh.cases.forms.review import ReviewForm
from panoh.cases.models import Case, Goal, Problem
from panoh.core.clock import now
from panoh.desk.frame.discreet import codes_alone
from panoh.guidance.shipped import FIRST
from panoh.network.enums import Service
from panoh.referrals.board import NUMBERED_SERVICES
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_planned, make_programme, make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.findings import make_diagnosis
from tests.factories.guidance import make_draft
from tests.factories.hotline import make_line
from tests.factories.network import make_facility
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
            '<ul class="tasks"><li><p class="when">3 days</p><div class="what"><a href="/x">Call the mother</a><p>at 9</p></div><div class="do">'
            '<a class="btn" href="/x">Open</a></div></li></ul>',
            '<ul class="tasks"><li><p class="when">3 days</p><div class="what"><span class="kind">Task</span></div><div class="do">'
            '<a class="btn" href="/x">Open</a></div></li></ul>',
        ),
        (
            '<ul class="tasks"><li><div class="what"><a class="kind" href="/x">Screen 1 facility</a></div></li></ul>',
            '<ul class="tasks"><li><div class="what"><a class="kind" href="/x">Screen 1 facility</a></div></li></ul>',
        ),
        (
            f'<fieldset><legend><strong>Қодиров</strong> <span class="code">{CASE}</span></legend><label>Not the same</label></fieldset>',
            f'<fieldset><legend> <span class="code">{CASE}</span></legend><label>Not the same</label></fieldset>',
        ),
        (
            f'<ul class="tasks"><li class="late danger"><p class="when">2 h</p><a href="/x">Threats</a><p><span class="code">{CASE}</span>'
            '<span class="badge badge--danger">Danger to life</span></p><a class="btn btn--danger" href="/y">Open</a></li></ul>',
            f'<ul class="tasks"><li><p class="when">2 h</p><p><span class="code">{CASE}</span></p><a class="btn" href="/y">Open</a></li></ul>',
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


def test_rows_that_read_alike_are_numbered():
    row = f'<li><p class="when">3 days</p><p>{{}} <span class="code">{CASE}</span></p><a class="btn" href="/x">Open</a></li>'
    own = '<li><p class="when">3 days</p><div class="what">{}</div></li>'
    other = row.format("Consent").replace("3 days", "4 days")
    told = "".join([row.format("Threats"), other, row.format("Assessment"), own.format("Call"), own.format("Write")])
    page = BeautifulSoup(codes_alone(f'<ul class="tasks">{told}</ul>'), "html.parser")

    assert [words(one) for one in page.select("li")] == [
        f"3 days {CASE} (1) Open",
        f"4 days {CASE} Open",
        f"3 days {CASE} (2) Open",
        "3 days Task (1)",
        "3 days Task (2)",
    ]


CLOSED = "<details><summary>Show</summary>"
PARTS = [f"<details><summary>Show: part {number}</summary>" for number in (1, 2)]


@pytest.mark.parametrize(
    ("content", "left"),
    [
        (
            '<div class="title"><h1>Help</h1><p>since May</p></div><section><h2>Danger</h2><p>Threats</p><a class="btn" href="/x">Check</a>'
            "</section>",
            f'<div class="title"><h1>Help</h1></div><div class="row"><a class="btn" href="/x">Check</a></div>{CLOSED}<div class="stack-l">'
            '<section><h2>Danger</h2><p>Threats</p><a class="btn" href="/x">Check</a></section></div></details>',
        ),
        (
            f'<div class="title"><h1>Told</h1><p><span class="code">{CASE}</span></p><p class="when">until 18:00</p>'
            '<span class="badge badge--danger">Threats</span></div>',
            f'<div class="title"><h1><span class="code">{CASE}</span></h1><p class="when">until 18:00</p></div>',
        ),
        (
            '<p>Threats</p><form class="form" method="post"><h2>Session</h2><p>Threats</p><label>Note</label><textarea name="a"></textarea>'
            '<p class="actions"><button class="btn">Save</button></p></form>',
            f'{PARTS[0]}<div class="stack-l"><p>Threats</p></div></details><form class="form" method="post"><h2>Session</h2>{PARTS[1]}'
            '<div class="stack-l"><p>Threats</p></div></details><label>Note</label><textarea name="a"></textarea>'
            '<p class="actions"><button class="btn">Save</button></p></form>',
        ),
        (
            '<form><textarea name="a">Threats</textarea><input type="text" name="b" value="Қодиров"><input type="text" name="c" value="">'
            '<details class="how" open><summary>More <span class="quiet">Threats</span></summary><select></select></details></form>',
            f'<form>{CLOSED}<textarea name="a">Threats</textarea></details>{CLOSED}<input type="text" name="b" value="Қодиров"></details>'
            '<input type="text" name="c" value=""><details class="how"><summary>More </summary><select></select></details></form>',
        ),
        (
            '<form><fieldset><legend>Now</legend><div class="choices"><label class="choice"><input type="checkbox" checked><span>Injury</span>'
            '</label></div></fieldset><select name="b"><option value="">–</option><option value="x" selected>Bokhtar</option></select>'
            '<div class="choices"><label class="choice"><input type="radio" value="y"><span>today</span></label></div></form>',
            '<form><fieldset><legend>Now</legend><details><summary>Show<span class="unseen">: Now</span></summary>'
            '<div class="choices"><label class="choice"><input type="checkbox" checked><span>'
            f'Injury</span></label></div></details></fieldset>{CLOSED}<select name="b"><option value="">–</option><option value="x" selected>'
            'Bokhtar</option></select></details><div class="choices"><label class="choice"><input type="radio" value="y"><span>today</span>'
            "</label></div></form>",
        ),
        (
            '<p><form action="/a"><button>Open</button></form></p><ul><li>A <a class="btn" href="/1">Open</a></li></ul>',
            f'<div class="row"><form action="/a"><button>Open</button></form></div>{CLOSED}<div class="stack-l"><p><form action="/a">'
            '<button>Open</button></form></p><ul><li>A <a class="btn" href="/1">Open</a></li></ul></div></details>',
        ),
        (
            f'<form><label><input type="checkbox"><span>Threats · {CASE} · 3 days</span></label><label><input type="radio"> {CASE}, family '
            "member: Қодиров</label></form>",
            f'<form><label><input type="checkbox"><span>{CASE} · 3 days</span></label><label><input type="radio"><span>{CASE}</span>'
            "</label></form>",
        ),
        (
            '<section><h2>Check danger</h2><p><span class="kind">Task</span> <a class="btn" href="/x">Begin</a></p></section>',
            f'<div class="row"><span class="kind">Task</span><a class="btn" href="/x">Begin</a></div>{CLOSED}<div class="stack-l"><section>'
            '<h2>Check danger</h2><p><span class="kind">Task</span> <a class="btn" href="/x">Begin</a></p></section></div></details>',
        ),
        (
            '<p>A</p><p><a class="btn telling-act" href="/x">Check again</a> <a class="btn" href="/y">Open</a></p>',
            f'<div class="row"><a class="btn" href="/y">Open</a></div>{CLOSED}<div class="stack-l"><p>A</p><p><a class="btn telling-act" '
            'href="/x">Check again</a> <a class="btn" href="/y">Open</a></p></div></details>',
        ),
        (
            '<p>A</p><form action="/a"><button>Show</button></form>',
            f'{CLOSED}<div class="stack-l"><p>A</p><form action="/a"><button>Show</button></form></div></details>',
        ),
        (
            '<ul class="tasks places"><li><a href="/x">Team</a><p class="quiet">psychological</p></li></ul>',
            '<ul class="tasks places"><li><a href="/x">Team</a></li></ul>',
        ),
        ('<p class="row"><a class="btn" href="/x">Record</a></p>', None),
        (
            '<form><fieldset class="telling-question"><legend>To sleep again</legend><select></select></fieldset><div class="field telling-answers"><label>'
            'Service</label><select name="a"><option>talks: his sleep</option></select></div></form>',
            f'<form>{CLOSED}<fieldset class="telling-question"><legend>To sleep again</legend><select></select></fieldset></details>'
            f'<div class="field telling-answers"><label>Service</label>{CLOSED}<select name="a"><option>talks: his sleep</option></select></details>'
            "</div></form>",
        ),
        (
            '<form><fieldset class="telling-question"><select></select></fieldset>\n<fieldset class="telling-question"><input></fieldset>'
            "</form>",
            f'<form>{CLOSED}<div class="form"><fieldset class="telling-question"><select></select></fieldset><fieldset '
            'class="telling-question"><input></fieldset></div></details></form>',
        ),
        (
            '<form><div class="field"><label for="a">Danger to life: what was done</label><textarea id="a"></textarea></div><div class="field">'
            '<label for="b">Why</label><p class="hint">The danger stays open</p><textarea id="b"></textarea></div></form>',
            f'<form>{PARTS[0]}<div class="field"><label for="a">Danger to life: what was done</label><textarea id="a"></textarea></div></details>'
            f'<div class="field"><label for="b">Why</label>{PARTS[1]}<p class="hint">The danger stays open</p></details><textarea id="b">'
            "</textarea></div></form>",
        ),
        (
            '<form><fieldset role="presentation" data-asked-if="a"><fieldset><legend>Reason</legend><div class="choices"><label><input type="radio"><span>хатар ба '
            "ҳаёт</span></label></div></fieldset></fieldset></form>",
            f'<form><fieldset role="presentation" data-asked-if="a"><fieldset><legend>Reason</legend>{CLOSED}<div class="choices"><label><input type="radio"><span>'
            "хатар ба ҳаёт</span></label></div></details></fieldset></fieldset></form>",
        ),
        ('<form><div class="field"><label>Бехатар · безопасно</label><input name="a"></div></form>', None),
        (
            '<div class="note note--danger" role="status"><p>A</p></div>',
            f'{CLOSED}<div class="stack-l"><div class="note note--danger" role="status"><p>A</p></div></div></details>',
        ),
    ],
)
def test_what_a_page_tells_stands_behind_a_press_and_what_is_written_in_stays(content, left):
    shut = codes_alone(f"<main>{content}</main>", is_shut=True)
    assert shut == f"<main>{left if left is not None else content}</main>"


def test_questions_and_answers_that_tell_something_of_somebody_are_marked():
    goals = {Goal(): {"words": "to sleep again"}}
    for form in (ReviewForm(goals=goals, before={}), EndingForm(goals=goals)):
        assert "to sleep again" in BeautifulSoup(str(form), "html.parser").select_one(".telling-question legend").text
    goal = BeautifulSoup(str(GoalForm(problems={Problem(): "no sleep"})), "html.parser")

    assert [one["name"] for one in goal.select(".telling-answers input[type=radio]")] == ["problem", "problem"]


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_the_button_of_the_bar_reads_otherwise_than_a_fold_and_its_two_names_alike(language):
    with override(language):
        hides, shows, fold = gettext("Hide details"), gettext("Show details"), gettext("Show")
        sentence = gettext(
            "Names stay hidden while details are hidden. Press “Show details” at the top when nobody else can see your screen."
        )

    assert hides.split()[-1] == shows.split()[-1] != fold.split()[-1]
    assert shows in sentence


def test_several_presses_of_a_page_are_told_apart():
    page = BeautifulSoup(codes_alone('<main><p>Threats</p><p class="when">3 days</p><p>Sleep</p></main>', is_shut=True), "html.parser")

    assert [words(one) for one in page.select("summary")] == ["Show: part 1", "Show: part 2"]


def test_a_press_of_a_field_says_to_who_listens_of_which_question_it_is():
    asked = '<label for="a">Note <span class="quiet">optional</span></label><textarea id="a">Threats</textarea>'
    chosen = (
        '<fieldset class="field" role="presentation"><legend>How it ended</legend>'
        '<div class="choices"><input type="radio" checked><label>Moved away</label></div></fieldset>'
    )
    page = BeautifulSoup(codes_alone(f"<main><form>{asked}{chosen}</form></main>", is_shut=True), "html.parser")

    assert [one.get_text() for one in page.select("summary")] == ["Show: Note", "Show: How it ended"]
    assert [one.get_text() for one in page.select("summary .unseen")] == [": Note", ": How it ended"]  # seen, it stands above


def test_of_what_was_typed_just_now_only_what_is_wrong_stays_and_what_went_wrong_is_said():
    alert = '<div role="alert">One field</div>'
    wrong = f'<main><form>{alert}<details open><textarea name="a" aria-invalid="true">Threats</textarea></details></form></main>'
    assert codes_alone(wrong, is_shut=True, is_typed=True) == wrong
    right = f'<main><form>{alert}<textarea name="a">Threats</textarea></form></main>'
    page = BeautifulSoup(codes_alone(right, is_shut=True, is_typed=True), "html.parser")
    assert (page.textarea.find_parent("details") is not None, page.select_one("[role=alert]").find_parent("details")) == (True, None)
    trouble = "<body data-trouble><main><p>Someone else changed this meanwhile</p></main></body>"
    assert codes_alone(trouble, is_shut=True) == trouble


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "field"), [("report_danger", "kind"), ("hold_review", "outcome"), ("record_assessment", "summary")])
def test_a_fold_that_holds_a_refused_field_is_open_while_details_are_hidden(client, name, field):
    case, (worker,) = make_team(Role.PSYCHOLOGIST)
    make_programme(case, by=worker, state=ProgrammeState.APPROVED)
    sign_in(client, worker)
    client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})
    before = soup_of(client.get(url(name, case)))

    refused = soup_of(client.post(url(name, case), {"version": Case.objects.get().version, "discipline": "psychological"}))

    wrong = refused.select_one(f"[name={field}]")
    assert refused.select_one('.note--error[role="alert"]').has_attr("autofocus")
    assert [fold.has_attr("open") for fold in wrong.find_parents("details")] in ([], [True])
    assert [fold.has_attr("open") for fold in before.select_one(f"[name={field}]").find_parents("details")] in ([], [False])


def test_a_refused_answer_is_open_with_what_was_chosen_and_why_it_was_refused_is_told_by_a_press():
    group = '<fieldset class="field--error telling-answers"><legend>What</legend>{}<div class="choices">{}</div></fieldset>'
    error = '<div id="a_error"><p class="error">Say how the danger ended</p></div>'
    answers = '<label><input type="radio" name="a" value="1" checked>Left home</label>'
    page = f"<main><form>{group.format(error, answers)}<details><summary>More</summary>{group.format('', answers)}</details></form></main>"

    shut = BeautifulSoup(codes_alone(page, is_shut=True, is_typed=True), "html.parser")

    assert [[fold.has_attr("open") for fold in one.find_parents("details")] for one in shut.select("input")] == [[True], [True, True]]
    assert not shut.select_one(".error").find_parent("details").has_attr("open")
    assert not BeautifulSoup(codes_alone(page, is_shut=True), "html.parser").select("details[open]")


def test_what_was_refused_because_of_a_danger_is_told_by_a_press():
    alert = '<div role="alert"><p>One field</p>{}</div>'
    said = f"{CLOSED}<p>Ҳоло хатар ҳаст</p></details>"
    assert codes_alone(alert.format("<p>Ҳоло хатар ҳаст</p>")) == alert.format(said)
    trouble = "<body data-trouble><main><h1>Now</h1><p>A danger cannot be postponed</p></main></body>"
    assert words(BeautifulSoup(codes_alone(trouble, is_shut=True), "html.parser").main) == "Now Show A danger cannot be postponed"


@pytest.mark.parametrize("said", ["Undone. Everything is as it was before.", "Undone. Your text is kept as a draft."])
def test_that_something_was_undone_is_read_without_a_press(said):
    page = f'<main><div class="said"><div class="note"><svg></svg><p>{said}</p></div></div></main>'

    assert codes_alone(page) == page


def test_what_was_just_done_is_told_by_a_press_and_undone_without_one():
    page = (
        '<main><div class="said"><div class="note"><svg></svg><p>Done: Threats.</p></div><div class="undo"><span>'
        f'<span class="code">{CASE}</span> Threats</span><form><button>Undo</button></form></div></div></main>'
    )
    assert codes_alone(page) == (
        f'<main><div class="said"><div class="note"><svg></svg>{CLOSED}<div class="stack-l"><p>Done: Threats.</p></div></details></div>'
        f'<div class="undo"><span class="code">{CASE}</span>{CLOSED}<div class="stack-l"><span><span class="code">{CASE}</span> Threats'
        "</span></div></details><form><button>Undo</button></form></div></div></main>"
    )


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
def test_it_holds_in_the_browser_until_it_is_switched_off_and_comes_back_to_the_page(client, worker):
    sign_in(client, worker)
    here = f"{reverse('desk:cases')}?state=open"
    bar = soup_of(client.get(here)).select_one(".bar form[action$='discreet/']")
    assert (words(button := bar.select_one("[name=on]")), button["value"], bar.select_one("[name=back]")["value"]) == (
        "Hide details",
        "1",
        here,
    )

    answer = switch(client, True, here)
    kept = answer.cookies[settings.DISCREET_COOKIE_NAME]
    assert (answer.url, kept.value, kept["httponly"], kept["samesite"], kept["path"]) == (here, "1", True, "Lax", "/")
    bar = soup_of(client.get(here)).select_one(".bar form[action$='discreet/']")
    assert (words(bar.button), bar.button["value"], bar.button.get("aria-pressed")) == ("Show details", "", None)
    assert soup_of(client.get(here)).select(".who") == []
    assert [switch(client, True, back).url for back in ("", "https://example.org/", "/ru/")] == ["/desk/"] * 3

    client.post(reverse("desk:sign_out"))
    sign_in(client, worker)
    assert soup_of(client.get(here)).select(".who") == []  # who locked because somebody came near finds it as it was

    switch(client, False)
    assert soup_of(client.get(here)).select_one(".who") is not None
    sign_in(client, worker)
    assert soup_of(client.get(here)).select_one(".who") is not None


@pages
def test_drafts_of_the_account_are_within_reach_by_their_codes(client, worker, case):
    keep_draft(worker, f"consent:{case.pk}", {"words": ["х"]}, path=url("consent_add", case))
    keep_draft(worker, "request:new", {"need_words": ["х"]}, path=reverse("desk:request_new"))
    sign_in(client, worker)
    there = reverse("desk:account")
    assert "Ask for consent" in main_text(client.get(there))

    switch(client, True)
    page = soup_of(client.get(there)).main
    for shut in page.select("details"):
        shut.extract()
    assert (words(page.select_one(".code")), "Ask for consent" in words(page), "Request" in words(page)) == (case.code, False, True)
    assert {one["href"] for one in page.select("a.btn")} == {
        f"{url('consent_add', case)}?draft=use",
        f"{reverse('desk:request_new')}?draft=use",
    }


@pages
def test_of_a_sound_its_button_says_not_what_it_is_for(client, worker):
    sign_in(client, worker)
    switch(client, True)
    assert words(soup_of(client.get(reverse("desk:account"))).select_one("[data-ring-sound]")) == "Sound on this device"


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

    several = client.get(reverse("desk:tasks_several"))
    assert ("занг ба модари" in several.text, "Personal task" in several.text) == (False, True)
    task = soup_of(client.get(reverse("desk:task", args=[own.pk])))
    assert (words(task.h1), words(task.select_one("main details .words"))) == (
        "Personal task",
        "занг ба модари Ҷамшед",
    )
    day = soup_of(client.get(reverse("desk:my_day")))
    (row,) = (one for one in day.select("main .tasks li") if one.select("a.kind"))
    assert (words(row.select_one(".kind")), words(row.select_one(".do"))) == ("Personal task", "Open")
    assert row.select_one(".btn")["href"] == reverse("desk:task", args=[own.pk])
    for address in ("my_day", "cases", "referrals", "tasks", "calendar"):
        page = soup_of(client.get(reverse(f"desk:{address}")))
        assert "занг ба модари" not in str(page), address
        rows = [row for row in page.select("main tr, main li") if row.select(".code") or "tasks" in (row.parent.get("class") or [])]
        assert rows, address
        for row in rows:
            for kept in row.select(".code, .cue, .when, .btn, .kind, button, select, label, time"):
                kept.extract()
            assert words(row) == "", (address, words(row))
    assert case.code in main_text(client.get(reverse("desk:my_day")))

    file = soup_of(client.get(url("case_file", case)))
    assert (words(file.select_one("main .title")), file.title.get_text()) == (f"{case.code} Report", case.code)
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
        assert (refused.status_code, "Names stay hidden while" in refused.text, "Қодиров" in refused.text) == (
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
def test_the_switch_stays_on_the_page_where_something_was_opened_by_a_press(client, coordinator, case):
    sign_in(client, coordinator)
    lists = f"{reverse('desk:cases')}?page=1"
    for here, press in ((lists, reverse("desk:case_names")), (url("case_file", case), url("case_file", case))):
        opened = client.post(press, headers={"Referer": f"http://testserver{here}"})
        assert soup_of(opened).select_one(".bar [name=back]")["value"] == here
    elsewhere = client.post(url("case_file", case), headers={"Referer": f"http://example.org{here}"})
    assert soup_of(elsewhere).select_one(".bar [name=back]")["value"] == ""


@pages
@pytest.mark.parametrize("view", ["death_new", "erasure_add", "case_urgency"])
def test_the_title_of_a_form_about_a_case_is_its_code_also_outside_discreet_mode(client, coordinator, case, view):
    sign_in(client, coordinator)
    assert soup_of(client.get(url(view, case))).title.get_text() == case.code


@pages
def test_a_question_read_aloud_stands_behind_a_press(client, case, worker):
    sign_in(client, worker)
    address = url("case_aloud", case, "phq9", 1)
    question = words(soup_of(client.get(address)).h1)

    switch(client, True)
    page = soup_of(client.get(address))
    (shut,) = [one for one in page.select("form details") if one.select("[name=answer]")]
    assert (words(page.h1), words(shut.legend)) == (f"{case.code} 1 of 10", question)
    assert len(page.select("[name=answer]")) == len(shut.select("[name=answer]")) > 3


@pages
def test_questions_of_a_whole_form_stand_behind_one_press(client, case, worker):
    sign_in(client, worker)
    switch(client, True)
    form = soup_of(client.get(url("case_ask", case, "phq9"))).select_one("form[data-draft]")

    shut = form.select_one("details")
    assert len(shut.select("[name=item_1], [name=item_10]")) > 8
    assert {one["name"] for one in form.select("[name]") if shut not in one.parents} >= {"done_on", "language", "way", "remark"}
    assert not [one for one in form.select("[name^=item_]") if shut not in one.parents]


def buttons(client, address):
    """What can be pressed on a page before anything is opened."""
    main = soup_of(client.get(address)).main
    for shut in main.select("details, .said"):
        shut.extract()
    return [words(one) for one in main.select(".btn")]


@pages
def test_the_next_step_of_a_case_is_a_task_beside_its_button(client, case, worker):
    sign_in(client, worker)
    begins = soup_of(client.get(url("case_file", case))).select_one(".next .row")
    assert words(begins).startswith("Begin")
    switch(client, True)

    main = soup_of(client.get(url("case_file", case))).main
    (task,) = [one for one in main.select(".kind") if not one.find_parent("details")]
    assert (words(task), words(task.find_next_sibling())) == ("Task", "Begin")


@pages
def test_the_buttons_of_a_case_and_of_a_request_are_the_same_where_there_is_a_danger(client, coordinator):
    physician = make_user(Role.PHYSICIAN)
    sign_in(client, physician)
    switch(client, True)
    calm, other = (make_case(by=coordinator, workers=((physician, Discipline.MEDICAL),)) for _each in range(2))
    open_task(other, by=coordinator, kind=TaskKind.DANGER, due=now(), owner=physician)
    first, second = (make_request(by=coordinator, urgency=urgency) for urgency in (Urgency.GREEN, Urgency.RED))

    assert buttons(client, url("case_file", calm)) == buttons(client, url("case_file", other)) != []
    assert buttons(client, reverse("desk:request_detail", args=[first.code])) != []
    assert len({str(buttons(client, reverse("desk:request_detail", args=[one.code]))) for one in (first, second)}) == 1
    told = soup_of(client.get(url("case_file", other))).main
    assert all(one.find_parent("details") for one in told.select(".note--danger"))


@pages
def test_the_buttons_of_what_a_physician_reads_are_the_same_where_there_is_a_diagnosis(client, coordinator):
    physician = make_user(Role.PHYSICIAN)
    sign_in(client, physician)
    switch(client, True)
    well, ill = (make_case(by=coordinator, workers=((physician, Discipline.MEDICAL),)) for _each in range(2))
    make_diagnosis(ill, by=physician)

    assert buttons(client, url("case_medical", well)) == buttons(client, url("case_medical", ill)) == ["Report", "Add a diagnosis"]


@pages
def test_rows_of_the_day_that_are_about_nobody_say_what_is_to_be_done(client, coordinator):
    make_facility(by=coordinator)
    sign_in(client, coordinator)
    switch(client, True)

    rows = soup_of(client.get(reverse("desk:my_day"))).select("main .tasks .what")
    assert "Screen 1 facility for safety" in [words(row) for row in rows]


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


@pages
def test_what_is_urgent_stands_first_in_the_day_and_is_not_called_a_danger(client, worker, case):
    take_on_danger(case.tasks.get(kind=TaskKind.DANGER), by=worker, owner=worker)
    sign_in(client, worker)
    switch(client, True)

    for address in (reverse("desk:my_day"), f"{reverse('desk:tasks')}?part=danger", reverse("desk:cases")):
        page = soup_of(client.get(address)).main
        page.select_one(".how").extract()
        assert case.code in words(page), address
        assert page.select(".danger, .btn--danger, .badge--danger") == [], address
        assert "Danger" not in words(page), address
    assert words(soup_of(client.get(reverse("desk:my_day"))).main.h2) == "Now"
    assert words(soup_of(client.get(f"{reverse('desk:tasks')}?part=danger")).h1) == "Now"


@pages
@pytest.mark.parametrize(
    ("view", "asked"),
    [
        ("add_alleged_event", {"methods", "bodies", "involvement", "place_kind", "purposes"}),
        ("case_urgency", {"dangers", "suicide", "violence_hours"}),
        ("report_danger", {"kind"}),
        ("request_triage", {"dangers", "suicide", "violence_hours"}),
    ],
)
def test_questions_of_what_was_done_and_of_danger_stand_behind_a_press(client, coordinator, worker, case, view, asked):
    sign_in(client, coordinator if view == "request_triage" else worker)
    switch(client, True)
    about = make_request(by=coordinator) if view == "request_triage" else case
    form = soup_of(client.get(reverse(f"desk:{view}", args=[about.code]))).select_one("form[data-draft]")

    shut = {one["name"]: one for one in form.select("details:not(.how) [name]")}
    assert asked <= shut.keys()  # beside those that have an answer from before
    assert {one["name"] for one in form.select("[name]")} > shut.keys()
    assert all(shut[name].find_parents("details")[-1].select("legend, label[for]") for name in asked)


@pages
def test_why_a_request_with_a_danger_is_not_withdrawn_is_told_by_a_press(client, coordinator):
    request = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER)
    open_task(request, by=coordinator, kind=TaskKind.RISK, due=now(), owner=coordinator)
    sign_in(client, coordinator)
    switch(client, True)

    refused = client.post(reverse("desk:request_take_back", args=[request.code]), {"words": "Ёрии дигар лозим"})
    alert = soup_of(refused).select_one("main [role=alert]")
    assert (refused.status_code, "an open danger to life" in words(alert.details)) == (400, True)
    alert.details.extract()
    assert words(alert) == "One field to check"


@pages
@pytest.mark.parametrize(
    ("view", "told"),
    [
        ("case_urgent", {"facility", "service", "ground"}),
        ("case_people", {"worker"}),
        ("referral_add", {"facility", "service"}),
        ("hand_over", {"giver", "taker"}),
        ("call_new", {"dangers"}),
    ],
)
def test_answers_that_name_dangers_organisations_and_specialities_are_behind_a_press(client, coordinator, case, view, told):
    make_facility(by=coordinator, name="Клиника Х")
    make_line()
    sign_in(client, make_user(Role.DUTY_OFFICER) if view == "call_new" else coordinator)
    about = {"hand_over": [], "call_new": ["TJ-KT"]}.get(view, [case.code])
    address = reverse(f"desk:{view}", args=about)
    switch(client, True)

    form = soup_of(client.get(address)).find(attrs={"name": sorted(told)}).find_parent("form")
    shut = {one["name"] for one in form.select("details:not(.how) [name]")}

    assert told <= shut
    for press in form.select("details"):
        press.extract()
    read = words(form)
    assert [each for each in ("danger", "detained", "Клиника", "psychiatrist", "Secretariat") if each in read] == []


@pages
def test_by_what_a_list_is_filtered_is_behind_a_press(client, coordinator, case):
    sign_in(client, coordinator)
    make_referral(case=case, by=coordinator)
    filtered = f"{reverse('desk:referrals')}?service={NUMBERED_SERVICES[Service.PSYCHIATRY]}"
    for address, named in ((filtered, "psychiatrist"), (f"{reverse('desk:cases')}?urgency=1", "at once")):
        switch(client, False)
        assert f"Filtered by: {named}" in words(soup_of(client.get(address)).main)

        switch(client, True)
        page = soup_of(client.get(address)).main
        for press in page.select("details"):
            press.extract()
        assert (named in words(page), "Filtered by" in words(page)) == (False, False)


def test_a_choice_of_a_case_is_its_code_with_the_cue():
    page = (
        f'<main><form><label><input type="checkbox" name="cases"> <span>{CASE} <svg class="icon cue"><title>pear</title></svg> Хатлон</span>'
        "</label></form></main>"
    )
    assert codes_alone(page, is_shut=True) == (
        f'<main><form><label><input type="checkbox" name="cases"><span>{CASE} <svg class="icon cue"><title>pear</title></svg></span>'
        "</label></form></main>"
    )


@pages
def test_cases_to_be_assigned_are_called_by_their_code(client, coordinator):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    assert "admitted" in words(soup_of(client.get(reverse("desk:cases_assign"))).select_one("[name=cases]").parent)

    switch(client, True)
    assert words(soup_of(client.get(reverse("desk:cases_assign"))).select_one("[name=cases]").parent) == case.code


@pages
def test_questions_of_a_safety_plan_and_where_to_refer_are_behind_a_press(client, coordinator, case):
    make_facility(by=coordinator, name="Клиника Х")
    sign_in(client, coordinator)
    switch(client, True)

    plan, urgent = (soup_of(client.get(url(name, case))).main for name in ("safety_plan", "case_urgent"))
    (press,) = [one for one in plan.select("form details") if one.find("textarea")]

    assert len(press.select("label")) == len(press.select("textarea")) == 6
    assert len({words(one) for one in plan.select("summary")}) == len(plan.select("summary"))
    assert urgent.find(attrs={"name": "facility"}).find_parent("details") is not None
    for shut in [*plan.select("details"), *urgent.select("details")]:
        shut.extract()
    assert "getting hard" not in words(plan)
    assert "Клиника" not in words(urgent)


@pages
def test_what_is_done_about_a_danger_is_behind_a_press_but_to_take_it_on_and_to_reach_the_person(client, coordinator, case):
    task = raise_risk(case, level=RiskLevel.HIGH, by=coordinator)
    sign_in(client, coordinator)
    told = {"Safety plan", "Urgent referral now"}

    def acts(page):
        return {words(one) for one in page.select("a.btn, form[action] button")}

    assert acts(soup_of(client.get(reverse("desk:danger", args=[task.pk]))).main) >= told
    switch(client, True)
    page = soup_of(client.get(reverse("desk:danger", args=[task.pk]))).main
    assert told <= acts(page)
    for shut in page.select("details"):
        shut.extract()
    assert not acts(page) & told
    assert acts(page) >= {"I have it", "How to contact safely"}


@pages
def test_a_step_of_the_guidance_is_called_by_its_number(client, worker):
    sign_in(client, worker)
    address = reverse("desk:guidance_step_read", args=[FIRST, "plan"])
    number, label = words(soup_of(client.get(address)).h1).split(" · ")

    switch(client, True)
    page = soup_of(client.get(address))
    assert (words(page.h1), label in page.title.get_text()) == (number, False)
    assert label in " ".join(words(shut) for shut in page.select("main details"))
    for shut in page.select("main details"):
        shut.extract()
    assert label not in words(page.main)


@pages
@pytest.mark.parametrize("form", ["guidance_step", "guidance_step_rules", "guidance_step_place"])
def test_a_form_of_a_step_of_a_draft_of_the_guidance_is_called_by_its_number(client, form):
    coordinator = sign_in(client, make_coordinator())
    address = reverse(f"desk:{form}", args=[make_draft(by=coordinator).code, "approve"])
    number, label = words(soup_of(client.get(address)).h1).split(" · ")

    switch(client, True)
    page = soup_of(client.get(address))
    assert (words(page.h1), label in page.title.get_text()) == (number, False)


@pages
def test_a_draft_of_a_case_is_offered_by_its_code_alone(client, worker, case):
    keep_draft(worker, f"consent:{case.pk}", {"words": ["х"]}, path=url("consent_add", case))
    sign_in(client, worker)
    switch(client, True)

    (link,) = soup_of(client.get(reverse("desk:my_day"))).select("main .note a")
    assert (words(link.select_one(".code")), "consent" in words(link)) == (case.code, False)


@pages
@pytest.mark.parametrize(("name", "field"), [("request_new", "needs"), ("call_new", "needs"), ("add_session", "notes")])
def test_which_kind_of_help_it_is_is_told_by_a_press(client, name, field):
    make_line()
    psychologist, officer = make_user(Role.PSYCHOLOGIST), make_user(Role.DUTY_OFFICER)
    case = make_case(by=make_coordinator(), workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    sign_in(client, {"call_new": officer, "add_session": psychologist}.get(name) or make_coordinator())
    client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})
    there = reverse(f"desk:{name}", args={"call_new": ["TJ-KT"], "add_session": [case.code]}.get(name, []))

    asked = soup_of(client.get(there)).find(attrs={"name": field})
    box = asked.find_parent(class_="field") or asked.find_parent("fieldset")
    for one in box.select("details"):
        one.decompose()

    assert "psycholog" not in box.get_text().lower()
