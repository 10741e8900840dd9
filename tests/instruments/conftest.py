"""Sentences are asserted in their source language."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever the instance speaks and whatever ran before."""
    with translation.override("en"):
        yield
