"""What questionnaires tell the rooms above. They connect in their own receivers; whoever records waits for all of them."""

from django.dispatch import Signal

# An answer says that a life may be in danger. Sent inside the action, however incomplete the form is;
# arguments `response`, `level` (the highest of the form's alerts), `is_partial` (whether an item that could say more has no answer),
# and `by`, a User.
danger_answered = Signal()
