"""A questionnaire read aloud: an answer of danger is told at once and kept, what is begun is offered for going on."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.models import Draft
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import Level, TaskKind
from panoh.cases.models import Task
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.instruments.actions import correct_response, read_outcomes, read_response
from panoh.instruments.forms import DECLINED, LEFT_OUT
from panoh.instruments.models import Response, ResponseCorrection
from tests.days import written
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.instruments import answers, make_response
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAID = "Говорила с ней и с врачом, она у сестры"


@pytest.fixture
def team(client):
    """A case with a psychologist who reads aloud, and a social worker."""
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    sign_in(client, psychologist)
    return case, psychologist, social


def read(client, case, given, instrument="cssrs"):
    """Answers steps of the form, each by its own press. Gives back the last answer of the server."""
    for step, value in given.items():
        answered = client.post(reverse("desk:case_aloud", args=[case.code, instrument, step]), {"answer": value})
    return answered


def record(client, case, values, **more):
    """Sends the form that is looked over."""
    items = {f"item_{item}": str(value) for item, value in answers("cssrs", values).items() if value is not None}
    facts = {"done_on": written(), "language": "tg", "way": "asked", "occasion": "between", "remark": ""}
    return client.post(reverse("desk:case_ask", args=[case.code, "cssrs"]), {**facts, **items, **more})


def risks(case):
    return Task.objects.filter(case=case, kind=TaskKind.RISK)


def test_an_answer_of_danger_read_aloud_is_told_at_once_and_kept_as_unfinished(client, team):
    case, psychologist, _social = team

    read(client, case, {1: "1", 2: "1"})
    by = risks(case).get().due_at - now()
    read(client, case, {3: "1", 4: "1", 5: "1"})

    row = Response.objects.get()
    assert dt.timedelta(hours=23) < by <= dt.timedelta(hours=24)  # low as far as was asked
    assert (risks(case).get().due_at - now() <= dt.timedelta(hours=1), row.is_complete, row.by) == (True, False, psychologist)
    assert row.unsent == Draft.objects.get().pk
    assert read_outcomes([row], by=psychologist)[row.pk]["flags"] == {"level": "high"}
    assert read_response(row, by=psychologist)["items"]["5"] == 1


def test_an_answer_taken_back_counts_as_not_asked_and_the_danger_says_so(client, team):
    case, psychologist, _social = team
    read(client, case, {1: "1", 2: "1"})
    due = risks(case).get().due_at

    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    single = main_text(client.get(reverse("desk:case_response", args=[case.code, Response.objects.get().pk])))
    assert "at least low; not asked: 2, 3, 4, 5, 6, 6b" in single
    danger = risks(case).get()
    (entry,) = danger.danger.entries.all()
    assert (danger.done_at, danger.due_at, entry.by, entry.measures) == (None, due, psychologist, ["unsaid"])
    assert "an answer of the questionnaire was undone" in main_text(client.get(reverse("desk:danger", args=[danger.pk])))


def test_an_answer_that_an_undo_took_back_does_not_stand_chosen_when_one_goes_on(client, team):
    case, psychologist, _social = team
    read(client, case, {1: "1", 2: "1"})
    undone = undo.latest(psychologist.actor).pk

    client.post(reverse("desk:take_back", args=[undone]))

    page = reverse("desk:case_ask", args=[case.code, "cssrs"]) + "?draft=use"
    chosen = [
        field["name"] for field in soup_of(client.get(page)).select("fieldset [name^=item_][checked]") if field["value"] != LEFT_OUT[0]
    ]
    assert chosen == ["item_1"]
    assert not soup_of(client.get(reverse("desk:case_aloud", args=[case.code, "cssrs", 2]))).select("[name=answer][checked]")


def test_the_result_says_how_its_danger_ended_and_leads_there(client, team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, instrument="cssrs", values="1111111")
    task = end_danger(risks(case).get(), by=psychologist, words=SAID, outcome="safe")

    page = soup_of(client.get(reverse("desk:case_response", args=[case.code, row.pk])))

    assert ": the person is safe." in page.main.get_text()
    assert page.select(f"a[href='{reverse('desk:danger', args=[task.pk])}']")


def test_a_whole_form_taken_back_is_said_on_the_danger_of_which_it_told_too(team):
    case, psychologist, _social = team
    make_response(case, by=psychologist, instrument="cssrs", values="1111000")
    make_response(case, by=psychologist, instrument="cssrs", values="1000000")
    make_response(case, by=psychologist, instrument="who5", values="33333")
    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)
    assert risks(case).get().danger.entries.count() == 0  # it asks nothing of danger

    second = next(act for act in undo.acts_of_ten_minutes(psychologist.actor) if act.verb and not act.used_at)
    undo.take_back(second.pk, by=psychologist.actor)

    assert [entry.measures for entry in risks(case).get().danger.entries.all()] == [["unsaid"]]
    assert Response.objects.count() == 1


def test_the_case_says_what_an_unfinished_one_told_and_never_that_nothing_was_asked(client, team):
    case, _psychologist, social = team
    read(client, case, {1: "1", 2: "1", 3: "1", 4: "1"})

    listed = main_text(client.get(reverse("desk:case_questionnaires", args=[case.code])))
    single = main_text(client.get(reverse("desk:case_response", args=[case.code, Response.objects.get().pk])))
    sign_in(client, social)
    overview = main_text(client.get(reverse("desk:case_file", args=[case.code])))
    danger = main_text(client.get(reverse("desk:danger", args=[risks(case).get().pk])))

    assert ("level of risk: high" in listed, "unfinished" in listed, "unfinished" in single) == (True, True, True)
    assert ("not asked" in overview, "Nobody has asked about danger" in overview) == (False, False)
    assert "From an unfinished questionnaire: the danger may be greater than known so far" in overview
    assert "From an unfinished questionnaire: the danger may be greater than known so far" in danger


def test_what_is_begun_aloud_is_offered_for_going_on_and_keeps_its_answers(client, team):
    case, *_others = team
    read(client, case, {1: "0", 2: "0"})
    page = soup_of(client.get(reverse("desk:case_questionnaires", args=[case.code])))
    day = soup_of(client.get(reverse("desk:my_day")))

    here = page.select_one("[aria-labelledby=begun] a")["href"]
    assert here in {link["href"] for link in day.select("main a")}
    assert here.startswith(reverse("desk:case_aloud", args=[case.code, "cssrs", 6]))  # without thoughts of it one goes on to 6
    assert not Response.objects.exists()
    assert soup_of(client.get(here)).h1.get_text(strip=True)
    record(client, case, "000000")
    assert soup_of(client.get(reverse("desk:case_questionnaires", args=[case.code]))).select_one("[aria-labelledby=begun]") is None


@pytest.mark.parametrize("silent", ["-", "x"])
def test_what_is_asked_only_after_a_yes_is_not_asked_after_no_answer(client, team, silent):
    case, *_others = team
    silent = {"-": DECLINED, "x": LEFT_OUT}[silent][0]

    after_2 = read(client, case, {1: "0", 2: silent})
    after_6 = read(client, case, {6: silent})

    assert after_2.url.startswith(reverse("desk:case_aloud", args=[case.code, "cssrs", 6]))
    assert after_6.url.startswith(reverse("desk:case_ask", args=[case.code, "cssrs"]))


def test_a_colleague_is_not_offered_what_another_began(client, team):
    case, _psychologist, social = team
    read(client, case, {1: "1"})
    sign_in(client, social)

    assert soup_of(client.get(reverse("desk:case_questionnaires", args=[case.code]))).select_one("[aria-labelledby=begun]") is None


def test_recording_later_finishes_the_same_one_and_raises_no_second_danger(client, team):
    case, psychologist, _social = team
    read(client, case, {1: "1", 2: "1", 3: "1", 4: "1"})
    end_danger(risks(case).get(), by=psychologist, words=SAID)

    look_over = read(client, case, {5: "0", 6: "0"})
    page = main_text(client.get(look_over.url))
    recorded = record(client, case, "1111000", remark="Тихо")

    row = Response.objects.get()
    assert look_over.url.startswith(reverse("desk:case_ask", args=[case.code, "cssrs"]))  # 6b is settled by 6
    assert "Not sent yet" in page
    assert recorded.url == reverse("desk:case_response", args=[case.code, row.pk])
    assert (row.is_complete, row.unsent, Draft.objects.count()) == (True, None, 0)
    assert (risks(case).count(), ResponseCorrection.objects.count()) == (1, 0)


def test_a_further_answer_of_danger_is_told_though_the_first_has_its_end(client, team):
    case, psychologist, _social = team
    read(client, case, {1: "1", 2: "1"})
    end_danger(risks(case).get(), by=psychologist, words=SAID)

    record(client, case, "1100110")

    assert [task.done_at is None for task in risks(case).order_by("due_at")] in ([True, False], [False, True])


def test_what_was_said_to_be_danger_does_not_go_silently_when_it_is_recorded_otherwise(client, team):
    case, psychologist, _social = team
    read(client, case, {1: "1", 2: "1", 3: "1", 4: "1"})
    due = risks(case).get().due_at

    record(client, case, "1000000")

    row, kept = Response.objects.get(), ResponseCorrection.objects.get()
    assert (kept.response, risks(case).get().due_at, risks(case).get().done_at) == (row, due, None)
    correct_response(row, by=psychologist, why="Перепутала", items=answers("cssrs", "0000000"))
    assert (risks(case).get().due_at, risks(case).get().done_at) == (due, None)


def test_a_correction_of_another_answer_does_not_raise_a_danger_that_has_its_end(team):
    case, psychologist, _social = team
    row = make_response(case, by=psychologist, instrument="cssrs", values="1111000")
    end_danger(risks(case).get(), by=psychologist, words=SAID)

    correct_response(row, by=psychologist, why="Перепутала", items=answers("cssrs", "1110000") | {"4": 1, "6": None})

    assert risks(case).count() == 1


def test_within_three_months_and_never_is_refused_with_a_sentence(client, team):
    case, psychologist, _social = team

    with pytest.raises(Invalid, match="6 and 6b"):
        make_response(case, by=psychologist, instrument="cssrs", values="1100001")
    refused = record(client, case, "1100001")
    aloud = read(client, case, {1: "1", 2: "1", 6: "0", 7: "1"})

    assert (refused.status_code, aloud.status_code, Response.objects.count()) == (400, 400, 1)  # the low one, told aloud
    assert ("6 and 6b contradict" in main_text(refused), "6 and 6b contradict" in main_text(aloud)) == (True, True)


TOLD = "Answers that point to danger are already recorded, and someone must act on them. The questionnaire itself is not recorded yet."
REFUSED = [
    pytest.param("1111001", {}, id="6 and 6b contradict"),
    pytest.param("1111000", {"done_on": "31.02.2026"}, id="a day that does not exist"),
    pytest.param("1111000", {"language": ""}, id="no language"),
    pytest.param("1111000", {"item_6b": "7"}, id="an answer that is not on the form"),
]


@pytest.mark.parametrize(("values", "wrong"), REFUSED)
def test_of_a_whole_form_that_is_refused_the_danger_is_told_at_once_and_once(client, team, values, wrong):
    case, psychologist, social = team

    refused = record(client, case, values, **wrong)

    row, kept = Response.objects.get(), Draft.objects.get()
    assert (refused.status_code, main_text(refused).count(TOLD)) == (400, 1)
    assert (risks(case).get().danger.level, row.unsent, row.by, kept.path) == (
        Level.HOUR,
        kept.pk,
        psychologist,
        refused.request["PATH_INFO"],
    )
    assert (read_outcomes([row], by=psychologist)[row.pk]["flags"]["level"], read_response(row, by=psychologist)["items"]["4"]) == (
        "high",
        1,
    )
    begun = soup_of(client.get(reverse("desk:case_questionnaires", args=[case.code]))).select_one("[aria-labelledby=begun] a")["href"]
    assert soup_of(client.get(begun)).select_one("[name=item_4][checked]")["value"] == "1"
    sign_in(client, social)
    overview = main_text(client.get(reverse("desk:case_file", args=[case.code])))
    assert (
        "Nobody has asked about danger" in overview,
        "From an unfinished questionnaire: the danger may be greater than known so far" in overview,
    ) == (False, True)

    sign_in(client, psychologist)
    end_danger(risks(case).get(), by=psychologist, words=SAID)
    again = record(client, case, values, **wrong)
    recorded = record(client, case, "1111011" if values == "1111001" else values)

    row = Response.objects.get()
    assert (again.status_code, recorded.url) == (400, reverse("desk:case_response", args=[case.code, row.pk]))
    assert (row.unsent, Draft.objects.count()) == (None, 0)
    assert risks(case).filter(done_at=None).count() == (1 if values == "1111001" else 0)  # 6 is yes now, which was not told before


def test_what_is_ticked_in_the_whole_form_is_told_before_it_is_sent_and_once(client, team):
    case, psychologist, _social = team
    now_url = reverse("desk:case_told_now", args=[case.code, "cssrs"])
    ticked = {"item_1": "0", "item_2": "1", "language": "tg", "way": "asked", "occasion": "between", "done_on": written()}

    silent = client.post(now_url, {**ticked, "item_2": "0"})
    told = client.post(now_url, ticked)
    row = Response.objects.get()
    again = client.post(now_url, {**ticked, "done_on": "", "item_3": "1"})
    recorded = record(client, case, "0111000")

    assert (silent.status_code, told.content.decode().count(TOLD), again.status_code) == (204, 1, 200)
    assert (row.unsent is not None, row.by, row.language) == (True, psychologist, "tg")
    assert recorded.url == reverse("desk:case_response", args=[case.code, row.pk])
    assert (risks(case).count(), Response.objects.count(), Draft.objects.count()) == (1, 1, 0)


def test_the_yes_that_another_answer_contradicts_is_told_and_the_no_is_not_taken_for_said(client, team):
    case, psychologist, _social = team

    refused = record(client, case, "0000001")

    row = Response.objects.get()
    items = read_response(row, by=psychologist)["items"]
    assert (refused.status_code, risks(case).get().danger.level, items["6"], items["6b"]) == (400, Level.HOUR, None, 1)
    assert read_outcomes([row], by=psychologist)[row.pk]["flags"]["level"] == "high"


def test_a_contradiction_read_aloud_is_refused_and_its_yes_is_told(client, team):
    case, psychologist, _social = team

    aloud = read(client, case, {6: "0", 7: "1"})

    page = soup_of(aloud)
    assert (aloud.status_code, "6 and 6b contradict" in page.main.get_text()) == (400, True)
    assert "This answer was recorded at once" in page.select_one("#said").get_text()
    assert (risks(case).get().danger.level, read_response(Response.objects.get(), by=psychologist)["items"]["6b"]) == (Level.HOUR, 1)


def test_going_on_aloud_with_a_form_that_was_refused_is_not_held_up_by_another_item(client, team):
    case, *_others = team
    record(client, case, "1100001")

    assert [read(client, case, {step: value}).status_code for step, value in ((1, "1"), (2, "1"), (6, "1"), (7, "1"))] == [302] * 4
    assert Response.objects.count() == 1


def test_the_dangerous_item_of_any_questionnaire_is_told_of_a_form_that_is_refused(client, team):
    case, *_others = team
    facts = {"done_on": "31.02.2026", "language": "tg", "way": "asked", "occasion": "between", "remark": ""}

    refused = client.post(reverse("desk:case_ask", args=[case.code, "phq9"]), {**facts, "item_1": "1", "item_9": "2"})

    assert (refused.status_code, TOLD in main_text(refused), risks(case).count()) == (400, True, 1)


def test_without_an_answer_of_danger_a_form_that_is_refused_records_nothing(client, team):
    case, *_others = team

    refused = record(client, case, "0000000", done_on="31.02.2026")

    assert (refused.status_code, TOLD in main_text(refused)) == (400, False)
    assert (Response.objects.count(), Draft.objects.count(), risks(case).count()) == (0, 0, 0)


def test_without_an_answer_of_danger_reading_aloud_records_nothing(client, team):
    case, *_others = team

    read(client, case, {1: "0", 2: "-", 3: "?"})

    assert (Response.objects.count(), Task.objects.filter(kind=TaskKind.RISK).count()) == (0, 0)
