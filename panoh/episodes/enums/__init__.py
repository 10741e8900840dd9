"""States and kinds of care outside and of what it costs, a file an area; others import from here."""

from panoh.episodes.enums.acts import ACT_TRANSITIONS, ActState
from panoh.episodes.enums.episode import EPISODE_TRANSITIONS, BrokenOff, EntryKind, EpisodeKind, EpisodeState

__all__ = [
    "ACT_TRANSITIONS",
    "EPISODE_TRANSITIONS",
    "ActState",
    "BrokenOff",
    "EntryKind",
    "EpisodeKind",
    "EpisodeState",
]
