"""What the booklet asks the rooms above it."""

from django.dispatch import Signal

# Asks where else help can be found, as it may be told to everybody, in the active language. A receiver answers a list of regions: the
# name of each with its entries (`elsewhere.Elsewhere`).
elsewhere_wanted = Signal()
