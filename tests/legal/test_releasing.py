"""A single document shown to one account: on which consent, until when, who opens it, who closes it."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.audit.queries import events_about
from panoh.cases.actions import assign_worker, end_assignment
from panoh.cases.documents import documents_of
from panoh.cases.enums import Discipline, DocumentKind
from panoh.cases.policy import can
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.legal.actions import open_release, release_document, take_back_release
from panoh.legal.enums import Standing
from panoh.legal.models import Release
from panoh.legal.queries.releases import get_released, released_to, releases_of, shown_on
from panoh.legal.release_policy import standings
from panoh.referrals.enums import ReferralState
from panoh.vault.actions import references
from panoh.vault.models import SubjectKey
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.care import make_session, make_team
from tests.factories.cases import make_coordinator, show_case
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.factories.referrals import make_referral
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]
KINDS = [DataKind.NAME, DataKind.COMPLAINTS]


@pytest.fixture
def house():
    """A case of a social worker and a psychologist, a lawyer on it, a letter that left, and the consent to show the lawyer what it tells."""
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    lawyer = make_lawyer()
    show_to_lawyers(case, [])
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    letter = make_referral(by=social, case=case, state=ReferralState.SENT)
    return case, social, psychologist, lawyer, letter


def agree(case, kinds=KINDS, **facts):
    given = {"purpose": ConsentPurpose.LEGAL, "organisation": make_legal_unit(), "data_kinds": kinds, **facts}
    return make_consent(case.person, by=make_coordinator(), **given)


def show(house, **facts):
    case, social, _psychologist, lawyer, letter = house
    given = {"kind": DocumentKind.REFERRAL, "target": letter.pk, "to": lawyer, "purpose": "legal", **facts}
    return release_document(case, by=given.pop("by", social), **given)


def test_what_is_shown_opens_for_that_account_alone_and_is_counted_and_recorded(house):
    case, social, psychologist, lawyer, _letter = house
    agree(case)
    row = show(house)

    content, media = open_release(get_released(lawyer, row.pk), by=lawyer)
    assert (content[:5], media) == (b"%PDF-", "application/pdf")
    row.refresh_from_db()
    assert (row.opened, row.until) == (1, today() + dt.timedelta(days=30))
    said = [look.sentence for look in events_about(references([case], by=social.actor))]
    assert "A document was opened by the colleague it was shown to" in [str(one) for one in said]
    for other in (social, psychologist, make_lawyer()):
        with pytest.raises(Denied):
            open_release(row, by=other)
        with pytest.raises(NotFound):
            get_released(other, row.pk)


@pytest.mark.parametrize(
    "consent",
    [
        {},
        {"data_kinds": [DataKind.NAME]},
        {"purpose": ConsentPurpose.TEAM, "organisation": None},
        {"organisation": "member"},
        {"valid_until": -1},
    ],
)
def test_without_a_consent_for_just_this_recipient_and_these_data_nothing_is_shown(house, consent):
    case = house[0]
    if consent:
        facts = {**consent}
        if facts.get("organisation") == "member":
            facts["organisation"] = make_member()
        if "valid_until" in facts:
            facts |= {"valid_until": today() - dt.timedelta(days=1), "given_on": today() - dt.timedelta(days=9)}
        agree(case, kinds=facts.pop("data_kinds", KINDS), **facts)

    with pytest.raises(Invalid) as refused:
        show(house)
    is_over = "valid_until" in consent  # with an answer that is over the sharing ended, and the lawyer is not on the case
    assert ("is not on the list" if is_over else "The person has not agreed that they may read this:") in str(refused.value.fields["to"])
    assert not Release.objects.exists()


def test_what_a_scan_tells_beside_that_has_to_be_covered_too(house):
    agree(house[0])

    with pytest.raises(Invalid):
        show(house, data_kinds=[DataKind.STORY])
    agree(house[0], kinds=[*KINDS, DataKind.STORY])
    assert DataKind.STORY in show(house, data_kinds=[DataKind.STORY]).data_kinds


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (180, True), (181, False)])
def test_it_is_shown_from_today_to_half_a_year_ahead(house, days, is_taken):
    agree(house[0])
    until = today() + dt.timedelta(days=days)
    if is_taken:
        assert show(house, until=until).until == until
    else:
        with pytest.raises(Invalid):
            show(house, until=until)


def closed_by_time(row, lawyer):
    with writes_allowed():
        Release.objects.filter(pk=row.pk).update(until=today() - dt.timedelta(days=1))


def closed_by_who_showed_it(row, lawyer):
    take_back_release(Release.objects.get(pk=row.pk), by=row.by)


def closed_by_the_person(row, lawyer):
    withdraw_consent(row.consent, by=make_coordinator())


def closed_by_leaving_the_case(row, lawyer):
    (_share,) = row.case.shares.all()
    end_assignment(row.case.assignments.get(user=lawyer), by=make_coordinator())
    with writes_allowed():
        row.case.shares.all().delete()


@pytest.mark.parametrize("close", [closed_by_time, closed_by_who_showed_it, closed_by_the_person, closed_by_leaving_the_case])
def test_it_closes_by_itself_or_at_once_and_no_job_is_needed(house, close):
    lawyer = house[3]
    agree(house[0])
    row = show(house)
    open_release(get_released(lawyer, row.pk), by=lawyer)
    close(row, lawyer)

    fresh = get_released(lawyer, row.pk)
    fresh_user = type(lawyer).objects.get(pk=lawyer.pk)
    with pytest.raises((WrongState, Denied)):
        open_release(fresh, by=fresh_user)
    fresh.refresh_from_db()
    assert fresh.opened == 1


@pytest.mark.parametrize("close", [closed_by_the_person, closed_by_leaving_the_case])
def test_what_is_not_open_any_more_stands_neither_in_the_list_nor_in_the_day(client, house, close):
    case, _social, _psychologist, lawyer, _letter = house
    agree(case)
    close(show(house), lawyer)
    sign_in(client, lawyer)

    listed, day = text(client.get(reverse("desk:released"))), text(client.get("/desk/"))

    assert (case.code in listed, "No documents are shown to you" in listed, "View a document shown to you" in day) == (False, True, False)


def test_who_showed_it_and_the_coordinator_take_it_back_and_nobody_else(house):
    _case, _social, psychologist, lawyer, _letter = house
    agree(house[0])
    row = show(house)
    for other in (psychologist, lawyer):
        with pytest.raises(Denied):
            take_back_release(row, by=other)
    take_back_release(row, by=make_coordinator())
    with pytest.raises(WrongState):
        take_back_release(row, by=row.by)


def test_one_shows_only_what_one_may_open_oneself_and_only_to_who_works_on_the_case(house):
    case, social, _psychologist, lawyer, _letter = house
    agree(case)
    other = make_referral(by=make_coordinator(), state=ReferralState.SENT)

    with pytest.raises(Invalid):
        show(house, target=other.pk)  # of another case
    with pytest.raises(Invalid):
        show(house, by=lawyer, to=social)  # a lawyer opens no referral letters
    with pytest.raises(Invalid):
        show(house, to=make_user(Role.LAWYER, organisation=make_legal_unit()))
    with pytest.raises(Invalid):
        show(house, to=social)  # oneself
    with pytest.raises(Denied):
        show(house, by=make_user(Role.DIRECTOR))


def test_notes_of_sessions_are_no_documents(house):
    case, _social, psychologist, _lawyer, _letter = house
    agree(case, kinds=list(DataKind.values))
    session = make_session(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL, notes="Тайна")

    assert session.pk not in {one.key for user in (psychologist, None) for one in documents_of(case, user)}
    for kind in DocumentKind:
        with pytest.raises(Invalid):
            show(house, by=psychologist, kind=kind, target=session.pk)
    assert {str(kind) for kind in DocumentKind} == {"report", "referral", "letter", "scan", "photograph", "receipt"}


def test_no_key_goes_with_it(house):
    case, _social, _psychologist, _lawyer, _letter = house
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member())
    coordinator = make_coordinator()
    show_case(case, by=coordinator, organisation=worker.organisation)
    assign_worker(case, by=coordinator, user=worker, discipline=Discipline.SOCIAL)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=worker.organisation, data_kinds=list(DataKind))
    with writes_allowed():
        SubjectKey.objects.filter(subject=case.person_id, recipient=worker.organisation_id).delete()
    with pytest.raises(Invalid) as refused:
        show(house, to=worker)
    assert "not open to their organisation" in str(refused.value.fields["to"])


def test_inside_the_team_it_goes_on_the_consent_to_the_team(house):
    case, social, psychologist, _lawyer, _letter = house
    with pytest.raises(Invalid):
        show(house, to=psychologist, purpose="care")
    make_consent(case.person, by=social, purpose=ConsentPurpose.TEAM, data_kinds=KINDS)
    row = show(house, to=psychologist, purpose="care")
    assert open_release(row, by=psychologist)[0][:5] == b"%PDF-"


def test_shown_opened_and_taken_back_through_the_pages(client, house):
    case, social, _psychologist, lawyer, letter = house
    agree(case)
    new, listed = (reverse(f"desk:{name}", args=[case.code]) for name in ("release_new", "case_released"))
    sign_in(client, social)
    given = {
        "document": f"referral:{letter.pk}",
        "to": str(lawyer.pk),
        "purpose": "legal",
        "until": f"{today() + dt.timedelta(days=9):%d.%m.%Y}",
    }
    assert client.post(new, given).status_code == 302
    row = Release.objects.get()
    assert "Referral letter that was sent" in text(client.get(listed))

    sign_in(client, lawyer)
    assert "View a document shown to you" in text(client.get("/desk/"))
    assert case.code in text(client.get(reverse("desk:released")))
    there = reverse("desk:released_open", args=[row.pk])
    assert client.get(there).url == reverse("desk:released")
    opened = client.post(there)
    assert (opened.content[:5], opened["Content-Disposition"]) == (b"%PDF-", f'attachment; filename="{case.code}.pdf"')
    assert "View a document shown to you" not in text(client.get("/desk/"))

    sign_in(client, social)
    assert "opened: 1" in text(client.get(listed))
    client.post(reverse("desk:release_take_back", args=[case.code, row.pk]))
    assert "withdrawn" in text(client.get(listed))
    sign_in(client, lawyer)
    assert client.post(there).status_code == 409
    assert case.code not in text(client.get(reverse("desk:released")))


def test_to_others_there_is_no_such_document(client, house):
    agree(house[0])
    row = show(house)
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    assert client.post(reverse("desk:released_open", args=[row.pk])).status_code == 404
    assert client.post(reverse("desk:released_open", args=[uuid4()])).status_code == 404
    assert client.get(reverse("desk:case_released", args=[house[0].code])).status_code == 404


def test_the_lists_cost_the_same_for_one_and_three(client, house, django_assert_num_queries):
    case, social, _psychologist, lawyer, _letter = house
    agree(case)
    for rows in (1, 2):
        for _ in range(rows):
            show(house)
        sign_in(client, social)
        with django_assert_num_queries(QUERIES + 4):
            client.get(reverse("desk:case_released", args=[case.code]))
        sign_in(client, lawyer)
        with django_assert_num_queries(QUERIES + 1):
            client.get(reverse("desk:released"))
    assert can(lawyer, Permission.PROCEEDINGS, case)
    assert (len(released_to(lawyer)), releases_of(social, case).count()) == (3, 3)


def test_what_is_shown_rests_on_the_latest_answer_and_not_on_the_one_it_was_shown_on(house):
    case, _social, _psychologist, lawyer, _letter = house
    agree(case)
    row = show(house)

    agree(case, kinds=[*KINDS, DataKind.MEDICAL])
    open_release(get_released(lawyer, row.pk), by=lawyer)
    agree(case, kinds=[DataKind.NAME])

    row.refresh_from_db()
    assert (standings([row]), released_to(lawyer)) == ([Standing.NO_CONSENT], [])
    with pytest.raises(WrongState):
        open_release(get_released(lawyer, row.pk), by=lawyer)


def test_before_a_consent_is_withdrawn_it_says_which_documents_close(client, house):
    case, social, _psychologist, lawyer, _letter = house
    agree(case)
    show(house)
    newer = agree(case, kinds=[*KINDS, DataKind.MEDICAL])
    sign_in(client, social)
    withdraw = reverse("desk:consent_withdraw", args=[case.code, newer.pk])

    assert f"Shown document (referral letter that was sent): {lawyer.username} can no longer open it" in text(client.get(withdraw))
    stranger = make_user(Role.SOCIAL_WORKER, organisation=make_member(1))  # who records for the same person elsewhere
    assert [len(shown_on(reader, [newer])) for reader in (social, stranger)] == [1, 0]
    client.post(withdraw, {"version": newer.version})
    assert released_to(lawyer) == []
