"""Which other system a file was exported from, told by its heads, and what its own heads mean (content/other_systems.toml)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TELLING = 2  # heads of one system that no other file has by chance


@dataclass(frozen=True)
class OtherSystem:
    """A system: its name, the fields of its heads with how good each is (the best 0), and what everybody in its files is taken as."""

    code: str
    name: str
    known_by: frozenset[str]
    heads: dict[str, tuple[str, int]]
    aside: frozenset[str]
    groups: str  # what stands between the name of a group and that of a question
    everyone_is: str


@cache
def other_systems() -> tuple[OtherSystem, ...]:
    """All that are known."""
    data = tomllib.loads(files("panoh.content").joinpath("other_systems.toml").read_text(encoding="utf-8"))
    return tuple(
        OtherSystem(
            code,
            said["name"],
            frozenset(said["known_by"]),
            {head: (field, at) for field, heads in said["heads"].items() for at, head in enumerate(heads)},
            frozenset(said.get("aside", ())),
            said.get("groups", ""),
            said["everyone_is"],
        )
        for code, said in data.items()
    )


def system_of(heads: Sequence[str]) -> OtherSystem | None:
    """The system whose export has these heads, if any."""
    bare = {bare_head(head) for head in heads}
    counted = [(len(bare & system.known_by), system) for system in other_systems()]
    most, system = max(counted, key=lambda one: one[0])
    return system if most >= _TELLING else None


def bare_head(head: str) -> str:
    """A head as it is compared here: signs stay, since `_status` is not the status of a person."""
    return head.strip().lower()
