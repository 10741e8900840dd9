"""What a room declares in its `row_access.py`: to whom the rows of its tables are shown where the database itself holds it (docs/adr/0025).

`row_level_security` makes the policies of PostgreSQL from what is declared. Every table with a key to a guarded one is declared once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from django.apps import apps
from django.db.models import ForeignKey, Model

from panoh.core.rooms import modules_named

type Kind = Literal["case", "person", "request"]

KINDS: tuple[Kind, ...] = ("case", "person", "request")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table whose rows are shown to whoever reaches what they hang on: the first of `by` that a row names decides.

    Each of `by` is the name of a foreign key, and of what it points to. Who else is shown a row, unless the person is closed to them:
    whoever `also` is true for, in SQL, and whoever holds one of `offices`, permissions over the whole house by which no case is read.
    What is sealed in such a row stays shut, since the keys of persons are guarded too.
    """

    model: type[Model]
    by: tuple[Kind, ...]
    also: str = ""
    offices: frozenset[str] = frozenset()
    is_itself: bool = False  # the case, the person, the request: by its own id
    rule: str = ""  # the whole condition, for what hangs on nothing: {persons_keys}

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def columns(self) -> dict[Kind, str]:
        """By which columns it hangs on what, the nearest first."""
        return {kind: "id" if self.is_itself else _column(self.model, kind) for kind in self.by}


@dataclass(frozen=True, slots=True)
class Unguarded:
    """A table about somebody whose rows the database shows to every account; `why` says what in them is nobody's secret."""

    model: type[Model]
    why: str


@dataclass(frozen=True, slots=True)
class RoomAccess:
    """One room's part, or that of all.

    `lists`: queries for ids, by the name of the list that they add to, joined by UNION; a policy reads it as panoh_<name>(). Three lists
    for each kind: <kind>s is within reach, named_<kind>s is known by its code alone, blocked_ and closed_ are shown to nobody else.
    `gone`: queries for ids that are shown to nobody by themselves. `append_only`: tables that are added to and never changed.
    """

    guarded: tuple[Guarded, ...] = ()
    unguarded: tuple[Unguarded, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: Mapping[Kind, str] = field(default_factory=dict)
    append_only: tuple[type[Model], ...] = ()

    @property
    def models(self) -> list[type[Model]]:
        """Every model that is guarded, or says why not."""
        return [one.model for one in self.guarded] + [one.model for one in self.unguarded]


def _column(model: type[Model], name: str) -> str:
    key = model._meta.get_field(name)
    if not isinstance(key, ForeignKey):
        raise ValueError(f"{model._meta.label} has no key named {name}.")
    return str(key.column)


def guard(by: tuple[Kind, ...], *models: type[Model]) -> tuple[Guarded, ...]:
    """Tables of which there is no more to say than what their rows hang on."""
    return tuple(Guarded(model, by) for model in models)


@cache
def declared() -> RoomAccess:
    """What all rooms declare, as one. Raises ValueError for a table about somebody that is declared nowhere, or twice."""
    rooms: list[RoomAccess] = [module.ROW_ACCESS for module in modules_named("row_access")]
    lists: dict[str, tuple[str, ...]] = {}
    for name, queries in (item for room in rooms for item in room.lists.items()):
        lists[name] = lists.get(name, ()) + queries
    found = RoomAccess(
        guarded=tuple(one for room in rooms for one in room.guarded),
        unguarded=tuple(one for room in rooms for one in room.unguarded),
        lists=lists,
        gone={kind: query for room in rooms for kind, query in room.gone.items()},
        append_only=tuple(one for room in rooms for one in room.append_only),
    )
    if faults := list(_faults(found)):
        raise ValueError(" ".join(faults))
    return found


def _faults(found: RoomAccess) -> Iterator[str]:
    named = found.models
    for model in {one for one in named if named.count(one) > 1}:
        yield f"{model._meta.label} is declared twice in row_access.py."
    for model in apps.get_models():
        keys = (key for key in model._meta.concrete_fields if isinstance(key, ForeignKey) and key.related_model in named)
        if model not in named and (key := next(keys, None)):
            yield f"{model._meta.label} is about somebody by its {key.name}: declare it in its room's row_access.py."


# -- what a query of a room may ask of who asks ----------------------------------------------------------------------------------------


def setting(name: str) -> str:
    """What the database was told of who asks: a field of RowScope. A query of its own: asked once a statement, not once a row."""
    return f"(SELECT nullif(current_setting('panoh.{name}', true), ''))"


def words(name: str) -> str:
    """The same, as words."""
    return f"(SELECT string_to_array({setting(name)}, ','))::text[]"


def ids(name: str) -> str:
    """The same, as ids."""
    return f"(SELECT string_to_array({setting(name)}, ','))::uuid[]"


def in_office(*permissions: str) -> str:
    """Whether who asks holds one of these over the whole house."""
    return f"{words('offices')} && ARRAY[{', '.join(repr(str(one)) for one in sorted(permissions))}]"


USER = f"{setting('user')}::uuid"
HOUSE = f"{setting('organisation')}::uuid"
MINE = ids("named_as")
DAY = f"{setting('day')}::date"
IN_FORCE = f"starts_on <= {DAY} AND (ends_on IS NULL OR ends_on >= {DAY})"
REAL_AND_CLOSED = f"{setting('invented')} = 'yes' AND NOT is_practice"  # under duress

# Whoever reads about a person without having the case: for a second time, as an author, or as those to whom a referral was sent.
TO_READERS = "person_id IN (SELECT panoh_read_persons())"
