"""A referral and where it stands, as a FHIR R4B Bundle: what its letter says, and nothing beside it.

ServiceRequest is the order and Task its tracking, mapped as HL7's SDOH Clinical Care guide does: who asks sets the one, who answers
moves the other. Consent names the recipient and what was agreed to. CarePlan and EpisodeOfCare say that somebody is helped by the Unit,
so they go with a referral in full alone. Ids are made for this file and lead to no row.
"""

import datetime as dt
from typing import Any
from uuid import uuid5

from django.utils.translation import override

from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import coalition_names, spellings_of
from panoh.audit.trail import action
from panoh.cases.enums import CaseState
from panoh.cases.models import Case
from panoh.cases.queries.care import approved_programme
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.exchange.events import Event
from panoh.network.facility_names import NAMES, called
from panoh.people.data import FULL_NAME
from panoh.referrals.actions.drafting import SHUT
from panoh.referrals.actions.sending import check_looked_at, check_not_abroad
from panoh.referrals.enums import Level, Priority, ReferralState
from panoh.referrals.grounds import carried, check_consented
from panoh.referrals.letter import check_discreet
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_read_letter, check_can_refer
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.purpose import Purpose

S = ReferralState
# The order, and who follows it: status of ServiceRequest, status of Task. `businessStatus` carries the state itself.
STATUS: dict[ReferralState, tuple[str, str]] = {
    S.DRAFT: ("draft", "draft"),
    S.AWAITING_CONSENT: ("draft", "draft"),
    S.CONSENT_REFUSED: ("draft", "draft"),
    S.SENT: ("active", "requested"),
    S.ACKNOWLEDGED: ("active", "received"),
    S.ACCEPTED: ("active", "accepted"),
    S.ASKED_BACK: ("active", "on-hold"),
    S.WAITLISTED: ("active", "on-hold"),
    S.DECLINED: ("active", "rejected"),
    S.BOOKED: ("active", "accepted"),
    S.ATTENDED: ("active", "in-progress"),
    S.NO_SHOW: ("active", "in-progress"),
    S.IN_SERVICE: ("active", "in-progress"),
    S.COMPLETED: ("completed", "completed"),
    S.PARTLY_COMPLETED: ("completed", "completed"),
    S.PERSON_DECLINED: ("revoked", "cancelled"),
    S.WITHDRAWN: ("revoked", "cancelled"),
    S.EXPIRED: ("revoked", "cancelled"),
    S.REDIRECTED: ("revoked", "cancelled"),
    S.ERROR: ("entered-in-error", "entered-in-error"),
}
WANTS_REASON = ("rejected", "cancelled", "on-hold")
PRIORITY = {Priority.EMERGENCY: "stat", Priority.URGENT: "urgent", Priority.NORMAL: "routine"}
EPISODE = {CaseState.ON_HOLD: "onhold", CaseState.CLOSED: "finished", CaseState.FOLLOW_UP: "finished", CaseState.ENDED: "finished"}
TASK_CODES = "http://hl7.org/fhir/CodeSystem/task-code"
CONSENT_SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope"
ACT_CODES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_WORDS = ["complaint_words", "ask_words", *NAMES]

type Resource = dict[str, Any]


def export_referral(referral: Referral, *, by: User) -> Resource:
    """The Bundle as it may leave in the clear: WrongState for a referral abroad, which leaves sealed alone; else as `referral_bundle`."""
    check_not_abroad(referral)
    return referral_bundle(referral, by=by)


@action
def referral_bundle(referral: Referral, *, by: User) -> Resource:
    """The Bundle, in the language of the letter. Recorded; raises NoGround where nothing may leave, Denied where its words are shut.

    Who may send the letter may take it as a file: it is one person's, and consented.
    """
    check_can_refer(by, referral.case)
    check_can_read_letter(by, referral.case)
    consent = check_consented(referral)
    check_looked_at(referral)
    said, facility = open_sealed([referral, referral.facility], by=by.actor, purpose=Purpose.LETTER, fields=_WORDS)
    if said.is_unreadable:
        raise Denied(SHUT)
    named = None
    if DataKind.NAME in consent.data_kinds and DataKind.NAME in referral.data_kinds:
        (named,) = open_sealed([referral.person], by=by.actor, purpose=Purpose.LETTER, fields=FULL_NAME)
    if referral.level != Level.FULL:
        was_read = referral.kept_by_id is not None and referral.read_at is not None
        check_discreet([said.complaint_words or "", said.ask_words or ""], names=coalition_names(), keeps_words=was_read)
        check_discreet([called(facility, referral.language)], names=spellings_of(by.organisation))
    record_about(Event.REFERRAL_TAKEN, by=by.actor, about=[referral], purpose=Purpose.LETTER)
    with override(referral.language):
        return _Bundle(referral, consent, by.organisation).filled(said, called(facility, referral.language), named)


class _Bundle:
    """Collects the resources of one referral."""

    def __init__(self, referral: Referral, consent: Consent, sender: Organisation) -> None:
        self._referral, self._agreed, self._sender = referral, consent, sender
        self._in_full = referral.level == Level.FULL
        self._entries: list[Resource] = []

    def filled(self, said: Any, facility: str, named: Any) -> Resource:
        self._add(_without_blanks({"resourceType": "Patient", "id": self._id("patient"), **_patient(self._referral, named)}))
        self._add(self._organisation("sender", str(getattr(self._sender, f"name_{self._referral.language}")) if self._in_full else ""))
        self._add(self._organisation("recipient", facility))
        self._add(self._consent(self._agreed))
        self._add(self._order(said))
        self._add(self._tracking())
        if self._in_full:
            self._add(self._episode(self._referral.case))
            if plan := self._plan(self._referral.case):
                self._add(plan)
        return {"resourceType": "Bundle", "type": "collection", "timestamp": _instant(now()), "entry": self._entries}

    def _add(self, resource: Resource) -> None:
        self._entries.append({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource})

    def _id(self, part: str) -> str:
        return str(uuid5(self._referral.id, part))

    def _to(self, part: str) -> Resource:
        return {"reference": f"urn:uuid:{self._id(part)}"}

    def _organisation(self, part: str, name: str) -> Resource:
        known = {"name": name} if name else {"identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{self._id(part)}"}]}
        return {"resourceType": "Organization", "id": self._id(part), **known}

    def _order(self, said: Any) -> Resource:
        row = self._referral
        return _without_blanks(
            {
                "resourceType": "ServiceRequest",
                "id": self._id("order"),
                "identifier": [{"value": row.code}],
                "replaces": [{"identifier": {"value": row.previous.code}}] if row.previous else [],
                "status": STATUS[ReferralState(row.state)][0],
                "intent": "order",
                "priority": PRIORITY[Priority(row.priority)],
                "code": {"text": str(row.get_service_display())},
                "subject": self._to("patient"),
                "authoredOn": _instant(row.sent_at) if row.sent_at else row.made_on.isoformat(),
                "requester": self._to("sender"),
                "performer": [self._to("recipient")],
                "reasonCode": [{"text": said.complaint_words}] if said.complaint_words else [],
                "note": [{"text": said.ask_words}] if said.ask_words and row.level != Level.NEUTRAL else [],
                "supportingInfo": [self._to("consent")],
            }
        )

    def _tracking(self) -> Resource:
        row = self._referral
        status = STATUS[ReferralState(row.state)][1]
        why = row.get_decline_reason_display() if row.state == S.DECLINED else row.get_state_display()
        return _without_blanks(
            {
                "resourceType": "Task",
                "id": self._id("tracking"),
                "identifier": [{"value": row.code}],
                "status": status,
                "statusReason": {"text": str(why)} if status in WANTS_REASON else {},
                "businessStatus": {"coding": [{"code": row.state, "display": str(row.get_state_display())}]},
                "intent": "order",
                "priority": PRIORITY[Priority(row.priority)],
                "code": {"coding": [{"system": TASK_CODES, "code": "fulfill"}]},
                "focus": self._to("order"),
                "for": self._to("patient"),
                "authoredOn": _instant(row.sent_at) if row.sent_at else row.made_on.isoformat(),
                "lastModified": _instant(row.moved_at),
                "requester": self._to("sender"),
                "owner": self._to("recipient"),
                "restriction": {"period": {"end": _instant(row.due_at)}} if row.due_at else {},
            }
        )

    def _consent(self, consent: Consent) -> Resource:
        provision = {
            "type": "permit",
            "period": _without_blanks(
                {"start": consent.given_on.isoformat(), "end": consent.valid_until and consent.valid_until.isoformat()}
            ),
            "actor": [{"role": {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]}, "reference": self._to("recipient")}],
            "class": [{"code": kind, "display": str(DataKind(kind).label)} for kind in self._kinds(consent)],
        }
        return {
            "resourceType": "Consent",
            "id": self._id("consent"),
            "status": "active",
            "scope": {"coding": [{"system": CONSENT_SCOPES, "code": "patient-privacy"}]},
            "category": [{"coding": [{"system": ACT_CODES, "code": "IDSCL"}]}],
            "patient": self._to("patient"),
            "dateTime": consent.given_on.isoformat(),
            "organization": [self._to("sender")],
            "policyRule": {"coding": [{"system": ACT_CODES, "code": "OPTIN"}]},
            "sourceReference": {"display": str(consent.get_form_display())},
            "provision": provision,
        }

    def _kinds(self, consent: Consent) -> list[str]:
        """What of it the referral carries."""
        return [kind for kind in carried(self._referral.level, self._referral.data_kinds) if kind in consent.data_kinds]

    def _episode(self, case: Case) -> Resource:
        return {
            "resourceType": "EpisodeOfCare",
            "id": self._id("episode"),
            "status": EPISODE.get(CaseState(case.state), "active"),
            "patient": self._to("patient"),
            "managingOrganization": self._to("sender"),
            "referralRequest": [self._to("order")],
            "period": _period(case.admitted_on, case.closed_on),
        }

    def _plan(self, case: Case) -> Resource | None:
        programme = approved_programme(case)
        if programme is None:
            return None
        services = [line for goal in programme.goals.all() for line in goal.services.all()]
        details = [{"kind": "ServiceRequest", "status": "scheduled", "code": {"text": str(line.get_item_display())}} for line in services]
        return _without_blanks(
            {
                "resourceType": "CarePlan",
                "id": self._id("plan"),
                "status": "active",
                "intent": "plan",
                "subject": self._to("patient"),
                "author": self._to("sender"),
                "created": programme.approved_at.date().isoformat() if programme.approved_at else "",
                "activity": [{"detail": detail} for detail in details],
            }
        )


def _patient(referral: Referral, named: Any) -> Resource:
    """The name and the year of birth where the person agreed to it, else nobody in particular."""
    if named is None or named.is_unreadable:
        return {}
    given = [part for part in (named.given_name, named.patronymic) if part]
    year = referral.person.birth_year
    return {"name": [_without_blanks({"family": named.family_name, "given": given})], "birthDate": str(year) if year else ""}


def _period(start: dt.date, end: dt.date | None) -> Resource:
    return _without_blanks({"start": start.isoformat(), "end": end.isoformat() if end else ""})


def _without_blanks(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if value not in ("", None, [], {})}


def _instant(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")
