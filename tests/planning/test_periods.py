"""Periods: the plan's number is the page's number, frozen ones stay, numbers by hand need a note and a source."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.undo import latest, take_back
from panoh.cases.enums import CaseState, CloseReason
from panoh.core.clock import today
from panoh.core.errors import Conflict, Invalid, NotFound, WrongState
from panoh.planning import actions
from panoh.planning.actuals import of_period, of_years
from panoh.planning.enums import Light
from panoh.planning.models import Figure
from panoh.planning.queries import plans as queries
from panoh.planning.queries.plans import tree_of
from panoh.reporting.counting import count
from panoh.reporting.indicators import indicators
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.planning import draft_of, freeze, lines_of, make_plan, year_of
from tests.reporting.rows import counted

IN = dt.date(2019, 5, 1)


def actual(user, plan, year):
    """The counted number of a year as its page shows it."""
    period = queries.get_period(user, year_of(plan, year).pk)
    tree = tree_of(queries.version_of(user, period))
    return of_period(user, tree, period)[tree.lines[0].key]


@pytest.mark.database
def test_the_number_of_the_plan_is_the_number_of_the_page(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for _each in range(7):
        counted(make_secretariat(), admitted_on=IN)
    counted(make_secretariat(), admitted_on=IN, is_practice=True)

    found = actual(coordinator, plan, 2019)

    page = count(coordinator, indicators()["persons_admitted"], dt.date(2019, 1, 1), dt.date(2019, 12, 31)).whole
    assert (found.value, found.numerator, found.rule) == (page.value, page.numerator, 1) == (7, 7, 1)
    assert (found.percent, found.light, found.unrated) == (70, Light.NONE, "the numbers are not frozen: no rating yet")
    freeze(plan, 2019, by=coordinator)
    found = actual(coordinator, plan, 2019)
    assert (found.percent, found.light, found.unrated) == (70, Light.AMBER, "")


@pytest.mark.database
def test_what_was_frozen_stays_and_a_later_count_stands_beside(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    counted(make_secretariat(), admitted_on=IN)
    freeze(plan, 2019, by=coordinator)
    assert actual(coordinator, plan, 2019).recount is None

    counted(make_secretariat(), admitted_on=IN)

    found = actual(coordinator, plan, 2019)
    assert (found.value, found.recount, found.rule, found.rule_now, found.light) == (1, 2, 1, None, Light.RED)
    assert Figure.objects.get(code="persons_admitted").value == 1
    with writes_allowed():
        Figure.objects.filter(code="persons_admitted").update(rule=7)
    assert (actual(coordinator, plan, 2019).rule, actual(coordinator, plan, 2019).rule_now) == (7, 1)
    with pytest.raises(WrongState):
        actions.freeze_period(year_of(plan, 2019), by=coordinator)
    with pytest.raises(WrongState):
        actions.bring_figure(year_of(plan, 2019), lines_of(plan)[1].key, by=coordinator, value=Decimal(1), note="—", source="—")


@pytest.mark.database
def test_a_share_of_which_nothing_is_recorded_is_not_on_target(coordinator, client):
    plan = make_plan(by=coordinator)
    version = draft_of(plan)
    outcome, targets = tree_of(version).objectives[0].outcomes[0], {year: Decimal(10) for year in plan.each_year}
    actions.write_line(version, outcome.key, "", by=coordinator, code="drop_out", targets=targets, falls=True)
    actions.adopt_version(version, by=coordinator, adopted_on=dt.date(2017, 12, 1))
    for _each in range(21):
        case = counted(make_secretariat(), admitted_on=IN)
        with writes_allowed():
            case.state, case.close_reason, case.closed_on = CaseState.CLOSED, CloseReason.REGISTER, IN
            case.save()
    key = tree_of(version).lines[2].key

    period = queries.get_period(coordinator, year_of(plan, 2019).pk)
    running = of_period(coordinator, tree_of(version), period)[key]
    frozen = of_years(plan, tree_of(version), [freeze(plan, 2019, by=coordinator)])[key][1]

    assert [(each.value, each.light, each.is_unknown) for each in (running, frozen)] == [(None, Light.NONE, True)] * 2
    sign_in(client, coordinator)
    for address in (reverse("desk:plan_period", args=[period.pk]), reverse("desk:plan", args=[plan.pk])):
        assert "not enough recorded" in client.get(address).content.decode()


@pytest.mark.django_db
def test_a_number_frozen_by_an_earlier_rule_has_no_light(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for _each in range(10):
        counted(make_secretariat(), admitted_on=IN)
    freeze(plan, 2019, by=coordinator)
    assert actual(coordinator, plan, 2019).light == Light.GREEN
    with writes_allowed():
        Figure.objects.filter(code="persons_admitted").update(rule=7)

    assert (actual(coordinator, plan, 2019).value, actual(coordinator, plan, 2019).light) == (10, Light.NONE)


@pytest.mark.django_db
def test_a_number_by_hand_needs_a_note_and_a_source_and_is_sealed(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    period, (by_records, by_hand) = year_of(plan, 2018), lines_of(plan)
    given = {"value": Decimal(3), "note": "Аз рӯйхат", "source": "Папкаи 3"}
    for name in ("note", "source"):
        with pytest.raises(Invalid) as error:
            actions.bring_figure(period, by_hand.key, by=coordinator, **{**given, name: " "})
        assert list(error.value.fields) == [name]
    with pytest.raises(WrongState):
        actions.bring_figure(period, by_records.key, by=coordinator, **given)

    figure = actions.bring_figure(period, by_hand.key, by=coordinator, **given, expected=0)

    assert "рӯйхат".encode() not in bytes(figure.note)
    (words,) = open_sealed([figure], by=coordinator.actor, purpose=Purpose.OWN_WORK)
    assert (words.note, words.source) == ("Аз рӯйхат", "Папкаи 3")
    with pytest.raises(Conflict):  # somebody brought one in since the form was opened
        actions.bring_figure(period, by_hand.key, by=coordinator, **given, expected=0)


@pytest.mark.django_db
def test_a_number_that_was_frozen_is_not_taken_back(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    by_hand = lines_of(plan)[1]
    actions.bring_figure(year_of(plan, 2018), by_hand.key, by=coordinator, value=Decimal(3), note="Аз рӯйхат", source="Папкаи 3")
    brought = latest(coordinator.actor)
    actions.freeze_period(year_of(plan, 2018), by=make_user(Role.COORDINATOR))

    with pytest.raises(Conflict):
        take_back(brought.pk, by=coordinator.actor)
    assert Figure.objects.get(key=by_hand.key).value == 3


@pytest.mark.django_db
def test_nothing_is_frozen_before_it_is_over_whole_and_adopted(coordinator):
    drafted, running = make_plan(by=coordinator), make_plan(by=coordinator, first=today().year, last=today().year, adopted=True)
    with pytest.raises(WrongState):
        actions.freeze_period(year_of(drafted, 2018), by=coordinator)
    with pytest.raises(WrongState):
        actions.freeze_period(year_of(running, today().year), by=coordinator)
    held = make_plan(by=coordinator, first=2014, last=2017, adopted=True)
    with pytest.raises(WrongState) as error:
        actions.freeze_period(year_of(held, 2014), by=coordinator)
    assert "Trainings held" in str(error.value)
    with pytest.raises(WrongState):
        actions.close_plan(held, by=coordinator)


@pytest.mark.django_db
def test_a_part_of_a_year_has_no_light_for_what_adds_up(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    counted(make_secretariat(), admitted_on=IN)
    half = actions.add_period(plan, by=coordinator, start=dt.date(2019, 1, 1), end=dt.date(2019, 6, 30))
    for start, end in (
        (IN, dt.date(2020, 1, 1)),
        (dt.date(2019, 6, 30), IN),
        (dt.date(2025, 1, 1), dt.date(2025, 2, 1)),
        (half.start, half.end),
    ):
        with pytest.raises(Invalid):
            actions.add_period(plan, by=coordinator, start=start, end=end)

    tree = tree_of(plan.versions.get())
    found = of_period(coordinator, tree, half)[tree.lines[0].key]

    assert (found.value, found.percent, found.light, found.is_running) == (1, 10, Light.NONE, True)
    assert found.unrated == ""  # half a year is rated by nobody
    with pytest.raises(WrongState):
        actions.take_out_period(year_of(plan, 2019), by=coordinator)
    actions.take_out_period(half, by=coordinator)


@pytest.mark.django_db
def test_members_read_frozen_totals_of_the_whole_and_nothing_that_runs(coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    for _each in range(12):
        counted(make_secretariat(), admitted_on=IN)
    freeze(plan, 2019, by=coordinator)
    counted(make_secretariat(), admitted_on=IN)
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    found = actual(member, plan, 2019)

    assert (found.value, found.recount) == (12, None)
    assert [period.year for period in queries.periods(member, plan)] == [2019]
    years = of_years(plan, tree_of(plan.versions.get()), queries.periods(member, plan))
    assert [each.value for each in years[found.line.key]] == [None, 12, None, None]


@pytest.mark.database
def test_members_read_no_small_number_and_no_part_of_a_year_that_would_tell_one(coordinator, client):
    plan = make_plan(by=coordinator, adopted=True)
    for day, persons in ((dt.date(2019, 5, 1), 9), (dt.date(2019, 8, 1), 2), (dt.date(2018, 8, 1), 3)):
        for _each in range(persons):
            counted(make_secretariat(), admitted_on=day)
    half = actions.add_period(plan, by=coordinator, start=dt.date(2019, 1, 1), end=dt.date(2019, 6, 30))
    for year in (2018, 2019):
        freeze(plan, year, by=coordinator)
    actions.freeze_period(half, by=coordinator)
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    few, enough = actual(member, plan, 2018), actual(member, plan, 2019)

    assert (few.value, few.numerator, few.light, few.is_hidden) == (None, None, Light.NONE, True)
    assert (enough.value, enough.light, enough.is_hidden) == (11, Light.GREEN, False)
    assert actual(coordinator, plan, 2018).value == 3
    assert len(queries.periods(coordinator, plan)) - len(queries.periods(member, plan)) == 3  # two years that run, the half
    with pytest.raises(NotFound):
        queries.get_period(member, half.pk)
    sign_in(client, member)
    assert "hidden" in client.get(reverse("desk:plan_period", args=[year_of(plan, 2018).pk])).content.decode()
    assert client.get(reverse("desk:plan_period", args=[half.pk])).status_code == 404
