"""Names in the agent's memory: there while it is open, gone with the lock."""

import contextlib
from pathlib import Path

import pytest

from panoh.people.actions import register_person
from panoh.people.data import PersonData
from panoh.people.search import feed
from panoh.vault import client
from tests.factories.cases import make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RARE = "Зулқарнайншоҳзода"


def agent_memory(pid: int) -> bytes:
    """Everything the agent has written in its memory."""
    pieces = []
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *_rest = line.split()
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            memory.seek(start)
            with contextlib.suppress(OSError):  # a guard page, or a piece that was given back meanwhile
                pieces.append(memory.read(end - start))
    return b"".join(pieces)


def test_nothing_of_a_name_stays_in_the_agents_memory_after_the_lock(no_names):
    coordinator = make_coordinator()
    register_person(PersonData(sex="male", family_name=RARE, given_name="Ҷамшед"), by=coordinator)
    feed()
    pid = client.call("status")["pid"]
    forms = [RARE.lower().encode("utf-16-le"), RARE.lower().encode(), b"zulkarnaynshohzoda", b"zulkarnain"]
    try:
        before = agent_memory(pid)
    except PermissionError:
        pytest.skip("memory of another process is for root")
    assert any(form in before for form in forms)

    client.lock()
    try:
        assert client.call("status")["pid"] == pid
        after = agent_memory(pid)
        assert [form for form in forms if form in after] == []
    finally:
        client.unlock(None)
