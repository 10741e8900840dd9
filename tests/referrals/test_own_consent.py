"""A referral names its own consent: what was answered about it, and no answer about another thing at the same facility."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.consent.actions import give_consent, refuse_consent, withdraw_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind, Decision
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.desk.actions import refer_urgently
from panoh.referrals import actions
from panoh.referrals.enums import Level, ReferralState
from panoh.referrals.grounds import NoGround, check_ground
from panoh.referrals.models import Referral
from tests.days import written
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAME, COMPLAINTS, MEDICAL, STORY = DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY


@pytest.fixture
def facility():
    return make_facility()


@pytest.fixture
def row(user, facility):
    """It waits: for the physician, with what was done."""
    return make_referral(by=user, case=make_case(by=user), facility=facility, level=Level.MINIMAL, data_kinds=[NAME], ask="Осмотр")


@pytest.fixture
def other(user, row, facility):
    """Another thing at the same facility."""
    return make_referral(by=user, case=row.case, facility=facility, service="psychology")


def fresh(row):
    return Referral.objects.get(pk=row.pk)


def say(decision, row, *kinds, by, of_it=True):
    """What the person answers to a referral, or of its facility at large."""
    about = {"for_referral": row.pk} if of_it else {}
    act = give_consent if decision == Decision.GIVEN else refuse_consent
    told = {"purpose": ConsentPurpose.REFERRAL, "form": ConsentForm.WRITTEN, "facility": row.facility, **about}
    return act(row.person, by=by, data_kinds=list(kinds), **told)


def test_a_yes_to_another_thing_at_the_same_facility_lets_only_that_leave(user, row, other):
    say(Decision.GIVEN, other, NAME, COMPLAINTS, MEDICAL, by=user)

    assert [fresh(each).state for each in (row, other)] == [ReferralState.AWAITING_CONSENT, ReferralState.DRAFT]
    with pytest.raises(NoGround):
        actions.send_referral(fresh(row), by=user)
    assert actions.send_referral(fresh(other), by=user).consent.for_referral == other.pk


@pytest.mark.parametrize("of_it", [True, False])
def test_a_no_to_it_is_never_made_a_yes_by_another_consent(user, row, other, of_it):
    say(Decision.REFUSED, row, NAME, COMPLAINTS, MEDICAL, by=user)

    say(Decision.GIVEN, other, NAME, COMPLAINTS, MEDICAL, by=user, of_it=of_it)

    assert [fresh(each).state for each in (row, other)] == [ReferralState.CONSENT_REFUSED, ReferralState.DRAFT]
    with pytest.raises(NoGround):
        check_ground(fresh(row))
    say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)
    assert fresh(row).state == ReferralState.DRAFT


def test_a_no_to_one_leaves_the_other_its_yes(user, row, other):
    say(Decision.GIVEN, other, NAME, COMPLAINTS, by=user)
    sent = actions.send_referral(fresh(other), by=user)

    say(Decision.REFUSED, row, NAME, COMPLAINTS, MEDICAL, by=user)

    assert (fresh(sent).state, fresh(sent).ground_lost_on) == (ReferralState.SENT, None)
    assert Consent.objects.get(for_referral=other.pk).decision == Decision.GIVEN


def test_a_no_after_a_yes_waits_with_the_worker_and_calls_nothing_off(user, row):
    say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)

    say(Decision.REFUSED, row, NAME, COMPLAINTS, MEDICAL, by=user)

    assert fresh(row).state == ReferralState.CONSENT_REFUSED


def test_a_no_to_what_was_sent_is_told_as_when_a_consent_is_withdrawn(user, row):
    say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)
    actions.send_referral(fresh(row), by=user)

    say(Decision.REFUSED, row, NAME, COMPLAINTS, MEDICAL, by=user)

    assert (fresh(row).state, fresh(row).ground_lost_on) == (ReferralState.SENT, today())


def test_withdrawing_its_consent_flags_it_and_no_other(user, row, other):
    mine = say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)
    say(Decision.GIVEN, other, NAME, COMPLAINTS, by=user)
    for each in (row, other):
        actions.send_referral(fresh(each), by=user)

    withdraw_consent(Consent.objects.get(pk=mine.pk), by=user)

    assert [fresh(each).ground_lost_on for each in (row, other)] == [today(), None]


@pytest.mark.parametrize(("decision", "kinds"), [(Decision.REFUSED, []), (Decision.GIVEN, [COMPLAINTS])])
def test_a_later_no_or_narrower_yes_to_the_facility_at_large_holds_for_all_of_them(user, row, decision, kinds):
    say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)
    actions.send_referral(fresh(row), by=user)

    say(decision, row, *kinds, by=user, of_it=False)

    assert fresh(row).ground_lost_on == today()


@pytest.mark.parametrize(
    ("level", "kinds", "left"),
    [
        (Level.MINIMAL, [NAME, COMPLAINTS], (Level.NEUTRAL, [NAME], False)),
        (Level.FULL, [COMPLAINTS, MEDICAL], (Level.MINIMAL, [], True)),
        (Level.FULL, [NAME, COMPLAINTS, MEDICAL, STORY], (Level.FULL, [NAME], False)),
    ],
)
def test_a_narrower_yes_narrows_the_letter(user, facility, level, kinds, left):
    """What was written for a full letter is read by a second reader, or reworded, before it leaves as less."""
    row = make_referral(by=user, case=make_case(by=user), facility=facility, level=level, data_kinds=[NAME], ask="Осмотр")

    say(Decision.GIVEN, row, *kinds, by=user)

    row = fresh(row)
    assert row.state == ReferralState.DRAFT
    assert (row.level, [kind for kind in row.data_kinds if kind == NAME], row.kept_by is not None) == left


def test_what_no_letter_can_say_with_so_little_waits_on(user, row):
    say(Decision.GIVEN, row, MEDICAL, by=user)

    assert (fresh(row).state, fresh(row).level) == (ReferralState.AWAITING_CONSENT, Level.MINIMAL)


# -- the pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def ask(client, row, **posted):
    address = reverse("desk:referral_consent", args=[row.code])
    given = {"form": "written", "given_on": written(), **posted}
    return client.post(address, given) if posted else client.get(address)


def text_of(client, name, *args):
    return soup_of(client.get(reverse(f"desk:{name}", args=args))).main.get_text(" ", strip=True)


def test_asked_from_a_referral_it_is_about_exactly_its_recipient_purpose_and_kinds(client, reader):
    row = make_referral(by=reader, case=make_case(by=reader), level=Level.MINIMAL, data_kinds=[NAME])

    form = soup_of(ask(client, row)).main
    boxes = form.select("[name=data_kinds]")
    assert ([box["value"] for box in boxes], all(box.has_attr("checked") for box in boxes)) == (["name", "complaints", "medical"], True)
    assert form.select("[name=purpose], [name=recipient]") == []
    assert f"for: {row.get_service_display()}?" in form.h2.get_text()

    answer = ask(client, row, decision="given", data_kinds=["name", "complaints", "medical"], purpose="research", recipient="")

    assert answer.headers["Location"] == reverse("desk:referral", args=[row.code])
    made = Consent.objects.get(person=row.person)
    assert (made.purpose, made.facility, made.for_referral) == ("referral", row.facility, row.pk)
    assert row.code in text_of(client, "case_consents", row.case.code)


def test_a_no_is_shown_on_the_referral_with_what_was_refused_and_the_ways_on(client, reader):
    row = make_referral(by=reader, case=make_case(by=reader), level=Level.MINIMAL, data_kinds=[NAME])
    ask(client, row, decision="refused", data_kinds=["name", "complaints", "medical"])

    page = soup_of(client.get(reverse("desk:referral", args=[row.code]))).main
    text = page.get_text(" ", strip=True)

    assert "The person does not want this facility to receive: name and year of birth, complaints, medical findings." in text
    assert "Choose another facility, or say less in the letter and ask again." in text
    ways = [page.find("form", action=reverse("desk:referral_change", args=[row.code]))]
    ways.append(page.find("a", href=reverse("desk:referral_step", args=[row.code, "person_declined"])))
    assert all(ways)


def test_a_narrower_yes_is_said_on_the_referral(client, reader):
    row = make_referral(by=reader, case=make_case(by=reader), level=Level.MINIMAL, data_kinds=[NAME])

    said = client.get(ask(client, row, decision="given", data_kinds=["complaints"]).headers["Location"])

    text = soup_of(said).main.get_text(" ", strip=True)
    assert "neutral" in text
    assert "medical findings" not in text


def test_what_is_agreed_in_an_emergency_takes_nothing_from_what_was_sent_before(user, row):
    say(Decision.GIVEN, row, NAME, COMPLAINTS, MEDICAL, by=user)
    actions.send_referral(fresh(row), by=user)

    urgent = refer_urgently(row.case, by=user, facility=row.facility, service="neurology", complaints="Судороги", words="Намунаева С.")

    assert (fresh(row).ground_lost_on, urgent.state) == (None, ReferralState.DRAFT)
