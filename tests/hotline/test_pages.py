"""Pages of the hotline: a call in one screen, by one hand, without script."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import Draft
from panoh.accounts.roles import Role
from panoh.cases.actions import Answers, raise_risk
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Request
from panoh.core.clock import DUSHANBE, now, today
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import Post
from panoh.hotline.forms.calls import DANGERS
from panoh.hotline.forms.phone import CaptureForm
from panoh.hotline.models import Call, PhoneLine
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.desk.forms import visible_controls
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.hotline import make_call, make_line, make_officer, make_shift
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/desk/hotline/calls/"


@pytest.fixture
def officer(client):
    make_line()
    user = make_officer()
    sign_in(client, user)
    return user


def given(**facts):
    return {"urgency": "routine", "caller": "not_said", "may_call_back": "", **facts}


def test_a_call_of_sixty_seconds_is_four_presses_and_a_sentence(client, officer):
    page = soup_of(client.get("/desk/hotline/"))
    address = page.select_one("a.btn--main")["href"]
    form = soup_of(client.get(address)).select_one("form.talk")
    required = {field["name"] for field in form.select("[aria-required=true]")}
    assert required == set()

    answered = client.post(address, given(urgency="day", said="Хоб намекунад"), follow=True)

    assert "is recorded." in text(answered)
    assert (Call.objects.get().urgency, Call.objects.get().request) == ("day", None)


def test_a_form_of_which_nothing_is_answered_is_no_call(client, officer):
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given())

    assert (answered.status_code, Call.objects.exists()) == (400, False)
    assert "Enter at least one answer." in text(answered)


def test_a_call_begins_with_whether_there_is_danger_then_the_lines_to_say_then_what_is_said(client, officer):
    soup = soup_of(client.get(reverse("desk:call_new", args=["TJ-KT"])))

    first = list(dict.fromkeys(visible_controls(soup.select_one("form.talk"))))[:3]
    assert first == ["dangers", "said", "urgency"]
    text_of = soup.select_one("form.talk").get_text()
    assert text_of.index("Conversation scripts") < text_of.index("Is there danger")
    assert text_of.index("Are you thinking of ending your life?") < text_of.index("What was said and what you did")
    assert soup.main.find_all("form")[0]["class"] == ["form", "talk"]  # the presses for a call without words stand below


def test_the_page_of_a_telephone_asks_everything_since_no_script_of_the_desk_is_there(client):
    assert (CaptureForm.asked_if, CaptureForm.folds) == ({}, ())


def test_the_second_button_asks_for_help_and_nothing_is_asked_twice(client, officer):
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(needs=["medical"], send="1", said="Дард"), follow=True)

    request = Request.objects.get()
    assert Call.objects.get().request == request
    assert request.code in text(answered)


def test_who_took_a_call_goes_on_with_it_after_help_was_asked_for(client, officer):
    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(needs=["medical"], dangers=["child"], send="1"))

    call = Call.objects.get()
    page = client.get(reverse("desk:call", args=[call.code]))

    assert (page.status_code, call.request.code in page.text, "is not requested yet" in page.text) == (200, True, False)
    assert call.code in client.get(reverse("desk:calls")).text
    assert client.get(reverse("desk:request_detail", args=[call.request.code])).status_code in (403, 404)


def test_without_what_for_help_cannot_be_asked_and_what_was_typed_stays(client, officer):
    refused = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(send="1", said="Дард"))

    assert refused.status_code == 400
    assert "Дард" in text(refused)
    assert not Call.objects.exists()


def test_who_may_be_here_already_is_asked_before_a_request_is_made(client):
    coordinator = make_coordinator()
    make_line()
    waiting = make_request(by=coordinator, family_name="Раҳимова", given_name="Зулфия")
    sign_in(client, coordinator)
    typed = given(needs=["medical"], send="1", family_name="Раҳимова", given_name="Зулфия")

    asked = client.post(reverse("desk:call_new", args=["TJ-KT"]), typed)
    assert (waiting.code in text(asked), Call.objects.exists()) == (True, False)

    client.post(reverse("desk:call_new", args=["TJ-KT"]), {**typed, "asked": "1"})
    assert Call.objects.get().request is not None
    client.post(reverse("desk:call_new", args=["TJ-KT"]), {**typed, "asked": "1", "kind": "dropped"})  # the line breaks off meanwhile
    assert [call.request is None for call in Call.objects.order_by("-begun_at")] == [True, False]


WRONG = {"number": "12", "place": "Чилтан", "call_from": "26:00", "call_to": "18:00", "begun_on": "завтра", "may_call_back": "yes"}


LATER = {"begun_on": "31.02", "begun": "25:10", "caller": "nobody", "needs": ["nothing"], "given": ["x"], "call_from": "31.02"}


@pytest.mark.parametrize("facts", [{"dangers": [each]} for each, _label in DANGERS] + [{"urgency": "hour"}])
@pytest.mark.parametrize("send", [{}, {"send": "1"}])
def test_whatever_is_urgent_is_saved_and_what_cannot_be_read_stands_among_the_words(client, officer, facts, send):
    more = {"call_to": "31.02", "number": "93 555", **LATER}
    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(**facts, **send) | more)

    call = Call.objects.get()
    (opened,) = open_sealed([call], by=officer.actor, purpose=Purpose.OWN_WORK)
    assert [each for each in ("31.02", "93 555", "25:10", "nobody", "nothing") if each not in opened.said] == []
    assert (call.dangers, call.call_to, call.request is not None) == (facts.get("dangers", []), None, bool(send))


def test_an_hour_that_lies_ahead_keeps_nothing_urgent_from_being_saved(client, officer):
    typed = given(urgency="hour", begun="12:30", begun_on=f"{today():%d.%m.%Y}")
    with time_machine.travel(dt.datetime.combine(today(), dt.time(9), DUSHANBE), tick=False):
        sign_in(client, officer)
        client.post(reverse("desk:call_new", args=["TJ-KT"]), typed)

        assert Call.objects.get().begun_at == now()


@pytest.mark.parametrize("facts", [{"dangers": ["no_shelter"]}, {"urgency": "hour"}])
def test_where_there_is_danger_or_the_hour_it_is_not_asked_what_for_nor_who_it_may_be(client, facts):
    coordinator = make_coordinator()
    make_line()
    make_request(by=coordinator, family_name="Раҳимова", given_name="Зулфия")
    sign_in(client, coordinator)
    names = {"family_name": "Раҳимова", "given_name": "Зулфия"}

    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(**facts, **names, send="1"))
    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(**facts, **names))
    client.post(reverse("desk:call_send", args=[Call.objects.get(request=None).code]), {})

    assert [call.request.needs for call in Call.objects.all()] == [[], []]


@pytest.mark.parametrize("more", [{"call_to": "31.02"}, {"number": "93 555", "may_call_back": "yes"}, {"call_from": "18:00"}])
@pytest.mark.parametrize("urgency", ["day", "three_days", "routine"])
def test_where_nothing_is_urgent_what_is_wrong_is_asked_as_ever(client, officer, urgency, more):
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(urgency=urgency, needs=["medical"], send="1", **more) | more)

    assert (answered.status_code, Call.objects.count()) == (400, 0)


@pytest.mark.parametrize("danger", ["life", "own_life"])
@pytest.mark.parametrize(
    "more", [{}, {"may_call_back": "yes"}, {"may_call_back": "yes", "number": "987654321", "call_from": "18:00"}, WRONG]
)
def test_danger_to_life_is_written_down_and_sent_on_whatever_else_is_missing_or_wrong(client, officer, danger, more):
    client.post(reverse("desk:call_new", args=["TJ-KT"]), {"dangers": [danger], "send": "1", **more})

    call = Call.objects.get()
    (opened,) = open_sealed([call.request], by=make_coordinator().actor, purpose=Purpose.OWN_WORK)
    kept = " ".join([opened.need_words, opened.contact_terms, opened.number])
    typed = [value for name, value in more.items() if name != "may_call_back"]
    assert [value for value in typed if value not in kept and value != "987654321"] == []
    assert call.request.urgency == "red"
    assert (call.may_call_back, call.lacks_number) == (True if more else None, bool(more) and "987654321" not in more.values())


@pytest.mark.parametrize("typed", ["93 555 01 сестра Зарина", "93 555 01 22 сестра Зарина", "93 555", "112"])
@pytest.mark.parametrize("dangers", [["life"], ["child"], []])
def test_what_is_no_whole_number_is_refused_or_stands_among_the_words_as_it_was_typed(client, officer, typed, dangers):
    facts = given(dangers=dangers, may_call_back="yes", number=typed, send="1")
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), facts, follow=True)

    if dangers:
        assert "The safe number cannot be dialled: what you typed is in the text" in text(answered)
        (opened,) = open_sealed([Call.objects.get()], by=officer.actor, purpose=Purpose.OWN_WORK)
        assert (opened.number, opened.said) == ("", f"Safe number: {typed}")
    else:
        field = soup_of(answered).select_one("[name=number]")
        assert (answered.status_code, Call.objects.count(), field["value"]) == (400, 0, typed)
        assert "Enter a valid telephone number" in text(answered)


@pytest.mark.parametrize("facts", [{"dangers": ["life"]}, {"dangers": ["child"]}, {"urgency": "hour"}])
def test_a_danger_that_is_saved_and_not_sent_says_that_help_is_not_asked_for_yet(client, officer, facts):
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(**facts), follow=True)

    page, call = soup_of(answered), Call.objects.get()
    (said,) = page.select("#said .note")
    assert ("is saved, but help is not requested yet" in said.get_text(), "Request help" in said.get_text()) == (True, True)
    assert ("note--late" in said["class"], "note--done" in said["class"]) == (True, False)
    assert page.select(f'form[action="{reverse("desk:call_send", args=[call.code])}"] button')
    assert "Help is not requested yet" in text(client.get(reverse("desk:call", args=[call.code])))

    sent = client.post(reverse("desk:call_send", args=[call.code]), {"needs": ["medical"]}, follow=True)
    assert "not requested yet" not in text(sent)
    assert "not requested yet" not in text(client.get(reverse("desk:call", args=[call.code])))


def test_a_call_without_danger_or_that_is_sent_says_it_is_done(client, officer):
    for typed in (given(said="Кор"), given(dangers=["life"], send="1")):
        answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), typed, follow=True)
        said = soup_of(answered).select("#said > *")
        assert [one["class"] for one in said] in ([["undo"]], [["note", "note--done"], ["undo"]])
        assert all("not requested yet" not in one.get_text() for one in said)


@pytest.mark.parametrize("later", [False, True])
def test_danger_to_life_is_sent_on_before_it_is_asked_who_it_may_be(client, later):
    coordinator = make_coordinator()
    make_line()
    make_request(by=coordinator, family_name="Раҳимова", given_name="Зулфия")
    sign_in(client, coordinator)
    typed = {"dangers": ["life"], "family_name": "Раҳимова", "given_name": "Зулфия"}

    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(**typed, **({} if later else {"send": "1"})))
    if later:
        client.post(reverse("desk:call_send", args=[Call.objects.get().code]), {})

    assert Call.objects.get().request is not None


def test_whoever_sends_a_worker_begins_with_the_hour_and_the_region_of_the_line(client, officer):
    call = make_call(by=officer, line=make_line("TJ-SU"), region="", urgency="hour")

    page = soup_of(client.get(reverse("desk:call_worker", args=[call.code])))

    assert page.select_one("input[name=clock][checked]")["value"] == "hour"
    assert page.select_one("select[name=place] option[selected]")["value"] == "TJ-SU"


def test_a_worker_is_sent_with_the_words_of_the_call_which_a_press_opens(client, officer):
    call = make_call(by=officer, said="Дар хонаи хоҳараш пинҳон аст")
    page = soup_of(client.get(reverse("desk:call", args=[call.code])))
    (press,) = page.select(f'form[action="{reverse("desk:call_worker", args=[call.code])}"] button')

    shown = client.post(reverse("desk:call_worker", args=[call.code]), {press["name"]: press["value"]})

    assert soup_of(shown).select_one("textarea[name=words]").get_text().strip() == "Дар хонаи хоҳараш пинҳон аст"
    assert "пинҳон" not in text(client.get(reverse("desk:call_worker", args=[call.code])))


def test_triage_says_of_the_hour_that_it_is_one(client):
    coordinator = sign_in(client, make_coordinator())
    call = make_call(by=coordinator, urgency="hour", sending=Answers())

    page = text(client.get(reverse("desk:request_triage", args=[call.request.code])))

    assert ("at once, within an hour" in page, "within 24 hours" in page) == (True, False)


def test_a_call_without_words_is_one_press(client, officer):
    line = PhoneLine.objects.get(region="TJ-KT")
    keep_draft(officer, f"call:{line.pk}", {"said": ["Писарамро"]}, path="/desk/")

    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(kind="silent"), follow=True)

    assert "Counted: silent" in text(answered)
    assert Call.objects.get().kind == "silent"
    assert not Draft.objects.exists()


def test_a_null_character_where_no_form_reads_breaks_no_page(client, officer):
    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(kind="silent\0"))

    assert answered.status_code == 400
    assert not Call.objects.exists()


@pytest.mark.parametrize("said", [{"dangers": ["child"]}, {"said": "Писарамро бурданд"}])
def test_a_call_that_breaks_off_after_something_was_ticked_or_written_is_kept_with_it(client, officer, said):
    page = soup_of(client.get(reverse("desk:call_new", args=["TJ-KT"])))
    button = page.select_one("button[name=kind][value=dropped]")
    assert button["form"] == page.select_one("form.talk")["id"]

    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(kind="dropped", **said), follow=True)

    call = Call.objects.get()
    (opened,) = open_sealed([call], by=officer.actor, purpose=Purpose.OWN_WORK)
    assert (call.kind, call.dangers) == ("dropped", said.get("dangers", []))
    assert (opened.said.endswith("Cut off"), said.get("said", "") in opened.said) == (True, True)
    assert ("is saved, but help is not requested yet" in text(answered)) is ("dangers" in said)
    shown = client.get(reverse("desk:call", args=[call.code]))
    assert ("cut off" in text(shown), "Request help" in text(shown)) == (True, True)
    client.post(reverse("desk:call_send", args=[call.code]), {"needs": ["medical"]})
    assert Call.objects.get().request is not None


@pytest.mark.parametrize("safe", ["", "no"])
def test_how_to_reach_somebody_is_not_lost_where_it_was_not_said_that_it_is_safe(client, officer, safe):
    address = reverse("desk:call_new", args=["TJ-KT"])
    terms = {"number": "987654321", "who_may_answer": "хоҳар Лола", "what_to_say": "аз дорухона", "may_call_back": safe}

    refused = client.post(address, given(send="1", needs=["medical"], **terms))
    assert refused.status_code == 400
    assert "Say whether it is safe to call back" in text(refused)
    client.post(address, given(send="1", dangers=["life"], **terms))

    (opened,) = open_sealed([Request.objects.get()], by=officer.actor, purpose=Purpose.DECISION)
    label = {"": "not asked", "no": "no, they will call again"}[safe]
    lines = [f"Is it safe to call back: {label}", "Safe number: 987654321", "Who may answer: хоҳар Лола", "аз дорухона"]
    assert [line for line in lines if line not in opened.need_words] == []
    assert (opened.number or "", Call.objects.get().may_call_back) == ("", {"": None, "no": False}[safe])


def test_the_number_is_looked_at_while_it_is_typed_and_is_not_kept(client, officer):
    make_call(by=officer, called_from="+992987654321")
    address = reverse("desk:calls_before")

    assert "1 earlier call from this number" in text(client.post(address, {"called_from": "98 765 43 21"}))
    assert "No call from this number" in text(client.post(address, {"called_from": "987654300"}))
    assert text(client.post(address, {"called_from": "9"})) == ""
    again = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(called_from="987654321"), follow=True)
    assert "Calls from this number within 30 days: 2" in text(again)


def test_an_hour_that_lies_ahead_was_yesterdays(client, officer):
    ahead = now().astimezone(DUSHANBE) + dt.timedelta(minutes=2)
    client.post(reverse("desk:call_new", args=["TJ-KT"]), given(begun=f"{ahead:%H:%M}"))

    call = Call.objects.get()
    assert call.is_late
    assert dt.timedelta(hours=23) < now() - call.begun_at < dt.timedelta(hours=25)


def test_words_open_by_a_press_and_one_more_makes_the_request(client, officer):
    call = make_call(by=officer)
    page = reverse("desk:call", args=[call.code])

    assert "дард" not in text(client.get(page))
    assert "дард" in text(client.post(page))
    client.post(reverse("desk:call_send", args=[call.code]), {"needs": call.needs})
    assert Request.objects.get().call == call
    assert Request.objects.get().code in text(client.get(page))


def test_a_call_of_another_shift_is_not_there(client, officer):
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    call = make_call(by=officer)

    assert client.get(reverse("desk:call", args=[call.code])).status_code == 403
    assert client.get("/desk/hotline/").status_code == 403
    assert client.get(reverse("desk:hotline_scripts")).status_code == 200


def test_the_coordinator_sees_figures_and_sets_who_serves_a_region(client):
    make_call()
    sign_in(client, make_coordinator())

    assert "conversation" in text(client.get(reverse("desk:call_figures")))
    route = reverse("desk:hotline_route", args=["TJ-GB"])
    shown = soup_of(client.get(route))
    version = shown.select_one("[name=version]")["value"]
    client.post(route, {"line": "TJ-SU", "version": version})
    page = soup_of(client.get(reverse("desk:hotline_lines")))
    assert "Sughd" in next(row.get_text(" ") for row in page.select(".tasks li") if "Badakhshan" in row.get_text())
    assert "TJ-" not in page.main.get_text()


def test_three_silent_calls_stand_above_the_coordinators_day(client, officer):
    for _ in range(3):
        client.post(reverse("desk:call_new", args=["TJ-KT"]), given(kind="silent"))
    sign_in(client, make_coordinator())

    assert "Three silent calls" in text(client.get("/desk/"))
    board = soup_of(client.get("/desk/hotline/"))
    client.post(board.select_one("form[action*=alerts]")["action"])
    assert "Three silent calls" not in text(client.get("/desk/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, officer, count, django_assert_num_queries):
    for _ in range(count):
        make_call(by=officer)
    client.get(LIST)

    with django_assert_num_queries(QUERIES + 2):
        shown = client.get(LIST)

    assert len(soup_of(shown).select(".tasks > li")) == count


@pytest.mark.parametrize(
    ("urgency", "dangers", "said"),
    [
        ("routine", ["life"], "now"),
        ("routine", ["child"], "today"),
        ("routine", ["no_shelter"], "today"),
        ("three_days", ["own_life"], "now"),
        ("three_days", ["life"], "today"),
        ("hour", ["no_shelter"], "now"),
        ("routine", [], "in order of arrival"),
    ],
)
def test_a_call_says_one_urgency_the_more_pressing_of_what_was_said_and_its_danger(client, officer, urgency, dangers, said):
    call = make_call(by=officer, urgency=urgency, dangers=dangers)

    facts = soup_of(client.get(reverse("desk:call", args=[call.code]))).select(".facts > div")
    assert [fact.dd.get_text(strip=True) for fact in facts if fact.dt.get_text(strip=True) == "When is help needed"] == [said]
    badges = soup_of(client.get(LIST)).select_one(".tasks .badges").get_text(" ", strip=True)
    assert badges == ("Danger" if dangers else said)  # each is a danger that is open


def test_when_to_call_and_who_may_answer_stand_open_where_something_is_said_of_it(client, officer):
    def is_open(**typed):
        refused = client.post(reverse("desk:call_new", args=["TJ-KT"]), given(send="1", said="Дард", **typed))
        return soup_of(refused).select_one(".safe details.how").has_attr("open")

    assert (is_open(), is_open(who_may_answer="сестра")) == (False, True)


def test_dangers_that_the_reader_does_not_see_are_told_apart_on_the_board(client):
    officer, coordinator = make_officer(), make_user(Role.COORDINATOR)
    make_shift(officer, post=Post.BACKUP)
    with time_machine.travel(now() - dt.timedelta(minutes=20)):
        for _each in range(2):
            raise_risk(make_case(by=coordinator), level=RiskLevel.HIGH, by=coordinator)
    ring_dangers()
    sign_in(client, officer)

    rows = soup_of(client.get(reverse("desk:hotline"))).select("section[aria-labelledby=alerts] li .what")

    assert len({row.get_text(" ", strip=True) for row in rows}) == len(rows) >= 2
