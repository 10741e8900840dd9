"""Consents: given, refused, withdrawn; help in the vital interest: on both databases."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, Undo
from panoh.audit.undo import take_back
from panoh.consent import actions, signals
from panoh.consent.enums import NEVER_BLOCKS, ConsentForm, ConsentPurpose, DataKind, Decision, WhyNot
from panoh.consent.models import Consent, VitalInterest
from panoh.consent.queries import ground_for, vital_ground
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def worker(*roles):
    make_secretariat()
    return make_user(*(roles or (Role.COORDINATOR,)))


def words(row, by):
    return open_sealed([row], by=by.actor, purpose=Purpose.CARE)[0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose": "gossip"}, "purpose"),
        ({"form": "nod"}, "form"),
        ({"data_kinds": ["soul"]}, "data_kinds"),
        ({"purpose": ConsentPurpose.REFERRAL}, "recipient"),
        ({"form": ConsentForm.SPOKEN}, "witness"),
        ({"form": ConsentForm.TELEPHONE, "witness": " "}, "witness"),
        ({"form": ConsentForm.THUMB_MARK}, "witness"),
        ({"given_on": dt.date(2999, 1, 1)}, "given_on"),
        ({"valid_until": dt.date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_give_consent_refuses_what_is_no_consent(given, field):
    user = worker()
    person = make_person(by=user)

    with pytest.raises(Invalid) as refused:
        make_consent(person, by=user, **given)

    assert list(refused.value.fields) == [field]
    assert Consent.objects.count() == 0


def test_give_consent_to_a_referral_names_recipient_and_kinds():
    user = worker()
    person, facility, member = make_person(by=user), make_facility(by=user), make_member(1)

    with pytest.raises(Invalid) as no_kinds:
        make_consent(person, by=user, facility=facility, data_kinds=[])
    with pytest.raises(Invalid) as two:
        make_consent(person, by=user, facility=facility, organisation=member)

    assert (list(no_kinds.value.fields), list(two.value.fields)) == (["data_kinds"], ["recipient"])


@pytest.mark.parametrize("form", [ConsentForm.SPOKEN, ConsentForm.TELEPHONE, ConsentForm.THUMB_MARK])
def test_give_consent_keeps_the_witness_sealed(form):
    user = worker()

    row = make_consent(make_person(by=user), by=user, form=form, witness="Зарина, медсестра", language="tg")

    assert words(Consent.objects.get(), user).witness == "Зарина, медсестра"
    assert (row.explained_by, row.language, row.given_on) == (user.id, "tg", today())


def make_child(user):
    return make_person(by=user, birth_date=f"{today().year - 10}-01-01")


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, ["guardian", "child_assented"]),
        ({"form": ConsentForm.SPOKEN}, ["witness", "guardian", "child_assented"]),
        ({"by_guardian": True}, ["guardian", "child_assented"]),
        ({"guardian": "Мать", "child_assented": True}, ["guardian"]),
        ({"by_guardian": True, "guardian": "Мать"}, ["child_assented"]),
        ({"by_guardian": True, "guardian": "Мать", "child_assented": False}, ["child_assented"]),
    ],
)
def test_give_consent_for_a_child_needs_the_guardian_and_the_child(given, fields):
    user = worker()

    with pytest.raises(Invalid) as refused:
        make_consent(make_child(user), by=user, **given)

    assert list(refused.value.fields) == fields


def test_give_consent_for_a_child_with_both_is_kept():
    user = worker()

    row = make_consent(make_child(user), by=user, by_guardian=True, guardian="Мать", child_assented=True)

    assert (row.by_guardian, row.child_assented, words(row, user).guardian) == (True, True, "Мать")


@pytest.mark.parametrize(
    ("birth_date", "child"),
    [("2009", True), ("2008", True), ("2007", False), ("2008-11-23", False), ("2008-11-24", False), ("2008-11-25", True)],
)
@time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False)
def test_in_the_year_of_coming_of_age_the_day_decides_and_in_doubt_it_is_a_child(birth_date, child):
    user = worker()
    person = make_person(by=user, birth_date=birth_date)

    if child:
        with pytest.raises(Invalid, match="under 18"):
            make_consent(person, by=user)
    else:
        assert make_consent(person, by=user).of_age is True


@time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False)
def test_the_day_of_the_answer_counts_not_the_day_it_is_written_down():
    user = worker()
    person = make_person(by=user, birth_date="2008-11-20")

    with pytest.raises(Invalid, match="under 18"):
        make_consent(person, by=user, given_on=dt.date(2026, 11, 19))
    assert make_consent(person, by=user, given_on=dt.date(2026, 11, 20)).of_age is True


def test_where_the_birth_is_not_known_whoever_asks_says_whether_the_person_is_of_age():
    user = worker()
    person = make_person(by=user, birth_date="")

    with pytest.raises(Invalid) as unsaid:
        make_consent(person, by=user)
    with pytest.raises(Invalid) as alone:
        make_consent(person, by=user, is_adult=False)

    assert (list(unsaid.value.fields), list(alone.value.fields)) == (["is_adult"], ["guardian", "child_assented"])
    assert "Say whether the person is 18 or older" in str(unsaid.value)
    assert make_consent(person, by=user, is_adult=True).of_age is True
    assert make_consent(person, by=user, is_adult=False, by_guardian=True, guardian="Модар", child_assented=True).of_age is False


def test_what_is_said_of_the_age_does_not_outweigh_the_birth():
    user = worker()

    with pytest.raises(Invalid, match="under 18"):
        make_consent(make_child(user), by=user, is_adult=True)


def test_a_refusal_needs_no_age():
    user = worker()
    person = make_person(by=user, birth_date="")

    assert actions.refuse_consent(person, by=user, purpose=ConsentPurpose.TEAM, form=ConsentForm.SPOKEN).decision == Decision.REFUSED


def test_refuse_consent_ends_what_was_agreed_to_before_for_the_same():
    user = worker()
    person, facility, other = make_person(by=user), make_facility(by=user), make_facility(by=user)
    same, elsewhere = make_consent(person, by=user, facility=facility), make_consent(person, by=user, facility=other)

    actions.refuse_consent(person, by=user, purpose=ConsentPurpose.REFERRAL, form=ConsentForm.TELEPHONE, facility=facility)

    assert Consent.objects.get(pk=same.pk).decision == Decision.WITHDRAWN
    assert Consent.objects.get(pk=elsewhere.pk).decision == Decision.GIVEN
    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is None


def test_withdraw_consent_tells_the_rooms_above_and_can_be_undone():
    user = worker()
    consent = make_consent(make_person(by=user), by=user)
    heard = []

    def listen(consent, by, **_kwargs):
        heard.append((consent.pk, by.pk))

    signals.consent_withdrawn.connect(listen)

    actions.withdraw_consent(consent, by=user)

    kept = Consent.objects.get()
    assert (kept.decision, kept.withdrawn_on, heard) == (Decision.WITHDRAWN, today(), [(consent.pk, user.pk)])
    assert AuditEvent.objects.filter(verb="consent.withdrawn").count() == 1
    take_back(Undo.objects.order_by("-at").first().pk, by=user.actor)
    assert Consent.objects.get().decision == Decision.GIVEN


def test_what_was_agreed_to_a_second_time_for_the_same_recipient_is_taken_back_with_it():
    """A letter would leave on the older answer otherwise."""
    user = worker()
    person, facility = make_person(by=user), make_facility(by=user)
    former = make_consent(person, by=user, facility=facility)
    latest = make_consent(person, by=user, facility=facility)
    elsewhere = make_consent(person, by=user, facility=make_facility(by=user, name="Другая клиника"))
    heard = []

    def listen(consent, **_kwargs):
        heard.append((consent.pk, Consent.objects.filter(facility=facility, decision=Decision.GIVEN).count()))

    signals.consent_withdrawn.connect(listen)

    actions.withdraw_consent(latest, by=user)

    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility) is None
    assert Consent.objects.get(pk=elsewhere.pk).decision == Decision.GIVEN
    assert sorted(heard) == sorted([(former.pk, 0), (latest.pk, 0)])  # nobody hears of one while the other still stands
    take_back(Undo.objects.order_by("-at").first().pk, by=user.actor)
    assert {row.decision for row in Consent.objects.all()} == {Decision.GIVEN}


@pytest.mark.parametrize("purpose", sorted(NEVER_BLOCKS))
def test_taking_back_statistics_case_study_or_research_closes_nothing(purpose):
    user = worker()
    person, facility = make_person(by=user), make_facility(by=user)
    make_consent(person, by=user, facility=facility)
    make_consent(person, by=user, purpose=purpose)
    heard = []

    def listen(consent, **_kwargs):
        heard.append(consent.pk)

    signals.consent_withdrawn.connect(listen)

    actions.refuse_consent(person, by=user, purpose=purpose, form=ConsentForm.SPOKEN)

    assert Consent.objects.get(purpose=purpose, decision=Decision.WITHDRAWN).withdrawn_on == today()
    assert heard == []
    assert ground_for(person, ConsentPurpose.REFERRAL, facility=facility, data_kinds=[DataKind.NAME]) is not None


def test_withdraw_consent_twice_is_refused():
    user = worker()
    consent = actions.withdraw_consent(make_consent(make_person(by=user), by=user), by=user)

    with pytest.raises(WrongState):
        actions.withdraw_consent(consent, by=user)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT, Role.DUTY_OFFICER, Role.SPECIALIST, Role.LAWYER, Role.ADMINISTRATOR])
def test_consent_is_recorded_by_who_works_on_cases(role):
    user, other = worker(), make_user(role)
    person = make_person(by=user)
    consent = make_consent(person, by=user)

    for write in (
        lambda: make_consent(person, by=other),
        lambda: actions.refuse_consent(person, by=other, purpose=ConsentPurpose.TEAM, form=ConsentForm.WRITTEN),
        lambda: actions.withdraw_consent(consent, by=other),
        lambda: actions.state_vital_interest(person, by=other, why=WhyNot.DETAINED, reason="Срочно"),
    ):
        with pytest.raises(Denied):
            write()


def stated(**facts):
    author = worker(Role.SOCIAL_WORKER)
    person = make_person(by=author)
    return actions.state_vital_interest(person, by=author, **{"why": WhyNot.UNCONSCIOUS, "reason": "Без сознания, кровотечение"} | facts)


def late(vital):
    with writes_allowed():
        VitalInterest.objects.filter(pk=vital.pk).update(review_due=now() - dt.timedelta(minutes=1))
    return VitalInterest.objects.get(pk=vital.pk)


@pytest.mark.parametrize(("facts", "field"), [({"why": "busy"}, "why"), ({"reason": "  "}, "reason")])
def test_state_vital_interest_needs_why_and_a_reason(facts, field):
    with pytest.raises(Invalid) as refused:
        stated(**facts)

    assert list(refused.value.fields) == [field]


def test_state_vital_interest_waits_for_its_review_72_hours_and_only_once():
    vital = stated()

    assert vital.review_due - vital.stated_at == dt.timedelta(hours=72)
    assert vital_ground(vital.person) == vital
    with pytest.raises(WrongState):
        actions.state_vital_interest(vital.person, by=vital.stated_by, why=WhyNot.DETAINED, reason="Ещё раз")


def test_two_others_uphold_it():
    vital, first, second = stated(), worker(Role.COORDINATOR), worker(Role.PHYSICIAN)

    actions.review_vital_interest(vital, by=first, upheld=True, note="Верно")
    assert (vital.was_upheld, vital_ground(vital.person)) == (None, vital)
    actions.review_vital_interest(vital, by=second, upheld=True, note="Согласен")

    kept = VitalInterest.objects.get()
    assert (kept.was_upheld, kept.first_reviewer, kept.second_reviewer) == (True, first, second)
    assert words(kept, first).review_note == "Верно\nСогласен"


def test_who_stated_it_reviews_it_never_and_nobody_reviews_it_twice():
    author = worker(Role.PHYSICIAN)
    vital = actions.state_vital_interest(make_person(by=author), by=author, why=WhyNot.DETAINED, reason="Задержан")
    first = worker(Role.COORDINATOR)

    with pytest.raises(Denied):
        actions.review_vital_interest(vital, by=author, upheld=True)
    actions.review_vital_interest(vital, by=first, upheld=True)
    with pytest.raises(Denied):
        actions.review_vital_interest(vital, by=first, upheld=True)
    with pytest.raises(Denied):
        actions.review_vital_interest(vital, by=author, upheld=True)

    assert VitalInterest.objects.get().second_reviewer is None


@pytest.mark.parametrize("answers", [[False], [True, False]])
def test_one_reviewer_who_does_not_uphold_it_ends_it(answers):
    vital = stated()
    heard = []

    def listen(vital_interest, **_kwargs):
        heard.append(vital_interest.pk)

    signals.vital_interest_refused.connect(listen)

    for upheld in answers:
        actions.review_vital_interest(vital, by=worker(Role.COORDINATOR), upheld=upheld)

    assert (vital.was_upheld, vital_ground(vital.person), heard) == (False, None, [vital.pk])
    with pytest.raises(WrongState):
        actions.review_vital_interest(vital, by=worker(Role.COORDINATOR), upheld=True)


def test_after_72_hours_it_is_no_ground_until_both_have_upheld_it():
    vital = late(stated())
    assert vital_ground(vital.person) is None

    actions.review_vital_interest(vital, by=worker(Role.COORDINATOR), upheld=True)
    assert vital_ground(vital.person) is None
    actions.review_vital_interest(vital, by=worker(Role.PHYSICIAN), upheld=True)

    assert vital_ground(vital.person) == vital


def test_a_social_worker_reviews_no_vital_interest():
    with pytest.raises(Denied):
        actions.review_vital_interest(stated(), by=worker(Role.SOCIAL_WORKER), upheld=True)
