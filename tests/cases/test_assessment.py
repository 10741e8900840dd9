"""Assessments and who reads them, and the seven capacities."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions.assessment import correct_assessment, rate_capacities, record_assessment
from panoh.cases.actions.reading import read_findings, read_shared
from panoh.cases.anchors import ANCHORS
from panoh.cases.enums import Capacity, CaseState, Discipline, Moment, TaskKind
from panoh.cases.models import Amendment, Assessment, CapacityRating, Task
from panoh.cases.queries.care import amendments, levels
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from tests.days import taken
from tests.factories.accounts import make_user
from tests.factories.care import make_assessment, make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_record_assessment_finishes_the_task_of_its_discipline_alone():
    case, (social, _psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)

    make_assessment(case, by=social)

    tasks = {task.discipline: task.done_at is not None for task in Task.objects.filter(case=case, kind=TaskKind.ASSESS)}
    assert tasks == {"social": True, "psychological": False, "medical": False}


def test_taking_an_assessment_back_opens_its_task_again():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_assessment(case, by=social)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert Assessment.objects.count() == 0
    assert Task.objects.get(case=case, kind=TaskKind.ASSESS, discipline="social").done_at is None


def test_record_assessment_of_another_discipline_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Denied, match="another discipline"):
        make_assessment(case, by=social, discipline=Discipline.PSYCHOLOGICAL)
    assert Assessment.objects.count() == 0


def test_record_assessment_by_the_coordinator_is_refused():
    with pytest.raises(Denied):
        make_assessment(make_case(), by=make_coordinator())


def test_record_assessment_on_a_closed_case_is_refused():
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((social, Discipline.SOCIAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        make_assessment(case, by=social)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"done_on": dt.timedelta(days=2)}, "done_on"),
        ({"done_on": dt.timedelta(days=-1)}, "done_on"),
    ],
)
def test_record_assessment_says_what_cannot_be(words, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        make_assessment(case, by=social, **taken(words))
    assert list(refused.value.fields) == [field]


def test_findings_are_read_by_author_and_discipline_and_the_summary_by_all():
    case, (author, colleague, physician) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST, Role.PHYSICIAN)
    row = record_assessment(
        case, by=author, discipline=Discipline.PSYCHOLOGICAL, done_on=today(), summary="Нужны встречи", findings="Кошмары каждую ночь"
    )

    assert read_findings(row, by=author) == "Кошмары каждую ночь"
    assert read_findings(row, by=colleague) == "Кошмары каждую ночь"
    for other in (physician, make_coordinator()):
        with pytest.raises(Denied, match="another discipline"):
            read_findings(row, by=other)
        assert read_shared([row], by=other) == {row.pk: {"summary": "Нужны встречи", "recommendations": ""}}


def test_findings_are_closed_to_the_discipline_off_the_case():
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    row = make_assessment(case, by=author, discipline=Discipline.PSYCHOLOGICAL)

    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        read_findings(row, by=make_user(Role.PSYCHOLOGIST))


def test_correct_assessment_keeps_former_findings_with_their_discipline():
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    row = make_assessment(case, by=author, discipline=Discipline.PSYCHOLOGICAL)

    correct_assessment(row, by=author, why="Уточнено", done_on=today(), summary="Другое", findings="Живёт одна", recommendations="")

    assert read_findings(Assessment.objects.get(), by=author) == "Живёт одна"
    assert {item.field for item in amendments(case, row.pk, all_fields=True)} == {"findings", "summary"}
    assert [item.field for item in amendments(case, row.pk)] == ["summary"]


def test_correct_assessment_of_somebody_else_is_refused():
    case, (author, colleague) = make_team(Role.PSYCHOLOGIST, Role.PSYCHOLOGIST)
    row = make_assessment(case, by=author, discipline=Discipline.PSYCHOLOGICAL)

    with pytest.raises(Denied, match="Only its author can correct an assessment"):
        correct_assessment(row, by=colleague, why="x", done_on=today(), summary="x", findings="", recommendations="")
    assert Amendment.objects.count() == 0


def test_correct_assessment_from_an_older_page_conflicts_and_keeps_no_amendment():
    case, (author,) = make_team(Role.SOCIAL_WORKER)
    row = make_assessment(case, by=author)
    words = {"done_on": today(), "findings": "", "recommendations": ""}
    correct_assessment(row, by=author, why="раз", summary="А", expected=1, **words)
    before = Amendment.objects.count()

    with pytest.raises(Conflict):
        correct_assessment(Assessment.objects.get(), by=author, why="два", summary="Б", expected=1, **words)
    assert Amendment.objects.count() == before


def test_every_capacity_has_five_different_sentences():
    assert set(ANCHORS) == set(Capacity)
    sentences = [str(sentence) for five in ANCHORS.values() for sentence in five]
    assert (len(sentences), len(set(sentences))) == (35, 35)


def test_rate_capacities_keeps_what_was_not_talked_about_empty():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    rate_capacities(case, by=social, moment=Moment.ADMISSION, values={"mental": 1, "social": 0})

    rating = CapacityRating.objects.get()
    assert [getattr(rating, capacity) for capacity in Capacity.values] == [None, None, 1, 0, None, None, None]


@pytest.mark.parametrize("values", [{}, {"mental": None}, {"mental": 5}, {"mental": -1}])
def test_rate_capacities_refuses_nothing_and_what_is_no_level(values):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid):
        rate_capacities(case, by=social, moment=Moment.ADMISSION, values=values)
    assert CapacityRating.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "moment", "allowed"),
    [
        (CaseState.ACTIVE, Moment.REVIEW, True),
        (CaseState.ACTIVE, Moment.FOLLOW_UP, False),
        (CaseState.CLOSED, Moment.FOLLOW_UP, True),
        (CaseState.CLOSED, Moment.REVIEW, False),
    ],
)
def test_rate_capacities_at_the_moment_that_fits_the_state(state, moment, allowed):
    coordinator = make_coordinator()
    case = make_case(by=coordinator, state=state)

    if allowed:
        rate_capacities(case, by=coordinator, moment=moment, values={"mental": 2})
    else:
        with pytest.raises(WrongState):
            rate_capacities(case, by=coordinator, moment=moment, values={"mental": 2})
    assert CapacityRating.objects.count() == int(allowed)


def test_levels_take_the_first_and_the_last_rating_of_each_capacity():
    coordinator = make_coordinator()
    case = make_case(by=coordinator, admitted_on=today() - dt.timedelta(days=100))
    for days, values in ((90, {"mental": 1}), (50, {"mental": 0, "social": 2}), (1, {"mental": 3})):
        rate_capacities(case, by=coordinator, moment=Moment.REVIEW, values=values, rated_on=today() - dt.timedelta(days=days))

    found = levels(case)

    assert (found.first_on, found.last_on) == (today() - dt.timedelta(days=90), today() - dt.timedelta(days=1))
    assert {row.capacity.value: (row.before, row.now) for row in found.rows if row.before is not None} == {
        "mental": (1, 3),
        "social": (2, 2),
    }
