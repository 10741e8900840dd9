"""What differs between two versions, step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panoh.guidance.enums import UNITS, Unit
from panoh.guidance.protocol import Offset, Protocol, Step

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KINDS = {ADDED: gettext_lazy("new"), REMOVED: gettext_lazy("no longer there"), CHANGED: gettext_lazy("changed")}


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


def _fields(step: Step) -> Mapping[str, tuple[str, str]]:
    """What is compared, as it is read."""
    languages = {"en": "English", "ru": "русский", "tg": "тоҷикӣ"}
    plain: dict[str, tuple[str, str]] = {
        "on": (_("Makes a task and has a clock"), _yes(step.on)),
        "mandatory": (_("Must be done"), _yes(step.mandatory)),
        "due": (_("By when"), say_offset(step.due)),
        "due_amber": (_("By when, amber"), say_offset(step.due_amber)),
        "due_red": (_("By when, red"), say_offset(step.due_red)),
        "role": (_("Who"), str(step.role.label)),
    }
    worded: list[tuple[str, Callable[[], str]]] = [("title", lambda: _("What is done")), ("how", lambda: _("How it is done"))]
    for name, label in worded:
        for language, said in languages.items():
            plain[f"{name}_{language}"] = (f"{label()}, {said}", getattr(step, name)[language])
    return plain


def differences(old: Protocol, new: Protocol) -> list[StepChange]:
    """Every step the two say differently, in the order of the new one, then what is gone."""
    found = [change for step in new.steps if (change := _change(old.by_key.get(step.key), step))]
    return found + [StepChange(REMOVED, step) for step in old.steps if step.key not in new.by_key]


def _change(before: Step | None, after: Step) -> StepChange | None:
    if before is None:
        return StepChange(ADDED, after)
    if before.digest == after.digest:
        return None
    was, now = _fields(before), _fields(after)
    differing = tuple(Difference(name, label, was[name][1], text) for name, (label, text) in now.items() if was[name][1] != text)
    return StepChange(CHANGED, after, differing)
