"""A plan written, adopted, changed by a new version, followed by another; and the arithmetic of its lights."""

import datetime as dt
from decimal import Decimal

import pytest

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.planning import actions
from panoh.planning.actuals import light_of, of_years, percent_reached
from panoh.planning.enums import Light, PlanState, VersionState
from panoh.planning.models import Plan, PlanVersion
from panoh.planning.policy import visible_plans, visible_versions
from panoh.planning.queries.plans import tree_of
from panoh.planning.tree import Tree
from tests.factories.accounts import make_member, make_user
from tests.factories.planning import OUTCOME, TEXT, TITLE, draft_of, freeze, lines_of, make_plan


@pytest.mark.parametrize(
    ("actual", "target", "falls", "percent", "light"),
    [
        ("90", "100", False, 90, Light.GREEN),
        ("89.4", "100", False, 89, Light.AMBER),
        ("60", "100", False, 60, Light.AMBER),
        ("59", "100", False, 59, Light.RED),
        ("20", "10", True, 50, Light.RED),
        ("0", "10", True, 100, Light.GREEN),
        ("0", "0", False, 100, Light.GREEN),
        ("0", "10", False, 0, Light.RED),
        ("3", "0", True, 0, Light.RED),
        (None, "10", False, None, Light.NONE),
        ("3", None, False, None, Light.NONE),
    ],
)
def test_a_light_is_the_percent_of_the_target_by_the_thresholds(actual, target, falls, percent, light):
    found = percent_reached(actual and Decimal(actual), target and Decimal(target), falls=falls)

    assert (found, light_of(found, Tree({}))) == (percent, light)


@pytest.mark.database
def test_a_plan_is_adopted_when_it_is_whole_and_then_its_words_stay(coordinator):
    plan = make_plan(by=coordinator, whole=False)
    version = draft_of(plan)
    assert plan.periods.count() == 4
    with pytest.raises(Invalid):
        actions.adopt_version(version, by=coordinator, adopted_on=today())
    actions.write_objective(version, "", by=coordinator, text=TEXT)
    key = tree_of(version).objectives[0].key
    actions.write_outcome(version, key, "", by=coordinator, text=OUTCOME)
    outcome = tree_of(version).objectives[0].outcomes[0].key
    targets = {year: Decimal(10) for year in range(2018, 2021)}
    actions.write_line(version, outcome, "", by=coordinator, code="drop_out", targets=targets, falls=True)
    line = lines_of(plan)[0]
    with pytest.raises(Invalid):  # 2021 has no target
        actions.adopt_version(version, by=coordinator, adopted_on=today())
    actions.write_line(
        version, outcome, line.key, by=coordinator, code="drop_out", targets={**targets, 2021: Decimal("7.5"), 2030: Decimal(1)}
    )
    actions.adopt_version(version, by=coordinator, adopted_on=dt.date(2017, 12, 20))

    assert lines_of(plan)[0].targets == {**targets, 2021: Decimal("7.5")}
    assert Plan.objects.get().state == PlanState.IN_FORCE
    with pytest.raises(WrongState):
        actions.write_objective(version, "", by=coordinator, text=TEXT)


@pytest.mark.django_db
def test_parts_are_moved_and_taken_out_with_what_hangs_on_them(coordinator):
    plan = make_plan(by=coordinator)
    version = draft_of(plan)
    actions.write_objective(version, "", by=coordinator, text=OUTCOME)
    first, second = tree_of(version).objectives
    by_hand = lines_of(plan)[1]

    actions.raise_part(version, second.key, by=coordinator)
    actions.raise_part(version, by_hand.key, by=coordinator)

    tree = tree_of(version)
    assert [each.key for each in tree.objectives] == [second.key, first.key]
    assert tree.lines[0].key == by_hand.key
    actions.take_out_part(version, first.key, by=coordinator)
    assert tree_of(version).lines == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"first_year": 2021, "last_year": 2020}, "last_year"),
        ({"first_year": 2018, "last_year": 2028}, "last_year"),
        ({"amber": 90}, "amber"),
        ({"title": {"ru": " "}}, "title_tg"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_where_it_is_wrong(coordinator, facts, field):
    with pytest.raises(Invalid) as error:
        actions.begin_plan(by=coordinator, **{"first_year": 2018, "last_year": 2021, "title": TITLE, **facts})

    assert list(error.value.fields) == [field]


@pytest.mark.django_db
def test_a_new_version_leaves_the_former_one_and_what_was_frozen_with_it(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    frozen = freeze(plan, 2018, by=coordinator)
    version = actions.begin_version(plan, by=coordinator)
    with pytest.raises(WrongState):
        actions.begin_version(plan, by=coordinator)
    outcome, line = tree_of(version).objectives[0].outcomes[0], lines_of(plan)[0]
    actions.write_line(
        version, outcome.key, line.key, by=coordinator, code=line.code, targets={year: Decimal(99) for year in plan.each_year}
    )
    actions.adopt_version(version, by=coordinator, adopted_on=today())

    former = PlanVersion.objects.get(number=1)
    assert former.state == VersionState.REPLACED
    frozen.refresh_from_db()
    assert tree_of(frozen.frozen_with).lines[0].targets[2018] == 10
    tree = tree_of(PlanVersion.objects.get(number=2))
    years = of_years(plan, tree, list(plan.periods.select_related("frozen_with").prefetch_related("figures")))
    assert [each.target for each in years[line.key]] == [10, 99, 99, 99]  # a frozen year by the targets it was frozen with


@pytest.mark.django_db
def test_the_next_plan_takes_over_what_was_reached_as_its_baseline(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for year in plan.each_year:
        freeze(plan, year, by=coordinator, by_hand=year - 2000)
    actions.close_plan(plan, by=coordinator)

    after = make_plan(by=coordinator, first=2022, last=2025, follows=plan)

    counted, by_hand = lines_of(after)
    assert [line.key for line in lines_of(plan)] == [counted.key, by_hand.key]
    assert (by_hand.baseline, by_hand.baseline_year, by_hand.targets) == (21, 2021, {})
    assert (counted.baseline, counted.baseline_year) == (0, 2021)


@pytest.mark.django_db
def test_who_reads_and_who_writes(coordinator):
    draft = make_plan(by=coordinator)
    held = make_plan(by=coordinator, first=2014, last=2017, adopted=True)
    actions.begin_version(held, by=coordinator)
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    director, worker = make_user(Role.DIRECTOR), make_user(Role.SOCIAL_WORKER)

    seen = {role: set(visible_plans(user)) for role, user in (("c", coordinator), ("d", director), ("m", member), ("w", worker))}

    assert seen == {"c": {draft, held}, "d": {draft, held}, "m": {held}, "w": set()}
    assert [version.number for version in visible_versions(member)] == [1]
    for user in (director, member, worker):
        with pytest.raises(Denied):
            actions.write_objective(draft_of(draft), "", by=user, text=TEXT)
    coordinator.is_practising = True
    with pytest.raises(Denied):
        actions.write_objective(draft_of(draft), "", by=coordinator, text=TEXT)
