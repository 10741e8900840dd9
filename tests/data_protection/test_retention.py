"""For how long what is kept: the clocks propose, two people decide; without a name the codes stay and no word opens, nor any figure changes."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import CaseState, CloseReason, Discipline, RequestState, TaskKind
from panoh.cases.models import Case, Request, Task
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.data_protection import actions, public_snapshot
from panoh.data_protection.enums import End, ErasureState, Hold, PutOff, Rule, ToldHow, Why
from panoh.data_protection.models import Due, Erasure, ErasureNotice
from panoh.data_protection.queries import erasures as queries
from panoh.data_protection.queries import retention as kept
from panoh.desk.data_protection.erasure_notice import letter_html
from panoh.desk.data_protection.my_day import retention_rows
from panoh.legal.enums import MilestoneState
from panoh.legal.models import Milestone
from panoh.people.actions import set_safe_contact
from panoh.people.models import Person, SafeContact
from panoh.referrals.enums import ReferralState
from panoh.referrals.letter import check_discreet
from panoh.referrals.models import Referral
from panoh.reporting.queries.figures import admissions
from panoh.vault.actions import open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_request
from tests.factories.legal import make_lawyer, make_milestone
from tests.factories.referrals import make_referral
from tests.pages import text

COUNTED = ("kind", "sex", "region", "door")
LONG_AGO = 11  # years
pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def guardian():
    return make_user(Role.DATA_GUARDIAN)


def years_ago(count, month=3):
    return dt.date(today().year - count, month, 1)


def closed(*, by, years=LONG_AGO, age=30, case=None, **facts):
    """A case that was closed so many years ago."""
    case = case or make_case(by=by, **facts)
    days = {"closed_on": years_ago(years), "admitted_on": years_ago(years + 1)}
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, close_reason=CloseReason.GOALS_MET, age_at_admission=age, **days)
        if age < 18:
            Person.objects.filter(pk=case.person_id).update(birth_year=today().year - years - 1 - age)
    case.refresh_from_db()
    return case


def test_each_clock_counts_from_its_own_day_and_the_longest_holds(coordinator):
    grown = closed(by=coordinator)
    closed(by=coordinator, years=3)
    make_case(by=coordinator)
    child = closed(by=coordinator, age=10)  # 18 seven years after admission: not due
    refused = make_request(by=coordinator, state=RequestState.DECLINED)
    make_request(by=coordinator, state=RequestState.DECLINED)
    with writes_allowed():
        Request.objects.filter(pk=refused.pk).update(decided_at=dt.datetime.combine(years_ago(2), dt.time(), dt.UTC))

    assert actions.note_due() == 2
    rows = {row.code: (row.rule, row.counts_from, row.due_on) for row in Due.objects.all()}
    assert rows == {
        grown.code: (Rule.CLOSED, years_ago(11), years_ago(1)),
        refused.code: (Rule.REFUSED, years_ago(2), years_ago(1)),
    }
    assert actions.note_due() == 0
    far = kept.files_due(today() + dt.timedelta(days=366 * 30), kept.months_in_force())
    assert (far[child.person_id].rule, far[child.person_id].due_on) == (Rule.CHILD, dt.date(today().year - 12 + 8 + 10, 12, 31))


def test_a_file_with_a_case_that_runs_is_never_due(coordinator):
    case = closed(by=coordinator)
    again = make_case(by=coordinator)
    with writes_allowed():
        Case.objects.filter(pk=again.pk).update(person=case.person)

    assert actions.note_due() == 0


def test_whose_period_is_over_stands_in_one_line_of_the_day_until_it_is_decided_or_postponed(coordinator, guardian):
    first, second = closed(by=coordinator), closed(by=coordinator, years=LONG_AGO + 1)
    assert retention_rows(guardian) == []
    actions.note_due()

    (row,) = retention_rows(guardian)
    assert (row.title, row.url, row.moment.date()) == ("Decide on 2 files: retention period over", reverse("desk:retention"), years_ago(2))
    assert retention_rows(make_user(Role.SOCIAL_WORKER)) == []
    actions.put_off(Due.objects.get(code=second.code), by=guardian, reason=PutOff.PROCEEDINGS, until=today() + dt.timedelta(days=99))
    actions.confirm_due(Due.objects.get(code=first.code), by=guardian)
    assert retention_rows(guardian) == []


def test_what_was_erased_leaves_the_list_and_the_count_at_once(coordinator, guardian):
    closed(by=coordinator)
    refused = make_request(by=coordinator, state=RequestState.DECLINED)
    with writes_allowed():
        Request.objects.filter(pk=refused.pk).update(decided_at=dt.datetime.combine(years_ago(2), dt.time(), dt.UTC))
    actions.note_due()
    for row in Due.objects.all():
        actions.agree_to_erasure(actions.confirm_due(row, by=coordinator), by=guardian)

    assert actions.erase_due() == 2
    assert (list(kept.due_rows(guardian)), retention_rows(guardian)) == ([], [])


def test_what_no_longer_is_due_leaves_the_list(coordinator):
    case = closed(by=coordinator)
    actions.note_due()
    make_case(by=coordinator)
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(state=CaseState.ACTIVE, closed_on=None, close_reason="")

    assert actions.note_due() == 1
    assert not Due.objects.exists()


def test_two_confirm_seven_days_pass_and_then_no_word_opens_and_every_figure_stays(coordinator, guardian):
    helper = make_user(Role.PSYCHOLOGIST)
    case, other = (
        make_case(by=coordinator, workers=[(helper, Discipline.PSYCHOLOGICAL)]),
        closed(by=coordinator, years=3, family_name="Раҳимов"),
    )
    make_session(case, by=helper)
    closed(by=coordinator, case=case)
    spans = (dt.date(2000, 1, 1), today())
    before = admissions(coordinator, *spans).tally(COUNTED)
    actions.note_due()
    row = actions.confirm_due(Due.objects.get(), by=coordinator)
    assert (row.why, row.end, row.state) == (Why.TIME, End.ANONYMISED, ErasureState.ASKED)
    with pytest.raises(WrongState):
        actions.confirm_due(Due.objects.get(), by=guardian)
    with pytest.raises(Denied):
        actions.agree_to_erasure(row, by=coordinator)
    actions.agree_to_erasure(row, by=guardian)
    with writes_allowed():
        Erasure.objects.update(due_on=today() + dt.timedelta(days=1))
    assert actions.erase_due() == 0
    with writes_allowed():
        Erasure.objects.update(due_on=today())

    assert actions.erase_due() == 1
    assert not SubjectKey.objects.filter(subject=case.person_id).exists()
    (mine, theirs) = open_sealed([case.person, other.person], by=coordinator.actor, purpose=Purpose.CARE)
    assert (mine.family_name, theirs.family_name) == (None, "Раҳимов")
    assert admissions(coordinator, *spans).tally(COUNTED) == before
    found, shown = queries.anonymised(coordinator, case.code)
    assert (found.pk, shown.pk) == (row.pk, case.pk)
    row.refresh_from_db()
    (stays,) = queries.stays_of(row)
    assert (stays.case.code, stays.band, stays.sessions) == (case.code, "30-44", 1)
    assert queries.anonymised(make_user(Role.SOCIAL_WORKER), case.code) is None
    assert actions.note_due() == 0  # it left the list
    actions.close_copies(alone=True)
    row.refresh_from_db()
    assert "without a name" in row.certificate


def test_of_what_goes_the_ciphertext_goes_as_well(coordinator, guardian):
    case, other = closed(by=coordinator), closed(by=coordinator, years=3)
    set_safe_contact(case.person, by=coordinator, number="+992935550017", code_word="Офтоб")
    words = [Person.objects.filter(pk=case.person_id), SafeContact.objects.filter(person=case.person_id)]
    assert all(any(bytes(getattr(row, name)) for row in rows for name in sealed_fields(type(row))) for rows in words)
    actions.agree_to_erasure(actions.ask_erasure(case, by=coordinator), by=guardian)
    actions.erase_due()

    assert [name for rows in words for row in rows.all() for name in sealed_fields(type(row)) if bytes(getattr(row, name))] == []
    assert bytes(Person.objects.get(pk=other.person_id).family_name)


def test_proceedings_that_go_on_hold_the_clock_but_not_the_person_s_own_wish(coordinator, guardian):
    case = make_case(by=coordinator)
    make_milestone(case, by=make_lawyer(case))
    closed(by=coordinator, case=case)
    with writes_allowed():
        Milestone.objects.update(held_on=today() - dt.timedelta(days=9), state=MilestoneState.PUT_OFF)
    actions.note_due()
    due = Due.objects.get()

    assert queries.hold_about(due.person, for_time=True) == (Hold.LAWYERS, None)
    assert queries.hold_about(due.person) is None
    with pytest.raises(WrongState):
        actions.confirm_due(due, by=coordinator)


def test_kept_longer_with_a_reason_until_a_day(coordinator):
    closed(by=coordinator)
    actions.note_due()
    due = Due.objects.get()
    for reason, until in (("because", today() + dt.timedelta(days=9)), (PutOff.WISH, today()), (PutOff.WISH, years_ago(-6))):
        with pytest.raises(Invalid):
            actions.put_off(due, by=coordinator, reason=reason, until=until)
    actions.put_off(due, by=coordinator, reason=PutOff.WISH, until=today() + dt.timedelta(days=9))
    with pytest.raises(WrongState):
        actions.confirm_due(due, by=coordinator)
    with pytest.raises(Denied):
        actions.put_off(due, by=make_user(Role.SOCIAL_WORKER), reason=PutOff.WISH, until=today() + dt.timedelta(days=9))


def test_a_request_that_became_no_case_is_erased_with_its_key(coordinator, guardian):
    request = make_request(by=coordinator, state=RequestState.DECLINED)
    with writes_allowed():
        Request.objects.filter(pk=request.pk).update(decided_at=dt.datetime.combine(years_ago(2), dt.time(), dt.UTC))
    actions.note_due()
    actions.agree_to_erasure(actions.confirm_due(Due.objects.get(), by=guardian), by=coordinator)

    assert actions.erase_due() == 1
    request.refresh_from_db()
    assert (request.state, request.region, bytes(request.need_words)) == (RequestState.DECLINED, "TJ-KT", b"")
    assert not SubjectKey.objects.filter(subject=request.pk).exists()
    assert actions.note_due() == 0
    assert not Due.objects.exists()


def test_two_set_a_period_within_its_bounds_and_the_public_page_follows(coordinator, guardian, settings, tmp_path):
    settings.DATA = tmp_path
    director = make_user(Role.DIRECTOR)
    closed(by=coordinator)
    for by, months, error in ((coordinator, 144, Denied), (director, 59, Invalid), (director, 361, Invalid)):
        with pytest.raises(error):
            actions.ask_period(Rule.CLOSED, by=by, months=months)
    row = actions.ask_period(Rule.CLOSED, by=director, months=168)
    with pytest.raises(Denied):
        actions.agree_to_period(row, by=director)
    with pytest.raises(WrongState):
        actions.ask_period(Rule.CLOSED, by=guardian, months=150)
    assert kept.months_in_force()[Rule.CLOSED] == 120
    public_snapshot.lay_out_periods()
    assert public_snapshot.kept_for()["closed"] == "10 years"

    actions.agree_to_period(row, by=guardian)
    assert kept.months_in_force()[Rule.CLOSED] == 168
    assert actions.note_due() == 0  # eleven years are no longer enough, also where it is soon twelve
    assert public_snapshot.lay_out_periods()
    assert public_snapshot.kept_for()["closed"] == "14 years"


def test_who_had_received_something_is_booked_and_told_without_the_name(coordinator, guardian, client):
    case = make_case(by=coordinator)
    referral = make_referral(by=coordinator, case=case, state=ReferralState.SENT)
    actions.agree_to_erasure(actions.ask_erasure(case, by=coordinator), by=guardian)
    actions.erase_due()

    row = ErasureNotice.objects.get()
    assert (row.facility, row.references, row.code, row.is_late) == (referral.facility, [referral.code], case.code, False)
    assert Task.objects.get(kind=TaskKind.GONE).owner == coordinator
    sign_in(client, coordinator)
    page, one = reverse("desk:tellings"), reverse("desk:telling", args=[row.pk])
    assert referral.code in text(client.get(page))
    assert "1 recipient still has to be informed." in text(client.get(reverse("desk:erasure", args=[row.erasure_id])))
    assert "Recorded." in text(client.post(one, {"how": ToldHow.LETTER, "told_on": "01.01.2024", "version": row.version}, follow=True))
    assert Task.objects.get(kind=TaskKind.GONE).done_at
    for language, said in (("en", "Request to delete"), ("ru", "Просим удалить"), ("tg", "нест кунед")):
        letter = BeautifulSoup(letter_html(row, by=coordinator, language=language), "html.parser").get_text(" ")
        check_discreet([letter], names=[coordinator.organisation.short, coordinator.organisation.name])
        assert (said in letter, referral.code in letter, case.code in letter) == (True, True, False)
    printed = client.get(reverse("desk:telling_letter", args=[row.pk]), {"language": "ru"})
    assert printed.content.startswith(b"%PDF")
    assert printed.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert client.post(one, {"how": ToldHow.LETTER, "told_on": "01.01.2024", "version": row.version}).status_code == 409


def test_an_older_backup_with_an_open_referral_of_somebody_erased_raises_a_task(coordinator, guardian):
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    referral = make_referral(by=coordinator, case=case, state=ReferralState.SENT)
    make_referral(by=coordinator, case=other, state=ReferralState.SENT)
    with writes_allowed():
        SubjectKey.objects.filter(subject=case.person_id).delete()

    assert actions.erase_again([str(case.person_id)]) == 1
    assert Referral.objects.get(pk=referral.pk).state == ReferralState.WITHDRAWN
    row = ErasureNotice.objects.get()
    assert (row.references, row.is_late, row.erasure) == ([referral.code], True, None)
    tasks = Task.objects.filter(kind=TaskKind.GONE)
    assert coordinator in {task.owner for task in tasks}
    actions.note_told(row, by=coordinator, how=ToldHow.SPOKEN, told_on=today())
    assert not tasks.filter(done_at=None).exists()


def test_confirmed_from_the_list_by_one_and_the_case_then_leads_to_what_stays(client, coordinator, guardian):
    case = closed(by=coordinator)
    actions.note_due()
    due = Due.objects.get()
    one, off = (reverse(f"desk:{name}", args=[due.pk]) for name in ("due", "due_put_off"))
    sign_in(client, guardian)
    assert case.code in text(client.get(reverse("desk:retention")))
    assert client.post(off, {"reason": "wish", "until": "01.01.2020", "version": due.version}).status_code == 400
    assert "Confirmed. A second person has to agree" in text(client.post(reverse("desk:due_confirm", args=[due.pk]), follow=True))
    assert "Two people decide" in text(client.get(one))
    sign_in(client, coordinator)
    actions.agree_to_erasure(Erasure.objects.get(), by=coordinator)
    actions.erase_due()

    page = client.get(reverse("desk:case_file", args=[case.code]), follow=True)
    assert "Without a name since" in text(page)
    assert "30-44" in text(page)
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 404
    assert client.get(reverse("desk:retention")).status_code == 403


def test_the_page_of_periods_for_everybody_and_set_by_two(client, guardian):
    director = make_user(Role.DIRECTOR)
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    page, change = reverse("desk:periods"), reverse("desk:period_set", args=["closed"])
    assert "10 years" in text(client.get(page))
    assert change not in client.get(page).text
    assert client.get(change).status_code == 403
    sign_in(client, director)
    assert "within the limits shown on the page" in text(client.post(change, {"months": "12"}))
    assert "Requested. It takes effect once a second person agrees." in text(client.post(change, {"months": "132"}, follow=True))
    assert client.get(reverse("desk:period_set", args=["nothing"])).status_code == 404
    sign_in(client, guardian)
    waiting = kept.periods_asked()[0]
    assert "Agreed." in text(client.post(reverse("desk:period_agree", args=[waiting.pk]), follow=True))
    assert "11 years" in text(client.get(page))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_however_many(client, coordinator, django_assert_num_queries, rows):
    for _ in range(rows):
        closed(by=coordinator)
    actions.note_due()
    sign_in(client, coordinator)
    client.get(reverse("desk:retention"))

    with django_assert_num_queries(QUERIES + 4):
        client.get(reverse("desk:retention"))
