"""States and kinds of care outside and of what it costs, a file an area; others import from here."""

from panoh.episodes.enums.acts import ACT_TRANSITIONS, ActState
from panoh.episodes.enums.episode import EPISODE_TRANSITIONS, BrokenOff, EntryKind, EpisodeKind, EpisodeState
from panoh.episodes.enums.invoices import INVOICE_TRANSITIONS, InvoiceState

__all__ = [
    "ACT_TRANSITIONS",
    "EPISODE_TRANSITIONS",
    "INVOICE_TRANSITIONS",
    "ActState",
    "BrokenOff",
    "EntryKind",
    "EpisodeKind",
    "EpisodeState",
    "InvoiceState",
]
