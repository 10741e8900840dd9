"""What of one address goes on into another."""

import re
from urllib.parse import parse_qsl, urlencode

CHOSEN = re.compile(r"[\w.:-]{,80}", re.ASCII)  # what filters and pages of lists are asked by: codes, numbers, days


def chosen_query(query: str) -> str:
    """The part of a query that was chosen, with its question mark, or nothing. What was typed goes no further than it came: headers are
    logged."""
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if CHOSEN.fullmatch(name + value)]
    return f"?{urlencode(kept)}" if kept else ""
