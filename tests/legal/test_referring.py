"""Referrals to the legal unit, and of persons from it to the Unit: the same mechanism, seen from both sides."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import admit, assign_worker, decline_request, receive_request, share_case, triage_request
from panoh.cases.actions.calling import weigh_word
from panoh.cases.enums import Asker, DecisionReason, Discipline, Door, Need, TaskKind, Urgency
from panoh.cases.finding import find_cases
from panoh.cases.models import Assistance, Share, Task
from panoh.cases.policy import can, visible_cases, withheld_kinds
from panoh.cases.queries.cases import assignments, get_case, shares
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.core.errors import Denied, NotFound, WrongState
from panoh.legal.actions import answer_referral, refer_to_lawyers, take_case
from panoh.legal.queries.received import get_received, read_received, received, waiting
from panoh.network.models import Facility
from panoh.people.actions import correct_person, set_safe_contact
from panoh.people.data import PersonData
from panoh.people.models import Person
from panoh.referrals import actions as referrals
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import ActsNext, DeclineReason, Evidence, ReferralState
from panoh.referrals.grounds import NoGround
from panoh.referrals.models import Referral
from panoh.vault.actions import has_key
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_legal_unit, make_user, sign_in
from tests.factories.care import make_assessment, make_help, make_session, make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer, make_legal_referral, show_to_lawyers
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import main_text, soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
STORY = "Рассказ о задержании"
ITEMS = {Discipline.PSYCHOLOGICAL: "session", Discipline.MEDICAL: "consultation", Discipline.SOCIAL: "documents"}
CLOSABLE = (Permission.NAME_OPEN, Permission.SEARCH, Permission.CONTACT_SAFETY)


@pytest.fixture
def lawyer():
    return make_lawyer()


@pytest.fixture
def worker():
    return make_coordinator()


def holds_key(row):
    return has_key(row.sealing_subject(), make_legal_unit().pk)


def test_a_draft_waits_for_the_consent_to_the_legal_unit_and_to_these_kinds_of_data(worker, lawyer):
    case = make_case(by=worker)
    row = refer_to_lawyers(case, by=worker, words="Жалоба", data_kinds=[DataKind.NAME, DataKind.STORY])
    unit = make_legal_unit()

    make_consent(case.person, by=worker, facility=row.facility)  # as to a facility outside: says nothing of the unit
    make_consent(case.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=[DataKind.NAME, DataKind.LEGAL])
    row.refresh_from_db()
    with pytest.raises(NoGround):
        referrals.send_referral(row, by=worker)
    assert (row.state, holds_key(row), list(received(lawyer))) == (ReferralState.AWAITING_CONSENT, False, [])

    kinds = [DataKind.LEGAL, DataKind.STORY]
    make_consent(case.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=kinds)
    row.refresh_from_db()
    referrals.send_referral(row, by=worker)
    said = read_received(get_received(lawyer, row.code), by=lawyer)
    assert (said.words, said.name) == ("Жалоба", "")


def test_what_the_lawyers_have_stands_under_the_lawyers_and_offers_nothing_of_a_clinic(client, worker):
    sign_in(client, worker)
    row, clinics = make_legal_referral(by=worker), make_referral(by=worker, state=ReferralState.SENT)
    board = soup_of(client.get(reverse("desk:referrals")))
    assert [head.get_text() for head in board.select("main h2")] == ["Next step: the facility / the lawyers"]
    referrals.call_off(clinics, by=worker)

    board = soup_of(client.get(reverse("desk:referrals")))
    assert [head.get_text() for head in board.select("main h2")] == ["Next step: the lawyers"]
    page = soup_of(client.get(reverse("desk:referral", args=[row.code])))
    steps = [link.get_text(strip=True) for link in page.select(f'a[href*="{row.code}/step/"]')]
    assert steps == [
        "Appointment made",
        "The person came",
        "The person could not come",
        "The person does not want it",
        "Cancel",
        "Created by mistake",
    ]


def test_every_referral_to_the_unit_goes_to_one_entry_of_the_directory(worker):
    rows = [make_legal_referral(by=worker, sent=False) for _ in range(2)]

    assert Facility.objects.filter(house=make_legal_unit()).count() == 1
    assert {row.facility_id for row in rows} == {Facility.objects.get().pk}


def test_before_it_is_taken_lawyers_read_what_was_sent_and_nothing_of_the_case(worker, lawyer):
    row = make_legal_referral(by=worker)

    said = read_received(get_received(lawyer, row.code), by=lawyer)
    assert (said.words, said.name) == ("Нужна жалоба на отказ", "Қодиров Ҷамшед")
    assert [one.code for one in waiting(lawyer)] == [row.code]
    assert not visible_cases(lawyer, Permission.CASE_VIEW).exists()
    assert acts_next(row) == ActsNext.PROVIDER
    assert row.due_at is not None


def test_taking_the_person_puts_the_lawyer_on_the_case_until_the_consent_ends(worker, lawyer):
    until = today() + dt.timedelta(days=40)
    row = make_legal_referral(by=worker, sent=False)
    make_consent(
        row.person,
        by=worker,
        purpose=ConsentPurpose.LEGAL,
        organisation=make_legal_unit(),
        data_kinds=[DataKind.NAME, DataKind.LEGAL],
        valid_until=until,
    )
    referrals.send_referral(row, by=worker)
    answer_referral(row, ReferralState.ACCEPTED, by=lawyer)

    row.refresh_from_db()
    (share,) = shares(row.case)
    assert (row.state, share.organisation_id, share.ends_on) == (ReferralState.ACCEPTED, lawyer.organisation_id, until)
    assert [(one.user_id, one.discipline) for one in assignments(row.case).filter(discipline=Discipline.LEGAL)] == [
        (lawyer.pk, Discipline.LEGAL)
    ]
    assert can(lawyer, Permission.LEGAL, row.case)
    assert row.turns.last().evidence == Evidence.ACCOUNT


def closed(share):
    return {DataKind(kind) for kind in share.withheld_kinds}


def test_a_case_shared_by_hand_opens_to_the_unit_what_the_person_agreed_to_and_as_long_as_that_holds(worker):
    ends = today() + dt.timedelta(days=40)
    case = make_case(by=worker)
    agreed = {"purpose": ConsentPurpose.LEGAL, "organisation": make_legal_unit(), "valid_until": ends}
    make_consent(case.person, by=worker, data_kinds=[DataKind.NAME, DataKind.MEDICAL], **agreed)

    share = show_to_lawyers(case, [])
    assert closed(share) == set(DataKind) - {DataKind.NAME, DataKind.MEDICAL, DataKind.LEGAL}
    assert share.ends_on == ends
    make_consent(case.person, by=worker, data_kinds=[DataKind.STORY], **agreed)
    share.refresh_from_db()
    assert DataKind.STORY not in closed(share)


def test_shared_by_hand_without_a_consent_or_past_its_end_lawyers_see_their_own_rows_alone(worker):
    bare, short = make_case(by=worker), make_case(by=worker, family_name="Раҳимов")
    ends = today() + dt.timedelta(days=40)
    kinds = list(DataKind)
    unit = make_legal_unit()
    make_consent(short.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=kinds, valid_until=ends)
    make_consent(bare.person, by=worker, purpose=ConsentPurpose.TEAM, organisation=unit, data_kinds=kinds)

    for share in (show_to_lawyers(bare, []), show_to_lawyers(short, [], until=ends + dt.timedelta(days=1))):
        assert closed(share) == set(DataKind) - {DataKind.LEGAL}


def test_what_was_agreed_to_for_something_else_keeps_nothing_open_when_legal_help_is_refused(worker):
    case = make_case(by=worker)
    make_consent(case.person, by=worker, purpose=ConsentPurpose.TEAM, organisation=make_legal_unit(), data_kinds=list(DataKind))
    share = show_to_lawyers(case, [DataKind.NAME])
    withdraw_consent(Consent.objects.get(person=case.person, purpose=ConsentPurpose.LEGAL), by=worker)

    share.refresh_from_db()
    assert share.ended_at is not None
    assert not has_key(case.sealing_subject(), make_legal_unit().pk)


def test_a_question_goes_to_who_referred_and_the_answer_back_on_the_same_consent(worker, lawyer):
    row = make_legal_referral(by=worker)
    answer_referral(row, ReferralState.ASKED_BACK, by=lawyer, words="Была ли жалоба раньше?")

    row.refresh_from_db()
    assert (row.state, acts_next(row)) == (ReferralState.ASKED_BACK, ActsNext.WORKER)
    assert list(waiting(lawyer)) == []
    assert Task.objects.filter(kind=TaskKind.REFERRAL, owner=worker, target=row.pk, done_at=None).count() == 1
    referrals.answer_question(row, by=worker, words="Да, весной")
    said = read_received(get_received(lawyer, row.code), by=lawyer)
    assert (said.question, said.answer) == ("Была ли жалоба раньше?", "Да, весной")
    assert [one.code for one in waiting(lawyer)] == [row.code]


def test_declined_with_a_reason_it_is_the_workers_turn_and_the_key_is_gone(worker, lawyer):
    row = make_legal_referral(by=worker)
    assert holds_key(row)
    answer_referral(row, ReferralState.DECLINED, by=lawyer, reason=DeclineReason.CONFLICT)

    row.refresh_from_db()
    assert (row.decline_reason, acts_next(row), holds_key(row)) == (DeclineReason.CONFLICT, ActsNext.WORKER, False)
    with pytest.raises(Denied):
        read_received(get_received(lawyer, row.code), by=lawyer)
    with pytest.raises(Denied):
        take_case(row, by=lawyer)


def test_the_outcome_comes_back_and_counts_as_legal_help(worker, lawyer):
    row = make_legal_referral(by=worker)
    answer_referral(row, ReferralState.ACCEPTED, by=lawyer)
    answer_referral(row, ReferralState.ATTENDED, by=lawyer)
    answer_referral(row, ReferralState.COMPLETED, by=lawyer, words="Жалоба подана", quantity=2)

    row.refresh_from_db()
    help_given = Assistance.objects.get(case=row.case)
    assert (row.state, help_given.help, help_given.quantity) == (ReferralState.COMPLETED, "legal", 2)
    assert Task.objects.filter(kind=TaskKind.REFERRAL, owner=worker, target=row.pk, done_at=None).count() == 1
    assert holds_key(row)  # the lawyer is on the case


def test_a_consent_taken_back_closes_words_key_case_and_assignment(worker, lawyer):
    row = make_legal_referral(by=worker)
    answer_referral(row, ReferralState.ACCEPTED, by=lawyer)
    withdraw_consent(Consent.objects.get(person=row.person, purpose=ConsentPurpose.LEGAL), by=worker)

    row.refresh_from_db()
    assert (row.ground_lost_on, holds_key(row)) == (today(), False)
    assert not assignments(row.case).filter(discipline=Discipline.LEGAL).exists()
    assert not visible_cases(lawyer, Permission.CASE_VIEW).exists()
    assert list(waiting(lawyer)) == []
    with pytest.raises(Denied):
        read_received(get_received(lawyer, row.code), by=lawyer)


def test_a_consent_taken_back_calls_a_draft_off(worker):
    row = make_legal_referral(by=worker, sent=False)
    withdraw_consent(Consent.objects.get(person=row.person, purpose=ConsentPurpose.LEGAL), by=worker)

    row.refresh_from_db()
    assert row.state == ReferralState.WITHDRAWN


def test_a_consent_that_ran_out_opens_nothing(worker, lawyer):
    row = make_legal_referral(by=worker)
    read_received(get_received(lawyer, row.code), by=lawyer)
    with writes_allowed():
        Consent.objects.filter(pk=row.consent_id).update(valid_until=today() - dt.timedelta(days=1))
    with pytest.raises(WrongState):
        read_received(get_received(lawyer, row.code), by=lawyer)


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.COORDINATOR, Role.DIRECTOR])
def test_nobody_but_lawyers_answers_or_reads_it_there(worker, role):
    row, user = make_legal_referral(by=worker), make_user(role)

    with pytest.raises(NotFound):
        get_received(user, row.code)
    with pytest.raises(Denied):
        answer_referral(row, ReferralState.ACCEPTED, by=user)


def test_a_lawyer_answers_no_referral_to_a_facility(worker, lawyer):
    row = make_referral(by=worker, state=ReferralState.SENT)
    with pytest.raises(Denied):
        answer_referral(row, ReferralState.ACCEPTED, by=lawyer)
    with pytest.raises(Denied):
        referrals.accept(row, by=lawyer)


def asked(lawyer, *, hears):
    row = receive_request(by=lawyer, door=Door.LEGAL_UNIT, asker=Asker.LAWYER, needs=[Need.PSYCHOLOGICAL], hears=hears)
    triage_request(row, by=make_coordinator(), urgency=Urgency.GREEN, kind="survivor", sex="male", region="TJ-KT")
    return row


@pytest.mark.parametrize("hears", [True, False])
def test_the_lawyer_who_referred_a_person_hears_what_was_decided_where_the_person_agreed(client, worker, lawyer, hears):
    row = asked(lawyer, hears=hears)
    case = admit(
        row, PersonData(sex="male", birth_date="1990", given_name="Умед"), by=worker, organisation=worker.organisation, kind="survivor"
    )

    assert Task.objects.filter(kind=TaskKind.DECIDED, owner=lawyer, request=row, done_at=None).exists() is hears
    sign_in(client, lawyer)
    page = text(client.get(reverse("desk:request_detail", args=[row.code])))
    assert ("Person admitted" in page, "The person did not agree that you learn the decision" in page) == (hears, not hears)
    assert case.code not in page
    assert ("Decision on your request" in text(client.get("/desk/"))) is hears


@pytest.mark.parametrize("hears", [True, False])
def test_and_that_it_was_declined(client, worker, lawyer, hears):
    row = asked(lawyer, hears=hears)
    decline_request(row, by=worker, reason=DecisionReason.NO_CAPACITY, words="Нет места")

    sign_in(client, lawyer)
    page = text(client.post(reverse("desk:request_detail", args=[row.code])))
    assert ("Declined" in page, "Нет места" in page) == (hears, hears)
    assert ("declined" in text(client.get(f"{reverse('desk:requests')}?show=decided"))) is hears


def test_the_form_of_a_lawyer_begins_with_their_door_and_asks_whether_they_hear(client, lawyer):
    sign_in(client, lawyer)
    page = soup_of(client.get(reverse("desk:request_new")))
    assert page.select_one("select[name=door] option[selected]")["value"] == Door.LEGAL_UNIT
    assert page.select_one("input[name=hears]") is not None

    sign_in(client, make_user(Role.SOCIAL_WORKER))
    page = soup_of(client.get(reverse("desk:request_new")))
    assert page.select_one("input[name=hears]") is None


def test_a_referral_goes_both_ways_through_the_pages(client, lawyer):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    given = {"words": STORY, "ask": "", "data_kinds": ["name"], "priority": "normal"}
    made = client.post(reverse("desk:legal_refer", args=[case.code]), given)
    page, code = made.url, made.url.rstrip("/").rsplit("/", 1)[-1]
    assert "agree that this facility receives: name and year of birth, legal" in text(client.get(page))
    asked_for = soup_of(client.get(reverse("desk:referral_consent", args=[code])))
    assert asked_for.select_one("select[name=recipient] option[selected]")["value"] == f"organisation:{make_legal_unit().pk}"
    make_consent(
        case.person, by=social, purpose=ConsentPurpose.LEGAL, organisation=make_legal_unit(), data_kinds=[DataKind.NAME, DataKind.LEGAL]
    )
    version = soup_of(client.get(page)).select_one("form[action$='send/'] input[name=version]")["value"]
    client.post(reverse("desk:referral_send", args=[code]), {"version": version})

    sign_in(client, lawyer)
    assert "Answer a referral" in text(client.get("/desk/"))
    one = reverse("desk:legal_referral", args=[code])
    assert STORY not in text(client.get(one))
    assert STORY in text(client.post(one))
    answer = reverse("desk:legal_answer", args=[code, "asked_back"])
    version = soup_of(client.get(answer)).select_one("input[name=version]")["value"]
    client.post(answer, {"words": "Был ли отказ?", "version": version})

    sign_in(client, social)
    assert "Your next step: answer their question by" in text(client.get(page))
    assert "Был ли отказ?" in text(client.post(page))
    there = reverse("desk:referral_question", args=[code])
    version = soup_of(client.get(there)).select_one("input[name=version]")["value"]
    client.post(there, {"words": "Да", "version": version})

    sign_in(client, lawyer)
    take = reverse("desk:legal_answer", args=[code, "accepted"])
    version = soup_of(client.get(take)).select_one("input[name=version]")["value"]
    client.post(take, {"version": version})
    assert case.code in text(client.get(one))
    day = text(client.get("/desk/"))
    assert ("Record a meeting date" in day, "Answer a referral" in day) == (True, False)
    assert client.get(reverse("desk:case_legal", args=[case.code])).status_code == 200


def test_a_meeting_that_the_lawyer_agreed_on_is_in_their_day_and_calendar_and_what_it_clashes_with_is_said(client, lawyer, worker):
    row, other = (make_legal_referral(by=worker) for _nth in range(2))
    tomorrow = today() + dt.timedelta(days=1)
    for each in (row, other):
        answer_referral(each, ReferralState.ACCEPTED, by=lawyer)
    sign_in(client, lawyer)
    booking = {"day": f"{tomorrow:%d.%m.%Y}", "hour": "10:00"}
    for each, hour in ((row, "10:00"), (other, "10:30")):
        each.refresh_from_db()
        page = client.post(
            reverse("desk:legal_answer", args=[each.code, "booked"]), {**booking, "hour": hour, "version": each.version}, follow=True
        )

    assert f"You have another session at the same time: {row.case.code}" in main_text(page)
    plan = {"discipline": "legal", "kind": "individual", "day": booking["day"], "hour": "10:45"}
    for hour, said in (("11:30", False), ("10:45", True)):
        planned = client.post(reverse("desk:plan_session", args=[row.case.code]), {**plan, "hour": hour}, follow=True)
        assert (f"You have another session at the same time: {row.case.code}" in main_text(planned)) == said
        assert f", {other.case.code} (" in main_text(planned) or not said
    for there in ("desk:my_day", "desk:calendar"):
        shown = main_text(client.get(reverse(there)))
        assert all(each in shown for each in ("Meet the person: legal help", "10:00", "10:30", row.case.code, other.case.code)), there
    sign_in(client, make_user(Role.LAWYER, organisation=lawyer.organisation))  # who is not on the case
    assert "Meet the person" not in main_text(client.get(reverse("desk:my_day")))


def test_the_list_of_lawyers_costs_the_same_for_one_and_three(client, lawyer, worker, django_assert_num_queries):
    sign_in(client, lawyer)
    for rows in (1, 2):
        for _ in range(rows):
            make_legal_referral(by=worker)
        with django_assert_num_queries(QUERIES + 1):
            client.get(reverse("desk:legal_received"))


def test_what_the_consent_leaves_out_stays_closed_on_the_case_taken(worker, lawyer, client):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.LEGAL, DataKind.STORY])
    take_case(row, by=lawyer)

    open_to_them = {one for one in (Permission.CASE_VIEW, *CLOSABLE) if can(lawyer, one, row.case)}
    assert open_to_them == {Permission.CASE_VIEW}
    assert not any(visible_cases(lawyer, one).exists() for one in CLOSABLE)
    sign_in(client, lawyer)
    answers = {page: client.get(reverse(f"desk:{page}", args=[row.case.code])) for page in ("case_file", "case_contact", "case_person")}
    assert {page: answer.status_code for page, answer in answers.items()} == {"case_file": 200, "case_contact": 404, "case_person": 200}
    assert "Қодиров" not in "".join(answer.content.decode() for answer in answers.values())
    assert "Қодиров" not in client.post(reverse("desk:case_names"), {"code": row.case.code, "purpose": "care"}).content.decode()
    assert all(can(worker, one, row.case) for one in CLOSABLE)


def test_without_contact_in_the_consent_no_page_tells_the_legal_unit_how_to_reach_the_person(worker, lawyer, client):
    case = make_case(by=worker)
    set_safe_contact(case.person, by=worker, number="918 00 06 17", hours="по утрам", code_word="айва", duress_word="гранат")
    with writes_allowed():
        Person.objects.update(recorded_at="2020-01-01T00:00Z")
    for house in ("улица Намунаева 3", "улица Намунаева 5"):
        correct_person(get_case(worker, case.code).person, by=worker, changes={"address": house}, reason="иначе записано")
    kinds = [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL]
    make_consent(case.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation, data_kinds=kinds)
    share_case(case, by=worker, organisation=lawyer.organisation)
    assign_worker(case, by=worker, user=lawyer, discipline=Discipline.LEGAL)

    sign_in(client, worker)
    assert "did not consent: contact," in " ".join(client.get(reverse("desk:case_people", args=[case.code])).content.decode().split())
    sign_in(client, lawyer)
    box, person = (reverse(f"desk:{page}", args=[case.code]) for page in ("case_contact", "case_person"))
    answers = [client.get(box), *(client.post(box, {"step": step}) for step in ("how", "number"))]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    shown = [*answers, client.get(reverse("desk:case_file", args=[case.code])), client.post(person)]
    said = "".join(answer.content.decode() for answer in shown)
    assert "Қодиров" in said
    assert [words for words in ("0617", "06 17", "по утрам", "айва", "гранат", "улица", "иначе") if words in said] == []
    assert find_cases(lawyer, "918000617").hits == ()
    with pytest.raises(Denied):
        weigh_word(case, "айва", by=lawyer)


def test_agreed_to_later_it_opens_then(worker, lawyer):
    first = make_legal_referral(by=worker, data_kinds=[DataKind.LEGAL])
    take_case(first, by=lawyer)
    assert not any(can(lawyer, one, first.case) for one in CLOSABLE)
    second = make_legal_referral(first.case, by=worker, data_kinds=[DataKind.NAME, DataKind.CONTACT, DataKind.LEGAL])

    take_case(second, by=lawyer)

    assert all(can(lawyer, one, first.case) for one in CLOSABLE)
    assert withheld_kinds(lawyer, first.case) == {DataKind.COMPLAINTS, *CARE, DataKind.STORY}
    assert len(shares(first.case)) == 1


def test_a_consent_given_later_opens_what_it_names_without_another_referral(worker, lawyer):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.LEGAL])
    take_case(row, by=lawyer)
    unit = lawyer.organisation

    make_consent(row.person, by=worker, facility=make_facility(), data_kinds=[DataKind.STORY])
    assert DataKind.STORY in withheld_kinds(lawyer, row.case)
    make_consent(row.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=[DataKind.NAME, DataKind.STORY])

    assert withheld_kinds(lawyer, row.case) == {DataKind.CONTACT, DataKind.COMPLAINTS, *CARE}
    assert can(lawyer, Permission.NAME_OPEN, row.case)


def test_an_answer_that_speaks_for_nobody_or_is_over_leaves_nothing_open(worker, lawyer):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.NAME, DataKind.LEGAL])
    take_case(row, by=lawyer)
    to_unit = {"purpose": ConsentPurpose.LEGAL, "organisation": lawyer.organisation, "data_kinds": [DataKind.NAME]}

    make_consent(row.person, by=worker, by_guardian=True, guardian="Модар", child_assented=False, **to_unit)

    assert not any(can(lawyer, one, row.case) for one in (Permission.CASE_VIEW, *CLOSABLE))
    assert Share.objects.get().ended_at is not None


def test_what_ends_before_the_sharing_opens_until_then(worker, lawyer):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.LEGAL])
    take_case(row, by=lawyer)
    ends = today() + dt.timedelta(days=30)
    to_unit = {"purpose": ConsentPurpose.LEGAL, "organisation": lawyer.organisation}

    make_consent(row.person, by=worker, data_kinds=[DataKind.NAME], valid_until=ends, **to_unit)

    assert (can(lawyer, Permission.NAME_OPEN, row.case), Share.objects.get().ends_on) == (True, ends)


CARE = [DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.SOCIAL]


@pytest.mark.parametrize(
    ("agreed", "seen"),
    [
        ([], set()),
        ([DataKind.MEDICAL], {"medical"}),
        (CARE, {"medical", "psychological", "social"}),
    ],
)
def test_of_each_discipline_the_lawyer_sees_what_was_agreed_to(worker, lawyer, client, agreed, seen):
    case, (psychologist, physician, social) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.SOCIAL_WORKER)
    for by, discipline in ((psychologist, Discipline.PSYCHOLOGICAL), (physician, Discipline.MEDICAL), (social, Discipline.SOCIAL)):
        make_assessment(case, by=by, discipline=discipline, summary=f"summary-{discipline}")
        make_session(case, by=by, discipline=discipline, summary=f"session-{discipline}")
        make_help(case, by=worker, help=str(discipline), item=ITEMS[discipline], words=f"help-{discipline}")
    take_case(make_legal_referral(case, by=worker, data_kinds=[DataKind.NAME, DataKind.LEGAL, *agreed]), by=lawyer)
    sign_in(client, lawyer)

    def said(page):
        answer = client.get(reverse(f"desk:{page}", args=[case.code]))
        return answer.status_code, {
            name for name in map(str, (*CARE,)) if re.search(rf"(summary|session|help)-{name}", answer.content.decode())
        }

    assert said("case_file") == (200, seen)
    assert said("case_assessments") == (200, seen)
    assert said("case_sessions") == (200, seen)
    whole = 200 if seen == set(map(str, CARE)) else 403
    assert [said(page)[0] for page in ("case_programme", "case_closure", "case_steps", "case_story")] == [whole, whole, whole, 403]
    for row in (*case.assessments.all(), *case.sessions.all()):
        page = "case_assessment" if row in case.assessments.all() else "case_session"
        answer = client.get(reverse(f"desk:{page}", args=[case.code, row.pk]))
        assert answer.status_code == (200 if row.discipline in seen else 404)


def test_who_says_show_them_less_from_now_on_is_shown_less_at_once(worker, lawyer, client):
    """Two answers stood and what was open was their sum."""
    case = make_case(by=worker)
    set_safe_contact(case.person, by=worker, number="918 00 06 17", code_word="айва", duress_word="гранат")
    to_unit = {"purpose": ConsentPurpose.LEGAL, "organisation": lawyer.organisation}
    make_consent(case.person, by=worker, data_kinds=[DataKind.NAME, DataKind.CONTACT, DataKind.LEGAL], **to_unit)
    share = share_case(case, by=worker, organisation=lawyer.organisation)
    assign_worker(case, by=worker, user=lawyer, discipline=Discipline.LEGAL)
    make_consent(case.person, by=worker, data_kinds=[DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL], **to_unit)
    sign_in(client, lawyer)
    box = reverse("desk:case_contact", args=[case.code])
    assert (client.get(box).status_code, closed(Share.objects.get()) & {DataKind.CONTACT, DataKind.MEDICAL}) == (404, {DataKind.CONTACT})
    ends = today() + dt.timedelta(days=9)

    make_consent(case.person, by=worker, data_kinds=[DataKind.NAME], valid_until=ends, **to_unit)

    share.refresh_from_db()
    assert (closed(share), share.ends_on) == (set(DataKind) - {DataKind.NAME, DataKind.LEGAL}, ends)
    assert withheld_kinds(lawyer, case) == closed(share)
    assert [client.get(box).status_code, *(client.post(box, {"step": step}).status_code for step in ("how", "number"))] == [404] * 3
    assert not can(lawyer, Permission.CONTACT_SAFETY, case)


def test_what_was_sent_on_more_than_the_latest_answer_carries_loses_its_ground(worker, lawyer):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.NAME, DataKind.LEGAL, DataKind.STORY])
    within = make_legal_referral(row.case, by=worker, data_kinds=[DataKind.NAME, DataKind.LEGAL, DataKind.STORY])
    draft = refer_to_lawyers(row.case, by=worker, words="Нужна доверенность", data_kinds=[DataKind.LEGAL, DataKind.STORY])
    assert draft.state == ReferralState.DRAFT

    make_consent(row.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation, data_kinds=[DataKind.LEGAL])

    states = {one.pk: (one.state, one.ground_lost_on) for one in Referral.objects.all()}
    assert states[row.pk] == states[within.pk] == (ReferralState.SENT, today())
    assert states[draft.pk] == (ReferralState.AWAITING_CONSENT, None)
    assert not holds_key(row)
    with pytest.raises(Denied):
        read_received(Referral.objects.get(pk=row.pk), by=lawyer)


def test_the_name_that_is_agreed_to_no_longer_closes_in_what_was_sent(worker, lawyer):
    row = make_legal_referral(by=worker, data_kinds=[DataKind.NAME, DataKind.LEGAL])
    assert read_received(row, by=lawyer).name

    make_consent(row.person, by=worker, purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation, data_kinds=[DataKind.LEGAL])

    assert read_received(get_received(lawyer, row.code), by=lawyer).name == ""


def test_the_page_of_who_is_to_answer_says_by_when_once_and_names_no_facility(client, worker, lawyer):
    row = make_legal_referral(by=worker)
    sign_in(client, lawyer)
    theirs = soup_of(client.get(reverse("desk:legal_referral", args=[row.code])))
    sign_in(client, worker)
    ours = soup_of(client.get(reverse("desk:referral", args=[row.code])))

    loops = [page.select_one("ol.loop [aria-current=step]").get_text(" ", strip=True) for page in (theirs, ours)]
    assert ["facility" in loop for loop in loops] == [False, False]
    assert ["lawyers, by" in loop for loop in loops] == [False, True]
    assert "You act next, by" in theirs.main.get_text()
    assert "Put on a waiting list" in theirs.main.get_text()
