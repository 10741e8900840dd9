"""What cases asks the rooms above it."""

from django.dispatch import Signal

# Asks for dated facts of a case of which only a higher room knows. Argument `case`; a receiver answers a list of guidance.engine.Fact.
facts_wanted = Signal()

# Asks for the files that lie in a case. Arguments `case` and `user`: those that this account may open where they lie, or with None all
# that may be shown to anybody; a receiver answers a list of documents.Document.
documents_wanted = Signal()

# A case is closed by who decided on it, inside that action: what else hangs on it ends with it. Arguments `case` and `by`.
case_closed = Signal()

# Asks whether an organisation still needs the key of a person for something that a higher room shows it. Arguments `person`, an id,
# and `organisation`; a receiver answers yes or no.
key_wanted = Signal()

# Asks what help cost that is paid for elsewhere than with a payment of the case. Argument `case`; a receiver answers a list of lines:
# the row of help, the currency, the sum.
help_costs_wanted = Signal()
