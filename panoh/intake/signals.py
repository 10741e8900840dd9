"""What intake says to the rooms above it."""

from django.dispatch import Signal

# A message of a kind that this room does not know was opened. Arguments `kind`, `facts`, `files`, `received_at`, `by`. Sent inside the
# transaction that notes it as taken; a receiver that takes it in answers True. Nothing in it is proven: anybody can seal to a public key.
message_opened = Signal()
