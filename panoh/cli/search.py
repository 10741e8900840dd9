"""`panoh search`: people by name, as the page finds them."""

import argparse
from pathlib import Path

from panoh.cases.finding import find_cases
from panoh.cli.acting import account
from panoh.cli.output import answer, answer_json, say
from panoh.cli.record import seal_own_events
from panoh.people.search import feed


def search(chosen: argparse.Namespace, data: Path) -> int:
    """People whom the account may see, by name."""
    user = account(data, chosen.account)
    feed()  # nobody else does it where nothing is served
    found = find_cases(user, chosen.text)
    seal_own_events()
    rows = [{"code": hit.case.code, "name": hit.name or None, "score": hit.score, "why": list(hit.why)} for hit in found.hits]
    if chosen.json:
        answer_json({"results": rows, "complete": found.complete, "too_short": found.too_short})
        return 0
    for hit in found.hits:
        answer(f"{hit.case.code}  {hit.name or '—'}  {', '.join(hit.why)}")
    if not found.hits:
        say("Too short: write at least two letters." if found.too_short else "Nobody found.")
    return 0
