"""The programme: its ways from state to state, its versions, what was planned beside what was delivered."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions.drafting import add_goal, add_problem, change_goal, change_service, plan_service, take_out, write_wishes
from panoh.cases.actions.programme import Ending, agree_programme, approve_programme, conclude_goals, draft_programme, return_programme
from panoh.cases.actions.reading import read_shared
from panoh.cases.actions.review import hold_review
from panoh.cases.enums import (
    PROGRAMME_TRANSITIONS,
    AgreementForm,
    Assent,
    Attendance,
    Capacity,
    CaseState,
    Discipline,
    GoalOutcome,
    Help,
    HelpItem,
    Outcome,
    Payer,
    Priority,
    ProgrammeState,
    TaskKind,
)
from panoh.cases.models import Case, Goal, GoalRating, PlannedService, Problem, Programme, StateChange, Task
from panoh.cases.queries.programme import Delivered, delivered, plan
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.core.money import Currency
from panoh.desk.frame.task_rows import task_url
from tests.days import taken
from tests.examples import examples
from tests.factories.accounts import make_user
from tests.factories.care import SERVICE, agreement, make_help, make_planned, make_programme, make_session, make_team, service_of
from tests.factories.cases import make_case, make_coordinator

GUARDED = {"form": AgreementForm.GUARDIAN, "guardian": "мать"}

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def open_tasks(case):
    return sorted(case.tasks.filter(done_at=None).exclude(kind=TaskKind.ASSESS).values_list("kind", flat=True))


def test_a_programme_goes_from_draft_to_approved_and_the_case_begins():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    assert open_tasks(case) == ["plan", "review"]

    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)
    assert (programme.state, programme.agreement_form, programme.agreed_on) == ("agreed", "spoken", today())
    assert open_tasks(case) == ["approve", "review"]
    task = Task.objects.get(case=case, kind=TaskKind.APPROVE)
    assert (task.role, task_url(task)) == (Role.COORDINATOR, f"{reverse('desk:case_programme', args=[case.code])}#decide")

    coordinator = make_coordinator()
    approve_programme(programme, by=coordinator)
    case = Case.objects.get()
    assert (programme.state, programme.approved_by, programme.review_on) == ("approved", coordinator, today() + dt.timedelta(days=90))
    assert (case.state, case.review_due) == (CaseState.ACTIVE, today() + dt.timedelta(days=90))
    assert open_tasks(case) == ["review"]
    assert StateChange.objects.filter(case=case, from_state="assessment", to_state="active").count() == 1


def test_the_author_cannot_approve():
    author = make_user(Role.COORDINATOR, Role.SOCIAL_WORKER)
    programme = make_programme(make_case(by=author), by=author, state=ProgrammeState.AGREED)

    with pytest.raises(Denied, match="Someone other than the author must approve the programme"):
        approve_programme(programme, by=author)
    assert Programme.objects.get().state == "agreed"


def test_a_social_worker_cannot_approve():
    case, (social, other) = make_team(Role.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)

    with pytest.raises(Denied):
        approve_programme(programme, by=other)


def test_return_programme_makes_it_a_draft_with_the_remark():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)

    return_programme(programme, by=make_coordinator(), remark="Нет школы для сына")

    stored = Programme.objects.get()
    assert (stored.state, stored.agreed_on, stored.agreement_form) == ("draft", None, "")
    assert read_shared([stored], by=social)[stored.pk]["remark"] == "Нет школы для сына"
    assert open_tasks(case) == ["plan", "review"]
    assert Task.objects.get(case=case, kind=TaskKind.PLAN, done_at=None).owner == social


def test_return_programme_without_a_remark_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)

    with pytest.raises(Invalid, match="what should be changed"):
        return_programme(programme, by=make_coordinator(), remark=" ")


def test_agree_programme_needs_a_goal_with_a_service():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = draft_programme(case, by=social)
    with pytest.raises(Invalid, match="at least one goal"):
        agree_programme(programme, by=social, given=agreement())

    add_goal(programme, by=social, words="Спать", capacity=Capacity.MENTAL)
    with pytest.raises(Invalid, match="at least one service"):
        agree_programme(programme, by=social, given=agreement())
    assert Programme.objects.get().state == "draft"


@pytest.mark.parametrize("state", [ProgrammeState.AGREED, ProgrammeState.APPROVED])
def test_an_agreed_programme_is_not_changed(state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=state)
    goal = Goal.objects.select_related("programme__case").get()

    for act in (
        lambda: add_problem(programme, by=social, words="Ещё"),
        lambda: change_goal(goal, by=social, words="Другое", capacity=Capacity.SOCIAL),
        lambda: plan_service(goal, by=social, starts_on=today(), **SERVICE),
        lambda: write_wishes(programme, by=social, words="Иначе"),
        lambda: take_out(goal, by=social),
    ):
        with pytest.raises(WrongState, match="This version is agreed"):
            act()
    assert (Problem.objects.count(), Goal.objects.get().capacity, PlannedService.objects.count()) == (1, "mental", 1)


def test_a_second_draft_beside_one_in_hand_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social)

    with pytest.raises(WrongState, match="There is a version that has not been approved yet"):
        draft_programme(case, by=social)


def test_a_new_version_copies_the_words_and_replaces_the_old_once_approved():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    old = make_programme(case, by=social, goals=2, state=ProgrammeState.APPROVED)
    case.refresh_from_db()

    new = draft_programme(case, by=social)

    assert (new.number, new.state, Programme.objects.get(number=1).state) == (2, "draft", "approved")
    copied = plan(Programme.objects.select_related("case").get(number=2))
    copied.fill(read_shared(copied.rows, by=social))
    assert [part.said["words"] for part in copied.problems] == ["Не сплю, вздрагиваю от стука"]
    assert [(part.said["words"], part.said["indicator"]) for part in copied.goals] == [
        ("Спать пять часов, цель 1", "Ночей за неделю"),
        ("Спать пять часов, цель 2", "Ночей за неделю"),
    ]
    assert [part.row.problem_id for part in copied.goals] == [copied.problems[0].row.pk] * 2
    assert {row.origin for row in PlannedService.objects.filter(goal__programme=new)} == {
        row.origin for row in PlannedService.objects.filter(goal__programme=old)
    }

    agree_programme(new, by=social, given=agreement(form=AgreementForm.WRITTEN, witness=""))
    approve_programme(new, by=make_coordinator())
    assert list(Programme.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "approved"]


def test_a_new_version_can_be_taken_back_whole():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    draft_programme(case, by=social)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert (Programme.objects.count(), Problem.objects.count(), Goal.objects.count(), PlannedService.objects.count()) == (1, 1, 1, 1)


def test_an_approval_can_be_taken_back_whole():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)
    coordinator = make_coordinator()
    approve_programme(programme, by=coordinator)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    assert (Programme.objects.get().state, Case.objects.get().state) == ("agreed", "assessment")
    assert open_tasks(case) == ["approve", "review"]


def test_take_out_of_a_goal_takes_its_services_and_can_be_taken_back():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social)
    take_out(Goal.objects.select_related("programme__case").get(), by=social)
    assert (Goal.objects.count(), PlannedService.objects.count()) == (0, 0)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)
    assert (Goal.objects.count(), PlannedService.objects.count()) == (1, 1)


def test_take_out_of_a_difficulty_keeps_its_goals():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social)

    take_out(Problem.objects.select_related("programme__case").get(), by=social)

    assert (Problem.objects.count(), Goal.objects.get().problem) == (0, None)


def test_change_goal_from_an_older_page_conflicts_and_keeps_the_first():
    case, (social, other) = make_team(Role.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    make_programme(case, by=social)
    rows = [Goal.objects.select_related("programme__case").get() for _time in range(2)]
    change_goal(rows[0], by=other, words="Спать без страха", capacity=Capacity.MENTAL, expected=1)

    with pytest.raises(Conflict):
        change_goal(rows[1], by=social, words="Спать шесть часов", capacity=Capacity.MENTAL, expected=1)
    assert read_shared([Goal.objects.get()], by=social)[rows[0].pk]["words"] == "Спать без страха"


@pytest.mark.parametrize(("facts", "field"), [({"times": 0}, "times"), ({"ends_on": dt.timedelta(days=-1)}, "ends_on")])
def test_change_service_says_what_cannot_be(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    service = service_of(make_programme(case, by=social))

    with pytest.raises(Invalid) as refused:
        change_service(service, by=social, **{**SERVICE, "starts_on": today(), **taken(facts)})
    assert list(refused.value.fields) == [field]


def test_a_difficulty_of_another_programme_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    other, (colleague,) = make_team(Role.SOCIAL_WORKER)
    make_programme(other, by=colleague)
    programme = draft_programme(case, by=social)

    with pytest.raises(Invalid, match="another version"):
        add_goal(programme, by=social, words="Спать", capacity=Capacity.MENTAL, problem=Problem.objects.get())


def test_delivered_counts_attended_sessions_and_help_across_versions():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    service = service_of(make_programme(case, by=psychologist, state=ProgrammeState.APPROVED))
    for _time in range(3):
        make_session(case, by=psychologist, service=service)
    make_session(case, by=psychologist, service=service, attendance=Attendance.CALLED_OFF, minutes=None, reason="other")
    make_session(case, by=psychologist)
    make_help(case, by=psychologist, service=service, help=Help.PSYCHOLOGICAL, item=HelpItem.CONSULTATION, quantity=2)
    make_help(case, by=psychologist, quantity=50)
    planned = make_planned(case, by=psychologist, service=service)

    assert delivered(case) == {service.origin: Delivered(5, today(), planned.at)}

    new = draft_programme(case, by=psychologist)
    (goal,) = plan(new).goals
    (line,) = goal.services
    assert (line.row.pk == service.pk, line.delivered.times, line.done, line.row.times) == (False, 5, 5, 10)


def test_a_meter_never_shows_more_than_was_planned():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    programme = make_programme(case, by=psychologist, state=ProgrammeState.APPROVED, times=2)
    make_help(case, by=psychologist, service=service_of(programme), quantity=7)

    line = plan(programme).goals[0].services[0]

    assert (line.delivered.times, line.done, line.is_complete) == (7, 2, True)


def test_a_service_that_has_not_begun_in_time_is_late():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    programme = make_programme(case, by=psychologist, state=ProgrammeState.APPROVED, starts_on=today() - dt.timedelta(days=1))
    assert plan(programme).goals[0].services[0].is_late is True

    make_planned(case, by=psychologist, service=service_of(programme))
    assert plan(programme).goals[0].services[0].is_late is False


def test_drafting_on_a_closed_case_is_refused():
    coordinator = make_coordinator()

    with pytest.raises(WrongState, match="Reopen it"):
        draft_programme(make_case(by=coordinator, state=CaseState.CLOSED), by=coordinator)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"witness": " "}, "witness"),
        ({"agreed_on": dt.timedelta(days=1)}, "agreed_on"),
        ({"form": AgreementForm.GUARDIAN}, "guardian"),
    ],
)
def test_an_agreement_that_lacks_something_is_refused(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social)

    with pytest.raises(Invalid) as refused:
        agree_programme(programme, by=social, given=agreement(**taken(facts)))
    assert list(refused.value.fields) == [field]
    assert Programme.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("facts", "fields"),
    [({}, ["form", "guardian", "assent"]), (GUARDED, ["assent"]), ({**GUARDED, "assent": Assent.GIVEN}, [])],
)
def test_a_child_agrees_with_the_guardian_and_is_asked_too(facts, fields):
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((social, Discipline.SOCIAL),), birth=f"{today().year - 12}")
    programme = make_programme(case, by=social)

    if fields:
        with pytest.raises(Invalid) as refused:
            agree_programme(programme, by=social, given=agreement(**facts))
        assert list(refused.value.fields) == fields
    else:
        agree_programme(programme, by=social, given=agreement(**facts))
        assert (programme.agreement_form, programme.assent) == ("guardian", "given")
        assert read_shared([programme], by=social)[programme.pk]["guardian"] == "мать"


def test_return_programme_takes_the_whole_agreement_out():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.AGREED)

    return_programme(programme, by=make_coordinator(), remark="Нет школы")

    stored = Programme.objects.get()
    assert (stored.agreement_form, stored.copy_given, read_shared([stored], by=social)[stored.pk]["witness"]) == ("", "", "")


def test_levels_of_a_goal_are_kept_in_the_persons_words_and_carried_on():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = draft_programme(case, by=social)
    goal = add_goal(
        programme,
        by=social,
        words="Спать",
        capacity=Capacity.MENTAL,
        levels={"level_0": "пять ночей", "level_p2": "все ночи"},
        priority=Priority.FIRST,
        target_on=today() + dt.timedelta(days=60),
    )
    plan_service(goal, by=social, starts_on=today(), **SERVICE)
    agree_programme(programme, by=social, given=agreement())
    approve_programme(programme, by=make_coordinator())

    (copied,) = plan(draft_programme(Case.objects.get(), by=social)).goals
    copied.said = read_shared([copied.row], by=social)[copied.row.pk]
    assert copied.levels == [(0, "пять ночей"), (2, "все ночи")]
    assert (copied.row.priority, copied.row.target_on, copied.row.origin) == ("first", today() + dt.timedelta(days=60), goal.origin)


def test_a_goal_that_ended_keeps_its_outcome_and_stays_behind():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, goals=2, state=ProgrammeState.APPROVED)
    ended, going = programme.goals.order_by("position")

    conclude_goals(programme, by=social, endings={ended.pk: Ending(GoalOutcome.ACHIEVED, 1, "Спит")})

    ended.refresh_from_db()
    assert (ended.outcome, ended.ended_on, ended.attainment_now) == ("achieved", today(), 1)
    assert read_shared([ended], by=social)[ended.pk]["ending"] == "Спит"
    assert list(GoalRating.objects.values_list("goal", "value", "review")) == [(ended.pk, 1, None)]
    new = draft_programme(Case.objects.get(), by=social)
    assert [goal.origin for goal in new.goals.all()] == [going.origin]
    assert PlannedService.objects.filter(goal__programme=new).count() == 1


@pytest.mark.parametrize("state", [ProgrammeState.DRAFT, ProgrammeState.AGREED])
def test_a_goal_ends_only_in_a_programme_in_force(state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=state)

    with pytest.raises(WrongState, match="approved programme"):
        conclude_goals(programme, by=social, endings={Goal.objects.get().pk: Ending(GoalOutcome.DROPPED, 0)})


def test_conclude_goals_refuses_nothing_a_goal_of_others_and_what_is_no_level():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    programme = make_programme(case, by=social, state=ProgrammeState.APPROVED)

    for endings in ({}, {programme.pk: Ending(GoalOutcome.ACHIEVED, 0)}, {Goal.objects.get().pk: Ending(GoalOutcome.ACHIEVED, 3)}):
        with pytest.raises(Invalid):
            conclude_goals(programme, by=social, endings=endings)
    assert (Goal.objects.get().outcome, GoalRating.objects.count()) == ("", 0)


def test_what_was_rated_at_reviews_is_kept_across_versions():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    for value in (-1, 0):
        goal = Goal.objects.get(programme__state=ProgrammeState.APPROVED)
        hold_review(Case.objects.get(), by=social, held_on=today(), outcome=Outcome.BETTER, attainment={goal.pk: value})
        new = draft_programme(Case.objects.get(), by=social)
        agree_programme(new, by=social, given=agreement())
        approve_programme(new, by=make_coordinator())

    (part,) = plan(Programme.objects.select_related("case").get(state=ProgrammeState.APPROVED)).goals
    assert [rating.value for rating in part.rated] == [-1, 0]
    assert (part.row.attainment_at_start, part.row.attainment_now) == (-2, 0)


def test_costs_add_up_for_each_kind_of_money():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    programme = make_programme(case, by=psychologist, unit_cost=Decimal("120.50"), payer=Payer.FUNDER, budget_code="F-2026/03")
    goal = Goal.objects.select_related("programme__case").get()
    plan_service(goal, by=psychologist, starts_on=today(), **{**SERVICE, "times": 2, "unit_cost": Decimal(30), "currency": Currency.USD})
    plan_service(goal, by=psychologist, starts_on=today(), **SERVICE)
    agree_programme(programme, by=psychologist, given=agreement())
    approve_programme(programme, by=make_coordinator())
    for _time in range(3):
        make_session(case, by=psychologist, service=PlannedService.objects.get(unit_cost=Decimal("120.50")))

    found = plan(programme)
    assert {sums.currency: (sums.planned, sums.delivered) for sums in found.sums} == {
        Currency.TJS: (Decimal("1205.00"), Decimal("361.50")),
        Currency.USD: (Decimal(60), Decimal(0)),
    }
    assert found.without_cost == 1


@pytest.mark.parametrize(("facts", "field"), [({"unit_cost": Decimal(-1)}, "unit_cost"), ({"budget_code": "для семьи К."}, "budget_code")])
def test_a_budget_code_holds_no_sentence_and_a_cost_is_not_negative(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    service = service_of(make_programme(case, by=social))

    with pytest.raises(Invalid) as refused:
        change_service(service, by=social, **{**SERVICE, "starts_on": today(), **facts})
    assert list(refused.value.fields) == [field]


STEPS = ("agree", "approve", "return", "draft")


@examples(25)
@given(steps=st.lists(st.sampled_from(STEPS), max_size=6))
def test_every_way_through_the_states_is_in_the_table_and_no_other(steps):
    """Any walk ends where the table says; a step it does not allow raises and changes nothing."""
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = make_coordinator()
    programme = make_programme(case, by=social)
    targets = {"agree": ProgrammeState.AGREED, "approve": ProgrammeState.APPROVED, "return": ProgrammeState.DRAFT}
    for step in steps:
        programme = Programme.objects.select_related("case", "made_by").filter(case=case).order_by("-number")[0]
        before = ProgrammeState(programme.state)
        acts = {
            "agree": lambda row=programme: agree_programme(row, by=social, given=agreement()),
            "approve": lambda row=programme: approve_programme(row, by=coordinator),
            "return": lambda row=programme: return_programme(row, by=coordinator, remark="Ещё раз"),
            "draft": lambda: draft_programme(Case.objects.get(pk=case.pk), by=social),
        }
        allowed = before == ProgrammeState.APPROVED if step == "draft" else targets[step] in PROGRAMME_TRANSITIONS[before]
        if allowed:
            acts[step]()
            if step != "draft":
                assert Programme.objects.get(pk=programme.pk).state == targets[step]
        else:
            with pytest.raises(WrongState):
                acts[step]()
            assert Programme.objects.get(pk=programme.pk).state == before
    states = list(Programme.objects.filter(case=case).values_list("state", flat=True))
    assert states.count("approved") <= 1
    assert states.count("draft") + states.count("agreed") <= 1
