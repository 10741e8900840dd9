"""Who is of age: the one rule, for consents, guardians and what cannot be right."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.people.births import ADULT, ASKED_FROM, youngest_age
from panoh.people.enums import Precision
from panoh.people.models import Person
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


class Stage(StrEnum):
    """A child is whoever may still be one: only where nothing at all is known of the birth the person is asked. An infant is a child too
    small to be asked to agree: for whom the legal representative alone agrees (Caring for Child Survivors, IRC and UNICEF 2012: 0 to 5).
    """

    INFANT = "infant"
    CHILD = "child"
    ADULT = "adult"
    UNKNOWN = "unknown"

    @property
    def is_minor(self) -> bool:
        """Whether a legal representative agrees."""
        return self in (Stage.INFANT, Stage.CHILD)


def stage_by_year(person: Person, day: dt.date) -> Stage | None:
    """What the year of birth alone says; None in the year in which the person turns 18."""
    if person.birth_year is None:
        return Stage.UNKNOWN
    reached = day.year - person.birth_year
    if reached < ASKED_FROM:
        return Stage.INFANT
    return None if reached == ADULT else Stage.ADULT if reached > ADULT else Stage.CHILD


def stages(persons: Iterable[Person], *, by: User, day: dt.date | None = None, purpose: Purpose = Purpose.CARE) -> dict[UUID, Stage]:
    """The stage of each on a day. The date of birth is opened, all at once, of those alone who turn 18 in that year; in doubt a child."""
    day = day or today()
    found = {person: stage_by_year(person, day) for person in persons}
    doubtful = [person for person, stage in found.items() if stage is None]
    exact = [person for person in doubtful if person.birth_precision in (Precision.DAY, Precision.MONTH)]
    for opened in open_sealed(exact, by=by.actor, purpose=purpose, fields=["birth_date"]) if exact else ():
        if (youngest_age(opened.birth_date or "", day) or 0) >= ADULT:
            found[opened.row] = Stage.ADULT
    return {person.pk: stage or Stage.CHILD for person, stage in found.items()}


def stage_of(person: Person, *, by: User, day: dt.date | None = None) -> Stage:
    """The stage of one person."""
    return stages([person], by=by, day=day)[person.pk]
