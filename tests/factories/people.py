"""Persons with keys and sealed names."""

from typing import Any
from uuid import UUID

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.clock import today
from panoh.people.data import DATA_FIELDS, PersonData
from panoh.people.enums import Precision, Sex
from panoh.people.models import Person
from panoh.vault.actions import new_keys, seal
from panoh.vault.events import Event


def split_person(facts: dict[str, Any]) -> tuple[PersonData, dict[str, Any]]:
    """Those of these facts that are of the person, and the rest."""
    return (
        PersonData(**{name: text for name, text in facts.items() if name in DATA_FIELDS}),
        {name: fact for name, fact in facts.items() if name not in DATA_FIELDS},
    )


@action
def make_person(
    *,
    by: User,
    owner: UUID | None = None,
    family_name: str = "Қодиров",
    given_name: str = "Ҷамшед",
    patronymic: str = "",
    sex: Sex = Sex.MALE,
    birth_date: str = "1984-03-12",
    region: str = "TJ-KT",
    place: str = "",
    is_practice: bool = False,
) -> Person:
    """A person whose key is wrapped to the owner (by default the maker's organisation) and the secretariat."""
    person = Person(
        sex=sex,
        birth_year=int(birth_date[:4]) if birth_date else None,
        birth_precision={0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[len(birth_date)],
        region=region,
        place=place,
        is_practice=is_practice,
        met_on=today(),
    )
    new_keys([person.sealing_subject()], owners=[owner or by.organisation_id])
    seal(person, by=by.actor, family_name=family_name, given_name=given_name, patronymic=patronymic, birth_date=birth_date)
    save(person)
    record(Event.OPENED, by=by.actor, purpose="test")
    return person
