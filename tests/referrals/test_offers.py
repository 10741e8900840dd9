"""Which facilities a person may be offered: none that failed the screening, none they are kept from, none with a register untold."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Task
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.network import actions as network
from panoh.network.enums import Register, Screening, Service
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.referrals import actions
from panoh.referrals.models import Exclusion, Referral
from panoh.referrals.offers import alternatives, offered_facilities
from panoh.referrals.queries.referrals import exclusions
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.legal import make_legal_referral
from tests.factories.network import make_facility, make_keeper
from tests.pages import soup_of, text

DAY = dt.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def house():
    keeper = make_keeper()
    return keeper, make_case(by=keeper), keeper, make_facility(by=keeper)


def bar(facility, keeper):
    network.screen_facility(facility, by=keeper, screening=Screening.NOT_FOR_US, reason="Ведомственная")


def draft(case, worker, facility, **more):
    return actions.draft_referral(case, by=worker, facility=facility, service=Service.NEUROLOGY, complaints="Головные боли", **more)


def test_what_failed_the_screening_is_offered_to_nobody_and_taken_by_no_action(house):
    keeper, case, worker, facility = house
    bar(facility, keeper)

    assert list(offered_facilities(worker, case)) == list(offered_facilities(worker, None)) == []
    with pytest.raises(Invalid) as refused:
        draft(case, worker, facility)

    assert list(refused.value.fields) == ["facility"]
    assert Referral.objects.count() == 0


def test_what_the_person_is_kept_from_is_offered_to_others_alone(house):
    keeper, case, worker, facility = house
    other = make_case(by=keeper)
    row = actions.exclude_facility(case, by=worker, facility=facility, words="Там работает сосед")

    assert list(offered_facilities(worker, case)) == []
    assert list(offered_facilities(worker, other)) == [facility]
    with pytest.raises(Invalid):
        draft(case, worker, facility)
    assert "сосед".encode() not in bytes(row.reason)
    assert open_sealed([row], by=worker.actor, purpose=Purpose.CARE)[0].reason == "Там работает сосед"

    actions.end_exclusion(row, case, by=worker)

    assert list(offered_facilities(worker, case)) == [facility]
    assert [each.verb for each in AuditEvent.objects.filter(verb__contains="exclu").order_by("seq")] == [
        "referrals.excluded",
        "referrals.exclusion_ended",
    ]
    with pytest.raises(WrongState):
        actions.end_exclusion(Exclusion.objects.get(), case, by=worker)


def test_an_exclusion_holds_for_every_record_of_the_person(house):
    _keeper, case, worker, facility = house
    other = make_case(by=worker)
    actions.exclude_facility(case, by=worker, facility=facility, words="Там сосед")
    with writes_allowed():
        Person.objects.filter(pk=case.person_id).update(merged_into=other.person_id)
    other = Case.objects.select_related("person").get(pk=other.pk)

    assert list(offered_facilities(worker, other)) == []
    assert [row.facility for row in exclusions(worker, other)] == [facility]
    with pytest.raises(Invalid):
        draft(other, worker, facility)


def test_an_exclusion_has_a_reason_is_made_once_and_by_who_refers(house):
    _keeper, case, worker, facility = house
    with pytest.raises(Invalid):
        actions.exclude_facility(case, by=worker, facility=facility, words=" ")
    with pytest.raises(Denied):
        actions.exclude_facility(case, by=make_user(Role.ACCOUNTANT), facility=facility, words="х")
    actions.exclude_facility(case, by=worker, facility=facility, words="х")

    with pytest.raises(Invalid):
        actions.exclude_facility(case, by=worker, facility=facility, words="х")

    assert Exclusion.objects.count() == 1


@pytest.mark.parametrize("learnt", ["screening", "exclusion"])
def test_a_referral_drawn_up_before_is_not_sent_once_it_is_known(house, learnt):
    keeper, case, worker, facility = house
    row = draft(case, worker, facility)
    make_consent(case.person, by=worker, facility=facility)
    row.refresh_from_db()
    if learnt == "screening":
        bar(facility, keeper)
    else:
        actions.exclude_facility(case, by=worker, facility=facility, words="х")
    row = Referral.objects.get()

    with pytest.raises(WrongState):
        actions.send_referral(row, by=worker)

    assert Referral.objects.get().sent_at is None


@pytest.mark.parametrize("learnt", ["screening", "exclusion"])
def test_what_is_open_to_it_is_laid_before_who_drew_it_up(client, house, learnt):
    keeper, case, worker, facility = house
    row, elsewhere = draft(case, worker, facility), draft(case, worker, make_facility(by=keeper))
    make_consent(case.person, by=worker, facility=facility)
    actions.send_referral(Referral.objects.get(pk=row.pk), by=worker)
    assert not Task.objects.filter(target=row.pk, kind=TaskKind.REFERRAL, due_at__lt=now() + DAY).exists()

    for _twice in range(2):  # what is written of it again asks no second time
        if learnt == "screening":
            bar(facility, keeper)
        elif not Exclusion.objects.exists():
            actions.exclude_facility(case, by=worker, facility=facility, words="х")

    assert [task.owner for task in Task.objects.filter(target=row.pk, kind=TaskKind.REFERRAL, due_at__lt=now() + DAY)] == [worker]
    sign_in(client, worker)
    said = "must not be referred to this facility now"
    pages = [text(client.get(reverse("desk:referral", args=[each.code]))) for each in (row, elsewhere)]
    assert [said in page for page in pages] == [True, False]


def test_a_register_is_told_of_and_agreed_to_or_nothing_is_drawn_up(house):
    keeper, case, worker, facility = house
    network.change_facility(facility, by=keeper, register=Register.PSYCHIATRIC)
    with pytest.raises(Invalid) as refused:
        draft(case, worker, facility)
    assert list(refused.value.fields) == ["register_agreed"]
    assert Referral.objects.count() == 0

    row = draft(case, worker, facility, register_agreed=True)

    assert row.register_agreed_on == row.made_on
    # Changed without a word about the register, it stays agreed to; another facility without one forgets it.
    actions.change_referral(row, by=worker, facility=facility, service=Service.NEUROLOGY, complaints="Боли")
    assert Referral.objects.get().register_agreed_on == row.made_on
    actions.change_referral(row, by=worker, facility=make_facility(by=keeper), service=Service.NEUROLOGY, complaints="Боли")
    assert Referral.objects.get().register_agreed_on is None


def test_alternatives_leave_out_what_the_person_is_kept_from(house):
    keeper, case, worker, facility = house
    network.change_facility(facility, by=keeper, register=Register.NARCOLOGICAL)
    feared, fine = make_facility(by=keeper), make_facility(by=keeper)
    actions.exclude_facility(case, by=worker, facility=feared, words="х")

    assert list(alternatives(worker, case, facility, Service.NEUROLOGY)) == [fine]


def test_the_form_says_what_a_register_means_and_offers_who_keeps_none(client, house):
    keeper, case, worker, facility = house
    network.change_facility(facility, by=keeper, name="Центр А", register=Register.PSYCHIATRIC)
    make_facility(by=keeper, name="Больница Б")
    sign_in(client, worker)
    address = reverse("desk:referral_add", args=[case.code])
    given = {
        "facility": str(facility.pk),
        "service": "neurology",
        "priority": "normal",
        "level": "neutral",
        "complaints": "Головные боли",
        "language": "ru",
        "data_kinds": ["name"],
    }
    begun = client.get(address)
    assert "psychiatric register, sometimes for years" in begun.content.decode()
    asked = soup_of(begun).find("input", {"name": "register_agreed"}).find_parent("fieldset")
    assert (asked["data-asked-if"], asked.has_attr("hidden")) == (f"facility={facility.pk}", True)

    answer = client.post(address, given)

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "The same help without a register:" in text
    assert "<li>Больница Б" in text
    assert "Головные боли" in text
    assert client.post(address, given | {"register_agreed": "on"}).status_code == 302
    assert (
        "It was explained, and the person agreed"
        in client.get(reverse("desk:referral", args=[Referral.objects.get().code])).content.decode()
    )


def test_no_list_of_a_case_offers_what_the_person_is_kept_from(client, house):
    keeper, case, worker, facility = house
    network.change_facility(facility, by=keeper, name="Больница Щ")
    pages = [reverse(f"desk:{name}", args=[case.code]) for name in ("referral_add", "consent_add", "case_urgent", "exclusion_add")]
    sign_in(client, worker)
    assert [str(facility.pk) in client.get(page).content.decode() for page in pages] == [True] * 4

    actions.exclude_facility(case, by=worker, facility=facility, words="Там сосед")

    assert [str(facility.pk) in client.get(page).content.decode() for page in pages] == [False] * 4
    page = reverse("desk:case_exclusions", args=[case.code])
    assert "Больница Щ" not in client.get(page).content.decode()
    text = client.post(page).content.decode()
    assert "Больница Щ" in text
    assert "Там сосед" in text
    row = Exclusion.objects.get()
    assert client.post(reverse("desk:exclusion_end", args=[case.code, row.pk])).status_code == 302
    assert Exclusion.objects.get().ended_on is not None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, house, count, django_assert_num_queries):
    keeper, case, worker, facility = house
    for each in [facility, *(make_facility(by=keeper) for _ in range(count - 1))]:
        actions.exclude_facility(case, by=worker, facility=each, words="х")
    sign_in(client, worker)
    page = reverse("desk:case_exclusions", args=[case.code])
    client.get(page)

    with django_assert_num_queries(11):
        client.get(page)


def test_a_draft_says_that_the_facility_is_not_known_to_give_this_help(client, house):
    keeper, case, worker, facility = house
    network.change_facility(facility, by=keeper, services=[Service.SURGERY])
    known = draft(case, worker, make_facility(by=keeper, services=[Service.NEUROLOGY]))
    row = draft(case, worker, facility)
    sign_in(client, worker)

    pages = [text(client.get(reverse("desk:referral", args=[each.code]))) for each in (row, known)]
    assert ["does not list this help for this facility" in page for page in pages] == [True, False]


def test_the_lawyers_are_referred_to_on_their_own_form(client, house):
    _keeper, case, worker, _facility = house
    entry = make_legal_referral(by=worker, sent=False).facility
    sign_in(client, worker)

    page = soup_of(client.get(reverse("desk:referral_add", args=[case.code])))

    assert str(entry.pk) not in {option["value"] for option in page.select("select[name=facility] option")}
    assert page.main.find("a", href=reverse("desk:legal_refer", args=[case.code]))


def test_the_list_says_beside_each_facility_what_stands_against_it_for_this_person(client):
    make_secretariat()
    user = sign_in(client, make_user(Role.COORDINATOR))
    case = make_case(by=user)
    fits, far = make_facility(by=user, region="TJ-DU"), make_facility(by=user, region="TJ-SU")
    with writes_allowed():
        Person.objects.filter(pk=case.person_id).update(language="tg", sex="female", region="TJ-DU")
        Facility.objects.filter(pk=fits.pk).update(languages=["tg", "ru"], has_women_staff=True)
        Facility.objects.filter(pk=far.pk).update(languages=["ru"], has_women_staff=False)
    over = make_agreement(by=user, ends_on=today() - dt.timedelta(days=1)).facility

    form = soup_of(client.get(reverse("desk:referral_add", args=[case.code]))).select_one("form.form")
    label = {each["value"]: (each if each.name == "option" else each.parent).get_text() for each in form.select("[value]")}

    assert "(" not in label[str(fits.pk)]
    assert "(another region, no staff of the person's sex, not in the person's language)" in label[str(far.pk)]
    assert "no agreement in force" in label[str(over.pk)]
