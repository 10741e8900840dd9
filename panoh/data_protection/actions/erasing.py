"""Erasing somebody's file, or taking the name out of it: asked by one person, agreed to by another, called off until its day, then done for
good. It is one mechanism: what differs is whether the codes can still be looked at.

Done means: every wrapped key of theirs is deleted, and with it what their words, files and the references of the audit open with; then the
epochs under which those wraps lay are destroyed, so that no older copy opens them (GROUND.md, rule 3). Codes and days stay, and so does
every figure.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.audit.undo import forget_all
from panoh.cases.actions.erasing import end_for_good
from panoh.cases.models import Case
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.data_protection.actions.erasure_notices import list_erasure_notices
from panoh.data_protection.enums import ERASURE_TRANSITIONS, Copy, End, ErasureState, Hold, InPrivate, Why
from panoh.data_protection.erasure_scope import PersonRecords, empty, find
from panoh.data_protection.events import Event
from panoh.data_protection.models import Erasure
from panoh.data_protection.policy import check_can_agree, check_can_erase
from panoh.data_protection.queries import erasures as queries
from panoh.data_protection.refusals import NO_CHOICE, NOT_FROM_HERE
from panoh.data_protection.sealing import note_closed, to_be_closed
from panoh.data_protection.waiting import days_to_wait
from panoh.people.queries import records_of
from panoh.referrals.actions.moving import move
from panoh.referrals.enums import OPEN_STATES, ReferralState
from panoh.referrals.events import Event as ReferralEvent
from panoh.referrals.models import Referral
from panoh.vault import client
from panoh.vault.actions import drop_keys, record_about, wrapped_under
from panoh.vault.envelope import CERTIFICATE
from panoh.vault.rotation import settle

LONGEST_HOLD = dt.timedelta(days=366)

PRESSED = _("Someone is demanding this from the person: nothing is erased. Talk with the person about their safety.")
ASKED_ALREADY = _("This has already been requested. Check its status.")
NOT_A_DAY = _("Choose a date in the future, at most one year from now.")


@action
def ask_erasure(case: Case, *, by: User, why: str = Why.WISH, in_private: str = InPrivate.FREE, copy: str = Copy.REFUSED) -> Erasure:
    """Asks that everything about the person of this case be erased. Nothing is done by it: a second person agrees, then seven days pass."""
    check_can_erase(by)
    for field, value, known in (("why", why, Why), ("in_private", in_private, InPrivate), ("copy", copy, Copy)):
        if value not in known.values:
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})
    if in_private == InPrivate.PRESSED:
        raise Invalid(PRESSED, {"in_private": PRESSED})
    if queries.erasure_of(case) is not None:
        raise WrongState(ASKED_ALREADY)
    row = Erasure(code=case.code, person=case.person, why=why, in_private=in_private, copy=copy, is_practice=case.is_practice)
    begin(row, by=by)
    record_about(Event.ERASURE_ASKED, by=by.actor, about=[case])
    return row


def begin(row: Erasure, *, by: User, not_before: dt.date | None = None) -> None:
    """Inside an action: it waits for the second person, and then for its day."""
    row.asked_by, row.asked_at = by, now()
    row.to_wait, row.due_on = days_to_wait(), not_before or today()
    row.due_on = row.soonest_on
    save(row)


def _move(row: Erasure, to: ErasureState) -> None:
    if to not in ERASURE_TRANSITIONS[ErasureState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    row.state = to


@action
def agree_to_erasure(row: Erasure, *, by: User, expected: int | None = None) -> Erasure:
    """The second person agrees. From now on its days are counted; then it is done, unless something stands in the way or somebody calls
    it off."""
    check_can_agree(by, row)
    row.due_on, row.waited_on = row.soonest_on, [today().isoformat()]
    _move(row, ErasureState.AGREED)
    row.agreed_by, row.agreed_at = by, now()
    save(row, expected)
    record_about(Event.ERASURE_AGREED, by=by.actor, about=[row.about])
    return row


@action
def call_off_erasure(row: Erasure, *, by: User, expected: int | None = None) -> Erasure:
    """It is not to be: whoever could ask for it can call it off until it is done."""
    check_can_erase(by)
    _move(row, ErasureState.CALLED_OFF)
    row.ended_by, row.ended_at = by, now()
    save(row, expected)
    record_about(Event.ERASURE_CALLED_OFF, by=by.actor, about=[row.about])
    return row


@action
def hold_erasure(row: Erasure, *, by: User, until: dt.date, reason: str, expected: int | None = None) -> Erasure:
    """Puts it off until a day has passed, with the reason (a legal hold)."""
    check_can_erase(by)
    if not row.waits:
        raise WrongState(NOT_FROM_HERE)
    if reason not in Hold.values:
        raise Invalid(NO_CHOICE, {"reason": NO_CHOICE})
    if not today() <= until <= today() + LONGEST_HOLD:
        raise Invalid(NOT_A_DAY, {"until": NOT_A_DAY})
    row.held_until, row.held_for = until, reason
    save(row, expected)
    record_about(Event.ERASURE_HELD, by=by.actor, about=[row.about])
    return row


def count_days_waited() -> int:
    """Notes on what was agreed to that the house ran today, open to whoever would call it off; answers on how many. For the worker.

    A day counts once, however often it is looked at. So a clock set ahead by a month brings none nearer than by one day, one that
    jumps to and fro counts no day twice, and a machine that stood still for a week has waited no day of it.
    """
    day = today().isoformat()
    agreed = Erasure.objects.filter(state=ErasureState.AGREED)
    rows = [row for row in agreed if row.days_left and day not in row.waited_on]
    if rows:
        _note_day(rows, day)
    return len(rows)


@action
def _note_day(rows: list[Erasure], day: str) -> None:
    record(Event.DAY_WAITED, by=SYSTEM)
    for row in rows:
        row.waited_on = [*row.waited_on, day]
        save(row)


def erase_due() -> int:
    """Erases what was agreed to, whose days were waited and whose day has come, unless something stands in the way; answers how many.

    For the worker.
    """
    agreed = Erasure.objects.filter(state=ErasureState.AGREED, due_on__lte=today()).select_related("person", "request", "agreed_by")
    ready = [row for row in agreed if not row.days_left and queries.hold_on(row) is None]
    for row in ready:
        _erase(row)
    return len(ready)


@action
def _erase(row: Erasure) -> None:
    assert row.agreed_by is not None
    record(Event.ANONYMISED if row.end == End.ANONYMISED else Event.ERASED, by=SYSTEM)
    people = records_of(row.person) if row.person else []
    found = find(people, [row.request_id] if row.request_id else [])
    held = wrapped_under(found.subjects)
    row.epochs = {str(recipient): client.turn_epoch(recipient).active for recipient in sorted(held)}
    list_erasure_notices(people, erasure=row)
    for referral in _open_referrals(people):
        move(referral, ReferralState.WITHDRAWN, event=ReferralEvent.CALLED_OFF, by=row.agreed_by.actor)
    row.wraps = _take_away(found, by=row.agreed_by.actor)
    _move(row, ErasureState.ERASED)
    row.ended_at = now()
    save(row)


def _open_referrals(people: list[UUID]) -> list[Referral]:
    return list(Referral.objects.filter(person__in=people, state__in=OPEN_STATES).select_related("case", "person", "facility__house"))


def _take_away(found: PersonRecords, *, by: Actor) -> int:
    """Inside an action: work on them ends, what is about them goes, and their keys; how many wrapped keys."""
    subjects = found.subjects  # before rows go, which takes their ids with them
    end_for_good(found.people, by=by)
    empty(found)
    wraps = sum(drop_keys(subject) for subject in subjects)
    forget_all()  # what an older act could be undone with may hold a key
    return wraps


def erase_again(people: Sequence[str]) -> int:
    """After an older backup was put back: whoever was erased since is erased in it too; how many records. Their keys are gone already."""
    keys = [UUID(key) for key in people]
    back = Case.objects.filter(person__in=keys, erased_on=None).order_by().values_list("person_id", flat=True)
    known = list(back.distinct())
    if known:
        _erase_again(known)
    return len(known)


@action
def _erase_again(people: list[UUID]) -> None:
    """A referral under way when the backup was made is under way in it again: it ends, and somebody looks whether the facility was told."""
    record(Event.ERASED, by=SYSTEM)
    referrals = _open_referrals(people)
    for person in people:
        list_erasure_notices([person], erasure=None, only=[one for one in referrals if one.person_id == person and one.sent_at])
    for referral in referrals:
        move(referral, ReferralState.WITHDRAWN, event=ReferralEvent.CALLED_OFF, by=SYSTEM)
    _take_away(find(people), by=SYSTEM)


def close_copies(*, alone: bool = False) -> int:
    """Turns the epochs under which keys lay that were erased, or taken from somebody when a case was sealed, sets the former ones aside
    and destroys them three days later; answers how many erasures that completed.

    For the worker, again and again: setting aside takes some minutes, unless nothing else runs (`alone`).
    """
    rows, sealings = list(Erasure.objects.filter(state=ErasureState.ERASED)), to_be_closed()
    # Each by its own epoch: what was erased yesterday does not wait for what is erased today. The latest turns first, once for all.
    wanted = {each for epochs in [*(row.epochs for row in rows), *(row.epochs for row in sealings)] for each in epochs.items()}
    gone = {each for each in sorted(wanted, key=lambda one: -one[1]) if settle(UUID(each[0]), after=each[1], alone=alone)}
    ended = [row for row in rows if set(row.epochs.items()) <= gone]
    for row in ended:
        _certify(row)
    if closed := [row for row in sealings if set(row.epochs.items()) <= gone]:
        note_closed(closed)
    return len(ended)


@action
def _certify(row: Erasure) -> None:
    recorded = record(Event.COPIES_CLOSED, by=SYSTEM)
    _move(row, ErasureState.DONE)
    row.done_at = now()
    row.certificate = _certificate(row)
    row.signature, _public = client.sign(recorded, row.certificate.encode())
    save(row)


def _certificate(row: Erasure) -> str:
    """In English, and about nobody: the code is of a case that opens no more."""
    assert row.agreed_at
    assert row.ended_at
    assert row.done_at
    lines = [
        f"case: {row.code}",
        f"asked: {row.asked_at:%Y-%m-%d}",
        f"agreed by a second person: {row.agreed_at:%Y-%m-%d}",
        *(["what stays: the code, years, region and kinds of help, without a name"] if row.end == End.ANONYMISED else []),
        f"keys deleted: {row.wraps}, {row.ended_at:%Y-%m-%dT%H:%M:%SZ}",
        f"epochs destroyed: {len(row.epochs)}, {row.done_at:%Y-%m-%dT%H:%M:%SZ}",
        "Copies of the key ring kept elsewhere are to be replaced by the present one.",
        "Letters and copies that had left before are not covered.",
    ]
    return CERTIFICATE.decode() + "".join(f"{line}\n" for line in lines)
