"""The catalogue of places: their names in three languages, and the place that a text means."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.utils.translation import get_language

from panoh.core.languages import LANGUAGES
from panoh.places.alphabet import alphabetical
from panoh.places.spelling import adjectives, key, words


class Kind(StrEnum):
    """What a place is. Dushanbe is a region, and a city too (`Place.is_city`)."""

    REGION = "region"
    CITY = "city"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A region, or a city or district in one. `region` is the code of its region, its own for a region."""

    code: str
    kind: Kind
    region: str
    names: Mapping[str, str]
    short_names: Mapping[str, str]
    old_names: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_city: bool = False

    @property
    def is_in_city(self) -> bool:
        """Whether it is a district of a city: the four of Dushanbe, which are not among the 47."""
        return self.kind is Kind.DISTRICT and get(self.region).is_city

    def name(self, language: str | None = None) -> str:
        """The name in `language`, by default the active one."""
        return self.names[_language(language)]

    def short_name(self, language: str | None = None) -> str:
        """The name as tables write it: РРП, ГБАО."""
        return self.short_names[_language(language)]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """The place a text means, and whether the text gave it by a name it no longer has."""

    place: Place
    old_name: bool


@cache
def places() -> Mapping[str, Place]:
    """Every place by its code, a region before what is in it."""
    return MappingProxyType({place.code: place for place in _read()})


def regions() -> tuple[Place, ...]:
    """The five regions."""
    return tuple(place for place in places().values() if place.kind is Kind.REGION)


def districts(region: str | None = None) -> tuple[Place, ...]:
    """The cities and districts of a region, or of all of them."""
    within = None if region is None else get(region).region
    return tuple(place for place in places().values() if place.kind is not Kind.REGION and within in (None, place.region))


def get(code: str) -> Place:
    """The place of a code, an obsolete one too (TJ-RR). KeyError for any other text."""
    return places()[_aliases().get(code, code)]


def name(code: str, language: str | None = None) -> str:
    """The name of a place in `language`, by default the active one; a code nobody knows is its own name, blank stays blank."""
    try:
        return get(code).name(language)
    except KeyError:
        return code


def choices(language: str | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """For select fields: (region, [(code, name), …]) of all cities and districts, in the order of the alphabet."""
    return [(label, district_choices(code, language)) for code, label in region_choices(language)]


def region_choices(language: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the regions, in the order of the alphabet."""
    return _in_order(regions(), language)


def district_choices(region: str, language: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of the cities and districts of a region, in the order of the alphabet."""
    return _in_order(districts(region), language)


def find(text: str, region: str | None = None) -> PlaceMatch | None:
    """The place that `text` means, by any of its names, old names and spellings in the three scripts.

    With `region` only that region and what is in it is looked at. A name that two places bear, one of them formerly, means the
    one that bears it now, unless the text says the kind (р-н Бохтар was another place than г. Бохтар). Several places
    written together mean the smallest when one lies in the other; a contradiction, and anything unknown, is None.
    """
    within = None if region is None else get(region).region
    return _meant(words(text), within) or _several(_SEPARATORS.split(text), within) or _run_together(words(text), within)


def names_district(text: str) -> Iterator[int]:
    """Where a text names a city or a district: the place of each such word, in whatever case of grammar. No region, and not Dushanbe.

    A short name, and one that is an ordinary word as well, counts where it begins with a capital or stands beside a word for its
    kind: панҷ is also the number five.
    """
    found = list(_RAW_WORD.finditer(text))
    plain = ["".join(words(word.group())) for word in found]
    for start, word in enumerate(found):
        if plain[start] in _OTHERWISE and not _BEGUN.search(text[: word.start()].rstrip(' «"“(')):
            continue  # at the beginning of a sentence it is more likely the number
        is_sure = word.group()[0].isupper() or any(_BESIDE.fullmatch(each) for each in _around(plain, start))
        if _is_adjective(plain[start]) or any(
            _is_small(key(plain[start : start + count]), is_sure=is_sure) for count in range(1, _MOST_IN_NAME + 1)
        ):
            yield word.start()


def _around(plain: list[str], start: int) -> list[str]:
    return plain[max(0, start - 1) : start] + plain[start + 1 : start + 2]


def _is_small(folded: str, *, is_sure: bool) -> bool:
    """Whether these letters are the name of a city or district, with at most two of an ending."""
    for ending in range(3):
        stem = folded[: len(folded) - ending]
        if stem in _small() and (ending == 0 or len(stem) >= _LEAST_STEM):
            return is_sure or (len(stem) >= _LONG_STEM and _small()[stem] and stem not in _WORDS_TOO)
    return False


def _is_adjective(word: str) -> bool:
    """Russian makes one of a place, with a small letter: вахшской, кулябских. Not those of former names: советский."""
    folded = key([word])
    at = folded.rfind("sk")
    return at > 1 and len(folded) - at <= _LONGEST_ADJECTIVE and _small().get(folded[:at] + "ski", False)


@cache
def _small() -> Mapping[str, bool]:
    """Folded names that a city or a district bears, and no region by the same name now; whether one bears it now."""
    found = {}
    for folded, bearers in _index().items():
        small = [rank for place, rank in bearers.items() if place.kind is not Kind.REGION]
        if folded and small and not any(place.kind is Kind.REGION and rank != _OLD for place, rank in bearers.items()):
            found[folded] = any(rank != _OLD for rank in small)
    return MappingProxyType(found)


_RAW_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = re.compile("(?:район|ноҳия|нохия|nohiya|district|город|шаҳр|шахр|city)\\w{0,2}")
_OTHERWISE = frozenset({"панҷ"})
_BEGUN = re.compile(r"[^.!?…\n]\Z")
_LEAST_STEM, _LONG_STEM = 4, 6
_WORDS_TOO = frozenset({"samani", "vahdat", "bustan", "bastan", "istiklal", "gulistan", "kuhistan", "darvaz"})
_LONGEST_ADJECTIVE = 6
_MOST_IN_NAME = 5
_SEPARATORS = re.compile(r"[,;:/()\[\]\n\r\t|•–—]+|\s-\s")
_MOST_PARTS = 8
_MOST_WORDS = 8


def _language(language: str | None) -> str:
    asked = (language or get_language() or LANGUAGES[0])[:2]
    return asked if asked in LANGUAGES else "en"


def _in_order(some: tuple[Place, ...], language: str | None) -> list[tuple[str, str]]:
    return sorted(((place.code, place.name(language)) for place in some), key=lambda choice: alphabetical(choice[1]))


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(files("panoh.content").joinpath("places.toml").read_text(encoding="utf-8"))


def _read() -> Iterator[Place]:
    for region in _content()["region"]:
        yield _place(region, region["code"], Kind.REGION, region["code"])
        for item in region["place"]:
            yield _place(item, f"{region['code']}.{item['slug']}", Kind(item["kind"]), region["code"])


def _place(item: dict[str, Any], code: str, kind: Kind, region: str) -> Place:
    names = MappingProxyType({language: str(item[language]) for language in LANGUAGES})
    return Place(
        code=code,
        kind=kind,
        region=region,
        names=names,
        short_names=MappingProxyType(dict(item.get("short", names))),
        old_names=tuple(item.get("old", ())),
        spellings=tuple(item.get("spelt", ())),
        aliases=tuple(item.get("aliases", ())),
        is_city=kind is Kind.CITY or item.get("city", False),
    )


@cache
def _aliases() -> Mapping[str, str]:
    return {alias: place.code for place in places().values() for alias in place.aliases}


# How near a name is to the place: the name it bears, another spelling of it, a name it bore.
_NAME, _SPELLING, _OLD = range(3)


@cache
def _index() -> Mapping[str, Mapping[Place, int]]:
    """Folded name to the places that bear it, each with how near the name is."""
    index: dict[str, dict[Place, int]] = {}

    def enter(folded: str, place: Place, rank: int) -> None:
        known = index.setdefault(folded, {})
        known[place] = min(rank, known.get(place, rank))

    for place in places().values():
        written = [(text, _NAME) for text in place.names.values()]
        written += [(text, _SPELLING) for text in (*place.short_names.values(), *place.spellings, place.code, *place.aliases)]
        written += [(text, _OLD) for text in place.old_names]
        for text, rank in written:
            # е is written for ё as a matter of course
            for spelt in {text, text.replace("ё", "е").replace("Ё", "Е")}:
                folded = key(_without_kind(words(spelt))[0])
                enter(folded, place, rank)
                for adjective in adjectives(folded):
                    enter(adjective, place, max(rank, _SPELLING))
    return index


@cache
def _kind_words() -> Mapping[str, Kind | None]:
    lists = _content()["words"]
    return dict.fromkeys(lists["any"]) | {word: kind for kind in Kind for word in lists[kind]}


@cache
def _country() -> frozenset[str]:
    return frozenset(key(words(text)) for text in _content()["words"]["country"])


def _without_kind(parts: list[str]) -> tuple[list[str], set[Kind]]:
    """The words that name the place, and the kinds that the others say it is."""
    known = _kind_words()
    return [word for word in parts if word not in known], {kind for word in parts if (kind := known.get(word)) is not None}


def _meant(parts: list[str], within: str | None) -> PlaceMatch | None:
    """The place these words mean when they mean one."""
    naming, kinds = _without_kind(parts)
    index = _index()
    bearers = index.get(key(parts)) or index.get(key(naming)) or {}
    if within is not None:
        bearers = {place: rank for place, rank in bearers.items() if place.region == within}
    if not bearers:
        return None
    of_kind = {place: rank for place, rank in bearers.items() if place.kind in kinds or (place.is_city and Kind.CITY in kinds)}
    if kinds == {Kind.REGION} and not of_kind:
        return None  # Московская область is not what was once Московский район
    bearers = of_kind or bearers
    # Ленинабад was a city, the district around it and the region: the city is meant unless the text says otherwise
    place = min(bearers, key=lambda bearer: (bearers[bearer], not bearer.is_city, bearer.kind is Kind.REGION))
    return PlaceMatch(place, bearers[place] == _OLD)


def _several(parts: list[str], within: str | None) -> PlaceMatch | None:
    """The smallest place of several written side by side; what is not known (a village, a street) is passed over."""
    cut = [part_words for part in parts[:_MOST_PARTS] if (part_words := words(part)) and key(part_words) not in _country()]
    if len(parts) < 2 or not cut:
        return None
    found = [place for part in cut if (place := _meant(part, within))]
    for wide in [each.place.code for each in found if each.place.kind is Kind.REGION]:
        narrow = [_meant(part, wide) or _meant(part, None) for part in cut]
        found = [place for place in narrow if place]
    return _smallest(found)


def _run_together(parts: list[str], within: str | None) -> PlaceMatch | None:
    """A region and a place in it with nothing between them: Хатлонская область Бохтар."""
    if len(parts) > _MOST_WORDS:
        return None
    for cut in range(1, len(parts)):
        left, right = _meant(parts[:cut], within), _meant(parts[cut:], within)
        if left and right and (Kind.REGION in (left.place.kind, right.place.kind)) and left.place is not right.place:
            return _smallest([left, right])
    return None


def _smallest(found: list[PlaceMatch]) -> PlaceMatch | None:
    """The one place in which none of the others lies, when all the others are regions around it."""
    small = {each.place: each for each in found if each.place.kind is not Kind.REGION}
    wide = {each.place: each for each in found if each.place.kind is Kind.REGION}
    around = {place.region for place in (*small, *wide)}
    if len(small) > 1 or len(around) != 1:
        return None
    return next(iter((small or wide).values()))
