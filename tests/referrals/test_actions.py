"""Referrals from draft to outcome, and what a withdrawn consent does to them: on both databases."""

import datetime as dt
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, Undo
from panoh.audit.trail import action
from panoh.audit.undo import latest
from panoh.cases.enums import TaskKind
from panoh.cases.models import Assistance, Case, Share, Task
from panoh.consent.actions import refuse_consent, review_vital_interest, state_vital_interest, withdraw_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind, WhyNot
from panoh.consent.models import Consent
from panoh.core.clock import DUSHANBE, add_working_days, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network.actions import change_facility, close_facility
from panoh.network.enums import Service
from panoh.referrals import actions, letter
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import (
    OPEN_STATES,
    UNSENT,
    ActsNext,
    DeclineReason,
    Level,
    NoShowReason,
    Priority,
    ReferralState,
    may_follow,
)
from panoh.referrals.grounds import NoGround
from panoh.referrals.models import Referral
from panoh.vault.actions import open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, show_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import advance, make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def fresh(row):
    return Referral.objects.get(pk=row.pk)


def test_draft_referral_waits_for_the_worker_and_reminds_them(user):
    row = make_referral(by=user)

    assert (row.state, acts_next(row), row.due_at.date()) == (ReferralState.AWAITING_CONSENT, ActsNext.WORKER, add_working_days(today(), 2))
    assert Task.objects.get(target=row.pk, done_at=None).kind == TaskKind.CONSENT
    opened = open_sealed([fresh(row)], by=user.actor, purpose=Purpose.CARE)[0]
    assert opened.complaint_words == "Головные боли, нарушение сна"
    assert "боли".encode() not in bytes(row.complaint_words)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"service": "massage"}, "service"),
        ({"level": "loud"}, "level"),
        ({"language": "de"}, "language"),
        ({"data_kinds": ["soul"]}, "data_kinds"),
        ({"complaints": " "}, "complaints"),
        ({"complaints": "после пыток"}, "complaints"),
        ({"ask": "после пыток"}, "ask"),
    ],
)
def test_draft_referral_refuses_what_cannot_be(user, facts, field):
    with pytest.raises(Invalid) as refused:
        make_referral(by=user, **facts)

    assert list(refused.value.fields) == [field]
    assert Referral.objects.count() == 0


def test_draft_referral_to_a_closed_facility_or_from_a_closed_case_is_refused(user):
    facility = close_facility(make_facility(by=user), by=user)
    with pytest.raises(Invalid):
        make_referral(by=user, facility=facility)
    case = make_case(by=user, state="closed")
    with pytest.raises(WrongState):
        make_referral(by=user, case=case)


def test_a_draft_that_is_consented_to_already_is_to_be_sent(user):
    case, facility = make_case(by=user), make_facility(by=user)
    make_consent(case.person, by=user, facility=facility)

    row = make_referral(by=user, case=case, facility=facility)

    assert Task.objects.get(target=row.pk).kind == TaskKind.REFERRAL


def test_change_referral_of_a_draft_only_and_of_its_version_only(user):
    row = make_referral(by=user)
    facts = {"facility": row.facility, "service": Service.EYE, "complaints": "Плохо видит"}

    actions.change_referral(row, by=user, expected=1, **facts)
    with pytest.raises(Conflict):
        actions.change_referral(fresh(row), by=user, expected=1, **facts)
    make_consent(row.person, by=user, facility=row.facility)
    actions.send_referral(fresh(row), by=user)
    with pytest.raises(WrongState):
        actions.change_referral(fresh(row), by=user, **facts)


def test_a_letter_without_a_ground_is_refused_and_nothing_is_kept(user):
    row = make_referral(by=user)
    before = AuditEvent.objects.count()

    with pytest.raises(NoGround):
        actions.send_referral(row, by=user)

    kept = fresh(row)
    assert (kept.state, kept.sent_at, bytes(kept.letter), kept.version) == (ReferralState.AWAITING_CONSENT, None, b"", 1)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("why", ["other facility", "other purpose", "too few kinds", "withdrawn", "over", "refused"])
def test_a_letter_on_the_wrong_consent_is_refused(user, why):
    row = make_referral(by=user, level=Level.MINIMAL if why == "too few kinds" else Level.NEUTRAL)
    facts = {"facility": make_facility(by=user) if why == "other facility" else row.facility}
    if why == "other purpose":
        facts["purpose"] = ConsentPurpose.MEDICO_LEGAL
    consent = make_consent(row.person, by=user, **facts)
    if why == "withdrawn":
        with writes_allowed():
            Consent.objects.update(decision="withdrawn", withdrawn_on=today())
    if why == "over":
        with writes_allowed():
            Consent.objects.update(valid_until=today() - dt.timedelta(days=1))
    if why == "refused":
        with writes_allowed():
            Consent.objects.filter(pk=consent.pk).update(decision="refused")

    with pytest.raises(NoGround):
        actions.send_referral(row, by=user)

    assert bytes(fresh(row).letter) == b""


def test_send_referral_keeps_the_exact_letter_and_offers_no_undo(user):
    row = make_referral(by=user, consented=True)
    consent = Consent.objects.get()

    actions.send_referral(row, by=user)

    kept = fresh(row)
    assert (kept.state, kept.consent, acts_next(kept)) == (ReferralState.SENT, consent, ActsNext.PROVIDER)
    assert kept.due_at.date() == add_working_days(today(), 2)
    text = text_of(actions.open_letter(kept, by=user))
    assert "Қодиров" in text
    assert kept.code in text
    assert bytes(kept.letter)[:4] != b"%PDF"
    assert Undo.objects.get(verb="referrals.sent").changes == []
    assert latest(user.actor) is None


@pytest.mark.parametrize(
    ("sent", "days"),
    [
        (dt.datetime(2026, 11, 25, 8, tzinfo=DUSHANBE), 1),  # a Wednesday
        (dt.datetime(2026, 11, 27, 8, tzinfo=DUSHANBE), 3),  # a Friday: days on which the facility is shut do not count
    ],
)
def test_an_urgent_letter_is_answered_within_24_hours_of_days_on_which_the_facility_is_open(sent, days):
    make_secretariat()
    with time_machine.travel(sent, tick=False):
        user = make_user(Role.COORDINATOR)
        row = make_referral(by=user, consented=True, priority=Priority.EMERGENCY)

        actions.send_referral(row, by=user)

    assert row.due_at == sent + dt.timedelta(days=days)


def test_the_name_stands_in_the_letter_only_where_consent_covers_it(user):
    row = make_referral(by=user)
    make_consent(row.person, by=user, facility=row.facility, data_kinds=[DataKind.COMPLAINTS])

    actions.send_referral(fresh(row), by=user)

    text = text_of(actions.open_letter(fresh(row), by=user))
    assert "Қодиров" not in text
    assert "1984" not in text
    assert "назовёт сам" in text


def test_a_letter_without_a_name_opens_no_name(user):
    row = make_referral(by=user, consented=True, data_kinds=[DataKind.COMPLAINTS])

    actions.send_referral(row, by=user)

    assert "Қодиров" not in text_of(actions.open_letter(fresh(row), by=user))


def test_a_letter_of_a_member_is_addressed_by_name(user):
    member = make_member(1)
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    facility = make_facility(by=user, name="Поликлиника № 7")
    row = make_referral(by=worker, case=make_case(by=user, organisation=member), facility=facility, consented=True)

    actions.send_referral(row, by=worker)

    assert "Поликлиника № 7" in text_of(actions.open_letter(fresh(row), by=worker))


@pytest.mark.parametrize(("language", "name"), [("tg", "Маркази равоншиносӣ"), ("ru", "Психологический центр")])
def test_a_letter_calls_the_facility_in_its_own_language(user, language, name):
    facility = change_facility(make_facility(by=user, name="Психологический центр"), by=user, name_tg="Маркази равоншиносӣ")

    made = actions.preview_letter(make_referral(by=user, facility=facility, language=language, consented=True), by=user)

    assert made.lines[0].partition(": ")[2] == name


def test_preview_letter_shows_everything_but_the_name(user):
    made = actions.preview_letter(make_referral(by=user, consented=True), by=user)

    assert "Пациент: ••••••, 1984 г. р." in made.lines
    assert not any("Қодиров" in line for line in made.lines)
    assert AuditEvent.objects.latest("seq").purpose == "letter"


def test_send_referral_of_an_older_version_is_a_conflict(user):
    row = make_referral(by=user, consented=True)
    actions.change_referral(row, by=user, facility=row.facility, service=Service.EYE, complaints="Плохо видит")

    with pytest.raises(Conflict):
        actions.send_referral(fresh(row), by=user, expected=1)

    assert fresh(row).state == ReferralState.DRAFT


def test_a_consent_withdrawn_while_the_letter_is_made_stops_it(user, monkeypatch):
    row = make_referral(by=user, consented=True)
    real = letter.as_pdf

    def slowly(made):
        with writes_allowed():
            Consent.objects.update(decision="withdrawn", withdrawn_on=today())
        return real(made)

    monkeypatch.setattr(letter, "as_pdf", slowly)

    with pytest.raises(NoGround):
        actions.send_referral(row, by=user)

    assert (fresh(row).state, bytes(fresh(row).letter)) == (ReferralState.DRAFT, b"")


def test_a_consent_answered_anew_while_the_letter_is_made_stops_it(user, monkeypatch):
    row = make_referral(by=user, consented=True)
    real = letter.as_pdf

    def slowly(made):
        make_consent(row.person, by=user, facility=row.facility, valid_until=today())
        return real(made)

    monkeypatch.setattr(letter, "as_pdf", slowly)
    with writes_allowed():
        Consent.objects.update(given_on=today() - dt.timedelta(days=1))

    with pytest.raises(Conflict):
        actions.send_referral(row, by=user)

    assert bytes(fresh(row).letter) == b""


@action
def _inside(row, *, by):
    actions.send_referral(row, by=by)


def test_a_letter_is_never_made_within_a_transaction(user):
    row = make_referral(by=user, consented=True)

    with pytest.raises(AssertionError):
        _inside(row, by=user)


def test_for_a_child_the_guardian_and_the_child_agree(user):
    birth = f"{today().year - 10}-01-01"
    row = make_referral(by=user, case=make_case(by=user, birth=birth))
    consent = make_consent(row.person, by=user, facility=row.facility, by_guardian=True, guardian="Модар", child_assented=True)
    with writes_allowed():
        Consent.objects.update(child_assented=None)
    with pytest.raises(NoGround):
        actions.send_referral(fresh(row), by=user)
    with writes_allowed():
        Consent.objects.update(child_assented=True)

    actions.send_referral(fresh(row), by=user)

    assert fresh(row).consent == consent


def vital(row, user):
    author = make_user(Role.SOCIAL_WORKER)
    return state_vital_interest(row.person, by=author, why=WhyNot.UNCONSCIOUS, reason="Без сознания")


def test_vital_interest_carries_a_neutral_letter_without_a_name(user):
    row = make_referral(by=user)
    stated = vital(row, user)

    actions.send_referral(fresh(row), by=user)

    kept = fresh(row)
    assert (kept.vital_interest, kept.consent) == (stated, None)
    text = text_of(actions.open_letter(kept, by=user))
    assert "Қодиров" not in text
    assert "не может назвать себя" in text


@pytest.mark.parametrize("level", [Level.MINIMAL, Level.FULL])
def test_vital_interest_carries_no_other_letter(user, level):
    row = make_referral(by=user, level=level)
    vital(row, user)

    with pytest.raises(NoGround):
        actions.send_referral(row, by=user)


def test_a_vital_interest_that_is_not_upheld_flags_what_was_sent(user):
    row = make_referral(by=user)
    stated = vital(row, user)
    assert Task.objects.filter(kind=TaskKind.VITAL, done_at=None).count() == 2
    actions.send_referral(fresh(row), by=user)

    review_vital_interest(stated, by=user, upheld=False)

    assert (fresh(row).state, fresh(row).ground_lost_on) == (ReferralState.SENT, today())
    assert Task.objects.filter(kind=TaskKind.VITAL, done_at=None).count() == 0


def test_withdrawal_calls_drafts_off_and_flags_what_was_sent(user):
    facility, elsewhere = make_facility(by=user), make_facility(by=user)
    case = make_case(by=user)
    consent = make_consent(case.person, by=user, facility=facility)
    make_consent(case.person, by=user, facility=elsewhere)
    sent = make_referral(by=user, case=case, facility=facility)
    actions.send_referral(sent, by=user)
    draft = make_referral(by=user, case=case, facility=facility)
    other = make_referral(by=user, case=case, facility=elsewhere)
    over = make_referral(by=user, case=case, facility=facility)
    actions.call_off(over, by=user)

    withdraw_consent(consent, by=user)

    assert [fresh(row).state for row in (sent, draft, other)] == [ReferralState.SENT, ReferralState.WITHDRAWN, ReferralState.DRAFT]
    assert [fresh(row).ground_lost_on for row in (sent, draft, other, over)] == [today(), None, None, None]
    assert {task.target for task in Task.objects.filter(target__isnull=False, done_at=None)} == {sent.pk, other.pk}


def test_whoever_records_a_withdrawal_the_rest_follows(user):
    row = make_referral(by=user, consented=True)
    stranger = make_user(Role.PSYCHOLOGIST)

    withdraw_consent(Consent.objects.get(), by=stranger)

    assert fresh(row).state == ReferralState.WITHDRAWN


def test_refusing_research_leaves_referrals_alone(user):
    row = make_referral(by=user, consented=True)
    make_consent(row.person, by=user, purpose=ConsentPurpose.RESEARCH)

    refuse_consent(row.person, by=user, purpose=ConsentPurpose.RESEARCH, form=ConsentForm.WRITTEN)

    assert fresh(row).state == ReferralState.DRAFT


def test_withdrawal_ends_sharing_with_that_organisation_alone(user):
    case, first, second = make_case(by=user), make_member(1), make_member(2)
    consent = make_consent(case.person, by=user, purpose=ConsentPurpose.LEGAL, organisation=first, data_kinds=[DataKind.LEGAL])
    for organisation in (first, second):
        show_case(case, by=user, organisation=organisation)
    reader = make_user(Role.MEMBER_WORKER, organisation=first)
    assert not open_sealed([case.person], by=reader.actor, purpose=Purpose.CARE)[0].is_unreadable

    withdraw_consent(consent, by=make_user(Role.SOCIAL_WORKER))

    assert Share.objects.get(organisation=first).ended_at is not None
    assert Share.objects.get(organisation=second).ended_at is None
    assert open_sealed([case.person], by=reader.actor, purpose=Purpose.CARE)[0].is_unreadable


def test_another_consent_for_the_same_organisation_keeps_the_sharing(user):
    case, member = make_case(by=user), make_member(1)
    facts = {"organisation": member, "data_kinds": [DataKind.LEGAL]}
    consent = make_consent(case.person, by=user, purpose=ConsentPurpose.LEGAL, **facts)
    make_consent(case.person, by=user, purpose=ConsentPurpose.TEAM, **facts)
    show_case(case, by=user, organisation=member)

    withdraw_consent(consent, by=user)

    assert Share.objects.get().ended_at is None


def test_record_outcome_counts_the_help(user):
    row = make_referral(by=user, state=ReferralState.COMPLETED, service=Service.PSYCHOLOGY)

    help_given = Assistance.objects.get()
    assert (help_given.help, help_given.item, help_given.source, help_given.facility) == (
        "psychological",
        "session",
        "referral",
        row.facility,
    )
    assert (fresh(row).due_at, acts_next(row)) == (None, ActsNext.NOBODY)
    assert Task.objects.filter(kind=TaskKind.REFERRAL, done_at=None).count() == 0


def test_record_outcome_of_a_case_closed_meanwhile_counts_nothing(user):
    row = make_referral(by=user, state=ReferralState.ATTENDED)
    with writes_allowed():
        Case.objects.update(state="closed", closed_on=today(), close_reason="goals_met")
    row = Referral.objects.select_related("case").get(pk=row.pk)

    actions.record_outcome(row, by=user, words="Лечение", treatment="inpatient")

    assert Assistance.objects.count() == 0


def test_booked_the_worker_asks_after_the_appointment(user):
    row = make_referral(by=user, state=ReferralState.SENT)

    actions.book(row, by=user, day=today() + dt.timedelta(days=7))

    assert acts_next(row) == ActsNext.WORKER
    assert row.due_at.date() == add_working_days(today() + dt.timedelta(days=7), 2)


def test_sent_again_the_letter_stays_the_one_that_left(user):
    row = make_referral(by=user, state=ReferralState.NO_SHOW)
    before = bytes(fresh(row).letter)

    actions.send_referral(row, by=user)

    assert (fresh(row).state, bytes(fresh(row).letter)) == (ReferralState.SENT, before)


def test_sent_again_needs_the_consent_still(user):
    row = make_referral(by=user, state=ReferralState.NO_SHOW)
    withdraw_consent(Consent.objects.get(), by=user)

    with pytest.raises(NoGround):
        actions.send_referral(fresh(row), by=user)


@pytest.mark.parametrize("field", ["attended_on", "outcome_on"])
@pytest.mark.parametrize("days", [1, -30])
def test_days_ahead_and_before_the_letter_are_refused(user, field, days):
    row = make_referral(by=user, state=ReferralState.SENT if field == "attended_on" else ReferralState.ATTENDED)
    day = today() + dt.timedelta(days=days)

    record = actions.record_attendance if field == "attended_on" else partial(actions.record_outcome, words="")

    with pytest.raises(Invalid) as refused:
        record(row, by=user, **{field: day})

    assert list(refused.value.fields) == [field]


STEPS = {
    ReferralState.SENT: lambda row, by: actions.send_referral(row, by=by),
    ReferralState.ACKNOWLEDGED: lambda row, by: actions.acknowledge(row, by=by),
    ReferralState.ACCEPTED: lambda row, by: actions.accept(row, by=by),
    ReferralState.WAITLISTED: lambda row, by: actions.waitlist(row, by=by),
    ReferralState.BOOKED: lambda row, by: actions.book(row, by=by, day=today() + dt.timedelta(days=4)),
    ReferralState.ATTENDED: lambda row, by: actions.record_attendance(row, by=by),
    ReferralState.NO_SHOW: lambda row, by: actions.record_no_show(row, by=by, reason=NoShowReason.LOGISTICS),
    ReferralState.IN_SERVICE: lambda row, by: actions.begin_service(row, by=by),
    ReferralState.COMPLETED: lambda row, by: actions.record_outcome(row, by=by, words="Лечение"),
    ReferralState.PARTLY_COMPLETED: lambda row, by: actions.record_outcome(row, by=by, words="", state="partly_completed"),
    ReferralState.DECLINED: lambda row, by: actions.decline(row, by=by, reason=DeclineReason.NO_PLACE),
    ReferralState.PERSON_DECLINED: lambda row, by: actions.record_person_declined(row, by=by),
    ReferralState.WITHDRAWN: lambda row, by: actions.call_off(row, by=by),
    ReferralState.EXPIRED: lambda row, by: actions.expire(row, by=by),
    ReferralState.REDIRECTED: lambda row, by: actions.refer_on(row, by=by, facility=make_facility()),
    ReferralState.ERROR: lambda row, by: actions.mark_error(row, by=by),
}


def again(row):
    return Referral.objects.select_related("case", "person", "facility", "made_by").get(pk=row.pk)


@examples(30)
@given(steps=st.lists(st.sampled_from([ReferralState.SENT, *STEPS]), min_size=1, max_size=8), priority=st.sampled_from(list(Priority)))
def test_a_referral_moves_as_the_table_says_and_stays_where_it_is_otherwise(user, steps, priority):
    row = make_referral(by=user, consented=True, priority=priority)

    for to in steps:
        row = again(row)
        state, due, turns = ReferralState(row.state), row.due_at, row.turns.count()
        if to in may_follow(state):
            STEPS[to](row, user)
            assert (fresh(row).state, row.turns.count()) == (to, turns + 1)
        else:
            with pytest.raises(WrongState):
                STEPS[to](row, user)
            assert (fresh(row).state, fresh(row).due_at, row.turns.count()) == (state, due, turns)
        kept = fresh(row)
        assert (kept.due_at is not None) == (kept.state in OPEN_STATES)
        assert (kept.due_at, kept.state) == row.turns.order_by("at").values_list("due_at", "state").last()  # no change is left unrecorded
        assert kept.state in UNSENT or kept.sent_at is None or (bytes(kept.letter) and kept.consent_id)
        assert Task.objects.filter(target=row.pk, done_at=None).count() == (1 if kept.state in OPEN_STATES else 0)


def test_steps_are_denied_to_who_may_not_refer_from_this_case(user):
    row = make_referral(by=user, consented=True)
    sent = make_referral(by=user, state=ReferralState.SENT)
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    for write in (
        lambda: make_referral(by=stranger, case=row.case, facility=row.facility),
        lambda: actions.change_referral(row, by=stranger, facility=row.facility, service=Service.EYE, complaints="Боль"),
        lambda: actions.preview_letter(row, by=stranger),
        lambda: actions.send_referral(row, by=stranger),
        lambda: actions.acknowledge(sent, by=stranger),
        lambda: actions.record_attendance(sent, by=stranger),
        lambda: actions.record_no_show(sent, by=stranger, reason=NoShowReason.LOGISTICS),
        lambda: actions.decline(sent, by=stranger, reason=DeclineReason.NO_PLACE),
        lambda: actions.call_off(sent, by=stranger),
        lambda: actions.open_letter(sent, by=stranger),
    ):
        with pytest.raises(Denied):
            write()


def test_a_draft_has_no_letter_to_open(user):
    with pytest.raises(WrongState):
        actions.open_letter(make_referral(by=user), by=user)


def test_a_letter_opens_for_whom_the_case_is_shown_to_and_not_without_the_persons_key(user):
    member = make_member(1)
    case = make_case(by=user)
    row = make_referral(by=user, case=case, state=ReferralState.SENT)
    show_case(case, by=user, organisation=member)
    reader = make_user(Role.MEMBER_WORKER, organisation=member)
    assert actions.open_letter(row, by=reader)[:4] == b"%PDF"

    with writes_allowed():
        SubjectKey.objects.filter(subject=case.person_id, recipient=member.id).delete()

    with pytest.raises(Denied, match="sealed for your organisation"):
        actions.open_letter(row, by=reader)
    with pytest.raises(Denied, match="sealed for your organisation"):
        actions.preview_letter(row, by=reader)


def test_advance_reaches_every_state(user):
    for state in ReferralState:
        assert make_referral(by=user, state=state).state == state
    assert advance(make_referral(by=user, consented=True), ReferralState.SENT, by=user).state == "sent"


def test_a_declined_referral_is_drawn_up_for_the_next_facility_with_everything_but_the_consent(user):
    row = make_referral(by=user, state=ReferralState.SENT, priority=Priority.URGENT, level=Level.NEUTRAL, ask="Осмотр")
    actions.decline(row, by=user, reason=DeclineReason.NO_PLACE, words="Мест нет", evidence="telephone")
    elsewhere = make_facility(by=user)

    made = actions.refer_on(row, by=user, facility=elsewhere)

    same = ("service", "level", "language", "data_kinds", "priority", "case_id", "person_id")
    assert [getattr(made, name) for name in same] == [getattr(row, name) for name in same]
    assert (made.facility, made.state, made.previous, made.consent) == (elsewhere, ReferralState.AWAITING_CONSENT, row, None)
    opened = open_sealed([fresh(made)], by=user.actor, purpose=Purpose.CARE)[0]
    assert (opened.complaint_words, opened.ask_words, opened.outcome_words) == ("Головные боли, нарушение сна", "Осмотр", "")
    assert (fresh(row).state, fresh(row).decline_reason) == (ReferralState.REDIRECTED, DeclineReason.NO_PLACE)
    with pytest.raises(NoGround):  # the consent was for the first facility alone
        actions.send_referral(made, by=user)


def test_a_consent_given_later_makes_what_waited_ready_and_nothing_else(user):
    row, other = make_referral(by=user), make_referral(by=user)

    make_consent(row.person, by=user, facility=row.facility)

    assert [fresh(each).state for each in (row, other)] == [ReferralState.DRAFT, ReferralState.AWAITING_CONSENT]
    assert [task.kind for task in Task.objects.filter(target=row.pk, done_at=None)] == [TaskKind.REFERRAL]
    assert list(row.turns.values_list("state", flat=True)) == [ReferralState.AWAITING_CONSENT, ReferralState.DRAFT]


def refuse(row, user, purpose=ConsentPurpose.REFERRAL):
    refuse_consent(row.person, by=user, purpose=purpose, form=ConsentForm.SPOKEN, facility=row.facility)


def test_a_refused_consent_ends_the_asking_and_the_worker_looks_elsewhere(user):
    row, other = make_referral(by=user), make_referral(by=user)

    refuse(row, user, ConsentPurpose.RESEARCH)
    assert fresh(row).state == ReferralState.AWAITING_CONSENT
    refuse(row, user)

    assert [fresh(each).state for each in (row, other)] == [ReferralState.CONSENT_REFUSED, ReferralState.AWAITING_CONSENT]
    assert [task.kind for task in Task.objects.filter(target=row.pk, done_at=None)] == [TaskKind.REFERRAL]
    assert (acts_next(fresh(row)), fresh(row).due_at.date()) == (ActsNext.WORKER, add_working_days(today(), 2))


def test_what_was_refused_waits_again_for_another_facility_and_can_be_sent_once_agreed(user):
    row = make_referral(by=user, state=ReferralState.CONSENT_REFUSED)
    kept = {"service": row.service, "complaints": "Бессонница", "level": row.level, "data_kinds": row.data_kinds}

    actions.change_referral(row, by=user, facility=row.facility, **kept)
    assert fresh(row).state == ReferralState.CONSENT_REFUSED
    with pytest.raises(WrongState):
        actions.send_referral(fresh(row), by=user)
    state_vital_interest(row.person, by=user, why=WhyNot.DETAINED, reason="В изоляторе")
    assert fresh(row).state == ReferralState.CONSENT_REFUSED  # who can be asked, and said no

    make_consent(row.person, by=user, facility=row.facility)
    assert fresh(row).state == ReferralState.DRAFT

    other = make_referral(by=user, state=ReferralState.CONSENT_REFUSED)
    actions.change_referral(other, by=user, facility=make_facility(), **kept)
    assert fresh(other).state == ReferralState.AWAITING_CONSENT


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda row, by: actions.decline(row, by=by, reason="because"), "reason"),
        (lambda row, by: actions.record_no_show(row, by=by, reason=""), "reason"),
        (lambda row, by: actions.accept(row, by=by, evidence="gossip"), "evidence"),
        (lambda row, by: actions.book(row, by=by, day=today() - dt.timedelta(days=30)), "day"),
        (lambda row, by: actions.refer_on(row, by=by, facility=row.facility), "facility"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_beside_its_field_and_moves_nothing(user, act, field):
    row = make_referral(by=user, state=ReferralState.SENT)

    with pytest.raises(Invalid) as refused:
        act(row, user)

    assert list(refused.value.fields) == [field]
    assert (fresh(row).state, row.turns.count()) == (ReferralState.SENT, 3)


@pytest.mark.parametrize("cost", [{"cost": Decimal("-1"), "currency": "TJS"}, {"cost": Decimal(5)}, {"currency": "TJS"}])
def test_a_cost_without_its_currency_or_below_zero_is_refused(user, cost):
    row = make_referral(by=user, state=ReferralState.ATTENDED)

    with pytest.raises(Invalid) as refused:
        actions.record_outcome(row, by=user, words="", **cost)

    assert list(refused.value.fields) == ["cost"]


def test_an_outcome_keeps_recommendation_cost_and_how_it_is_known(user):
    row = make_referral(by=user, state=ReferralState.ATTENDED)

    actions.record_outcome(
        row, by=user, words="Мигрень", recommendation="Осмотр через год", evidence="slip", cost=Decimal("120.50"), currency="TJS"
    )

    kept = fresh(row)
    assert (kept.closure_evidence, kept.cost_amount, kept.cost_currency) == ("slip", Decimal("120.50"), "TJS")
    assert open_sealed([kept], by=user.actor, purpose=Purpose.CARE)[0].recommendation == "Осмотр через год"
    assert "Осмотр".encode() not in bytes(kept.recommendation)


def test_a_letter_below_full_is_taken_only_after_it_was_looked_at_and_sent(user):
    referral = make_referral(by=user, consented=True)
    with pytest.raises(WrongState, match="a second time"):
        actions.take_letter(referral, by=user)
    assert fresh(referral).state == ReferralState.DRAFT

    actions.send_referral(referral, by=user)

    assert actions.take_letter(fresh(referral), by=user) == actions.open_letter(fresh(referral), by=user)


def test_a_letter_in_full_that_is_taken_is_sent_and_its_exact_copy_kept(user):
    kinds = [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY]
    referral = make_referral(by=user, level=Level.FULL, data_kinds=kinds)
    make_consent(referral.person, by=user, facility=referral.facility, data_kinds=kinds)
    referral.refresh_from_db()

    taken = actions.take_letter(referral, by=user)

    fresh = Referral.objects.get()
    assert (fresh.state, actions.open_letter(fresh, by=user)) == (ReferralState.SENT, taken)
    assert actions.take_letter(fresh, by=user) == taken
