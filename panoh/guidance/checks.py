"""What no single line of a protocol shows: steps that wait for one another, that never begin, that never end. Each is named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from panoh.guidance.enums import AFTER_CLOSURE, HAPPENED, KNOWN_BEFOREHAND, OF_UNIT, PAIRS, Happened, Repeat, TaskCode
from panoh.guidance.protocol import Faulty, Step


def check(steps: Sequence[Step]) -> None:
    """Raises Faulty at the first thing that cannot be; its `said` names the step for who writes the guidance."""
    by_key: dict[str, Step] = {}
    numbers: dict[str, Step] = {}
    for index, step in enumerate(steps):
        if step.key in by_key:
            raise _fault(index, "key", f"{step.key}: two steps of this key")
        if step.number in numbers:
            said = _("Two steps have the number %(number)s. Give one of them another number.") % {"number": step.number}
            raise _fault(index, "number", f"{step.key}: two steps of this number", said)
        by_key[step.key] = numbers[step.number] = step
    for index, step in enumerate(steps):
        for name, reason, said in _faults(step, by_key):
            raise _fault(index, name, f"{step.key}: {reason}", said)
    circle = _circle(steps, by_key)
    if circle:
        index = next(place for place, step in enumerate(steps) if step.key == circle[0].key)
        said = _("These steps wait for each other, so none of them can begin: %(steps)s.") % {"steps": " → ".join(map(title, circle))}
        raise _fault(index, "depends_on", f"{circle[0].key}: waits in a circle: {' → '.join(step.key for step in circle)}", said)


def title(step: Step) -> str:
    """As a sentence names a step: 12 · Approve the programme."""
    return f"{step.number} · {step.label}"


def _fault(index: int, name: str, reason: str, said: str = "") -> Faulty:
    return Faulty(reason, part="steps", index=index, name=name, said=said)


def _faults(step: Step, by_key: Mapping[str, Step]) -> Iterator[tuple[str, str, str]]:
    """Field, reason for a file, sentence for a person."""
    named = {"step": title(step)}
    for other in step.depends_on:
        if other not in by_key:
            said = _("Step %(step)s waits for a step that does not exist. Remove that step from “Waits for”.")
            yield "depends_on", f"depends on {other}, which is not there", said % named
        elif by_key[other].scope != step.scope:
            said = _("Step %(step)s waits for a step of the Unit: steps of a case and steps of the Unit cannot wait for each other.")
            yield "depends_on", f"depends on {other}, which is of another scope", said % named
    strange = _strange(step)
    if strange:
        words = named | {"what": " / ".join(str(HAPPENED[each]) for each in strange)}
        said = _("Step %(step)s would never begin, because this does not happen at its stage: %(what)s. Choose again what it begins with.")
        yield "trigger", f"{strange[0]} never happens for it", said % words
    if step.due.amount < 0 and not KNOWN_BEFOREHAND.issuperset(step.trigger):
        said = _("Step %(step)s is due before it begins. Only a court day is known beforehand.")
        yield "due", "due before what it begins with, which nobody knows beforehand", said % named
    if step.task != TaskCode.STEP and not step.done_by:
        said = _("Step %(step)s is completed by its own work, but it is not set which. Choose what completes it.")
        yield "done_by", "done by its own work, but done_by is missing", said % named
    wanted = [PAIRS[each] for each in step.trigger if each in PAIRS and PAIRS[each] not in step.done_by]
    if step.repeat == Repeat.EACH and step.done_by and wanted:
        words = named | {"what": str(HAPPENED[wanted[0]])}
        said = _("Step %(step)s would never end: it starts each time and can end only like this: %(what)s.")
        yield "done_by", f"never ends without {wanted[0]}", said % words


def _strange(step: Step) -> list[Happened]:
    """What a step begins with although it never happens where the step is looked at."""
    if step.scope == "unit":
        return [each for each in step.trigger if each not in OF_UNIT]
    foreign = [each for each in step.trigger if each in OF_UNIT]
    too_late = not step.after_closure and AFTER_CLOSURE.issuperset(step.trigger)
    return foreign or (list(step.trigger) if too_late else [])


def _circle(steps: Iterable[Step], by_key: Mapping[str, Step]) -> list[Step]:
    """Steps that wait for one another, the first one at both ends; empty where there are none."""
    cleared: set[str] = set()
    for step in steps:
        path = [step.key]
        found = _back(path, by_key, cleared)
        if found:
            return [by_key[key] for key in found]
    return []


def _back(path: list[str], by_key: Mapping[str, Step], cleared: set[str]) -> list[str]:
    """The part of the path that closes, following what its last step waits for."""
    for other in by_key[path[-1]].depends_on:
        if other in path:
            return [*path[path.index(other) :], other]
        if other not in cleared:
            found = _back([*path, other], by_key, cleared)
            if found:
                return found
    cleared.add(path[-1])
    return []
