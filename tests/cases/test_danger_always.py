"""Whatever is done in whichever order: a danger that was raised is open until somebody wrote how it ended, and while it is open it is
somebody's who can act, or it rings."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.actions import deactivate_user, end_role, revoke_user
from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import (
    Answers,
    admit,
    assign_worker,
    change_urgency,
    decline_request,
    end_assignment,
    end_case,
    end_share,
    finish_several,
    finish_task,
    hand_over_cases,
    hold_case,
    postpone_task,
    raise_risk,
    reassign_task,
    reopen_case,
    resume_case,
    triage_request,
)
from panoh.cases.actions.dangers import add_to_danger, end_danger, raise_again, report_danger, take_on_danger
from panoh.cases.actions.death import record_death, take_back_death
from panoh.cases.actions.emergency_access import declare_conflict
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.enums import (
    CloseReason,
    DangerOutcome,
    DecisionReason,
    Discipline,
    Kind,
    Level,
    Measure,
    RiskLevel,
    Source,
    TaskKind,
    Tied,
    Urgency,
)
from panoh.cases.models import Case, Closing, Danger, Death, Request, Share, Task
from panoh.cases.queries.danger import can_act
from panoh.coalition.actions import accept_proposal, begin, go_on
from panoh.coalition.enums import Kind as Asked
from panoh.coalition.models import Departure
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.core.clock import now, today
from panoh.core.errors import NotFound, PanohError
from panoh.hotline.actions import forget_words, send_call_on
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.enums import AlertKind, AlertState
from panoh.hotline.models import Alert, Call
from panoh.people.data import PersonData
from panoh.people.enums import Sex
from panoh.people.merging import join_records
from tests.examples import examples
from tests.factories.accounts import make_user
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.coalition import make_proposal
from tests.factories.departures import agreed, make_departure, make_leaver
from tests.factories.hotline import make_call, make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = "Говорили час, сестра остаётся на ночь"


@dataclass
class World:
    """A case with its workers, another person, a request, a call. `dice`: by whom an act is, and about what."""

    case: Case
    other: Case
    request: Request
    call: Call
    users: list[User]
    guest: User
    administrator: User
    dice: Iterator[int] = field(default_factory=lambda: iter(()))

    def pick[T](self, among: Sequence[T]) -> T:
        return among[next(self.dice) % len(among)]

    def yes(self) -> bool:
        return self.pick([True, False])

    def user(self) -> User:
        """One of them, the coordinator as often as the others together: many acts are theirs alone."""
        return User.objects.get(pk=self.pick([*self.users, *[self.users[0]] * (len(self.users) - 2)]).pk)

    def about(self) -> Case:
        return Case.objects.get(pk=self.pick([self.case, self.other]).pk)

    def dangers(self) -> list[Danger]:
        cases = Case.objects.filter(person__in=[self.case.person_id, self.other.person_id]).values("pk")
        mine = Q(case__in=cases) | Q(request=self.request) | Q(case__request=self.request) | Q(call=self.call.pk)
        return list(Danger.objects.filter(mine).order_by("raised_at", "kind"))

    def danger(self) -> Task:
        """Any danger, also one that is over."""
        return self.pick([task for row in self.dangers() for task in row.tasks.order_by("opened_at")])

    def level(self) -> Level:
        return self.pick(list(Level))


def put_an_end(world: World) -> None:
    outcome = world.pick(list(DangerOutcome))
    end_danger(
        world.danger(),
        by=world.user(),
        words=WORDS,
        outcome=outcome,
        handed_to="Д-р Раҳимов" if outcome == DangerOutcome.HANDED else "",
        measures=[Measure.CALLED] if outcome == DangerOutcome.UNREACHED else [],
    )


def die(world: World) -> None:
    case = world.about()
    ends = {task.pk: (WORDS, world.user() if world.yes() else None) for task in case.tasks.filter(danger__isnull=False)}
    record_death(case, by=world.user(), dangers=ends if world.yes() else {})


def close(world: World) -> None:
    case = world.about()
    closing = Closing.objects.filter(case=case).last() or propose_closing(
        case, by=world.user(), reason=world.pick([CloseReason.PERSON_CHOSE, CloseReason.DUPLICATE]), words=WORDS
    )
    decide_closing(closing, by=world.user(), agreed=True)


def report(world: World) -> None:
    kind = world.pick([TaskKind.RISK, TaskKind.DANGER])
    report_danger(world.about(), by=world.user(), kind=kind, level=world.level(), source=Source.COLLEAGUE)


def take(world: World) -> None:
    look = world.pick([None, *Level])
    take_on_danger(world.danger(), by=world.user(), owner=world.user(), look=look)


def go_back(world: World) -> None:
    user = world.user()
    last = undo.latest(user.actor)
    if last is not None:
        undo.take_back(last.id, by=user.actor)


def let_in(world: World) -> None:
    by = world.user()
    call = Call.objects.get(pk=world.call.pk)
    request = Request.objects.get(pk=world.pick([world.request.pk, call.request_id or world.request.pk]))
    with suppress(PanohError):
        triage_request(request, by=by, urgency=world.pick(list(Urgency)))
    person = PersonData(birth_date="1984-03-12", sex=Sex.MALE, family_name="Қодиров", given_name="Ҷамшед")
    admit(Request.objects.get(pk=request.pk), person, by=by, organisation=by.organisation, kind=Kind.SURVIVOR)


def forget(world: World) -> None:
    """As if twelve months were over."""
    forget_words([Call.objects.get(pk=world.call.pk)], [])


def end_a_role(world: World) -> None:
    grant = RoleGrant.objects.filter(user=world.user()).first()
    if grant is not None:
        end_role(grant, by=world.administrator)


def assignment_of(world: World) -> Any:
    rows = list(world.about().assignments.order_by("discipline"))
    return world.pick(rows)


def death_of(world: World) -> Death:
    found = list(Death.objects.filter(case=world.about()))
    if not found:
        raise NotFound("")
    return found[0]


def share_of(world: World) -> Share:
    found = list(Share.objects.filter(case=world.about(), ended_at=None))
    if not found:
        raise NotFound("")
    return found[0]


def propose_it(world: World) -> None:
    """To the member, which agrees: to read, to work beside, or to carry it."""
    kind = world.pick(list(Asked))
    row = make_proposal(by=world.user(), case=world.about(), taker=world.guest.organisation, kind=kind)
    accept_proposal(row, by=world.guest)


def take_consent_back(world: World) -> None:
    rows = list(Consent.objects.filter(person=world.about().person_id, purpose=ConsentPurpose.TEAM, withdrawn_on=None))
    if rows:
        withdraw_consent(rows[0], by=world.user())


def leave(world: World) -> None:
    departure = Departure.objects.filter(organisation=world.guest.organisation).first()
    begin(departure or agreed(make_departure(world.guest.organisation, by=world.users[0])), by=world.users[0])
    go_on(Departure.objects.get(organisation=world.guest.organisation), by=world.users[0], seconds=None)


ACTS: dict[str, Callable[[World], Any]] = {
    "report": report,
    "screening": lambda w: raise_risk(w.about(), level=w.pick(list(RiskLevel)), by=w.user()),
    "take on": take,
    "add": lambda w: add_to_danger(w.danger(), by=w.user(), words=WORDS),
    "end": put_an_end,
    "raise again": lambda w: raise_again(w.danger(), by=w.user(), owner=w.user(), words=WORDS),
    "tick": lambda w: finish_task(w.danger(), by=w.user()),
    "tick several": lambda w: finish_several([w.danger()], by=w.user()),
    "put off": lambda w: postpone_task(w.danger(), by=w.user(), due=now() + dt.timedelta(days=9)),
    "give": lambda w: reassign_task(w.danger(), by=w.user(), owner=w.user()),
    "urgency": lambda w: change_urgency(w.about(), by=w.user(), urgency=w.pick(list(Urgency)), reason=WORDS),
    "take off": lambda w: end_assignment(assignment_of(w), by=w.user()),
    "assign": lambda w: assign_worker(w.about(), by=w.user(), user=w.user(), discipline=Discipline.SOCIAL),
    "hand over": lambda w: hand_over_cases(w.user(), by=w.user(), taker=w.user(), starts_on=today()),
    "hold": lambda w: hold_case(w.about(), by=w.user(), until=today() + dt.timedelta(days=30), reason=WORDS),
    "resume": lambda w: resume_case(w.about(), by=w.user()),
    "close": close,
    "end the case": lambda w: end_case(w.about(), by=w.user()),
    "reopen": lambda w: reopen_case(w.about(), by=w.user(), reason=WORDS),
    "die": die,
    "not dead": lambda w: take_back_death(death_of(w), by=w.user()),
    "join": lambda w: join_records(w.case.person, w.other.person, by=w.user(), choices={}),
    "tie": lambda w: declare_conflict(w.about(), by=w.user(), why=w.pick(list(Tied))),
    "close the account": lambda w: deactivate_user(w.user(), by=w.administrator),
    "stolen account": lambda w: revoke_user(w.user(), by=w.administrator),
    "end a role": end_a_role,
    "admit": let_in,
    "let go": lambda w: decline_request(Request.objects.get(pk=w.request.pk), by=w.user(), reason=DecisionReason.NO_CAPACITY, words=WORDS),
    "propose": propose_it,
    "stop sharing": lambda w: end_share(share_of(w), by=w.user()),
    "take consent back": take_consent_back,
    "leave": leave,
    "request help": lambda w: send_call_on(Call.objects.get(pk=w.call.pk), by=w.user(), answers=Answers()),
    "forget": forget,
    "undo": go_back,
    "a day": lambda w: None,
}


def make_world() -> World:
    case, team = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    coordinator = make_coordinator()
    other = make_case(by=coordinator, workers=((team[1], Discipline.PSYCHOLOGICAL),))
    request = make_request(by=coordinator, urgency=Urgency.RED)
    raise_risk(case, level=RiskLevel.HIGH, by=team[1])
    officer = make_officer()
    call = make_call(by=officer, dangers=["life", "own_life"])
    guest = make_user(Role.MEMBER_WORKER, organisation=make_leaver())
    accept_proposal(make_proposal(by=coordinator, case=case, taker=guest.organisation), by=guest)
    users = [coordinator, *team, make_user(Role.PSYCHOLOGIST), guest, officer]
    return World(case, other, request, call, users, guest, make_user(Role.ADMINISTRATOR))


def check_nothing_vanished(world: World, known: set[Any]) -> None:
    """Every danger there ever was: open in exactly one line of somebody's day and seen to, or ended with how and by whom."""
    rows = {row.pk: row for row in world.dangers()}
    assert known <= rows.keys(), "a danger is gone"
    for row in rows.values():
        lines = list(row.tasks.filter(done_at=None).select_related("owner", "case", "request", "danger"))
        if row.ended_at is not None:
            assert row.outcome, "ended without how"
            assert lines == [], "over, and still somebody's task"
            continue
        assert len(lines) == 1, f"open in {len(lines)} lines"
        (task,) = lines
        rings = Alert.objects.filter(kind=AlertKind.DANGER, target=task.pk, state=AlertState.OPEN).exists()
        has_it = task.owner is not None and task.taken_by_id == task.owner_id and can_act(task.owner, task)
        assert has_it or rings, "nobody has it, and it does not ring"
    known |= rows.keys()


DICE = st.lists(st.integers(0, 59), min_size=8, max_size=8)


@examples(20)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), DICE), min_size=4, max_size=14))
def test_no_sequence_of_acts_leaves_an_open_danger_to_nobody_or_ends_one_without_an_outcome(acts):
    with time_machine.travel("2026-11-24T06:00:00Z", tick=False) as clock:
        world, known = make_world(), set[Any]()
        clock.shift(dt.timedelta(minutes=11))  # nothing of how it began is undone
        ring_dangers()
        check_nothing_vanished(world, known)
        for name, dice in acts:
            clock.shift(dt.timedelta(days=1) if name == "a day" else dt.timedelta(minutes=2))
            world.dice = iter(dice)
            with suppress(PanohError):
                ACTS[name](world)
            ring_dangers()
            check_nothing_vanished(world, known)
