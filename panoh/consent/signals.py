"""What consent tells the rooms above it. They connect in their own receivers; whoever withdraws waits for all of them."""

from django.dispatch import Signal

# It alone holds for its purpose and recipient from now on: something may rest on it, and what it does not carry ends. Sent
# inside the action; arguments `consent` and `by`, a User.
consent_given = Signal()

# Nothing is agreed to for its purpose and recipient: nobody has to ask for it. Sent inside the action, with the same arguments.
consent_refused = Signal()

# Both: what rests on it ends. Sent inside the action; arguments `consent` or `vital_interest`, and `by`, a User.
consent_withdrawn = Signal()
vital_interest_refused = Signal()

# Something is to be reviewed, and a review was done.
vital_interest_stated = Signal()
vital_interest_reviewed = Signal()
