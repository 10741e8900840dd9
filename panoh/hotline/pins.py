"""Which digits are a PIN: enough of them, and not those that are guessed first. The one rule of the duty pack and the telephone."""

import re
from itertools import pairwise

LEAST_FIGURES = 6
# What thumbs draw on the keys, well-known numbers, and what no rule below finds.
COMMONEST = frozenset(
    "112358 123321 123654 123789 134679 142536 145236 147258 147369 147852 147896 159357 159753 246824 258456 "
    "314159 321654 357159 456123 456852 654123 753951 789123 789456 852456 951753 963852 987456 "
    "11235813 12344321 14725836 15975346 31415926 147258369".split()
)
_TWINS = re.compile(r"(?:(\d)\1)+|(?:(\d)\2\2)+")  # 112233, 111222
_YEAR = re.compile(r"19\d\d|20\d\d|2100")
_DAY, _MONTH = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])"
_DATE = re.compile(rf"{_DAY}{_MONTH}\d\d|\d\d{_MONTH}{_DAY}")


def is_long_enough(pin: str) -> bool:
    """Whether these are six plain digits at least, and nothing else."""
    return len(pin) >= LEAST_FIGURES and pin.isascii() and pin.isdigit()


def is_guessed_first(pin: str) -> bool:
    """Whether many people choose these digits: few different ones, a repeat, a row up or down, twins, a year, a date, a known number."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == (pin[:part] * len(pin))[: len(pin)] for part in range(1, len(pin) // 2 + 1))
    drawn = len(set(pin)) < 3 or len(steps) == 1 or repeats or pin in COMMONEST or _TWINS.fullmatch(pin)
    return bool(drawn or _YEAR.search(pin) or _DATE.fullmatch(pin))


def is_pin(pin: str) -> bool:
    """Whether these digits may guard something."""
    return is_long_enough(pin) and not is_guessed_first(pin)
