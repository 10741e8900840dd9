"""What referrals do when consent speaks: a withdrawal ends what rests on it, a stated vital interest waits for its reviewers."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Permission, Role
from panoh.audit.signals import rows_written
from panoh.cases.actions import finish_tasks, open_task
from panoh.cases.documents import Document
from panoh.cases.enums import OPEN_STATES, DocumentKind, ProgrammeState, TaskKind
from panoh.cases.models import Case, Programme
from panoh.cases.policy import can
from panoh.cases.signals import case_closed, documents_wanted, facts_wanted, help_costs_wanted, key_wanted
from panoh.consent import signals
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent, VitalInterest
from panoh.core.actor import Actor
from panoh.core.clock import DUSHANBE
from panoh.core.models import Base
from panoh.guidance.engine import Fact
from panoh.guidance.enums import Happened
from panoh.network.enums import Screening
from panoh.network.models import Agreement, Facility
from panoh.referrals.actions import end_consent, end_vital_interest, follow_answer, follow_refusal, take_up_consented
from panoh.referrals.actions.exclusions import flag_open
from panoh.referrals.actions.gaps import follow_programmes, follow_referrals
from panoh.referrals.actions.moving import move
from panoh.referrals.enums import UNSENT, WITH_RECIPIENT, GapSource, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.gap_finding import MEDICAL
from panoh.referrals.grounds import kinds_needed
from panoh.referrals.models import Gap, Referral
from panoh.referrals.queries.referrals import LIGHT

ENDED = (
    ReferralState.NO_SHOW,
    ReferralState.DECLINED,
    ReferralState.WITHDRAWN,
    ReferralState.PERSON_DECLINED,
    ReferralState.EXPIRED,
    ReferralState.REDIRECTED,
    ReferralState.ERROR,
)


def connect() -> None:
    """Called once, when Django is ready."""
    documents_wanted.connect(on_documents_wanted, dispatch_uid="referrals.documents_wanted")
    help_costs_wanted.connect(on_help_costs_wanted, dispatch_uid="referrals.help_costs_wanted")
    key_wanted.connect(on_key_wanted, dispatch_uid="referrals.key_wanted")
    rows_written.connect(on_rows_written, dispatch_uid="referrals.rows_written")
    case_closed.connect(on_case_closed, dispatch_uid="referrals.case_closed")
    facts_wanted.connect(on_facts_wanted, dispatch_uid="referrals.facts_wanted")
    signals.consent_given.connect(on_consent_given, dispatch_uid="referrals.consent_given")
    signals.consent_refused.connect(on_consent_refused, dispatch_uid="referrals.consent_refused")
    signals.consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="referrals.consent_withdrawn")
    signals.vital_interest_refused.connect(on_vital_refused, dispatch_uid="referrals.vital_refused")
    signals.vital_interest_stated.connect(on_vital_stated, dispatch_uid="referrals.vital_stated")
    signals.vital_interest_reviewed.connect(on_vital_reviewed, dispatch_uid="referrals.vital_reviewed")


def on_rows_written(rows: Sequence[Base], by: Actor, **_kwargs: Any) -> None:
    """Whatever moved a referral, brought a programme into force or changed the directory, the register of unmet needs follows. Where
    people are not sent any more, open referrals are looked at."""
    moved = [row for row in rows if isinstance(row, Referral)]
    if moved:
        follow_referrals(moved, by=by)
    if barred := [row for row in rows if isinstance(row, Facility) and row.screening == Screening.NOT_FOR_US]:
        flag_open(Referral.objects.filter(facility__in=barred))
    in_force = {row.case_id for row in rows if isinstance(row, Programme) and row.state == ProgrammeState.APPROVED}
    if any(isinstance(row, Facility | Agreement) for row in rows):
        in_force |= set(Gap.objects.filter(source=GapSource.PROGRAMME, by=None, ended_on=None).values_list("case", flat=True))
    if in_force:
        follow_programmes(Case.objects.filter(pk__in=in_force, state__in=OPEN_STATES).select_related("person"), by=by)


def on_help_costs_wanted(case: Case, **_kwargs: Any) -> list[tuple[UUID, str, Decimal]]:
    """What came of referrals, with what it cost the Unit. One query."""
    rows = case.referrals.exclude(counted=None).exclude(cost_amount=None).values_list("counted", "cost_currency", "cost_amount")
    return [(key, currency, amount) for key, currency, amount in rows if amount]


def on_case_closed(case: Case, by: User, **_kwargs: Any) -> None:
    """What was not sent yet is called off; what was sent stays open until its outcome is written down."""
    for row in case.referrals.filter(state__in=UNSENT).select_related("case", "person", "facility__house", "made_by"):
        move(row, ReferralState.WITHDRAWN, event=Event.CALLED_OFF, by=by.actor)


def on_documents_wanted(case: Case, user: User | None, **_kwargs: Any) -> list[Document]:
    """Letters that left, for who may open them. One query."""
    if user is not None and not (can(user, Permission.REFERRAL_VIEW, case) and can(user, Permission.NAME_OPEN, case)):
        return []
    rows = case.referrals.exclude(letter=b"").exclude(sent_at=None).select_related("facility").defer(*LIGHT)
    return [
        Document(
            kind=DocumentKind.REFERRAL,
            row=row,
            field="letter",
            day=row.made_on,
            code=row.code,
            tells=frozenset({*kinds_needed(row), DataKind.NAME}),
        )
        for row in rows
    ]


def on_key_wanted(person: UUID, organisation: Organisation, **_kwargs: Any) -> bool:
    """Whether a referral lies with people of this organisation, who read it here."""
    return Referral.objects.filter(
        person=person, facility__house=organisation, state__in=WITH_RECIPIENT, sent_at__isnull=False, ground_lost_on=None
    ).exists()


def on_facts_wanted(case: Case, **_kwargs: Any) -> list[Fact]:
    """When each referral of a case was sent and when the facility answered. One query."""
    found = []
    rows = case.referrals.values_list("sent_at", "acknowledged_on", "attended_on", "outcome_on", "state", "service", "pk")
    for sent, acknowledged, attended, outcome, state, service, key in rows:
        if sent is None:
            continue
        found.append(Fact(Happened.REFERRAL_SENT, sent, key))
        if service in MEDICAL:
            found.append(Fact(Happened.REFERRED_MEDICAL, sent, key))
        answered = acknowledged or attended or outcome
        if answered or state in ENDED:
            at = max(sent, dt.datetime.combine(answered, dt.time(12), DUSHANBE)) if answered else sent
            found.append(Fact(Happened.REFERRAL_ANSWERED, at, key, day_alone=True))
    return found


def on_consent_given(consent: Consent, by: User, **_kwargs: Any) -> None:
    """Drafts that waited for it can be sent; what it does not carry any more is flagged, or waits."""
    follow_answer(consent, by=by)
    if consent.facility_id or consent.organisation_id:
        take_up_consented(consent.person, by=by.actor)


def on_consent_refused(consent: Consent, by: User, **_kwargs: Any) -> None:
    """Drafts that waited for it are waited for no longer."""
    follow_refusal(consent, by=by)


def on_consent_withdrawn(consent: Consent, by: User, **_kwargs: Any) -> None:
    """Ends what rests on the consent."""
    end_consent(consent, by=by)


def on_vital_refused(vital_interest: VitalInterest, by: User, **_kwargs: Any) -> None:
    """Ends what rests on the vital interest."""
    end_vital_interest(vital_interest, by=by)


def on_vital_stated(vital_interest: VitalInterest, by: User, **_kwargs: Any) -> None:
    """Drafts that waited can be sent. Two reviewers, so two tasks: the coordinators' and the physicians'."""
    take_up_consented(vital_interest.person, by=by.actor)
    for case in _cases(vital_interest):
        for role in (Role.COORDINATOR, Role.PHYSICIAN):
            open_task(case, by=by, kind=TaskKind.VITAL, due=vital_interest.review_due, role=role, target=vital_interest.pk)


def on_vital_reviewed(vital_interest: VitalInterest, by: User, **_kwargs: Any) -> None:
    """Once it is decided nobody has to look at it again."""
    if vital_interest.was_upheld is not None:
        for case in _cases(vital_interest):
            finish_tasks(case, TaskKind.VITAL, by=by, target=vital_interest.pk)


def _cases(vital_interest: VitalInterest) -> list[Case]:
    return list(Case.objects.filter(person=vital_interest.person_id, state__in=OPEN_STATES))
