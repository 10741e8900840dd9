"""What is typed on any page of the desk is kept as a draft, and taken up again or left without script."""

import datetime as dt
import dis
import inspect
import json
import re
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import URLPattern, reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import Draft
from panoh.accounts.queries import open_draft
from panoh.accounts.roles import Role
from panoh.accounts.sessions import end_session, living_sessions
from panoh.cases.actions import decline_request, triage_request
from panoh.cases.actions.dangers import end_danger
from panoh.cases.actions.risk import raise_risk
from panoh.cases.actions.tasks import add_own_task, finish_task
from panoh.cases.actions.work import end_assignment
from panoh.cases.enums import DecisionReason, Discipline, RequestState, RiskLevel, Urgency
from panoh.cases.models import Task
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import moment
from panoh.desk import urls
from panoh.desk.frame.draft_names import own_name
from panoh.desk.frame.page_account import account_mark
from panoh.people.models import Person
from tests.days import written
from tests.desk.draft_addresses import Address, all_addresses
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.pages import main_text, soup_of, way_of

pytestmark = pytest.mark.django_db

OFFERS = {"process_form", "offer_draft"}
# Forms of which nothing is written in words: a choice, a day, a figure, a photograph, a press.
WITHOUT_WORDS = {
    "alarms",  # that one has looked
    "join_danger",  # a choice, or a code
    "cancel_session",  # a reason from a list
    "cases_assign",
    "second_password",
    "referral_on",
    "referral_reader",
    "account",
    "account_link",
    "agreement_scan",
    "directory_import_new",
    "approve_programme",
    "asked_back",
    "asked_complaint",
    "booklet_print_add",
    "import_columns",
    "booklet_voice",
    "call_send",
    "case_medico_start",
    "case_seal",
    "centre_confirm",
    "case_sheet_keep",
    "cover_change",
    "duplicates_compare",
    "episode_add",
    "due_put_off",
    "erasure_add",
    "erasure_hold",
    "export_add",
    "facility_check",
    "features",
    "facility_opening",
    "facility_public",
    "facility_terms",
    "gap_end",
    "guidance_adopt",
    "guidance_move_many",
    "guidance_step_place",
    "guidance_step_rules",
    "hand_over",
    "hotline_route",
    "invoice_match",
    "known_person",
    "letter_reader",
    "medico_author",
    "medico_marks",
    "medico_overall",
    "medico_reader",
    "move_guidance",
    "note_happening",
    "notes_readers",
    "organisation_membership",
    "own_question_count",
    "price_add",
    "pack_new",
    "phone_pin",
    "plan_adopt",
    "period_set",
    "plan_period_add",
    "rate_capacities",
    "recommendation_give",
    "release_new",
    "revoke",
    "rules_adopt",
    "sessions_several",
    "staff_ask_debrief",
    "study_approve",
    "shift_add",
    "staff_debrief",
    "swap_ask",
    "task_give",
    "task_postpone",
    "tasks_several",
    "telling",
    "tie_resolve",
    "visit",
    "visit_end",  # a result from a list
}
PLAIN_KEY = re.compile(r"^(medico|legal|step|tie|vital-review|ask|sheet)-.*")  # a form of many rows, sections or answers
# They answer another form's page: their own draft is offered there.
ON_ANOTHER_PAGE = {"change_user", "grant_role", "make_deputy", "set_regions"}


def all_calls(code: CodeType) -> set[str]:
    """The names of its module that a function and the functions within it look up."""
    named = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    return named.union(*(all_calls(part) for part in code.co_consts if isinstance(part, CodeType)))


def shows_a_form(view: Any) -> bool:
    """Whether the view, or a function of its module that it calls, shows a form with a draft."""
    function = inspect.unwrap(view)
    called = all_calls(function.__code__)
    near = [function.__globals__.get(name) for name in called]
    more = set().union(
        *(all_calls(one.__code__) for one in near if isinstance(one, FunctionType) and one.__module__ == function.__module__)
    )
    return bool((called | more) & OFFERS)


def routes_with_forms() -> set[str]:
    """The names of the addresses of the desk that show a form with a draft."""
    return {str(one.name) for one in urls.urlpatterns if isinstance(one, URLPattern) and one.name and shows_a_form(one.callback)}


def words_of(form: Any) -> list[Any]:
    """The fields of a form that are written in words: no figures, no dates, no code, no password."""
    lines = form.select("input[type=text], input[type=tel], input[type=email]")
    return [*form.find_all("textarea"), *(line for line in lines if "in--short" not in line.get("class", []))]


def loose_forms(soup: Any) -> list[str]:
    """The forms of a page whose words would be lost: those without a draft. Beside a password nothing is kept."""
    return [
        ", ".join(field["name"] for field in words)
        for form in soup.find_all("form", method="post")
        if (words := words_of(form)) and not form.has_attr("data-draft") and form.find("input", type="password") is None
    ]


def test_every_address_that_shows_a_form_is_looked_at():
    assert len(routes_with_forms()) > 150
    assert routes_with_forms() - ON_ANOTHER_PAGE - {one.name for one in all_addresses()} <= WITHOUT_WORDS


def test_every_form_with_words_keeps_a_draft_that_is_taken_up_or_left_without_script(client):
    faults = [fault for one in all_addresses() if (fault := _fault(client, one))]

    assert faults == []


def _fault(client: Client, address: Address) -> str:
    """What is wrong with the draft of the page at this address, in words."""
    name, who, args, by_press = address
    there = reverse(f"desk:{name}", args=args)
    sign_in(client, who)

    def shown():
        answer = client.post(there, {"open": "1"}) if by_press else client.get(there)
        return soup_of(answer) if answer.status_code == 200 else None

    page = shown()
    if page is None:
        return f"{name}: is not shown"
    if loose := loose_forms(page):
        return f"{name}: without a draft: {loose}"
    found = [(form["data-draft"], words[0]["name"]) for form in page.select("form[data-draft]") if (words := words_of(form))]
    if bool(found) == (name in WITHOUT_WORDS):
        return f"{name}: has words" if found else f"{name}: no form with words"
    if not found:
        return ""
    (key, field) = found[0]
    kept = client.post(reverse("desk:draft", args=[key]), json.dumps({field: ["Набросок"]}), content_type="application/json")
    if kept.status_code != 204:
        return f"{name}: the draft {key} is not kept"
    links = {link.get("href").partition("&of=")[0] for link in shown().select(f'[data-draft-offer="{key}"] a')}
    if links != {"?draft=use", "?draft=leave"}:
        return f"{name}: offers {links}"
    if not _holds(client.get(f"{there}?draft=use"), field, "Набросок"):
        return f"{name}: is not taken up"
    if Draft.objects.filter(user=who, form=key).count() != 1:
        return f"{name}: is forgotten before it was sent"
    left = client.get(f"{there}?draft=leave")
    if Draft.objects.filter(user=who, form=key).count() != 1 or left.status_code != (302 if by_press else 200):
        return f"{name}: is lost by starting again"
    return ""


def test_every_form_has_a_name_of_its_own_among_the_drafts(client):
    named: dict[tuple[str, str], set[str]] = {}
    for name, who, args, by_press in all_addresses():
        there = reverse(f"desk:{name}", args=args)
        sign_in(client, who)
        page = soup_of(client.post(there, {"open": "1"}) if by_press else client.get(there))
        area = there.split("/")[2]
        for form in page.select("form[data-draft]"):
            key = form["data-draft"]
            named.setdefault((area, str(own_name(key, area) or "")), set()).add(PLAIN_KEY.sub(r"\1", key.partition(":")[0]))

    assert {name: keys for name, keys in named.items() if not name[1] or len(keys) > 1} == {}


def _holds(response, field, words):
    found = soup_of(response).find(attrs={"name": field})
    return found is not None and words in (found.get("value") or found.get_text())


@pytest.mark.parametrize("birth", ["1991", "12.03.1991", "весной"])
def test_the_draft_of_an_admission_is_taken_up_by_its_address(client, birth):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    keep_draft(coordinator, f"admission:{request.id}", {"family_name": ["Дастгирова"], "birth": [birth]})

    page = client.get(reverse("desk:request_admit", args=[request.code]), {"draft": "use"})

    assert (page.status_code, soup_of(page).select_one("[name=birth]")["value"]) == (200, birth)


def test_a_page_opened_by_a_press_opens_nothing_by_its_address(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator, family_name="Қодиров")
    there = reverse("desk:case_person_correct", args=[case.code])

    assert client.get(there).url == reverse("desk:case_person", args=[case.code])
    keep_draft(coordinator, f"person:{case.id}", {"family_name": ["Кадыров"], "version": ["1"]})
    page = client.get(f"{there}?draft=use").content.decode()
    assert "Кадыров" in page
    assert "Қодиров" not in page


def test_a_draft_over_an_older_version_is_compared_when_it_is_sent(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator, family_name="Қодиров")
    typed = {"family_name": "Кадыров", "given_name": "Ҷамшед", "birth_date": "12.03.1984", "sex": "male", "place": "TJ-KT"}
    keep_draft(coordinator, f"person:{case.id}", {**{name: [value] for name, value in typed.items()}, "version": ["1"]})
    there = reverse("desk:case_person_correct", args=[case.code])
    form = soup_of(client.post(there, {"open": "1"})).find("form", attrs={"data-draft": True})
    assert form.find(attrs={"name": "version"})["value"] == "1"
    client.post(there, {**typed, "family_name": "Қодирзода", "version": "1"})
    keep_draft(coordinator, f"person:{case.id}", {**{name: [value] for name, value in typed.items()}, "version": ["1"]})

    taken = soup_of(client.get(f"{there}?draft=use")).find("form", attrs={"data-draft": True})
    response = client.post(there, {**typed, "version": taken.find(attrs={"name": "version"})["value"]})

    assert response.status_code == 409
    assert "Қодирзода" in soup_of(response).select_one(".compare").get_text()
    assert Person.objects.get().version == 2


def test_a_form_that_was_sent_needs_its_draft_no_more_and_one_that_was_refused_does(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    keep_draft(coordinator, "request:new", {"need_words": ["Дарди сар"]})
    sent = {"door": "hotline", "asker": "person", "needs": ["medical"], "urgency": "green"}

    refused = client.post(reverse("desk:request_new"), sent | {"needs": []})
    assert (refused.status_code, Draft.objects.count()) == (400, 1)
    client.post(reverse("desk:request_new"), sent)

    assert Draft.objects.count() == 0


def test_every_page_has_a_draft_of_its_own_and_all_are_offered_until_each_is_sent_also_after_starting_again(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    page, address = reverse("desk:request_new"), reverse("desk:draft", args=["request:new"])
    sent = {"door": "hotline", "asker": "person", "needs": ["medical"], "urgency": "green"}

    def held(answer) -> str:
        return soup_of(answer).select_one("main form.form [name=draft_id]")["value"]

    def words() -> list[str]:
        rows = Draft.objects.order_by("saved_at")
        return [open_draft(coordinator, row.form)["need_words"][0] for row in rows]

    def offered(answer) -> list[str]:
        return [link["href"] for link in soup_of(answer).select("[data-draft-use]")]

    def type_in(page_draft: str, text: str) -> None:
        kept = json.dumps({"need_words": [text]})
        headers = {"X-Draft": page_draft, "X-Page": page}
        assert client.post(address, kept, content_type="application/json", headers=headers).status_code == 204

    first, second, third = (held(client.get(page)) for _page in range(3))
    for own, text in ((first, "Дарди сар"), (second, "Хобаш намебарад"), (third, "Пеши духтур")):
        type_in(own, "a")
        type_in(own, text)
    type_in(first, "Дарди сару миён")
    assert words() == ["Хобаш намебарад", "Пеши духтур", "Дарди сару миён"]
    assert offered(client.get(page)) == [f"?draft=use&of={own}" for own in (first, third, second)]
    links = soup_of(client.get(reverse("desk:my_day"))).select("main .note a")
    day = [link["href"] for link in links]
    assert [link.get_text(strip=True)[-8:] for link in links] == ["(3 of 3)", "(2 of 3)", "(1 of 3)"]  # of one minute
    assert day == [f"{page}?draft=use&of={first}", f"{page}?draft=use", f"{page}?draft=use&of={second}"]

    fresh = client.get(page)
    refused = client.post(page, sent | {"needs": [], "draft_id": held(fresh)})
    assert held(refused) == held(fresh)
    client.post(page, sent | {"draft_id": held(fresh)})
    assert len(words()) == 3
    taken = client.get(f"{page}?draft=use&of={second}")
    assert (held(taken), "Хобаш намебарад" in taken.text, len(offered(taken))) == (second, True, 2)
    client.post(page, sent | {"draft_id": second})
    assert words() == ["Пеши духтур", "Дарди сару миён"]
    left = client.get(f"{page}?draft=leave")
    assert (words(), offered(left), "Дарди сару миён" in left.text) == (["Пеши духтур", "Дарди сару миён"], [], False)
    client.post(page, sent | {"draft_id": held(left)})
    assert words() == ["Пеши духтур", "Дарди сару миён"]


def test_the_sixth_draft_of_a_form_takes_the_place_of_the_oldest_and_the_form_says_so_before(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    page, said = reverse("desk:request_new"), "If you start another one, the oldest is deleted."
    for number in range(6):
        assert (said in client.get(page).text) == (number == 5)
        keep_draft(coordinator, "request:new", {"need_words": [str(number)]}, path=page, held=uuid4())

    assert sorted(open_draft(coordinator, row.form)["need_words"][0] for row in Draft.objects.all()) == ["1", "2", "3", "4", "5"]


def test_a_draft_whose_name_has_no_room_is_kept_over_the_older_one(client):
    coordinator = sign_in(client, make_coordinator())
    key = "x" * 120
    for words in ("Дарди сар", "Хобаш намебарад"):
        kept = json.dumps({"words": [words]})
        answer = client.post(f"/desk/drafts/{key}/", kept, content_type="application/json", headers={"X-Draft": str(uuid4())})
        assert answer.status_code == 204

    assert (open_draft(coordinator, key), Draft.objects.count()) == ({"words": ["Хобаш намебарад"]}, 1)


def test_the_draft_of_an_account_is_taken_up_on_its_page(client):
    make_secretariat()
    administrator = sign_in(client, make_user(Role.ADMINISTRATOR))
    worker = make_user(Role.SOCIAL_WORKER)
    there = reverse("desk:user", args=[worker.pk])
    keep_draft(administrator, f"user:{worker.pk}", {"change-display_name": ["Раҳимова"], "change-version": ["1"]})

    assert "Раҳимова" not in client.get(there).content.decode()
    page = soup_of(client.get(f"{there}?draft=use"))
    assert page.find("input", {"name": "change-display_name"})["value"] == "Раҳимова"
    assert page.find("input", {"name": "change-display_name"}).find_parent("details").has_attr("open")
    sent = {"change-display_name": "Раҳимова", "change-language": "tg", "change-version": worker.version}
    client.post(reverse("desk:change_user", args=[worker.pk]), sent)
    assert Draft.objects.count() == 0


def test_a_form_sent_after_its_session_ran_out_comes_back_after_signing_in():
    make_secretariat()
    client = Client(enforce_csrf_checks=True)
    coordinator = sign_in(client, make_coordinator())
    there = reverse("desk:request_new")
    with time_machine.travel(now(), tick=False) as clock:
        form = soup_of(client.get(there)).find("form", attrs={"data-draft": True})
        hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
        clock.shift(dt.timedelta(minutes=31))
        response = client.post(there, {**hidden, "door": "hotline", "need_words": "Дарди сар"})

        assert response.url.endswith("&draft=kept")
        assert way_of(response.url) == f"{there}?draft=use"
        assert "Your text is saved as a draft" in client.get(response.url, headers={"Accept-Language": "en"}).text
        sign_in(client, coordinator)
        page = client.get(f"{there}?draft=use")
        assert soup_of(page).find("textarea", attrs={"name": "need_words"}).get_text(strip=True) == "Дарди сар"
        assert soup_of(page).select_one("[name=door] option[value=hotline]").has_attr("selected")


def test_a_late_form_is_measured_as_a_draft_is_so_that_long_cyrillic_words_are_kept(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    words = "Дарди сар " * 2_000
    with time_machine.travel(now() + dt.timedelta(minutes=31), tick=False):
        client.post(reverse("desk:request_new"), {"draft": "request:new", "need_words": words})

    assert open_draft(coordinator, "request:new") == {"need_words": [words]}


def test_a_form_of_somebody_whose_session_was_ended_is_not_kept_and_the_door_says_so(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    assert end_session(coordinator, living_sessions(coordinator, None)[0].mark)

    response = client.post(reverse("desk:request_new"), {"draft": "request:new", "need_words": "Дарди сар"})

    assert Draft.objects.count() == 0
    assert "your text is not saved. Press Back" in client.get(response.url, headers={"Accept-Language": "en"}).text
    assert "your text" not in client.get(reverse("desk:sign_in"), headers={"Accept-Language": "en"}).text


def test_a_draft_that_comes_after_the_session_is_told_that_nobody_is_signed_in(client):
    address = reverse("desk:draft", args=["request:new"])
    assert client.post(address, {"need_words": ["х"]}, content_type="application/json").status_code == 401  # draft.js says so


def test_every_form_with_a_draft_says_its_key_to_sign_in():
    templates = [file.read_text() for file in Path("panoh/desk").rglob("templates/**/*.html")]
    forms = [match for text in templates for match in re.findall(r'<form[^>]*data-draft="\{\{ ([\w.]+) \}\}"[\s\S]*?</form>', text)]
    told = [
        match
        for text in templates
        for match in re.findall(r'draft_state.html" with key=([\w.]+)(?: form=form)? saved=saved only', text)
        if match != '"components"'
    ]
    assert len(forms) >= 5
    assert sorted(forms) == sorted(told)


def test_my_day_offers_what_was_begun_lately_and_not_sent(client):
    coordinator = sign_in(client, make_coordinator())
    where = reverse("desk:request_new")
    address = reverse("desk:draft", args=["request:new"])

    client.post(address, {"need_words": ["Дарди сар"]}, content_type="application/json", headers={"X-Page": where})
    for number, path in enumerate(("", "https://example.org/desk/", "/en/", "/desk/" + "x" * 300)):
        other = reverse("desk:draft", args=[f"other:{number}"])
        client.post(other, {"words": ["х"]}, content_type="application/json", headers={"X-Page": path})

    offered = [link["href"] for link in soup_of(client.get(reverse("desk:my_day"))).select("main .note a")]
    assert offered == [f"{where}?draft=use"]
    assert "Дарди сар" in client.get(offered[0]).content.decode()
    with time_machine.travel(now() + dt.timedelta(days=4)):
        sign_in(client, coordinator)
        assert soup_of(client.get(reverse("desk:my_day"))).select("main .note a") == []


def test_what_was_begun_and_the_language_of_the_door_stand_below_the_danger(client, settings):
    coordinator = make_coordinator()
    sign_in(client, coordinator)
    raise_risk(make_case(by=coordinator), level=RiskLevel.HIGH, by=coordinator)
    keep_draft(coordinator, "task:new", {"words": ["Занг"]}, path=reverse("desk:task_add"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru" if coordinator.language == "en" else "en"

    blocks = soup_of(client.get(reverse("desk:my_day"))).select_one(".split .stack-l").find_all(["section", "div"], recursive=False)

    assert [block.get("aria-labelledby") or " ".join(block["class"]) for block in blocks][:3] == ["danger", "note", "note"]


def test_what_was_begun_on_a_case_that_is_with_somebody_else_now_is_read_and_thrown_away_by_who_wrote_it(client):
    make_secretariat()
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((worker, Discipline.SOCIAL),))
    (row,) = case.assignments.filter(user=worker)
    key, there = f"note:{case.id}", reverse("desk:quick_note", args=[case.code])
    keep_draft(worker, key, {"words": ["Говорили о сне"], "kind": ["call"], "version": ["1"]}, path=there)
    sign_in(client, worker)
    gone = "The case is now with someone else or closed to you"
    assert gone not in soup_of(client.get(reverse("desk:account"))).get_text()
    assert client.get(there).status_code == 200

    end_assignment(row, by=make_coordinator())

    assert client.get(there).status_code == 404
    offered = soup_of(client.get(reverse("desk:my_day"))).select("main .note a")
    assert [link["href"] for link in offered] == [f"{reverse('desk:account')}#drafts"]
    (line,) = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')
    assert (f"Quick note {case.code}" in line.get_text(" ", strip=True), gone in line.get_text(), str(case.id) in line.get_text()) == (
        True,
        True,
        False,
    )
    words = reverse("desk:draft_words", args=[key])
    assert [form["action"] for form in line.select("form")] == [words, reverse("desk:discard_draft", args=[key])]
    assert "Говорили о сне" in soup_of(client.post(words)).main.get_text()
    assert client.get(words).url == f"{reverse('desk:account')}#drafts"  # nothing is opened by an address
    client.post(reverse("desk:discard_draft", args=[key]))
    assert Draft.objects.count() == 0


def test_a_draft_in_a_list_is_deleted_by_a_second_press_alone(client):
    make_secretariat()
    worker = sign_in(client, make_user(Role.SOCIAL_WORKER))
    keep_draft(worker, "request:new", {"need_words": ["Дарди сар"]}, path=reverse("desk:request_new"))
    gone = reverse("desk:discard_draft", args=["request:new"])

    for page in (
        client.get(reverse("desk:my_day")),
        client.get(reverse("desk:account")),
        client.post(reverse("desk:draft_words", args=["request:new"])),
    ):
        (form,) = soup_of(page).select(f'form[action="{gone}"]')
        assert (form.parent.name, form.find_previous_sibling("summary").get_text()) == ("details", "Delete the draft")
        assert "You cannot get the text back afterwards." in form.get_text()


def test_a_form_says_that_what_is_not_saved_stands_on_its_page_alone(client):
    make_secretariat()
    sign_in(client, make_coordinator())

    state = soup_of(client.get(reverse("desk:request_new"))).select_one("[data-draft-state]")

    said = "Draft not saved: your text is only on this page. Check the network before you switch to another app."
    assert state["data-failed"] == said


def test_words_of_a_draft_open_for_who_wrote_it_alone(client):
    make_secretariat()
    keep_draft(make_coordinator(), "request:new", {"need_words": ["Дарди сар"]}, path=reverse("desk:request_new"))
    sign_in(client, make_coordinator())

    assert client.post(reverse("desk:draft_words", args=["request:new"])).status_code == 404


def test_an_empty_form_that_was_pressed_is_no_draft_and_the_danger_it_leads_to_is_one(client):
    case = make_case(by=make_coordinator(), workers=((sign_in(client, make_user(Role.SOCIAL_WORKER)), Discipline.SOCIAL),))
    there = reverse("desk:quick_note", args=[case.code])
    sent = filled(form_with(soup_of(client.get(there)), "summary"))

    def is_kept_at_once(page):
        return soup_of(page).select_one("[data-draft-state]").has_attr("data-refused")

    assert is_kept_at_once(client.post(there, sent)) is False
    assert is_kept_at_once(client.post(there, {**sent, "summary": "х" * 30_000})) is True
    client.post(there, {**sent, "danger_now": "1"})
    assert Draft.objects.get().form == f"report:{case.pk}"
    client.post(there, {**sent, "summary": "х" * 30_000, "danger_now": "1"})
    assert Draft.objects.count() == 2


def test_the_draft_of_a_request_that_is_decided_says_so_and_leads_to_no_form(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    first, second = (triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.GREEN) for _each in range(2))
    for request in (first, second):
        keep_draft(coordinator, f"admission:{request.pk}", {"words": ["х"]}, path=reverse("desk:request_admit", args=[request.code]))
    decline_request(first, by=coordinator, reason=DecisionReason.OTHER_SERVICE_FITS, words="Ба дигар хадамот")

    links = soup_of(client.get(reverse("desk:my_day"))).select("main .note a")
    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')

    assert {link.select_one(".code").get_text(): link["href"] for link in links} == {
        first.code: f"{reverse('desk:account')}#drafts",
        second.code: f"{reverse('desk:request_admit', args=[second.code])}?draft=use",
    }
    assert {row.select_one(".code").get_text(): "The request is already decided" in row.get_text() for row in rows} == {
        first.code: True,
        second.code: False,
    }


def test_an_older_draft_of_a_triage_that_is_done_stays_in_my_account_alone(client):
    make_secretariat()
    worker = sign_in(client, make_coordinator())
    done, waits = (make_request(by=worker) for _each in range(2))
    for request in (done, waits):
        keep_draft(worker, f"triage:{request.pk}", {"words": ["х"]}, path=reverse("desk:request_triage", args=[request.code]))
    triage_request(done, by=worker, urgency=Urgency.GREEN)

    links = soup_of(client.get(reverse("desk:my_day"))).select("main .note a[href]:has(.code)")
    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')

    assert [link["href"] for link in links] == [f"{reverse('desk:request_triage', args=[waits.code])}?draft=use"]
    assert {row.select_one(".code").get_text(): "The request is already triaged" in row.get_text() for row in rows} == {
        done.code: True,
        waits.code: False,
    }


def test_my_day_offers_three_drafts_and_says_how_many_more_there_are(client):
    make_secretariat()
    worker = sign_in(client, make_user(Role.SOCIAL_WORKER))
    for nth in range(4):
        case = make_case(workers=((worker, Discipline.SOCIAL),))
        keep_draft(worker, f"referral:{nth}", {"ask": ["МРТ"]}, path=reverse("desk:referral_add", args=[case.code]))

    note = soup_of(client.get(reverse("desk:my_day"))).select_one("main .note")

    assert note.get_text().count("Referral") == 3
    assert (note.find_all("a")[-1].get_text(strip=True), note.find_all("a")[-1]["href"]) == (
        "and 1 more",
        f"{reverse('desk:account')}#drafts",
    )
    form = note.form
    deleted = client.post(form["action"], {"next": form.select_one("[name=next]")["value"]})
    assert (deleted.url, Draft.objects.count()) == (reverse("desk:my_day"), 3)


def test_drafts_are_named_by_what_they_are_of_and_lead_back(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    task = add_own_task(words="Позвонить", by=coordinator, due=now(), case=other)
    pages = {
        f"session:{case.id}": reverse("desk:add_session", args=[case.code]),
        "call:4941dc2e-53a0-4a4b-8f55-0a7b2a1c9d11": reverse("desk:call_new", args=["TJ-KT"]),
        "request:new": reverse("desk:request_new"),
        f"task:{task.pk}": reverse("desk:task", args=[task.pk]),
        "old:4941dc2e-53a0-4a4b-8f55-0a7b2a1c9d11": "",
    }
    for key, path in pages.items():
        keep_draft(coordinator, key, {"words": ["х"]}, path=path)

    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')

    named = {row.strong.get_text(" ", strip=True): [link["href"] for link in row.select("a")] for row in rows}
    assert named == {
        f"Session {case.code}": [f"{pages[f'session:{case.id}']}?draft=use"],
        "Call": [f"{reverse('desk:call_new', args=['TJ-KT'])}?draft=use"],
        "Request": [f"{pages['request:new']}?draft=use"],
        f"Task {other.code}": [f"{pages[f'task:{task.pk}']}?draft=use"],
        "Form": [],
    }


def test_drafts_for_several_things_are_told_apart_and_the_draft_of_a_record_with_a_code_says_it(client):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator)
    pages = {
        "tasks:several": reverse("desk:tasks_several"),
        "cases:assign": reverse("desk:cases_assign"),
        "cases:hand-over": reverse("desk:hand_over"),
        f"refer-on:{case.id}": reverse("desk:referral_on", args=[case.code]),
    }
    for key, path in pages.items():
        keep_draft(coordinator, key, {"words": ["х"]}, path=path)

    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')

    named = [row.strong.get_text(" ", strip=True) for row in rows]
    several = ["Hand over all cases", "Assign a worker to several cases", "Several tasks at once"]
    assert named == [f"Referral {case.code}", *several]


def test_the_draft_of_a_danger_that_is_over_keeps_its_code_and_its_page_and_that_of_a_task_that_is_done_its_code(client):
    coordinator = sign_in(client, make_coordinator())
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    danger = raise_risk(case, level=RiskLevel.HIGH, by=coordinator)
    done = add_own_task(words="Позвонить", by=coordinator, due=now(), case=other)
    for name, task in (("danger", danger), ("task", done)):
        keep_draft(coordinator, f"{name}:{task.pk}", {"words": ["х"]}, path=reverse(f"desk:{name}", args=[task.pk]))
    end_danger(danger, by=coordinator, words="Дома с сестрой")
    finish_task(done, by=coordinator)

    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')

    assert {row.strong.get_text(" ", strip=True): [link["href"] for link in row.select("a")] for row in rows} == {
        f"Task {other.code}": [],
        f"Danger {case.code}": [f"{reverse('desk:danger', args=[danger.pk])}?draft=use"],
    }


def test_a_form_that_a_script_sends_when_nobody_is_signed_in_any_more_keeps_its_page():
    client = Client(enforce_csrf_checks=True)

    answered = client.post(reverse("desk:call_new", args=["TJ-KT"]), {"said": "Писарамро бурданд"}, headers={"X-Sent": "script"})

    assert (answered.status_code, answered["X-Go"], answered.content) == (403, reverse("desk:sign_in"), b"")
    assert "has expired" in client.post(reverse("desk:task_add"), headers={"Accept-Language": "en"}).text


def test_a_form_that_a_script_sends_is_told_where_it_leads_and_what_is_said_waits_for_the_page(client):
    sign_in(client, make_coordinator())
    answered = client.post(reverse("desk:task_add"), {"words": "Занг задан", "due": written()}, headers={"X-Sent": "script"})

    assert (answered.status_code, answered["X-Go"], "Location" in answered) == (204, reverse("desk:my_day"), False)
    assert "Recorded." in client.get(answered["X-Go"]).content.decode()


def test_what_a_page_sends_that_was_made_for_another_account_is_kept_by_nobody():
    mine, other = make_user(Role.COORDINATOR, username="farida"), make_user(Role.COORDINATOR, username="bonu")
    client = Client(enforce_csrf_checks=True)
    sign_in(client, other)
    mark = {"X-Account": account_mark(mine), "X-Sent": "script"}

    answers = [
        client.post(reverse("desk:task_add"), {"words": "Занг задан", "due": written(), "draft": "task:new"}, headers=mark),
        client.post(reverse("desk:draft", args=["task:new"]), "{}", content_type="application/json", headers=mark),
        client.get(reverse("desk:still_here"), headers=mark),
    ]
    part = client.get(reverse("desk:cases"), headers=mark | {"HX-Request": "true"})

    assert {(one.status_code, one["X-Account"]) for one in [*answers, part]} == {(409, "other")}
    assert {one.content for one in answers} == {b""}
    assert "Another account is signed in now." in part.text
    assert "farida" not in part.text
    assert "bonu" not in part.text
    assert (Draft.objects.count(), Task.objects.count()) == (0, 0)


def test_a_page_knows_its_account_again_after_a_new_sign_in_and_hears_the_new_token():
    user = make_user(Role.COORDINATOR, username="farida")
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    body = soup_of(client.get(reverse("desk:my_day"))).body
    mark = {"X-Account": body["data-account"], "X-Sent": "script"}
    assert body["data-account"] == account_mark(user)

    old = client.post(reverse("desk:task_add"), {"csrfmiddlewaretoken": "x" * 64}, headers=mark)
    here = client.get(reverse("desk:still_here"), headers=mark).json()
    again = client.post(reverse("desk:task_add"), {"csrfmiddlewaretoken": here["token"]}, headers=mark)

    assert (old.status_code, old["X-Renew"], old.content) == (403, "1", b"")
    assert again.status_code == 400


def test_an_autosave_that_comes_after_its_form_was_saved_is_refused_and_one_of_another_page_is_kept():
    user = make_user(Role.COORDINATOR)
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    there = reverse("desk:task_add")
    pages = [soup_of(client.get(there)).find("form", attrs={"data-draft": True}) for _page in range(2)]
    first, second = (page.find(attrs={"name": "csrfmiddlewaretoken"})["value"] for page in pages)
    key = pages[0]["data-draft"]
    draft = reverse("desk:draft", args=[key])

    def autosave(token: str) -> int:
        return client.post(draft, '{"words": ["x"]}', content_type="application/json", headers={"X-CSRFToken": token}).status_code

    assert autosave(first) == 204
    sent = client.post(there, {"csrfmiddlewaretoken": first, "words": "Занг задан", "due": written(), "draft": key})
    assert (sent.status_code, autosave(first), Draft.objects.count()) == (302, 409, 0)
    assert (autosave(second), Draft.objects.count()) == (204, 1)


def test_an_autosave_that_is_written_while_its_form_is_saved_goes_with_it():
    user = make_user(Role.COORDINATOR)
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    there = reverse("desk:task_add")
    form = soup_of(client.get(there)).find("form", attrs={"data-draft": True})
    token, key = form.find(attrs={"name": "csrfmiddlewaretoken"})["value"], form["data-draft"]

    def save_before(execute, sql, *rest):
        if sql.startswith('INSERT INTO "accounts_draft"'):
            client.post(there, {"csrfmiddlewaretoken": token, "words": "Занг задан", "due": written()})
        return execute(sql, *rest)

    with connection.execute_wrapper(save_before):
        late = client.post(reverse("desk:draft", args=[key]), "{}", content_type="application/json", headers={"X-CSRFToken": token})

    assert (late.status_code, Task.objects.count(), Draft.objects.count()) == (409, 1, 0)


def test_a_danger_half_typed_stands_first_in_the_day_of_who_wrote_it_alone_and_first_among_the_drafts(client):
    worker, other = make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=make_coordinator(), workers=((worker, Discipline.SOCIAL), (other, Discipline.SOCIAL)))
    there = reverse("desk:report_danger", args=[case.code])
    keep_draft(worker, f"report:{case.pk}", {"words": ["Пеши хона"]}, path=there)
    keep_draft(worker, f"session:{case.pk}", {"words": ["х"]}, path=reverse("desk:add_session", args=[case.code]))

    def in_danger(page):
        return [(row.a.get_text(strip=True), row.a["href"]) for row in soup_of(page).select('section[aria-labelledby="danger"] li')]

    sign_in(client, other)
    assert in_danger(client.get(reverse("desk:my_day"))) == []
    sign_in(client, worker)
    day = client.get(reverse("desk:my_day"))
    assert in_danger(day) == [("A danger that is not reported yet", f"{there}?draft=use")]
    assert soup_of(day).select_one("main .note a").get_text(strip=True).startswith("Session")
    rows = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')
    named = [row.strong.get_text(" ", strip=True) for row in rows]
    assert named == [f"Report a danger {case.code}", f"Session {case.code}"]
    assert [bool(row.select_one(".badge")) for row in rows] == [True, False]

    client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})
    hidden = soup_of(client.get(reverse("desk:my_day"))).main.get_text()
    assert case.code in hidden
    assert "danger" not in hidden.lower()


def test_drafts_of_one_case_are_numbered_while_details_are_hidden(client):
    worker = sign_in(client, make_user(Role.SOCIAL_WORKER))
    case = make_case(by=make_coordinator(), workers=((worker, Discipline.SOCIAL),))
    for key, name in (("session", "add_session"), ("note", "quick_note")):
        keep_draft(worker, f"{key}:{case.pk}", {"words": ["х"]}, path=reverse(f"desk:{name}", args=[case.code]))

    def said():
        day = [link.get_text(" ", strip=True) for link in soup_of(client.get(reverse("desk:my_day"))).select("main .note a[href]")]
        account = soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem] .quiet')
        return [
            text.partition(" of ")[0][-1:] if " of " in text else "" for text in [*day, *(one.get_text(" ", strip=True) for one in account)]
        ]

    assert said() == [""] * 4
    client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})
    assert said() == ["2", "1"] * 2


def test_a_form_says_which_of_its_drafts_is_which(client):
    make_secretariat()
    worker = sign_in(client, make_coordinator())
    for text in ("Дарди сар", "Хобаш намебарад"):
        keep_draft(worker, "request:new", {"need_words": [text]}, path=reverse("desk:request_new"), held=uuid4())

    offered = soup_of(client.get(reverse("desk:request_new"))).select("[data-draft-of] strong")

    assert [one.get_text(strip=True)[-8:] for one in offered] == ["(2 of 2)", "(1 of 2)"]


@pytest.mark.parametrize("is_hidden", [False, True])
def test_drafts_of_one_form_begun_in_the_same_minute_are_told_apart_by_their_seconds(client, is_hidden):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=make_coordinator(), workers=((worker, Discipline.SOCIAL),))
    there = reverse("desk:quick_note", args=[case.code])
    tomorrow = today() + dt.timedelta(days=1)
    for second in (5, 41):
        with time_machine.travel(dt.datetime.combine(tomorrow, dt.time(9, 30, second), DUSHANBE), tick=False):
            keep_draft(worker, f"note:{case.pk}", {"words": ["х"]}, path=there, held=uuid4())

    with time_machine.travel(dt.datetime.combine(tomorrow, dt.time(9, 33), DUSHANBE), tick=False):
        sign_in(client, worker)
        if is_hidden:
            client.post(reverse("desk:discreet"), {"on": "1", "back": "/desk/"})
        pages = [main_text(client.get(page)) for page in (there, reverse("desk:account"), reverse("desk:my_day"))]

    assert [("09:30:05" in page, "09:30:41" in page) for page in pages] == [(True, True)] * 3


def test_a_draft_says_when_it_was_begun_and_when_it_was_last_saved(client):
    worker = sign_in(client, make_user(Role.SOCIAL_WORKER))
    case = make_case(by=make_coordinator(), workers=((worker, Discipline.SOCIAL),))
    form, there = f"note:{case.pk}", reverse("desk:quick_note", args=[case.code])
    keep_draft(worker, form, {"words": ["х"]}, path=there)
    Draft.objects.update(begun_at=F("begun_at") - dt.timedelta(days=1))

    keep_draft(worker, form, {"words": ["ху"]}, path=there)

    draft = Draft.objects.get()
    said = f"begun {moment(draft.begun_at)}, saved {moment(draft.saved_at)}"
    assert draft.saved_at - draft.begun_at >= dt.timedelta(days=1)
    for page in (there, reverse("desk:account"), reverse("desk:my_day")):
        assert said in " ".join(soup_of(client.get(page)).main.get_text().split())
    Draft.objects.update(begun_at=None)
    assert f"There is a draft: {moment(draft.saved_at)}" in " ".join(soup_of(client.get(there)).main.get_text().split())


def test_what_was_saved_on_parts_in_use_offers_no_older_draft(client):
    coordinator = sign_in(client, make_coordinator())
    page = reverse("desk:features")
    for _visit in range(2):
        held = UUID(soup_of(client.get(page)).select_one("[name=draft_id]")["value"])
        keep_draft(coordinator, "features", {"in_use": []}, path=page, held=held)

    held = soup_of(client.get(page)).select_one("[name=draft_id]")["value"]
    client.post(page, {"in_use": ["standards"], "draft_id": held})

    assert not soup_of(client.get(page)).select("[data-draft-offer]")
