"""Names of organisations however they were written."""

import re
import unicodedata

# Old Tajik fonts sit on Serbian and Ukrainian places; without a Tajik keyboard the Russian neighbour is typed.
_LETTERS = str.maketrans("ғѓӣїйіқќӯўҳњҷљёэ", "ггииииккууххччее")
_WORD = re.compile(r"[^\W_]+")
# What an organisation legally is: dropped in front of its own name.
_KINDS = frozenset(
    {"оо", "оф", "по", "пф", "нпо", "тч", "фч", "ташкилоти", "фонди", "чамъияти", "чамъиятии"}
    | {"общественная", "общественный", "организация", "фонд"}
    | {"po", "pf", "ngo", "public", "organization", "organisation", "foundation", "fund"}
)
_MOST_KINDS = 2


def fold(text: str) -> str:
    """The name without case, quotation marks, Tajik letters and the words for its legal kind."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("дж", "ч").translate(_LETTERS)
    words = _WORD.findall(plain.replace("ъ", "").replace("ь", ""))
    for _place in range(_MOST_KINDS):
        if len(words) > 1 and words[0] in _KINDS:
            words = words[1:]
    return " ".join(words)
