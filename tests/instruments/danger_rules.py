"""Which answers tell of danger, written by hand from the manuals and not from content/dangers.toml, which is checked against it."""

from collections.abc import Mapping

# By questionnaire and item: from which answer on, and how grave. Whatever is not here tells of none, item 16 of the PCL-5 among it.
RULES = {
    "phq9": {"9": (1, "moderate")},
    "dass21": {"21": (2, "moderate")},
    "hscl25": {"20": (2, "moderate")},
    "cssrs": {
        "1": (1, "low"),
        "2": (1, "low"),
        "3": (1, "moderate"),
        "4": (1, "high"),
        "5": (1, "high"),
        "6": (1, "moderate"),
        "6b": (1, "high"),
    },
}


def cssrs(answers: Mapping[str, int | None]) -> tuple[str, bool]:
    """The level of what was answered with yes, blank without any, and whether an item without an answer could make it graver.

    After a no to 2 nobody asks 3 to 5, after a no to 6 nobody asks 6b.
    """
    yes = {item for item, value in answers.items() if value == 1}
    settled = {item for item, value in answers.items() if value is not None}
    settled |= {"3", "4", "5"} if answers.get("2") == 0 else set()
    settled |= {"6b"} if answers.get("6") == 0 else set()
    if yes & {"4", "5", "6b"}:
        return "high", False
    if yes & {"3", "6"}:
        return "moderate", not {"4", "5", "6b"} <= settled
    return ("low", not {"3", "4", "5", "6", "6b"} <= settled) if yes else ("", False)
