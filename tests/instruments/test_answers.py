"""Answers are kept, scored, told on when they are dangerous, corrected with a reason; each discipline by itself."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.enums import CaseState, Discipline, TaskKind
from panoh.cases.models import Task
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.instruments.actions import correct_response, read_corrections, read_outcomes, read_response, switch
from panoh.instruments.models import Response
from panoh.instruments.queries import corrections_of, offered, scores_of
from panoh.people.enums import Sex
from tests.days import taken
from tests.factories.accounts import make_user
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.instruments import answers, make_response

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = dt.datetime(2026, 3, 11, 12, tzinfo=DUSHANBE)


def test_record_keeps_single_answers_and_scores_sealed():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    row = make_response(case, by=psychologist, values="222-22100", declined=["4"], remark="Устал")

    stored = Response.objects.get(pk=row.pk)
    kept = read_response(stored, by=psychologist)
    assert kept["items"] == {**answers("phq9", "222-22100"), "10": None}
    assert (kept["declined"], kept["remark"]) == (["4"], "Устал")
    assert kept["outcome"]["scores"] == {"total": 12}  # 11 · 9/8 = 12.4
    assert (stored.case, stored.rules, stored.is_complete) == (case.pk, 1, False)
    assert b"total" not in bytes(stored.outcome)
    assert b'"1"' not in bytes(stored.items)


def test_cut_offs_are_those_of_the_language_and_the_sex():
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(sex=Sex.FEMALE, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    switch("hscl25", by=make_coordinator(), is_on=True, ground="Письмо HPRT от 03.02.2026")

    row = make_response(case, by=psychologist, instrument="hscl25", values="2" * 25, language="prs")

    assert read_response(row, by=psychologist)["outcome"]["bands"]["total"] == "below"


@pytest.mark.parametrize(
    ("instrument", "values", "hours"),
    [("phq9", "--------1", 24), ("cssrs", "1", 24), ("cssrs", "-1", 24), ("cssrs", "1100000", 72), ("cssrs", "110100", 1)],
)
def test_a_dangerous_answer_opens_its_task_at_once_and_nearer_where_what_could_say_more_was_not_asked(instrument, values, hours):
    with time_machine.travel(NOON, tick=False):
        case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

        make_response(case, by=psychologist, instrument=instrument, values=values)

        task = Task.objects.get(kind=TaskKind.RISK)
        assert (task.case, task.owner, task.due_at) == (case, psychologist, now() + dt.timedelta(hours=hours))


def test_further_alerts_raise_the_one_task_and_never_multiply():
    with time_machine.travel(NOON, tick=False):
        case, (psychologist, social) = make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
        make_response(case, by=psychologist, values="000000001")
        make_response(case, by=social, instrument="cssrs", values="1111000")
        make_response(case, by=psychologist, instrument="phq9", values="000000003")

        assert Task.objects.get(kind=TaskKind.RISK).due_at == now() + dt.timedelta(hours=1)


@pytest.mark.parametrize(("instrument", "values"), [("phq9", "333333330"), ("cssrs", "0000000"), ("pcl5", "4" * 20), ("who5", "00000")])
def test_a_high_score_alone_opens_no_task_of_danger(instrument, values):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    make_response(case, by=psychologist, instrument=instrument, values=values)

    assert not Task.objects.filter(kind=TaskKind.RISK).exists()


def test_a_correction_that_turns_out_dangerous_opens_it_too():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = make_response(case, by=psychologist, values="000000000")

    correct_response(row, by=psychologist, why="Пропустили", items=answers("phq9", "000000002"))

    assert Task.objects.filter(kind=TaskKind.RISK).count() == 1


@pytest.mark.parametrize(
    ("role", "instrument", "is_refused"),
    [
        (Role.SOCIAL_WORKER, "phq9", False),
        (Role.SOCIAL_WORKER, "cssrs", False),
        (Role.SOCIAL_WORKER, "itq", True),
        (Role.SOCIAL_WORKER, "pcl5", True),
        (Role.PHYSICIAN, "pcl5", False),
        (Role.PSYCHOLOGIST, "itq", False),
        (Role.SPECIALIST, "itq", False),
    ],
)
def test_social_workers_ask_screeners_and_the_others_all(role, instrument, is_refused):
    case, (user,) = make_team(role)

    if is_refused:
        with pytest.raises(Denied, match="Only psychologists and physicians use this questionnaire"):
            make_response(case, by=user, instrument=instrument, values="1")
    else:
        make_response(case, by=user, instrument=instrument, values="1")
    assert Response.objects.count() == (0 if is_refused else 1)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LAWYER, Role.DIRECTOR])
def test_who_works_in_no_discipline_that_asks_is_refused(role):
    with pytest.raises(Denied):
        make_response(make_case(), by=make_user(role))


def test_asking_on_a_case_of_others_is_refused():
    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        make_response(make_case(), by=make_user(Role.PSYCHOLOGIST))


def test_a_coordinator_who_is_a_psychologist_too_asks_only_where_she_works():
    both = make_user(Role.COORDINATOR, Role.PSYCHOLOGIST)

    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        make_response(make_case(), by=both)


def test_after_closure_one_asks_again():
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.FOLLOW_UP)

    assert make_response(case, by=psychologist, instrument="who5", values="44444", occasion="follow_up").pk


def test_results_open_to_their_disciplines_in_one_reading():
    case, (psychologist, physician, social) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.SOCIAL_WORKER)
    screener = make_response(case, by=psychologist)
    clinical = make_response(case, by=psychologist, instrument="itq", values="2" * 18)
    rows = list(scores_of(case.person))

    assert read_outcomes(rows, by=psychologist).keys() == read_outcomes(rows, by=physician).keys() == {screener.pk, clinical.pk}
    assert read_outcomes(rows, by=social).keys() == {screener.pk}
    assert read_outcomes(rows, by=make_coordinator()) == {}
    assert AuditEvent.objects.filter(verb="vault.opened", actor_ref=physician.pk).count() == 1
    for reader in (social, make_coordinator()):
        with pytest.raises(Denied, match="psychologists and physicians on this case"):
            read_response(clinical, by=reader)


def verdicts(case):
    return list(Response.objects.filter(case=case.pk).order_by("done_on").values_list("verdict", flat=True))


def test_each_time_is_judged_against_the_first_by_more_than_chance():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    days = [today() - dt.timedelta(days=ago) for ago in (90, 60, 30, 0)]

    for day, values in zip(days, ("222211100", "222211000", "111000000", "333333100"), strict=True):  # 11, 10, 3 and 19 points
        make_response(case, by=psychologist, values=values, done_on=day)

    assert verdicts(case) == ["", "same", "better", "worse"]


def test_an_earlier_time_or_a_corrected_one_judges_the_others_anew():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_response(case, by=psychologist, values="111000000", done_on=today() - dt.timedelta(days=1))
    make_response(case, by=psychologist, values="111100000")
    assert verdicts(case) == ["", "same"]

    first = make_response(case, by=psychologist, values="333333100", done_on=today() - dt.timedelta(days=30))
    assert verdicts(case) == ["", "better", "better"]

    correct_response(first, by=psychologist, why="Ошибка ввода", items=answers("phq9", "111100000"))
    assert verdicts(case) == ["", "same", "same"]


def test_nothing_is_judged_that_has_no_threshold_or_no_score():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    for ago, instrument, values in ((9, "itq", "4" * 18), (0, "itq", "0" * 18), (8, "phq9", "33333----"), (1, "phq9", "000000000")):
        make_response(case, by=psychologist, instrument=instrument, values=values, done_on=today() - dt.timedelta(days=ago))

    assert verdicts(case) == ["", "", "", ""]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"done_on": dt.timedelta(days=1)}, "cannot be in the future"),
        ({"values": "---------"}, "No answers yet"),
        ({"values": "4"}, "The answer to item 1 is not on the form"),
    ],
)
def test_what_cannot_be_is_refused_and_named(facts, sentence):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    with pytest.raises(Invalid, match=sentence):
        make_response(case, by=psychologist, **taken(facts))
    assert Response.objects.count() == 0


def test_correct_keeps_what_was_answered_before_with_the_reason():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    row = make_response(case, by=psychologist, values="111111100")

    correct_response(row, by=psychologist, why="Перепутала строки", items=answers("phq9", "333333300"), expected=1)

    assert read_response(Response.objects.get(pk=row.pk), by=psychologist)["outcome"]["scores"] == {"total": 21}
    ((_item, former, reason),) = read_corrections(corrections_of(row), by=psychologist)
    assert (former["items"]["1"], reason) == (1, "Перепутала строки")


def test_correct_is_refused_to_others_without_reason_without_change_and_from_an_older_page():
    case, (psychologist, colleague) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    row = make_response(case, by=psychologist, values="111111100")
    other = answers("phq9", "222222200")

    with pytest.raises(Denied, match="Only the worker who asked can correct"):
        correct_response(row, by=colleague, why="x", items=other)
    with pytest.raises(Invalid, match="Say why"):
        correct_response(row, by=psychologist, why=" ", items=other)
    with pytest.raises(Invalid, match="Nothing was changed"):
        correct_response(row, by=psychologist, why="x", items=answers("phq9", "111111100"))
    correct_response(Response.objects.get(pk=row.pk), by=psychologist, why="x", items=other, expected=1)
    with pytest.raises(Conflict):
        correct_response(Response.objects.get(pk=row.pk), by=psychologist, why="x", items=answers("phq9", "333333300"), expected=1)


def test_a_recorded_questionnaire_can_be_taken_back():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_response(case, by=psychologist)

    assert undo.latest(psychologist.actor).code == case.code
    undo.take_back(undo.latest(psychologist.actor).pk, by=psychologist.actor)

    assert Response.objects.count() == 0


def test_what_needs_a_licence_is_off_until_the_coordinator_says_what_permits_it():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    coordinator = make_coordinator()

    with pytest.raises(WrongState, match="switched off"):
        make_response(case, by=psychologist, instrument="hscl25", values="2" * 25)
    with pytest.raises(Invalid, match="Enter what allows the Unit to use it"):
        switch("hscl25", by=coordinator, is_on=True)
    with pytest.raises(Denied):
        switch("hscl25", by=psychologist, is_on=True, ground="сама")
    assert "hscl25" not in {form.id for form in offered(psychologist)}
    switch("hscl25", by=coordinator, is_on=True, ground="Письмо HPRT от 03.02.2026")
    switch("phq9", by=coordinator, is_on=False)
    make_response(case, by=psychologist, instrument="hscl25", values="2" * 25)

    assert {"hscl25", "phq9"} & {form.id for form in offered(psychologist)} == {"hscl25"}


def test_questionnaires_of_children_are_offered_to_children():
    psychologist = make_user(Role.PSYCHOLOGIST)

    assert {"itq_ca", "cries8"} <= {form.id for form in offered(psychologist, 12)}
    assert {"itq_ca", "cries8", "itq"} & {form.id for form in offered(psychologist, 30)} == {"itq"}
    assert {"itq_ca", "itq"} <= {form.id for form in offered(psychologist)}
