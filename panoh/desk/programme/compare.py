"""What differs between two versions of a programme, part by part, as people read it. Knows no request."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.cases.queries.programme import GoalPart, Plan, ProblemPart, ServiceLine
from panoh.core.templatetags.panoh import day, money, signed

type Lines = list[tuple[str | Promise, str]]

NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"
STATES = {
    NEW: gettext_lazy("new"),
    GONE: gettext_lazy("no longer included"),
    CHANGED: gettext_lazy("changed"),
    SAME: gettext_lazy("the same"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One difficulty, goal, service or fact of the whole: before and after, each as text."""

    title: str
    before: str
    after: str

    @property
    def state(self) -> str:
        """What became of it."""
        if not self.before:
            return NEW
        return GONE if not self.after else SAME if self.before == self.after else CHANGED

    @property
    def is_same(self) -> bool:
        return self.state == SAME

    @property
    def say(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state]

    @property
    def badge(self) -> str:
        """The kind of badge beside it."""
        return {NEW: "done", CHANGED: "wait"}.get(self.state, "bare")


def compare(old: Plan, new: Plan) -> list[Part]:
    """Every part of both versions, matched by what carries on; those of the newer version first."""
    parts = [Part(_("Wishes about the help"), old.said.get("wishes", ""), new.said.get("wishes", ""))]
    parts += _matched(_("Difficulty"), old.problems, new.problems, _problem)
    parts += _matched(_("Goal"), old.goals, new.goals, _goal)
    parts += _matched(_("Service"), _services(old), _services(new), _service)
    return [part for part in parts if part.before or part.after]


def _services(plan: Plan) -> list[ServiceLine]:
    return [line for goal in plan.goals for line in goal.services]


def _matched[P: (ProblemPart, GoalPart, ServiceLine)](
    title: str, old: Iterable[P], new: Iterable[P], text: Callable[[P], str]
) -> Iterator[Part]:
    before: dict[UUID, Any] = {part.row.origin: part for part in old}
    for part in new:
        former = before.pop(part.row.origin, None)
        yield Part(title, text(former) if former else "", text(part))
    for part in before.values():
        yield Part(title, text(part), "")


def _problem(part: ProblemPart) -> str:
    return part.said.get("words", "")


def _told(lines: Lines) -> str:
    return "\n".join(f"{label}: {text}" if label else text for label, text in lines if text)


def _goal(part: GoalPart) -> str:
    row, said = part.row, part.said
    levels = [(signed(value), words) for value, words in part.levels]
    return _told(
        [
            ("", said.get("words", "")),
            (_("Capacity"), str(row.get_capacity_display())),
            (_("How we will know"), said.get("indicator", "")),
            (_("What comes first"), str(row.get_priority_display())),
            (_("By when"), day(row.target_on)),
            *levels,
        ]
    )


def _service(line: ServiceLine) -> str:
    row = line.row
    return _told(
        [
            ("", ", ".join(filter(None, (str(row.get_help_display()), str(row.get_item_display()), line.said.get("words", ""))))),
            ("", line.how_often),
            (_("Who provides it"), row.owner.username if row.owner else str(row.facility.get_kind_display()) if row.facility else ""),
            (_("From"), day(row.starts_on)),
            (_("Until"), day(row.ends_on)),
            (_("Estimated cost per time"), "" if row.unit_cost is None else f"{money(row.unit_cost)} {row.get_currency_display()}"),
            (_("Who pays"), " ".join(filter(None, (str(row.get_payer_display()), row.budget_code)))),
        ]
    )
