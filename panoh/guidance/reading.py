"""The strict reading of what a file or a draft says: the first thing that cannot be is named with its part and its field."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from panoh.accounts.roles import Role
from panoh.core.languages import LANGUAGES
from panoh.guidance.checks import check
from panoh.guidance.enums import Happened, Repeat, SkipReason, TaskCode, Unit
from panoh.guidance.protocol import STEP_FIELDS, URGENCIES, Faulty, Offset, Protocol, Stage, Step

_DUE = re.compile(r"(-?\d{1,3}) (hour|day|working day)s?")
_UNITS = {"hour": Unit.HOURS, "day": Unit.DAYS, "working day": Unit.WORKING_DAYS}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEEDED = ("number", "key", "stage", "role", "due", "title", "how")


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
    check(steps)
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
        if name not in STEP_FIELDS:
            raise fault(name, f"unknown field {name}")
        if name not in item:
            raise fault(name, f"{name} is missing")
        if not isinstance(item[name], STEP_FIELDS[name]):
            raise fault(name, f"{name} must be a {STEP_FIELDS[name].__name__}")
    if not _KEY.fullmatch(item["key"]):
        raise fault("key", "key must be small letters, figures and _")
    if item["stage"] not in stages:
        raise fault("stage", f"there is no stage {item['stage']}")
    if item.get("only", "") not in ("", *URGENCIES):
        raise fault("only", "only must be red, amber or green")
    if item.get("scope", "case") not in ("case", "unit"):
        raise fault("scope", "scope must be case or unit")
    if not item.get("trigger"):
        raise fault("trigger", "a step begins with something: trigger is missing")
    return Step(**_read_fields(item, fault))


def _read_fields(item: Mapping[str, Any], fault: Any) -> dict[str, Any]:
    """Every field in its own type."""
    of: dict[str, Any] = {name: item[name] for name in STEP_FIELDS if name in item}
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
