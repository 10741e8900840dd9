"""What a list is narrowed to by its address, each with the address without it."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

type Fields = Iterable[tuple[str, Iterable[tuple[Any, Any]]]]  # the names in the address, with the choices of each


def narrowed_by(kept: Mapping[str, str], fields: Fields) -> list[tuple[str, str]]:
    """How the page calls each active choice, and the address of the list without it; `kept` is what the address has."""
    known = {name: {str(value): str(label) for value, label in choices} for name, choices in fields}
    return [
        (known[name][value], "?" + urlencode({other: each for other, each in kept.items() if other != name}))
        for name, value in kept.items()
        if value in known.get(name, {})
    ]
