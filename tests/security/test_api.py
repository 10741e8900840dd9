"""The description of what machines may ask (docs/api/openapi.json) is whole, and whatever is asked is answered as it says."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from panoh.accounts import sign_in
from panoh.desk.exchange.views import machines
from panoh.reference import addresses
from panoh.reporting.dimensions import LABELS
from panoh.reporting.group_files import groups
from tests.examples import examples
from tests.factories.cases import make_case, make_coordinator

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.specs.openapi.checks")
pytestmark = pytest.mark.django_db  # not on PostgreSQL: the house as a server serves it closes the connection of the test

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


def test_every_report_is_named_in_it():
    (name,) = (one for one in QUESTIONS["get", "/figures/{name}/"]["parameters"] if one["in"] == "path")
    assert name["schema"]["enum"] == REPORTS


@pytest.mark.parametrize(
    "said",
    [{"publish": "yes"}, {"publish": "01"}, {"rows": "s" * 41}, {"from": "20150101"}, {"from": "2015-W01-1"}, {"from": "2015-01-01 "}],
)
def test_what_is_not_as_described_is_refused_and_not_taken_for_something_else(client, said):
    """Found by generated questions: whoever wrote “yes” got figures that were not made to be published."""
    coordinator = make_coordinator()
    token = sign_in.make_token(coordinator, by=coordinator.actor)
    asked = {"from": "2015-01-01", "to": "2026-12-31", "rows": "sex", "columns": "kind"}
    given = {"Authorization": f"Bearer {token}"}
    assert client.get(f"{BASE}/figures/crosstab/", asked, headers=given).status_code == 200
    assert client.get(f"{BASE}/figures/crosstab/", {**asked, **said}, headers=given).status_code == 400


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("start", "end"), [("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("2015-01-01", "9999-12-31")])
def test_a_period_at_the_end_of_time_is_refused_by_every_report(client, name, start, end):
    """Found by generated questions: the day after the last one there is broke six of the nine."""
    coordinator = make_coordinator()
    make_case(by=coordinator)
    token = sign_in.make_token(coordinator, by=coordinator.actor)
    asked = {"from": start, "to": end, "rows": "sex", "columns": "kind"}
    answer = client.get(f"{BASE}/figures/{name}/", asked, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 400
    assert "1900" in answer.json()["error"]


days = st.one_of(
    st.dates(min_value=dt.date(2010, 1, 1), max_value=dt.date(2035, 12, 31)).map(str),
    st.sampled_from(["2015-01-01", "2026-12-31"]),
    st.text(max_size=12),
)
said = st.one_of(st.sampled_from(["", "1", "0", *sorted(LABELS)]), st.text(max_size=12))
names = st.one_of(st.sampled_from(REPORTS), st.from_regex(r"[-a-zA-Z0-9_]{1,30}", fullmatch=True))


@pytest.mark.hypothesis
def test_whatever_is_asked_is_answered_as_described(client):
    coordinator = make_coordinator()
    make_case(by=coordinator)
    token = sign_in.make_token(coordinator, by=coordinator.actor)
    described = QUESTIONS["get", "/figures/{name}/"]["responses"]
    seen = set()

    @settings(examples(150), database=None, phases=[Phase.generate])
    @given(
        names,
        st.fixed_dictionaries(
            {},
            optional={
                "from": days,
                "to": days,
                "rows": said,
                "columns": said,
                "by": said,
                "publish": st.sampled_from(["", "0", "1", "yes"]),
            },
        ),
    )
    def ask(name: str, given: dict[str, str]) -> None:
        kept = {key: value.encode("utf-8", "replace").decode() for key, value in given.items()}
        answer = client.get(f"{BASE}/figures/{name}/", kept, headers={"Authorization": f"Bearer {token}"})
        seen.add(answer.status_code)
        assert str(answer.status_code) in described
        assert answer["Content-Type"] == "application/json"
        wanted = {"report", "from", "to", "version", "status", "figures"} if answer.status_code == 200 else {"error"}
        assert set(answer.json()) == wanted

    ask()
    assert seen == {200, 400}


@pytest.mark.hypothesis
@pytest.mark.parametrize("asked", ["as described", "otherwise"])
@pytest.mark.parametrize("who", ["with a token", "without"])
def test_another_reader_of_the_description_finds_nothing_that_is_answered_otherwise(asked, who):
    """Schemathesis makes questions of the description, and holds each answer to it: status, kind, shape, token, and what is refused.

    One check is left out: that whatever the description lets through is answered with figures. A period that ends before it begins is
    refused, and no schema says so.
    """
    coordinator = make_coordinator()
    make_case(by=coordinator)
    token = sign_in.make_token(coordinator, by=coordinator.actor)
    said = schemathesis.openapi.from_dict(DESCRIPTION)
    said.app = get_wsgi_application()
    mode = schemathesis.GenerationMode.POSITIVE if asked == "as described" else schemathesis.GenerationMode.NEGATIVE
    seen = set()

    @settings(examples(150), database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(said["/figures/{name}/"]["GET"].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        given = {"Authorization": f"Bearer {token}"} if who == "with a token" else {}
        answer = case.call_and_validate(headers={"Accept-Encoding": "identity", **given}, excluded_checks=[checks.positive_data_acceptance])
        seen.add(answer.status_code)

    ask()
    assert ({200} if asked == "as described" else {400}) <= seen if who == "with a token" else seen <= {401, 404}
