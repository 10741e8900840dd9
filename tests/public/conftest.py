"""What tests of the public forms stand on: nobody counted yet, nothing in the folder of what waits."""

from pathlib import Path

import pytest

from panoh.public import crowd


@pytest.fixture
def data(agent: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, with nothing waiting before and after."""
    monkeypatch.setattr(crowd, "_counts", crowd.Counts())
    return agent
