"""Whether a row may be somebody who is here already: names equal after folding across scripts, same sex, births that do not contradict.

Nothing of the index outlives the run: it is built from opened identities in memory and holds no more than the rule needs.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.policy import visible_cases
from panoh.exchange.register.row import ParsedRow
from panoh.people.data import IDENTITY
from panoh.people.enums import Precision, Sex
from panoh.people.models import Person
from panoh.people.names import name_key, same_patronymic
from panoh.vault.actions import announce_many, open_sealed
from panoh.vault.purpose import Purpose

BATCH = 500


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody known: a person of the house, or an earlier row of the same file (`row` is its number)."""

    sex: str
    birth: str
    is_about: bool
    patronymic: str
    person: UUID | None = None
    row: int | None = None


def births_contradict(one: str, other: str, *, about: bool = False) -> bool:
    """Whether two ISO births of any exactness cannot be the same: each is compared as far as both are known.

    A birth worked out from an age (`about`) may be a year off; a blank one contradicts nothing.
    """
    if not one or not other:
        return False
    if about:
        return abs(int(one[:4]) - int(other[:4])) > 1
    length = min(len(one), len(other))
    return one[:length] != other[:length]


class Index:
    """Known persons by the keys of their names."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[Known]] = defaultdict(list)

    def add(self, family: str, given: str, known: Known) -> None:
        """Enters somebody under every key of the name."""
        for key in name_key(family, given):
            self._by_key[key].append(known)

    def resembling(self, row: ParsedRow) -> Known | None:
        """The first known person that this row may be, None when it is nobody known."""
        birth, about = row.birth.iso if row.birth else "", bool(row.birth and row.birth.precision == Precision.ABOUT)
        for key in sorted(name_key(row.family_name, row.given_name)):
            for known in self._by_key.get(key, ()):
                if (
                    row.sex in (known.sex, None)
                    and not births_contradict(known.birth, birth, about=about or known.is_about)
                    and same_patronymic(known.patronymic, row.patronymic) is not False  # last: the dearest to ask
                ):
                    return known
        return None

    def add_row(self, row: ParsedRow) -> None:
        """Enters a row of the file, for the rows after it."""
        birth = row.birth.iso if row.birth else ""
        about = bool(row.birth and row.birth.precision == Precision.ABOUT)
        self.add(row.family_name, row.given_name, Known(str(row.sex), birth, about, row.patronymic, row=row.number))


def _may_be(rows: Iterable[ParsedRow]) -> Q:
    """Who of the house could be one of these by what lies open: sex and year of birth, which may be a year off."""
    years: dict[str, set[int | None]] = defaultdict(set)
    for row in rows:
        year = int(row.birth.iso[:4]) if row.birth else None
        for said in [row.sex] if row.sex else list(Sex):
            years[str(said)].update([None] if year is None else range(year - 1, year + 2))
    found = Q(pk__in=[])
    for sex, near in years.items():
        found |= Q(sex=sex) if None in near else Q(sex=sex) & (Q(birth_year=None) | Q(birth_year__in=sorted(filter(None, near))))
    return found


def house_index(user: User, rows: Iterable[ParsedRow]) -> Index:
    """Everybody of the house that this account may see and who could be one of these rows, opened in batches of 500: one event a batch."""
    index = Index()
    seen = Person.objects.filter(cases__in=visible_cases(user, Permission.REGISTER_IMPORT))
    persons = seen.filter(_may_be(rows)).order_by("pk").distinct()
    announce_many(persons.count(), by=user.actor, purpose=Purpose.IMPORT)
    for batch in _batches(persons.iterator(chunk_size=BATCH)):
        for opened in open_sealed(batch, by=user.actor, purpose=Purpose.IMPORT, fields=IDENTITY):
            if not opened.is_unreadable:
                about = opened.row.birth_precision == Precision.ABOUT
                known = Known(opened.row.sex, opened.birth_date or "", about, opened.patronymic or "", person=opened.row.id)
                index.add(opened.family_name or "", opened.given_name or "", known)
    return index


def _batches(persons: Iterable[Person]) -> Iterable[Sequence[Person]]:
    batch: list[Person] = []
    for person in persons:
        batch.append(person)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
