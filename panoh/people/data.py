"""Who a person is: each field of `Person` that somebody writes down, once. Registering, admitting, correcting, importing: all read it here.

tests/consistency/test_person.py holds these lists against the model, and everything else against these lists.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from panoh.people.enums import PersonField
from panoh.people.models import Person
from panoh.vault.fields import sealed_fields

FULL_NAME = ("family_name", "given_name", "patronymic")
NAMES = (*FULL_NAME, "other_names")
IDENTITY = (*FULL_NAME, "birth_date")  # by which one is told from others


# No repr: it would be a person in a log or a traceback.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonData:
    """Somebody to be registered: the fields of `Person` by their names, texts as they were typed, and what is made of them.

    `birth_date` is ISO, as exact as it is known: "1990", "1990-05", "1990-05-31" or "".
    """

    sex: str
    family_name: str = ""
    given_name: str = ""
    patronymic: str = ""
    other_names: str = ""
    birth_date: str = ""
    document: str = ""
    address: str = ""
    region: str = ""
    place: str = ""
    language: str = ""
    is_practice: bool = False
    met_on: dt.date | None = None  # today where nothing is said
    birth_is_about: bool = False
    numbers: Sequence[str] = ()  # telephones on terms nobody has asked about yet: unconfirmed, no message may be left


DATA_FIELDS = tuple(each.name for each in fields(PersonData))


def coded_fields() -> list[str]:
    """What can be corrected about a person and is not sealed."""
    return [field.value for field in PersonField if field not in sealed_fields(Person)]


def full_name(who: object) -> str:
    """The name on one line of whatever has its parts: a person opened, blank where it is sealed for the reader; a row of a register."""
    return " ".join(filter(None, (getattr(who, name) for name in FULL_NAME)))
