"""A new version: drafted, changed, read by two colleagues, adopted, followed."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import move_guidance
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.guidance import queries
from panoh.guidance.actions import adopt_edition, agree_edition, change_step, discard_edition, draft_edition
from panoh.guidance.changes import differences
from panoh.guidance.models import Edition, Reading
from panoh.guidance.shipped import FIRST, shipped
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.guidance import make_adopted, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_draft_is_a_copy_of_the_version_in_force_under_its_own_name():
    edition = draft_edition(by=make_coordinator())

    assert (edition.code, edition.came_from, edition.state) == ("unit-1", FIRST, "draft")
    copy = queries.protocol("unit-1")
    assert copy.steps == shipped()[FIRST].steps
    assert copy.name["ru"] == "Методика Группы, версия 1"
    assert differences(shipped()[FIRST], copy) == []
    assert queries.in_force() == FIRST


def test_only_the_coordinator_writes_and_one_draft_at_a_time():
    coordinator = make_coordinator()
    for role in (Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.DIRECTOR, Role.ADMINISTRATOR):
        with pytest.raises(Denied):
            draft_edition(by=make_user(role))
    draft_edition(by=coordinator)

    with pytest.raises(WrongState, match="There is already a draft"):
        draft_edition(by=coordinator)


def test_a_changed_step_is_named_by_the_comparison():
    coordinator = make_coordinator()
    edition = make_draft(by=coordinator, step="plan", due="21 days", on=True)

    (change,) = differences(shipped()[FIRST], queries.protocol("unit-1"))
    assert (change.kind, change.step.key) == ("changed", "plan")
    assert [(each.name, each.before, each.after) for each in change.differences] == [("due", "14 days", "21 days")]
    assert Edition.objects.get().digest == edition.digest


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"due": "soon"}, Invalid),
        ({"how": {"en": "x", "ru": "x", "tg": " "}}, Invalid),
        ({"due": "14 days"}, Invalid),  # as it is
        ({"trigger": ["closed"]}, Invalid),  # not for a form to change
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(values, error):
    coordinator = make_coordinator()
    edition = draft_edition(by=coordinator)

    with pytest.raises(error):
        change_step(edition, "plan", by=coordinator, values=values)
    assert queries.protocol("unit-1").by_key["plan"] == shipped()[FIRST].by_key["plan"]


def test_two_who_change_the_draft_at_once_meet():
    coordinator = make_coordinator()
    draft_edition(by=coordinator)
    one, other = Edition.objects.get(), Edition.objects.get()
    change_step(one, "plan", by=coordinator, values={"due": "21 days"}, expected=one.version)

    with pytest.raises(Conflict):
        change_step(other, "review", by=coordinator, values={"due": "60 days"}, expected=other.version)


def test_a_step_that_is_not_there_is_not_found():
    coordinator = make_coordinator()
    with pytest.raises(NotFound):
        change_step(draft_edition(by=coordinator), "nothing", by=coordinator, values={"on": True})


def test_two_colleagues_read_a_draft_before_it_is_adopted():
    coordinator = make_coordinator()
    edition = make_draft(by=coordinator)
    first, second = make_user(Role.PSYCHOLOGIST), make_user(Role.SOCIAL_WORKER)

    with pytest.raises(Denied, match="You cannot read your own draft for adoption"):
        agree_edition(edition, by=coordinator, digest=edition.digest)
    agree_edition(edition, by=first, digest=edition.digest)
    with pytest.raises(WrongState, match="Two colleagues"):
        adopt_edition(edition, by=coordinator, on=today())
    with pytest.raises(WrongState, match="already"):
        agree_edition(edition, by=first, digest=edition.digest)
    agree_edition(edition, by=second, digest=edition.digest)
    adopt_edition(edition, by=coordinator, on=today())

    assert queries.in_force() == "unit-1"
    assert AuditEvent.objects.latest("seq").verb == "guidance.version_adopted"
    assert make_case().guidance == "unit-1"


def test_a_change_asks_for_new_readings():
    coordinator = make_coordinator()
    edition = make_draft(by=coordinator)
    for role in (Role.PSYCHOLOGIST, Role.SOCIAL_WORKER):
        agree_edition(edition, by=make_user(role), digest=edition.digest)
    assert queries.readers(edition).are_enough

    change_step(edition, "review", by=coordinator, values={"due": "60 days"})

    assert not queries.readers(edition).are_enough
    assert len(queries.readers(edition).before) == 2
    with pytest.raises(WrongState, match="Two colleagues"):
        adopt_edition(edition, by=coordinator, on=today())


def test_what_was_changed_while_it_was_read_is_not_agreed_to():
    coordinator = make_coordinator()
    edition = make_draft(by=coordinator)
    read = edition.digest
    change_step(edition, "review", by=coordinator, values={"due": "60 days"})

    with pytest.raises(WrongState, match="changed in the meantime"):
        agree_edition(edition, by=make_user(Role.PSYCHOLOGIST), digest=read)
    assert Reading.objects.count() == 0


def test_an_adopted_version_never_changes_and_is_not_taken_back():
    coordinator = make_coordinator()
    edition = make_adopted(by=coordinator)

    with pytest.raises(WrongState, match="is adopted and cannot be changed"):
        change_step(edition, "review", by=coordinator, values={"due": "60 days"})
    with pytest.raises(WrongState, match="is adopted and cannot be changed"):
        discard_edition(edition, by=coordinator)
    assert undo.latest(coordinator.actor) is None


def test_a_draft_that_says_nothing_new_is_not_adopted():
    coordinator = make_coordinator()
    edition = draft_edition(by=coordinator)
    for role in (Role.PSYCHOLOGIST, Role.SOCIAL_WORKER):
        agree_edition(edition, by=make_user(role), digest=edition.digest)

    with pytest.raises(WrongState, match="The draft has no changes"):
        adopt_edition(edition, by=coordinator, on=today())


def test_a_version_holds_from_its_day_on():
    make_adopted(by=make_coordinator(), from_day=today() + dt.timedelta(days=5))

    assert (queries.in_force(), queries.codes(), make_case().guidance) == (FIRST, [FIRST], FIRST)
    with time_machine.travel(now() + dt.timedelta(days=6), tick=False):
        assert (queries.in_force(), queries.codes()) == ("unit-1", [FIRST, "unit-1"])


def test_a_discarded_draft_is_gone_with_its_readings_and_undo_brings_it_back():
    coordinator = make_coordinator()
    edition = make_draft(by=coordinator)
    agree_edition(edition, by=make_user(Role.PSYCHOLOGIST), digest=edition.digest)

    discard_edition(Edition.objects.get(), by=coordinator)
    assert (Edition.objects.count(), Reading.objects.count()) == (0, 0)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert (Edition.objects.count(), Reading.objects.count()) == (1, 1)


def test_an_open_case_stays_with_its_version_until_it_is_moved():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    plan = case.steps.get(step="plan")
    make_adopted(by=coordinator, step="plan", due="21 days")
    case.refresh_from_db()
    assert case.guidance == FIRST

    move_guidance(case, by=coordinator, to="unit-1")

    moved = case.steps.get(step="plan")
    assert (moved.guidance, moved.digest != plan.digest) == ("unit-1", True)
    assert moved.due_at.astimezone(DUSHANBE).date() == today() + dt.timedelta(days=21)
    assert [(each.from_due, each.to_due) for each in moved.due_changes.all()] == [(plan.due_at, moved.due_at)]
    assert case.tasks.get(kind="plan", done_at=None).due_at == moved.due_at
    assert {row.guidance for row in case.steps.all()} == {"unit-1"}  # what is shown from now on


def test_a_step_switched_off_in_the_new_version_falls_away_with_its_task():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    make_adopted(by=coordinator, step="assess_medical", on=False)

    move_guidance(Case.objects.get(), by=coordinator, to="unit-1")

    assert case.steps.get(step="assess_medical").state == "dropped"
    assert not case.tasks.filter(step="assess_medical", done_at=None).exists()


def test_a_step_switched_on_in_the_new_version_begins_with_a_task():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    make_adopted(by=coordinator, step="first_session", on=True)

    move_guidance(Case.objects.get(), by=coordinator, to="unit-1")

    row = case.steps.get(step="first_session")
    assert row.due_at.astimezone(DUSHANBE).date() == today() + dt.timedelta(days=14)
    assert case.tasks.get(step="first_session", done_at=None).role == "psychologist"


def test_a_case_moves_only_to_a_version_in_use_and_not_for_strangers():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    make_draft(by=coordinator)

    with pytest.raises(Invalid, match="Choose a version that is in force"):
        move_guidance(case, by=coordinator, to="unit-1")
    with pytest.raises(Invalid, match="already"):
        move_guidance(case, by=coordinator, to=FIRST)
    with pytest.raises(Denied):
        move_guidance(case, by=make_user(Role.SOCIAL_WORKER), to="unit-1")


def test_a_move_is_taken_back_whole():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    before = {row.step: (row.due_at, row.guidance) for row in case.steps.all()}
    make_adopted(by=coordinator, step="plan", due="21 days")
    move_guidance(Case.objects.get(), by=coordinator, to="unit-1")

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    assert Case.objects.get().guidance == FIRST
    assert {row.step: (row.due_at, row.guidance) for row in case.steps.all()} == before
