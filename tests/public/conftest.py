"""What tests of the public forms stand on: nobody counted yet, no waiting for one speed, nothing in the folder of what waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from panoh.public import crowd, speed


@pytest.fixture
def data(agent: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder, with nothing waiting before and after."""
    monkeypatch.setattr(crowd, "_counts", crowd.Counts())
    monkeypatch.setattr(speed, "USUAL", 0.0)
    for path in (agent / "waiting").glob("*"):
        path.unlink()
    yield agent
    for path in (agent / "waiting").glob("*"):
        path.unlink()
