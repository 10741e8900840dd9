"""Who answers the telephone in these tests."""

import pytest

from panoh.accounts.models import User
from tests.factories.hotline import make_officer


@pytest.fixture
def officer() -> User:
    """Somebody on duty."""
    return make_officer()
