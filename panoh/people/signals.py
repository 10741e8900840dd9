"""What people tells the rooms above it. They connect in their own receivers; whoever joins two records waits for all of them."""

from django.dispatch import Signal

# Sent inside the action; arguments `kept` and `gone`, two Persons, and `by`, a User.
records_joined = Signal()
records_unmerged = Signal()

# Sent before anything is joined; the same arguments. Whoever listens raises what speaks against it.
records_joining = Signal()

# Also inside the action; `one` and `other`, two Persons, and `by`.
records_confirmed_distinct = Signal()
