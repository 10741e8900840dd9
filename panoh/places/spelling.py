"""What is left of a place's name when spelling, script and the words for its kind are taken away."""

import re
import unicodedata
from collections.abc import Iterable

# Written as Latin letters; what hands confuse is one letter: қ/к, ғ/г, ҳ/х, ҷ/ч/ж/дж, о/а, е/и/ӣ/й, у/ӯ.
_CYRILLIC = {
    **dict(zip("абвгғдежзиӣйкқлмнопрстуӯфхҳчҷ", "abvggdijziiikklmnaprstuufhhjj", strict=True)),
    **dict(zip("ѓќњљїў", "gkhjiu", strict=True)),
    **dict.fromkeys("ъь", ""),
    **{"ё": "ia", "ѐ": "ia", "ю": "iu", "я": "ia", "ц": "s", "ш": "š", "щ": "š", "ы": "i", "э": "i", "і": "i"},
}
_LATIN = {**{letter: letter for letter in "abdfghijklmnprstuvz"}, "c": "s", "e": "i", "o": "a", "q": "k", "w": "v", "x": "h", "y": "i", "ş": "š", "š": "š"}
_GROUPS = re.compile("дж|dzh|dj|kh|gh|zh|sh|ch|oo|ou")
_GROUP = {"дж": "j", "dzh": "j", "dj": "j", "kh": "h", "gh": "g", "zh": "j", "sh": "š", "ch": "j", "oo": "u", "ou": "u"}
_DOUBLED = re.compile(r"(.)\1+")
_ADJECTIVE = re.compile(r"sk(?:i|aia|aga|ai|am|amu)$")
_SHORTENED = re.compile(r"\b(р|н)[-./]?\s?(н|я|яи)\b\.?")
_LATIN_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")


def words(text: str) -> list[str]:
    """The words of a cell, lower-case and without marks: "р-н Б. Гафурова" gives рн, б, гафурова."""
    plain = unicodedata.normalize("NFKC", text)
    if _CYRILLIC_LETTER.search(plain) and not re.search("[b-df-gi-jl-nq-wzD-GIJLN-SU-WZ]", plain):
        plain = plain.translate(_LATIN_TO_CYRILLIC)  # nothing but look-alikes: Xатлон
    plain = _SHORTENED.sub(r"\1\2 ", plain.lower())
    return "".join(letter if letter.isalpha() else "" if _silent(letter) else " " for letter in plain).split()


def _silent(letter: str) -> bool:
    return letter in "'`´ʹʻʼʽʾʿ‘’" or unicodedata.combining(letter) > 0 or unicodedata.category(letter) == "Cf"


def key(parts: Iterable[str]) -> str:
    """The folded letters of the words of a name, all in one; the same for every way it is spelt."""
    joined = _GROUPS.sub(lambda group: _GROUP[group[0]], "".join(parts))
    folded = "".join(map(_letter, joined))
    return _ADJECTIVE.sub("ski", _DOUBLED.sub(r"\1", folded))


def _letter(letter: str) -> str:
    if letter in _CYRILLIC:
        return _CYRILLIC[letter]
    base = letter if letter in _LATIN else unicodedata.normalize("NFD", letter)[:1]
    return _LATIN.get(base, letter)


def adjectives(folded: str) -> Iterable[str]:
    """The keys of the Russian adjectives of a folded name: Вахш-ский, Айни-нский, Дангар-инский, Восе-йский."""
    stem = folded.rstrip("ai")
    yield from (folded + "ski", folded + "nski", stem + "inski", stem + "ski", folded + "iski")
