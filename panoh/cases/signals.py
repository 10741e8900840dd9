"""What cases asks the rooms above it."""

from django.dispatch import Signal

# Asks for dated facts of a case of which only a higher room knows. Argument `case`; a receiver answers a list of guidance.engine.Fact.
facts_wanted = Signal()
