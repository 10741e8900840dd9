"""Which organisations see a case, and how much of it: as the person agreed, and no longer than that."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import scope_of
from panoh.accounts.roles import Permission, Role, Scope
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions.dangers import ONE_HAS_DANGER, check_has_none
from panoh.cases.actions.tasks import add_tasks, leave_to_coordinator, new_task, task_on_row
from panoh.cases.actions.work import HELD_TOO_SHORT, take_off
from panoh.cases.enums import OPEN_STATES, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Case, Share, Task
from panoh.cases.signals import key_wanted
from panoh.consent.enums import ConsentPurpose, DataKind, Decision
from panoh.consent.models import Consent
from panoh.consent.queries import agreed_for
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.models import Person
from panoh.vault.actions import record_about, share_key, unshare_key

NOTHING_AGREED = _("The person has not agreed that this organisation can see the case. Record the consent first.")
# Without which of what the person tells nobody of such an organisation works. The legal unit's own work is never left out.
_WORKS_WITH = {OrganisationKind.MEMBER: frozenset(DataKind), OrganisationKind.OUTSIDE: frozenset({DataKind.PSYCHOLOGICAL})}
OWN_ALREADY = _("This organisation already has access to the case.")
SHARE_OVER = _("This access has already ended.")

AGREE_WITHIN = READ_WITHIN = 2  # working days


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
    known = _known_to(share)
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
        if not set(share.withheld_kinds) <= set(before[0]):
            tell_of_less(share.case, known)
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
    tell_of_less(share.case, _known_to(share))
    _take_off_all(share)
    if not keeps_key(share.case, share.organisation):
        unshare_key(share.case.sealing_subject(), recipient=share.organisation_id)
    return share


def _known_to(share: Share) -> list[User]:
    """Who of that organisation works on the case; where nobody does, who sees what is shown to it."""
    people = User.objects.filter(organisation=share.organisation_id, is_active=True).order_by("username")
    working = share.case.assignments.filter(policy.in_force()).values("user")
    return list(people.filter(pk__in=working)) or [one for one in people if Scope.ORGANISATION in scope_of(one, Permission.CASE_VIEW)]


def tell_of_less(case: Case, users: Iterable[User]) -> None:
    """Inside an action: these see less of the case from now, or nothing. They are told its code; nobody who is tied to the person is."""
    if case.is_practice:
        return
    tied, due = policy.tied_accounts(case.person), add_working_days(today(), READ_WITHIN)
    add_tasks([task_on_row(TaskKind.UNSHARED, owner=user, due=due, target=case.pk) for user in users if user.pk not in tied])


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
