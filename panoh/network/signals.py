"""What the network tells the rooms above it. They connect in their own receivers."""

from django.dispatch import Signal

# Somebody has ended an agreement. Sent inside the action; argument `agreement`. Whoever listens raises what speaks against it.
agreement_ending = Signal()
