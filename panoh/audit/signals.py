"""What the audit tells the rooms above it."""

from django.dispatch import Signal

# Sent once at the end of an action, inside its transaction; arguments `rows`, every row it wrote or removed, and `by`, an Actor.
# What a receiver writes belongs to the action, is undone with it and is not sent again.
rows_written = Signal()

# Sent inside the transaction of an undo, before rows that an act made go; arguments `made`, the (model, key) of each, and `by`, an Actor. A
# receiver removes what the house itself hung on them since, while nobody has had it in hand: only what somebody did stands in the way.
rows_going = Signal()

# Sent inside the transaction of an undo, once every row is as it was before; arguments `touched`, the (model, key) of each row, and `by`.
# A receiver that raises core.errors.Conflict forbids the undo.
rows_taken_back = Signal()
