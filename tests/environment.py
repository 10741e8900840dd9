"""Loaded before everything (`-p tests.environment`): a data folder of this worker's own, before Django reads its settings."""

import os
import sys
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="panoh-test-"))
os.environ["PANOH_DATA"] = str(DATA)
os.environ.pop("PANOH_WITNESS", None)
if os.environ.get("PANOH_TEST_DATABASE"):
    os.environ["PANOH_DATABASE"] = os.environ["PANOH_TEST_DATABASE"]
else:
    os.environ.pop("PANOH_DATABASE", None)
# What Python compiled is kept: without it every server, agent and command that a test starts compiles the whole house anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Playwright keeps an event loop in the thread in which the database tests run too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "panoh.config.settings"
