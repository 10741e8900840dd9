"""What rooms above tell of referrals without being imported."""

from django.dispatch import Signal

# Asked with `agreement`; each receiver answers a list of `spending.Cost`: what was billed under it.
costs_asked = Signal()
