"""A file is read by a process that holds nothing but the file, reaches nothing, and ends."""

import os
import resource

import pytest

from panoh.core import sandbox
from panoh.core.sandbox import BROKEN, MB, RESOURCE_LIMIT, Limits, Refused, read_in_sandbox
from tests.factories import readers

LIMITS = Limits(memory=64, seconds=1)


def test_plain_data_and_bytes_come_back_and_nothing_of_the_environment_reached_the_reader(monkeypatch):
    monkeypatch.setenv("PANOH_CANARY", "кабутар")
    told, rest = read_in_sandbox(readers.tells, b"abc", LIMITS, said="ҳа")
    assert (told, rest) == ({"said": "ҳа", "environment": ["LC_CTYPE"], "folder": "/"}, b"cba")


def test_memory_time_files_and_processes_are_given_up_before_the_first_byte():
    told, _rest = read_in_sandbox(readers.has, b"", LIMITS)
    memory, _most = told.pop("RLIMIT_AS")
    assert 64 * MB < memory < 400 * MB
    assert told == {
        "RLIMIT_CPU": [1, 1],
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
        "RLIMIT_NPROC": [0, 0],
        "RLIMIT_NOFILE": [0, 0],
    }


def test_the_reader_reaches_no_file_and_no_socket(tmp_path):
    there = tmp_path / "key"
    there.write_bytes(b"secret")
    assert read_in_sandbox(readers.reaches, str(there).encode(), LIMITS) == ([], b"")
    assert os.listdir(tmp_path) == ["key"]


@pytest.mark.parametrize(
    ("reader", "code"),
    [
        (readers.refuses, "code"),
        (readers.breaks, BROKEN),
        (readers.reckons, RESOURCE_LIMIT),
        (readers.eats, RESOURCE_LIMIT),
        (readers.floods, RESOURCE_LIMIT),
        (readers.dies, RESOURCE_LIMIT),
    ],
)
def test_whatever_goes_wrong_is_one_code_and_the_next_file_is_read(reader, code):
    with pytest.raises(Refused) as refused:
        read_in_sandbox(reader, "Зарина".encode(), LIMITS)
    assert (refused.value.code, str(refused.value)) == (code, code)
    assert read_in_sandbox(readers.tells, b"", LIMITS, said=1)[0]["said"] == 1


def test_a_process_that_stands_ready_and_dies_is_followed_by_another():
    read_in_sandbox(readers.has, b"", LIMITS)
    first = sandbox._fork_server.process
    first.kill()
    first.wait()
    assert read_in_sandbox(readers.tells, b"", LIMITS, said=2)[0]["said"] == 2
    assert sandbox._fork_server.process.pid != first.pid
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0  # this process gave nothing up
