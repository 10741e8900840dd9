"""Who has taken on a danger does what it takes, for as long as it is open, in that case alone: also who works by no other right."""

import pytest
from django.urls import reverse

from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, raise_risk, reassign_task, share_case
from panoh.cases.actions.dangers import end_danger, raise_again, take_on_danger
from panoh.cases.enums import Discipline, RiskLevel
from panoh.cases.models import SafetyPlan, Task
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.network.enums import Service
from panoh.referrals.actions import send_referral
from panoh.referrals.models import Referral
from tests.factories.accounts import sign_in
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case, make_request
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer
from tests.factories.network import make_facility
from tests.pages import soup_of, text

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


def test_who_is_told_to_speak_with_the_person_is_told_how_and_led_there_once_they_have_the_danger(client, outside):
    case = outside.entrust()
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    sign_in(client, outside.user)
    pages = [reverse("desk:case_file", args=[case.code]), reverse("desk:danger", args=[task.pk])]
    before = [client.get(page) for page in pages]

    client.post(reverse("desk:take_danger", args=[task.pk]))
    after = [client.get(page) for page in pages]

    assert all("“I have it”" in text(page) and "How to contact safely" not in text(page) for page in before)
    assert soup_of(before[0]).find("form", action=reverse("desk:take_danger", args=[task.pk]))
    links = [soup_of(page).find("a", string="How to contact safely")["href"] for page in after]
    assert links == ["#safe-contact", reverse("desk:case_contact", args=[case.code])]
    assert soup_of(after[0]).select_one("#safe-contact")
    assert not any("“I have it”" in text(page) for page in after)


def test_what_would_stay_closed_is_not_said_to_open(client, outside):
    case = make_case(by=outside.coordinator)
    agreed, whom = [DataKind.NAME, DataKind.PSYCHOLOGICAL], outside.user.organisation
    make_consent(case.person, by=outside.coordinator, purpose=ConsentPurpose.TEAM, organisation=whom, data_kinds=agreed)
    share_case(case, by=outside.coordinator, organisation=whom, until=None)
    assign_worker(case, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    sign_in(client, outside.user)

    pages = [text(client.get(reverse("desk:case_file", args=[case.code]))), text(client.get(reverse("desk:danger", args=[task.pk])))]

    assert all("I have it" in page and "How to reach the person opens" not in page for page in pages)


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


def shown_in_part(outside):
    """A case that the specialist works on, of which the person agreed to show the name, how to reach them and the psychological work."""
    case = make_case(by=outside.coordinator)
    agreed, whom = [DataKind.NAME, DataKind.CONTACT, DataKind.PSYCHOLOGICAL], outside.user.organisation
    make_consent(case.person, by=outside.coordinator, purpose=ConsentPurpose.TEAM, organisation=whom, data_kinds=agreed)
    share_case(case, by=outside.coordinator, organisation=whom, until=None)
    assign_worker(case, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)
    return case


def test_what_the_person_left_out_opens_to_who_has_the_danger_when_the_unit_names_them(client, outside):
    case = shown_in_part(outside)
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.user, owner=outside.user)
    sign_in(client, outside.user)

    def opens():
        return [client.get(reverse(f"desk:{name}", args=[case.code])).status_code for name in PAGES]

    page, alone = text(client.get(reverse("desk:danger", args=[task.pk]))), opens()
    take_on_danger(Task.objects.get(pk=task.pk), by=outside.coordinator, owner=outside.user)
    named = opens()
    end_danger(Task.objects.get(pk=task.pk), by=outside.user, words=WORDS)

    assert (alone, named, opens()) == ([200, 200, 404, 404], [200] * 4, [404] * 4)
    assert "Call the coordinator" in page


def test_who_is_asked_by_the_unit_and_says_yes_is_named_and_who_takes_it_after_them_is_not(client, outside):
    case = shown_in_part(outside)
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.coordinator, owner=outside.user, said_yes=False)
    sign_in(client, outside.user)
    assert client.get(reverse("desk:case_urgent", args=[case.code])).status_code == 404

    take_on_danger(Task.objects.get(pk=task.pk), by=outside.user, owner=outside.user)
    assert client.get(reverse("desk:case_urgent", args=[case.code])).status_code == 200
    take_on_danger(Task.objects.get(pk=task.pk), by=outside.coordinator, owner=outside.coordinator)

    assert Task.objects.get(pk=task.pk).danger.is_entrusted is False


def test_who_takes_on_again_by_themselves_what_another_was_entrusted_with_is_not(client, outside):
    case = shown_in_part(outside)
    task = raise_risk(case, level=RiskLevel.HIGH, by=outside.user)
    take_on_danger(task, by=outside.coordinator, owner=outside.user)
    assert Task.objects.get(pk=task.pk).danger.is_entrusted is True
    end_danger(Task.objects.get(pk=task.pk), by=outside.user, words=WORDS)

    again = raise_again(Task.objects.get(pk=task.pk), by=outside.user, owner=outside.user)

    assert again.danger.is_entrusted is False
    take_on_danger(Task.objects.get(pk=again.pk), by=outside.coordinator, owner=outside.user)
    reassign_task(Task.objects.get(pk=again.pk), by=outside.user, owner=outside.coordinator)
    assert Task.objects.get(pk=again.pk).danger.is_entrusted is False
