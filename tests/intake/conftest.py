"""What comes in without an account."""

from pathlib import Path

import pytest

from tests.factories.accounts import make_secretariat


@pytest.fixture
def data(agent: Path) -> Path:
    """The data folder of a house with its secretariat, in which nothing waits."""
    make_secretariat()
    return agent
