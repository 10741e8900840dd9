"""A proposal from one organisation to another, and what its acceptance does: a key wrapped, a case shown or handed over."""

import datetime as dt
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases import policy as cases_policy
from panoh.cases.actions import drop_tasks, due_on, keeps_key, open_share
from panoh.cases.actions.tasks import leave_to_coordinator
from panoh.cases.actions.work import put_on, take_off
from panoh.cases.enums import Discipline, TaskKind, Urgency
from panoh.cases.models import Case
from panoh.cases.queries.danger import left_to_nobody
from panoh.coalition.enums import PROPOSAL_TRANSITIONS, WAITS, Kind, NotNow, ProposalState, Why
from panoh.coalition.events import Event
from panoh.coalition.models import Proposal
from panoh.coalition.policy import check_can_answer, check_can_propose, check_gave, check_is_theirs
from panoh.coalition.queries import proposals as queries
from panoh.consent.enums import DataKind
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import new_keys, record_about, seal, share_key, unshare_key

ANSWER_WORKING_DAYS = 3
ANSWER_URGENT = dt.timedelta(hours=24)

NO_CHOICE = _("This is not on the list. Choose from the list.")
CASE_OVER = _("This case is closed. Reopen it before you propose it.")
OWN_ALREADY = _("This organisation already has access to the case. Choose another one.")
NOBODY_ANSWERS = _("Nobody there can answer, or they take no more cases. Choose another organisation.")
WAITS_ALREADY = _("A proposal to this organisation is already waiting for an answer.")
UNTIL_WHEN = _("Choose the last day, today or later: nobody checks access that has no end date.")
NO_WORDS = _("Write in one sentence what you ask for, without a name.")
NO_CONSENT = _(
    "The person has not agreed that this organisation knows about the case. First record the consent to share inside the team, "
    "with this organisation."
)
NOT_ALL = _(
    "The person agreed to share only a part of the file. Those who work on the case or take it over see all of it: record the "
    "consent to share all kinds of data inside the team, or propose reading only."
)
UNIT_REFUSED = _(
    "The person did not agree that the Unit itself shares the case inside the team, or withdrew the consent. Propose it if the "
    "person answers differently."
)
NOT_NOW = _("The person has not agreed to this, or no longer agrees. Ask the organisation that proposed it.")
NOT_FROM_HERE = _("Someone has changed this proposal. Open it again.")
WHICH_REASON = _("Choose the reason, so that they can ask elsewhere.")
DANGER_OPEN = _(
    "This case has an open danger to life. First write on the page of the danger what came of it, then propose to hand over the case."
)
SENDER_FIRST = _("The organisation that proposed this must finish something first. Ask it, and accept afterwards.")


class LacksConsent(Invalid):
    """The person has not agreed to what is proposed. Where they are asked and agree, it can be proposed."""


@action(undo=_("Proposed."))
def propose(case: Case, *, by: User, taker: Organisation, kind: str, why: str, words: str, until: dt.date | None = None) -> Proposal:
    """Asks another organisation to read a case, to work in it, or to take it over. Until it agrees it sees no more than the proposal says.

    Raises LacksConsent without the person's consent to this organisation. Refused too where nobody there can answer, and to be taken over
    also while a danger to life is open in the case that nobody has taken on who still sees it afterwards.
    """
    cases_policy.check_can(by, Permission.CASE_SHARE, case)
    if not case.is_open:
        raise WrongState(CASE_OVER)
    for field, value, known in (("kind", kind, Kind.values), ("why", why, Why.values)):
        if value not in known:
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})
    offered, others = queries.takers(case)
    if taker in others:
        raise Invalid(NOBODY_ANSWERS, {"taker": NOBODY_ANSWERS})
    if taker not in offered or queries.sees_already(case, taker, kind):
        raise Invalid(OWN_ALREADY, {"taker": OWN_ALREADY})
    if kind == Kind.TRANSFER and left_to_nobody(case, without=case.organisation):
        raise Invalid(DANGER_OPEN, {"kind": DANGER_OPEN})
    if kind != Kind.TRANSFER and (until is None or until < today()):
        raise Invalid(UNTIL_WHEN, {"until": UNTIL_WHEN})
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    if case.proposals.filter(taker=taker, state__in=(ProposalState.ASKED, ProposalState.ASKED_BACK)).exists():
        raise Invalid(WAITS_ALREADY, {"taker": WAITS_ALREADY})
    row = Proposal(
        case=case,
        giver_id=case.organisation_id,
        taker=taker,
        kind=kind,
        why=why,
        region=case.region,
        urgency=case.urgency,
        until=None if kind == Kind.TRANSFER else until,
        due_at=_due(case.urgency),
        asked_at=now(),
        asked_by=by,
        is_practice=case.is_practice,
    )
    if queries.lacks_consent(row):
        of_the_unit = UNIT_REFUSED if taker.kind == OrganisationKind.SECRETARIAT else NO_CONSENT
        lacking = NOT_ALL if queries.agreed_to(row)[0] else of_the_unit
        raise LacksConsent(lacking, {"taker": lacking})
    new_keys([row.sealing_subject()], owners=[case.organisation_id, taker.pk])
    seal(row, by=_for(case.organisation, by), words=words.strip())
    save(row)
    record_about(Event.PROPOSED, by=by.actor, about=[case])
    for declined in case.proposals.filter(state=ProposalState.DECLINED).exclude(due_at=None):
        _is_known(declined)
    return row


def _due(urgency: str) -> dt.datetime:
    return now() + ANSWER_URGENT if urgency == Urgency.RED else due_on(add_working_days(today(), ANSWER_WORKING_DAYS))


def _for(organisation: Organisation, by: User) -> Actor:
    """Who acts, with the key of the side they act for: the coordinator speaks for a member where nobody else does."""
    return replace(by.actor, organisation=organisation.pk)


@action(undo=_("Question sent."))
def ask_back(proposal: Proposal, *, by: User, words: str, expected: int | None = None) -> Proposal:
    """The other side wants to know something before it answers."""
    check_can_answer(by, proposal)
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    seal(proposal, by=by.actor, question=words.strip(), more="")
    return _move(proposal, ProposalState.ASKED_BACK, Event.ASKED_BACK, by=by, expected=expected)


@action(undo=_("Question answered."))
def say_more(proposal: Proposal, *, by: User, words: str, expected: int | None = None) -> Proposal:
    """Answers their question; it is their turn again."""
    check_can_propose(by, proposal)
    if not words.strip():
        raise Invalid(NO_WORDS, {"words": NO_WORDS})
    seal(proposal, by=_for(proposal.giver, by), more=words.strip())
    return _move(proposal, ProposalState.ASKED, Event.SAID_MORE, by=by, expected=expected)


@action(undo=_("Proposal cancelled."))
def take_back_proposal(proposal: Proposal, *, by: User, expected: int | None = None) -> Proposal:
    """Nothing comes of it; nothing was opened."""
    check_can_propose(by, proposal)
    return _move(proposal, ProposalState.TAKEN_BACK, Event.TAKEN_BACK, by=by, expected=expected)


def end_proposal(proposal: Proposal, *, by: User) -> None:
    """Inside an action: what waits is withdrawn, since whoever proposed it carries the case no longer."""
    proposal.state, proposal.due_at = ProposalState.TAKEN_BACK, None
    save(proposal)
    record_about(Event.TAKEN_BACK, by=by.actor, about=[proposal, proposal.case])


@action(undo=_("Declined."))
def decline_proposal(proposal: Proposal, *, by: User, reason: str, words: str = "", expected: int | None = None) -> Proposal:
    """The other side cannot, with the reason. Whoever proposed it has that to read, or asks somebody else."""
    check_can_answer(by, proposal)
    if reason not in NotNow.values:
        raise Invalid(WHICH_REASON, {"reason": WHICH_REASON})
    proposal.decline_reason = reason
    seal(proposal, by=by.actor, answer=words.strip())
    return _move(proposal, ProposalState.DECLINED, Event.DECLINED, by=by, expected=expected)


@action
def note_decline(proposal: Proposal, *, by: User) -> None:
    """Whoever proposed it has read why not: it stands in nobody's day any more."""
    check_gave(by, proposal)
    if not proposal.is_news:
        raise WrongState(NOT_FROM_HERE)
    _is_known(proposal)
    record_about(Event.DECLINE_READ, by=by.actor, about=[proposal, proposal.case])


def _is_known(declined: Proposal) -> None:
    declined.due_at = None
    save(declined)


@action(undo=_("Accepted."))
def accept_proposal(proposal: Proposal, *, by: User, words: str = "", expected: int | None = None) -> Proposal:
    """The other side agrees: the case's key is wrapped to it, and it sees what the person agreed to. With a transfer it becomes theirs.

    Refused where the person's consent was withdrawn since, or whoever proposed it does not carry the case.
    """
    check_can_answer(by, proposal)
    check_is_theirs(proposal)
    if queries.lacks_consent(proposal):
        raise WrongState(NOT_NOW)
    _check(proposal, ProposalState.ACCEPTED)
    case, taker = proposal.case, proposal.taker
    seal(proposal, by=by.actor, answer=words.strip())
    giver = replace(SYSTEM, organisation=proposal.giver_id)  # whoever accepts has no key yet
    if proposal.kind == Kind.TRANSFER:
        hand_case_over(case, taker, giver=giver, lead=by)
        for other in Proposal.objects.filter(case=case, giver=proposal.giver, state__in=WAITS).exclude(pk=proposal.pk):
            end_proposal(other, by=by)
    else:
        agreed, last = queries.agreed_to(proposal)
        left_out = [kind for kind in DataKind if kind not in agreed]
        reads = proposal.kind == Kind.SHARE
        _end_reading(case, taker)
        proposal.share = open_share(case, taker, until=last, reads_only=reads, by=by, keeper=giver, without=left_out)
    return _move(proposal, ProposalState.ACCEPTED, Event.ACCEPTED, by=by, expected=expected)


def hand_case_over(case: Case, taker: Organisation, *, giver: Actor, lead: User | None = None) -> None:
    """Inside an action: the case becomes another organisation's. Its key goes with it; nobody of the former one works on it any more.
    What they had to do is `lead`'s, who leads it from now where it is in their discipline, else it waits for the coordinator. What was
    done there stays counted there: each row keeps who did it.

    Raises WrongState while a danger to life is open in it that nobody has taken on who still sees the case afterwards.
    """
    former = case.organisation
    if left_to_nobody(case, without=former):
        raise WrongState(SENDER_FIRST)  # to who has not agreed yet, nothing of what stands in the case
    share_key(case.sealing_subject(), to=taker.pk, by=giver)
    _end_reading(case, taker)
    drop_tasks(case.tasks.filter(kind=TaskKind.CARRIER, done_at=None))
    case.organisation = taker
    save(case)
    discipline = next(iter(sorted(cases_policy.disciplines_of(lead))), None) if lead and lead.organisation_id == taker.pk else None
    if lead and discipline:
        passed = case.tasks.filter(owner__organisation=former, discipline__in=("", discipline), done_at=None)
        for task in passed.exclude(kind=TaskKind.OWN):
            task.owner, task.taken_by, task.role = lead, None, ""
            save(task)
    leave_case(case, former)
    if lead and discipline:
        put_on(case, lead, Discipline(discipline), leads=True)
    if not keeps_key(case, former):
        unshare_key(case.sealing_subject(), recipient=former.pk)


def _end_reading(case: Case, taker: Organisation) -> None:
    """What the organisation was shown before ends; its key stays, since it sees the case on other terms now."""
    for share in case.shares.filter(organisation=taker, ended_at=None):
        share.ended_at = now()
        save(share)


def leave_case(case: Case, former: Organisation) -> None:
    """Inside an action: nobody of an organisation works on the case any more; what they had to do waits for the coordinator."""
    day = today()
    for row in case.assignments.filter(user__organisation=former).exclude(ends_on__lt=day):
        take_off(row, last=day - dt.timedelta(days=1))
    theirs = Q(owner__organisation=former)
    if case.organisation.kind == OrganisationKind.SECRETARIAT:  # where nobody has the role of a member's worker
        theirs |= Q(owner=None, role__in=cases_policy.ROLES_OF_MEMBERS)
    for task in case.tasks.filter(theirs, done_at=None):
        leave_to_coordinator(task)
    if case.lead_id and case.lead is not None and case.lead.organisation_id == former.pk:
        case.lead = None
        save(case)


def _check(proposal: Proposal, to: ProposalState) -> None:
    if to not in PROPOSAL_TRANSITIONS[ProposalState(proposal.state)]:
        raise WrongState(NOT_FROM_HERE)


def _move(proposal: Proposal, to: ProposalState, event: Event, *, by: User, expected: int | None) -> Proposal:
    _check(proposal, to)
    proposal.state = to
    proposal.due_at = _due(proposal.urgency) if proposal.waits or to == ProposalState.DECLINED else None
    if to in (ProposalState.ACCEPTED, ProposalState.DECLINED):
        proposal.answered_by, proposal.answered_at = by, now()
    save(proposal, expected)
    record_about(event, by=by.actor, about=[proposal, proposal.case])
    return proposal
