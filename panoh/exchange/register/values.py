"""What the words in cells mean: kind, sex, relation, yes and no, numbers, places' and telephones' spellings."""

import re
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers

from panoh.exchange.register.cells import Cell, cell_text
from panoh.exchange.register.folding import fold, runs, starts
from panoh.exchange.register.words import codes_by_word, relation_sexes, relations_by_word, stem_list, word_set
from panoh.people.enums import OtherStatus, Relation, Sex

SURVIVOR = "survivor"
FAMILY = "family"
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OR = re.compile(r"[/,;]|\s(?:и|или|ва|ё|and|or)\s", re.IGNORECASE)
_BY_SEX = {
    "spouse": {Sex.FEMALE: Relation.WIFE, Sex.MALE: Relation.HUSBAND},
    "parent": {Sex.FEMALE: Relation.MOTHER, Sex.MALE: Relation.FATHER},
    "sibling": {Sex.FEMALE: Relation.SISTER, Sex.MALE: Relation.BROTHER},
    "child": {Sex.FEMALE: Relation.DAUGHTER, Sex.MALE: Relation.SON},
}
_NOTHING_MARKS = frozenset("-–—−_.*/\\ ")
_YES_MARKS = frozenset("+✓✔√ ")
# Words that say little of whose relative somebody is: alone they do not make a family member.
_NOT_FAMILY_ALONE = ("other", "guardian", "ward")
MAX_SESSIONS = 1000


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A telephone as written, and as it can be dialled: E.164, or '' when it cannot."""

    number: str
    typed: str


def is_blank_word(text: str) -> bool:
    """Whether the cell says only that nothing is known or nothing is there."""
    return not text.strip("".join(_NOTHING_MARKS) + "?") or fold(text) in word_set("cells", "blank")


def read_kind(text: str) -> str | None:
    """survivor or family; None when the words are not understood or say both."""
    bare = _BRACKETS.sub(" ", text)
    if (kind := _kind_of(bare) or _kind_of(text)) is not None:
        says_both = kind == SURVIVOR and any(fold(inside) in word_set("kind", "family") for inside in _BRACKETS.findall(text))
        return None if says_both else kind
    parts = {_kind_of(part) for part in _OR.split(bare) if part.strip()}
    return parts.pop() if len(parts) == 1 else None


def _kind_of(text: str) -> str | None:
    folded = fold(text)
    if folded in word_set("kind", "family"):
        return FAMILY
    if folded in word_set("kind", "survivor"):
        return SURVIVOR
    if not folded or _OR.search(text) or set(folded.split()) & word_set("kind", "negations"):
        return None
    words = folded.split()
    if any(runs(words, stem) for stem in stem_list("kind", "family_stems")):
        return FAMILY
    if any(runs(words, stem) for stem in stem_list("kind", "survivor_stems")):
        return SURVIVOR
    # The relation itself in place of the kind: mother, mother of the survivor.
    return FAMILY if not {_relation_of(words[0]), _relation_of(folded)} <= {"", *_NOT_FAMILY_ALONE} else None


def words_in_kind(text: str) -> str:
    """What the kind's cell tells of the relation: its brackets, or a relation written in place of the kind."""
    found = _BRACKETS.search(text)
    if found and fold(found.group(1)) in relations_by_word():
        return found.group(1).strip()
    return text if _relation_code(text) not in ("", *_NOT_FAMILY_ALONE) else ""


def read_sex(text: str) -> Sex | None:
    """The sex; None when the words are not understood."""
    known = codes_by_word("sex").get(fold(text)) or codes_by_word("sex").get(fold(_BRACKETS.sub(" ", text)))
    return Sex(known) if known else None


def read_relation(text: str, sex: Sex | None) -> tuple[Relation | None, str]:
    """The relation with this word and what the word tells of the person's sex; None when the word is not in the list."""
    code = _relation_code(text)
    if not code:
        return None, ""
    told = relation_sexes()[code]
    if code in _BY_SEX:
        return (_BY_SEX[code].get(sex, Relation.OTHER) if sex else Relation.OTHER), ""
    return Relation(code), told


def _relation_code(text: str) -> str:
    for form in (fold(text), fold(_BRACKETS.sub(" ", text))):
        if code := _relation_of(form):
            return code
    # "younger brother", "mother of the survivor": the one relation among the words.
    words = fold(text).split()
    pairs = {code for pair in pairwise(words) if (code := _relation_of(" ".join(pair)))}
    found = pairs or {code for word in words if (code := _relation_of(word))}
    return found.pop() if len(found) == 1 else ""


def _relation_of(folded: str) -> str:
    """The relation with this word, with or without the Tajik ending that ties it to the next: модар, модари."""
    known = relations_by_word()
    return known.get(folded) or known.get(folded.removesuffix("и"), "")


def read_yes_no(value: Cell) -> bool | None:
    """Yes, no or blank (no); None when it is neither."""
    text = cell_text(value)
    if not text.strip("".join(_NOTHING_MARKS)):
        return False
    if not text.strip("".join(_YES_MARKS)):
        return True
    folded = fold(text)
    if folded in word_set("cells", "yes"):
        return True
    if folded in word_set("cells", "no") or folded in word_set("cells", "blank"):
        return False
    first = folded.split()[0] if folded else ""
    # A yes or no with more words behind it, as in: да, оказана.
    if first in ("да", "ха", "yes") and len(folded) > len(first):
        return True
    if first in ("нет", "no"):
        return False
    return None


def names_medical_service(text: str) -> bool:
    """Whether the words in place of a yes name a medical service that was given."""
    words = fold(text).split()
    is_denied = bool(set(words) & word_set("kind", "negations"))
    return not is_denied and any(starts(words, stem) for stem in stem_list("cells", "medical_services"))


def read_sessions(value: Cell) -> int | None:
    """The number of sessions, 0 when blank or none, -1 for a yes without a number; None when not understood."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = value if float(value).is_integer() else -1
        return int(number) if 0 <= number <= MAX_SESSIONS else None
    answer = read_yes_no(value)
    if answer is not None and fold(cell_text(value)) not in ("1", "0"):
        return -1 if answer else 0
    if not isinstance(value, str):
        return None
    text = re.sub(r"^(\d+)[.,]0+$", r"\1", cell_text(value))
    words = [word for word in fold(text).split() if word not in word_set("cells", "session_fillers")]
    if len(words) != 1 or not re.fullmatch(r"[0-9]{1,4}", words[0]) or text.startswith(("-", "−", "–")):
        return None
    return number if (number := int(words[0])) <= MAX_SESSIONS else None


def read_age(value: Cell) -> int | None:
    """Whole years of age; None when not understood. Months make nought years."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if 0 <= value <= 150 else None
    words = [word for word in fold(cell_text(value)).split() if word not in word_set("cells", "age_fillers")]
    if len(words) == 2 and words[1] in word_set("cells", "months_of_age"):
        return 0 if words[0].isdecimal() else None
    if len(words) != 1 or not re.fullmatch(r"[0-9]{1,3}", words[0]):
        return None
    return age if (age := int(words[0])) <= 150 else None


def read_treatment(text: str) -> str | None:
    """outpatient, inpatient, both, '' when blank; None when not understood."""
    if is_blank_word(text):
        return ""
    known = codes_by_word("treatment")
    whole = known.get(fold(text)) or known.get(fold(_BRACKETS.sub(" ", text)))
    if whole:
        return whole
    parts = {known.get(fold(part)) for part in re.split(r"[/,;+]|\s(?:и|ва|and|затем|потом)\s", text) if part.strip()}
    if None in parts or not parts:
        return None
    return "both" if len(parts) == 2 else parts.pop()


def read_door(text: str) -> str:
    """By which door the person came, '' when the words name none of them but perhaps an organisation."""
    doors = codes_by_word("door")
    code = doors.get(fold(text)) or doors.get(fold(_BRACKETS.sub(" ", text))) or ""
    return "" if code == "organisation_marks" else code


def looks_like_organisation(text: str) -> bool:
    """Whether the words begin as names of organisations do, or stand in quotation marks."""
    folded = fold(text)
    return any(folded == mark or folded.startswith(f"{mark} ") for mark in word_set("door", "organisation_marks")) or "«" in text


def read_phones(text: str) -> tuple[Phone, ...]:
    """The telephones in a cell. What cannot be dialled stays as written."""
    if is_blank_word(text):
        return ()
    found = [Phone(_e164(part), part.strip()) for part in re.split(r"[;,\n]|\s/\s", text) if part.strip()]
    if all(phone.number for phone in found):
        return tuple(found)
    matches = [
        Phone(phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), text)
        for match in phonenumbers.PhoneNumberMatcher(text[:500], "TJ")
    ]
    return tuple(matches) or (Phone("", text),)


def _e164(text: str) -> str:
    try:
        # 00 for + is what people here dial abroad with, whatever the plan says.
        number = phonenumbers.parse(re.sub(r"^\s*00(?=\s*[1-9])", "+", text[:100]), "TJ")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else ""


def read_numbers(text: str) -> tuple[str, ...]:
    """The numbers of rows in a cell, in the form in which they are compared: '№ 12.' and '12.0' are '12'."""
    if is_blank_word(text):
        return ()
    return tuple(filter(None, map(row_number, re.split(r"[,;]|\s(?:и|ва|and)\s", text))))


def row_number(text: str) -> str:
    """The number of one row, in the form in which numbers are compared."""
    text = re.sub(r"^(\d+)\.0+$", r"\1", text.strip())
    words = [word for word in fold(text).split() if word not in ("no", "n", "см", "к", "пп")]
    return "-".join(word.lstrip("0") or "0" if word.isdecimal() else word for word in words)


def survivor_status(note: str) -> OtherStatus | None:
    """What a family member's note tells of the survivor: dead, detained or out of reach."""
    words = fold(note).split()
    if not words or any(runs(words, stem) for stem in stem_list("notes", "undone")):
        return None
    names_survivor = any(runs(words, stem) for stem in stem_list("notes", "subject"))
    for key, status in (("dead", OtherStatus.DEAD), ("detained", OtherStatus.DETAINED), ("unreachable", OtherStatus.UNREACHABLE)):
        for stem in stem_list("notes", key):
            # Death is said of somebody; being abroad or detained is said alone often enough.
            if (names_survivor and runs(words, stem)) or (key != "dead" and len(words) <= 4 and runs(words[: len(stem.split())], stem)):
                return status
    return None
