"""The Unit's numbers for staff care: weights of cases, bins, how often one is supervised (content/staff_care.toml)."""

import tomllib
from functools import cache
from importlib.resources import files

from panoh.cases.enums import Kind, Urgency
from panoh.team.enums import LoadBin, SupervisionKind


@cache
def numbers() -> dict[str, dict[str, int]]:
    """The file as it stands."""
    return tomllib.loads(files("panoh.content").joinpath("staff_care.toml").read_text(encoding="utf-8"))


def weight(urgency: str, kind: str, *, is_child: bool) -> int:
    """What one open case weighs."""
    by = numbers()["weights"]
    return by[Urgency(urgency)] + (by["survivor"] if kind == Kind.SURVIVOR else 0) + (by["child"] if is_child else 0)


def bin_of(cases: int) -> LoadBin:
    """How full a caseload of so many open cases is."""
    bins = numbers()["bins"]
    return LoadBin.OVER if cases > bins["over"] else LoadBin.FULL if cases >= bins["full"] else LoadBin.FINE


def days_between(kind: SupervisionKind) -> int:
    """After how many days the next supervision of this kind is due."""
    return numbers()["supervision"][kind]


def debrief_hours() -> int:
    """Within how many hours a talk after a hard event takes place."""
    return numbers()["debrief"]["hours"]
