"""One row understood: the person, the tie, the help, and what is to be said of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from panoh.exchange.register.cells import Cell
from panoh.exchange.register.dates import When
from panoh.exchange.register.lists import SocialHelp
from panoh.exchange.register.remarks import Remark
from panoh.exchange.register.values import Phone
from panoh.people.enums import OtherStatus, Relation, Sex


@dataclass(frozen=True, slots=True, repr=False)
class RelativeLink:
    """Whose relative a family member is.

    `to_number` is the number named, in the form of `Row.own_number`; `to_row` the row of this file that has it. Without
    `to_row` the survivor may still be in the house already: the caller looks, unless `is_ambiguous`.
    """

    relation: Relation | None
    relation_words: str
    to_number: str
    to_row: int | None
    status: OtherStatus
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Help:
    """The help columns: what becomes assistance 'from the register', dated by the admission."""

    medical: bool = False
    medical_words: str = ""
    sessions: int = 0
    social: tuple[SocialHelp, ...] = ()
    treatment: str = ""  # outpatient, inpatient or ''
    treatment_words: str = ""
    facility: str = ""


# No repr: a row in a log or a traceback would be a person in it.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParsedRow:
    """A row of the register. With `problems` it is rejected and its other fields hold what could be understood."""

    number: int  # as the spreadsheet shows it
    own_number: str
    values: tuple[Cell, ...]  # the cells as they came, one for each column of the table
    cells: Mapping[str, str]  # head → text of every cell that holds anything
    fingerprint: str
    kind: str = ""  # survivor or family
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    sex: Sex | None = None
    birth: When | None = None
    age_stated: int | None = None
    admitted: When | None = None
    closed: When | None = None
    region: str = ""
    place: str = ""
    residence_words: str = ""  # the place as written, where the codes do not say all of it
    door: str = ""
    sender_words: str = ""
    organisation: UUID | None = None
    phones: tuple[Phone, ...] = ()
    complaints: tuple[str, ...] = ()
    complaint_words: str = ""
    help: Help = Help()
    relationship: RelativeLink | None = None
    note: str = ""
    texts: Mapping[str, Any] = field(default_factory=dict)  # what else is known of the person, by the names of PersonData
    warnings: tuple[Remark, ...] = ()
    problems: tuple[Remark, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether the row cannot be right."""
        return bool(self.problems)


def fingerprint_of(number: str, facts: Mapping[str, str]) -> str:
    """A text that is the same whenever the same row comes again, whatever the order, the language of the heads or the format.

    `facts` maps each field, or the head of a column kept aside, to the tidy text of its cell; blank cells are left out.
    """
    return json.dumps([number, sorted((key, text) for key, text in facts.items() if text)], ensure_ascii=False, separators=(",", ":"))


def fingerprint_text(row: ParsedRow) -> str:
    """What the keyed hash is taken of, by which a row is known again."""
    return row.fingerprint
