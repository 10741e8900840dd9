"""Jobs of the task worker, collected from the rooms."""

from types import SimpleNamespace

import pytest

from panoh.core import periodic


def test_jobs_of_all_rooms_are_collected_and_the_record_is_sealed_last():
    jobs = periodic.collect_jobs()

    names = [job.__name__ for when in periodic.WHEN for job in jobs[when]]
    assert len(names) == len(set(names))
    assert {"tell_alerts", "tell_duress", "erase_due", "end_expired_shares", "settle_lines", "find_candidates"} <= set(names)
    assert [job.__name__ for job in jobs["LAST"]] == ["seal_pending"]


def test_a_tuple_of_another_name_is_refused(monkeypatch):
    monkeypatch.setattr(periodic, "modules_named", lambda _name: [SimpleNamespace(__name__="panoh.cases.periodic", OFTNE=())])

    with pytest.raises(ValueError, match="OFTNE is none of AFTER_UNLOCK"):
        periodic.collect_jobs()
