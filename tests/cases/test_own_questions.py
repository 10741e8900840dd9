"""The Unit's own questions: written, asked in forms, answered, counted where that was declared."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import record_assessment
from panoh.cases.actions.questions import (
    add_question,
    change_question,
    count_question,
    read_own_answers,
    retire_question,
)
from panoh.cases.enums import AnswerKind, AskingForm, Discipline
from panoh.cases.forms.questions import PREFIX
from panoh.cases.models import Question, QuestionAnswer
from panoh.cases.questions import answers, asked_in
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.reporting.queries.figures import crosstab
from tests.consistency.house import PACKAGE
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import close, make_case
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TEXTS = {"en": "Who told you of us?", "ru": "Кто рассказал о нас?", "tg": "Дар бораи мо кӣ гуфт?"}
LISTS = {"en": ["a neighbour", "a physician"], "ru": ["сосед", "врач"], "tg": ["ҳамсоя", "духтур"]}


def ask(by, form=AskingForm.ASSESSMENT, kind=AnswerKind.CHOICE, **facts):
    given = {"texts": TEXTS, "choices": LISTS if kind == AnswerKind.CHOICE else None, **facts}
    return add_question(by=by, form=form, kind=kind, **given)


def assess(case, by, own):
    return record_assessment(case, by=by, discipline=Discipline.PSYCHOLOGICAL, done_on=today(), summary="Спит лучше", own=own)


def test_a_question_stands_in_its_form_until_it_is_retired(coordinator):
    row = ask(coordinator)
    assert (asked_in("assessment"), asked_in("closure")) == ([row], [])

    retire_question(row, by=coordinator)
    assert asked_in("assessment") == []
    retire_question(Question.objects.get(), by=coordinator)

    assert asked_in("assessment") == [row]


def test_questions_stand_in_their_order(coordinator):
    second, first = ask(coordinator, position=2), ask(coordinator, position=1)

    assert asked_in("assessment") == [first, second]


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_own_questions_are_the_coordinators(client, coordinator, role):
    user = sign_in(client, make_user(role))

    with pytest.raises(Denied):
        ask(user)
    assert client.get(reverse("desk:own_questions")).status_code == 403


def test_a_form_takes_twenty(coordinator):
    rows = [ask(coordinator, kind=AnswerKind.NUMBER) for _ in range(20)]

    with pytest.raises(Invalid, match="up to 20 additional questions"):
        ask(coordinator)
    retire_question(rows[0], by=coordinator)
    ask(coordinator)
    with pytest.raises(Invalid, match="up to 20 additional questions"):
        retire_question(Question.objects.get(pk=rows[0].pk), by=coordinator)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"texts": {**TEXTS, "tg": " "}}, "all three languages"),
        ({"choices": {**LISTS, "ru": ["сосед"]}}, "same number of answers"),
        ({"choices": {language: ["x"] for language in LISTS}}, "from two to twelve"),
        ({"choices": {language: [str(n) for n in range(13)] for language in LISTS}}, "from two to twelve"),
    ],
)
def test_a_question_that_is_not_whole_is_refused(coordinator, facts, sentence):
    with pytest.raises(Invalid, match=sentence):
        ask(coordinator, **facts)
    assert Question.objects.count() == 0


def test_no_answer_of_a_list_disappears_and_more_can_be_added(coordinator):
    row = ask(coordinator)
    with pytest.raises(Invalid):
        change_question(row, by=coordinator, texts=TEXTS, choices={language: lines[:1] for language, lines in LISTS.items()})

    change_question(
        Question.objects.get(), by=coordinator, texts=TEXTS, choices={language: [*lines, "x"] for language, lines in LISTS.items()}
    )

    assert [one["code"] for one in Question.objects.get().choices] == ["a01", "a02", "a03"]


def test_a_change_from_an_older_page_conflicts(coordinator):
    row = ask(coordinator)
    change_question(row, by=coordinator, texts=TEXTS, choices=LISTS, position=2, expected=1)

    with pytest.raises(Conflict):
        change_question(Question.objects.get(), by=coordinator, texts=TEXTS, choices=LISTS, position=3, expected=1)


def test_answers_are_sealed_by_default(coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    choice, words = ask(coordinator), ask(coordinator, kind=AnswerKind.TEXT)
    number, day = ask(coordinator, kind=AnswerKind.NUMBER), ask(coordinator, kind=AnswerKind.DATE)

    assess(case, psychologist, {choice: "a02", words: "Сосед Али", number: 3, day: dt.date(2026, 3, 1)})

    stored = list(QuestionAnswer.objects.all())
    assert {row.coded for row in stored} == {""}
    assert not any(text.encode() in bytes(row.words) for row in stored for text in ("Али", "a02", "2026"))
    opened = read_own_answers(stored, by=psychologist)
    assert sorted(opened.values()) == ["2026-03-01", "3", "a02", "Сосед Али"]


def test_only_what_was_declared_is_kept_as_a_code(coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    choice, number = ask(coordinator), ask(coordinator, kind=AnswerKind.NUMBER)
    assess(case, psychologist, {choice: "a01"})
    count_question(choice, by=coordinator, counted=True)

    assess(case, psychologist, {Question.objects.get(pk=choice.pk): "a02", number: 5})

    assert sorted(QuestionAnswer.objects.values_list("question__kind", "coded")) == [("choice", ""), ("choice", "a02"), ("number", "")]


@pytest.mark.parametrize("kind", [AnswerKind.TEXT, AnswerKind.DATE])
def test_words_and_days_are_never_counted(coordinator, kind):
    row = ask(coordinator, kind=kind)

    with pytest.raises(Invalid, match="Only a choice or a number"):
        count_question(row, by=coordinator, counted=True)
    assert Question.objects.get().counted_since is None


def test_answers_beside_an_assessment_stay_within_its_discipline(coordinator):
    case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    assess(case, psychologist, {ask(coordinator): "a01"})

    assert len(answers(psychologist, case)) == 1
    assert answers(social, case) == []
    assert answers(coordinator, case) == []


def test_answers_at_closure_are_for_who_works_on_the_case(coordinator):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = ask(coordinator, form=AskingForm.CLOSURE)

    close(case, by=social, own={row: "a01"})

    assert [(one.question, one.case) for one in answers(coordinator, case)] == [(row, case)]


# In the cross-tab, and in no score


def a_counted(coordinator):
    row = ask(coordinator, form=AskingForm.CLOSURE)
    count_question(row, by=coordinator, counted=True)
    return Question.objects.get(pk=row.pk)


def test_a_counted_question_is_a_dimension_of_the_cross_tab(coordinator):
    question = a_counted(coordinator)
    for answer in ("a01", "a02", "a02"):
        close(make_case(by=coordinator), by=coordinator, own={question: answer})
    make_case(by=coordinator)

    table = crosstab(coordinator, today(), today(), rows=f"own-{question.pk.hex}", columns="kind")

    assert (table.rows, table.row_totals, table.total) == (["a01", "a02", "unknown"], [1, 2, 1], 4)


def test_the_layers_and_the_page_know_it_too(client, coordinator):
    sign_in(client, coordinator)
    question = a_counted(coordinator)
    close(make_case(by=coordinator), by=coordinator, own={question: "a02"})
    name = f"own-{question.pk.hex}"
    day = f"{today():%d.%m.%Y}"

    page = client.get(reverse("desk:statistics_crosstab"), {"start": day, "end": day, "rows": "kind", "columns": "sex", "by": name})

    assert page.status_code == 200
    text = soup_of(page).main.get_text()
    assert "a physician" in text
    assert TEXTS["en"] in text


def test_a_sealed_question_is_no_dimension(coordinator):
    question = ask(coordinator)

    with pytest.raises(Invalid, match="no dimension"):
        crosstab(coordinator, today(), today(), rows=f"own-{question.pk.hex}", columns="kind")


def test_no_score_knows_an_own_question():
    named = [path.name for path in (PACKAGE / "instruments").rglob("*.py") if "QuestionAnswer" in path.read_text(encoding="utf-8")]
    assert named == []


# Pages


def test_a_question_is_asked_in_the_assessment_and_read_on_the_case(client, coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = ask(coordinator)
    sign_in(client, psychologist)
    url = reverse("desk:record_assessment", args=[case.code])
    page = soup_of(client.get(url))
    assert TEXTS["en"] in page.get_text()

    sent = filled(form_with(page, "summary")) | {"discipline": "psychological", "summary": "Спит", PREFIX + row.pk.hex: "a02"}
    assert client.post(url, sent).status_code == 302
    answers_url = reverse("desk:case_own_questions", args=[case.code])

    assert "a physician" not in client.get(answers_url).content.decode()
    assert "a physician" in client.post(answers_url).content.decode()


def test_a_question_is_asked_at_closure_and_at_admission(client, coordinator):
    at_closure, at_admission = (
        ask(coordinator, form=AskingForm.CLOSURE),
        ask(coordinator, form=AskingForm.ADMISSION, kind=AnswerKind.NUMBER),
    )
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    url = reverse("desk:close_case", args=[case.code])
    sent = filled(form_with(soup_of(client.get(url)), "words")) | {
        "reason": "person_chose",
        "words": "Всё",
        PREFIX + at_closure.pk.hex: "a01",
    }
    assert client.post(url, sent).status_code == 302
    url = reverse("desk:request_admit_new")
    sent = filled(form_with(soup_of(client.get(url)), "family_name")) | {
        "family_name": "Намунаев", "given_name": "Рустам", "sex": "male", "kind": "survivor", "urgency": "green", PREFIX + at_admission.pk.hex: "4",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302

    assert {row.question for row in QuestionAnswer.objects.all()} == {at_closure, at_admission}


def test_an_answer_that_is_no_answer_is_refused_and_nothing_is_lost(client, coordinator):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = ask(coordinator, kind=AnswerKind.NUMBER)
    sign_in(client, psychologist)
    url = reverse("desk:record_assessment", args=[case.code])
    sent = filled(form_with(soup_of(client.get(url)), "summary")) | {
        "discipline": "psychological",
        "summary": "Спит",
        PREFIX + row.pk.hex: "много",
    }

    response = client.post(url, sent)

    assert response.status_code == 400
    assert "Спит" in response.content.decode()
    assert QuestionAnswer.objects.count() == 0


def test_a_question_is_written_on_its_pages(client, coordinator):
    sign_in(client, coordinator)
    sent = {"form": "closure", "kind": "choice", "position": "1"}
    sent |= {f"text_{language}": text for language, text in TEXTS.items()}
    sent |= {f"choices_{language}": "\n".join(lines) for language, lines in LISTS.items()}
    client.post(reverse("desk:own_question_add"), sent)
    row = Question.objects.get()
    keep_sealed(row, coordinator)
    count = soup_of(client.get(reverse("desk:own_question_count", args=[row.pk])))
    assert "1 answer given so far stays sealed" in count.get_text()
    client.post(reverse("desk:own_question_count", args=[row.pk]), filled(form_with(count, "counted")) | {"counted": "on"})
    change = soup_of(client.get(reverse("desk:own_question", args=[row.pk])))
    client.post(reverse("desk:own_question", args=[row.pk]), filled(form_with(change, "position")) | {"position": "3"})
    client.post(reverse("desk:own_question_retire", args=[row.pk]))

    stored = Question.objects.get()
    assert (stored.position, stored.counted_since, stored.retired_on) == (3, today(), today())


def keep_sealed(row, by):
    close(make_case(by=by), by=by, own={row: "a01"})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_own_questions_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    sign_in(client, coordinator)
    for _ in range(count):
        ask(coordinator)

    with django_assert_num_queries(10):
        page = soup_of(client.get(reverse("desk:own_questions")))

    assert len(page.select("main .tasks li")) == count
