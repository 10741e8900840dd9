"""States and kinds of care outside and of what it costs, a file an area; others import from here."""

from panoh.episodes.enums.acts import ACT_TRANSITIONS, ActState

__all__ = [
    "ACT_TRANSITIONS",
    "ActState",
]
