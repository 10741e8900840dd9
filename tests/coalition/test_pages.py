"""Pages between organisations: from the side that proposes, and from the side that answers."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.actions import deactivate_user
from panoh.accounts.roles import Permission, Role
from panoh.cases.models import Case, Share
from panoh.cases.policy import can, visible_cases
from panoh.coalition.actions import decline_proposal
from panoh.coalition.models import Proposal
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from tests.desk.frame import IS_OFF, QUERIES
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.departures import make_departure, make_leaver
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/desk/between/"


@pytest.fixture
def worker():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(1))


def test_proposed_answered_and_worked_on_from_both_sides(client, coordinator, worker):
    case = make_case(by=coordinator)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=worker.organisation)
    sign_in(client, coordinator)
    until = today() + dt.timedelta(days=30)
    given = {"taker": worker.organisation.slug, "kind": "work", "why": "social", "until": f"{until:%d.%m.%Y}", "words": "Школа и справки"}

    answered = client.post(reverse("desk:proposal_add", args=[case.code]), given, follow=True)
    assert "until then they cannot see anything of the file" in text(answered)

    sign_in(client, worker)
    proposal = Proposal.objects.get()
    one = reverse("desk:proposal", args=[proposal.code])
    assert "Answer another organisation" in text(client.get("/desk/"))
    told = text(client.get(LIST))
    assert ("waiting for your answer" in told, "their answer" in told) == (True, False)
    assert ("you help alongside them" in told, "they help" in told) == (True, False)
    shown = text(client.get(one))
    assert ("Школа" in shown, case.code in shown) == (False, False)
    assert "Школа и справки" in text(client.post(one))
    client.post(reverse("desk:proposal_answer", args=[proposal.code, "accept"]), {"words": "", "version": proposal.version})

    assert Share.objects.get().ends_on == until
    assert can(worker, Permission.CASE_WORK, case)
    assert case.code in text(client.get(one))


def choices(page):
    return {each["value"] for each in page.select("[name=taker] option, input[name=taker]") if each["value"]}


def test_an_organisation_where_nobody_can_answer_or_that_leaves_is_not_offered_and_the_page_says_why(client, coordinator, worker):
    case = make_case(by=coordinator)
    empty = make_member(2)  # has no account at all
    reader = make_user(Role.DATA_GUARDIAN, organisation=make_member(3))  # an account that answers nothing
    leaver = make_leaver()
    make_user(Role.MEMBER_WORKER, organisation=leaver)
    make_departure(leaver)
    sign_in(client, coordinator)

    page = soup_of(client.get(reverse("desk:proposal_add", args=[case.code])))

    assert choices(page) == {worker.organisation.slug}
    said = page.main.select_one(".note").get_text(" ", strip=True)
    assert said.startswith("Not offered, because nobody there can answer now or they take no more cases:")
    assert all(row.short in said for row in (empty, reader.organisation, leaver))


def test_a_proposal_that_nobody_can_answer_any_more_says_so_to_who_proposed_it(client, coordinator, worker):
    proposal = make_proposal(by=coordinator)
    sign_in(client, coordinator)
    one, gone = reverse("desk:proposal", args=[proposal.code]), "Nobody there can answer now"
    assert (gone in text(client.get(one)), "Next to act:" in text(client.get(one))) == (False, True)

    deactivate_user(worker, by=make_user(Role.ADMINISTRATOR))

    assert (gone in text(client.get(one)), "Next to act:" in text(client.get(one))) == (True, False)


def test_a_form_without_consent_comes_back_as_it_was_typed(client, coordinator, worker):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    given = {"taker": worker.organisation.slug, "kind": "transfer", "why": "nearer", "until": "", "words": "Переехала"}

    refused = client.post(reverse("desk:proposal_add", args=[case.code]), given)

    assert refused.status_code == 400
    assert ("First record the consent to share inside the team" in text(refused), "Переехала" in text(refused)) == (True, True)


@pytest.mark.parametrize(("kind", "kinds"), [("transfer", set(DataKind.values)), ("share", set())])
def test_the_refusal_for_want_of_consent_leads_to_that_consent_filled_in_and_back_to_what_was_typed(
    client, coordinator, worker, kind, kinds
):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    until = f"{today() + dt.timedelta(days=9):%d.%m.%Y}"
    given = {"taker": worker.organisation.slug, "kind": kind, "why": "nearer", "until": until, "words": "Переехала"}
    form = reverse("desk:proposal_add", args=[case.code])

    lead = soup_of(client.post(form, given)).main.find("a", string="Ask for this consent")["href"]
    asked = soup_of(client.get(lead)).main
    assert asked.select_one("[name=purpose] [selected]")["value"] == "team"
    assert asked.select_one("[name=recipient] [selected]")["value"] == f"organisation:{worker.organisation.pk}"
    assert {each["value"] for each in asked.select("[name=data_kinds][checked]")} == kinds
    said = {"purpose": "team", "recipient": f"organisation:{worker.organisation.pk}", "data_kinds": DataKind.values, "decision": "given"}
    back = client.post(lead, {**said, "form": "written", "given_on": f"{today():%d.%m.%Y}"})

    again = soup_of(client.get(back["Location"])).main
    assert again.select_one("[name=words]").get_text().strip() == "Переехала"
    assert client.post(form, given).status_code == 302
    assert Proposal.objects.get().taker == worker.organisation


@pytest.mark.parametrize(("kind", "wanted"), [("work", True), ("share", False)])
def test_a_proposal_whose_consent_is_gone_says_which_data_are_wanted_and_leads_to_it(client, coordinator, worker, kind, wanted):
    proposal = make_proposal(by=coordinator, kind=kind)
    withdraw_consent(Consent.objects.get(organisation=proposal.taker), by=coordinator)
    sign_in(client, coordinator)

    page = soup_of(client.get(reverse("desk:proposal", args=[proposal.code]))).main

    told = " ".join(page.get_text(" ", strip=True).split())
    assert ("until it is given again, with every kind of data" in told, "until it is given again." in told) == (wanted, not wanted)
    way = page.find("a", string=lambda text: text and text.strip() == "Ask for this consent")["href"]
    assert (f"organisation={proposal.taker.slug}" in way, "all=1" in way) == (True, wanted)


def test_who_proposes_answers_only_what_they_are_asked(client, coordinator, worker):
    proposal = make_proposal(by=coordinator)
    sign_in(client, coordinator)
    for act in ("accept", "ask", "decline", "say", "nonsense"):
        assert client.get(reverse("desk:proposal_answer", args=[proposal.code, act])).status_code == 404, act

    sign_in(client, worker)
    client.post(reverse("desk:proposal_answer", args=[proposal.code, "ask"]), {"words": "Где живёт?", "version": proposal.version})
    sign_in(client, coordinator)
    assert client.get(reverse("desk:proposal_answer", args=[proposal.code, "say"])).status_code == 200
    client.post(reverse("desk:proposal_take_back", args=[proposal.code]))
    assert Proposal.objects.get().state == "taken_back"


def test_to_a_third_organisation_there_is_none(client, coordinator):
    proposal = make_proposal(by=coordinator)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(2)))

    assert client.get(reverse("desk:proposal", args=[proposal.code])).status_code == 404
    assert proposal.code not in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, coordinator, worker, count, django_assert_num_queries):
    for _ in range(count):
        make_proposal(by=coordinator)
    sign_in(client, worker)
    client.get(LIST)

    with django_assert_num_queries(QUERIES + IS_OFF + 3):
        shown = client.get(LIST)

    assert len(soup_of(shown).select(".tasks > li")) == count


def agree(client, case, organisation, kinds):
    """The person's consent, written down as somebody who works on the case does."""
    given = {
        "purpose": "team",
        "recipient": f"organisation:{organisation.pk}",
        "data_kinds": kinds,
        "decision": "given",
        "form": "written",
        "given_on": f"{today():%d.%m.%Y}",
    }
    return client.post(reverse("desk:consent_add", args=[case.code]), given)


def proposed(client, case, taker, kind):
    until = "" if kind == "transfer" else f"{today() + dt.timedelta(days=30):%d.%m.%Y}"
    given = {"taker": taker.slug, "kind": kind, "why": "social", "until": until, "words": "Школа"}
    return client.post(reverse("desk:proposal_add", args=[case.code]), given)


def accepted(client):
    row = Proposal.objects.get(state="asked")
    return client.post(reverse("desk:proposal_answer", args=[row.code, "accept"]), {"words": "", "version": row.version})


@pytest.fixture
def former():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(2))


def test_one_member_asks_shows_and_hands_over_to_another_exactly_what_was_agreed_to(client, worker, former):
    case = make_case(by=make_coordinator(), organisation=former.organisation)
    sign_in(client, former)

    assert agree(client, case, worker.organisation, ["name", "social"]).status_code == 302
    for kind in ("work", "transfer"):
        refused = proposed(client, case, worker.organisation, kind)
        assert (refused.status_code, "The person agreed to share only a part of the file" in text(refused)) == (400, True), kind
    assert proposed(client, case, worker.organisation, "share").status_code == 302
    sign_in(client, worker)
    assert accepted(client).status_code == 302

    share = Share.objects.get()
    assert set(share.withheld_kinds) == set(DataKind) - {DataKind.NAME, DataKind.SOCIAL}
    assert {each for each in Permission if can(worker, each, case)} == {Permission.CASE_VIEW, Permission.NAME_OPEN, Permission.SEARCH}
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 200
    sign_in(client, former)
    consent = Consent.objects.get()
    client.post(reverse("desk:consent_withdraw", args=[case.code, consent.pk]), {"version": consent.version})
    assert not visible_cases(worker).exists()

    assert agree(client, case, worker.organisation, list(DataKind)).status_code == 302
    assert proposed(client, case, worker.organisation, "transfer").status_code == 302
    sign_in(client, worker)
    assert accepted(client).status_code == 302
    assert Case.objects.get().organisation == worker.organisation
    assert not visible_cases(former).exists()


def test_a_consent_to_another_organisation_names_what_it_sees(client, worker, coordinator):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)

    refused = agree(client, case, worker.organisation, [])

    assert "Choose which kinds of data" in text(refused)
    assert not Consent.objects.exists()


def test_a_share_to_read_ends_no_later_than_the_consent(client, worker, coordinator):
    case, last = make_case(by=coordinator), today() + dt.timedelta(days=5)
    make_consent(
        case.person,
        by=coordinator,
        purpose=ConsentPurpose.TEAM,
        organisation=worker.organisation,
        data_kinds=[DataKind.NAME],
        valid_until=last,
    )
    sign_in(client, coordinator)
    assert proposed(client, case, worker.organisation, "share").status_code == 302
    sign_in(client, worker)
    assert accepted(client).status_code == 302

    assert Share.objects.get().ends_on == last


def test_one_full_share_beside_a_narrow_one_stays_full(worker, coordinator):
    case = make_case(by=coordinator)
    show_case(case, by=coordinator, organisation=make_legal_unit())
    show_case(case, by=coordinator, organisation=worker.organisation)

    assert can(worker, Permission.NAME_OPEN, case)


def test_a_decline_is_told_with_its_reason_and_is_over_by_opening_what_was_answered(client, coordinator, worker):
    proposal = make_proposal(by=coordinator)
    decline_proposal(proposal, by=worker, reason="no_place", words="Все койки заняты")
    page, day = reverse("desk:proposal", args=[proposal.code]), reverse("desk:my_day")
    told = "Another organisation declined: read the reason"

    sign_in(client, coordinator)
    assert told in text(client.get(day))
    shown = client.get(page)
    assert "They declined: no free place now" in text(shown)
    assert reverse("desk:proposal_add", args=[proposal.case.code]) in shown.text
    assert "Все койки заняты" in text(client.post(page))
    assert told not in text(client.get(day))
    sign_in(client, worker)
    assert "They declined" not in text(client.get(page))
