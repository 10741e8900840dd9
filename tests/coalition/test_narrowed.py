"""What a person agreed to is the limit of every share with a member: of one to read, and of one to work."""

import pytest
from django.urls import reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.roles import Permission, Role
from panoh.cases.actions import assign_worker, raise_risk
from panoh.cases.enums import Discipline, RiskLevel
from panoh.cases.models import Assignment, Case, Share, Task
from panoh.cases.policy import can
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.coalition.models import Proposal
from panoh.consent.enums import ConsentPurpose, DataKind
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def guest():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(1))


@pytest.fixture
def case(coordinator, guest):
    """With an open danger, and worked on by the guest, as the person agreed."""
    made = make_case(by=coordinator)
    raise_risk(made, level=RiskLevel.HIGH, by=coordinator)
    accept_proposal(make_proposal(by=coordinator, case=made, taker=guest.organisation), by=guest)
    assign_worker(made, by=guest, user=guest, discipline=Discipline.SOCIAL)
    return made


def agree(case, guest, *kinds):
    facts = {"purpose": ConsentPurpose.TEAM, "organisation": guest.organisation, "data_kinds": list(kinds)}
    make_consent(case.person, by=make_coordinator(), **facts)


def may(user, case):
    return {each for each in Permission if can(user, each, case)}


def test_shown_a_part_from_now_on_an_organisation_reads_that_part_and_works_in_the_case_no_more(case, guest):
    assert Permission.CASE_WORK in may(guest, case)

    agree(case, guest, DataKind.SOCIAL)

    share = Share.objects.get()
    assert (share.reads_only, share.ended_at) == (True, None)
    assert may(guest, case) == {Permission.CASE_VIEW}
    assert not Assignment.objects.filter(user=guest).exists()
    assert not Task.objects.filter(owner=guest, case=case).exists()


@pytest.mark.parametrize("page", ["case_consents", "case_family", "case_questionnaires", "case_urgency", "case_complaints"])
def test_no_page_of_who_works_in_the_case_opens_then(client, case, guest, page):
    agree(case, guest, DataKind.SOCIAL)
    sign_in(client, guest)
    address = reverse(f"desk:{page}", args=[case.code])

    assert (client.post if page == "case_complaints" else client.get)(address).status_code == 404


def test_who_is_not_shown_dangers_is_not_told_that_there_are_none(client, case, guest):
    agree(case, guest, DataKind.SOCIAL)
    sign_in(client, guest)

    shown = text(client.get(reverse("desk:case_file", args=[case.code])))

    assert ("No danger was reported" in shown, "Danger and urgency" in shown) == (False, False)


def test_a_regional_worker_of_a_member_that_is_shown_a_part_is_told_of_no_danger_and_not_of_none(client, case, guest):
    regional = make_user(Role.REGIONAL_WORKER, organisation=guest.organisation, regions=("TJ-KT",))
    agree(case, guest, DataKind.SOCIAL)
    sign_in(client, regional)

    assert "Danger and urgency" not in text(client.get(reverse("desk:case_file", args=[case.code])))


def test_both_sides_read_who_works_in_a_case_and_who_only_reads_it(client, case, coordinator, guest):
    for user in (coordinator, guest):
        sign_in(client, user)
        assert "works on the case" in text(client.get(reverse("desk:case_people", args=[case.code])))

    agree(case, guest, DataKind.SOCIAL)

    for user in (coordinator, guest):
        sign_in(client, user)
        shown = text(client.get(reverse("desk:case_people", args=[case.code])))
        assert ("works on the case" in shown, "reads the case, does not work on it" in shown) == (False, True), user.username


def test_who_agrees_to_all_of_it_again_is_asked_for_by_a_new_proposal(case, coordinator, guest):
    agree(case, guest, DataKind.SOCIAL)
    agree(case, guest, *DataKind)
    assert Permission.CASE_WORK not in may(guest, case)

    accept_proposal(make_proposal(by=coordinator, case=case, taker=guest.organisation), by=guest)

    share = Share.objects.get(ended_at=None)
    assert (share.reads_only, share.withheld_kinds, share.pk) == (False, {}, Proposal.objects.order_by("-asked_at")[0].share_id)
    assert Permission.CASE_WORK in may(guest, case)


def test_a_case_shown_to_read_is_not_proposed_to_read_again_and_is_handed_over(coordinator, guest):
    case = make_case(by=coordinator)
    accept_proposal(make_proposal(by=coordinator, case=case, taker=guest.organisation, kind=Kind.SHARE), by=guest)

    with pytest.raises(Exception, match="already has access to the case"):
        make_proposal(by=coordinator, case=case, taker=guest.organisation, kind=Kind.SHARE)
    accept_proposal(make_proposal(by=coordinator, case=case, taker=guest.organisation, kind=Kind.TRANSFER), by=guest)

    case.refresh_from_db()
    assert (case.organisation, Share.objects.filter(ended_at=None).count()) == (guest.organisation, 0)


def test_what_was_being_written_when_it_was_narrowed_is_shown_to_be_copied_and_nothing_else(client, case, guest):
    sign_in(client, guest)
    there = reverse("desk:add_session", args=[case.code])
    sent = {field["name"]: field["value"] for field in soup_of(client.get(there)).select("main form.form input[type=hidden]")}
    typed = {
        "discipline": "social",
        "kind": "individual",
        "others": "Сестра",
        "summary": "Говорили о сне",
        "notes": "Дрожит",
        "minutes": "50",
    }
    keep_draft(guest, sent["draft"], {"summary": ["Говорили о сне"]}, path=there)
    agree(case, guest, DataKind.SOCIAL)

    refused = client.post(there, {**sent, **typed})

    assert refused.status_code in (403, 404)
    shown = soup_of(refused).select_one("section[aria-labelledby=kept]")
    assert {each.get_text() for each in shown.select("p")} == {"Сестра", "Говорили о сне", "Дрожит"}
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 200
    assert soup_of(client.get(reverse("desk:account"))).select('section[aria-labelledby="drafts"] [role=listitem]')


def test_who_names_the_lead_has_it_to_do_where_a_narrowing_took_the_lead_away(client, case, coordinator, guest):
    social = make_user(Role.SOCIAL_WORKER)
    assign_worker(case, by=coordinator, user=social, discipline=Discipline.SOCIAL)
    assign_worker(case, by=coordinator, user=guest, discipline=Discipline.SOCIAL, leads=True)
    sign_in(client, coordinator)
    assert "Choose the lead worker" not in text(client.get(reverse("desk:my_day")))

    agree(case, guest, DataKind.SOCIAL)

    assert Case.objects.get().lead is None
    rows = [a["href"] for a in soup_of(client.get(reverse("desk:my_day"))).select("main a") if "Choose the lead worker" in a.get_text()]
    assert set(rows) == {reverse("desk:case_people", args=[case.code])}
    sign_in(client, social)
    assert "Choose the lead worker" not in text(client.get(reverse("desk:my_day")))

    assign_worker(Case.objects.get(), by=coordinator, user=social, discipline=Discipline.SOCIAL, leads=True)

    assert Case.objects.get().lead == social
    assert Assignment.objects.filter(user=social).count() == 1
    sign_in(client, coordinator)
    assert "Choose the lead worker" not in text(client.get(reverse("desk:my_day")))
