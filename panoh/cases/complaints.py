"""The coded complaints of content/complaints.toml: what they are called, and by which words registers name them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.places.alphabet import alphabetical

NO_COMPLAINT = _("One of the complaints is not on the list. Choose from the list.")


class Area(StrEnum):
    """The parts of the list."""

    PAIN = "pain"
    BODY = "body"
    MIND = "mind"


AREAS: dict[Area, Any] = {Area.PAIN: _("Pain"), Area.BODY: _("Body and senses"), Area.MIND: _("Sleep, feelings, memory")}


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that has a code. `words` name it wholly, `stems` find it in a longer phrase."""

    code: str
    area: Area
    name: Mapping[str, str]
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def label(self) -> str:
        """What it is called in the active language."""
        return self.name.get((get_language() or "")[:2], self.name["en"])


@cache
def complaints() -> Mapping[str, Complaint]:
    """Every complaint by its code, in the order of the file."""
    read = tomllib.loads(files("panoh.content").joinpath("complaints.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            code: Complaint(code, Area(item["area"]), MappingProxyType(item["name"]), tuple(item["words"]), tuple(item["stems"]))
            for code, item in read.items()
        }
    )


def checked_complaints(codes: Iterable[str]) -> list[str]:
    """The codes, or Invalid where one is not in the file."""
    given = list(codes)
    if set(given) - complaints().keys():
        raise Invalid(NO_COMPLAINT, {"complaints": NO_COMPLAINT})
    return given


def complaint_labels(codes: Iterable[str]) -> list[str]:
    """What these codes are called, in the order of the alphabet; a code the file no longer knows stands as it is."""
    known = complaints()
    return sorted((known[code].label if code in known else code for code in codes), key=alphabetical)


def complaint_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """For a form: (area, [(code, name), …]), in the order of the alphabet."""
    return [(label, _in_order(item for item in complaints().values() if item.area == area)) for area, label in AREAS.items()]


def _in_order(some: Iterable[Complaint]) -> list[tuple[str, str]]:
    return sorted(((item.code, item.label) for item in some), key=lambda choice: alphabetical(choice[1]))
