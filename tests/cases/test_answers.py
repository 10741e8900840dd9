"""Own questions at a request and beside a session: kept, carried on to the case, corrected, for their readers."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import Answers, admit, go_on_with, join_request, receive_compared, record_session, record_unplanned, triage_request
from panoh.cases.actions.questions import add_question, correct_answer, count_question, read_own_answers
from panoh.cases.enums import AnswerKind, Asker, AskingForm, Attendance, Discipline, Door, Need, SessionKind
from panoh.cases.forms.questions import PREFIX
from panoh.cases.models import Amendment, Question, QuestionAnswer, Request
from panoh.cases.queries.care import corrections
from panoh.cases.questions import answers, answers_at
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.people.data import PersonData
from panoh.reporting.queries.figures import crosstab
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_planned, make_team
from tests.factories.cases import make_case
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TEXTS = {"en": "Who told you of us?", "ru": "Кто рассказал о нас?", "tg": "Дар бораи мо кӣ гуфт?"}
LISTS = {"en": ["a neighbour", "a physician"], "ru": ["сосед", "врач"], "tg": ["ҳамсоя", "духтур"]}
CALL = {"door": Door.HOTLINE, "asker": Asker.PERSON, "needs": [Need.MEDICAL], "family_name": "Раҳимова", "given_name": "Зулфия"}
PERSON = PersonData(sex="female", family_name="Раҳимова", given_name="Зулфия", birth_date="1990")


def ask(by, form, kind=AnswerKind.TEXT):
    return add_question(by=by, form=form, kind=kind, texts=TEXTS, choices=LISTS if kind == AnswerKind.CHOICE else None)


def counted(by, form):
    row = count_question(ask(by, form, AnswerKind.CHOICE), by=by, counted=True)
    return Question.objects.get(pk=row.pk)


def call(by, own, **facts):
    """A request with answers, triaged."""
    row = receive_compared(by=by, answers=Answers(), own=own, **CALL, **facts)
    return triage_request(row, by=by, urgency=row.urgency)


def opened(rows, by):
    return sorted(read_own_answers(list(rows), by=by).values())


# At a request


def test_an_answer_at_a_request_is_sealed_under_the_requests_key(coordinator):
    request = call(coordinator, {ask(coordinator, AskingForm.REQUEST): "Соседка Мехри"})

    (row,) = answers_at(request)
    assert (row.case, row.person, row.sealing_subject().kind) == (None, None, "enquiry")
    assert "Мехри".encode() not in bytes(row.words)
    assert opened([row], coordinator) == ["Соседка Мехри"]


def test_answers_of_a_request_go_on_to_the_case_and_nothing_is_asked_twice(coordinator):
    request = call(coordinator, {ask(coordinator, AskingForm.REQUEST): "Соседка Мехри", counted(coordinator, AskingForm.REQUEST): "a02"})

    case = admit(request, PERSON, by=coordinator, organisation=coordinator.organisation, kind="survivor")

    kept = answers(coordinator, case)
    assert {(row.case, row.person, row.request) for row in kept} == {(case, case.person, request)}
    assert opened(kept, coordinator) == ["a02", "Соседка Мехри"]
    assert [row.sealing_subject().kind for row in answers_at(request)] == ["person", "person"]


def test_a_request_that_goes_on_in_a_case_brings_its_answers(coordinator):
    case = make_case(by=coordinator)
    request = call(coordinator, {ask(coordinator, AskingForm.REQUEST): "Соседка Мехри"})
    join_request(request, case, by=coordinator)
    assert answers(coordinator, case) == []
    assert opened(answers_at(request), coordinator) == ["Соседка Мехри"]

    go_on_with(request, case, by=coordinator)

    assert opened(answers(coordinator, case), coordinator) == ["Соседка Мехри"]


def test_an_admission_taken_back_gives_the_answers_back_to_the_request(coordinator):
    request = call(coordinator, {ask(coordinator, AskingForm.REQUEST): "Соседка Мехри"})
    admit(request, PERSON, by=coordinator, organisation=coordinator.organisation, kind="survivor")

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    (row,) = answers_at(Request.objects.get())
    assert (row.case, row.person, opened([row], coordinator)) == (None, None, ["Соседка Мехри"])


def test_an_answer_of_a_request_is_counted_when_there_is_a_case(coordinator):
    question = counted(coordinator, AskingForm.REQUEST)
    request = call(coordinator, {question: "a02"})
    make_case(by=coordinator)
    name = f"own-{question.pk.hex}"
    assert crosstab(coordinator, today(), today(), rows=name, columns="kind").rows == ["unknown"]

    admit(request, PERSON, by=coordinator, organisation=coordinator.organisation, kind="survivor")

    table = crosstab(coordinator, today(), today(), rows=name, columns="kind")
    assert (table.rows, table.row_totals) == (["a02", "unknown"], [1, 1])


def test_the_request_form_asks_and_the_request_tells_by_a_press(client, coordinator):
    row = ask(coordinator, AskingForm.REQUEST, AnswerKind.CHOICE)
    sign_in(client, coordinator)
    url = reverse("desk:request_new")
    page = soup_of(client.get(url))
    assert TEXTS["en"] in page.get_text()

    sent = filled(form_with(page, "need_words")) | {"needs": ["medical"], "urgency": "green", PREFIX + row.pk.hex: "a02"}
    assert client.post(url, sent).status_code == 302

    detail = reverse("desk:request_detail", args=[Request.objects.get().code])
    assert "a physician" not in client.get(detail).content.decode()
    assert "a physician" in client.post(detail).content.decode()
    assert TEXTS["en"] not in client.get(reverse("desk:request_admit_new")).content.decode()


# Beside a session


def held(case, by, own, discipline=Discipline.PSYCHOLOGICAL):
    at = now() - dt.timedelta(hours=1)
    facts = {"discipline": discipline, "kind": SessionKind.INDIVIDUAL, "at": at, "attendance": Attendance.ATTENDED, "minutes": 50}
    return record_unplanned(case, by=by, own=own, **facts)


def test_answers_beside_a_session_stay_within_its_discipline(coordinator):
    case, (psychologist, physician, social) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.SOCIAL_WORKER)
    question = ask(coordinator, AskingForm.SESSION)
    session = held(case, psychologist, {question: "Плохо спит"})
    held(case, physician, {question: "Давление"}, Discipline.MEDICAL)

    (mine,) = answers(psychologist, case)
    assert (mine.target, opened([mine], psychologist)) == (session.pk, ["Плохо спит"])
    assert opened(answers(physician, case), physician) == ["Давление"]
    assert answers(social, case) == []
    assert answers(coordinator, case) == []


def test_a_planned_session_is_recorded_with_answers(coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    session = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=2))

    record_session(session, by=psychologist, attendance="attended", minutes=40, own={ask(coordinator, AskingForm.SESSION): "Лучше"})

    assert opened(answers(psychologist, case), psychologist) == ["Лучше"]


def test_both_session_forms_ask(client, coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = ask(coordinator, AskingForm.SESSION)
    planned = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=26))  # no hour of today: they would meet
    sign_in(client, psychologist)
    for name, args in (("add_session", [case.code]), ("record_session", [case.code, planned.pk])):
        url = reverse(f"desk:{name}", args=args)
        sent = filled(form_with(soup_of(client.get(url)), "summary")) | {"attendance": "attended", "minutes": "40"}
        sent |= {PREFIX + row.pk.hex: f"Из {name}"}
        if name == "add_session":
            sent |= {"kind": "individual", "discipline": "psychological", "hour": "00:01"}
        assert client.post(url, sent).status_code == 302

    assert opened(answers(psychologist, case), psychologist) == ["Из add_session", "Из record_session"]


# Corrected


def test_a_corrected_answer_keeps_what_it_was_and_why(coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION): "Плохо спит"})
    (row,) = answers(psychologist, case)

    correct_answer(row, by=psychologist, answer="Спит хорошо", why="Спутала с другой встречей", expected=row.version)

    assert opened(answers(psychologist, case), psychologist) == ["Спит хорошо"]
    kept = Amendment.objects.get()
    assert (kept.model, kept.row, kept.field) == ("questionanswer", row.pk, "words")
    assert not any("спит".encode() in bytes(text) for text in (kept.former, kept.reason, row.words))


def test_a_code_stays_a_code_and_the_cross_tab_follows(coordinator):
    question = counted(coordinator, AskingForm.REQUEST)
    request = call(coordinator, {question: "a01"})
    case = admit(request, PERSON, by=coordinator, organisation=coordinator.organisation, kind="survivor")

    correct_answer(QuestionAnswer.objects.get(), by=coordinator, answer="a02", why="Ошибка")

    assert [(row.coded, bytes(row.words)) for row in answers(coordinator, case)] == [("a02", b"")]
    assert crosstab(coordinator, today(), today(), rows=f"own-{question.pk.hex}", columns="kind").rows == ["a02"]


def test_a_correction_wants_a_reason_a_change_and_an_answer(coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION): "Плохо спит"})
    (row,) = answers(psychologist, case)

    for facts, sentence in (
        ({"answer": "Лучше", "why": " "}, "Say why"),
        ({"answer": "Плохо спит", "why": "так"}, "Nothing was changed"),
        ({"answer": " ", "why": "так"}, "Enter the correct answer"),
    ):
        with pytest.raises(Invalid, match=sentence):
            correct_answer(row, by=psychologist, **facts)
    correct_answer(row, by=psychologist, answer="Лучше", why="Ошибка", expected=row.version)
    with pytest.raises(Conflict):
        correct_answer(QuestionAnswer.objects.get(), by=psychologist, answer="Хуже", why="Ошибка", expected=1)


def test_an_answer_of_one_discipline_is_corrected_by_its_author_alone(coordinator):
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION): "Плохо спит"})
    (row,) = answers(psychologist, case)

    for other in (social, coordinator):
        with pytest.raises(Denied):
            correct_answer(row, by=other, answer="Хорошо", why="так")
    assert Amendment.objects.count() == 0


def test_an_answer_of_no_discipline_is_corrected_by_who_works_on_the_case_and_by_nobody_else(coordinator):
    request = call(coordinator, {ask(coordinator, AskingForm.REQUEST): "Соседка"})
    social, stranger = make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    with pytest.raises(Denied):
        correct_answer(QuestionAnswer.objects.get(), by=coordinator, answer="Врач", why="так")
    case = admit(
        request, PERSON, by=coordinator, organisation=coordinator.organisation, kind="survivor", workers=((social, Discipline.SOCIAL),)
    )
    with pytest.raises(Denied):
        correct_answer(QuestionAnswer.objects.get(), by=stranger, answer="Врач", why="так")

    correct_answer(QuestionAnswer.objects.get(), by=social, answer="Врач", why="Уточнила")

    assert opened(answers(coordinator, case), coordinator) == ["Врач"]


def test_a_former_answer_stays_with_its_discipline_in_every_list_of_corrections(client, coordinator):
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION): "Плохо спит"})
    (row,) = answers(psychologist, case)
    correct_answer(row, by=psychologist, answer="Спит хорошо", why="Спутала")

    assert corrections(case) == []
    sign_in(client, social)
    url = reverse("desk:case_own_questions", args=[case.code])
    assert "Спутала" not in client.post(url).content.decode()
    assert client.get(reverse("desk:case_own_answer_correct", args=[case.code, row.pk])).status_code == 404
    client.logout()
    sign_in(client, psychologist)
    shown = client.post(url).content.decode()
    assert "Плохо спит" in shown
    assert "Спутала" in shown
    assert "Спутала" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("kind", "first", "typed", "stored"),
    [
        (AnswerKind.CHOICE, "a01", "a02", "a02"),
        (AnswerKind.NUMBER, 3, "4", "4"),
        (AnswerKind.DATE, dt.date(2026, 3, 1), "02.03.2026", "2026-03-02"),
        (AnswerKind.TEXT, "Сосед", "Врач", "Врач"),
    ],
)
def test_every_kind_of_answer_is_corrected_on_its_page(client, coordinator, kind, first, typed, stored):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION, kind): first})
    (row,) = answers(psychologist, case)
    sign_in(client, psychologist)
    url = reverse("desk:case_own_answer_correct", args=[case.code, row.pk])
    form = form_with(soup_of(client.get(url)), "why")
    before = filled(form)["answer"]
    assert before == (f"{first:%d.%m.%Y}" if kind == AnswerKind.DATE else str(first))

    assert client.post(url, filled(form) | {"answer": "", "why": "Ошибка"}).status_code == 400
    assert client.post(url, filled(form) | {"answer": typed, "why": "Ошибка"}).status_code == 302

    assert opened(answers(psychologist, case), psychologist) == [stored]


def test_an_answer_of_another_case_is_not_found(client, coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    other = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    held(case, psychologist, {ask(coordinator, AskingForm.SESSION): "Плохо спит"})
    sign_in(client, psychologist)

    url = reverse("desk:case_own_answer_correct", args=[other.code, QuestionAnswer.objects.get().pk])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_answers_of_a_case_cost_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    question = ask(coordinator, AskingForm.SESSION)
    for number in range(count):
        held(case, psychologist, {question: f"Ответ {number}"})
    for row in answers(psychologist, case):
        correct_answer(row, by=psychologist, answer="Иначе", why="Ошибка")
    sign_in(client, psychologist)
    url = reverse("desk:case_own_questions", args=[case.code])
    client.post(url)

    with django_assert_num_queries(22):
        client.post(url)
