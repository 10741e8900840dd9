"""What the task worker does by itself: talks are set after hard events."""

from panoh.team.actions.care import open_due_debriefs

OFTEN = (open_due_debriefs,)
