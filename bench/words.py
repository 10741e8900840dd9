"""How plain the texts are: counts that should be nought, and how many texts there are. Each is held by a test of `tests/consistency`.

bench/words.py          a line a figure, tab-separated
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.consistency.test_glossary import BANNED, LANGUAGES, second_words, shown, terms
from tests.consistency.test_shared_texts import MOST_WORDS, READ, without_context
from tests.consistency.texts import key, messages


def main() -> int:
    """Prints the figures; the exit code."""
    kept = messages("ru")
    read = set(READ.read_text(encoding="utf-8").splitlines())
    named = {term["en"].casefold() for term in terms()}
    shared = [text for text, places in without_context().items() if len(places) > 1 and len(text.split()) <= MOST_WORDS]
    figures = {
        "distinct messages": len({key(message)[1] for message in kept}),
        "messages, each context by itself": len(kept),
        "concepts of the glossary": len(terms()),
        "texts by a banned turn": sum(bool(BANNED.search(text)) for _where, text in shown("en")),
        **{f"texts with a second word for a concept, {each}": _second(each) for each in LANGUAGES},
        "short texts of two places without a context": len(shared),
        "of these read at each place, or the name of a concept": sum(text in read or text.casefold() in named for text in shared),
    }
    for name, figure in figures.items():
        print(f"{name}\t{figure}")
    return 0


def _second(language: str) -> int:
    return sum(bool(second_words(language, text)) for _where, text in shown(language))


if __name__ == "__main__":
    sys.exit(main())
