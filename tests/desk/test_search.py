"""Pages that find a person: the search, the hotline's officer, and the question before somebody is written down."""

import datetime as dt
import json
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from panoh.accounts.drafts import forget_passing
from panoh.accounts.models import Draft, RoleGrant
from panoh.accounts.queries import drafts
from panoh.accounts.roles import Role
from panoh.accounts.sessions import AT_DESK, PROVED_FOR_PRESS
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import Answers, add_own_task, receive_compared, triage_request
from panoh.cases.enums import CaseState, Discipline, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Request, Task
from panoh.core.clock import now, today
from panoh.desk.frame.context import ENDED_ON
from panoh.people.actions import set_safe_contact
from panoh.people.models import ConfirmedDistinct, Person, Relationship
from panoh.people.search import feed
from panoh.vault import client as agent
from tests.desk import frame
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SEARCH, OPEN = "/desk/search/", "/desk/search/open/"
HTMX = {"headers": {"HX-Request": "true"}}
SENTENCE = "We do not tell anyone who we help. I will note your message and how to call you back safely."
COMPARES = "The coordinator compares it with everything the Unit knows."


@pytest.fixture
def coordinator(client, no_names):
    make_secretariat()
    return sign_in(client, make_coordinator())


@pytest.fixture
def worker(coordinator):
    return make_user(Role.SOCIAL_WORKER, username="lola")


@pytest.fixture
def officer(coordinator):
    return make_user(Role.DUTY_OFFICER)


def text_of(response):
    return " ".join(soup_of(response).main.get_text(" ").split())


def search(client, text, **how):
    return client.post(SEARCH, {"q": text}, follow=True, **how)


# -- the search ------------------------------------------------------------------------------------------------------------


def test_a_hit_stands_with_year_code_state_organisation_lead_and_why(client, coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    feed()

    response = search(client, "Кадыров Джамшед 1984")

    row = " ".join(soup_of(response).select_one("#found tbody tr").get_text(" ").split())
    for said in ("Қодиров Ҷамшед", "1984", case.code, "assessment", "lola, Secretariat", "the sound, the year of birth"):
        assert said in row


def test_on_a_telephone_what_was_found_stands_by_codes_until_a_code_for_this_press_and_without_closed_cases(client, coordinator):
    case, closed = make_case(by=coordinator), make_case(by=coordinator, state=CaseState.CLOSED)
    feed()
    session = client.session
    session[AT_DESK] = False
    session.save()

    found = search(client, "Кадыров")
    number = found.request["QUERY_STRING"].removeprefix("found=")
    names = f"{reverse('desk:search_names')}?found={number}"
    asked = client.post(names)
    session = client.session
    session[PROVED_FOR_PRESS] = reverse("desk:search_names")
    session.save()
    named = client.post(names)
    reloaded, back = client.get(f"{SEARCH}?found={number}"), client.get(names, follow=True)
    again, left_out = search(client, "Кадыров"), search(client, closed.code)

    assert "closed cases are not shown" in text_of(left_out)
    assert ("Қодиров" in found.text, case.code in found.text, closed.code in found.text) == (False, True, False)
    assert soup_of(found).select_one("#found .btn")["formaction"] == names
    assert asked.url.startswith(reverse("desk:prove"))
    assert ("Қодиров" in named.text, closed.code in named.text) == (True, False)
    assert [("Қодиров" in page.text, case.code in page.text) for page in (reloaded, back, again)] == [(False, True)] * 3


def test_what_is_typed_stands_in_no_address_and_no_title(client, coordinator):
    make_case(by=coordinator)
    feed()

    response = search(client, "Қодиров")

    page = soup_of(response)
    assert page.title.get_text() == "Search"
    assert all("Қодиров" not in link.get("href", "") for link in page.select("a"))
    assert {form["method"] for form in page.main.select("form")} == {"post"}
    assert page.select_one("#q")["autocomplete"] == "off"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_question_in_the_address_is_not_asked(client, coordinator):
    make_case(by=coordinator)
    feed()

    response = client.get(f"{SEARCH}?q=Қодиров")

    assert soup_of(response).select_one("#q")["value"] == ""
    assert not AuditEvent.objects.filter(verb="people.searched").exists()


def test_while_one_types_only_what_was_found_is_sent(client, coordinator):
    case = make_case(by=coordinator)
    feed()

    response = search(client, "Қодиров", **HTMX)

    assert case.code in response.content.decode()
    assert "<html" not in response.content.decode()


def test_nothing_typed_asks_nothing(client, coordinator):
    events = AuditEvent.objects.count()

    response = search(client, "  ", **HTMX)

    assert (response.status_code, text := response.content.decode().strip()) == (200, text)
    assert "Nobody found" not in text
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(("typed", "told"), [("қ", "Too short to search"), ("Назаров", "Nobody found"), ("' OR 1=1 --", "Nobody")])
def test_what_finds_nobody_says_so(client, coordinator, typed, told):
    make_case(by=coordinator)
    feed()

    assert told in text_of(search(client, typed))


def test_while_names_are_loaded_after_unlocking_the_page_says_so(client, coordinator):
    make_case(by=coordinator)

    assert "Names are still loading after unlocking, so the search does not find everyone" in text_of(search(client, "Қодиров"))


def test_locked_there_is_no_search(client, coordinator):
    make_case(by=coordinator)
    feed()
    agent.lock()
    try:
        assert search(client, "Қодиров").status_code == 503
        fragment = search(client, "Қодиров", **HTMX)
        assert (fragment.status_code, fragment.headers["HX-Refresh"]) == (503, "true")
    finally:
        agent.unlock(None)


def test_the_page_is_the_same_whether_or_not_there_is_somebody_one_may_not_see(client, coordinator, worker):
    make_case(by=coordinator)
    feed()
    sign_in(client, worker)

    def page(text):
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", search(client, text).content.decode()).replace(text, "")

    assert page("Қодиров Ҷамшед") == page("Шарипов Баҳром")


def test_ten_are_shown_and_how_to_see_others(client, coordinator):
    for _each in range(11):
        make_case(by=coordinator)
    feed()

    response = search(client, "Қодиров Ҷамшед")

    assert len(soup_of(response).select("#found tbody tr")) == 10
    assert "These are the closest matches" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_one_hit_and_for_three(client, coordinator, django_assert_num_queries, count):
    for _each in range(count):
        make_case(by=coordinator)
    feed()

    with django_assert_num_queries(frame.QUERIES + 11):  # without the frame of the page
        response = search(client, "Қодиров", **HTMX)
    with django_assert_num_queries(frame.QUERIES + 12):
        client.get(response.headers["X-Here"])
    assert len(soup_of(response).select("tbody tr")) == count


def test_who_comes_back_to_what_was_found_finds_it_again_opened_anew_under_an_address_that_says_nothing(client, coordinator):
    case = make_case(by=coordinator)
    feed()

    page = search(client, "Қодиров")
    ((address, status),) = page.redirect_chain
    typing = search(client, "Қодиров", **HTMX).headers["X-Here"]
    before = AuditEvent.objects.filter(verb="vault.opened").count()
    again = client.get(typing)

    assert status == 302
    assert re.fullmatch(r"/desk/search/\?found=[0-9a-f]{8}", address)
    assert re.fullmatch(r"/desk/search/\?found=[0-9a-f]{8}", typing)
    assert [soup_of(one).select_one("#found tbody th strong").get_text() for one in (page, again)] == ["Қодиров Ҷамшед"] * 2
    assert [soup_of(one).select_one("#q")["value"] for one in (page, again)] == ["Қодиров"] * 2
    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 2  # the names, and one's own words
    assert not drafts(coordinator)
    assert "Қодиров" not in json.dumps(dict(client.session.items()), ensure_ascii=False)
    assert case.code not in json.dumps(dict(client.session.items()))


def test_what_was_searched_is_kept_as_long_as_what_was_found_and_stands_in_no_box_while_details_are_hidden(client, coordinator):
    make_case(by=coordinator)
    feed()
    address = search(client, "Қодиров", **HTMX).headers["X-Here"]

    def typed(page):
        return soup_of(page).select_one("#q")["value"]

    client.post(reverse("desk:discreet"), {"on": "1"})
    assert typed(client.get(address)) == ""
    client.post(reverse("desk:discreet"), {"on": ""})
    with time_machine.travel(now() + dt.timedelta(minutes=14)):
        forget_passing()
        assert typed(client.get(address)) == "Қодиров"
    with time_machine.travel(now() + dt.timedelta(minutes=15)):
        assert (forget_passing(), Draft.objects.count()) == (1, 0)


def test_what_was_found_is_kept_a_quarter_of_an_hour_for_this_session_and_while_one_sees_it(client, coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    feed()
    sign_in(client, worker)
    address = search(client, "Қодиров", **HTMX).headers["X-Here"]

    other = Client()
    sign_in(other, coordinator)
    assert "Қодиров" not in text_of(other.get(address))
    assert "no longer saved" not in text_of(client.get(SEARCH))
    with time_machine.travel(now() + dt.timedelta(minutes=14)):
        assert "Қодиров" in text_of(client.get(address))
        with writes_allowed():
            case.assignments.update(ends_on=today() - dt.timedelta(days=1))
        assert "Қодиров" not in text_of(client.get(address))
    with time_machine.travel(now() + dt.timedelta(minutes=16)):
        assert "The results are no longer saved. Search again." in text_of(client.get(address))


def test_while_one_goes_on_typing_one_answer_is_kept_and_of_searches_the_last_five(client, coordinator):
    make_case(by=coordinator)
    feed()

    first = search(client, "Қодиров", **HTMX).headers["X-Here"]
    typed_on = client.post(first, {"q": "Қодиров Ҷам"}, **HTMX).headers["X-Here"]
    nobody = client.post(first, {"q": "Назаров"}, **HTMX).headers["X-Here"]
    for _search in range(5):
        search(client, "Қодиров", **HTMX)

    assert (typed_on, nobody) == (first, SEARCH)
    assert len(client.session["found"]) == 5
    assert "no longer saved" in text_of(client.get(first))


def test_the_beginning_of_a_code_finds_its_case(client, coordinator):
    case = make_case(by=coordinator)
    feed()

    assert case.code in text_of(search(client, case.code[:4].lower()))


def test_opening_a_hit_states_what_for_and_leads_to_the_file(client, coordinator):
    case = make_case(by=coordinator)
    feed()
    sent = filled(form_with(soup_of(search(client, "Қодиров")), "code"))
    assert sent[f"purpose-{case.code}"] == ["care"]

    response = client.post(OPEN, {"code": case.code, f"purpose-{case.code}": "contact"})

    assert response.url == reverse("desk:case_file", args=[case.code])
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose) == ("cases.found_opened", "contact")


@pytest.mark.parametrize("purpose", ["", "import", "nonsense"])
def test_without_a_purpose_nothing_is_opened(client, coordinator, purpose):
    case = make_case(by=coordinator)

    response = client.post(OPEN, {"code": case.code, f"purpose-{case.code}": purpose})

    assert response.status_code == 400
    assert "Give the reason for opening the file." in text_of(response)


def test_a_case_one_does_not_see_is_not_opened_from_a_search(client, coordinator, worker):
    case = make_case(by=coordinator)
    sign_in(client, worker)

    assert client.post(OPEN, {"code": case.code, f"purpose-{case.code}": "care"}).status_code == 404
    assert client.get(OPEN).url == reverse("desk:search")


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.DATA_GUARDIAN])
def test_who_reads_no_person_has_no_search(client, coordinator, role):
    sign_in(client, make_user(role))

    assert client.get(SEARCH).status_code == 403
    assert SEARCH not in client.get("/desk/").content.decode()


# -- the hotline's officer -------------------------------------------------------------------------------------------------

HIDDEN = ("Қодиров", "Ҷамшед", "935550017", "93 555 00 17", "1984", "Себи", "Анор", "Кабирӣ")


@pytest.fixture
def called(coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),), urgency=Urgency.AMBER)
    set_safe_contact(
        case.person,
        by=coordinator,
        number="+992935550017",
        hours="баъди соати 18",
        who_may_answer="танҳо худаш",
        not_to_say="номи ташкилот",
        alias="Кабирӣ",
        code_word="Себи сурх",
        duress_word="Анор",
    )
    feed()
    return case


def compared(client, word, question="Qodirov Jamshed 1984"):
    """The page after a word was compared; tokens of the form, new each time, left out."""
    tag = soup_of(search(client, question)).select_one("[name=tag]")["value"]
    content = client.post(SEARCH, {"q": question, "tag": tag, "word": word}, follow=True).content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|found=[0-9a-f]{8}', "", content)


def test_the_officer_reads_how_to_reach_and_nothing_by_which_anybody_is_known(client, officer, called):
    sign_in(client, officer)

    response = search(client, "93-555-00-17")

    page = text_of(response)
    for said in (SENTENCE, "call", "Do not leave messages", "баъди соати 18", "танҳо худаш", "номи ташкилот", "within 72 hours", "lola"):
        assert said in page
    content = response.content.decode()
    assert [word for word in (*HIDDEN, called.code, str(called.id), str(called.person_id)) if word in content] == []


def test_the_heading_of_a_caller_is_the_word_of_the_menu(client, officer):
    sign_in(client, officer)

    page = soup_of(client.get(f"{SEARCH}?call"))

    assert page.h1.get_text() == page.title.get_text() == "Search"
    assert page.select_one(".title .quiet").get_text() == "Someone asks about a person"


def test_the_sentence_stands_on_top_for_a_caller_nobody_knows(client, officer, called):
    sign_in(client, officer)

    response = search(client, "Шарипов Баҳром")

    assert text_of(response).index(SENTENCE) < text_of(response).index("Person the caller asks about")
    assert "No certain match" in text_of(response)
    assert SENTENCE in text_of(client.get(SEARCH))


def test_who_comes_back_to_what_a_caller_was_told_finds_it_again_with_what_was_heard_of_the_word(client, officer, called):
    sign_in(client, officer)
    found = search(client, "Qodirov Jamshed 1984")
    ((address, _status),) = found.redirect_chain
    tag = soup_of(found).select_one("[name=tag]")["value"]
    asked = client.post(address, {"q": "Qodirov Jamshed 1984", "tag": tag, "word": "себи сурх"})
    typing = client.post(SEARCH, {"q": "Шарипов Баҳром"}, **HTMX).headers["X-Here"]
    tries = AuditEvent.objects.filter(verb="cases.word_compared").count()

    again, nobody = client.get(asked.url), client.get(typing)

    assert re.fullmatch(r"/desk/search/\?call&found=[0-9a-f]{8}", address)
    assert asked.url == address
    assert all(said in text_of(again) for said in ("The word is right.", "баъди соати 18", SENTENCE))
    assert soup_of(again).select_one("#q")["value"] == "Qodirov Jamshed 1984"
    assert ("No certain match" in text_of(nobody), "баъди соати 18" in text_of(nobody)) == (True, False)
    assert AuditEvent.objects.filter(verb="cases.word_compared").count() == tries
    kept = json.dumps(dict(client.session.items()), ensure_ascii=False)
    assert [word for word in ("Qodirov", "Шарипов", "себи", called.code) if word in kept] == []
    with time_machine.travel(now() + dt.timedelta(minutes=16)):
        assert "The results are no longer saved. Search again." in text_of(client.get(address))


def test_the_name_a_caller_gave_stands_nowhere_on_the_page_while_details_are_hidden_and_the_word_is_compared(client, officer, called):
    sign_in(client, officer)
    ((address, _status),) = search(client, "Qodirov Jamshed 1984").redirect_chain
    client.post(reverse("desk:discreet"), {"on": "1"})

    page = client.get(address)
    sent = {name: soup_of(page).select_one(f"#found [name={name}]")["value"] for name in ("q", "tag")}
    asked = client.post(address, {**sent, "word": "себи сурх"}, follow=True)
    typing = client.post(address, {**sent, "word": "себи сурх"}, **HTMX)

    said = [one.content.decode() for one in (page, asked, typing)]
    assert [("Qodirov" in one, "The word is right." in one) for one in said] == [(False, False), (False, True), (False, True)]
    with time_machine.travel(now() + dt.timedelta(minutes=16)):
        assert "The results are no longer saved. Search again." in client.post(address, {**sent, "word": "себи"}, **HTMX).content.decode()


def test_on_a_telephone_the_name_a_caller_gave_stands_in_no_box_of_who_comes_back(client, officer, called):
    sign_in(client, officer)
    session = client.session
    session[AT_DESK] = False
    session.save()

    assert soup_of(search(client, "Qodirov Jamshed 1984")).select_one("#q")["value"] == ""


def test_what_a_caller_was_told_is_not_told_again_to_who_may_no_more(client, officer, called):
    sign_in(client, officer)
    ((address, _status),) = search(client, "Qodirov Jamshed 1984").redirect_chain
    with writes_allowed():
        Case.objects.filter(pk=called.pk).update(erased_on=today())

    assert "баъди соати 18" not in text_of(client.get(address))


def test_somebody_nearly_alike_and_nobody_look_the_same_to_the_officer(client, officer, called):
    sign_in(client, officer)

    def page(text):
        return re.sub(
            r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|found=[0-9a-f]{8}', "", search(client, text).content.decode()
        ).replace(text, "")

    assert page("Қодиров") == page("Қодир Ҷам") == page("Шарипов Баҳром")


def test_more_than_one_is_asked_for_the_number(client, officer, called, coordinator):
    make_case(by=coordinator)
    feed()
    sign_in(client, officer)

    response = search(client, "Қодиров Ҷамшед 1984")

    assert "More than one person fits." in text_of(response)
    assert len(soup_of(response).select("section.safe")) == 2


def test_the_officer_has_no_file_and_no_search_by_name(client, officer, called):
    sign_in(client, officer)

    assert client.post(OPEN, {"code": called.code, f"purpose-{called.code}": "contact"}).status_code == 403
    assert client.get(reverse("desk:case_file", args=[called.code])).status_code == 403
    assert SEARCH in client.get("/desk/").content.decode()


def test_the_words_are_answered_and_the_word_of_danger_looks_right_to_the_letter(client, officer, called, coordinator):
    sign_in(client, officer)
    add_own_task(by=officer, words="Позвонить", due=today())  # an act that ended here and is offered back, before and after
    session = client.session
    session[ENDED_ON] = [[str(undo.latest(officer.actor).pk), SEARCH]]
    session.save()

    right, danger, wrong = (compared(client, word) for word in ("себи сурх", "Анор", "нок"))

    assert "The word is right." in right
    assert danger == right
    assert "Undo" in right
    assert "The word is not right." in wrong
    assert Task.objects.filter(kind=TaskKind.ALARM, case=called, role=Role.COORDINATOR).count() == 1
    assert "danger word" not in client.get("/desk/").content.decode()


def test_the_coordinator_is_alarmed_on_the_day_with_the_code(client, officer, called, coordinator):
    sign_in(client, officer)
    compared(client, "анор")
    sign_in(client, coordinator)

    first = soup_of(client.get("/desk/")).select_one("ul.tasks li")

    told = " ".join(first.get_text(" ").split())
    assert "The danger word was said" in told
    assert called.code in told
    alarm = Task.objects.get(kind=TaskKind.ALARM)
    assert first.select_one(".what > a")["href"] == reverse("desk:danger", args=[alarm.pk])
    client.post(
        reverse("desk:danger", args=[alarm.pk]), {"outcome": "ended", "how": "safe", "words": "Она дома, одна", "version": alarm.version}
    )
    assert "The danger word was said" in text_of(client.get("/desk/tasks/?part=done"))


def test_of_the_alarm_the_worker_on_the_case_sees_nothing(client, officer, called, worker):
    sign_in(client, officer)
    compared(client, "анор")
    sign_in(client, worker)

    for address in ("/desk/", "/desk/cases/", reverse("desk:case_file", args=[called.code])):
        assert "danger word was said" not in client.get(address).content.decode()


def test_too_many_words_are_not_compared(client, officer, called):
    sign_in(client, officer)
    for _try in range(5):
        compared(client, "нок")

    page = compared(client, "себи сурх")

    assert "Too many tries." in page
    assert "The word is right." not in page


def test_the_page_of_one_officer_stands_for_nobody_on_anothers(client, officer, called):
    sign_in(client, officer)
    tag = soup_of(search(client, "Qodirov Jamshed 1984")).select_one("[name=tag]")["value"]
    sign_in(client, make_user(Role.DUTY_OFFICER))

    page = text_of(client.post(SEARCH, {"q": "Qodirov Jamshed 1984", "tag": tag, "word": "себи сурх"}, follow=True))

    assert "The word is" not in page


def test_a_word_is_not_kept_on_the_page(client, officer, called):
    sign_in(client, officer)

    assert "нокзор" not in compared(client, "нокзор")


@pytest.mark.parametrize("count", [1, 3])
def test_the_officers_search_costs_the_same_for_one_and_for_three(client, coordinator, officer, django_assert_num_queries, count):
    for number in range(count):
        case = make_case(by=coordinator)
        set_safe_contact(case.person, by=coordinator, number=f"+99293555001{number}")
    feed()
    sign_in(client, officer)

    with django_assert_num_queries(frame.QUERIES + 14):
        response = search(client, "Қодиров Ҷамшед 1984", **HTMX)
    with django_assert_num_queries(frame.QUERIES + 12):
        client.get(response.headers["X-Here"])
    assert len(soup_of(response).select("section.safe")) == count


def test_who_works_with_people_and_answers_calls_too_chooses_the_page(client, worker, called):
    with writes_allowed():
        RoleGrant(user=worker, role=Role.DUTY_OFFICER, starts_on=today()).save(force_insert=True)
    sign_in(client, worker)

    assert SENTENCE not in text_of(client.get(SEARCH))
    page = client.post(f"{SEARCH}?call", {"q": "Qodirov Jamshed 1984"}, follow=True)
    assert SENTENCE in text_of(page)
    assert called.code not in page.content.decode()


# -- before a request is written down --------------------------------------------------------------------------------------

CALL = {
    "door": "hotline",
    "asker": "person",
    "needs": ["medical"],
    "urgency": "green",
    "family_name": "Кадыров",
    "given_name": "Джамшед",
}
NEW = "/desk/requests/new/"


@pytest.fixture
def own(coordinator, worker):
    """Somebody whom the social worker works with."""
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    feed()
    return case


def test_the_person_one_sees_is_asked_about_and_nothing_is_written_yet(client, worker, own):
    sign_in(client, worker)

    response = client.post(NEW, {**CALL, "need_words": "Дарди сар"})

    page = soup_of(response)
    assert response.status_code == 200
    assert not Request.objects.exists()
    asked = " ".join(page.select_one("[aria-labelledby=perhaps]").get_text(" ").split())
    for said in ("Possibly the same person", "Қодиров Ҷамшед", "1984", own.code, "found by the sound"):
        assert said in asked
    assert page.select_one("[name=need_words]").get_text().strip() == "Дарди сар"
    assert [button.get_text() for button in page.select(".actions button")] == ["Record the request", "Save and decide later"]
    assert page.select(".error") == []


def test_the_same_person_the_request_is_joined_to_the_file(client, worker, own):
    sign_in(client, worker)

    response = client.post(NEW, {**CALL, "asked": "1", f"match-{own.code}": "same"}, follow=True)

    assert Request.objects.get().person_id == own.person_id
    assert own.code in text_of(response)
    assert COMPARES in text_of(response)


def test_a_request_of_the_same_name_that_waits_is_shown_once_and_stops_nothing(client, coordinator):
    first = make_request(by=coordinator, family_name="Қодиров", given_name="Ҷамшед")
    sign_in(client, coordinator)

    shown = soup_of(client.post(NEW, CALL))

    assert first.code in shown.select_one("[aria-labelledby=perhaps]").get_text()
    assert shown.select_one(f'a[href="/desk/requests/{first.code}/"]')
    assert Request.objects.count() == 1
    assert client.post(NEW, {**CALL, "asked": "1"}).status_code == 302
    assert Request.objects.count() == 2


def test_not_the_same_wants_a_reason_and_is_not_asked_again(client, worker, own, coordinator):
    sign_in(client, worker)
    answered = {**CALL, "asked": "1", f"match-{own.code}": "other"}

    refused = client.post(NEW, answered)
    assert "Choose why these are two different people." in text_of(refused)
    refused = client.post(NEW, {**answered, f"reason-{own.code}": "other"})
    assert "Write in one sentence why these are two different people." in text_of(refused)
    assert not Request.objects.exists()
    client.post(NEW, {**answered, f"reason-{own.code}": "relative", f"words-{own.code}": "Бародараш"})

    row = ConfirmedDistinct.objects.get()
    assert (row.person_id, row.about, row.reason) == (own.person_id, Request.objects.get().id, "relative")
    assert not Task.objects.filter(kind=TaskKind.SAME).exists()


def test_an_answer_that_is_missing_is_said_beside_its_question(client, worker, own):
    sign_in(client, worker)

    response = client.post(NEW, {**CALL, "asked": "1"})

    assert "Say whether this is the same person, or decide later." in text_of(response)
    assert not Request.objects.exists()


def test_decided_later_the_request_is_written_and_the_coordinator_looks(client, worker, own, coordinator):
    sign_in(client, worker)

    client.post(NEW, {**CALL, "asked": "1", "later": "1"})

    task = Request.objects.get().tasks.get(kind=TaskKind.SAME)
    assert (task.target, task.role) == (own.person_id, Role.COORDINATOR)
    sign_in(client, coordinator)
    assert f"Check whether this person is already known: {own.code}" in text_of(client.get("/desk/"))


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.DUTY_OFFICER])
def test_whom_one_may_not_see_one_is_told_nothing_about(client, coordinator, role):
    hidden = make_case(by=coordinator)
    feed()
    sign_in(client, make_user(role))

    def said(**typed):
        response = client.post(NEW, {**CALL, **typed}, follow=True)
        made = Request.objects.latest("received_at")
        content = re.sub(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", response.content.decode())
        return re.sub(r'/desk/undo/[\w-]+/|class="count">\d+|\d\d:\d\d', "", content.replace(made.code, "")), made

    known, request = said()
    unknown, other = said(family_name="Шарипов", given_name="Баҳром")

    assert known == unknown
    assert COMPARES in known
    assert request.tasks.get(kind=TaskKind.SAME).target == hidden.person_id
    assert not other.tasks.filter(kind=TaskKind.SAME).exists()


def test_the_number_of_somebody_who_calls_for_another_is_not_looked_for(client, worker, own, coordinator):
    set_safe_contact(own.person, by=coordinator, number="+992935550017")
    sign_in(client, worker)
    typed = {**CALL, "family_name": "", "given_name": "Малика", "number": "93 555 00 17"}

    assert client.post(NEW, {**typed, "asker": "relative"}).status_code == 302
    assert "the number" in text_of(client.post(NEW, {**typed, "asker": "person"}))


@pytest.mark.parametrize(
    "other", [{"family_name": "Назарова", "given_name": "Малика"}, {"given_name": "Малика", "family_name": "", "sex": "female"}]
)
def test_a_family_shares_its_telephone(client, worker, own, coordinator, other):
    set_safe_contact(own.person, by=coordinator, number="+992935550017")
    sign_in(client, worker)

    assert client.post(NEW, {**CALL, "number": "93 555 00 17", "asker": "person", **other}).status_code == 302


def test_what_was_answered_is_not_asked_again_when_the_form_comes_back(client, worker, own):
    sign_in(client, worker)
    answered = {"asked": "1", f"match-{own.code}": "other", f"reason-{own.code}": "relative", f"words-{own.code}": "Бародараш"}

    back = client.post(NEW, {**CALL, **answered, "urgency": ""})
    assert back.status_code == 400
    kept = {field["name"]: field["value"] for field in soup_of(back).select("form[data-draft] input[type=hidden]")}

    assert client.post(NEW, {**kept, **CALL}).status_code == 302
    assert ConfirmedDistinct.objects.get().reason == "relative"


def test_who_was_left_for_later_is_not_asked_again_either(client, worker, own):
    sign_in(client, worker)

    back = client.post(NEW, {**CALL, "asked": "1", "later": "1", "urgency": ""})
    kept = {field["name"]: field["value"] for field in soup_of(back).select("form[data-draft] input[type=hidden]")}

    assert client.post(NEW, {**kept, **CALL}).status_code == 302
    assert Task.objects.get(kind=TaskKind.SAME).target == own.person_id


def test_a_form_without_a_name_is_written_down_at_once(client, worker, own):
    sign_in(client, worker)

    assert client.post(NEW, {**CALL, "family_name": "", "given_name": ""}).status_code == 302


# -- the request's page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(coordinator, worker):
    """A request of the worker's that may be about somebody whom only the coordinator sees."""
    case = make_case(by=coordinator)
    facts = {name: value for name, value in CALL.items() if name != "needs"}
    return receive_compared(by=worker, answers=Answers(to_look_at=[case.person_id]), needs=["medical"], **facts), case


def test_the_coordinator_sees_who_it_may_be_by_code_and_by_name_once_opened(client, coordinator, doubtful):
    request, case = doubtful
    there = reverse("desk:request_detail", args=[request.code])

    shut = text_of(client.get(there))
    assert "Possibly the same person" in shut
    assert case.code in shut
    assert "Қодиров" not in shut
    assert "Қодиров Ҷамшед" in text_of(client.post(there))


def test_whoever_wrote_the_request_sees_nothing_of_it(client, worker, doubtful):
    request, case = doubtful
    sign_in(client, worker)
    there = reverse("desk:request_detail", args=[request.code])

    for response in (client.get(there), client.post(there)):
        assert "Possibly" not in text_of(response)
        assert case.code not in response.content.decode()


def test_the_coordinator_joins_it_or_says_that_it_is_not(client, coordinator, doubtful):
    request, case = doubtful
    there = reverse("desk:request_same", args=[request.code])

    refused = client.post(there, {f"match-{case.code}": "other"}, follow=True)
    assert "Choose why these are two different people." in text_of(refused)
    client.post(there, {f"match-{case.code}": "same"})

    assert Request.objects.get(pk=request.pk).person_id == case.person_id
    assert case.code in text_of(client.get(reverse("desk:request_detail", args=[request.code])))


def test_not_the_same_ends_the_look(client, coordinator, doubtful):
    request, case = doubtful

    client.post(reverse("desk:request_same", args=[request.code]), {f"match-{case.code}": "other", f"reason-{case.code}": "known"})

    assert ConfirmedDistinct.objects.get().about == request.id
    assert not request.tasks.filter(kind=TaskKind.SAME, done_at=None).exists()


# -- before a person is admitted -------------------------------------------------------------------------------------------


def admission(client, there):
    """What a browser would send of the form of admission."""
    sent = filled(form_with(soup_of(client.get(there)), "admitted_on"))
    return {**sent, "sex": "male", "kind": "survivor", "urgency": sent["urgency"][0] or "green", "organisation": "secretariat"}


@pytest.fixture
def triaged(coordinator):
    facts = {"family_name": "Кадыров", "given_name": "Джамшед", "number": "", "contact_terms": ""}
    return make_request(by=coordinator, state=RequestState.TRIAGED, **facts)


def test_at_the_admission_of_a_request_the_question_stands_there_from_the_start(client, coordinator, triaged):
    case = make_case(by=coordinator)
    feed()

    page = text_of(client.get(reverse("desk:request_admit", args=[triaged.code])))

    assert "Possibly the same person" in page
    assert case.code in page


def test_the_same_person_goes_on_in_the_case_and_nobody_is_made_twice(client, coordinator, triaged):
    case = make_case(by=coordinator)
    feed()
    there = reverse("desk:request_admit", args=[triaged.code])

    response = client.post(there, {**admission(client, there), "asked": "1", f"match-{case.code}": "same"}, follow=True)

    assert f"The request continues in the case {case.code}." in text_of(response)
    assert (Person.objects.count(), Case.objects.count()) == (1, 1)
    assert Request.objects.get().state == RequestState.ADMITTED
    assert case.code in text_of(client.get(reverse("desk:request_detail", args=[triaged.code])))


def test_not_the_same_is_admitted_and_kept_for_the_two_people(client, coordinator, triaged):
    case = make_case(by=coordinator)
    feed()
    there = reverse("desk:request_admit", args=[triaged.code])
    answered = {f"match-{case.code}": "other", f"reason-{case.code}": "namesake"}

    client.post(there, {**admission(client, there), "asked": "1", **answered})

    admitted = Case.objects.exclude(pk=case.pk).get()
    row = ConfirmedDistinct.objects.get()
    assert {row.person_id, row.other_id} == {case.person_id, admitted.person_id}


def test_admitted_and_decided_later_only_the_coordinator_knows_of_the_look(client, coordinator, triaged, worker):
    case = make_case(by=coordinator)
    feed()
    there = reverse("desk:request_admit", args=[triaged.code])

    client.post(there, {**admission(client, there), "asked": "1", "later": "1", "social": str(worker.id)})

    admitted = Case.objects.exclude(pk=case.pk).get()
    assert admitted.tasks.get(kind=TaskKind.SAME).target == case.person_id
    mine, told = reverse("desk:case_file", args=[admitted.code]), "Check whether this person is already known"
    assert told in text_of(client.get(mine))
    link = soup_of(client.get("/desk/")).find("a", string=f"{told}: {case.code}")
    assert link["href"] == reverse("desk:pair", args=[admitted.person_id, case.person_id])
    sign_in(client, worker)
    assert told not in text_of(client.get(mine))
    assert told not in text_of(client.get("/desk/"))


def test_a_joined_request_is_marked_as_the_same_at_admission(client, coordinator, worker, own):
    request = receive_compared(by=worker, answers=Answers(same=own), needs=["medical"], **{k: v for k, v in CALL.items() if k != "needs"})
    triage_request(request, by=coordinator, urgency=Urgency.GREEN)

    page = soup_of(client.get(reverse("desk:request_admit", args=[request.code])))

    assert page.select_one(f"[name=match-{own.code}][checked]")["value"] == "same"


def test_without_a_request_the_person_who_is_here_is_named_and_what_was_typed_stays(client, coordinator):
    case = make_case(by=coordinator)
    feed()
    there = "/desk/requests/admit/"
    sent = {**admission(client, there), "family_name": "Кадыров", "given_name": "Джамшед", "complaint_words": "Дарди сар"}

    assert "Possibly the same person" in text_of(client.post(there, sent))
    response = client.post(there, {**sent, "asked": "1", f"match-{case.code}": "same"})

    page = soup_of(response)
    assert "This person already has a case here:" in text_of(response)
    assert page.select_one(".note a")["href"] == reverse("desk:case_file", args=[case.code])
    assert page.select_one("[name=complaint_words]").get_text().strip() == "Дарди сар"
    assert Person.objects.count() == 1


def test_two_cannot_both_be_the_same_person(client, coordinator):
    first, second = make_case(by=coordinator), make_case(by=coordinator)
    feed()
    sent = {**CALL, "asked": "1", f"match-{first.code}": "same", f"match-{second.code}": "same"}

    assert "Only one of them can be the same person." in text_of(client.post(NEW, sent))


# -- before a relative is written down -------------------------------------------------------------------------------------


@pytest.fixture
def wife(coordinator, worker):
    return make_case(by=coordinator, family_name="Назарова", given_name="Малика", sex="female", workers=((worker, Discipline.SOCIAL),))


RELATIVE = {"relation": "wife", "other_status": "not_in_care", "other_name": "Кадыров Джамшед"}


def test_a_relative_who_is_here_is_tied_as_who_they_are(client, worker, own, wife):
    feed()
    sign_in(client, worker)
    there = reverse("desk:tie_add", args=[wife.code])

    assert "Possibly the same person" in text_of(client.post(there, RELATIVE))
    assert not Relationship.objects.exists()
    client.post(there, {**RELATIVE, "asked": "1", f"match-{own.code}": "same"})

    relationship = Relationship.objects.get()
    assert (relationship.person_id, relationship.other_id, relationship.other_status) == (wife.person_id, own.person_id, "in_care")
    assert not relationship.other_name


def test_a_relative_who_is_somebody_else_is_kept_as_said(client, worker, own, wife):
    feed()
    sign_in(client, worker)
    there = reverse("desk:tie_add", args=[wife.code])

    client.post(there, {**RELATIVE, "asked": "1", f"match-{own.code}": "other", f"reason-{own.code}": "known"})

    assert ConfirmedDistinct.objects.get().about == Relationship.objects.get().id


def test_a_relative_whom_one_may_not_see_is_the_coordinators_to_look_at(client, coordinator, worker, wife):
    hidden = make_case(by=coordinator, state=CaseState.CLOSED)
    feed()
    sign_in(client, worker)
    there = reverse("desk:tie_add", args=[wife.code])

    response = client.post(there, RELATIVE, follow=True)

    assert COMPARES in text_of(response)
    assert hidden.code not in response.content.decode()
    assert wife.tasks.get(kind=TaskKind.RELATIVE).target == hidden.person_id
    sign_in(client, coordinator)
    told = soup_of(client.get("/desk/")).find("a", string=f"Check whether this relative is already known: {hidden.code}")
    task = soup_of(client.get(told["href"])).main
    assert task.find("a", class_="btn", string="Open")["href"] == reverse("desk:case_family", args=[wife.code])
    assert task.form.button.get_text(strip=True) == "I have looked for the relative"


def test_another_organisations_worker_is_asked_about_their_own_alone(client, coordinator):
    member = make_member(1)
    own = make_case(by=coordinator, organisation=member)
    make_case(by=coordinator)
    feed()
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=member))

    page = soup_of(client.post(NEW, CALL))

    assert [code.get_text() for code in page.select("legend .code")] == [own.code]


def test_an_undone_request_takes_its_answers_with_it(client, worker, own):
    sign_in(client, worker)
    client.post(NEW, {**CALL, "asked": "1", f"match-{own.code}": "other", f"reason-{own.code}": "known"})

    undo.take_back(undo.latest(worker.actor).pk, by=worker.actor)

    assert (Request.objects.count(), ConfirmedDistinct.objects.count()) == (0, 0)
