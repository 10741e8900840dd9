"""The description of what machines may ask (docs/api/openapi.json) is whole, and whatever is asked is answered as it says."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from panoh.accounts import sign_in
from panoh.desk.views import machines
from panoh.reference import addresses
from panoh.reporting.dimensions import LABELS
from panoh.reporting.group_files import groups
from tests.factories.cases import make_case, make_coordinator

pytestmark = pytest.mark.django_db

DESCRIPTION: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "docs/api/openapi.json").read_text(encoding="utf-8"))
(BASE,) = (one["url"] for one in DESCRIPTION["servers"])
QUESTIONS = {(method, where): said for where, methods in DESCRIPTION["paths"].items() for method, said in methods.items()}
REPORTS = [*machines.VERSIONS, *groups()]


def test_every_address_for_machines_is_described():
    routes = {re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route, _pattern in addresses() if route.startswith("/api/")}
    assert routes == {BASE + where for _method, where in QUESTIONS}


def test_what_it_says_of_a_question_is_what_the_view_reads():
    read = set(re.findall(r'_(?:said|day)\(request, "(\w+)"\)', Path(machines.__file__).read_text(encoding="utf-8")))
    assert read == {one["name"] for one in QUESTIONS["get", "/figures/{name}/"]["parameters"] if one["in"] == "query"}


days = st.one_of(
    st.dates(min_value=dt.date(2010, 1, 1), max_value=dt.date(2035, 12, 31)).map(str),
    st.sampled_from(["2015-01-01", "2026-12-31"]),
    st.text(max_size=12),
)
said = st.one_of(st.sampled_from(["", "1", "0", *sorted(LABELS)]), st.text(max_size=50))
names = st.one_of(st.sampled_from(REPORTS), st.from_regex(r"[-a-zA-Z0-9_]{1,30}", fullmatch=True))


def test_whatever_is_asked_is_answered_as_described(client):
    coordinator = make_coordinator()
    make_case(by=coordinator)
    token = sign_in.make_token(coordinator, by=coordinator.actor)
    described = QUESTIONS["get", "/figures/{name}/"]["responses"]
    seen = set()

    @settings(max_examples=150, database=None, phases=[Phase.generate])
    @given(
        names, st.fixed_dictionaries({}, optional={"from": days, "to": days, "rows": said, "columns": said, "by": said, "publish": said})
    )
    def ask(name: str, given: dict[str, str]) -> None:
        kept = {key: value.encode("utf-8", "replace").decode() for key, value in given.items()}
        answer = client.get(f"{BASE}/figures/{name}/", kept, headers={"Authorization": f"Bearer {token}"})
        seen.add(answer.status_code)
        assert str(answer.status_code) in described
        assert answer["Content-Type"] == "application/json"
        wanted = {"report", "from", "to", "version", "figures"} if answer.status_code == 200 else {"error"}
        assert set(answer.json()) == wanted

    ask()
    assert seen == {200, 400}
