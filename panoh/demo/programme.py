"""Around the programme in the sample: a conference, capacities rated over time, a goal that ended, a review due early."""

import datetime as dt

from panoh.cases import actions
from panoh.cases.actions.programme import Ending
from panoh.cases.enums import Capacity, ConferenceRole, GoalOutcome, Moment, ReviewCause
from panoh.cases.models import Case, Programme
from panoh.core.clock import today
from panoh.demo.staff import Staff


def confer(staff: Staff, case: Case) -> None:
    """A conference before the programme, with dissent and the person's wish."""
    actions.hold_conference(
        case,
        by=staff.social_worker,
        held_on=today() - dt.timedelta(days=3),
        staff=[staff.psychologist, staff.physician],
        outside=[ConferenceRole.PERSON, ConferenceRole.RELATIVE],
        wishes="Встречи днём, когда сестра дома; без лекарств для сна, если можно",
        decisions="Сначала сон и боль, затем работа; швейная машина из средств донора",
        dissent="Врач предлагал начать с невролога, остальные решили идти к нему вместе с первой встречей",
    )


def rate_over_time(staff: Staff, case: Case, first: dict[str, int | None]) -> None:
    """Rated at admission, and once more between it and the review."""
    actions.rate_capacities(case, by=staff.social_worker, moment=Moment.ADMISSION, values=first, rated_on=today() - dt.timedelta(days=58))
    later: dict[str, int | None] = {**first, Capacity.MENTAL: 2, Capacity.SOCIAL: None}
    actions.rate_capacities(case, by=staff.social_worker, moment=Moment.REVIEW, values=later, rated_on=today() - dt.timedelta(days=30))


def conclude(staff: Staff, programme: Programme) -> None:
    """The goal that came last is over; it does not go into the next version."""
    goal = programme.goals.order_by("-position")[0]
    ending = Ending(GoalOutcome.PARTLY, 0, "Шьёт для соседей, на рынок пока не хочет")
    actions.conclude_goals(programme, by=staff.social_worker, endings={goal.pk: ending})


def bring_forward(staff: Staff, case: Case) -> None:
    """A day was set, and the programme is looked at before it."""
    actions.trigger_review(case, by=staff.social_worker, cause=ReviewCause.HEARING, words="Через неделю, нужна поддержка до и после")
