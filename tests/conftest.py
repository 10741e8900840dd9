"""What every test stands on: a real key agent, the write guard, a database per worker."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.agent import ring
from panoh.agent.start import start
from panoh.audit.guard import writes_allowed
from panoh.core.agent import call, close
from panoh.core.db import row_level_security as rls
from panoh.core.db.fresh import write_beside
from panoh.core.push import KEY_FILE
from tests.environment import DATA
from tests.examples import WIDE
from tests.factories.accounts import make_user
from tests.factories.passwords import stretched_little
from tests.factories.record import begin_anew, last_kept
from tests.order import heavy_first, part_of

# No test asserts seconds: on a busy machine an example may take its time, and the first one reads what later ones
# find read. Examples of one test share its database: each makes what it looks at. The examples of every run are the same,
# so that a change answers for itself alone; those of `make check-guarantees` are others each time, and more.
_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=_SLOW, derandomize=True)
hypothesis_settings.register_profile("wide", deadline=None, suppress_health_check=_SLOW, max_examples=1000)
hypothesis_settings.load_profile("wide" if WIDE else "house")


SAID_AT_ONCE = 25  # lines of why


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A run takes half an hour: what failed is said at once, and whole at the end."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        said = report.longreprtext.splitlines()[-SAID_AT_ONCE:]
        sys.stderr.write("\n".join(["", f"{report.when} failed: {report.nodeid}", *said, ""]))


@pytest.hookimpl(trylast=True)
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins: with several workers each has its share of it. With `PANOH_PART` only those of a part."""
    asked = part_of((item.nodeid for item in items), os.environ.get("PANOH_PART", ""))
    items[:] = [item for item in items if item.nodeid in asked]
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    items[:] = heavy_first(list(modules.items()), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


@pytest.fixture(scope="session")
def agent() -> Iterator[Path]:
    """The data folder of a running key agent that unlocks itself."""
    if not ring.exists(DATA):
        ring.create(DATA, None)
        made = ring.load(DATA, None)
        made.aside_seconds = 0  # no test waits for three days
        ring.store(DATA, made)
    start(DATA)
    yield DATA
    os.kill(call("status")["pid"], 15)
    close()
    shutil.rmtree(DATA, ignore_errors=True)


@pytest.fixture
def no_self_unlock(agent: Path) -> Iterator[None]:
    """The running agent stays open, and unlocks itself no more: what wants the passphrase wants it, and nobody knows one."""
    root = agent / ring.ROOT_CLEAR
    root.rename(root.with_suffix(".away"))
    yield
    root.with_suffix(".away").rename(root)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(agent: Path, request: pytest.FixtureRequest) -> None:
    """Every database test has the agent: the audit needs its word for each event.

    Its tables are made from the models at once, as those of a new instance are: walking through the migrations takes half a minute, and
    tests/core/test_fresh.py does so once, on either database. On PostgreSQL each worker has a database of its own, on SQLite it is in
    the worker's memory anyway. Journeys and commands make real instances.
    """
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor == "postgresql":
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tables are made from the models; what only migrations write follows: triggers, the note that they have run, who may see which row."""
    with django_db_blocker.unblock():
        with rls.as_owner(), connection.schema_editor() as editor:
            write_beside(editor)
        with rls.as_owner(), writes_allowed():  # a copy of this database is put back as that of an instance
            MigrationRecorder(connection).ensure_schema()
            MigrationRecorder.Migration.objects.bulk_create(
                MigrationRecorder.Migration(app=app, name=name) for app, name in MigrationLoader(None).graph.nodes
            )
        rls.build()
        connect_anew()
    flush = connection.ops.execute_sql_flush

    def flush_as_owner(statements: list[str]) -> None:
        """Between tests that commit all tables are emptied, which the application may not."""
        with rls.as_owner():
            flush(statements)

    connection.ops.execute_sql_flush = flush_as_owner  # type: ignore[method-assign]


def connect_anew() -> None:
    """A connection keeps prepared what it was asked first. Of this one that was the making of tables, which no test asks; and all tests
    of a run ask more than the pages of an instance."""
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "cached_statements": 5_000}
        before, connection.connection = connection.connection, None
        connection.connect()  # while the other is open, or the database would be gone with it
        before.close()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> None:
    """Pages of tests name static files as they lie in the source: nothing is collected or hashed first."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    (DATA / "static").mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def passwords_stretched_little() -> Iterator[None]:
    """What is stretched for a second as it is served costs tests nothing; those that are about this cost say how much it is to be."""
    with stretched_little():
        yield


@pytest.fixture(autouse=True)
def nothing_left_waiting() -> Iterator[None]:
    """What a test lays down and does not take in, and the PINs of its telephones, lie in the data folder, which lives longer than a test."""
    yield
    empty_of_what_came(DATA)


def empty_of_what_came(data: Path) -> None:
    from panoh.hotline.phone import PINS  # noqa: PLC0415 -- after Django is ready

    for path in [*(data / "waiting").glob("*"), *(data / PINS).glob("*")]:
        path.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def nothing_left_sealed() -> Iterator[None]:
    """What a test sealed is rolled back, so the agent forgets it too: it would miss those events in the record of whoever looks next."""
    before = last_kept()
    yield
    if last_kept() != before:
        begin_anew()


@pytest.fixture
def no_names(db: None) -> Iterator[None]:
    """An empty name index, before and after: the agent lives longer than the rows of a test."""
    call("names_clear")
    yield
    call("names_clear")


@pytest.fixture
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sleeps in this process fails."""

    def slept(_seconds: float) -> None:
        raise AssertionError("slept")

    monkeypatch.setattr(time, "sleep", slept)


@pytest.fixture
def arranging() -> Iterator[None]:
    """Opens the write guard for a test that arranges rows without an action."""
    with writes_allowed():
        yield


@pytest.fixture(scope="session", autouse=True)
def arranged_by_the_house() -> Iterator[None]:
    """What many tests share is arranged by the house itself."""
    with rls.bypass_rls():
        yield


@pytest.fixture(autouse=True)
def bypassing_rls() -> Iterator[None]:
    """Tests arrange and look as the house itself; a page they ask for reaches as far as who asks."""
    with rls.bypass_rls():
        yield


@pytest.fixture(autouse=True)
def no_telephone_was_enrolled() -> Iterator[None]:
    """The key of web push is made with the first telephone and lies beside the database: a test leaves none to the next."""
    yield
    (DATA / KEY_FILE).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences in tests are English unless a test asks for another language, whether catalogues are compiled or not."""
    with translation.override("en"):
        yield


@pytest.fixture
def coordinator(db: None) -> User:
    """A coordinator of the secretariat: who begins most of what tests look at."""
    return make_user(Role.COORDINATOR)
