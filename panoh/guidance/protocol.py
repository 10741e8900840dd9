"""A protocol: its stages, its steps, their due times; and how it is written down."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from panoh.accounts.roles import Role
from panoh.guidance.acts import NO_ACT, acts_on
from panoh.guidance.enums import Happened, Repeat, SkipReason, TaskCode, Unit

URGENCIES = ("red", "amber", "green")
STEP_FIELDS = {
    "number": str,
    "key": str,
    "stage": str,
    "role": str,
    "trigger": list,
    "done_by": list,
    "repeat": str,
    "only": str,
    "due": str,
    "due_red": str,
    "due_amber": str,
    "task": str,
    "on": bool,
    "mandatory": bool,
    "depends_on": list,
    "escalation": list,
    "at_once": bool,
    "reasons": list,
    "forms": list,
    "consents": list,
    "scope": str,
    "after_closure": bool,
    "title": dict,
    "how": dict,
}


class Faulty(ValueError):
    """What a protocol says cannot be. Knows the part and the field, so that a reader of files can name the line; `said` is for people."""

    def __init__(self, reason: str, *, part: str = "", index: int = 0, name: str = "", said: str = "") -> None:
        super().__init__(reason)
        self.reason, self.part, self.index, self.name, self.said = reason, part, index, name, said


@dataclass(frozen=True, slots=True)
class Offset:
    """So many hours, days or working days after the trigger; less than nothing is before it."""

    amount: int
    unit: Unit

    @property
    def code(self) -> str:
        """As a file writes it."""
        return f"{self.amount} {self.unit.replace('_', ' ')}"


def in_language(words: Mapping[str, str]) -> str:
    """The words in the language of the page."""
    return words.get((get_language() or "")[:2], words["en"])


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way."""

    key: str
    name: Mapping[str, str]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_language(self.name)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, after what, by when, how, and what may be said when it is left out."""

    number: str
    key: str
    stage: str
    role: Role
    due: Offset
    title: Mapping[str, str]
    how: Mapping[str, str]
    trigger: tuple[Happened, ...] = ()
    done_by: tuple[Happened, ...] = ()
    repeat: Repeat = Repeat.ONCE
    only: str = ""
    due_red: Offset | None = None
    due_amber: Offset | None = None
    task: TaskCode = TaskCode.STEP
    on: bool = False
    mandatory: bool = False
    depends_on: tuple[str, ...] = ()
    escalation: tuple[Role, ...] = (Role.COORDINATOR,)
    at_once: bool = False
    reasons: tuple[SkipReason, ...] = tuple(SkipReason)
    forms: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    scope: str = "case"
    after_closure: bool = False

    @property
    def label(self) -> str:
        """What is done, in the language of the page."""
        return in_language(self.title)

    @property
    def how_to(self) -> str:
        """How it is done, in the language of the page."""
        return in_language(self.how)

    @property
    def is_danger(self) -> bool:
        """Whether it sees to a danger to life: it is not left out, and ends by what came of the danger. A visit within three days is none,
        though it stands for a danger that leaves as long."""
        return self.scope == "case" and (Happened.TURNED_RED in self.trigger or self.only == "red")

    @property
    def ends(self) -> tuple[Happened, ...]:
        """What ends it: what it says, and of a danger what came of it; where it says nothing, the acts that its pages record."""
        if self.task != TaskCode.STEP or self.scope != "case":
            return self.done_by
        if self.is_danger:
            return (*self.done_by, Happened.DANGER_ANSWERED)
        if self.done_by or self.due.amount < 0:  # no act tells what it was for before the day itself
            return self.done_by
        found = dict.fromkeys(kind for page in self.forms for kind in acts_on(page, self.role))
        return tuple(kind for kind in found if kind not in self.trigger)

    @property
    def by_press(self) -> bool:
        """Whether a press says that it is done: only where nobody's act is recorded that says so."""
        return self.task == TaskCode.STEP and NO_ACT.issuperset(self.ends)

    def offset(self, urgency: str) -> Offset:
        """By when, at this urgency."""
        return {"red": self.due_red, "amber": self.due_amber}.get(urgency) or self.due

    @property
    def digest(self) -> str:
        """Stands for everything the step says: two of one digest said the same."""
        return hashlib.sha256(json.dumps(plain_step(self), sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Protocol:
    """One version of the guidance."""

    code: str
    name: Mapping[str, str]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    by_key: Mapping[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {step.key: step for step in self.steps})

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return in_language(self.name)

    @property
    def digest(self) -> str:
        """Stands for the whole text of this version."""
        text = json.dumps(plain(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def case_steps(self) -> tuple[Step, ...]:
        """The steps of a case, without those of the Unit itself."""
        return tuple(step for step in self.steps if step.scope == "case")

    @property
    def unit_steps(self) -> tuple[Step, ...]:
        """The steps of the Unit itself, which belong to no case."""
        return tuple(step for step in self.steps if step.scope == "unit")


def plain_step(step: Step) -> dict[str, Any]:
    """A step as a file or a table holds it, with every field said."""
    return {
        name: value.code if isinstance(value := getattr(step, name), Offset) else _bare(value)
        for name in STEP_FIELDS
        if getattr(step, name) is not None
    }


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value if isinstance(value, bool) else str(value)


def plain(protocol: Protocol) -> dict[str, Any]:
    """A protocol as a file or a table holds it."""
    return {
        "code": protocol.code,
        "name": dict(protocol.name),
        "stages": [{"key": stage.key, "name": dict(stage.name)} for stage in protocol.stages],
        "steps": [plain_step(step) for step in protocol.steps],
    }
