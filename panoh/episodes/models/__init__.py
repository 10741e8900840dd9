"""Care outside and what it costs, a file an area; others import from here."""

from panoh.episodes.models.acts import Act, ActLine
from panoh.episodes.models.costs import CostLine
from panoh.episodes.models.episode import Episode, EpisodeEntry
from panoh.episodes.models.invoices import Invoice

__all__ = [
    "Act",
    "ActLine",
    "CostLine",
    "Episode",
    "EpisodeEntry",
    "Invoice",
]
