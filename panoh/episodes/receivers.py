"""What this room tells lower ones: what was billed under an agreement."""

from typing import Any

from panoh.episodes.enums import ActState
from panoh.episodes.models import ActLine
from panoh.network.models import Agreement
from panoh.referrals.signals import costs_asked
from panoh.referrals.spending import Cost


def acts_cost(*, agreement: Agreement, **_rest: Any) -> list[Cost]:
    """The lines of acts that were not given back, each for its person."""
    lines = ActLine.objects.filter(act__agreement=agreement).exclude(act__state=ActState.RETURNED)
    return [Cost(amount, None, person) for amount, person in lines.values_list("amount", "session__person")]


def connect() -> None:
    """Called once when the house starts."""
    costs_asked.connect(acts_cost)
