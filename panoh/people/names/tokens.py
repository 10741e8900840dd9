"""A name as typed, cut into tokens: one script a word, pieces of one name together, particles and titles away."""

import re
import unicodedata

from panoh.people.names.letters import APOSTROPHES, CYRILLIC_TO_LATIN, LATIN_TO_CYRILLIC, plain_latin, script

MOST_TOKENS = 5
# Nobody's name is longer; a pasted page must not cost a minute.
LONGEST_NAME = 400
LONGEST_TOKEN = 48


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


SERVANT = _words_of("abd abdu abdul abdur abdal abdel abdol абд абду абдул абдур абдал абдель абдел әбд әбду әбдул")
ARTICLES = _words_of(
    "al ul el il ar ur er as us es ad ud ed az uz ez an un en at ut et ash ush esh l "
    "аль ал ул эль ел ель ар ур эр ас ус эс ад уд эд аз уз эз ан ун эн ат ут аш уш эш"
)
FAITH = _words_of("din ddin eddin eddine uddin iddin deen dine дин ддин уддин иддин еддин эддин")
GOD = _words_of("allah alloh ullah ullo ulla ulloh олло оллоҳ аллах аллоҳ алла улла улло уллоҳ уллах")
PARTICLES = ARTICLES | _words_of(
    "ibn bin bint ben ибн бин бинт оглы огли оғли угли ўғли ӯғли ули кызы қизи кизи қызы гызы "
    "ogli ogly oglu o'g'li ugli uli qizi kizi kyzy qyzy kizy"
)
TITLES = _words_of(
    "ҳоҷӣ ҳоҷи хоҷи ходжи хаджи хочи haji hajji hoji hodji khoji khodzhi мулло мулла mullo mulla mullah "
    "mavlavi maulavi mawlawi мавлави мавлавӣ домулло домла dr mr mrs ms"
)

_HEEDED = SERVANT | FAITH | GOD | PARTICLES | TITLES
_INVISIBLE = ("Cf", "Cc", "Cs", "Co")


def tokens(name: str) -> tuple[str, ...]:
    """The tokens of `name`, lower-case, at most five. Nothing but letters and apostrophes is in them."""
    words = _cleaned(name)
    kept = [word for word in _joined(words) if word not in PARTICLES and word not in TITLES and len(word) > 1]
    return tuple(word[:LONGEST_TOKEN] for word in (kept or words)[:MOST_TOKENS])


def initials(name: str) -> tuple[str, ...]:
    """The letters of `name` that stand alone, lower-case."""
    return tuple(word for word in _cleaned(name) if len(word) == 1)[:MOST_TOKENS]


def lone_tokens(piece: str) -> tuple[str, ...] | None:
    """The tokens of a piece of a name that stood between spaces, whatever its neighbours are.

    None where they have a say: a particle, a title, one letter, a part that is written together with what follows.
    """
    words = _cleaned(piece)
    if any(len(word) == 1 or not _HEEDED.isdisjoint((word, _without_marks(word))) for word in words):
        return None
    return tuple(word[:LONGEST_TOKEN] for word in words)


def _cleaned(name: str) -> list[str]:
    words = [_one_script(word).lower() for word in _words(name)]
    return [word for word in (_apostrophes_inside(word) for word in words) if word]


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name[:LONGEST_NAME].translate(APOSTROPHES)).translate(APOSTROPHES)
    letters = []
    for letter in text:
        if letter.isalpha() or letter == "'":
            letters.append(letter)
        elif not unicodedata.combining(letter) and unicodedata.category(letter) not in _INVISIBLE:
            letters.append(" ")
    return "".join(letters).split()


def _one_script(word: str) -> str:
    """Letters that look the same in both scripts become the script of the word.

    The letters that only one script has tell which it is; where they do not, the greater number does.
    """
    cyrillic = [letter for letter in word if script(letter) == "c"]
    latin = [letter for letter in word if script(letter) == "l"]
    if not cyrillic or not latin:
        return word
    only_cyrillic = any(ord(letter) not in CYRILLIC_TO_LATIN for letter in cyrillic)
    only_latin = any(ord(letter) not in LATIN_TO_CYRILLIC for letter in latin)
    if only_cyrillic == only_latin:
        only_cyrillic, only_latin = len(cyrillic) > len(latin), len(latin) > len(cyrillic)
    if only_cyrillic:
        return word.translate(LATIN_TO_CYRILLIC)
    return word.translate(CYRILLIC_TO_LATIN) if only_latin else word


def _apostrophes_inside(word: str) -> str:
    # "İ" lowers to i and a mark; the mark goes
    return re.sub("''+", "'", "".join(letter for letter in word if letter.isalpha() or letter == "'")).strip("'")


def _joined(words: list[str]) -> list[str]:
    """Abd ur-Rahman, Saif ad-Din, Ubayd Allah: one name however many words it was written in."""
    plain = [_without_marks(word) for word in words]
    out: list[str] = []
    place = 0
    while place < len(words):
        word, bare, place = words[place], plain[place], place + 1
        after = place + (place < len(words) and plain[place] in ARTICLES)
        following = plain[after] if after < len(words) else ""
        cyrillic = script(word[0]) == "c"
        if bare in SERVANT and following:
            out.append(("абду" if cyrillic else "abdu") + words[after])
            place = after + 1
        elif following in FAITH:
            out.append(word + ("уддин" if cyrillic else "uddin"))
            place = after + 1
        elif following in GOD:
            out.append(word + words[after])
            place = after + 1
        else:
            out.append(word)
    return out


def _without_marks(word: str) -> str:
    """A Latin word without its marks: dīn is din."""
    return "".join(plain_latin(letter) for letter in word) if script(word[0]) == "l" else word
