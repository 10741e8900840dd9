"""Steps of legal proceedings, and what is to be done around a day at court: moved with it, ended with it, never doubled."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import note_happening
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.facts import guided
from panoh.cases.models import Case, Task
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.findings.actions.parts import keep_part
from panoh.legal.actions import change_milestone
from panoh.legal.enums import MILESTONE_TRANSITIONS, MilestoneKind, MilestoneState
from panoh.legal.models import Milestone
from panoh.legal.queries import proceedings as queries
from tests.factories.care import make_assessment, make_team
from tests.factories.cases import make_coordinator
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer, make_milestone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def house():
    """A case with a psychologist, and the lawyer to whom it is shown."""
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    return case, psychologist, make_lawyer(case)


def around(case: Case) -> dict[str, tuple[int, object]]:
    """The open tasks around a day at court: in how many days they are due, and whose they are."""
    rows = Task.objects.filter(case=case, step__endswith="_hearing", done_at=None, kind=TaskKind.STEP).select_related("owner")
    found = {row.step: ((row.due_at.astimezone(DUSHANBE).date() - today()).days, row.owner) for row in rows}
    assert len(found) == len(rows)
    return found


def day(ahead: int) -> dt.date:
    return today() + dt.timedelta(days=ahead)


def test_a_day_at_court_brings_one_task_before_and_one_after(house):
    case, psychologist, lawyer = house

    make_milestone(case, by=lawyer, ahead=20)

    assert around(case) == {"before_hearing": (13, psychologist), "after_hearing": (23, psychologist)}


def test_moved_its_tasks_move_and_put_off_they_end_and_come_again_with_a_new_day(house):
    case, psychologist, lawyer = house
    row = make_milestone(case, by=lawyer, ahead=20)

    change_milestone(row, by=lawyer, state=MilestoneState.PLANNED, held_on=day(30))
    assert around(case) == {"before_hearing": (23, psychologist), "after_hearing": (33, psychologist)}
    assert Milestone.objects.get().moved == 1

    change_milestone(row, by=lawyer, state=MilestoneState.PUT_OFF, held_on=day(30))
    assert around(case) == {}

    change_milestone(row, by=lawyer, state=MilestoneState.PLANNED, held_on=day(41))
    assert around(case) == {"before_hearing": (34, psychologist), "after_hearing": (44, psychologist)}
    due = case.steps.get(step="before_hearing").due_at.astimezone(DUSHANBE).date()
    assert (due - today()).days == 34

    change_milestone(row, by=lawyer, state=MilestoneState.CALLED_OFF, held_on=day(41))
    assert around(case) == {}


def test_a_move_taken_back_moves_the_tasks_back(house):
    case, _psychologist, lawyer = house
    row = make_milestone(case, by=lawyer, ahead=20)
    change_milestone(row, by=lawyer, state=MilestoneState.PLANNED, held_on=day(30))

    undo.take_back(undo.latest(lawyer.actor).id, by=lawyer.actor)

    assert {step: due for step, (due, _owner) in around(case).items()} == {"before_hearing": 13, "after_hearing": 23}


def test_the_same_day_noted_by_others_stands_once(house):
    case, psychologist, lawyer = house
    keep_part(make_assessment(case, by=lawyer, discipline=Discipline.LEGAL), by=lawyer, facts={"hearing_on": day(20)})
    note_happening(case, by=psychologist, kind="hearing", at=dt.datetime.combine(day(20), dt.time(10), DUSHANBE))
    assert {step: due for step, (due, _owner) in around(case).items()} == {"before_hearing": 13, "after_hearing": 23}

    make_milestone(case, by=lawyer, ahead=20)

    assert {step: due for step, (due, _owner) in around(case).items()} == {"before_hearing": 13, "after_hearing": 23}
    assert [(one.day, one.is_kept) for one in queries.court_days(lawyer, day(0), day(60))] == [(day(20), True)]


def test_details_of_an_assessment_count_until_days_are_kept_as_steps(house):
    case, _psychologist, lawyer = house
    keep_part(make_assessment(case, by=lawyer, discipline=Discipline.LEGAL), by=lawyer, facts={"hearing_on": day(20)})
    assert [(one.day, one.is_kept) for one in queries.court_days(lawyer, day(0), day(60))] == [(day(20), False)]

    row = make_milestone(case, by=lawyer, ahead=27)
    change_milestone(row, by=lawyer, state=MilestoneState.PUT_OFF, held_on=day(27))

    assert queries.court_days(lawyer, day(0), day(60)) == []
    assert around(case) == {}


def test_other_steps_bring_no_tasks(house):
    case, _psychologist, lawyer = house

    make_milestone(case, by=lawyer, kind=MilestoneKind.APPEAL)
    make_milestone(case, by=lawyer, kind=MilestoneKind.REPARATION, reparation="compensation")

    assert around(case) == {}
    assert queries.court_days(lawyer, day(0), day(60)) == []


def test_the_team_knows_the_days_once_the_person_agreed_and_reads_no_words(house):
    case, psychologist, lawyer = house
    row = make_milestone(case, by=lawyer)

    assert not queries.milestones(psychologist, case).exists()
    with pytest.raises(NotFound):
        queries.get_milestone(psychologist, case, row.pk)
    assert queries.read_words(case, [row], by=lawyer) == {row.pk: "Зал на втором этаже"}

    make_consent(case.person, by=make_coordinator(), purpose="team", data_kinds=["legal"])
    assert list(queries.milestones(psychologist, case)) == [row]
    with pytest.raises(Denied):
        queries.read_words(case, [row], by=psychologist)


def test_only_lawyers_to_whom_the_case_is_shown_write(house):
    case, psychologist, lawyer = house
    row = make_milestone(case, by=lawyer)

    for other in (psychologist, make_coordinator()):
        with pytest.raises(Denied):
            make_milestone(case, by=other)
        with pytest.raises(Denied):
            change_milestone(row, by=other, state=MilestoneState.DONE, held_on=today())
    elsewhere, _team = make_team(Role.PSYCHOLOGIST)
    with pytest.raises(Denied):
        make_milestone(elsewhere, by=lawyer)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"kind": "reparation"}, "reparation"),
        ({"precision": "month"}, "day"),
        ({"kind": "decision", "precision": "x"}, "day"),
        ({"state": "done"}, "state"),
        ({"state": "x"}, "state"),
    ],
)
def test_what_is_wrong_is_named(house, facts, field):
    case, _psychologist, lawyer = house

    with pytest.raises(Invalid) as refused:
        make_milestone(case, by=lawyer, **facts)

    assert list(refused.value.fields) == [field]
    assert not Milestone.objects.exists()


def test_a_step_leads_on_only_as_the_table_says(house):
    case, _psychologist, lawyer = house
    for state in MilestoneState:
        for to in MilestoneState:
            row = make_milestone(case, by=lawyer, ahead=0)
            row.state = state
            if to == state or to in MILESTONE_TRANSITIONS[state]:
                change_milestone(row, by=lawyer, state=to, held_on=today())
            else:
                with pytest.raises(WrongState):
                    change_milestone(row, by=lawyer, state=to, held_on=today())


def test_two_lawyers_do_not_replace_each_other_silently(house):
    case, _psychologist, lawyer = house
    row = make_milestone(case, by=lawyer)
    version = row.version
    change_milestone(Milestone.objects.get(), by=lawyer, state=MilestoneState.PLANNED, held_on=day(25), expected=version)

    with pytest.raises(Conflict):
        change_milestone(row, by=lawyer, state=MilestoneState.PLANNED, held_on=day(26), expected=version)


def test_the_steps_of_a_case_cost_five_queries_with_proceedings(house, django_assert_num_queries):
    case, _psychologist, lawyer = house
    for ahead in (20, 30, 40):
        make_milestone(case, by=lawyer, ahead=ahead)
    case = Case.objects.get()

    with django_assert_num_queries(5):
        assert guided(case).runs


@pytest.mark.parametrize("count", [1, 3])
def test_days_at_court_cost_one_query_for_one_and_three(django_assert_num_queries, count):
    cases = [make_team(Role.SOCIAL_WORKER)[0] for _ in range(count)]
    lawyer = make_lawyer(*cases)
    for number, case in enumerate(cases):
        if number % 2:
            keep_part(make_assessment(case, by=lawyer, discipline=Discipline.LEGAL), by=lawyer, facts={"hearing_on": day(20)})
        else:
            make_milestone(case, by=lawyer)
    queries.court_days(lawyer, day(20), day(20))

    with django_assert_num_queries(1):
        assert len(queries.court_days(lawyer, day(20), day(20))) == count
    assert queries.court_days(lawyer, day(21), day(60)) == []
