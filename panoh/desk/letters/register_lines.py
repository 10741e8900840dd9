"""How entries of the register, and promises, stand in a list. Words come only where they were opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.correspondence import queries
from panoh.correspondence.enums import SPOKEN, UNSENT, ItemKind, ItemState, PromiseState, Side
from panoh.correspondence.queries import PromiseRow, RegisterItemRow
from panoh.desk.frame.facility_names import addressee_label
from panoh.network.queries.addressees import institutions
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

BADGES = {ItemState.DRAFT: "draft", ItemState.READING: "wait", ItemState.AGREED: "done", ItemState.STRUCK: "late", ItemState.DROPPED: ""}
PROMISE_BADGES = {PromiseState.OPEN: "wait", PromiseState.KEPT: "done", PromiseState.NOT_KEPT: "late"}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """An entry in a list: its number, with whom, and its subject where it was opened; the case for who sees it."""

    row: Any
    label: str
    badge: str
    who: str
    subject: str
    opened: bool
    code: str

    @property
    def on_its_way(self) -> bool:
        return self.row.state in UNSENT

    @property
    def is_talk(self) -> bool:
        return self.row.kind in SPOKEN


def item_label(row: RegisterItemRow) -> str:
    """in 3/2026, out 12/2026; without a number what it is."""
    if row.number is None:
        return str(row.get_kind_display()) if row.kind in SPOKEN else _("letter, not sent yet")
    told = {"number": row.number, "year": row.year}
    return _("in %(number)s/%(year)s") % told if row.kind == ItemKind.LETTER_IN else _("out %(number)s/%(year)s") % told


def lines(user: User, rows: Sequence[RegisterItemRow], *, opened: bool = False) -> list[LetterRow]:
    """Entries as lines: one query for the cases, and one event where words are opened."""
    cases = queries.links(user, rows)
    subjects: Mapping[UUID, str] = {}
    names: Mapping[UUID, str] = {}
    if opened and rows:
        said = open_sealed(rows, by=user.actor, purpose=Purpose.OWN_WORK, fields=["subject"])
        subjects = {each.row.pk: each.subject or "" for each in said}
        names = institutions((row.addressee for row in rows), by=user, purpose=Purpose.OWN_WORK)
    return [
        LetterRow(
            row=row,
            label=item_label(row),
            badge=BADGES.get(ItemState(row.state), ""),
            who=addressee_label(row.addressee, names.get(row.addressee_id, "")),
            subject=subjects.get(row.pk, ""),
            opened=opened,
            code=cases[row.pk].case.code if row.pk in cases else "",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise in a list."""

    row: Any
    title: str
    who: str
    badge: str
    late: bool
    may_settle: bool
    words: str


def promise_title(row: PromiseRow) -> str:
    """Who promised; of an answer, who is to answer."""
    if row.is_answer:
        return _("Our answer to a letter") if row.side == Side.US else _("Their answer to our letter")
    return str(row.get_side_display()).capitalize()


def settle_title(row: PromiseRow) -> str:
    """What is to be done about it."""
    return promise_title(row) if row.is_answer else _("Record whether the promise was kept")


def promise_note(row: PromiseRow) -> str:
    """Of which letter or talk, and with whom. Nothing is opened."""
    return " · ".join(filter(None, (item_label(row.item) if row.item else "", addressee_label(row.addressee))))


def promise_lines(user: User, rows: Sequence[PromiseRow], *, opened: bool = False) -> list[PromiseLine]:
    """Promises as lines."""
    words: dict[UUID, str] = {}
    names: Mapping[UUID, str] = {}
    if opened and rows:
        said = open_sealed(rows, by=user.actor, purpose=Purpose.OWN_WORK, fields=["words", "outcome"])
        words = {each.row.pk: "\n".join(filter(None, [each.words, each.outcome])) for each in said}
        names = institutions((row.addressee for row in rows), by=user, purpose=Purpose.OWN_WORK)
    return [
        PromiseLine(
            row=row,
            title=promise_title(row),
            who=addressee_label(row.addressee, names.get(row.addressee_id, "")),
            badge=PROMISE_BADGES.get(PromiseState(row.state), ""),
            late=row.state == PromiseState.OPEN and row.due_on < today(),
            may_settle=row.state in (PromiseState.OPEN, PromiseState.NOT_KEPT),
            words=words.get(row.pk, ""),
        )
        for row in rows
    ]


def letter_choices(user: User, but: RegisterItemRow | None = None) -> list[tuple[Any, str]]:
    """Letters that another may answer, by number, day and with whom. Nothing is opened."""
    found = queries.answerable(user, but=but)
    return [(row, f"{item_label(row)}, {row.dated_on:%d.%m.%Y}, {addressee_label(row.addressee)}") for row in found]
