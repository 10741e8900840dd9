"""The medicines of content/overdose.toml, of which an overdose is often deadly; found by name, however it was written."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from panoh.core.languages import LANGUAGES
from panoh.core.revealing_words import names_in


@dataclass(frozen=True, slots=True)
class DeadlyMedicine:
    """A medicine of the list: its code, of which sort it is, how its name begins, who says that an overdose of it is deadly."""

    atc: str
    sorts: Mapping[str, str]
    names: tuple[str, ...]
    source: str

    @property
    def sort(self) -> str:
        """Of which sort it is, in the active language."""
        return self.sorts.get((get_language() or "")[:2], self.sorts["en"])


@cache
def deadly_medicines() -> tuple[DeadlyMedicine, ...]:
    """The whole list, in its order."""
    read = tomllib.loads(files("panoh.content").joinpath("overdose.toml").read_text(encoding="utf-8"))
    return tuple(
        DeadlyMedicine(
            item["atc"], read["sorts"][item["sort"]], tuple(name for language in LANGUAGES for name in item[language]), item["source"]
        )
        for item in read["medicine"]
    )


def deadly_in_overdose(name: str) -> DeadlyMedicine | None:
    """What the list says of a medicine as somebody wrote it; None for one that is not on it, which says nothing of its safety."""
    return next((one for one in deadly_medicines() if names_in(name, one.names)), None)
