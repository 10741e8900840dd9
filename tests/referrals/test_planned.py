"""A referral gives a service of the programme: it begins with what was planned, and its outcome counts for it, with what it cost."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.undo import last_act, take_back
from panoh.cases.actions.programme import agree_programme, approve_programme, draft_programme
from panoh.cases.enums import Help, HelpItem, ProgrammeState
from panoh.cases.models import Assistance
from panoh.cases.queries.programme import plan
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Invalid
from panoh.network.enums import Service, TariffUnit
from panoh.referrals import actions
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.days import written
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.care import agreement, make_programme, service_of
from tests.factories.cases import make_case, make_coordinator
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def clinic(user):
    return make_facility(by=user, name="Клиника Х")


@pytest.fixture
def case(user):
    return make_case(by=user)


@pytest.fixture
def planned(user, case, clinic):
    """Three visits to a clinic, each for 200 somoni as one thinks."""
    facts = {"help": Help.MEDICAL, "item": HelpItem.CONSULTATION, "times": 3, "unit_cost": Decimal(200), "facility": clinic, "owner": None}
    return service_of(make_programme(case, by=user, state=ProgrammeState.APPROVED, **facts))


def line(case):
    """The planned service beside what was delivered, as the programme in force shows it."""
    (goal,) = plan(case.programmes.get(state=ProgrammeState.APPROVED)).goals
    return goal.services[0]


def chosen(form, name):
    return [each["value"] for each in form.select(f"[name={name}] option[selected], [name={name}][checked]")]


def test_from_its_line_a_referral_begins_with_what_was_planned(client, case, clinic, planned):
    page = soup_of(client.get(reverse("desk:case_programme", args=[case.code])))
    (link,) = page.select(f"a[href*='planned={planned.pk}'][href*='referrals/add']")
    form = soup_of(client.get(link["href"])).select_one("form.form")

    assert chosen(form, "planned") == [str(planned.pk)]
    assert chosen(form, "facility") == [str(clinic.pk)]
    assert chosen(form, "service") == [Service.GENERAL]


def test_what_came_of_it_counts_for_what_was_planned_with_what_it_cost(user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.ATTENDED)

    actions.record_outcome(row, by=user, words="Осмотр", cost=Decimal(350), currency="TJS")

    given = line(case)
    assert (given.delivered.times, given.delivered_cost) == (1, {"TJS": Decimal(350)})
    assert Referral.objects.get().counted == Assistance.objects.get(service=planned)


def test_undone_it_counts_no_more(user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.ATTENDED)
    actions.record_outcome(row, by=user, words="Осмотр", cost=Decimal(350), currency="TJS")

    take_back(last_act(user.actor).pk, by=user.actor)

    assert line(case).delivered.times == 0
    assert Referral.objects.get().counted is None
    assert Assistance.objects.count() == 0


def test_after_an_appointment_visit_and_outcome_are_one_form(client, user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.BOOKED)
    day = row.appointment_at.astimezone(DUSHANBE)
    with time_machine.travel(day + dt.timedelta(days=2)):
        sign_in(client, user)
        page = soup_of(client.get(reverse("desk:referral", args=[row.code])))
        (link,) = page.select("a[href$='/step/completed/']")
        form = soup_of(client.get(link["href"])).select_one("form.form")
        assert form.select_one("[name=attended_on]")["value"] == f"{day:%d.%m.%Y}"
        assert chosen(form, "planned") == [str(planned.pk)]

        sent = {
            "attended_on": f"{day:%d.%m.%Y}",
            "outcome_on": written(),
            "state": "completed",
            "words": "Осмотр",
            "quantity": "1",
        }
        answer = client.post(link["href"], sent | {"version": row.version, "planned": str(planned.pk)})

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.attended_on) == (ReferralState.COMPLETED, day.date())
    assert [turn.state for turn in row.turns.order_by("at", "id")][-2:] == [ReferralState.ATTENDED, ReferralState.COMPLETED]
    assert line(case).delivered.last_on == day.date()


def test_it_is_suggested_where_the_only_one_of_that_facility_is_planned(client, user, case, clinic, planned):
    there = make_referral(by=user, case=case, facility=clinic, state=ReferralState.ATTENDED)
    elsewhere = make_referral(by=user, case=case, state=ReferralState.ATTENDED)

    def suggested(row):
        address = reverse("desk:referral_step", args=[row.code, "completed"])
        return chosen(soup_of(client.get(address)).select_one("form.form"), "planned")

    assert suggested(there) == [str(planned.pk)]
    assert suggested(elsewhere) in ([], [""])


def test_a_new_version_of_the_programme_carries_it_on(client, user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.ATTENDED)
    newer = draft_programme(case, by=user)
    agree_programme(newer, by=user, given=agreement())
    approve_programme(newer, by=make_coordinator())
    address = reverse("desk:referral_step", args=[row.code, "completed"])

    assert chosen(soup_of(client.get(address)).select_one("form.form"), "planned") == [str(service_of(newer).pk)]
    actions.record_outcome(row, by=user, words="Осмотр")
    assert line(case).delivered.times == 1


def test_the_form_may_say_that_it_is_not_in_the_programme(user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.ATTENDED)

    actions.record_outcome(row, by=user, words="Осмотр", planned=None)

    assert line(case).delivered.times == 0


def test_a_service_of_another_case_is_refused(user, clinic, planned):
    other = make_case(by=user)

    with pytest.raises(Invalid):
        make_referral(by=user, case=other, facility=clinic, planned=planned)


def test_drawn_up_for_another_facility_it_is_for_the_same_service(user, case, clinic, planned):
    row = make_referral(by=user, case=case, facility=clinic, planned=planned, state=ReferralState.DECLINED)

    assert actions.refer_on(row, by=user, facility=make_facility(by=user)).planned == planned


def test_the_price_of_the_agreement_is_filled_in(client, user, case):
    agreed = make_agreement(by=user, prices=((Service.NEUROLOGY, TariffUnit.VISIT, "150.00"),))
    row = make_referral(by=user, case=case, facility=agreed.facility, state=ReferralState.ATTENDED)

    form = soup_of(client.get(reverse("desk:referral_step", args=[row.code, "completed"]))).select_one("form.form")

    assert (form.select_one("[name=cost]")["value"], chosen(form, "currency")) == ("150", ["TJS"])
    assert "The agreed price for one" in form.get_text()


def test_the_complaints_at_admission_are_filled_in_by_a_press(client, user):
    case = make_case(by=user, complaints=["headache"], complaint_words="Шум в ушах")
    address = reverse("desk:referral_add", args=[case.code])
    page = soup_of(client.get(address))
    (press,) = page.select("main form button[name=open]")
    assert "Шум" not in str(page)

    form = soup_of(client.post(address, {"open": "1"})).select_one("form.form")

    assert form.select_one("[name=complaints]").get_text().strip() == "головные боли\nШум в ушах"
    assert press.get_text().strip() == "Fill in the complaints at admission"
    assert "Fill in" not in form.get_text()
