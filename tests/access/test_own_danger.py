"""Who has taken on a danger does what it takes, for as long as it is open, in that case alone: also who works by no other right."""

import pytest
from django.urls import reverse

from panoh.audit.guard import writes_allowed
from panoh.cases.actions import raise_risk
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.enums import RiskLevel
from panoh.cases.models import SafetyPlan
from panoh.consent.enums import DataKind
from panoh.network.enums import Service
from panoh.referrals.actions import send_referral
from panoh.referrals.models import Referral
from tests.factories.accounts import sign_in
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.factories.network import make_facility
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Он у брата, таблетки забрали, завтра придёт"
PAGES = ("case_contact", "safety_plan", "case_urgent", "case_referrals")


@pytest.fixture
def outside():
    return make_specialist()


def answers(client, case):
    """What each page that a danger may want answers this account."""
    return {client.get(reverse(f"desk:{name}", args=[case.code])).status_code for name in PAGES}


def test_a_specialist_outside_does_what_it_takes_while_they_have_the_danger(client, outside):
    case = outside.entrust()
    other = outside.entrust()
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    sign_in(client, outside.user)
    before = answers(client, case)

    take_on_danger(task, by=outside.user, owner=outside.user)
    while_open, elsewhere = answers(client, case), answers(client, other)
    shown = client.get(reverse("desk:danger", args=[task.pk])).content.decode()
    task.refresh_from_db()
    end_danger(task, by=outside.user, words=WORDS)

    assert (before, while_open, elsewhere, answers(client, case)) == ({404}, {200}, {404}, {404})
    assert all(reverse(f"desk:{name}", args=[case.code]) in shown for name in PAGES[:3])


def test_the_plan_and_the_urgent_referral_are_theirs_to_make_and_to_send(client, outside):
    case, facility = outside.entrust(), make_facility(by=outside.coordinator)
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.user, owner=outside.user)
    sign_in(client, outside.user)

    client.post(reverse("desk:safety_plan", args=[case.code]), {"signs": "Не спит", "version": "0"})
    typed = {
        "ground": "agrees",
        "words": "Брат рядом",
        "complaints": "Принял таблетки",
        "service": Service.GENERAL,
        "facility": str(facility.pk),
    }
    drawn = client.post(reverse("desk:case_urgent", args=[case.code]), typed, follow=True)
    assert Referral.objects.exists(), text(drawn)[400:]
    referral = Referral.objects.get()
    send_referral(referral, by=outside.user)

    assert (drawn.status_code, Referral.objects.get().state) == (200, "sent")
    assert SafetyPlan.objects.get().by == outside.user


def test_who_loses_the_case_loses_it_with_the_danger(client, outside):
    case = outside.entrust()
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.user, owner=outside.user)
    sign_in(client, outside.user)

    with writes_allowed():
        case.assignments.all().delete()

    assert answers(client, case) == {404}


def test_a_danger_given_to_somebody_who_did_not_take_it_on_opens_nothing(client, outside):
    case = outside.entrust()
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    assert task.owner == outside.user
    sign_in(client, outside.user)

    assert answers(client, case) == {404}


def test_what_comes_with_a_danger_is_no_work_of_its_own(client, outside):
    case = outside.entrust()
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.user, owner=outside.user)
    lawyer = make_lawyer()
    request = make_request(by=lawyer)

    sign_in(client, lawyer)
    assert client.get(reverse("desk:request_urgent", args=[request.code])).status_code == 403
    sign_in(client, outside.user)
    assert reverse("desk:referrals") not in client.get(reverse("desk:more")).content.decode()


@pytest.mark.parametrize(("kinds", "opens"), [(list(DataKind), {200}), ([kind for kind in DataKind if kind != DataKind.CONTACT], {404})])
def test_what_the_person_left_out_stays_closed_to_who_has_the_danger(client, kinds, opens):
    lawyer, case = make_lawyer(), make_case()
    show_to_lawyers(case, kinds)
    task = raise_risk(case, level=RiskLevel.HIGH, by=lawyer)
    take_on_danger(task, by=make_coordinator(), owner=lawyer)
    sign_in(client, lawyer)

    assert {client.get(reverse(f"desk:{name}", args=[case.code])).status_code for name in ("case_urgent", "case_referrals")} == opens
    assert client.get(reverse("desk:safety_plan", args=[case.code])).status_code == 200
