"""A file of questions for `panoh bench search`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """One question and whom it is about."""

    query: str
    target: str
    source: str
