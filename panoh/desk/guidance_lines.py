"""The steps of a version as pages and prints show them: with times, consents and what comes before, in words."""

from dataclasses import dataclass

from panoh.desk.step_pages import consent_labels
from panoh.guidance.changes import say_offset
from panoh.guidance.protocol import Protocol, Stage, Step


@dataclass(frozen=True, slots=True)
class Line:
    """One step."""

    step: Step
    due: str
    due_urgent: str
    consents: list[str]
    depends_on: list[str]


def stages(version: Protocol) -> list[tuple[Stage, list[Line]]]:
    """The steps of a version under their stages."""
    return [(stage, [_line(version, step) for step in version.steps if step.stage == stage.key]) for stage in version.stages]


def _line(version: Protocol, step: Step) -> Line:
    before = [version.by_key[key].label for key in step.depends_on]
    return Line(step, say_offset(step.due), say_offset(step.due_red), consent_labels(step), before)
