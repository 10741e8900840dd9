"""Work on a case: its state, who works on it, who else sees it, what was wrong in it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, remove, save, save_all
from panoh.cases import guest_policy, policy
from panoh.cases.actions.cues import end_cues
from panoh.cases.actions.dangers import ONE_HAS_DANGER, check_has_none, check_seen_to
from panoh.cases.actions.tasks import add_tasks, leave_to_coordinator, new_task
from panoh.cases.complaints import checked_complaints
from panoh.cases.enums import CASE_TRANSITIONS, OPEN_STATES, CaseState, Discipline, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Amendment, Assignment, Case, Share, StateChange, Task
from panoh.cases.queries.cases import only_reads
from panoh.cases.signals import key_wanted
from panoh.consent.enums import ConsentPurpose, DataKind, Decision
from panoh.consent.models import Consent
from panoh.consent.queries import agreed_for
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.births import age_from
from panoh.people.models import Person
from panoh.vault.actions import open_sealed, record_about, seal, seal_all, share_key, unshare_key
from panoh.vault.members import opens_for
from panoh.vault.purpose import Purpose

NOT_FROM_HERE = _("The status of the case does not allow this. Open it again to see the status.")
NEEDS_REASON = _("Give the reason in one sentence.")
NOTHING_AGREED = _("The person has not agreed that this organisation can see the case. Record the consent first.")
HELD_TOO_SHORT = _("Choose a date in the future.")
OTHER_WORK = _("This account is not for that kind of work. Choose another person.")
# Without which of what the person tells nobody of such an organisation works. The legal unit's own work is never left out.
_WORKS_WITH = {OrganisationKind.MEMBER: frozenset(DataKind), OrganisationKind.OUTSIDE: frozenset({DataKind.PSYCHOLOGICAL})}
ONLY_READS = _("This person's organisation can only read the case, not work on it. First propose to it that it works with you.")
SHARE_FIRST = _("This person's organisation has no access to the case yet. Share the case with it first.")
ALREADY_ASSIGNED = _("This person already works on the case in this discipline.")
NOT_ASSIGNED_NOW = _("This person no longer works on the case.")
OWN_ALREADY = _("This organisation already has access to the case.")
SHARE_OVER = _("This access has already ended.")
NOTHING_CHANGED = _("Nothing was changed.")
CLOSED_CASE = _("This case is closed. Reopen it first.")

AGREE_WITHIN = 2  # working days

CORRECTABLE = frozenset(
    {
        "kind",
        "door",
        "region",
        "place",
        "admitted_on",
        "age_at_admission",
        "referred_by",
        "complaints",
        "treatment",
        "complaint_words",
        "note",
    }
)
_SEALED = frozenset({"complaint_words", "note"})


def change_state(case: Case, to: CaseState, *, by: User, reason: str = "", expected: int | None = None) -> StateChange:
    """Moves the case to its next state, inside an action that records why. Saves the case with whatever else was set on it.

    Raises WrongState, with nothing changed, when the table of transitions does not allow it.
    """
    if to not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise WrongState(NOT_FROM_HERE)
    change = StateChange(case=case, person_id=case.person_id, from_state=case.state, to_state=to, at=now(), by=by.id)
    seal(change, by=by.actor, reason=reason)
    case.state = to
    save(case, expected)
    save(change)
    return change


def _need(reason: str) -> str:
    if not reason.strip():
        raise Invalid(NEEDS_REASON, {"reason": NEEDS_REASON})
    return reason.strip()


@action(undo=_("Case put on hold."))
def hold_case(case: Case, *, by: User, until: dt.date, reason: str, expected: int | None = None) -> Case:
    """Puts the case on hold until a day, with the reason; not while a danger is open that nobody has taken on."""
    guest_policy.check_can_hold(by, case)
    check_seen_to(case)
    words = _need(reason)
    if until <= today():
        raise Invalid(HELD_TOO_SHORT, {"until": HELD_TOO_SHORT})
    if CaseState.ON_HOLD not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise WrongState(NOT_FROM_HERE)
    record_about(Event.CASE_HELD, by=by.actor, about=[case])
    case.held_until = until
    change_state(case, CaseState.ON_HOLD, by=by, reason=words, expected=expected)
    return case


@action(undo=_("Work on the case continues."))
def resume_case(case: Case, *, by: User, expected: int | None = None) -> Case:
    """Takes a held case up again, in the state it was in before."""
    guest_policy.check_can_hold(by, case)
    held = case.state_changes.filter(to_state=CaseState.ON_HOLD).first()
    if case.state != CaseState.ON_HOLD or held is None:
        raise WrongState(NOT_FROM_HERE)
    record_about(Event.CASE_RESUMED, by=by.actor, about=[case])
    case.held_until = None
    change_state(case, CaseState(held.from_state), by=by, expected=expected)
    return case


def new_assignment(case: Case, user: User, discipline: Discipline, *, starts_on: dt.date) -> Assignment:
    """A checked, unsaved assignment. Raises Invalid when the account does other work, its organisation cannot open the case or only
    reads it, or it is tied to the person.

    A form names the account `worker`, or, where it asks for one in each discipline, by the discipline.
    """
    if not user.is_active or not has(user, policy.permission_of(discipline)):
        raise Invalid(OTHER_WORK, {"worker": OTHER_WORK, discipline: OTHER_WORK})
    if not opens_for(case.sealing_subject(), user.pk, user.organisation_id):
        raise Invalid(SHARE_FIRST, {"worker": SHARE_FIRST, discipline: SHARE_FIRST})
    if only_reads(user.organisation_id, [case.pk]):
        raise Invalid(ONLY_READS, {"worker": ONLY_READS, discipline: ONLY_READS})
    policy.check_can_be_given(user, case.person, "worker", discipline)
    return Assignment(case=case, user=user, discipline=discipline, starts_on=starts_on)


def check_can_be_put_on(case: Case, user: User, discipline: Discipline, *, by: User) -> None:
    """Raises Denied, WrongState or Invalid where `assign_worker` would. Writes nothing."""
    guest_policy.check_can_assign(by, case, user, leads=False)
    if not case.is_open:
        raise WrongState(CLOSED_CASE)
    _new_on(case, user, discipline)


@action(undo=_("Worker assigned."))
def assign_worker(case: Case, *, by: User, user: User, discipline: Discipline, leads: bool = False) -> Assignment:
    """Puts somebody on the case in a discipline; the open assessment of that discipline becomes theirs. Who is put on by the carrier's
    side leads where nobody does; of who works on it already it is said that they lead."""
    guest_policy.check_can_assign(by, case, user, leads=leads)
    if not case.is_open:
        raise WrongState(CLOSED_CASE)
    record_about(Event.WORKER_ASSIGNED, by=by.actor, about=[case])
    return put_on(case, user, discipline, leads=leads or (case.lead_id is None and policy.carries(by, case)))


def put_on(case: Case, user: User, discipline: Discipline, *, leads: bool = False) -> Assignment:
    """Inside an action that said who may: somebody works on the case from today, and what waits in their discipline is theirs."""
    assignment = new_assignment(case, user, discipline, starts_on=today())
    known = _working(case, user, discipline).first()
    if known is not None:
        if not leads or case.lead_id == user.pk:
            raise Invalid(ALREADY_ASSIGNED, {"worker": ALREADY_ASSIGNED})
        _make_lead(case, user)
        return known
    save(assignment)
    for task in case.tasks.filter(kind=TaskKind.ASSESS, discipline=discipline, owner=None, done_at=None):
        task.owner, task.role = user, ""
        save(task)
    if leads:
        _make_lead(case, user)
    return assignment


def _new_on(case: Case, user: User, discipline: Discipline) -> Assignment:
    assignment = new_assignment(case, user, discipline, starts_on=today())
    if _working(case, user, discipline).exists():
        raise Invalid(ALREADY_ASSIGNED, {"worker": ALREADY_ASSIGNED})
    return assignment


def _working(case: Case, user: User, discipline: Discipline) -> QuerySet[Assignment]:
    return case.assignments.filter(policy.in_force(), user=user, discipline=discipline)


def _make_lead(case: Case, user: User) -> None:
    case.lead = user
    save(case)
    for task in case.tasks.filter(kind__in=(TaskKind.PLAN, TaskKind.REVIEW), owner=None, done_at=None):
        task.owner, task.role = user, ""
        save(task)


@action(undo=_("Worker removed from the case."))
def end_assignment(assignment: Assignment, *, by: User) -> None:
    """Takes somebody off the case at once. What they still had to do there goes to the coordinator, so that nothing is lost;
    a danger that they have taken on goes to somebody by name first."""
    case = assignment.case
    guest_policy.check_can_assign(by, case, assignment.user)
    day = today()
    if assignment.ends_on is not None and assignment.ends_on < day:
        raise WrongState(NOT_ASSIGNED_NOW)
    check_has_none(assignment.user, case=case)
    record_about(Event.ASSIGNMENT_ENDED, by=by.actor, about=[case])
    take_off(assignment, last=day - dt.timedelta(days=1))


def take_off(assignment: Assignment, *, last: dt.date) -> None:
    """Inside an action: somebody works on the case until a day, `last`. What they still had to do there goes to the coordinator."""
    case, after = assignment.case, last + dt.timedelta(days=1)
    if assignment.starts_on > last:
        remove(assignment)
    else:
        assignment.ends_on = last
        save(assignment)
    others = case.assignments.filter(user=assignment.user_id, starts_on__lte=after)
    if others.filter(Q(ends_on=None) | Q(ends_on__gte=after)).exists():
        return
    for task in case.tasks.filter(owner=assignment.user_id, done_at=None):
        leave_to_coordinator(task)
    if last < today():
        end_cues([case], of=assignment.user_id)
    if case.lead_id == assignment.user_id:
        case.lead = None
        save(case)


@action(undo=_("Case shared."))
def share_case(case: Case, *, by: User, organisation: Organisation, until: dt.date | None = None) -> Share:
    """Shows the case to another organisation from now, until a day where one is set: its key is wrapped to it for as long.

    It sees what the person agreed to show it, no longer than that holds. Refused where they agreed to nothing, and to an organisation
    that is shown the case itself: whoever carries it shows it on.
    """
    policy.check_can(by, Permission.CASE_SHARE, case)
    agreed, last = agreed_for(case.person, _purpose_of(organisation), organisation, until=None)
    if not agreed:
        raise Invalid(NOTHING_AGREED, {"organisation": NOTHING_AGREED})
    if last is not None and (until is None or until > last):
        until = last
    return share_as_agreed(case, by=by, organisation=organisation, until=until, agreed=agreed)


def share_as_agreed(
    case: Case, *, by: User, organisation: Organisation, until: dt.date | None = None, agreed: Iterable[str] = tuple(DataKind)
) -> Share:
    """Inside an action: a share as narrow as what the person agreed to."""
    if until is not None and until < today():
        raise Invalid(HELD_TOO_SHORT, {"until": HELD_TOO_SHORT})
    shared = case.shares.filter(policy.in_force(), organisation=organisation, ended_at=None)
    if organisation.id == case.organisation_id or shared.exists():
        raise Invalid(OWN_ALREADY, {"organisation": OWN_ALREADY})
    if organisation.kind == OrganisationKind.LEGAL_UNIT:
        agreed, until = agreed_for(case.person, ConsentPurpose.LEGAL, organisation, until=until)
    without = left_out(organisation, agreed)
    return open_share(
        case, organisation, until=until, by=by, keeper=by.actor, reads_only=_cannot_work(organisation, without), without=without
    )


def left_out(organisation: Organisation, agreed: Iterable[str]) -> list[DataKind]:
    """The kinds of data that an organisation does not see where the person agreed to these; outside, the agreement says what is seen."""
    if organisation.kind not in policy.SHOWN_IN_PART:
        return []
    return [kind for kind in DataKind if kind not in {*agreed, *policy.own_kinds(organisation)}]


def _cannot_work(organisation: Organisation, withheld: Iterable[str]) -> bool:
    """Whether what the person left out is what this organisation works with: a member needs all of it, specialists outside what their
    discipline tells."""
    return not _WORKS_WITH.get(OrganisationKind(organisation.kind), frozenset()).isdisjoint(withheld)


@action
def follow_answer(consent: Consent, *, by: User) -> None:
    """What an organisation is shown of the person's cases follows the latest answer about it: more or less, and no longer than that holds.
    The secretariat keeps every file."""
    organisation = consent.organisation
    if organisation is None or organisation.kind == OrganisationKind.SECRETARIAT or consent.purpose != _purpose_of(organisation):
        return
    rows = Share.objects.filter(policy.in_force(), case__person=consent.person_id, organisation=organisation, ended_at=None)
    for share in rows.select_related("case__person", "organisation"):
        follow_agreed(share, by=by)


def follow_agreed(share: Share, *, by: User) -> None:
    """Inside an action: one sharing shows what the person agrees to now; where that is nothing it ends, and where it is less than an
    organisation needs to work, it works in the case no more. A member is asked anew, by a proposal; specialists outside never were."""
    organisation = share.organisation
    agreed, last = agreed_for(share.case.person, _purpose_of(organisation), organisation, until=None)
    if not agreed:
        close_share(share, by.actor)
        return
    before = (share.withheld_kinds, share.ends_on, share.reads_only)
    share.withheld_kinds = {str(kind): True for kind in left_out(organisation, agreed)}
    if _cannot_work(organisation, share.withheld_kinds):
        if not share.reads_only:
            share.reads_only = True
            _take_off_all(share)
    elif organisation.kind == OrganisationKind.OUTSIDE:
        share.reads_only = False
    if last is not None and (share.ends_on is None or share.ends_on > last):
        share.ends_on = last
    if (share.withheld_kinds, share.ends_on, share.reads_only) != before:
        save(share)
        record_about(Event.SHARE_FOLLOWED, by=by.actor, about=[share.case])


def _purpose_of(organisation: Organisation) -> ConsentPurpose:
    return ConsentPurpose.LEGAL if organisation.kind == OrganisationKind.LEGAL_UNIT else ConsentPurpose.TEAM


def open_share(
    case: Case,
    organisation: Organisation,
    *,
    until: dt.date | None,
    by: User,
    keeper: Actor,
    reads_only: bool = False,
    without: Iterable[DataKind] = (),
) -> Share:
    """Inside an action: the case is shown to another organisation, its key wrapped by whoever holds it (`keeper`).

    `without`: the kinds of data that this organisation does not see, because the person did not agree to them.
    """
    record_about(Event.CASE_SHARED, by=keeper, about=[case])
    share_key(case.sealing_subject(), to=organisation.id, by=keeper)
    kept = {str(kind): True for kind in without}
    share = Share(
        case=case, organisation=organisation, starts_on=today(), ends_on=until, reads_only=reads_only, withheld_kinds=kept, by=by.id
    )
    save(share)
    return share


@action(undo=_("Access ended."))
def end_share(share: Share, *, by: User) -> Share:
    """Stops showing the case to that organisation, and takes its key away unless another case of the person gives it one; a danger that
    somebody there has taken on goes to somebody else first."""
    case = share.case
    policy.check_can(by, Permission.CASE_SHARE, case)
    if share.ended_at is not None:
        raise WrongState(SHARE_OVER)
    check_has_none(*User.objects.filter(organisation=share.organisation), case=case, says=ONE_HAS_DANGER)
    return close_share(share, by.actor)


def close_share(share: Share, by: Actor) -> Share:
    """Inside an action: the case is no longer shown, and the key goes unless another case of the person gives it."""
    record_about(Event.SHARE_ENDED, by=by, about=[share.case])
    share.ended_at = now()
    save(share)
    _take_off_all(share)
    if not keeps_key(share.case, share.organisation):
        unshare_key(share.case.sealing_subject(), recipient=share.organisation_id)
    return share


def _take_off_all(share: Share) -> None:
    """Nobody of that organisation works on the case any more; what they had to do there goes to the coordinator."""
    for assignment in share.case.assignments.filter(policy.in_force(), user__organisation=share.organisation_id):
        take_off(assignment, last=today() - dt.timedelta(days=1))
    for task in share.case.tasks.filter(owner__organisation=share.organisation_id, done_at=None):
        leave_to_coordinator(task)


@action
def end_shares_without_consent(person: Person, organisation: Organisation, *, by: User) -> list[Share]:
    """Ends every sharing of this person's cases with an organisation whose consent was withdrawn, whoever recorded the withdrawal."""
    found = Share.objects.filter(policy.in_force(), case__person=person, organisation=organisation, ended_at=None)
    return [close_share(share, by.actor) for share in found.select_related("case", "organisation")]


def is_too_little(consent: Consent) -> bool:
    """Whether an organisation cannot work with as much as the person agreed to share with it."""
    organisation = consent.organisation
    if organisation is None or consent.purpose != ConsentPurpose.TEAM:
        return False
    return consent.decision != Decision.GIVEN or _cannot_work(organisation, left_out(organisation, consent.data_kinds))


@action
def ask_who_helps(consent: Consent, *, by: User) -> list[Task]:
    """The person said no, or agreed to too little, to an organisation that carries cases of theirs. These stay where they are: who carries
    them and the coordinator agree with the person who helps now, and have it to do."""
    found = Case.objects.filter(person=consent.person_id, organisation=consent.organisation, state__in=OPEN_STATES)
    waiting = Task.objects.filter(kind=TaskKind.CARRIER, done_at=None).values("case")
    tasks = []
    for case in found.exclude(pk__in=waiting).select_related("lead"):
        lead = case.lead if case.lead and case.lead.organisation_id == case.organisation_id else None
        record_about(Event.TASK_OPENED, by=by.actor, about=[case])
        due = add_working_days(today(), AGREE_WITHIN)
        tasks += [
            new_task(case, TaskKind.CARRIER, due=due, owner=lead, role=Role.MEMBER_WORKER),
            new_task(case, TaskKind.CARRIER, due=due, role=Role.COORDINATOR),
        ]
    add_tasks(tasks)
    return tasks


def end_expired_shares() -> int:
    """Ends every sharing whose last day is over, as the system: the key does not outlive the sharing. Answers how many. For the worker."""
    over = Share.objects.filter(ended_at=None, ends_on__lt=today()).select_related("case", "organisation")
    return len([_expire(share) for share in over])


@action
def _expire(share: Share) -> Share:
    """One sharing an action, so that one that cannot be ended keeps no other open. The owner's key names the person in the record."""
    return close_share(share, replace(SYSTEM, organisation=share.case.organisation_id))


def keeps_key(case: Case, organisation: Organisation) -> bool:
    """Whether another case of the same person is this organisation's, or is still shared with it, or a room above shows it something of
    the person; the secretariat keeps every key."""
    if organisation.kind == "secretariat":
        return True
    if any(wanted for _receiver, wanted in key_wanted.send(sender=Case, person=case.person_id, organisation=organisation)):
        return True
    others = Case.objects.filter(person_id=case.person_id)
    shares = Share.objects.filter(policy.in_force(), case__person_id=case.person_id, organisation=organisation, ended_at=None)
    return others.filter(organisation=organisation).exists() or shares.exists()


@action(undo=_("Case corrected."))
def correct_case(case: Case, *, by: User, reason: str, expected: int | None = None, **facts: Any) -> Case:
    """Corrects facts of a case, named in CORRECTABLE, with the reason; what stood there before is kept, sealed."""
    policy.check_can(by, Permission.CASE_WORK, case)
    words = _need(reason)
    coded = {name: value for name, value in facts.items() if name in CORRECTABLE - _SEALED and getattr(case, name) != value}
    texts = {name: value for name, value in facts.items() if name in _SEALED}
    if not coded and not texts:
        raise Invalid(NOTHING_CHANGED)
    checked_complaints(coded.get("complaints", ()))
    record_about(Event.CASE_CORRECTED, by=by.actor, about=[case])
    if "admitted_on" in coded and "age_at_admission" not in coded:
        (person,) = open_sealed([case.person], by=by.actor, purpose=Purpose.DATA_QUALITY, fields=["birth_date"])
        coded["age_at_admission"] = age_from(person.birth_date or "", coded["admitted_on"])
    former: dict[str, str] = {name: _plain(getattr(case, name)) for name in coded}
    if texts:
        (opened,) = open_sealed([case], by=by.actor, purpose=Purpose.CARE, fields=list(texts))
        former |= {name: getattr(opened, name) or "" for name in texts}
    for name, value in coded.items():
        setattr(case, name, value)
    seal(case, by=by.actor, **texts)
    save(case, expected)
    rows = [Amendment(case=case, person_id=case.person_id, model="case", row=case.id, field=name, at=now(), by=by.id) for name in former]
    seal_all([(row, {"former": former[row.field], "reason": words}) for row in rows], by=by.actor)
    save_all(rows)
    return case


def _plain(value: object) -> str:
    """A coded fact as it stood, for the amendment."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(getattr(value, "pk", value))
