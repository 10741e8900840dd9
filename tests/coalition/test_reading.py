"""Who is shown a case to read, or in part: no page offers to write in it, and none says that there is nothing where it is closed."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import share_case
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.consent.enums import ConsentPurpose, DataKind
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Долгий разговор о школе, о справках и о том, кто ходит с ней к участковому"


@pytest.fixture
def reader():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(1))


def shown(by, reader, *kinds):
    case = make_case(by=by)
    accept_proposal(make_proposal(by=by, case=case, taker=reader.organisation, kind=Kind.SHARE, kinds=kinds), by=reader)
    return case


def links(answer):
    return {each["href"] for each in soup_of(answer).select("main a[href]")}


ACTS = ("add_session", "quick_note", "plan_session", "record_assessment")
PAGES = ("case_file", "case_sessions", "case_assessments", "case_more", "case_steps", "case_closure")


def test_who_only_reads_a_case_is_offered_no_form_of_it(client, coordinator, reader):
    case = shown(coordinator, reader, *DataKind)
    sign_in(client, reader)
    acts = {reverse(f"desk:{name}", args=[case.code]): name for name in (*ACTS, "feedback_new")}

    offered = {(page, acts[link]) for page in PAGES for link in links(client.get(reverse(f"desk:{page}", args=[case.code]))) & set(acts)}

    assert offered == set()


@pytest.mark.parametrize("act", [*ACTS, "feedback_new"])
def test_a_form_refuses_who_only_reads_before_anything_is_typed(client, coordinator, reader, act):
    case = shown(coordinator, reader, *DataKind)
    sign_in(client, reader)

    assert client.get(reverse(f"desk:{act}", args=[case.code])).status_code in (403, 404)


@pytest.mark.parametrize("act", ["add_session", "case_urgency"])
def test_what_was_typed_into_a_form_that_closed_meanwhile_stands_on_the_page_that_says_so(client, coordinator, reader, act):
    case = shown(coordinator, reader, *DataKind)
    sign_in(client, reader)

    refused = client.post(reverse(f"desk:{act}", args=[case.code]), {"summary": WORDS, "urgency": "green"})

    assert (refused.status_code in (403, 404), WORDS in text(refused)) == (True, True)


NONE = {
    "case_sessions": ("No session yet", "No help recorded yet", "No money was requested"),
    "case_assessments": ("No assessment yet",),
    "case_people": ("Nobody is assigned",),
    "case_more": ("Nobody is assigned",),
    "case_medico": ("No reports yet",),
}


def of_lawyers(by):
    case, lawyer = make_case(by=by), make_lawyer()
    make_consent(case.person, by=by, purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation, data_kinds=[DataKind.NAME])
    share_case(case, by=by, organisation=lawyer.organisation)
    return case, lawyer


@pytest.mark.parametrize("page", ["case_sessions", "case_assessments", "case_people", "case_more"])
def test_who_is_shown_a_part_is_not_told_that_there_is_nothing(client, coordinator, reader, page):
    of_member = shown(coordinator, reader, DataKind.NAME)
    for case, user in ((of_member, reader), of_lawyers(coordinator)):
        sign_in(client, user)
        answer = text(client.get(reverse(f"desk:{page}", args=[case.code])))

        assert [said for said in NONE[page] if said in answer] == [], user.username
        assert answer.count("Nothing here that you have access to") == (0 if page == "case_more" else len(NONE[page]))


def test_of_a_report_that_lawyers_are_not_shown_no_page_says_that_there_is_none(client, coordinator):
    case, lawyer = of_lawyers(coordinator)
    sign_in(client, lawyer)

    for address in (reverse("desk:case_medico", args=[case.code]), reverse("desk:medico_reports")):
        answer = text(client.get(address))
        assert ("No reports yet" in answer, "Nothing here that you have access to" in answer) == (False, True), address


@pytest.mark.parametrize("page", ["case_sessions", "case_assessments", "case_people", "case_medico"])
def test_who_sees_all_of_it_reads_that_there_is_nothing_yet(client, coordinator, page):
    case = make_case(by=coordinator)
    sign_in(client, coordinator)

    answer = text(client.get(reverse(f"desk:{page}", args=[case.code])))

    assert [said for said in NONE[page] if said not in answer] == []


def test_who_only_reads_is_not_asked_to_plan_the_first_session(client, coordinator, reader):
    case = shown(coordinator, reader, *DataKind)
    sign_in(client, reader)

    answer = text(client.get(reverse("desk:case_sessions", args=[case.code])))

    assert ("No session yet" in answer, "Plan the first one" in answer) == (True, False)
