"""What is carried to a machine that has no network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.house import ROOT

GUIDE = ROOT / "docs" / "operators" / "en" / "installing.md"


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parts of the lock as the guide has them fetched on another machine."""
    (fetch,) = re.findall(r"`pip (download [^`]* -d parts)`", GUIDE.read_text(encoding="utf-8"))
    folder = tmp_path_factory.mktemp("fetched")
    (folder / "requirements.lock").symlink_to(ROOT / "requirements.lock")
    if subprocess.run([sys.executable, "-m", "pip", "--quiet", *fetch.split()], cwd=folder, check=False).returncode:
        pytest.skip("the parts are out of reach")
    return folder / "parts"
