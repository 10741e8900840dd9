"""Who refers in most of these tests."""

import pytest

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from tests.factories.accounts import make_user


@pytest.fixture
def user() -> User:
    """A coordinator of the secretariat."""
    return make_user(Role.COORDINATOR)
