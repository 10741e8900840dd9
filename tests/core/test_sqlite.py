"""How a connection to SQLite is kept."""

import contextlib

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

SQLITE_OK = 0


def test_what_a_page_asks_stays_prepared():
    """SQLite asks the authorizer about each statement that it prepares, and about none that is prepared already."""
    prepared, asked = [], [f"SELECT {number}" for number in range(400)]
    as_served = {"database": ":memory:", "check_same_thread": False, "uri": True}
    with contextlib.closing(connection.get_new_connection(as_served)) as made:
        made.set_authorizer(lambda *what: prepared.append(what) or SQLITE_OK)
        for sql in asked:
            made.execute(sql)
        first = len(prepared)
        for sql in asked:
            made.execute(sql)

    assert len(prepared) == first >= 400
