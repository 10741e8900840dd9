"""Recommendations: the frozen basis under disclosure control, what came of them, who reads and writes them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.correspondence import queries
from panoh.correspondence.actions.recommendations import (
    Basis,
    answer_recommendation,
    change_recommendation,
    give_recommendation,
    write_recommendation,
)
from panoh.correspondence.enums import RecommendationState
from panoh.correspondence.models import Recommendation
from panoh.network.enums import Service
from panoh.referrals.actions.gaps import note_gap
from panoh.referrals.enums import GapReason
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.correspondence import make_addressee, make_letter_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def made(by, persons=None, **facts):
    basis = None if persons is None else Basis(Service.PSYCHIATRY, "TJ-KT", today() - dt.timedelta(days=30), today(), persons)
    given = {"addressee": facts.pop("addressee", None) or make_addressee(by=by), "text_ru": "Организовать приём", **facts}
    return write_recommendation(by=by, basis=basis, **given)


@pytest.mark.parametrize(("persons", "kept", "small"), [(1, None, True), (4, None, True), (5, 5, False), (12, 12, False)])
def test_a_count_below_five_is_kept_as_small_and_never_as_a_number(persons, kept, small):
    row = made(make_coordinator(), persons)

    stored = Recommendation.objects.get(pk=row.pk)
    assert (stored.basis_persons, stored.basis_is_small, stored.basis_on) == (kept, small, today())


def test_a_count_of_nobody_is_no_basis():
    with pytest.raises(Invalid) as refused:
        made(make_coordinator(), 0)
    assert list(refused.value.fields) == ["service"]


def test_the_database_itself_refuses_a_small_number():
    row = made(make_coordinator(), 7)

    with writes_allowed(), pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(basis_persons=4)


def test_what_was_given_stays_as_it_was():
    by = make_coordinator()
    row = made(by, 5)
    give_recommendation(row, by=by, given_on=today())

    with pytest.raises(WrongState):
        change_recommendation(row, by=by, addressee=row.addressee, text_ru="Иное")
    assert Recommendation.objects.get().basis_persons == 5


def test_an_answer_may_become_more_and_never_less():
    by = make_coordinator()
    row = made(by)
    give_recommendation(row, by=by, given_on=today(), answer_by=today())

    for state in (RecommendationState.ANSWERED, RecommendationState.PARTLY, RecommendationState.ADOPTED):
        answer_recommendation(row, by=by, state=state, answered_on=today(), changed="Приём открыт")

    with pytest.raises(WrongState):
        answer_recommendation(row, by=by, state=RecommendationState.REFUSED, answered_on=today())


def test_what_changed_counts_each_once_and_the_late_ones():
    by = make_coordinator()
    addressee = make_addressee(by=by)
    past = today() - dt.timedelta(days=10)
    for answer in (None, RecommendationState.ADOPTED, RecommendationState.REFUSED):
        row = made(by, addressee=addressee)
        give_recommendation(row, by=by, given_on=past, answer_by=past)
        if answer:
            answer_recommendation(row, by=by, state=answer, answered_on=today())
    made(by, addressee=addressee)

    found = queries.what_changed(by)
    assert (found.given, found.answered, found.adopted, found.partly, found.refused, found.late) == (3, 2, 1, 0, 1, 1)


def test_a_recommendation_needs_a_text_and_a_sent_letter():
    by = make_coordinator()

    with pytest.raises(Invalid):
        made(by, text_ru=" ")
    row = made(by)
    with pytest.raises(Invalid) as refused:
        give_recommendation(row, by=by, given_on=today(), letter=make_letter_in(by=by, addressee=row.addressee))
    assert list(refused.value.fields) == ["letter"]


def test_the_director_reads_what_was_given_and_writes_nothing():
    by, director = make_coordinator(), make_user(Role.DIRECTOR)
    draft = made(by)
    given = made(by, addressee=draft.addressee)
    give_recommendation(given, by=by, given_on=today())

    assert list(queries.recommendations(director)) == [given]
    with pytest.raises(NotFound):
        queries.get_recommendation(director, draft.pk)
    with pytest.raises(Denied):
        answer_recommendation(given, by=director, state=RecommendationState.ADOPTED, answered_on=today())
    assert list(queries.recommendations(make_user(Role.SOCIAL_WORKER))) == []


def test_from_the_count_to_the_printed_page(client):
    by = sign_in(client, make_coordinator())
    for _ in range(3):
        note_gap(make_case(by=by), by=by, service=Service.PSYCHIATRY, reason=GapReason.NO_PROVIDER)
    facts = {"addressee": str(make_addressee(by=by).pk), "text_ru": "Организовать приём", "service": "psychiatry"}
    days = {"start": f"{today():%d.%m.%Y}", "end": f"{today():%d.%m.%Y}"}

    client.post(reverse("desk:recommendation_new"), facts | days)
    row = Recommendation.objects.get()
    page = client.get(reverse("desk:recommendation", args=[row.pk])).content.decode()
    assert "fewer than 5 people" in page
    assert "Организовать" not in page
    given = {"given_on": f"{today():%d.%m.%Y}", "letter": "", "answer_by": "", "version": row.version}
    client.post(reverse("desk:recommendation_give", args=[row.pk]), given)
    row.refresh_from_db()
    said = {"state": "adopted", "answered_on": f"{today():%d.%m.%Y}", "changed": "Приём открыт", "version": row.version}
    client.post(reverse("desk:recommendation_answer", args=[row.pk]), said)

    assert "Организовать" not in client.get(reverse("desk:recommendations_changed")).content.decode()
    printed = client.post(reverse("desk:recommendations_print")).content.decode()
    assert "Организовать приём" in printed
    assert "Приём открыт" in printed
    assert "fewer than 5 people" in printed


def test_a_count_without_days_comes_back_as_it_was_typed(client):
    by = sign_in(client, make_coordinator())
    facts = {"addressee": str(make_addressee(by=by).pk), "text_ru": "Организовать приём", "service": "psychiatry"}

    refused = client.post(reverse("desk:recommendation_new"), facts)

    assert refused.status_code == 400
    assert "Enter the first and the last day to count." in refused.content.decode()
    assert "Организовать приём" in refused.content.decode()
