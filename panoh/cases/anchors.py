"""What each level of each capacity looks like in life: the sentences of content/capacities.toml, five a capacity, 0 hardest, 4 free."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from django.conf import settings
from django.utils.functional import Promise, lazystr
from django.utils.translation import get_language

from panoh.cases.enums import Capacity

LEVELS = range(5)


class BadCapacities(Exception):
    """The file does not hold five sentences in each language for each capacity: nobody could be rated by it."""


@cache
def sentences() -> Mapping[tuple[str, int], Mapping[str, str]]:
    """By capacity and level, the sentence in each language. Raises BadCapacities naming what is wrong."""
    return check_sentences(tomllib.loads(files("panoh.content").joinpath("capacities.toml").read_text(encoding="utf-8")))


def check_sentences(read: Mapping[str, list[dict[str, object]]]) -> dict[tuple[str, int], Mapping[str, str]]:
    """The same of a file that was read."""
    languages = [code for code, _name in settings.LANGUAGES]
    if unknown := set(read) - set(Capacity.values):
        raise BadCapacities(f"capacities.toml: {', '.join(sorted(unknown))} is no capacity")
    found: dict[tuple[str, int], Mapping[str, str]] = {}
    for capacity in Capacity.values:
        rows = read.get(capacity, [])
        if [row.get("level") for row in rows] != list(LEVELS):
            raise BadCapacities(f"capacities.toml: {capacity} needs the levels 0 to 4, each once and in this order")
        for level, row in enumerate(rows):
            texts = {code: str(row.get(code, "")).strip() for code in languages}
            if missing := [code for code, text in texts.items() if not text]:
                raise BadCapacities(f"capacities.toml: {capacity}, level {level}: no sentence in {', '.join(missing)}")
            found[capacity, level] = texts
    return found


class Anchor:
    """One sentence in whichever language it is read."""

    def __init__(self, capacity: str, level: int) -> None:
        self.texts = sentences()[capacity, level]

    def __str__(self) -> str:
        return self.texts[(get_language() or settings.LANGUAGE_CODE)[:2]]


ANCHORS: dict[Capacity, tuple[Promise, ...]] = {
    capacity: tuple(lazystr(Anchor(capacity.value, level)) for level in LEVELS) for capacity in Capacity
}
