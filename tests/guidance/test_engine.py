"""The reckoning of steps: what begins, by when, what ends it, what rests."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from panoh.core.clock import DUSHANBE
from panoh.guidance.engine import Fact, Hold, Run, Situation, due, not_begun, over, runs
from panoh.guidance.enums import Happened, StepState, Unit
from panoh.guidance.protocol import Offset
from panoh.guidance.shipped import FIRST, shipped

ONE, TWO = UUID(int=1), UUID(int=2)


def at(day: int, hour: int = 9, month: int = 3) -> dt.datetime:
    """A moment of 2027 in Dushanbe. 21 to 24 March are holidays, 8 March too."""
    return dt.datetime(2027, month, day, hour, tzinfo=DUSHANBE)


def steps(*facts: Fact, **more: object) -> dict[tuple[str, str], Run]:
    situation = Situation(facts, **{"urgency": "green", **more})  # type: ignore[arg-type]
    return {run.key: run for run in runs(shipped()[FIRST], situation)}


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (Offset(24, Unit.HOURS), at(6, 16)),
        (Offset(2, Unit.HOURS), at(5, 18)),
        (Offset(1, Unit.WORKING_DAYS), at(9, 18)),  # Friday; Saturday, Sunday and the holiday of 8 March do not count
        (Offset(3, Unit.WORKING_DAYS), at(11, 18)),
        (Offset(3, Unit.DAYS), at(8, 18)),
        (Offset(-2, Unit.DAYS), at(3, 18)),
    ],
)
def test_due_counts_hours_through_the_night_and_working_days_without_holidays(offset, expected):
    assert due(at(5, 16), offset) == expected


def test_due_in_days_rests_while_the_case_rests_and_hours_do_not():
    rest = [Hold(at(10), at(14))]

    assert due(at(5), Offset(7, Unit.DAYS), rest) == at(16, 18)
    assert due(at(5), Offset(168, Unit.HOURS), rest) == at(12)
    assert due(at(5), Offset(3, Unit.DAYS), rest) == at(8, 18)  # done with before the rest
    assert due(at(12), Offset(3, Unit.DAYS), rest) == at(17, 18)  # begun within it: two days are left of it


def test_a_red_case_has_two_clocks_and_a_meeting_stops_one():
    found = steps(Fact(Happened.ADMITTED, at(5)), Fact(Happened.TURNED_RED, at(5, 10), ONE), urgency="red")

    assert (found["danger_now", ONE.hex].due_at, found["stabilise", ONE.hex].due_at) == (at(5, 11), at(6, 10))

    met = steps(Fact(Happened.TURNED_RED, at(5, 10), ONE), Fact(Happened.MET, at(5, 9), TWO), Fact(Happened.MET, at(5, 20)), urgency="red")
    assert met["stabilise", ONE.hex].state == StepState.DONE
    assert met["stabilise", ONE.hex].done_at == at(5, 20)  # not the meeting before the danger
    assert met["danger_now", ONE.hex].state == StepState.OPEN


def test_steps_for_one_urgency_fall_away_with_another():
    found = steps(Fact(Happened.TURNED_RED, at(5), ONE), Fact(Happened.TURNED_AMBER, at(6), TWO), urgency="amber")

    assert ("danger_now", ONE.hex) not in found
    assert found["amber_visit", TWO.hex].due_at == at(9)


def test_urgency_changes_the_time_of_an_assessment():
    wanted = Fact(Happened.WANTED_MEDICAL, at(1))

    assert steps(wanted)["assess_medical", ""].due_at == at(16, 18)
    assert steps(wanted, urgency="red")["assess_medical", ""].due_at == at(4, 18)


def test_an_assessment_of_the_same_day_ends_its_step():
    found = steps(Fact(Happened.WANTED_SOCIAL, at(5, 15)), Fact(Happened.ASSESSED_SOCIAL, at(5, 12), ONE, day_alone=True))

    assert found["assess_social", ""].state == StepState.DONE


def test_a_step_that_is_off_is_next_without_a_clock():
    found = steps(Fact(Happened.ADMITTED, at(5)))

    assert (found["first_session", ""].state, found["first_session", ""].due_at) == (StepState.OPEN, None)


def test_each_programme_is_approved_by_itself():
    first, second = Fact(Happened.PROGRAMME_AGREED, at(5), ONE), Fact(Happened.PROGRAMME_AGREED, at(12), TWO)
    found = steps(Fact(Happened.ADMITTED, at(1)), first, second, Fact(Happened.PROGRAMME_APPROVED, at(6), ONE))

    assert (found["approve", ONE.hex].state, found["approve", TWO.hex].state) == (StepState.DONE, StepState.OPEN)
    assert found["approve", TWO.hex].due_at == at(15, 18)


def test_a_review_rolls_on_and_an_agreed_day_comes_before_the_rule():
    begun = Fact(Happened.ADMITTED, at(1))
    assert steps(begun)["review", ""].due_at == at(30, 18, month=5)

    held = Fact(Happened.REVIEW_HELD, at(20), ONE, due=at(20, 18, month=4))
    found = steps(begun, held)
    assert [key for key in found if key[0] == "review"] == [("review", ONE.hex)]
    assert found["review", ONE.hex].due_at == at(20, 18, month=4)


def test_what_waits_for_another_step_has_no_turn_yet():
    begun, agreed = Fact(Happened.ADMITTED, at(1)), Fact(Happened.PROGRAMME_AGREED, at(5), ONE)

    found = steps(Fact(Happened.ADMITTED, at(6)), Fact(Happened.PROGRAMME_AGREED, at(5), ONE), settled={("plan", ""): StepState.OPEN})
    assert (found["plan", ""].state, found["approve", ONE.hex].state) == (StepState.OPEN, StepState.WAITING)

    found = steps(begun, agreed)
    assert (found["plan", ""].state, found["approve", ONE.hex].state) == (StepState.DONE, StepState.OPEN)


def test_what_is_waited_for_may_stand_anywhere():
    protocol = shipped()[FIRST]
    turned = replace(protocol, steps=tuple(reversed(protocol.steps)))
    facts = (Fact(Happened.ADMITTED, at(6)), Fact(Happened.PROGRAMME_AGREED, at(5), ONE))
    situation = Situation(facts, "green", settled={("plan", ""): StepState.OPEN})

    assert next(run.state for run in runs(turned, situation) if run.step.key == "approve") == StepState.WAITING


def test_a_try_in_vain_asks_for_the_next_and_whoever_is_reached_ends_it():
    missed, first, second = (
        Fact(kind, at(day), UUID(int=day)) for kind, day in ((Happened.MISSED, 5), (Happened.TRIED_FIRST, 7), (Happened.TRIED_SECOND, 12))
    )

    assert [key for key, _mark in steps(missed)] == ["missed_first"]
    found = {key: run.state for (key, _mark), run in steps(missed, first, second).items()}
    assert found == {"missed_first": StepState.DONE, "missed_second": StepState.DONE, "missed_third": StepState.OPEN}
    found = {key: run.state for (key, _mark), run in steps(missed, first, Fact(Happened.REACHED, at(9), TWO)).items()}
    assert found == {"missed_first": StepState.DONE, "missed_second": StepState.DONE}


@pytest.mark.parametrize("how", [StepState.SKIPPED, StepState.DECLINED, StepState.DONE])
def test_what_people_decided_holds(how):
    assert steps(Fact(Happened.ADMITTED, at(5)), settled={("plan", ""): how})["plan", ""].state == how


def test_no_clock_begins_before_the_guidance_did():
    found = steps(Fact(Happened.ADMITTED, at(1)), since=at(5))

    assert found["plan", ""].due_at == at(19, 18)


def test_a_closed_case_asks_for_follow_ups_alone():
    planned = Fact(Happened.FOLLOW_UP_PLANNED, at(5), ONE, due=at(5, 18, month=6))
    found = steps(Fact(Happened.ADMITTED, at(1)), planned, is_open=False)

    assert {key[0] for key, run in found.items() if run.state == StepState.OPEN} == {"follow_up"}
    assert found["follow_up", ONE.hex].due_at == at(5, 18, month=6)


def test_the_day_at_court_is_prepared_seven_days_before():
    protocol = shipped()[FIRST]
    assert due(at(20), protocol.by_key["before_hearing"].due) == at(13, 18)


def test_over_is_measured_by_the_steps_own_time():
    assert over(at(1), at(11), at(11)) == 0
    assert over(at(1), at(11), at(16)) == 0.5
    assert over(at(1), at(11), at(21)) == 1.0
    assert over(at(1), at(1), at(1, 10)) == 1.0  # a step of no length counts by the hour


def test_not_begun_is_what_no_fact_has_begun():
    protocol = shipped()[FIRST]
    keys = {step.key for step in not_begun(protocol, list(steps(Fact(Happened.ADMITTED, at(1))).values()))}

    assert {"hospital_call", "before_hearing", "closing_sessions"} <= keys
    assert not {"plan", "review"} & keys
    assert "supervision" not in keys
