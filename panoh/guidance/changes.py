"""What differs between two versions, step by step."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panoh.guidance.checks import title
from panoh.guidance.enums import HAPPENED, REPEATS, UNITS, Happened, Unit
from panoh.guidance.protocol import Offset, Protocol, Step

type Names = Mapping[str, Any]

ADDED, REMOVED, CHANGED = "added", "removed", "changed"  # a step that only moved is changed too: its place is what differs
URGENCIES_SAID = {
    "red": gettext_lazy("in danger (red)"),
    "amber": gettext_lazy("under strain (amber)"),
    "green": gettext_lazy("calm (green)"),
}
KINDS = {ADDED: gettext_lazy("new"), REMOVED: gettext_lazy("removed"), CHANGED: gettext_lazy("changed")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one step: what it is called, what it said, what it says."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step that two versions say differently."""

    kind: str
    step: Step
    differences: tuple[Difference, ...] = ()

    @property
    def label(self) -> str:
        """New, no longer there, changed."""
        return str(KINDS[self.kind])


def say_offset(offset: Offset | None) -> str:
    """A due time in words: 24 hours, 10 working days, 7 days before."""
    if offset is None:
        return ""
    count = abs(offset.amount)
    words = {
        Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", count),
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", count),
        Unit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", count),
    }[offset.unit] % {"count": count}
    return _("%(time)s before") % {"time": words} if offset.amount < 0 else words


def unit_choices() -> list[tuple[str, Any]]:
    """For a form."""
    return [(unit.value, label) for unit, label in UNITS.items()]


def _yes(value: object) -> str:
    return _("yes") if value else _("no")


def happened(kinds: Iterable[Happened]) -> str:
    """What a step begins with or ends by, in words."""
    return "; ".join(str(HAPPENED[kind]) for kind in kinds)


def _fields(step: Step, version: Protocol, names: Names) -> Mapping[str, tuple[str, str]]:
    """What is compared, as it is read."""
    languages = {"en": "English", "ru": "русский", "tg": "тоҷикӣ"}
    waits = "; ".join(title(version.by_key[key]) for key in step.depends_on)
    plain: dict[str, tuple[str, str]] = {
        "number": (_("Number"), step.number),
        "on": (_("Creates a task with a due date"), _yes(step.on)),
        "mandatory": (_("Required"), _yes(step.mandatory)),
        "due": (_("By when"), say_offset(step.due)),
        "due_amber": (_("Due, under strain (amber)"), say_offset(step.due_amber)),
        "due_red": (_("Due, in danger (red)"), say_offset(step.due_red)),
        "role": (_("Who"), str(step.role.label)),
        "trigger": (_("Begins when"), happened(step.trigger)),
        "done_by": (_("Done when"), happened(step.done_by)),
        "repeat": (_("How often"), str(REPEATS[step.repeat])),
        "only": (_("Only while the case is"), str(URGENCIES_SAID.get(step.only, ""))),
        "depends_on": (_("Waits for"), waits),
        "escalation": (_("Who is told when it is overdue"), ", ".join(str(role.label) for role in step.escalation)),
        "at_once": (_("They are told at once"), _yes(step.at_once)),
        "after_closure": (_("After closure"), _yes(step.after_closure)),
        "reasons": (_("May be skipped because"), "; ".join(str(reason.label) for reason in step.reasons)),
        "forms": (_("Done on these pages"), ", ".join(str(names.get(code, code)) for code in step.forms)),
        "consents": (_("Needs consent"), "; ".join(str(names.get(code, code)) for code in step.consents)),
    }
    worded: list[tuple[str, Callable[[], str]]] = [("title", lambda: _("What is done")), ("how", lambda: _("How it is done"))]
    for name, label in worded:
        for language, said in languages.items():
            plain[f"{name}_{language}"] = (f"{label()}, {said}", getattr(step, name)[language])
    return plain


def differences(old: Protocol, new: Protocol, names: Names = MappingProxyType({})) -> list[StepChange]:
    """Every step the two say differently or set in another place, in the order of the new one, then what is gone.

    `names` are words for the codes of pages and consents, which only rooms above know.
    """
    moved = _moved(old, new)
    found = [change for step in new.steps if (change := _change(old, new, step, names, is_moved=step.key in moved))]
    return found + [StepChange(REMOVED, step) for step in old.steps if step.key not in new.by_key]


def _change(old: Protocol, new: Protocol, after: Step, names: Names, *, is_moved: bool) -> StepChange | None:
    before = old.by_key.get(after.key)
    if before is None:
        return StepChange(ADDED, after)
    if before.digest == after.digest and not is_moved:
        return None
    was, now = _fields(before, old, names), _fields(after, new, names)
    differing = [Difference(name, label, was[name][1], text) for name, (label, text) in now.items() if was[name][1] != text]
    if is_moved:
        differing.insert(0, Difference("place", _("Place"), _stands(old, before), _stands(new, after)))
    return StepChange(CHANGED, after, tuple(differing))


def _moved(old: Protocol, new: Protocol) -> set[str]:
    """The steps of both that stand in another stage, or elsewhere among those that stayed: as few of them as explain the order."""
    elsewhere = {step.key for step in new.steps if step.key in old.by_key and old.by_key[step.key].stage != step.stage}
    was = [step.key for step in old.steps if step.key in new.by_key and step.key not in elsewhere]
    now = [step.key for step in new.steps if step.key in old.by_key and step.key not in elsewhere]
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    kept = {key for block in blocks for key in was[block.a : block.a + block.size]}
    return elsewhere | (set(now) - kept)


def _stands(version: Protocol, step: Step) -> str:
    """In which stage, after which step of it."""
    stage = next(each.label for each in version.stages if each.key == step.stage)
    alike = [each for each in version.steps if each.stage == step.stage]
    place = alike.index(step)
    if not place:
        return _("%(stage)s: first") % {"stage": stage}
    return _("%(stage)s: after %(step)s") % {"stage": stage, "step": title(alike[place - 1])}
