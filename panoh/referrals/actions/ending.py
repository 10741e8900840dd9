"""How a referral ends: with an outcome that counts as help, or called off, declined by the person, never answered, made by mistake."""

import datetime as dt
from decimal import Decimal
from types import EllipsisType

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, save
from panoh.cases.actions import AssistanceInput, end_shares_without_consent, keep_assistance, new_task
from panoh.cases.actions.sessions import check_service
from panoh.cases.enums import Help, HelpItem, TaskKind, Treatment
from panoh.cases.models import PlannedService
from panoh.consent.enums import ConsentPurpose, Decision
from panoh.consent.models import Consent, VitalInterest
from panoh.consent.queries import in_force_of
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Invalid
from panoh.core.money import Currency
from panoh.network.enums import Service
from panoh.referrals.actions.answers import record_attendance
from panoh.referrals.actions.drafting import narrow_to
from panoh.referrals.actions.moving import NO_CHOICE, check_step, is_unsent, let_key_go, move, passed
from panoh.referrals.actions.terms import weigh_cost
from panoh.referrals.enums import OPEN_STATES, UNSENT, Evidence, ReferralState, lacks_visit
from panoh.referrals.events import Event
from panoh.referrals.grounds import RESTS_ON, answer_to, find_ground, is_about, kinds_needed
from panoh.referrals.models import Referral
from panoh.vault.actions import record_about, seal

NO_AMOUNT = _("Enter a sum above zero, and choose the currency.")
OUTCOMES = (ReferralState.COMPLETED, ReferralState.PARTLY_COMPLETED)

# What the outcome of a service counts as, where it is not a medical consultation.
_COUNTS_AS: dict[str, tuple[Help, HelpItem, str]] = {
    Service.INPATIENT: (Help.MEDICAL, HelpItem.TREATMENT, Treatment.INPATIENT),
    Service.PHYSIOTHERAPY: (Help.MEDICAL, HelpItem.TREATMENT, Treatment.OUTPATIENT),
    Service.PSYCHOLOGY: (Help.PSYCHOLOGICAL, HelpItem.SESSION, ""),
    Service.SOCIAL: (Help.SOCIAL, HelpItem.OTHER, ""),
    Service.DISABILITY: (Help.SOCIAL, HelpItem.DOCUMENTS, ""),
    Service.LEGAL: (Help.LEGAL, HelpItem.CONSULTATION, ""),
    Service.SHELTER: (Help.HUMANITARIAN, HelpItem.HOUSING, ""),
    Service.MATERIAL: (Help.HUMANITARIAN, HelpItem.OTHER, ""),
    Service.SCHOOLING: (Help.EDUCATIONAL, HelpItem.SCHOOL, ""),
    Service.WORK: (Help.ECONOMIC, HelpItem.WORK, ""),
    Service.OTHER: (Help.OTHER, HelpItem.CONSULTATION, ""),
}


@action(undo=_("Outcome recorded."))
def record_outcome(
    referral: Referral,
    *,
    by: User,
    words: str,
    recommendation: str = "",
    state: str = ReferralState.COMPLETED,
    outcome_on: dt.date | None = None,
    evidence: str = Evidence.NONE,
    quantity: int = 1,
    treatment: str = "",
    cost: Decimal | None = None,
    currency: str = "",
    attended_on: dt.date | None = None,
    planned: PlannedService | EllipsisType | None = ...,
    expected: int | None = None,
) -> Referral:
    """What came of it, in whole or in part, and how that is known; the help given is counted in the case, where that is still open, and
    for the service of the programme: `planned`, without which it is the one that it was drawn up for.

    Where nobody has recorded yet that the person was there, that is recorded too, on `attended_on`. What it cost is kept as it was; above
    what is agreed the coordinator is asked.
    """
    if state not in OUTCOMES:
        raise Invalid(NO_CHOICE, {"state": NO_CHOICE})
    if attended_on is not None and lacks_visit(referral.state):
        record_attendance(referral, by=by, attended_on=attended_on, evidence=evidence, expected=expected)
        expected = referral.version
    check_step(referral, ReferralState(state), by)
    if planned is not ...:
        check_service(referral.case, planned)
        referral.planned = planned
    if (cost is None) != (currency == "") or (cost is not None and (cost <= 0 or currency not in Currency.values)):
        raise Invalid(NO_AMOUNT, {"cost": NO_AMOUNT})
    referral.outcome_on = passed(referral, outcome_on, "outcome_on")
    referral.closure_evidence, referral.cost_amount, referral.cost_currency = evidence, cost, currency
    seal(referral, by=by.actor, outcome_words=words.strip(), recommendation=recommendation.strip())
    event = Event.OUTCOME if state == ReferralState.COMPLETED else Event.PARTLY_COMPLETED
    if referral.case.is_open:
        _count_help(referral, by=by, quantity=quantity, treatment=treatment)
    move(referral, ReferralState(state), event=event, by=by.actor, expected=expected, evidence=evidence)
    weigh_cost(referral, by=by, quantity=quantity)  # what was asked about the terms of the letter is over by now
    return referral


def _count_help(referral: Referral, *, by: User, quantity: int, treatment: str) -> None:
    kind, item, usual = _COUNTS_AS.get(referral.service, (Help.MEDICAL, HelpItem.CONSULTATION, Treatment.OUTPATIENT))
    line = AssistanceInput(
        case=referral.case,
        help=kind,
        item=item,
        given_on=referral.attended_on or referral.outcome_on or today(),
        quantity=quantity,
        facility=referral.facility,
        treatment=treatment or usual,
        service=referral.planned,
    )
    referral.counted = keep_assistance(line, by=by, source="referral")


def _end(referral: Referral, to: ReferralState, event: Event, *, by: User, words: str, evidence: str, expected: int | None) -> Referral:
    check_step(referral, to, by)
    seal(referral, by=by.actor, outcome_words=words.strip())
    referral.closure_evidence = evidence
    return move(referral, to, event=event, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Referral cancelled."))
def call_off(referral: Referral, *, by: User, words: str = "", evidence: str = "", expected: int | None = None) -> Referral:
    """Nobody needs it any more."""
    return _end(referral, ReferralState.WITHDRAWN, Event.CALLED_OFF, by=by, words=words, evidence=evidence, expected=expected)


@action(undo=_("Recorded: the person does not want it."))
def record_person_declined(referral: Referral, *, by: User, words: str = "", evidence: str = "", expected: int | None = None) -> Referral:
    """The person does not want it. No reason is asked of them."""
    return _end(referral, ReferralState.PERSON_DECLINED, Event.PERSON_DECLINED, by=by, words=words, evidence=evidence, expected=expected)


@action(undo=_("Recorded: never answered."))
def expire(referral: Referral, *, by: User, words: str = "", evidence: str = "", expected: int | None = None) -> Referral:
    """The facility never answered, and nobody waits for it any longer."""
    return _end(referral, ReferralState.EXPIRED, Event.EXPIRED, by=by, words=words, evidence=evidence, expected=expected)


@action(undo=_("Recorded: created by mistake."))
def mark_error(referral: Referral, *, by: User, words: str = "", evidence: str = "", expected: int | None = None) -> Referral:
    """It was never to be made: of another person, a second time. It counts nowhere."""
    return _end(referral, ReferralState.ERROR, Event.MISTAKEN, by=by, words=words, evidence=evidence, expected=expected)


@action
def end_consent(consent: Consent, *, by: User) -> list[Referral]:
    """What rests on a withdrawn consent ends: drafts are called off, what was sent is flagged, sharing with that organisation stops.

    Called when consent says so, whoever recorded the withdrawal.
    """
    ended = [_lose_ground(row, by=by) for row in _resting(consent=consent)]
    record_about(Event.GROUND_LOST, by=by.actor, about=[consent])
    if consent.organisation is not None and not _still_shown(consent, consent.organisation):
        end_shares_without_consent(consent.person, consent.organisation, by=by)
    return ended


def _still_shown(ended: Consent, organisation: Organisation) -> bool:
    """Whether another consent lets the organisation see the person. What the legal unit sees rests on the one for legal help alone, what
    a member or a specialist outside sees on the one to share inside the team."""
    rows = [row for row in in_force_of([ended.person_id]) if row.organisation_id == organisation.pk]
    if organisation.kind == OrganisationKind.SECRETARIAT:
        return bool(rows)
    purpose = ConsentPurpose.LEGAL if organisation.kind == OrganisationKind.LEGAL_UNIT else ConsentPurpose.TEAM
    return any(row.purpose == purpose for row in rows)


@action
def follow_answer(consent: Consent, *, by: User) -> None:
    """The person answered anew about a recipient, or about one referral to it. What was sent on more than they agree to now is flagged as
    when a consent is withdrawn, for the facility is to be told; what was not sent yet waits for a consent that carries it, and what was
    asked for just that says no more than was agreed to. What fits goes on."""
    if not (consent.facility_id or consent.organisation_id):
        return
    rows = Referral.objects.filter(state__in=OPEN_STATES, person=consent.person_id).select_related(
        "case", "person", "facility__house", "made_by", "consent"
    )
    for row in rows:
        if not is_about(consent, row):
            continue
        if is_unsent(row) and consent.for_referral:
            narrow_to(row, consent, by=by)
        if row.state in (ReferralState.DRAFT, ReferralState.CONSENT_REFUSED) and find_ground(row) is None and not _is_refused(row):
            move(row, ReferralState.AWAITING_CONSENT, event=Event.WAITS_FOR_CONSENT, by=by.actor)
        elif _left_by(row, consent) and not kinds_needed(row) <= set(consent.data_kinds):
            _lose_ground(row, by=by)
            record_about(Event.GROUND_LOST, by=by.actor, about=[consent])


@action
def follow_refusal(consent: Consent, *, by: User) -> None:
    """The person said no to a recipient, or to one referral. What waited for that consent waits no longer: it goes to another facility,
    says less, or is called off."""
    if consent.purpose not in RESTS_ON:
        return
    waiting = Referral.objects.filter(state__in=(ReferralState.DRAFT, ReferralState.AWAITING_CONSENT), person=consent.person_id)
    for row in waiting.select_related("case", "person", "facility__house", "made_by"):
        if is_about(consent, row) and find_ground(row) is None:
            move(row, ReferralState.CONSENT_REFUSED, event=Event.CONSENT_REFUSED, by=by.actor)


def _left_by(row: Referral, consent: Consent) -> bool:
    """Whether it was sent by an answer that this one takes the place of, and nobody has been told yet that it is not carried."""
    is_same = row.consent is not None and row.consent.purpose == consent.purpose
    return is_same and not is_unsent(row) and row.ground_lost_on is None


def _is_refused(row: Referral) -> bool:
    answer = answer_to(row)
    return answer is not None and answer.decision == Decision.REFUSED


@action
def end_vital_interest(vital: VitalInterest, *, by: User) -> list[Referral]:
    """What rests on a vital interest that was not upheld is flagged."""
    ended = [_lose_ground(row, by=by) for row in _resting(vital=vital)]
    record_about(Event.GROUND_LOST, by=by.actor, about=[vital])
    return ended


def _resting(*, consent: Consent | None = None, vital: VitalInterest | None = None) -> list[Referral]:
    rows = Referral.objects.filter(state__in=OPEN_STATES).select_related("case", "person", "facility__house", "made_by")
    if vital is not None:
        return list(rows.filter(vital_interest=vital))
    assert consent is not None
    rests = Q(consent=consent)
    if consent.purpose == ConsentPurpose.ABROAD and consent.facility_id:
        rests |= Q(person=consent.person_id, facility=consent.facility_id, sent_at__isnull=False)
    sent = list(rows.filter(rests))
    drafts = rows.filter(state__in=UNSENT, person=consent.person_id) if consent.facility_id or consent.organisation_id else []
    return sent + [row for row in drafts if is_about(consent, row) and find_ground(row) is None and not _is_refused(row)]


def _lose_ground(row: Referral, *, by: User) -> Referral:
    if is_unsent(row):
        return move(row, ReferralState.WITHDRAWN, event=Event.CALLED_OFF, by=by.actor)
    row.ground_lost_on = today()
    save(row)
    let_key_go(row)
    save(new_task(row.case, TaskKind.REFERRAL, due=add_working_days(today(), 1), owner=row.made_by, target=row.pk))
    return row
