"""The Unit against the network's standards: slots whose text it pastes, a rating a year, words sealed, years side by side."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound
from panoh.reporting.actions import paste_standard, rate_standard
from panoh.reporting.models import SelfRating
from panoh.reporting.queries import standards as queries
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.pages import main_text as text
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WORDS = {"evidence": "Протоколы супервизии", "next_step": "Спросить людей"}


@pytest.fixture
def director():
    make_secretariat()
    return make_user(Role.DIRECTOR)


def test_seventeen_slots_are_empty_until_the_unit_pastes_their_text(director):
    assert [(slot.number, slot.text) for slot in queries.slots(director)] == [(number, "") for number in range(1, 18)]

    paste_standard(3, by=director, text=" Services are independent. ")

    assert queries.get_slot(director, 3).text == "Services are independent."
    with pytest.raises(NotFound):
        paste_standard(18, by=director, text="Another")
    with pytest.raises(Invalid, match="Paste the text"):
        paste_standard(3, by=director, text=" ")


def test_years_stand_side_by_side_with_what_changed(director):
    year = today().year
    rate_standard(3, by=director, year=year - 1, rating="begun", **WORDS)
    rate_standard(3, by=director, year=year, rating="met", **WORDS)
    rate_standard(4, by=director, year=year, rating="none", **WORDS)

    slots = queries.slots(director)

    assert ([slot.change for slot in slots[2:4]], slots[2].ratings[0][1].rating) == ([2, 0], "met")
    assert queries.sums(slots)[0] == (year, [("not yet", 1), ("met", 1)])


def test_again_in_the_same_year_it_replaces_and_two_at_once_are_told(director):
    year = today().year
    first = rate_standard(3, by=director, year=year, rating="begun", expected=0, **WORDS)
    with pytest.raises(Conflict):
        rate_standard(3, by=director, year=year, rating="met", expected=0, **WORDS)

    rate_standard(3, by=director, year=year, rating="mostly", expected=first.version, evidence="Опрос", next_step="")

    row = SelfRating.objects.get()
    (said,) = open_sealed([row], by=director.actor, purpose=Purpose.REVIEW)
    assert (row.rating, said.evidence, said.next_step) == ("mostly", "Опрос", "")


@pytest.mark.parametrize(
    ("facts", "sentence"), [({"rating": "best"}, "not on the list"), ({"year": 2010}, "2020"), ({"evidence": " "}, "what shows it")]
)
def test_what_cannot_be_is_one_clear_sentence(director, facts, sentence):
    with pytest.raises(Invalid, match=sentence):
        rate_standard(3, by=director, **{"year": today().year, "rating": "met", **WORDS, **facts})


def test_who_does_not_lead_neither_rates_nor_sees(client, director):
    worker = make_user(Role.SOCIAL_WORKER)
    with pytest.raises(Denied):
        rate_standard(3, by=worker, year=today().year, rating="met", **WORDS)
    sign_in(client, worker)
    assert client.get(reverse("desk:standards")).status_code == 403


def test_the_pages_from_the_text_to_the_rating(client, director):
    year = today().year
    sign_in(client, director)
    assert "No. 17 text not pasted yet" in text(client.get(reverse("desk:standards")))
    client.post(reverse("desk:standard_paste", args=[3]), {"text": "Services are independent."})
    rate = reverse("desk:standard_rate", args=[3, year])
    form = soup_of(client.post(rate, {"open": "1"}))
    sent = {"version": form.select_one("[name=version]")["value"], "rating": "mostly", **WORDS}

    shown = text(client.post(rate, sent, follow=True))

    assert ("mostly" in shown, "Протоколы" in shown) == (True, False)
    assert "Протоколы супервизии" in text(client.post(reverse("desk:standard", args=[3])))
    assert client.get(rate).status_code == 302  # the words open by a press alone
    again = soup_of(client.post(rate, {"open": "1"}))
    assert again.select_one("[name=evidence]").get_text().strip() == "Протоколы супервизии"
    assert f"{year} not yet" not in text(client.get(reverse("desk:standards")))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_ratings(director, count, django_assert_num_queries):
    for number in range(1, count + 1):
        rate_standard(number, by=director, year=today().year, rating="met", **WORDS)

    with django_assert_num_queries(2):
        queries.slots(director)
