"""The rota: twelve hours, nobody twice, gaps and double nights; the note from one to the next; swaps; what is told when nobody comes."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.hotline.actions import (
    answer_swap,
    ask_swap,
    copy_week,
    decide_swap,
    drop_shift,
    end_shift,
    plan_shift,
    raise_open_shifts,
    read_note,
    take_swap_back,
    take_up_shift,
)
from panoh.hotline.enums import SWAP_TRANSITIONS, AlertKind, Post, SwapState
from panoh.hotline.hours import double_nights, gaps
from panoh.hotline.models import Alert, Shift, Swap
from panoh.hotline.queries import calls as queries
from panoh.hotline.queries import rota
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user
from tests.factories.cases import make_coordinator
from tests.factories.hotline import at, make_line, make_officer, make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def handed_over(officer, *, note="Ба занги 7 ваъда шуд"):
    """A shift of eight hours that began eight hours ago, and ended with its note."""
    with time_machine.travel(at(-8)):
        shift = make_shift(officer)
        take_up_shift(shift, by=officer)
    end_shift(shift, by=officer, note=note)
    return shift


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"hours": 12.1}, "ends"),
        ({"hours": -1}, "ends"),
        ({"line": None}, "line"),
        ({"post": Post.PHYSICIAN}, "user"),
        ({"post": "x"}, "post"),
    ],
)
def test_what_is_wrong_with_a_shift_is_named(officer, facts, field):
    moment, told = now(), {"hours": 12, "post": Post.PRIMARY, **facts}
    ends = moment + dt.timedelta(hours=told.pop("hours"))  # reckoned here: between collecting and running there may be half an hour
    given = {"line": make_line(), "starts_at": moment, "ends_at": ends, **told}

    with pytest.raises(Invalid) as refused:
        plan_shift(by=make_coordinator(), user=officer, **given)

    assert list(refused.value.fields) == [field]


def test_nobody_is_at_two_places_and_nobody_at_a_filled_post(officer):
    make_shift(officer, hours=8)

    with pytest.raises(Invalid) as busy:
        make_shift(officer, start=7, line=make_line("TJ-SU"))
    with pytest.raises(Invalid) as filled:
        make_shift(start=7)
    assert ([*busy.value.fields], [*filled.value.fields]) == (["user"], ["starts"])
    make_shift(officer, start=8)
    make_shift(start=0, post=Post.BACKUP)


def test_the_rota_is_the_coordinators(officer):
    shift = make_shift()

    with pytest.raises(Denied):
        plan_shift(by=officer, post=Post.PRIMARY, user=officer, line=make_line(), starts_at=at(20), ends_at=at(24))
    with pytest.raises(Denied):
        drop_shift(shift, by=officer)
    drop_shift(shift, by=make_coordinator())
    assert not Shift.objects.exists()


def local(day, hour):
    return dt.datetime(2026, 11, day, hour, tzinfo=DUSHANBE)


def hours_of(user, *stretches):
    return [Shift(user=user, starts_at=start, ends_at=end) for start, end in stretches]


def test_gaps_are_what_nobody_covers(officer):
    rows = hours_of(officer, (local(2, 8), local(2, 20)), (local(2, 18), local(3, 6)), (local(3, 8), local(3, 20)))

    assert gaps(rows, local(2, 0), local(4, 0)) == [
        (local(2, 0), local(2, 8)),
        (local(3, 6), local(3, 8)),
        (local(3, 20), local(4, 0)),
    ]
    assert gaps(rows, local(2, 8), local(3, 6)) == []
    assert gaps([], local(2, 0), local(3, 0)) == [(local(2, 0), local(3, 0))]


def test_two_nights_in_a_row_are_seen_and_an_evening_is_no_night(officer):
    other = make_officer()
    first, second, third = hours_of(officer, (local(2, 20), local(3, 8)), (local(3, 20), local(4, 8)), (local(6, 20), local(7, 8)))
    evening, day = hours_of(other, (local(2, 12), local(3, 0)), (local(3, 20), local(4, 8)))

    assert double_nights([first, second, third]) == [second]
    assert double_nights([evening, day]) == []


def test_a_shift_begins_by_reading_the_note_of_the_one_before(officer):
    handed_over(make_officer())
    shift = make_shift(officer)
    with pytest.raises(WrongState):
        take_up_shift(shift, by=officer)

    assert read_note(shift, by=officer).note == "Ба занги 7 ваъда шуд"
    take_up_shift(shift, by=officer)

    assert rota.shift_now(officer) == shift
    with pytest.raises(WrongState):
        take_up_shift(Shift.objects.get(pk=shift.pk), by=officer)


def test_without_a_note_no_shift_ends(officer):
    shift = make_shift(officer)
    with pytest.raises(WrongState):
        end_shift(shift, by=officer, note="Ором")
    take_up_shift(shift, by=officer)
    with pytest.raises(Invalid):
        end_shift(shift, by=officer, note="  ")

    end_shift(shift, by=officer, note="Ором")

    assert "Ором".encode() not in bytes(Shift.objects.get().note)
    with pytest.raises(WrongState):
        end_shift(Shift.objects.get(), by=officer, note="Ором")


def test_the_note_opens_for_an_officer_of_another_organisation_who_comes_next(officer):
    abroad = make_officer(organisation=make_member(1))
    with time_machine.travel(at(-8)):
        shift = make_shift(officer)
        take_up_shift(shift, by=officer)
        after = make_shift(abroad, start=8)
    end_shift(shift, by=officer, note="Ором")

    assert read_note(after, by=abroad).note == "Ором"
    (stranger,) = open_sealed([shift], by=make_officer(organisation=make_member(2)).actor, purpose=Purpose.OWN_WORK)
    assert stranger.is_unreadable


def test_nobody_takes_up_or_ends_a_shift_for_another(officer):
    shift = make_shift()

    for act in (take_up_shift, read_note, lambda row, by: end_shift(row, by=by, note="Ором")):
        with pytest.raises(Denied):
            act(shift, by=officer)
    with pytest.raises(NotFound):
        rota.get_own_shift(officer, shift.pk)


def test_a_shift_is_not_taken_up_hours_before_or_after_it_is_over(officer):
    shift = make_shift(officer, start=2, hours=4)
    with pytest.raises(WrongState):
        take_up_shift(shift, by=officer)
    with time_machine.travel(at(6.5)), pytest.raises(WrongState):
        take_up_shift(shift, by=officer)


def told():
    return sorted((alert.kind, alert.owner.username if alert.owner else alert.role) for alert in Alert.objects.filter(state="open"))


def test_a_shift_nobody_takes_up_is_told_to_the_second_and_then_to_the_coordinator(officer):
    second = make_officer()
    shift = make_shift(officer)
    take_up_shift(make_shift(second, post=Post.BACKUP), by=second)
    with time_machine.travel(at(0.1)):
        assert raise_open_shifts() == 0
    with time_machine.travel(at(0.2)):
        raise_open_shifts()
        raise_open_shifts()
        assert ("shift_open", second.username) in told()
        assert ("shift_open", Role.COORDINATOR) not in told()
    with time_machine.travel(at(0.4)):
        raise_open_shifts()
        assert ("shift_open", Role.COORDINATOR) in told()
        take_up_shift(Shift.objects.get(pk=shift.pk), by=officer)
        assert not Alert.objects.filter(target=shift.pk, state="open").exists()


def test_without_a_second_the_coordinator_is_told_at_once():
    make_shift()

    with time_machine.travel(at(0.2)):
        raise_open_shifts()

    assert told() == [("shift_open", Role.COORDINATOR)]


def test_whoever_forgets_the_note_is_asked_for_it_once(officer):
    shift = make_shift(officer)
    take_up_shift(shift, by=officer)
    with time_machine.travel(at(9.5)):
        assert (raise_open_shifts(), raise_open_shifts()) == (1, 0)
        assert [row.kind for row in queries.alerts(officer)] == [AlertKind.NO_NOTE]
        end_shift(Shift.objects.get(), by=officer, note="Ором")
        assert not queries.alerts(officer).exists()


def test_a_swap_counts_once_both_agree(officer):
    colleague, coordinator = make_officer(), make_coordinator()
    shift, theirs = make_shift(officer, start=20), make_shift(colleague, start=44)
    swap = ask_swap(shift, by=officer, taker=colleague, in_return=theirs)
    with pytest.raises(WrongState):
        decide_swap(swap, by=coordinator, approved=True)
    for stranger in (officer, make_officer()):
        with pytest.raises(Denied):
            answer_swap(swap, by=stranger, accepted=True)

    answer_swap(swap, by=colleague, accepted=True)
    with pytest.raises(Denied):
        decide_swap(swap, by=officer, approved=True)
    assert [row.pk for row in rota.swaps(coordinator)] == [swap.pk]
    decide_swap(Swap.objects.get(), by=coordinator, approved=True)

    assert (Shift.objects.get(pk=shift.pk).user, Shift.objects.get(pk=theirs.pk).user) == (colleague, officer)


def test_a_swap_that_would_put_somebody_at_two_places_is_refused(officer):
    colleague = make_officer()
    shift = make_shift(officer, start=20)
    make_shift(colleague, start=22, line=make_line("TJ-SU"))

    with pytest.raises(Invalid):
        ask_swap(shift, by=officer, taker=colleague)


def test_one_swap_of_a_shift_waits_and_may_be_taken_back(officer):
    shift = make_shift(officer, start=20)
    swap = ask_swap(shift, by=officer, taker=make_officer())

    take_swap_back(swap, by=officer)
    declined = ask_swap(shift, by=officer, taker=make_officer())
    answer_swap(declined, by=declined.taker, accepted=False)

    assert Shift.objects.get().user == officer
    assert not rota.swaps(officer)
    assert {to for states in SWAP_TRANSITIONS.values() for to in states} | {SwapState.ASKED} == set(SwapState)


def test_a_week_is_planned_as_the_one_before_where_nobody_is_yet(officer):
    coordinator, line = make_coordinator(), make_line()
    for day in (2, 3):
        plan_shift(by=coordinator, post=Post.PRIMARY, user=officer, line=line, starts_at=local(day, 8), ends_at=local(day, 20))
    other = make_officer()
    plan_shift(by=coordinator, post=Post.PRIMARY, user=other, line=line, starts_at=local(9, 8), ends_at=local(9, 20))

    assert copy_week(by=coordinator, monday=dt.date(2026, 11, 9)) == 1
    assert copy_week(by=coordinator, monday=dt.date(2026, 11, 9)) == 0

    rows = rota.between(coordinator, local(9, 0), local(16, 0))
    assert [(row.user, row.starts_at) for row in rows] == [(other, local(9, 8)), (officer, local(10, 8))]


def test_numbers_of_who_is_on_duty_open_by_a_recorded_press(officer):
    make_shift(officer)
    make_shift(make_user(Role.PSYCHOLOGIST), post=Post.PSYCHOLOGIST)

    rows = rota.on_duty(officer)

    assert [row.post for row in rows] == [Post.PRIMARY, Post.PSYCHOLOGIST]
    assert rota.numbers_of(rows, by=officer) == {row.pk: "" for row in rows}
