"""A referral as a FHIR bundle: read back by an independent implementation, and no more in it than in the letter."""

import json

import pytest
from fhir.resources.R4B.bundle import Bundle

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline, ProgrammeState
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import DataKind
from panoh.core.errors import Denied, WrongState
from panoh.exchange.fhir import STATUS, export_referral
from panoh.referrals.actions import send_referral
from panoh.referrals.enums import UNSENT, Level, Priority, ReferralState
from panoh.referrals.grounds import NoGround
from tests.factories.accounts import make_user
from tests.factories.care import make_programme
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FULL = [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY]


def resources(referral, by):
    """By kind (of two organisations the recipient), and the whole as text; every reference leads to an entry."""
    made = export_referral(referral, by=by)
    text = json.dumps(made, ensure_ascii=False)
    bundle = Bundle.model_validate_json(text)
    assert bundle.type == "collection"
    urls = {entry.fullUrl for entry in bundle.entry}
    assert urls == {f"urn:uuid:{entry.resource.id}" for entry in bundle.entry}
    assert {found.split('"')[0] for found in text.split('"reference": "')[1:]} <= urls
    return {type(entry.resource).__name__: entry.resource for entry in bundle.entry}, text


@pytest.mark.parametrize("state", sorted(set(ReferralState) - {*UNSENT, ReferralState.WITHDRAWN}))
def test_in_every_state_it_is_valid_and_says_what_the_order_and_its_tracking_are(coordinator, state):
    referral = make_referral(by=coordinator, state=state, consented=True)

    found, _text = resources(referral, coordinator)

    order, task = found["ServiceRequest"], found["Task"]
    assert (order.status, task.status) == STATUS[state]
    assert task.businessStatus.coding[0].code == state
    assert (order.identifier[0].value, order.intent, order.priority) == (referral.code, "order", "routine")
    assert task.focus.reference == f"urn:uuid:{order.id}"
    assert (task.statusReason is not None) == (task.status in ("rejected", "cancelled", "on-hold"))
    assert found["Consent"].status == "active"


def test_every_state_has_a_status():
    assert set(STATUS) == set(ReferralState)


def test_below_in_full_nothing_tells_who_sends_it_nor_that_there_is_a_programme(coordinator):
    referral = make_referral(by=coordinator, state=ReferralState.SENT, priority=Priority.EMERGENCY)

    found, text = resources(referral, coordinator)

    assert set(found) == {"Patient", "Organization", "Consent", "ServiceRequest", "Task"}
    assert found["ServiceRequest"].priority == "stat"
    assert referral.case.code not in text
    assert not any(str(key) in text for key in (referral.person_id, referral.case_id, referral.pk, referral.facility_id))
    assert not [name for name in (coordinator.organisation.name_ru, "Panoh") if name in text]


def test_the_name_goes_only_where_the_person_agreed_to_it(coordinator):
    case = make_case(by=coordinator)
    without = make_referral(by=coordinator, case=case, data_kinds=[DataKind.COMPLAINTS])
    make_consent(case.person, by=coordinator, facility=without.facility, data_kinds=[DataKind.COMPLAINTS])
    without.refresh_from_db()
    with pytest.raises(WrongState, match="a second time"):  # nobody read it once more
        export_referral(without, by=coordinator)
    send_referral(without, by=coordinator)

    found, text = resources(without, coordinator)
    assert found["Patient"].name is None
    assert "Қодиров" not in text

    named = make_referral(by=coordinator, case=case, state=ReferralState.SENT)
    found, _text = resources(named, coordinator)
    assert found["Patient"].name[0].family == "Қодиров"
    assert str(found["Patient"].birthDate) == "1984"


def test_in_full_the_sender_and_the_course_of_help_go_with_it(coordinator):
    referral = make_referral(by=coordinator, level=Level.FULL, data_kinds=FULL)
    make_consent(referral.person, by=coordinator, facility=referral.facility, data_kinds=FULL)
    worker = make_user(Role.SOCIAL_WORKER)
    assign_worker(referral.case, by=coordinator, user=worker, discipline=Discipline.SOCIAL)
    make_programme(referral.case, by=worker, state=ProgrammeState.APPROVED)

    found, text = resources(referral, coordinator)

    assert found["EpisodeOfCare"].status == "active"
    assert [line.detail.status for line in found["CarePlan"].activity] == ["scheduled"]
    assert "Не сплю" not in text
    assert coordinator.organisation.name_ru in text


def test_it_is_refused_without_a_consent_and_once_it_is_withdrawn(coordinator):
    with pytest.raises(NoGround):
        export_referral(make_referral(by=coordinator), by=coordinator)

    sent = make_referral(by=coordinator, state=ReferralState.SENT)
    withdraw_consent(sent.consent, by=coordinator)
    sent.refresh_from_db()
    with pytest.raises(NoGround):
        export_referral(sent, by=coordinator)


def test_it_is_recorded_and_refused_to_who_does_not_refer(coordinator):
    referral = make_referral(by=coordinator, state=ReferralState.SENT)

    export_referral(referral, by=coordinator)
    assert AuditEvent.objects.latest("seq").verb == "exchange.referral_taken"

    for role in (Role.DIRECTOR, Role.LAWYER, Role.PSYCHOLOGIST):
        with pytest.raises(Denied):
            export_referral(referral, by=make_user(role))
