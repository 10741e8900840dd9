"""What is typed on any page of the desk is kept as a draft, and taken up again or left without script."""

import datetime as dt
import inspect
import json
import re
from decimal import Decimal
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import Draft
from panoh.accounts.roles import Role
from panoh.accounts.sessions import end_session, living_sessions
from panoh.cases.actions.closure import close_case, record_follow_up
from panoh.cases.actions.ending import propose_closing
from panoh.cases.actions.groups import record_group
from panoh.cases.actions.money import Money, ask_for_money, give_help
from panoh.cases.actions.review import hold_review
from panoh.cases.enums import CaseState, Discipline, ProgrammeState, RequestState
from panoh.cases.models import Case, Goal, PlannedService, Problem, Review, Task
from panoh.consent.actions import state_vital_interest
from panoh.core.clock import now, today
from panoh.desk import urls
from panoh.people.actions import tie_persons
from panoh.people.models import Person
from tests.desk.forms import soup_of
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.care import make_assessment, make_help, make_planned, make_programme, make_session
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.factories.team import make_complaint

pytestmark = pytest.mark.django_db

OFFERS = {"work_through", "offer_draft"}
BY_PRESS = {"case_person_correct", "facility_change"}
# Forms of which nothing is written in words: a choice, a day, a press.
WITHOUT_WORDS = {
    "sessions_several",
    "notes_readers",
    "agree_programme",
    "approve_programme",
    "case_urgency",
    "duplicates_compare",
    "organisation_membership",
    "plan_session",
    "rate_capacities",
    "task_give",
    "task_postpone",
    "tie_resolve",
}
# They answer another form's page: their own draft is offered there.
ON_ANOTHER_PAGE = {"change_user", "grant_role", "make_deputy", "set_regions"}


def all_calls(code: CodeType) -> set[str]:
    """The names that a function and the functions within it look up."""
    return set(code.co_names).union(*(all_calls(part) for part in code.co_consts if isinstance(part, CodeType)))


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


@pytest.fixture
def addresses(client) -> list[tuple[str, Any, Any]]:
    """Every address that shows a form: its name, who comes, where it is. The house is made so that each form may be filled in."""
    make_secretariat()
    coordinator, social, psychologist = make_coordinator(), make_user(Role.SOCIAL_WORKER), make_user(Role.PSYCHOLOGIST)
    administrator = make_user(Role.ADMINISTRATOR)
    team = ((social, Discipline.SOCIAL), (psychologist, Discipline.PSYCHOLOGICAL))
    case, drafted, over = (make_case(by=coordinator, workers=team) for _ in range(3))
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    hold_review(Case.objects.get(pk=case.pk), by=social, held_on=today(), outcome="same")
    programme = make_programme(drafted, by=social)
    agreed = make_programme(make_case(by=coordinator, workers=team), by=social, state=ProgrammeState.AGREED)
    close_case(over, by=coordinator, reason="goals_met", words="Помощь закончена", with_follow_up=True)
    done, ahead, _last = over.follow_ups.all()
    record_follow_up(done, by=social, done_on=today(), outcome="same")
    assessed, held, planned = make_assessment(case, by=social), make_session(case, by=psychologist), make_planned(case, by=psychologist)
    given, tie = make_help(case, by=social), tie_persons(case.person, "brother", by=social, other_status="dead")
    vital = state_vital_interest(case.person, by=social, why="detained", reason="Без сознания")
    referral, sent = make_referral(by=social, case=case), make_referral(by=social, case=case, consented=True)
    facility, request = make_facility(), make_request(by=coordinator, state=RequestState.TRIAGED)
    task, ended = Task.objects.filter(case=case, owner=social).first(), make_case(by=coordinator, state=CaseState.CLOSED)
    goal, problem, service = (model.objects.filter(**{path: programme}).get() for model, path in PIECES)
    home = make_secretariat()
    return [
        ("account", social, []),
        ("imports", coordinator, []),
        ("request_new", coordinator, []),
        ("request_admit_new", coordinator, []),
        *((name, coordinator, [request.code]) for name in ("request_triage", "request_refuse", "request_admit")),
        ("task_add", social, []),
        *((name, social, [task.pk]) for name in ("task_postpone", "task_give")),
        *((name, social, [case.code]) for name in ("case_hold", "case_urgency", "case_correct", "case_contact_write", "tie_add")),
        *((name, coordinator, [case.code]) for name in ("close_case", "case_person_correct", "consent_add", "referral_add")),
        ("case_reopen", coordinator, [ended.code]),
        ("tie_change", social, [case.code, tie.pk]),
        ("pair_apart", coordinator, [case.person_id, drafted.person_id]),
        ("vital_state", social, [case.code]),
        ("vital_review", coordinator, [case.code, vital.pk]),
        ("facility_add", coordinator, []),
        ("facility_change", coordinator, [facility.pk]),
        ("referral_change", social, [referral.code]),
        ("referral_step", social, [sent.code, "called_off"]),
        *((name, social, [case.code]) for name in ("record_assessment", "rate_capacities", "give_help", "hold_review")),
        ("correct_assessment", social, [case.code, assessed.pk]),
        *((name, psychologist, [case.code]) for name in ("plan_session", "add_session", "quick_note")),
        ("group_new", psychologist, []),
        ("group_again", psychologist, [_group(case, drafted, by=psychologist).pk]),
        ("complaint_new", social, []),
        *((name, social, [case.code]) for name in ("attempt_new", "safety_plan", "death_new")),
        ("feedback_new", coordinator, [case.code]),
        ("decide_closing", coordinator, [_proposed(by=social).code]),
        ("money_ask", social, [case.code]),
        ("money_decide", coordinator, [case.code, _asked(case, by=social).pk]),
        ("correct_payment", social, [case.code, _paid(case, by=social).pk]),
        ("complaint_answer", coordinator, [make_complaint(by=social).pk]),
        ("record_session", psychologist, [case.code, planned.pk]),
        ("correct_session", psychologist, [case.code, held.pk]),
        ("correct_help", social, [case.code, given.pk]),
        ("correct_review", social, [case.code, Review.objects.get().pk]),
        ("record_follow_up", social, [over.code, ahead.pk]),
        ("correct_follow_up", social, [over.code, done.pk]),
        *((name, social, [drafted.code, 1]) for name in ("agree_programme", "write_wishes", "add_problem", "add_goal")),
        ("change_problem", social, [drafted.code, 1, problem.pk]),
        *((name, social, [drafted.code, 1, goal.pk]) for name in ("change_goal", "plan_service")),
        ("change_service", social, [drafted.code, 1, service.pk]),
        *((name, coordinator, [agreed.case.code, 1]) for name in ("approve_programme", "return_programme")),
        ("add_user", administrator, []),
        ("user", administrator, [social.pk]),
        ("organisation_add", administrator, []),
        *((f"organisation_{name}", administrator, [home.pk]) for name in ("rename", "correct")),
    ]


def _asked(case: Case, by: Any) -> Any:
    return ask_for_money(case, by=by, amount=Decimal(900), currency="TJS", words="Операция")


def _paid(case: Case, by: Any) -> Any:
    cost = Money(Decimal(90), "TJS", "signed")
    return give_help(case, by=by, help="social", item="food", given_on=today(), money=cost)


def _proposed(by: Any) -> Case:
    case = make_case(workers=((by, Discipline.SOCIAL),))
    propose_closing(case, by=by, reason="moved", words="Уехал")
    return case


def _group(*cases: Case, by: Any) -> Any:
    came = dict.fromkeys(cases, "")
    return record_group(by=by, discipline="psychological", at=now() - dt.timedelta(hours=1), minutes=60, came=came)


PIECES = ((Goal, "programme"), (Problem, "programme"), (PlannedService, "goal__programme"))


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


def test_every_address_that_shows_a_form_is_looked_at(addresses):
    assert routes_with_forms() - ON_ANOTHER_PAGE - {name for name, _who, _args in addresses} <= WITHOUT_WORDS


def test_every_form_with_words_keeps_a_draft_that_is_taken_up_or_left_without_script(client, addresses):
    faults = [fault for name, who, args in addresses if (fault := _fault(client, name, who, reverse(f"desk:{name}", args=args)))]

    assert faults == []


def _fault(client, name, who, there):
    """What is wrong with the draft of the page there, in words."""
    sign_in(client, who)
    page = soup_of(client.post(there, {"open": "1"}) if name in BY_PRESS else client.get(there))
    if loose := loose_forms(page):
        return f"{name}: without a draft: {loose}"
    found = [(form["data-draft"], words[0]["name"]) for form in page.select("form[data-draft]") if (words := words_of(form))]
    if not found:
        return "" if name in WITHOUT_WORDS | {"account"} else f"{name}: no form with words"
    (key, field) = found[0]
    kept = client.post(reverse("desk:draft", args=[key]), json.dumps({field: ["Набросок"]}), content_type="application/json")
    if kept.status_code != 204:
        return f"{name}: the draft {key} is not kept"
    offered = soup_of(client.post(there, {"open": "1"}) if name in BY_PRESS else client.get(there))
    links = {link.get("href") for link in offered.select(f'[data-draft-offer="{key}"] a')}
    if links != {"?draft=use", "?draft=leave"}:
        return f"{name}: offers {links}"
    if not _holds(client.get(f"{there}?draft=use"), field, "Набросок"):
        return f"{name}: is not taken up"
    if Draft.objects.filter(user=who, form=key).count() != 1:
        return f"{name}: is forgotten before it was sent"
    left = client.get(f"{there}?draft=leave")
    if Draft.objects.filter(user=who, form=key).exists() or left.status_code != (302 if name in BY_PRESS else 200):
        return f"{name}: is not left"
    return ""


def _holds(response, field, words):
    found = soup_of(response).find(attrs={"name": field})
    return found is not None and words in (found.get("value") or found.get_text())


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


def test_a_form_that_was_sent_needs_its_draft_no_more(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    keep_draft(coordinator, "request:new", {"need_words": ["Дарди сар"]})

    client.post(reverse("desk:request_new"), {"door": "hotline", "asker": "person", "needs": ["medical"], "urgency": "green"})

    assert Draft.objects.count() == 0


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

        assert response.url == f"{reverse('desk:sign_in')}?next={quote(there, safe='')}%3Fdraft%3Duse"
        sign_in(client, coordinator)
        page = client.get(f"{there}?draft=use")
        assert soup_of(page).find("textarea", attrs={"name": "need_words"}).get_text(strip=True) == "Дарди сар"
        assert soup_of(page).select_one("[name=door] option[value=hotline]").has_attr("selected")


def test_a_form_of_somebody_whose_session_was_ended_is_not_kept(client):
    make_secretariat()
    coordinator = sign_in(client, make_coordinator())
    assert end_session(coordinator, living_sessions(coordinator, None)[0].mark)

    response = client.post(reverse("desk:request_new"), {"draft": "request:new", "need_words": "Дарди сар"})

    assert response.url == reverse("desk:sign_in")
    assert Draft.objects.count() == 0


def test_every_form_with_a_draft_says_its_key_to_the_door():
    templates = [file.read_text() for file in Path("panoh/desk/templates").rglob("*.html")]
    forms = [match for text in templates for match in re.findall(r'<form[^>]*data-draft="\{\{ ([\w.]+) \}\}"[\s\S]*?</form>', text)]
    told = [
        match for text in templates for match in re.findall(r'draft_state.html" with key=([\w.]+) only', text) if match != '"components"'
    ]
    assert len(forms) >= 5
    assert sorted(forms) == sorted(told)
