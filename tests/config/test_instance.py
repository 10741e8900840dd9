"""What an instance reads from its environment."""

from pathlib import Path

import pytest

from panoh.config.instance import database

DATA = Path("/data")


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://db.example/panoh", "db.example", ""),
        ("postgres://panoh@db.example:5433/panoh", "db.example", "5433"),
        ("postgres://%2Fvar%2Frun%2Fpostgresql/panoh", "/var/run/postgresql", ""),
        ("postgresql://panoh@%2Fsrv%2FPg%20Socket:5433/panoh", "/srv/Pg Socket", "5433"),
        ("postgres://[::1]:5432/panoh", "::1", "5432"),
        ("postgres:///panoh", "", ""),
    ],
)
def test_the_host_of_a_database_is_read_as_it_was_meant(url, host, port):
    settings = database(url, DATA)

    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == (host, port, "panoh")


def test_user_and_password_may_hold_any_sign():
    settings = database("postgres://an%40user:p%40ss%3A%2F%25word@db.example/the%20unit", DATA)

    assert (settings["USER"], settings["PASSWORD"], settings["NAME"]) == ("an@user", "p@ss:/%word", "the unit")


def test_options_of_the_address_reach_the_connection():
    settings = database("postgres:///panoh?host=/var/run/postgresql&sslmode=verify-full&options=-c+work_mem%3D8MB", DATA)

    assert settings["OPTIONS"] == {
        "application_name": "panoh",
        "host": "/var/run/postgresql",
        "sslmode": "verify-full",
        "options": "-c work_mem=8MB -c jit=off",
    }


@pytest.mark.parametrize(
    "address", ["postgres://db.example/panoh?", "postgres:///panoh?host=db.example&", "postgres:///panoh?hostaddr=192.0.2.1&"]
)
def test_to_another_computer_there_is_no_connection_that_is_not_encrypted_to_the_right_one(address):
    assert database(address, DATA)["OPTIONS"]["sslmode"] == "verify-full"
    for less in ("disable", "prefer", "require", "verify-ca"):
        with pytest.raises(SystemExit, match="verify-full"):
            database(f"{address}sslmode={less}", DATA)
    assert "sslmode" not in database("postgres://panoh@%2Fvar%2Frun%2Fpostgresql/panoh", DATA)["OPTIONS"]


def test_without_an_address_it_is_the_encrypted_file():
    assert (database("", DATA)["ENGINE"], database("", DATA)["NAME"]) == ("panoh.core.db.sqlite", "/data/panoh.db")


def test_another_kind_of_database_is_refused():
    with pytest.raises(SystemExit, match="must begin with postgres://"):
        database("mysql://db.example/panoh", DATA)
