"""Needs that nobody meets: noted, noticed by themselves, counted once a person, met later."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.correspondence.models import Recommendation
from panoh.network.enums import Service
from panoh.people.merging import LEFT, fields, join_records
from panoh.referrals import actions
from panoh.referrals.actions.gaps import end_gap, note_gap
from panoh.referrals.enums import DeclineReason, GapEnd, GapReason, GapSource, ReferralState
from panoh.referrals.models import Gap
from panoh.referrals.queries.gaps import case_gaps, count_gaps, count_persons, get_gap, open_gaps, services_by_persons
from tests.desk.forms import filled
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.correspondence import make_addressee
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def noted(case, by, service=Service.PSYCHIATRY, **facts):
    return note_gap(case, by=by, service=service, reason=GapReason.NO_PROVIDER, **facts)


def counted(**facts):
    (line,) = count_gaps(Case.objects.all(), today(), today())
    return {name: getattr(line, name) for name in facts} == facts


def test_a_need_is_noted_where_the_person_lives_unless_another_place_is_said():
    by = make_coordinator()

    here = noted(make_case(by=by, region="TJ-KT", place="TJ-KT.bokhtar"), by)
    there = noted(make_case(by=by, region="TJ-KT", place="TJ-KT.bokhtar"), by, region="TJ-SU")

    assert (here.region, here.place, here.source, here.since_on) == ("TJ-KT", "TJ-KT.bokhtar", GapSource.WORKER, today())
    assert (there.region, there.place) == ("TJ-SU", "")


def test_the_same_need_of_one_person_is_noted_once():
    by = make_coordinator()
    case = make_case(by=by)
    gap = noted(case, by)

    with pytest.raises(Invalid) as refused:
        noted(case, by)
    assert list(refused.value.fields) == ["service"]
    end_gap(gap, by=by, end=GapEnd.NOT_NEEDED)
    noted(case, by)
    assert Gap.objects.count() == 2


def test_the_database_itself_refuses_the_same_open_need_twice():
    by = make_coordinator()
    gap = noted(make_case(by=by), by)

    with writes_allowed(), pytest.raises(IntegrityError), transaction.atomic():
        Gap(case=gap.case, person=gap.person, service=gap.service, reason="cost", source="worker", since_on=today()).save(force_insert=True)


def test_a_declined_referral_that_ends_with_nobody_is_a_need_nobody_meets():
    by = make_coordinator()
    row = make_referral(by=by, state=ReferralState.DECLINED)
    assert Gap.objects.count() == 0

    actions.call_off(row, by=by)

    gap = Gap.objects.get()
    assert (gap.service, gap.reason, gap.source, gap.referral, gap.by) == (
        Service.NEUROLOGY,
        GapReason.NO_CAPACITY,
        GapSource.CHAIN,
        row,
        None,
    )


def test_a_facility_that_never_answers_is_a_need_nobody_meets():
    by = make_coordinator()

    make_referral(by=by, state=ReferralState.EXPIRED)

    assert Gap.objects.get().reason == GapReason.REFUSES


def test_while_another_facility_is_asked_nothing_is_noted():
    by = make_coordinator()
    row = make_referral(by=by, state=ReferralState.DECLINED)

    actions.refer_on(row, by=by, facility=make_facility())

    assert Gap.objects.count() == 0


@pytest.mark.parametrize("state", [ReferralState.WITHDRAWN, ReferralState.PERSON_DECLINED, ReferralState.ERROR, ReferralState.REDIRECTED])
def test_what_was_called_off_or_not_wanted_says_nothing_of_providers(state):
    make_referral(by=make_coordinator(), state=state)

    assert Gap.objects.count() == 0


def test_who_could_not_be_reached_is_no_lack_of_providers():
    by = make_coordinator()
    row = make_referral(by=by, state=ReferralState.SENT)
    actions.decline(row, by=by, reason=DeclineReason.NOT_REACHED)

    actions.call_off(row, by=by)

    assert Gap.objects.count() == 0


def test_the_need_is_met_by_itself_once_the_person_was_seen():
    by = make_coordinator()
    case = make_case(by=by)
    gap, other = noted(case, by, Service.NEUROLOGY), noted(case, by, Service.DENTAL)

    make_referral(by=by, case=case, state=ReferralState.ATTENDED)

    gap.refresh_from_db()
    other.refresh_from_db()
    assert (gap.end, gap.ended_on, other.ended_on) == (GapEnd.MET, today(), None)


def test_a_person_counts_once_in_a_line_and_in_all():
    by = make_coordinator()
    case, other = make_case(by=by), make_case(by=by)
    end_gap(noted(case, by), by=by, end=GapEnd.MET)
    noted(case, by)
    noted(other, by)

    assert counted(persons=2, still_open=2, met=0)
    assert count_persons(by, Service.PSYCHIATRY, today(), today()) == 2
    assert count_persons(by, Service.PSYCHIATRY, today(), today(), "TJ-SU") == 0
    assert [line.persons for line in services_by_persons(count_gaps(Case.objects.all(), today(), today()))] == [2]


def test_two_records_of_one_person_count_once():
    by = make_coordinator()
    one, other = make_case(by=by), make_case(by=by)
    noted(one, by)
    noted(other, by)

    join_records(one.person, other.person, by=by, choices=dict.fromkeys(fields(), LEFT))

    assert counted(persons=1)


def test_a_need_that_was_met_is_counted_as_met():
    by = make_coordinator()
    end_gap(noted(make_case(by=by), by), by=by, end=GapEnd.MET)

    assert counted(persons=1, still_open=0, met=1)


def test_practice_is_not_counted():
    by = make_coordinator()
    by.is_practising = True
    noted(make_case(by=by), by)
    by.is_practising = False

    assert count_persons(by, Service.PSYCHIATRY, today(), today()) == 0


def test_who_sees_no_case_sees_no_need_of_it_and_notes_none():
    coordinator, stranger, worker = make_coordinator(), make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    gap = noted(case, coordinator)

    assert list(open_gaps(worker)) == [gap]
    assert (list(open_gaps(stranger)), case_gaps(stranger, case)) == ([], [])
    with pytest.raises(NotFound):
        get_gap(stranger, gap.pk)
    for act in (lambda: noted(case, stranger), lambda: end_gap(gap, by=stranger, end=GapEnd.MET)):
        with pytest.raises(Denied):
            act()


def test_a_need_is_ended_once_and_on_a_day_that_can_be():
    by = make_coordinator()
    gap = noted(make_case(by=by), by)

    for day in (today() - dt.timedelta(days=1), today() + dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            end_gap(gap, by=by, end=GapEnd.MET, on=day)
        assert list(refused.value.fields) == ["on"]
    end_gap(gap, by=by, end=GapEnd.MET)
    with pytest.raises(WrongState):
        end_gap(gap, by=by, end=GapEnd.MET)


def test_a_referral_of_another_case_is_not_what_it_came_from():
    by = make_coordinator()

    with pytest.raises(Invalid):
        noted(make_case(by=by), by, referral=make_referral(by=by))


def test_from_the_case_to_the_table_and_its_spreadsheet(client):
    by = sign_in(client, make_coordinator())
    case = make_case(by=by, place="TJ-KT.bokhtar")
    given = {"service": "psychiatry", "reason": "no_provider", "place": "", "note": "ближайший в Душанбе"}

    client.post(reverse("desk:gap_new", args=[case.code]), given)
    gap = Gap.objects.get()

    page = client.get(reverse("desk:case_referrals", args=[case.code])).content.decode()
    assert "psychiatrist" in page
    assert "ближайший" not in page
    period = f"?start=01.01.{today().year}&end={today():%d.%m.%Y}"
    table = client.get(reverse("desk:gaps") + period).content.decode()
    assert '<span class="small-n">1</span>' in table
    assert case.code not in table
    taken = client.get(reverse("desk:statistics_download", args=["gaps", "csv"]) + period).content.decode()
    assert "psychiatrist,Bokhtar,1,1,0" in taken
    assert "psychiatrist,nobody provides this here,1" in taken
    assert client.get(reverse("desk:statistics_download", args=["gaps", "xlsx"]) + period).content[:2] == b"PK"
    client.post(reverse("desk:gap_end", args=[gap.pk]), {"end": "met", "on": f"{today():%d.%m.%Y}", "version": gap.version})
    gap.refresh_from_db()
    assert gap.end == GapEnd.MET


def test_the_director_counts_and_opens_no_case_and_a_member_counts_its_own(client):
    by = make_coordinator()
    noted(make_case(by=by), by)
    sign_in(client, make_user(Role.DIRECTOR))
    assert "psychiatrist" in client.get(reverse("desk:gaps")).content.decode()
    assert client.get(reverse("desk:gaps_open")).status_code == 403
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member()))

    assert "psychiatrist" not in client.get(reverse("desk:gaps")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_open_needs_asks_as_much_for_one_as_for_three(client, django_assert_num_queries, count):
    by = sign_in(client, make_coordinator())
    for _ in range(count):
        noted(make_case(by=by), by)

    with django_assert_num_queries(QUERIES + 2):
        client.get(reverse("desk:gaps_open"))


def test_open_needs_are_narrowed_by_a_number_that_says_nothing_of_an_illness(client):
    by = sign_in(client, make_coordinator())
    noted(make_case(by=by), by)

    listed = soup_of(client.get(reverse("desk:gaps_open"), {"service": "22"}))
    other = soup_of(client.get(reverse("desk:gaps_open"), {"service": "1"}))

    assert [option.get_text(strip=True) for option in listed.select("option[selected]")] == ["psychiatrist"]
    assert "Nothing here" in other.main.get_text()
    assert "Nothing here" not in listed.main.get_text()


def test_why_nobody_was_found_stands_beside_the_count_and_goes_into_the_recommendation(client):
    by = sign_in(client, make_coordinator())
    addressee = make_addressee(by=by)
    note_gap(make_case(by=by), by=by, service=Service.PSYCHIATRY, reason=GapReason.COST)
    noted(make_case(by=by), by)

    page = soup_of(client.get(reverse("desk:gaps")))
    why = page.select_one("td[data-head=Why]").get_text(" ", strip=True)
    (link,) = page.select("a[href*='/recommendations/new/']")
    form = soup_of(client.get(link["href"])).select_one("form.form")
    sent = filled(form) | {"addressee": str(addressee.pk), "text_ru": "Оплачивать психиатра", "reason": "cost"}
    assert client.post(reverse("desk:recommendation_new"), sent).status_code == 302

    assert "nobody pays for it: 1" in why
    row = Recommendation.objects.get()
    assert (row.basis_service, row.basis_reason, row.basis_is_small) == (Service.PSYCHIATRY, "cost", True)
    assert "nobody pays for it" in text(client.get(reverse("desk:recommendation", args=[row.pk])))
