"""The steps of a version as pages and prints show them: with times, consents and what comes before, in words."""

from dataclasses import dataclass

from panoh.desk.frame.step_pages import FORMS, consent_labels
from panoh.guidance.changes import URGENCIES_SAID, happened, say_offset
from panoh.guidance.enums import REPEATS
from panoh.guidance.protocol import Protocol, Stage, Step


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step."""

    step: Step
    due: str
    due_urgent: str
    consents: list[str]
    depends_on: list[str]
    begins: str
    ends: str
    told: str
    reasons: str
    pages: str
    often: str
    only: str


def stages(version: Protocol) -> list[tuple[Stage, list[StepRow]]]:
    """The steps of a version under their stages."""
    return [(stage, [_line(version, step) for step in version.steps if step.stage == stage.key]) for stage in version.stages]


def step_of(version: Protocol, key: str) -> tuple[Stage, StepRow] | None:
    """One of them, with its stage."""
    step = version.by_key.get(key)
    stage = step and next((each for each in version.stages if each.key == step.stage), None)
    return (stage, _line(version, step)) if step and stage else None


def _line(version: Protocol, step: Step) -> StepRow:
    before = [version.by_key[key].label for key in step.depends_on]
    return StepRow(
        step,
        due=say_offset(step.due),
        due_urgent=say_offset(step.due_red),
        consents=consent_labels(step),
        depends_on=before,
        begins=happened(step.trigger),
        ends=happened(step.ends),
        told=", ".join(str(role.label) for role in step.escalation),
        reasons="; ".join(str(reason.label) for reason in step.reasons),
        often=str(REPEATS[step.repeat]),
        only=str(URGENCIES_SAID.get(step.only, "")),
        pages=", ".join(str(FORMS[name]) for name in step.forms if name in FORMS),
    )
