"""Pages of care outside: from the plan to the cost."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline
from panoh.core.clock import now, today
from panoh.episodes.actions.episode import add_entry
from panoh.episodes.enums import EntryKind, EpisodeState
from panoh.episodes.models import CostLine, Episode
from panoh.network.enums import Service, TariffUnit
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case
from tests.factories.episodes import make_episode
from tests.factories.network import make_facility
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = (Service.NEUROLOGY, TariffUnit.DAY, "120.00")


@pytest.fixture
def worker():
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def physician():
    return make_user(Role.PHYSICIAN)


@pytest.fixture
def case(coordinator, worker, physician):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL), (physician, Discipline.MEDICAL)))


def test_from_admission_to_discharge_and_cost(client, coordinator, worker, physician, case):
    facility = make_facility(by=coordinator)
    make_agreement(by=coordinator, facility=facility, prices=(DAY,), ceiling_person=200)
    day = f"{today():%d.%m.%Y}"
    sign_in(client, worker)
    given = {"referral": "", "facility": str(facility.pk), "service": "neurology", "kind": "inpatient", "day": day, "expected_days": "7"}
    client.post(reverse("desk:episode_add", args=[case.code]), given)
    code = Episode.objects.get().code
    one = reverse("desk:episode", args=[code])
    client.post(reverse("desk:episode_entry", args=[code]), {"kind": "medicine", "day": day, "words": "Ибупрофен"})
    ended = {"day": day, "summary": "Выписан", "version": Episode.objects.get().version}
    client.post(reverse("desk:episode_step", args=[code, "end"]), ended)
    assert Episode.objects.get().state == EpisodeState.ENDED

    cost = {"service": "neurology", "unit": "day", "quantity": "2", "price": "", "currency": "", "payer": "funder", "budget_code": "A-1"}
    refused = client.post(reverse("desk:episode_cost", args=[code]), cost)
    assert (refused.status_code, "ceiling for one person" in text(refused)) == (400, True)
    client.post(reverse("desk:episode_cost", args=[code]), {**cost, "quantity": "1"})
    assert str(CostLine.objects.get().amount) == "120.00"

    shown = text(client.get(one))
    assert ("Total: 120 somoni" in shown, "Ибупрофен" in shown) == (True, False)
    assert client.post(one).status_code == 403
    sign_in(client, physician)
    opened = text(client.post(one))
    assert ("Ибупрофен" in opened, "Выписан" in opened) == (True, True)


def test_a_form_that_is_wrong_comes_back_as_it_was_typed(client, worker, case):
    row = make_episode(by=worker, case=case)
    sign_in(client, worker)

    refused = client.post(reverse("desk:episode_entry", args=[row.code]), {"kind": "operation", "day": "01.01.2020", "words": "Шов"})

    assert (refused.status_code, "Шов" in text(refused)) == (400, True)


def test_who_does_not_see_the_case_finds_no_page(client, worker, case):
    row = make_episode(by=worker, case=case)
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    for name in ("episode", "episode_entry", "episode_cost"):
        assert client.get(reverse(f"desk:{name}", args=[row.code])).status_code == 404
    sign_in(client, make_user(Role.ACCOUNTANT))
    assert client.get(reverse("desk:episode", args=[row.code])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, coordinator, case, count, django_assert_num_queries):
    for _ in range(count):
        row = make_episode(by=coordinator, case=case)
        add_entry(row, by=coordinator, kind=EntryKind.VISIT, day=today())
    url = reverse("desk:case_episodes", args=[case.code])
    with time_machine.travel(now() + dt.timedelta(minutes=11)):  # the admission is not undone any more
        sign_in(client, coordinator)
        client.get(url)
        with django_assert_num_queries(QUERIES + 2):
            shown = client.get(url)

    assert len(soup_of(shown).select(".line > li")) == count
