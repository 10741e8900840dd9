"""Steps of a draft: added, moved, taken out, run otherwise; what cannot be is refused with the step's name."""

import pytest

from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import move_guidance
from panoh.cases.models import Case
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.guidance import queries
from panoh.guidance.actions import add_step, change_step, draft_edition, move_step, remove_step
from panoh.guidance.changes import differences
from panoh.guidance.enums import HAPPENED, Happened
from panoh.guidance.forms import GROUPS
from panoh.guidance.models import Edition
from panoh.guidance.shipped import FIRST, shipped
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.guidance import NEW_STEP, adopt

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def draft(coordinator):
    return draft_edition(by=coordinator)


def said(version: str = "unit-1"):
    """What differs from the shipped version: kind, key, fields."""
    changes = differences(shipped()[FIRST], queries.protocol(version))
    return [(change.kind, change.step.key, [each.name for each in change.differences]) for change in changes]


def test_an_added_step_stands_where_it_was_put_and_is_named_as_new(coordinator, draft):
    add_step(draft, by=coordinator, place="after:plan", values=NEW_STEP)

    steps = queries.protocol("unit-1").steps
    place = next(index for index, step in enumerate(steps) if step.key == "own_1_1")
    assert (steps[place - 1].key, steps[place].stage, steps[place].number) == ("plan", "programme", "11.1")
    assert said() == [("added", "own_1_1", [])]
    assert AuditEvent.objects.latest("seq").verb == "guidance.step_added"


def test_a_step_may_be_the_first_of_a_stage(coordinator, draft):
    add_step(draft, by=coordinator, place="first:closure", values=NEW_STEP)

    assert next(step.key for step in queries.protocol("unit-1").steps if step.stage == "closure") == "own_1_1"


def test_two_added_steps_have_keys_of_their_own(coordinator, draft):
    add_step(draft, by=coordinator, place="after:plan", values=NEW_STEP)
    add_step(draft, by=coordinator, place="after:plan", values={**NEW_STEP, "number": "11.2"})

    assert [step.key for step in queries.protocol("unit-1").steps if step.key.startswith("own")] == ["own_1_2", "own_1_1"]


def test_a_step_moves_into_another_stage_and_alone_is_named(coordinator, draft):
    move_step(draft, "baseline", by=coordinator, place="after:plan")

    (change,) = differences(shipped()[FIRST], queries.protocol("unit-1"))
    assert (change.step.key, change.step.stage) == ("baseline", "programme")
    assert [(each.name, each.before, each.after) for each in change.differences] == [
        (
            "place",
            "Assessment: after 9.4 · Check the legal situation",
            "Individual programme: after 11 · Create the programme",
        )
    ]


def test_a_step_moves_within_its_stage(coordinator, draft):
    move_step(draft, "assess_legal", by=coordinator, place="first:assessment")

    assert said() == [("changed", "assess_legal", ["place"])]
    with pytest.raises(Invalid, match="Nothing was changed"):
        move_step(Edition.objects.get(), "assess_legal", by=coordinator, place="first:assessment")


def test_a_step_that_is_taken_out_is_gone_and_undo_brings_it_back(coordinator, draft):
    remove_step(draft, "first_session", by=coordinator)
    assert said() == [("removed", "first_session", [])]

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)
    assert said() == []


def test_role_trigger_clock_dependency_reasons_consents_and_escalation_are_changed(coordinator, draft):
    values = {
        "role": "psychologist",
        "trigger": ["met"],
        "due": "48 hours",
        "depends_on": ["rights_and_consent"],
        "mandatory": True,
        "reasons": ["not_safe"],
        "consents": ["team"],
        "escalation": ["psychologist", "coordinator"],
    }
    change_step(draft, "keep_contact", by=coordinator, values=values)

    step = queries.protocol("unit-1").by_key["keep_contact"]
    assert (step.role, step.trigger, step.due.code, step.depends_on) == ("psychologist", ("met",), "48 hours", ("rights_and_consent",))
    ((_kind, _key, fields),) = said()
    assert set(fields) == {"role", "trigger", "due", "depends_on", "mandatory", "reasons", "consents", "escalation"}


@pytest.mark.parametrize(
    ("key", "values", "field", "sentence"),
    [
        ("approve", {"depends_on": ["nothing"]}, "depends_on", "Step 12 · Approve the programme waits for a step that does not exist"),
        ("plan", {"depends_on": ["approve"]}, "depends_on", "so none of them can begin: 11 · .* → 12 · Approve the programme → 11 · "),
        (
            "baseline",
            {"trigger": ["closed"]},
            "trigger",
            "Step 10 · Do the first questionnaires and rate the capacities would never begin.*the case was closed",
        ),
        ("baseline", {"trigger": ["month_began"]}, "trigger", "would never begin.*a month began"),
        ("baseline", {"due": "-3 days"}, "amount", "is due before it begins"),
        ("baseline", {"number": "11"}, "number", "Two steps have the number 11"),
        ("review", {"done_by": []}, "done_by", "Step 17 · Review the programme with the person is completed by its own work"),
        ("approve", {"done_by": ["met"]}, "done_by", "Step 12 · .* would never end.*the programme was approved"),
        ("baseline", {"role": "judge"}, "role", "The step cannot be saved"),
    ],
)
def test_what_cannot_be_is_refused_with_the_step_and_what_is_wrong(coordinator, draft, key, values, field, sentence):
    with pytest.raises(Invalid, match=sentence) as refused:
        change_step(draft, key, by=coordinator, values=values)

    assert list(refused.value.fields) == [field]
    assert Edition.objects.get().digest == queries.protocol("unit-1").digest
    assert said() == []


def test_a_step_that_others_wait_for_is_not_taken_out(coordinator, draft):
    with pytest.raises(Invalid, match="Step 12 · Approve the programme waits for a step that does not exist"):
        remove_step(draft, "plan", by=coordinator)


@pytest.mark.parametrize("place", ["after:nothing", "first:nothing", "somewhere", "after:plan"])
def test_a_step_goes_to_no_place_that_is_not_there(coordinator, draft, place):
    with pytest.raises(Invalid, match="Choose the place of the step"):
        move_step(draft, "plan", by=coordinator, place=place)


def test_steps_are_written_by_the_coordinator_in_a_draft_alone(coordinator, draft):
    worker = make_user("psychologist")
    writes = (
        lambda by: add_step(draft, by=by, place="after:plan", values=NEW_STEP),
        lambda by: move_step(draft, "plan", by=by, place="first:work"),
        lambda by: remove_step(draft, "baseline", by=by),
    )
    for write in writes:
        with pytest.raises(Denied):
            write(worker)
    adopted = adopt(change_step(draft, "plan", by=coordinator, values={"due": "21 days"}), by=coordinator)
    for write in (
        lambda: add_step(adopted, by=coordinator, place="after:plan", values=NEW_STEP),
        lambda: move_step(adopted, "plan", by=coordinator, place="first:work"),
        lambda: remove_step(adopted, "baseline", by=coordinator),
    ):
        with pytest.raises(WrongState, match="is adopted and cannot be changed"):
            write()


def test_a_step_that_is_not_there_is_not_found(coordinator, draft):
    with pytest.raises(NotFound):
        remove_step(draft, "nothing", by=coordinator)
    with pytest.raises(NotFound):
        move_step(draft, "nothing", by=coordinator, place="first:work")


def test_whatever_happens_can_be_chosen_in_the_form_once():
    assert sorted(kind for _group, kinds in GROUPS for kind in kinds) == sorted(Happened)
    assert set(HAPPENED) == set(Happened)


def test_two_who_write_at_once_meet(coordinator, draft):
    one, other = Edition.objects.get(), Edition.objects.get()
    add_step(one, by=coordinator, place="after:plan", values=NEW_STEP, expected=one.version)

    with pytest.raises(Conflict):
        move_step(other, "baseline", by=coordinator, place="after:plan", expected=other.version)


def test_a_case_that_is_moved_begins_an_added_step_and_lets_one_go_that_was_taken_out(coordinator):
    case = make_case(by=coordinator)
    edition = draft_edition(by=coordinator)
    add_step(edition, by=coordinator, place="after:plan", values={**NEW_STEP, "on": True})
    remove_step(edition, "assess_medical", by=coordinator)
    adopt(edition, by=coordinator)

    move_guidance(Case.objects.get(), by=coordinator, to="unit-1")

    assert case.tasks.get(step="own_1_1", done_at=None).role == "social_worker"
    assert case.steps.get(step="assess_medical").state == "dropped"
    assert not case.tasks.filter(step="assess_medical", done_at=None).exists()


def test_a_draft_from_a_version_with_own_steps_adds_keys_of_its_own(coordinator):
    first = draft_edition(by=coordinator)
    add_step(first, by=coordinator, place="after:plan", values=NEW_STEP)
    adopt(first, by=coordinator)
    second = draft_edition(by=coordinator)

    add_step(second, by=coordinator, place="after:plan", values={**NEW_STEP, "number": "11.2"})

    assert {step.key for step in queries.protocol("unit-2").steps if step.key.startswith("own")} == {"own_1_1", "own_2_1"}
