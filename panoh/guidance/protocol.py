"""A protocol as it is read: stages, steps, due times; and the strict check of what a file or a draft says."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from panoh.accounts.roles import Role
from panoh.guidance.enums import Happened, Repeat, SkipReason, TaskCode, Unit

LANGUAGES = ("en", "ru", "tg")
URGENCIES = ("red", "amber", "green")
_DUE = re.compile(r"(-?\d{1,3}) (hour|day|working day)s?")
_UNITS = {"hour": Unit.HOURS, "day": Unit.DAYS, "working day": Unit.WORKING_DAYS}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_STEP_FIELDS = {
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
_NEEDED = ("number", "key", "stage", "role", "due", "title", "how")


class Faulty(ValueError):
    """What a protocol says cannot be. Knows the part and the field, so that a reader of files can name the line."""

    def __init__(self, reason: str, *, part: str = "", index: int = 0, name: str = "") -> None:
        super().__init__(reason)
        self.reason, self.part, self.index, self.name = reason, part, index, name


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


def plain_step(step: Step) -> dict[str, Any]:
    """A step as a file or a table holds it, with every field said."""
    return {
        name: value.code if isinstance(value := getattr(step, name), Offset) else _bare(value)
        for name in _STEP_FIELDS
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


def read(data: Mapping[str, Any]) -> Protocol:
    """The protocol that this says. Raises Faulty at the first thing that cannot be."""
    unknown = set(data) - {"code", "name", "stages", "steps"}
    if unknown:
        raise Faulty(f"unknown field {min(unknown)}", name=min(unknown))
    code = data.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"[a-z]+-\d{1,4}", code):
        raise Faulty("code must be a word, a hyphen and a number, as start-1", name="code")
    name = _words(data.get("name"), "name")
    stages = tuple(_stage(item, index) for index, item in enumerate(_list(data, "stages")))
    steps = tuple(_step(item, index, {stage.key for stage in stages}) for index, item in enumerate(_list(data, "steps")))
    _check_keys(steps)
    return Protocol(code, name, stages, steps)


def _list(data: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    items = data.get(name)
    if not isinstance(items, list) or not items or not all(isinstance(item, Mapping) for item in items):
        raise Faulty(f"{name} is missing", name=name)
    return items


def _words(value: Any, name: str, **where: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or set(value) != set(LANGUAGES):
        raise Faulty(f"{name} must be said in en, ru and tg", name=name, **where)
    for language, text in value.items():
        if not isinstance(text, str) or not text.strip():
            raise Faulty(f"{name} is blank in {language}", name=name, **where)
    return dict(value)


def _stage(item: Mapping[str, Any], index: int) -> Stage:
    where: dict[str, Any] = {"part": "stages", "index": index}
    if set(item) != {"key", "name"} or not _KEY.fullmatch(str(item["key"])):
        raise Faulty("a stage has a key and a name", name="key", **where)
    return Stage(str(item["key"]), _words(item["name"], "name", **where))


def _step(item: Mapping[str, Any], index: int, stages: set[str]) -> Step:
    def fault(name: str, reason: str) -> Faulty:
        return Faulty(f"{item.get('key', '?')}: {reason}", part="steps", index=index, name=name)

    for name in (*_NEEDED, *item):
        if name not in _STEP_FIELDS:
            raise fault(name, f"unknown field {name}")
        if name not in item:
            raise fault(name, f"{name} is missing")
        if not isinstance(item[name], _STEP_FIELDS[name]):
            raise fault(name, f"{name} must be a {_STEP_FIELDS[name].__name__}")
    if not _KEY.fullmatch(item["key"]):
        raise fault("key", "key must be small letters, figures and _")
    if item["stage"] not in stages:
        raise fault("stage", f"there is no stage {item['stage']}")
    if item.get("only", "") not in ("", *URGENCIES):
        raise fault("only", "only must be red, amber or green")
    if item.get("scope", "case") not in ("case", "unit"):
        raise fault("scope", "scope must be case or unit")
    if item.get("scope", "case") == "case" and not item.get("trigger"):
        raise fault("trigger", "a step of a case begins with something: trigger is missing")
    return Step(**_read_fields(item, fault))


def _read_fields(item: Mapping[str, Any], fault: Any) -> dict[str, Any]:
    """Every field in its own type."""
    of: dict[str, Any] = {name: item[name] for name in _STEP_FIELDS if name in item}
    for name in ("title", "how"):
        if set(of[name]) != set(LANGUAGES) or not all(isinstance(text, str) and text.strip() for text in of[name].values()):
            raise fault(name, f"{name} must be said in en, ru and tg")
    for name in ("due", "due_red", "due_amber"):
        if name in of:
            match = _DUE.fullmatch(of[name])
            if match is None:
                raise fault(name, f'{name} must be written as "24 hours", "14 days" or "10 working days"')
            of[name] = Offset(int(match[1]), _UNITS[match[2]])
    kinds: dict[str, Any] = {"role": Role, "repeat": Repeat, "task": TaskCode, "trigger": Happened, "done_by": Happened}
    for name, kind in {**kinds, "escalation": Role, "reasons": SkipReason}.items():
        if name in of:
            many = isinstance(of[name], list)
            strange = [each for each in (of[name] if many else [of[name]]) if each not in {member.value for member in kind}]
            if strange:
                raise fault(name, f"{name} knows no {strange[0]}")
            of[name] = tuple(kind(each) for each in of[name]) if many else kind(of[name])
    for name in ("depends_on", "forms", "consents"):
        if name in of:
            if not all(isinstance(each, str) and _KEY.fullmatch(each) for each in of[name]):
                raise fault(name, f"{name} must be a list of codes")
            of[name] = tuple(of[name])
    return of


def _check_keys(steps: tuple[Step, ...]) -> None:
    """No two of one key; what a step depends on stands before it, so nothing waits in a circle."""
    seen: set[str] = set()
    for index, step in enumerate(steps):
        where: dict[str, Any] = {"part": "steps", "index": index}
        if step.key in seen:
            raise Faulty(f"{step.key}: two steps of this key", name="key", **where)
        for other in step.depends_on:
            if other not in seen:
                raise Faulty(f"{step.key}: depends on {other}, which does not stand before it", name="depends_on", **where)
        seen.add(step.key)
