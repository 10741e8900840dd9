"""Sentences are asserted in their source language; what an account reads, its own language decides."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals of actions come in English, whatever the instance speaks and whatever ran before."""
    with translation.override("en"):
        yield
