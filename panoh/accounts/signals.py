"""What accounts tells the rooms above it. They connect in their own receivers."""

from django.dispatch import Signal

# Sent inside the action by which an account is closed in good order, or its last role ends; argument `user`. Whoever listens raises what
# speaks against it.
account_closing = Signal()

# Sent inside every action that says that a telephone of an account was lost or taken; argument `user`.
telephones_ended = Signal()

# Sent inside every action that closes an account, at its end; arguments `user`, `by`, an Actor.
account_closed = Signal()
