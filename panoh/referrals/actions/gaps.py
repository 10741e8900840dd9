"""Needs that nobody meets: noted by a worker, or by itself where a chain of referrals ended or a programme plans what nobody gives;
met later, by hand or by itself."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.enums import OPEN_STATES as OPEN_CASES
from panoh.cases.enums import ProgrammeState
from panoh.cases.models import Case, PlannedService
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.enums import Service
from panoh.referrals.enums import DECLINE_GAPS, OPEN_STATES, GapEnd, GapReason, GapSource, ReferralState
from panoh.referrals.events import GapEvent
from panoh.referrals.gap_finding import Directory, lacking, planned_in
from panoh.referrals.models import Gap, Referral
from panoh.referrals.policy import check_can_refer
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_CHOICE = _("This is not on the list. Choose from the list.")
KNOWN_ALREADY = _("It is already recorded that nobody provides this for the person.")
OTHER_CASE = _("This belongs to another case.")
OVER = _("This has already ended.")
AHEAD = _("This date is in the future. Check it.")
BEFORE = _("This date is before the need was recorded. Check it.")

_SEEN = (ReferralState.ATTENDED, ReferralState.IN_SERVICE, ReferralState.COMPLETED, ReferralState.PARTLY_COMPLETED)
_GIVEN_UP = (ReferralState.EXPIRED, ReferralState.WITHDRAWN)


@action(undo=_("Recorded: no provider."))
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


@action(undo=_("Recorded how the need ended."))
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


# -- what a programme in force plans ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Changes:
    """What is to be noted of one case, and what is over."""

    noted: list[Gap]
    over: list[tuple[Gap, GapEnd]]


def follow_programmes(cases: Iterable[Case], *, by: Actor) -> None:
    """Inside whatever act brought a programme into force or changed the directory: notes what nobody gives, once a service and case,
    and ends what was so noted where somebody gives it now, or nobody plans it any more."""
    for _case, changes in _compare(cases):
        _keep(changes, by=by)


def follow_all_programmes() -> int:
    """The same for every open case, as the system: an agreement that ran out overnight writes no row. Answers for how many."""
    cases = Case.objects.filter(state__in=OPEN_CASES, programmes__state=ProgrammeState.APPROVED).select_related("person").distinct()
    changed = _compare(cases)
    for case, changes in changed:
        _keep_alone(changes, by=replace(SYSTEM, organisation=case.organisation_id))
    return len(changed)


def _compare(cases: Iterable[Case]) -> list[tuple[Case, _Changes]]:
    known = {case.pk: case for case in cases}
    if not known:
        return []
    planned, directory = planned_in(known.values()), Directory.today()
    open_ones: dict[object, dict[str, Gap]] = {}
    for gap in Gap.objects.filter(case__in=known, ended_on=None).defer("note"):
        open_ones.setdefault(gap.case_id, {})[gap.service] = gap
    found = []
    for key, case in known.items():
        needed, noted = lacking(case, planned.get(key, []), directory), open_ones.get(key, {})
        lacks = [(service, reason, row) for service, (reason, row) in needed.items() if reason is not None]
        new = [_planned_gap(case, row, service, reason) for service, reason, row in lacks if service not in noted]
        own = [gap for gap in noted.values() if gap.source == GapSource.PROGRAMME and gap.by_id is None]
        over = [(gap, GapEnd.FOUND if Service(gap.service) in needed else GapEnd.NOT_NEEDED) for gap in own if not _lacks(gap, needed)]
        if new or over:
            found.append((case, _Changes(new, over)))
    return found


def _lacks(gap: Gap, needed: dict[Service, tuple[GapReason | None, PlannedService]]) -> bool:
    return needed.get(Service(gap.service), (None,))[0] is not None


def _planned_gap(case: Case, planned: PlannedService, service: Service, reason: GapReason) -> Gap:
    row = _gap(case, service, reason, GapSource.PROGRAMME)
    row.planned = planned
    return row


def _keep(changes: _Changes, *, by: Actor) -> None:
    for row in changes.noted:
        save(row)
        record_about(GapEvent.NOTED, by=by, about=[row])
    for gap, end in changes.over:
        gap.ended_on, gap.end = today(), end
        save(gap)
        record_about(GapEvent.ENDED, by=by, about=[gap])


@action
def _keep_alone(changes: _Changes, *, by: Actor) -> None:
    """One case an action, so that one that cannot be written keeps no other back."""
    _keep(changes, by=by)


def read_note(gap: Gap, *, by: User) -> str:
    """What was noted beside a need, for who found it; the opening is recorded where there is something to open."""
    if not gap.note:
        return ""
    (opened,) = open_sealed([gap], by=by.actor, purpose=Purpose.CARE)
    return opened.note or ""
