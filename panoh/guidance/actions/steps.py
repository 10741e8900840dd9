"""The steps of a draft: changed, added, moved, taken out. Whoever had agreed to the draft reads it anew."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.errors import Invalid, NotFound
from panoh.guidance.actions.editions import check_draft, write_text
from panoh.guidance.events import Event
from panoh.guidance.models import Edition
from panoh.guidance.policy import check_can_edit

NO_STEP = _("This version has no such step.")
NO_PLACE = _("Choose the place of the step.")
NOTHING_CHANGED = _("Nothing was changed.")

# What a form may change; `key`, `scope` and `task` tie a step to cases and to the work of others.
CHANGEABLE = frozenset(
    "number title how role trigger done_by repeat only due due_red due_amber mandatory on depends_on escalation at_once "
    "reasons forms consents after_closure".split()
)
AFTER, FIRST_IN = "after", "first"  # how a place is named: after:KEY of a step, first:KEY of a stage

type Body = dict[str, Any]


def _copied(edition: Edition) -> Body:
    """The text of a draft, to be changed without changing the row before it is saved."""
    return {**edition.body, "steps": [dict(step) for step in edition.body["steps"]]}


def _find(body: Body, key: str) -> Body:
    step: Body | None = next((each for each in body["steps"] if each["key"] == key), None)
    if step is None:
        raise NotFound(NO_STEP)
    return step


def _take_over(step: Body, values: Mapping[str, Any]) -> None:
    step.update({name: value for name, value in values.items() if name in CHANGEABLE})
    for name in ("due_red", "due_amber"):
        if not step.get(name):
            step.pop(name, None)


def _place(body: Body, step: Body, place: str) -> None:
    """Puts a step where `place` says, into the stage that is there. Steps stand in the order of their stages."""
    kind, _colon, key = place.partition(":")
    stages = [stage["key"] for stage in body["stages"]]
    if kind == FIRST_IN and key in stages:
        at, step["stage"] = 0, key
    elif kind == AFTER and key != step["key"] and any(each["key"] == key for each in body["steps"]):
        before = _find(body, key)
        at, step["stage"] = body["steps"].index(before) + 1, before["stage"]
    else:
        raise Invalid(NO_PLACE, {"place": NO_PLACE})
    body["steps"].insert(at, step)
    body["steps"].sort(key=lambda each: stages.index(each["stage"]))


def _new_key(edition: Edition, body: Body) -> str:
    """A key that no step of this draft has; its version in it, so that no earlier step of a case is meant by it."""
    known = {step["key"] for step in body["steps"]}
    return next(key for number in range(1, len(known) + 2) if (key := f"own_{edition.number}_{number}") not in known)


def _keep(edition: Edition, body: Body, event: Event, *, by: User, expected: int | None) -> Edition:
    write_text(edition, body)
    save(edition, expected)
    record(event, by=by.actor)
    return edition


@action(undo=_("Step changed."))
def change_step(edition: Edition, key: str, *, by: User, values: Mapping[str, Any], expected: int | None = None) -> Edition:
    """Changes one step of a draft: its words, who does it, with what it begins and ends, by when, what it waits for and needs."""
    check_can_edit(by)
    check_draft(edition)
    body = _copied(edition)
    step = _find(body, key)
    before = dict(step)
    _take_over(step, values)
    if step == before:
        raise Invalid(NOTHING_CHANGED)
    return _keep(edition, body, Event.STEP_CHANGED, by=by, expected=expected)


@action(undo=_("Step added."))
def add_step(edition: Edition, *, by: User, place: str, values: Mapping[str, Any], expected: int | None = None) -> Edition:
    """Adds a step of a case. It is done by a press, or by what happens; work of its own kind is the shipped steps' alone."""
    check_can_edit(by)
    check_draft(edition)
    body = _copied(edition)
    step: Body = {"key": _new_key(edition, body), "scope": "case", "task": "step"}
    _take_over(step, values)
    _place(body, step, place)
    return _keep(edition, body, Event.STEP_ADDED, by=by, expected=expected)


@action(undo=_("Step moved."))
def move_step(edition: Edition, key: str, *, by: User, place: str, expected: int | None = None) -> Edition:
    """Moves a step within its stage or into another."""
    check_can_edit(by)
    check_draft(edition)
    body = _copied(edition)
    before = [(step["key"], step["stage"]) for step in body["steps"]]
    step = _find(body, key)
    body["steps"].remove(step)
    _place(body, step, place)
    if [(each["key"], each["stage"]) for each in body["steps"]] == before:
        raise Invalid(NOTHING_CHANGED)
    return _keep(edition, body, Event.STEP_MOVED, by=by, expected=expected)


@action(undo=_("Step removed."))
def remove_step(edition: Edition, key: str, *, by: User) -> Edition:
    """Takes a step out of a draft, unless another waits for it. In cases that are moved to the version it falls away."""
    check_can_edit(by)
    check_draft(edition)
    body = _copied(edition)
    body["steps"].remove(_find(body, key))
    return _keep(edition, body, Event.STEP_REMOVED, by=by, expected=None)
