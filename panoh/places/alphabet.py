"""The order of letters: Tajik, with the letters only Russian has in their places, so that it serves both."""

LETTERS = "абвгғдеёжзиӣйкқлмнопрстуӯфхҳцчҷшщъыьэюя"
_RANK = {letter: place for place, letter in enumerate(LETTERS)}


def alphabetical(text: str) -> tuple[int, ...]:
    """A key to sort by: А Б В Г Ғ Д …; a blank before every letter, other scripts by their code points before Cyrillic."""
    return tuple(_RANK[letter] + 0x110000 if letter in _RANK else ord(letter) for letter in text.lower())
