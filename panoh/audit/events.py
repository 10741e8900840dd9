"""The audit's own events, and the sentence of every room's events."""

from enum import StrEnum
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What the audit records of itself."""

    UNDONE = "audit.undone"
    LEAVES_MISSING = "audit.leaves_missing"
    CHECKPOINT_REFUSED = "audit.checkpoint_refused"
    CHECKED = "audit.checked"
    FOUND_BROKEN = "audit.found_broken"
    END_EXPLAINED = "audit.end_explained"


SENTENCES = {
    Event.UNDONE: _("An action was undone"),
    Event.LEAVES_MISSING: _("The log entry of an event did not arrive"),
    Event.CHECKPOINT_REFUSED: _("The activity log was not sealed: it does not continue from the last signed checkpoint"),
    Event.CHECKED: _("The daily check of the activity log was done"),
    Event.FOUND_BROKEN: _("The daily check found that the activity log is damaged"),
    Event.END_EXPLAINED: _("The reason was given why the program that holds the keys had stopped while unlocked"),
}


@cache
def _all_sentences() -> dict[str, str | Promise]:
    """Every room's `events.SENTENCES`: what happened, in the past tense, readable by the person concerned."""
    found: dict[str, str | Promise] = {}
    for room in apps.get_app_configs():
        if module_has_submodule(room.module, "events"):
            found.update(getattr(import_module(f"{room.name}.events"), "SENTENCES", {}))
    return found


def sentence(verb: str) -> str:
    """The event in plain words, its code when nobody gave it a sentence."""
    return str(_all_sentences().get(verb, verb))
