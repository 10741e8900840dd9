"""The only way to words that are sealed: making keys, sealing, opening, sharing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from panoh.audit.duress_guard import may_open
from panoh.audit.notary import Receipt
from panoh.audit.sealer import NotSealed, seal_then
from panoh.audit.trail import action, current_action, is_acting, record, remove, save_all
from panoh.core.actor import SYSTEM, Actor
from panoh.core.agent import AgentError
from panoh.core.errors import Denied
from panoh.core.ids import IdBytes, new_code, new_id
from panoh.vault import client, envelope
from panoh.vault.events import Event
from panoh.vault.fields import Sealed, sealed_fields
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject, SubjectKind

type Text = str | bytes
NO_KEY = _("You do not hold the key that opens this. A sealed case opens to its members after they enter their password.")
NOTES = "audit_auditevent"  # where a sealed note belongs
AT_ONCE = 5_000  # wraps read of very many
MANY = 50  # people at once, from which on it is announced: half of what the agent lets through in a small house


class HoldsWords(Protocol):
    """A row with sealed fields."""

    id: Any

    def sealing_subject(self) -> Subject: ...


type About = Subject | HoldsWords


class NoKey(Denied):
    """The subject has no key for this reader: not for the organisation, of a sealed case not for the account. No word about anybody."""

    def __init__(self) -> None:
        super().__init__(NO_KEY)


@dataclass(frozen=True, slots=True)
class Opened:
    """A row with its words. Attributes are the sealed fields' names; `shut` when this reader's organisation has no key."""

    row: Any
    plain: dict[str, bytes] | None

    @property
    def is_unreadable(self) -> bool:
        return self.plain is None

    def __getattr__(self, name: str) -> str | None:
        if self.plain is None:
            if name in sealed_fields(type(self.row)):
                return None
            raise AttributeError(name)
        try:
            return self.plain[name].decode("utf-8")
        except KeyError:
            raise AttributeError(name) from None

    def file(self, name: str) -> bytes | None:
        """A sealed file's bytes."""
        return None if self.plain is None else self.plain[name]


def _subject(about: About) -> Subject:
    return about if isinstance(about, Subject) else about.sealing_subject()


def _wraps(subjects: Iterable[Subject], by: Actor) -> dict[Subject, SubjectKey]:
    """The wraps by which this reader opens the subjects, in one query: the organisation's, and of what is sealed the reader's own while
    their key is in hand. Those made earlier in the same action come from its memory."""
    wanted, organisation = set(subjects), by.organisation
    remembered: dict[tuple[Subject, UUID], SubjectKey] = current_action().setdefault("vault", {}) if is_acting() else {}
    found = {s: remembered[s, organisation] for s in wanted if organisation and (s, organisation) in remembered}
    missing = wanted - set(found)
    if missing and organisation is not None:
        holder = Q(recipient=organisation, member=None)
        if client.session_in_hand():
            holder |= Q(member=by.ref)
        for key in SubjectKey.objects.filter(any_of(missing), holder):
            subject = Subject(key.kind, key.subject)  # type: ignore[arg-type]  # only our own kinds are written
            found[subject] = remembered[subject, organisation] = key
    return found


def any_of(subjects: Iterable[Subject]) -> Q:
    """Wraps of these subjects, whoever holds them."""
    by_kind: dict[str, list[UUID]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    condition = Q(pk__in=[])
    for kind, ids in by_kind.items():
        condition |= Q(kind=kind, subject__in=ids)
    return condition


def _references(wraps: Iterable[SubjectKey]) -> list[bytes]:
    """How the audit names them; what is sealed and not open here it cannot name."""
    return [ref for ref in client.refs([wrap.wire() for wrap in wraps]) if ref is not None]


def new_keys(subjects: Sequence[Subject], *, owners: Sequence[UUID]) -> None:
    """Makes the keys of new subjects, inside an action, wrapped to each owner organisation and to the secretariat."""
    remembered = current_action().setdefault("vault", {})
    made = client.make([{"kind": s.kind, "id": str(s.id)} for s in subjects], owners)
    rows: dict[bool, list[SubjectKey]] = {True: [], False: []}
    for subject, entry in zip(subjects, made, strict=True):
        for wrap in entry["wraps"]:
            key = SubjectKey(
                kind=subject.kind, subject=subject.id, recipient=UUID(wrap["recipient"]), epoch=wrap["epoch"], blob=wrap["blob"]
            )
            rows[subject.kind == "organisation"].append(key)
            remembered[subject, key.recipient] = key
    for is_shared, keys in rows.items():
        save_all(keys, stays=is_shared)  # an organisation's key seals what others write next


def _place(row: HoldsWords, field: Sealed) -> envelope.Place:
    assert isinstance(row, Model)
    return envelope.Place(row._meta.db_table, row.id, field.name, field.data_class)


def seal_all(items: Sequence[tuple[HoldsWords, dict[str, Text]]], *, by: Actor) -> None:
    """Sets sealed fields of many rows with one question to the agent; saves nothing. Empty texts become empty fields.

    Raises NoKey when the actor's organisation holds no key of a subject.
    """
    wraps = _wraps([row.sealing_subject() for row, _texts in items], by)
    asked, targets = [], []
    for row, texts in items:
        fields = sealed_fields(type(row))  # type: ignore[arg-type]
        wrap = wraps.get(row.sealing_subject())
        if wrap is None and any(texts.values()):
            raise NoKey
        parts, names = [], []
        for name, text in texts.items():
            plain = text.encode("utf-8") if isinstance(text, str) else text
            if not plain:
                setattr(row, name, b"")
                continue
            place = _place(row, fields[name])
            parts.append(
                {"table": place.table, "row": str(place.row), "field": place.field, "data_class": place.data_class, "plain": plain}
            )
            names.append(name)
        if parts and wrap is not None:
            asked.append({"wrap": wrap.wire(), "texts": parts})
            targets.append((row, names))
    for (row, names), answer in zip(targets, _sealed(asked), strict=True):
        for name, sealed in zip(names, answer["texts"], strict=True):
            setattr(row, name, sealed)


def _sealed(asked: list[client.Wire]) -> list[client.Wire]:
    try:
        return client.seal(asked)
    except AgentError as refused:
        if refused.code == "sealed":
            raise NoKey from None
        raise


def seal(row: HoldsWords, *, by: Actor, **texts: Text) -> None:
    """Sets sealed fields of one row; saves nothing."""
    seal_all([(row, texts)], by=by)


def open_sealed(rows: Sequence[Any], *, by: Actor, purpose: Purpose, fields: Sequence[str] | None = None) -> list[Opened]:
    """Opens words: the event is recorded and committed first, then come the keys, then the words. One event for all rows.

    `rows` may be of several models; `fields` limits what is opened. Rows whose key this reader's organisation does not hold
    come back shut, and so do those of a sealed case whose member is another, or has not given their password in this session.
    Under duress no word of a real person opens. Raises core.errors.Locked when there is no agent, and then shows nothing.
    """
    rows = list(rows)
    subjects = [row.sealing_subject() for row in rows]
    wraps = _wraps([subject for row, subject in zip(rows, subjects, strict=True) if may_open(row)], by)
    known = zip(wraps, client.refs([wrap.wire() for wrap in wraps.values()]), strict=True)
    named = {subject: ref for subject, ref in known if ref is not None}
    if not named:
        return [Opened(row, None) for row in rows]
    receipt = record(Event.OPENED, by=by, refs=named.values(), purpose=purpose)
    keys = dict(zip(named, client.unwrap(receipt.token, [wraps[subject].wire() for subject in named]), strict=True))
    return [_opened(row, keys.get(subject), fields) for row, subject in zip(rows, subjects, strict=True)]


def announce_many(people: int, *, by: Actor, purpose: Purpose) -> None:
    """Before more people are opened at once than any page needs (an import, a list that two agreed to): an event of its own says so, and
    the agent does not take it for copying. Outside an action: the event is sealed first. Raises audit.sealer.NotSealed."""
    if people > MANY:
        seal_then(client.expect_many, record(Event.MANY_ANNOUNCED, by=by, purpose=f"{purpose} {people}"))


def note_unlocked() -> None:
    """Everything was opened; where it had locked itself, or had ended without being locked, that is in the record from now on."""
    record(Event.UNLOCKED, by=SYSTEM)
    tell_of_keys()


def tell_of_keys() -> None:
    """What the agent has to say of itself gets into the record, and so to whoever answers for the keys. Raises Locked."""
    alarm = client.alarm()
    with suppress(NotSealed):  # told again the next time; whatever hinders the record must not keep everything locked
        if "people" in alarm:
            seal_then(client.alarm_told, record(Event.LOCKED_ITSELF, by=SYSTEM, purpose=str(alarm["people"])))
        if "ended_open" in alarm:
            seal_then(client.alarm_told, record(Event.ENDED_OPEN, by=SYSTEM))
        if "many_opened" in alarm:
            seal_then(client.alarm_told, record(Event.MANY_OPENED, by=SYSTEM, purpose=str(alarm["many_opened"])))


def _opened(row: Any, key: bytes | None, fields: Sequence[str] | None) -> Opened:
    if key is None:
        return Opened(row, None)
    words = {}
    for name, field in sealed_fields(type(row)).items():
        if fields is None or name in fields:
            sealed = bytes(getattr(row, name) or b"")
            words[name] = envelope.unseal(key, _place(row, field), sealed) if sealed else b""
    return Opened(row, words)


def record_about(event: StrEnum, *, by: Actor, about: Sequence[About], purpose: str = "") -> Receipt:
    """Records an event about persons: the agent names them, so that only their keys can link the event to them."""
    wraps = _wraps([_subject(item) for item in about], by)
    return record(event, by=by, refs=_references(wraps.values()), codes=filter(None, map(_code_of, about)), purpose=purpose)


def _code_of(item: About) -> str:
    """The code by which people call the record that this is, or hangs on; never one of a catalogue, as a diagnosis has."""
    known = item._state.fields_cache if isinstance(item, Model) else {}
    for row in (item, *(known.get(name) for name in ("referral", "case", "request"))):
        if isinstance(row, Model) and any(field.name == "code" and field.default is new_code for field in row._meta.concrete_fields):
            return str(row.code)  # type: ignore[attr-defined]
    return ""


def references(about: Sequence[About], *, by: Actor) -> list[bytes]:
    """How the audit names these subjects; those this reader holds no key of are left out."""
    return _references(_wraps([_subject(item) for item in about], by).values())


def seal_note(text: str, *, by: Actor) -> bytes:
    """A word for the record, under the key of the actor's organisation: an id, then the ciphertext bound to it. Nothing without a key."""
    subject = Subject("organisation", by.organisation) if by.organisation else None
    wrap = _wraps([subject], by).get(subject) if subject else None
    if wrap is None:
        return b""
    row = new_id()
    part = {"table": NOTES, "row": str(row), "field": "detail", "data_class": "words", "plain": text.encode()}
    ((sealed,),) = (item["texts"] for item in client.seal([{"wrap": wrap.wire(), "texts": [part]}]))
    return row.bytes + bytes(sealed)


def wraps_for(kind: SubjectKind, recipient: UUID, subjects: Collection[UUID] | None = None) -> Iterator[tuple[bytes, int, bytes]]:
    """Subjects (16 bytes) with the epoch and the wrapped key that this recipient holds: what the key agent opens for itself.

    All of them, in the order they lie in, unless `subjects` says whose. What only members open is not among them.
    """
    # Where nearly every row is wanted: an expression, which no index answers, has the table read from end to end.
    whose = Q(Exact(IdBytes("recipient"), recipient.bytes)) if subjects is None else Q(recipient=recipient, subject__in=subjects)
    found = SubjectKey.objects.filter(whose, kind=kind, member=None)
    return found.order_by().values_list(IdBytes("subject"), "epoch", "blob").iterator(chunk_size=AT_ONCE)


def share_key(subject: Subject, *, to: UUID, by: Actor) -> None:
    """Wraps the subject's key to one more organisation, inside an action of the room that decides on sharing."""
    wrap = _wraps([subject], by).get(subject)
    if wrap is None or wrap.member:  # a sealed case is shown to no organisation
        raise NoKey
    if SubjectKey.objects.filter(subject=subject.id, kind=subject.kind, recipient=to).exists():
        return
    (fresh,) = client.rewrap([wrap.wire()], to)
    save_all([SubjectKey(kind=subject.kind, subject=subject.id, recipient=to, epoch=fresh["epoch"], blob=fresh["blob"])])


def unshare_key(subject: Subject, *, recipient: UUID) -> None:
    """Takes an organisation's wrap away, inside an action."""
    for key in SubjectKey.objects.filter(subject=subject.id, kind=subject.kind, recipient=recipient, member=None):
        remove(key)


def drop_keys(subject: Subject) -> int:
    """Takes every wrap of a subject's key away, inside an action: what was sealed under it can be read by nobody again. How many."""
    remembered: dict[tuple[Subject, UUID], SubjectKey] = current_action().setdefault("vault", {})
    keys = list(SubjectKey.objects.filter(subject=subject.id, kind=subject.kind))
    for key in keys:
        remove(key)
    for known in [each for each in remembered if each[0] == subject]:
        del remembered[known]
    return len(keys)


def drop_wraps_of(recipient: UUID, *, keeper: UUID, at_most: int = 500) -> int:
    """Takes an organisation's wraps away, inside an action, so many at a time; answers how many. What nobody else holds is wrapped to
    the keeper first: no word is lost with whoever leaves."""
    rows = list(SubjectKey.objects.filter(recipient=recipient).order_by("pk")[:at_most])
    held = set(SubjectKey.objects.filter(recipient=keeper, subject__in=[row.subject for row in rows]).values_list("kind", "subject"))
    alone = [row for row in rows if (row.kind, row.subject) not in held]
    fresh = client.rewrap([row.wire() for row in alone], keeper)
    save_all(
        [
            SubjectKey(kind=row.kind, subject=row.subject, recipient=keeper, epoch=wrap["epoch"], blob=wrap["blob"])
            for row, wrap in zip(alone, fresh, strict=True)
        ],
        stays=True,
    )
    for row in rows:
        remove(row)
    return len(rows)


def holds_keys(recipient: UUID) -> bool:
    """Whether anything at all is wrapped to this organisation."""
    return SubjectKey.objects.filter(recipient=recipient).exists()


class WrongPassphrase(Exception):
    """It does not open the ring: nothing was destroyed, and nothing is in the record."""


@action
def retire(recipient: UUID, *, passphrase: str | None, by: Actor) -> None:
    """Destroys an organisation's epoch keys: whatever copy of its wraps somebody has kept opens nothing. For good; asked again, no more.

    None is the passphrase where the ring unlocks itself. Raises WrongPassphrase.
    """
    receipt = record(Event.KEYS_DESTROYED, by=by, purpose=str(recipient))
    if not client.retire_organisation(receipt.token, recipient, passphrase):
        raise WrongPassphrase


def recipients_of(subjects: Sequence[Subject]) -> dict[Subject, frozenset[UUID]]:
    """Which organisations hold each subject's key: none where it is sealed to members. One query for each kind of subject."""
    found: dict[Subject, set[UUID]] = {subject: set() for subject in subjects}
    for kind in {subject.kind for subject in subjects}:
        ids = [subject.id for subject in subjects if subject.kind == kind]
        own = SubjectKey.objects.filter(kind=kind, subject__in=ids, member=None)
        for key, recipient in own.values_list("subject", "recipient"):
            found[Subject(kind, key)].add(recipient)
    return {subject: frozenset(recipients) for subject, recipients in found.items()}


def has_key(subject: Subject, organisation: UUID) -> bool:
    """Whether this organisation holds the subject's key. What is sealed to members no organisation holds."""
    return SubjectKey.objects.filter(subject=subject.id, kind=subject.kind, recipient=organisation, member=None).exists()


def wrapped_under(subjects: Sequence[Subject]) -> frozenset[UUID]:
    """Under whose epochs any wrap of these lies, those of members too: what has to turn, so that no older copy opens them. One query."""
    return frozenset(SubjectKey.objects.filter(any_of(subjects)).values_list("recipient", flat=True)) if subjects else frozenset()
