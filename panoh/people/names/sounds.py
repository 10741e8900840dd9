"""A token as sounds. Where a letter may be read in two ways the token has several readings, four at most."""

from operator import itemgetter

from panoh.people.names.letters import (
    CONTINENTAL,
    CYRILLIC,
    CYRILLIC_GROUPS,
    LATIN,
    LATIN_GROUPS,
    LONGEST_GROUP,
    Sounds,
    plain_latin,
    script,
)

MOST_READINGS = 4
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяӣӯіәөұү")
_LATIN_VOWELS = frozenset("aeiouyəäöüı")


def readings(token: str) -> tuple[str, ...]:
    """The sounds of a lower-case token, the likeliest reading first."""
    heard = [(0, "")]
    for sounds in _sounds(token):
        if len(sounds) == 1:
            heard = [(rank, sound + sounds[0]) for rank, sound in heard]
        else:
            longer = [(rank + less, sound + other) for rank, sound in heard for less, other in enumerate(sounds)]
            heard = sorted(longer, key=itemgetter(0))[:MOST_READINGS]
    return tuple(dict.fromkeys(sound for _, sound in heard))


def _sounds(token: str) -> list[Sounds]:
    continental = CONTINENTAL.search(token) is not None
    out: list[Sounds] = []
    place = 0
    while place < len(token):
        if script(token[place]) == "c":
            width, sounds = _cyrillic(token, place)
        else:
            width, sounds = _latin(token, place, continental)
        out.append(sounds)
        place += width
    return out


def _cyrillic(token: str, place: int) -> tuple[int, Sounds]:
    if group := CYRILLIC_GROUPS.get(token[place : place + 2]):
        return 2, group
    letter, following = token[place], token[place + 1 : place + 2]
    after_vowel = token[place - 1 : place] in _CYRILLIC_VOWELS
    sounds = CYRILLIC.get(letter, (letter,))
    if letter == "е" and (after_vowel or not place) and following != "в":
        return 1, ("e", "yo")  # most hands write е for ё
    if letter in "юя" and token[place - 1 : place] == "л":
        return 1, (sounds[0][1:], *sounds)  # Лутфия, Лютфия
    if letter == "ч" and not token[:place].endswith("ви"):
        return 1, ("č", "j")  # ҷ on a Russian keyboard
    if letter == "г" and after_vowel and following in _CYRILLIC_VOWELS:
        return 1, ("g", "h")  # Ибрагим, Иброҳим
    return 1, sounds


def _latin(token: str, place: int, continental: bool) -> tuple[int, Sounds]:
    for width in range(LONGEST_GROUP, 1, -1):
        if sounds := LATIN_GROUPS.get(token[place : place + width]):
            return width, tuple(reversed(sounds)) if continental and token[place] == "c" else sounds
    letter, before, following = token[place], token[place - 1 : place], token[place + 1 : place + 2]
    if token[place - 1 :] == "ah" or token[place - 2 :] == "ine":
        return 1, ("", letter)  # Fatimah, Saifoudine
    if letter == "j" and continental:
        return 1, ("y", "j")
    if letter == "g" and before in _LATIN_VOWELS and following in _LATIN_VOWELS:
        return 1, ("g", "h")
    return 1, LATIN.get(letter) or LATIN.get(plain_latin(letter)[:1]) or (letter,)
