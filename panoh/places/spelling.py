"""What is left of a place's name when spelling, script and the words for its kind are taken away."""

import re
import unicodedata
from collections.abc import Iterable

# Written as Latin letters; what hands confuse becomes one letter: қ/к, ғ/г, ҳ/х, ҷ/ч/ж/дж, о/а, е/и/ӣ/й, у/ӯ, and letters of old fonts.
_TABLE = (
    "а=a б=b в=v г=g ғ=g д=d е=i ё=ia ж=j з=z и=i ӣ=i й=i к=k қ=k л=l м=m н=n о=a п=p р=r с=s т=t у=u ӯ=u ф=f х=h ҳ=h ц=s ч=j ҷ=j "
    "ш=š щ=š ъ= ы=i ь= э=i ю=iu я=ia і=i ѓ=g ќ=k њ=h љ=j ї=i ў=u ѐ=ia c=s e=i o=a q=k w=v x=h y=i ç=j ş=š"
)
_LETTERS = dict(pair.split("=") for pair in _TABLE.split())
_GROUPS = {"дж": "j", "dzh": "j", "dj": "j", "kh": "h", "gh": "g", "zh": "j", "sh": "š", "ch": "j", "oo": "u", "ou": "u"}
_GROUP = re.compile("|".join(_GROUPS))
_DOUBLED = re.compile(r"(.)\1+")
_ADJECTIVE = re.compile(r"sk(?:i|aia|aga|ai|am|amu)$")
_SHORTENED = re.compile(r"\b(р|н)[-./]?\s?(н|я|яи)\b")
_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_APOSTROPHES = "'`´ʹʻʼʽʾʿ‘’"
# No cell of a register is longer.
LONGEST = 300


def words(text: str) -> list[str]:
    """The words of a cell, lower-case, without marks and each in one script: "р-н Б. Гафурова" gives рн, б, гафурова."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    letters = "".join(letter if letter.isalpha() or letter in "-./" else "" if _is_silent(letter) else " " for letter in plain)
    whole = " ".join(word.translate(_LOOK_ALIKE) if _CYRILLIC.search(word) else word for word in letters.split()).lower()
    joined = _SHORTENED.sub(r"\1\2 ", whole)
    return "".join(letter if letter.isalpha() else "" if _is_silent(letter) else " " for letter in joined).split()


def key(parts: Iterable[str]) -> str:
    """The folded letters of the words of a name, all in one: the same for every way it is spelt."""
    joined = _GROUP.sub(lambda group: _GROUPS[group[0]], "".join(parts))
    folded = "".join(_LETTERS[letter] if letter in _LETTERS else _plain(letter) for letter in joined)
    return _ADJECTIVE.sub("ski", _DOUBLED.sub(r"\1", folded))


def adjectives(folded: str) -> tuple[str, ...]:
    """The keys of the Russian adjectives of a folded name: Вахш-ский, Айни-нский, Дангар-инский, Восе-йский."""
    stem = folded.rstrip("ai")
    return folded + "ski", folded + "nski", stem + "inski", stem + "ski"


def _is_silent(letter: str) -> bool:
    return letter in _APOSTROPHES or unicodedata.combining(letter) > 0 or unicodedata.category(letter) == "Cf"


def _plain(letter: str) -> str:
    """A Latin letter without its marks."""
    base = unicodedata.normalize("NFD", letter)[:1]
    return _LETTERS.get(base, base)
