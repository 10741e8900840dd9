"""Named writes of the guidance, a file an area; others import from here."""

from panoh.guidance.actions.editions import adopt_edition, agree_edition, check_draft, discard_edition, draft_edition
from panoh.guidance.actions.steps import NO_STEP, add_step, change_step, move_step, remove_step

__all__ = [
    "NO_STEP",
    "add_step",
    "adopt_edition",
    "agree_edition",
    "change_step",
    "check_draft",
    "discard_edition",
    "draft_edition",
    "move_step",
    "remove_step",
]
