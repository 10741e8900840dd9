"""A coalition that one organisation leaves."""

import pytest

from panoh.accounts.models import Organisation
from tests.factories.departures import make_leaver


@pytest.fixture
def leaver() -> Organisation:
    """The organisation that leaves, with its work."""
    return make_leaver()
