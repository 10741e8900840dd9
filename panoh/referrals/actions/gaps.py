"""Needs that nobody meets: noted by a worker, or by itself where a chain of referrals ended; met later, by hand or by itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.models import Case, PlannedService
from panoh.core.actor import Actor
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.enums import Service
from panoh.referrals.enums import DECLINE_GAPS, OPEN_STATES, GapEnd, GapReason, GapSource, ReferralState
from panoh.referrals.events import GapEvent
from panoh.referrals.models import Gap, Referral
from panoh.referrals.policy import check_can_refer
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_CHOICE = _("This is not on the list. Choose from the list.")
KNOWN_ALREADY = _("It is noted already that nobody gives this to the person.")
OTHER_CASE = _("This belongs to another case.")
OVER = _("This was ended already.")
AHEAD = _("This day has not come yet. Check it.")
BEFORE = _("This lies before the day on which it was noted. Check the day.")

_SEEN = (ReferralState.ATTENDED, ReferralState.IN_SERVICE, ReferralState.COMPLETED, ReferralState.PARTLY_COMPLETED)
_GIVEN_UP = (ReferralState.EXPIRED, ReferralState.WITHDRAWN)


@action(undo=_("Noted: nobody for this."))
def note_gap(
    case: Case,
    *,
    by: User,
    service: str,
    reason: str,
    region: str = "",
    place: str = "",
    note: str = "",
    referral: Referral | None = None,
    planned: PlannedService | None = None,
) -> Gap:
    """A worker notes that nobody can be found for this need. Without a place it is where the person lives."""
    check_can_refer(by, case)
    if service not in Service.values or reason not in GapReason.values:
        raise Invalid(NO_CHOICE, {"service" if service not in Service.values else "reason": NO_CHOICE})
    if (referral and referral.case_id != case.pk) or (planned and planned.goal.programme.case_id != case.pk):
        raise Invalid(OTHER_CASE)
    if Gap.objects.filter(case=case, service=service, ended_on=None).exists():
        raise Invalid(KNOWN_ALREADY, {"service": KNOWN_ALREADY})
    source = GapSource.PROGRAMME if planned else GapSource.CHAIN if referral else GapSource.WORKER
    row = _gap(case, service, reason, source, region, place)
    row.by, row.referral, row.planned = by, referral, planned
    seal(row, by=by.actor, note=note.strip())
    save(row)
    record_about(GapEvent.NOTED, by=by.actor, about=[row])
    return row


def _gap(case: Case, service: str, reason: str, source: GapSource, region: str = "", place: str = "") -> Gap:
    return Gap(
        case=case,
        person_id=case.person_id,
        service=Service(service),
        region=region or case.region,
        place=place if region else case.place,
        reason=GapReason(reason),
        source=source,
        since_on=today(),
    )


@action(undo=_("Noted how the need ended."))
def end_gap(gap: Gap, *, by: User, end: str, on: dt.date | None = None, expected: int | None = None) -> Gap:
    """The need was met after all, or is no longer there."""
    check_can_refer(by, gap.case)
    if end not in GapEnd.values:
        raise Invalid(NO_CHOICE, {"end": NO_CHOICE})
    if gap.ended_on is not None:
        raise WrongState(OVER)
    day = on or today()
    if not gap.since_on <= day <= today():
        raise Invalid(AHEAD if day > today() else BEFORE, {"on": AHEAD if day > today() else BEFORE})
    gap.ended_on, gap.end = day, GapEnd(end)
    save(gap, expected)
    record_about(GapEvent.ENDED, by=by.actor, about=[gap])
    return gap


def follow_referrals(rows: list[Referral], *, by: Actor) -> None:
    """Inside whatever act moved these referrals: a need is met once somebody was seen, and noted once a chain ended with nobody."""
    for row in rows:
        if row.state in _SEEN:
            _meet(row, by=by)
        elif row.state in _GIVEN_UP and row.sent_at is not None:
            _note_end_of_chain(row, by=by)


def _meet(referral: Referral, *, by: Actor) -> None:
    for gap in Gap.objects.filter(case=referral.case_id, service=referral.service, ended_on=None):
        gap.ended_on, gap.end = max(gap.since_on, referral.attended_on or today()), GapEnd.MET
        save(gap)
        record_about(GapEvent.ENDED, by=by, about=[gap])


def _note_end_of_chain(referral: Referral, *, by: Actor) -> None:
    """A facility declined and no other was found, or none ever answered. What only was called off says nothing of providers."""
    reason = DECLINE_GAPS.get(referral.decline_reason) if referral.decline_reason else None
    if reason is None and (referral.state != ReferralState.EXPIRED or referral.decline_reason):
        return
    case = referral.case
    alike = Referral.objects.filter(case=case, service=referral.service).exclude(pk=referral.pk)
    goes_on = alike.filter(state__in=(*OPEN_STATES, *_SEEN), made_on__gte=referral.made_on).exists()
    if goes_on or Gap.objects.filter(case=case, service=referral.service, ended_on=None).exists():
        return
    row = _gap(case, referral.service, reason or GapReason.REFUSES, GapSource.CHAIN)
    row.referral = referral
    save(row)
    record_about(GapEvent.NOTED, by=by, about=[row])


def read_note(gap: Gap, *, by: User) -> str:
    """What was noted beside a need, for who found it; the opening is recorded where there is something to open."""
    if not gap.note:
        return ""
    (opened,) = open_sealed([gap], by=by.actor, purpose=Purpose.CARE)
    return opened.note or ""
