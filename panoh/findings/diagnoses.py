"""The diagnoses of content/diagnoses.toml: a code of ICD-10 or ICD-11, and what it is called; found by code or by words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.utils.translation import get_language

from panoh.core.languages import LANGUAGES
from panoh.findings.kinds import System

MOST = 12
SEPARATOR = ":"


@dataclass(frozen=True, slots=True)
class DiagnosisEntry:
    """A diagnosis of one system. `other` is the code of the same thing in the other one, blank where it has none."""

    system: System
    code: str
    names: Mapping[str, str]
    other: str = ""

    @property
    def key(self) -> str:
        """What a form carries."""
        return f"{self.system}{SEPARATOR}{self.code}"

    @property
    def label(self) -> str:
        """What it is called in the active language."""
        return self.names.get((get_language() or "")[:2], self.names["en"])


@cache
def entries() -> Mapping[str, DiagnosisEntry]:
    """Every diagnosis by its key, ICD-10 first: facilities here still use it."""
    read = tomllib.loads(files("panoh.content").joinpath("diagnoses.toml").read_text(encoding="utf-8"))
    found: list[DiagnosisEntry] = []
    newer: list[DiagnosisEntry] = []
    for code, item in read[System.ICD10].items():
        names, other = {name: item[name] for name in LANGUAGES}, item.get("icd11", "")
        found.append(DiagnosisEntry(System.ICD10, code, names, other))
        if other:
            newer.append(DiagnosisEntry(System.ICD11, other, names, code))
    newer += [DiagnosisEntry(System.ICD11, code, {name: item[name] for name in LANGUAGES}) for code, item in read[System.ICD11].items()]
    return MappingProxyType({entry.key: entry for entry in [*found, *newer]})


def entry_of(system: str, code: str) -> DiagnosisEntry | None:
    """The entry of a stored diagnosis; None for one the file no longer knows."""
    return entries().get(f"{system}{SEPARATOR}{code}")


def label_of(system: str, code: str) -> str:
    """What a stored diagnosis is called; its code alone where the file no longer knows it."""
    entry = entry_of(system, code)
    return entry.label if entry else code


def find(text: str) -> list[DiagnosisEntry]:
    """The diagnoses whose code begins with the text, or whose name in any language holds all its words; those of a code first."""
    asked = text.casefold().replace("ё", "е").strip()
    if not asked:
        return []
    by_code = [entry for entry in entries().values() if entry.code.casefold().startswith(asked)]
    words = asked.split()
    by_name = [entry for entry in entries().values() if any(_holds(name, words) for name in entry.names.values())]
    return list({entry.key: entry for entry in [*by_code, *by_name]}.values())[:MOST]


def _holds(name: str, words: list[str]) -> bool:
    plain = name.casefold().replace("ё", "е")
    return all(word in plain for word in words)
