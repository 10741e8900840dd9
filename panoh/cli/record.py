"""`panoh audit`, and the part of the record that a command writes itself."""

import argparse
from pathlib import Path

from panoh.audit.sealer import seal_pending
from panoh.audit.verify import verify
from panoh.cli.output import answer, answer_json


def seal_own_events() -> None:
    """A command's own events are sealed at once where no worker does it."""
    seal_pending()


def audit_verify(chosen: argparse.Namespace, _data: Path) -> int:
    """Exit 0 when the record is whole, 1 when it is broken, something was read without an event, an event is on its way, or nobody can tell
    with which key it is signed."""
    found = verify(chosen.witness)
    if chosen.json:
        answer_json(found.as_dict())
    else:
        less = "not whole" if found.unrecorded else "not known to be whole"
        answer("broken: " + ", ".join(found.broken) if found.broken else "whole" if found.is_whole else less)
        answer(
            f"{found.events} events, {found.sealed} sealed under {found.checkpoints} checkpoints, {found.pending} not yet in a checkpoint"
        )
        if found.unrecorded:
            answer(f"{found.unrecorded} readings left no event in the record")
        if found.on_their_way:
            answer(f"{found.on_their_way} that opened something are on their way: look again in ten minutes")
        for item in found.not_excluded:
            answer(f"could not be excluded: {item}")
    return 0 if found.is_whole else 1
