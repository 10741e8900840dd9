"""What tests of the public forms stand on: nobody counted yet, no waiting for one speed, nothing in the folder of what waits."""

from pathlib import Path

import pytest

from panoh.public import crowd, speed


@pytest.fixture
def data(none_waiting: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, with nothing waiting before and after."""
    monkeypatch.setattr(crowd, "_counts", crowd.Counts())
    monkeypatch.setattr(speed, "USUAL", 0.0)
    return none_waiting
