"""Members of sealed cases: the key pairs of accounts, and subjects whose keys open to members alone (docs/adr/0023-sealed-cases.md)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from panoh.audit.trail import current_action, remove, save, save_all
from panoh.core.actor import Actor
from panoh.core.agent import AgentError
from panoh.vault import client, pairs
from panoh.vault.actions import NoKey, any_of, has_key
from panoh.vault.envelope import Place
from panoh.vault.models import SubjectKey
from panoh.vault.subject import Subject, SubjectKind

VOUCHED = pairs.SALT_BYTES + 32


@dataclass(frozen=True, slots=True)
class Turn:
    """A password that is changed by whoever knows the former one: the keys that the two give, and the new salt."""

    key: bytes
    new_key: bytes
    new_salt: bytes


# -- an account's own pair ------------------------------------------------------------------------------------------------


def _pair(member: UUID) -> SubjectKey | None:
    return SubjectKey.objects.filter(kind=pairs.PAIR, subject=member).first()


def salt_of(member: UUID) -> bytes | None:
    """The salt with which this account's password gives its key; None where it has no pair."""
    row = _pair(member)
    return None if row is None else bytes(row.beside)[: pairs.SALT_BYTES]


def with_pair(accounts: Collection[UUID]) -> set[UUID]:
    """Which of these accounts have a pair. One query."""
    return set(SubjectKey.objects.filter(kind=pairs.PAIR, subject__in=accounts).values_list("subject", flat=True))


def make_pair(member: UUID, key: bytes, salt: bytes) -> None:
    """Inside an action: a pair for an account that has none, under the key of its password."""
    made = client.member_make(member, key)
    row = SubjectKey(kind=pairs.PAIR, subject=member, recipient=UUID(made["recipient"]), epoch=made["epoch"], blob=made["blob"])
    row.beside = salt + made["public"] + made["vouch"]
    save(row)


def turn_pair(member: UUID, turn: Turn) -> bool:
    """Inside an action: the pair under a new password. False where there is none, or the former password is not that of the pair."""
    row = _pair(member)
    fresh = client.member_rekey(row.wire(), turn.key, turn.new_key) if row is not None else None
    if row is None or fresh is None:
        return False
    row.epoch, row.blob = fresh["epoch"], fresh["blob"]
    row.beside = turn.new_salt + bytes(row.beside)[pairs.SALT_BYTES :]
    save(row)
    return True


def drop_pair(member: UUID) -> int:
    """Inside an action: the pair goes, and with it whatever opened by it; how many subjects."""
    rows = list(SubjectKey.objects.filter(Q(kind=pairs.PAIR, subject=member) | Q(member=member)))
    for row in rows:
        remove(row)
    return sum(row.member is not None for row in rows)


def open_pair(member: UUID, key: bytes, *, session: bytes, mark: str, idle: float, longest: float) -> bool:
    """Opens the account's private key in the agent, for a session; False where the password is another, or there is no pair."""
    row = _pair(member)
    return row is not None and client.member_open(row.wire(), key, session=session, mark=mark, idle=idle, longest=longest)


# -- what is sealed -------------------------------------------------------------------------------------------------------


def sealed(kind: SubjectKind = "person") -> QuerySet[SubjectKey, Any]:
    """The subjects that open to members alone, as `subject`: for a condition on rows of other rooms."""
    return SubjectKey.objects.filter(kind=kind, member__isnull=False).order_by().values("subject")


def sealed_to(member: UUID, kind: SubjectKind = "person") -> QuerySet[SubjectKey, Any]:
    """Those of which this account is a member, as `subject`."""
    return SubjectKey.objects.filter(kind=kind, member=member).order_by().values("subject")


def members_of(subject: Subject) -> list[UUID]:
    """Who opens it; nobody where it is not sealed."""
    found = SubjectKey.objects.filter(kind=subject.kind, subject=subject.id, member__isnull=False)
    return list(found.order_by("pk").values_list("member", flat=True))  # type: ignore[arg-type]  # none is left out above


def opens_for(subject: Subject, account: UUID, organisation: UUID) -> bool:
    """Whether an account could open it: as one of its organisation, or as a member of what is sealed."""
    return has_key(subject, organisation) or account in members_of(subject)


def people_of(member: UUID) -> list[UUID]:
    """The people whose sealed files open to this account."""
    return list(SubjectKey.objects.filter(kind="person", member=member).values_list("subject", flat=True))


def seal_to(subjects: Sequence[Subject], members: Collection[UUID], *, by: Actor) -> frozenset[UUID]:
    """Inside an action: from now on these subjects open to these members alone. Answers the organisations that held a key of theirs.

    Members there are stay. Raises NoKey where whoever acts does not open one of them, or a member has no pair.
    """
    rows = list(SubjectKey.objects.filter(any_of(subjects)))
    _wrap_to(rows, members, by=by)
    former = [row for row in rows if row.member is None]
    for row in former:
        remove(row)
    current_action().pop("vault", None)
    return frozenset(row.recipient for row in former)


def _wrap_to(rows: Sequence[SubjectKey], members: Collection[UUID], *, by: Actor) -> None:
    known = {row.subject: bytes(row.beside) for row in SubjectKey.objects.filter(kind=pairs.PAIR, subject__in=members)}
    if set(members) - set(known):
        raise NoKey
    wires = [
        {"member": str(member), "public": beside[pairs.SALT_BYTES : VOUCHED], "vouch": beside[VOUCHED:]} for member, beside in known.items()
    ]
    held = {(row.kind, row.subject, row.member) for row in rows}
    opening = _one_each(rows, by)
    fresh = [
        _new_row(row, wrap)
        for row, wraps in zip(opening, _reseal(opening, members=wires), strict=True)
        for wrap in wraps
        if (row.kind, row.subject, UUID(wrap["member"])) not in held
    ]
    save_all(fresh)


def _one_each(rows: Iterable[SubjectKey], by: Actor) -> list[SubjectKey]:
    """A wrap of each subject that can be opened here: an organisation's, else that of whoever acts."""
    best: dict[tuple[str, UUID], SubjectKey] = {}
    for row in rows:
        if row.member is None or (row.member == by.ref and (row.kind, row.subject) not in best):
            best[row.kind, row.subject] = row
    if {(row.kind, row.subject) for row in rows} - set(best):
        raise NoKey
    return list(best.values())


def _reseal(rows: Sequence[SubjectKey], *, members: Sequence[client.Wire] = (), to: Sequence[UUID] = ()) -> list[list[client.Wire]]:
    try:
        return client.reseal([row.wire() for row in rows], members=members, organisations=to) if rows else []
    except AgentError as refused:
        if refused.code == "sealed":
            raise NoKey from None
        raise


def _new_row(row: SubjectKey, wrap: client.Wire) -> SubjectKey:
    member = UUID(wrap["member"]) if "member" in wrap else None
    recipient = UUID(wrap["recipient"])
    return SubjectKey(kind=row.kind, subject=row.subject, recipient=recipient, epoch=wrap["epoch"], blob=wrap["blob"], member=member)


def take_from(subjects: Sequence[Subject], member: UUID) -> frozenset[UUID]:
    """Inside an action: this account is a member no more. Under whose epochs its wraps lay."""
    rows = list(SubjectKey.objects.filter(any_of(subjects), member=member))
    for row in rows:
        remove(row)
    return frozenset(row.recipient for row in rows)


def unseal(subjects: Sequence[Subject], organisations: Iterable[UUID], *, by: Actor) -> int:
    """Inside an action: these subjects open to these organisations again, and to no member as such; how many subjects.

    Raises NoKey where whoever acts is no member with an open key.
    """
    rows = list(SubjectKey.objects.filter(any_of(subjects)))
    shut = {(row.kind, row.subject) for row in rows if row.member is not None}
    opening = _one_each([row for row in rows if (row.kind, row.subject) in shut], by)
    made = _reseal(opening, to=sorted(organisations))
    save_all([_new_row(row, wrap) for row, wraps in zip(opening, made, strict=True) for wrap in wraps])
    for row in rows:
        if row.member is not None:
            remove(row)
    current_action().pop("vault", None)
    return len(opening)


def check_opens(subject: Subject, *, by: Actor) -> None:
    """Raises NoKey unless this account is a member of a sealed subject and has its key in hand."""
    if by.ref not in members_of(subject) or not has_own_key_open(by.ref):
        raise NoKey


def has_own_key_open(member: UUID) -> bool:
    """Whether this account gave its password in the session that asks."""
    return client.session_seen(member)


# -- what an account keeps for itself alone ---------------------------------------------------------------------------------


def _wire(place: Place) -> client.Wire:
    return {"table": place.table, "row": str(place.row), "field": place.field, "data_class": place.data_class}


def seal_own(member: UUID, place: Place, text: str) -> bytes:
    """A text that opens to this account alone, bound to its place. Raises NoKey unless it gave its password in the session that asks."""
    sealed = client.member_seal(member, [_wire(place) | {"plain": text.encode()}])
    if sealed is None:
        raise NoKey
    return sealed[0]


def open_own(member: UUID, texts: Sequence[tuple[Place, bytes]]) -> list[str]:
    """The texts again; blank for what does not open: another's, one moved from its place, one from before a password was set by others."""
    wires = [_wire(place) | {"sealed": sealed} for place, sealed in texts]
    opened = client.member_unseal(member, wires) if wires else []
    return [""] * len(wires) if opened is None else [(words or b"").decode() for words in opened]
