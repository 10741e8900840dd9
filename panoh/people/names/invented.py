"""Invented people in numbers, for measuring search: real given and family names, put together by chance, in three ways of writing.

Tajik Cyrillic, Russian as clerks wrote it, and Latin in several hands (the 1994 and 2015 romanisations, French-like old passports, Uzbek).
A few names are borne by many, most by few, as in life.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_WOMEN = 0.5
_PAIRS = re.compile("(?:^|(?<=[аеёиоуыэюяӣӯ]))е")


@dataclass(frozen=True, slots=True)
class Invented:
    """A person as one paper has them."""

    family: str
    given: str
    patronymic: str
    year: int


def _letters(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_RUSSIAN = _letters("ғ=г ӣ=и қ=к ӯ=у ҳ=х ҷ=дж")
_OLD_RUSSIAN = _RUSSIAN | _letters("о=а ӯ=у")
_BGN = _letters(
    "а=a б=b в=v г=g ғ=gh д=d е=e ё=yo ж=zh з=z и=i ӣ=í й=y к=k қ=q л=l м=m н=n о=o п=p р=r с=s т=t у=u ӯ=ŭ ф=f х=kh ҳ=h ч=ch ҷ=j "
    "ш=sh ъ=’ э=e ю=yu я=ya"
)
_PLAIN = _BGN | _letters("ӣ=i ӯ=u ъ=")
_RUSSIAN_LATIN = _PLAIN | _letters("ғ=g қ=k ҳ=kh ҷ=dzh")
_FRENCH = _PLAIN | _letters("ғ=g қ=k ҳ=kh ҷ=dj ш=ch у=ou ӯ=ou ч=tch")
_UZBEK = _PLAIN | _letters("ғ=g‘ х=x ҳ=h ӯ=o‘ ҷ=j")
_TURKISH = _PLAIN | _letters("ғ=ğ х=h ҳ=h ҷ=c ш=ş ч=ç ё=yo")

# Hands by how often they are met; a paper is in one hand.
_HANDS: dict[str, tuple[float, dict[str, str]]] = {
    "tajik": (0.4, {}),
    "russian": (0.2, _RUSSIAN),
    "old russian": (0.1, _OLD_RUSSIAN),
    "plain": (0.14, _PLAIN),
    "bgn": (0.04, _BGN),
    "russian latin": (0.06, _RUSSIAN_LATIN),
    "french": (0.03, _FRENCH),
    "uzbek": (0.02, _UZBEK),
    "turkish": (0.01, _TURKISH),
}
# Endings of a family name for a man, and what a woman adds; most keep -ов, many have dropped it.
_ENDINGS = (("ов", 0.5), ("зода", 0.18), ("", 0.1), ("ӣ", 0.08), ("иён", 0.05), ("пур", 0.02), ("зод", 0.02), ("ев", 0.05))


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    content = tomllib.loads(files("panoh.content").joinpath("invented_names.toml").read_text(encoding="utf-8"))
    return {kind: list(dict.fromkeys(text.split())) for kind, text in content.items()}


@lru_cache(maxsize=200_000)
def _written(name: str, hand: str) -> str:
    table = _HANDS[hand][1]
    if not table:
        return name
    text = name.lower()
    if hand == "old russian" and text.startswith(("қо", "қи")):
        text = {"қо": "ка", "қи": "кы"}[text[:2]] + text[2:]
    if hand not in ("russian", "old russian"):
        text = _PAIRS.sub("йе", text) if hand in ("plain", "bgn") else text
    return "".join(table.get(letter, letter) for letter in text).capitalize()


def _often(count: int) -> list[float]:
    return [1 / (place + 12) ** 0.9 for place in range(count)]


def people(count: int, seed: int = 2026) -> Iterator[Invented]:
    """So many people, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable on purpose
    lists = {kind: dice.sample(names, len(names)) for kind, names in _lists().items()}
    weights = {kind: _often(len(names)) for kind, names in lists.items()}
    hands, of_hand = list(_HANDS), [share for share, _table in _HANDS.values()]
    endings, of_ending = [text for text, _share in _ENDINGS], [share for _text, share in _ENDINGS]
    while count > 0:
        batch = min(count, 10_000)
        count -= batch
        drawn = {kind: dice.choices(lists[kind], weights[kind], k=batch) for kind in lists}
        fathers = dice.choices(lists["men"], weights["men"], k=batch)
        ends = dice.choices(endings, of_ending, k=batch)
        written = dice.choices(hands, of_hand, k=batch)
        for at in range(batch):
            woman = dice.random() < _WOMEN
            family, father = drawn["families"][at], fathers[at]
            yield Invented(
                _written(_family(family, ends[at], woman), written[at]),
                _written(drawn["women" if woman else "men"][at], written[at]),
                "" if dice.random() < 0.15 else _written(_patronymic(father, ends[at], woman), written[at]),
                int(dice.triangular(1935, 2018, 1988)),
            )


def _family(root: str, ending: str, woman: bool) -> str:
    if ending in ("ов", "ев"):
        ending = "ев" if root[-1] in "йӣи" else "ов" if root[-1] not in "оаӯё" else "ев"
        root = root.rstrip("ӣ") + ("и" if root.endswith("ӣ") else "")
        return root + ending + ("а" if woman else "")
    if ending == "ӣ" and root[-1] in "ӣиоаӯ":
        ending = "зода"
    return root + ending


def _patronymic(father: str, ending: str, woman: bool) -> str:
    if ending in ("ов", "ев", ""):
        stem = father[:-1] + "и" if father.endswith("ӣ") else father
        glide = "е" if stem[-1] in "иоаӯё" else "о"
        return stem + glide + ("вна" if woman else "вич")
    return father + ("зода" if ending == "зода" else "")
