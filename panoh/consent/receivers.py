"""What consent does when people speaks: where two records are one person, a refusal in either of them holds."""

from typing import Any

from panoh.accounts.models import User
from panoh.consent.actions import let_refusals_win
from panoh.people import signals
from panoh.people.models import Person


def connect() -> None:
    """Called once, when Django is ready."""
    signals.records_joined.connect(on_records_joined, dispatch_uid="consent.records_joined")


def on_records_joined(kept: Person, gone: Person, by: User, **_kwargs: Any) -> None:
    """Refusals win."""
    let_refusals_win(kept, gone, by=by)
