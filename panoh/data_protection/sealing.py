"""Sealed cases: a file that opens to named members alone, with the key that each one's password gives (docs/adr/0023-sealed-cases.md).

Here is who may and what is written; which keys there are, the vault knows. After each change that takes a key from somebody, the epochs
turn as they do after an erasure, so that the wrap in an older copy opens no more (`close_copies`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, record, save
from panoh.audit.undo import forget_all
from panoh.cases.actions.dangers import check_leaves_none
from panoh.cases.enums import OPEN_STATES
from panoh.cases.models import Case, Share
from panoh.cases.policy import cases_in_reach, in_force
from panoh.cases.queries.cases import assignments
from panoh.cases.queries.danger import dangers_of
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.data_protection.enums import SealedFor
from panoh.data_protection.erasure_scope import find
from panoh.data_protection.events import Event
from panoh.data_protection.models import Sealing
from panoh.data_protection.policy import check_can_seal
from panoh.data_protection.refusals import NO_CHOICE
from panoh.people.models import NameIndexEntry
from panoh.people.queries import records_of
from panoh.vault import client, members
from panoh.vault.actions import record_about
from panoh.vault.subject import Subject

# How views, which know no models, name what they are given.
type SealingRow = Sealing

LEAST = 2

TOO_FEW = _("Name at least two members. If one is away or forgets the password, the other can open the case.")
NO_KEY_YET = _("%(names)s: no key yet. They must sign in once with their password; then you can add them.")
SEALED_ALREADY = _("This case is sealed already.")
NOT_SEALED = _("This case is not sealed.")
TWO_STAY = _("A sealed case needs at least two members. Add another one first.")
LEADS = _("%(name)s leads the case and must be a member. Add them, or choose another lead worker first.")
NOBODY_FOR_DANGER = _(
    "A danger to life of this person is open, and nobody of these members was asked to take it on. Add the one who has it, or first ask "
    "one of the members."
)
SHARED = _("This case is shared outside your organisation. Stop sharing first, then seal it.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be a member: `has_key` is False until they signed in with their password once."""

    user: User
    has_key: bool
    is_member: bool


def candidates(case: Case) -> list[Candidate]:
    """Who sees the case by their work today, and who already is a member. Their roles cost a query each, and they are few."""
    held = set(members.members_of(case.sealing_subject()))
    working = {each.user_id for each in assignments(case)} | ({case.lead_id} if case.lead_id else set())
    near = Q(pk__in=working) | Q(pk__in=held) | Q(grants__role__in=[Role.COORDINATOR, Role.MEMBER_WORKER, Role.REGIONAL_WORKER])
    users = list(User.objects.filter(near, is_active=True).select_related("organisation").distinct().order_by("username"))
    seeing = [user for user in users if user.id in held or _reaches(user, case)]
    keys = members.with_pair([user.id for user in seeing])
    return [Candidate(user, user.id in keys, user.id in held) for user in seeing]


def _reaches(user: User, case: Case) -> bool:
    found = cases_in_reach(user).filter(pk=case.pk) if user.is_practising == case.is_practice else Case.objects.none()
    return Permission.NAME_OPEN in powers(user).scopes and found.exists()


def sealing_of(case: Case) -> Sealing | None:
    """The sealing in force, None where the case is open."""
    return Sealing.objects.filter(person__in=records_of(case.person), ended_at=None).select_related("sealed_by").first()


def _subjects(case: Case) -> list[Subject]:
    return _subjects_of(records_of(case.person))


def _subjects_of(people: list[UUID]) -> list[Subject]:
    """The person's own key, and those of what came in about them. A conversation by receipt goes on while no member is signed in, and a
    complaint about the Unit is answered by others: these stay as they are."""
    found = find(people)
    rows = [*found.requests, *found.calls, *found.sent, *found.proposals]
    return [*(Subject("person", key) for key in found.people), *(Subject("enquiry", row.id) for row in rows)]


def _check_members(case: Case, chosen: Collection[UUID]) -> None:
    known = {each.user.id: each for each in candidates(case)}
    if set(chosen) - set(known):
        raise Invalid(NO_CHOICE, {"members": NO_CHOICE})
    without = [known[key].user.username for key in chosen if not known[key].has_key]
    if without:
        sentence = NO_KEY_YET % {"names": ", ".join(sorted(without))}
        raise Invalid(sentence, {"members": sentence})


def _leads_of(people: Sequence[UUID]) -> list[User]:
    """Who leads open cases of these records: who is to see to them can open them."""
    led = Case.objects.filter(person__in=people, state__in=OPEN_STATES)
    return list(User.objects.filter(pk__in=led.values("lead")).order_by("username"))


def _take_lead(people: Sequence[UUID], user: UUID) -> None:
    for case in Case.objects.filter(person__in=people, state__in=OPEN_STATES, lead=user):
        case.lead = None
        save(case)


@action
def seal_case(case: Case, *, by: User, to: Collection[UUID], why: str) -> Sealing:
    """Seals everything under the person's key, and what came in about them: it opens to these members alone. No undo: a member unseals.

    Raises Invalid for fewer than two, for one who has no key yet, where who leads it or has an open danger is none of them, and while
    other organisations see the case.
    """
    check_can_seal(by, case)
    if why not in SealedFor.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if sealing_of(case) is not None:
        raise WrongState(SEALED_ALREADY)
    people = records_of(case.person)
    if Share.objects.filter(in_force(), case__person__in=people, ended_at=None).exists():
        raise WrongState(SHARED)
    chosen = set(to)
    if len(chosen) < LEAST:
        raise Invalid(TOO_FEW, {"members": TOO_FEW})
    _check_members(case, chosen)
    if leads := [lead.username for lead in _leads_of(people) if lead.pk not in chosen]:
        sentence = LEADS % {"name": ", ".join(leads)}
        raise Invalid(sentence, {"members": sentence})
    if dangers_of(people).exclude(owner__in=chosen).exists():  # it would ring to the coordinator, who cannot open it
        raise Invalid(NOBODY_FOR_DANGER, {"members": NOBODY_FOR_DANGER})
    record_about(Event.CASE_SEALED, by=by.actor, about=[case])
    held = members.seal_to(_subjects(case), chosen, by=by.actor)
    row = Sealing(person_id=people[0], why=why, sealed_by=by, sealed_at=now(), is_practice=case.is_practice)
    _close_older(row, held)
    save(row)
    _forget(people)
    return row


def _close_older(row: Sealing, held: Collection[UUID]) -> None:
    """Whoever held a key may have it still, in an older copy: the epochs it lies under are to be destroyed."""
    row.epochs = row.epochs | {str(recipient): client.turn_epoch(recipient).active for recipient in sorted(held)}
    row.closed_at = None


def _forget(people: Sequence[UUID]) -> None:
    """The name index reads them anew, and finds no key; and no earlier act is undone, which might bring one back."""
    for entry in NameIndexEntry.objects.filter(person__in=people):
        save(entry)
    forget_all()


@action
def add_member(case: Case, member: UUID, *, by: User) -> None:
    """One more member, by one whose key is in hand. Raises NoKey for anybody else, Invalid for whoever cannot be one."""
    row = _in_force(case)
    _check_members(case, [member])
    record_about(Event.MEMBER_ADDED, by=by.actor, about=[case])
    members.seal_to(_subjects(case), [member], by=by.actor)
    save(row)


@action
def remove_member(case: Case, member: UUID, *, by: User) -> None:
    """One member less, oneself or another, by one whose key is in hand; two stay. Their wrap goes; in older copies it dies with its epoch.
    Where they led, the members say who leads from now.

    Raises HasDanger while they have an open danger or were asked to take it on. The person's own key stays the same: what they had read is
    read.
    """
    row, subjects = _in_force(case), _subjects(case)
    _check_is_member(case, by)
    if len(set(members.members_of(case.sealing_subject())) - {member}) < LEAST:
        raise WrongState(TWO_STAY)
    leaves = User.objects.get(pk=member)
    for each in Case.objects.filter(person__in=records_of(case.person)):
        check_leaves_none(leaves, each)
    record_about(Event.MEMBER_REMOVED, by=by.actor, about=[case])
    _take_lead(records_of(case.person), member)
    _close_older(row, members.take_from(subjects, member))
    save(row)


@action
def remove_revoked(user: User, *, by: User) -> None:
    """Of an account whose access ends: it is a member of no sealed case any more, without the word of another member.

    Where nobody else could open the case its wrap stays, since the case would be lost; it opens with that account's own password alone,
    and the account is closed.
    """
    for row in Sealing.objects.filter(person__in=members.people_of(user.pk), ended_at=None).select_related("person"):
        subject = row.person.sealing_subject()
        others = set(members.members_of(subject)) - {user.pk}
        if not User.objects.filter(pk__in=members.with_pair(others), is_active=True).exists():
            continue
        record_about(Event.MEMBER_REMOVED, by=by.actor, about=[row.person])
        _take_lead(records_of(row.person), user.pk)
        _close_older(row, members.take_from(_subjects_of(records_of(row.person)), user.pk))
        save(row)


@action
def unseal_case(case: Case, *, by: User) -> None:
    """By a member whose key is in hand: it opens again to the secretariat and to whoever carries a case or a request of the person."""
    row, found = _in_force(case), find(records_of(case.person))
    record_about(Event.CASE_UNSEALED, by=by.actor, about=[case])
    theirs = Case.objects.filter(person__in=found.people).values("organisation")
    near = Q(kind=OrganisationKind.SECRETARIAT) | Q(pk__in=theirs) | Q(pk__in=[request.organisation_id for request in found.requests])
    members.unseal(_subjects(case), Organisation.objects.filter(near, gone_on=None).values_list("pk", flat=True), by=by.actor)
    row.ended_by, row.ended_at = by, now()
    save(row)
    for entry in NameIndexEntry.objects.filter(person__in=records_of(case.person)):
        save(entry)


def _in_force(case: Case) -> Sealing:
    row = sealing_of(case)
    if row is None:
        raise WrongState(NOT_SEALED)
    return row


def _check_is_member(case: Case, by: User) -> None:
    """Raises NoKey unless this account is a member and its key is in hand."""
    members.check_opens(case.sealing_subject(), by=by.actor)


def to_be_closed() -> list[Sealing]:
    """Those after whose last change older copies may still open."""
    return list(Sealing.objects.filter(closed_at=None))


@action
def note_closed(rows: Sequence[Sealing], *, by: Actor = SYSTEM) -> None:
    """The epochs of these are destroyed."""
    record(Event.COPIES_CLOSED, by=by)
    for row in rows:
        row.closed_at, row.epochs = now(), {}
        save(row)
