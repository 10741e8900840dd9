"""Whatever is sent to whatever form or page, by whomever: no defect, and no word of it, nor of anybody's file, in an error page or a log."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from panoh.accounts.actions import found_coalition
from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.demo.sample import load_sample
from tests.access.world import make_accounts
from tests.desk.draft_addresses import all_addresses
from tests.factories.accounts import lighter_hash
from tests.security.fuzz import CANARY, NASTY, WAYS, House, one_request, values
from tests.security.test_at_rest import canaries
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# A hundred thousand; a tenth of them on PostgreSQL, where what is asked is whether its own errors come out.
PARTS = 20 if connection.vendor == "sqlite" else 2
REQUESTS = int(os.environ.get("PANOH_REQUESTS", PARTS * 5050))
DONE: set[int] = set()
# Names that whoever is signed in reads in the frame of every page, their own.
STAFF = {sample.display_name for sample in SAMPLE_ACCOUNTS.values()}


@pytest.fixture
def some(db: None) -> Iterator[House]:
    """A house with a fifth of the pages where words are written."""
    with lighter_hash(8, 1):
        found, forms = House({CANARY, "Қодиров"}, make_accounts()), all_addresses()
        start = int(time.time()) % 5
        found.visit_addresses(forms[start::5])
        found.know_scripts(forms[0].who)
        yield found
        found.close()


def make_whole() -> House:
    """The sample, and every page of it by those who may open it, beside those where words are written."""
    forms = all_addresses()
    found_coalition()
    load_sample(lambda said: None)
    grants = RoleGrant.objects.filter(user__username__in=SAMPLE_ACCOUNTS).select_related("user__organisation")
    found = House({CANARY, *(canaries() - STAFF)}, {Role(grant.role): grant.user for grant in grants})
    found.visit_addresses(forms)
    found.visit_doors()
    found.know_scripts(forms[0].who)
    return found


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """`make_whole`; no password costs time."""
    with lighter_hash(8, 1), shared(django_db_blocker, make_whole) as found:
        gc.collect()
        gc.freeze()
        yield found
        found.close()
        gc.unfreeze()


def run(house: House, count: int, first: int = 0) -> None:
    """As many requests, one form after the other so that each has its turn; `first`: where the turn begins."""
    turn = iter(range(first, first + count))

    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=False)
    @given(st.sampled_from(WAYS), st.integers(0, 10_000), values, st.sampled_from(NASTY))
    def send(way: str, which: int, value: str, other: str) -> None:
        one_request(house, house.forms[next(turn, which) % len(house.forms)], way, which, value, other)

    send()


def test_some_hundreds_of_generated_requests_break_nothing_and_come_out_nowhere(some: House) -> None:
    run(some, 300)

    assert dict(some.seen.faults) == {}
    assert some.seen.requests > 250
    assert len(some.seen.routes) > 40
    assert some.seen.thrown_out < 10


@pytest.mark.heavy
@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_generated_requests_break_nothing_and_come_out_nowhere(
    whole: House, part: int, record_property: Callable[[str, object], None]
) -> None:
    began, before = time.monotonic(), whole.seen.requests
    whole.seen.faults.clear()
    whole.seen.thrown_out = 0
    whole.browsers.clear()  # whoever signed in during another part did so in a transaction that was taken back
    run(whole, REQUESTS // PARTS, part * REQUESTS // PARTS)
    seen, sent = whole.seen, whole.seen.requests - before
    sys.stderr.write(
        f"part {part}: {sent} requests in {time.monotonic() - began:.0f} s to {len(whole.forms)} forms and pages, {len(seen.routes)} addresses, "
        f"{len(seen.askers)} accounts, {seen.thrown_out} thrown out; so far {dict(sorted(seen.statuses.items()))}\n"
        + "".join(f"  {count} × {fault}\n" for fault, count in seen.faults.most_common())
    )
    DONE.add(part)
    if len(DONE) == PARTS:
        record_property(
            "figure", f"{seen.requests:,} requests to {len(whole.forms)} forms and pages, {dict(sorted(seen.statuses.items()))}"
        )
    assert dict(seen.faults) == {}
    assert sent > REQUESTS // PARTS * 0.9
    assert seen.thrown_out < sent * 0.02
