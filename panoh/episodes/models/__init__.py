"""Care outside and what it costs, a file an area; others import from here."""

from panoh.episodes.models.acts import Act, ActLine

__all__ = [
    "Act",
    "ActLine",
]
