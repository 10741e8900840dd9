"""`panoh audit`, and the part of the record that a command writes itself."""

import argparse
from pathlib import Path

from panoh.audit.sealer import seal_pending
from panoh.audit.verify import verify
from panoh.cli.output import answer, answer_json

WHAT_IT_MEANS = {
    "checkpoint_missing": "Checkpoints are missing in the table: what is sealed is under the last one that the agent signed, and under "
    "every one before it. Events may have been taken out with them: compare with a witness or with a backup.",
    "last_checkpoint_lost": "What the agent kept of its last checkpoint (checkpoint.last in the data folder) is gone or was written "
    "by others.",
    "missing_alarm": "Alarms were taken out: the activity log has the event of each, and a data guardian may not have been told.",
    "truncated": "The activity log ends earlier than what was signed: events were taken out, or an earlier copy was put in its place.",
}


def seal_own_events() -> None:
    """A command's own events are sealed at once where no worker does it."""
    seal_pending()


def audit_verify(chosen: argparse.Namespace, _data: Path) -> int:
    """Exit 0 when the record is whole, 1 when it is broken, something was read without an event, an event is on its way, the agent ended
    while it was open and nobody has said why, or nobody can tell with which key it is signed."""
    found = verify(chosen.witness)
    if chosen.json:
        answer_json(found.as_dict())
    else:
        less = "not whole" if found.unrecorded else "not known to be whole"
        answer("broken: " + ", ".join(found.broken) if found.broken else "whole" if found.is_whole else less)
        answer(
            f"{found.events} events, {found.sealed} sealed under {found.checkpoints} checkpoints, {found.pending} not yet in a checkpoint"
        )
        answer(
            f"covered until {found.covered_until or 'no checkpoint yet'}; of what came after, {found.pending} events are here, and others "
            "that opened nobody may have been taken out unseen"
        )
        for word in found.broken:
            if word in WHAT_IT_MEANS:
                answer(WHAT_IT_MEANS[word])
        if found.unrecorded:
            answer(f"{found.unrecorded} readings left no event in the activity log")
        if found.ended_open:
            times = "once" if found.ended_open == 1 else f"{found.ended_open} times"
            answer(
                f"the agent ended {times} without being locked, first found {found.ended_since or 'just now'}, and nobody has said why: "
                "what was opened just before, and whether all of it arrived in the activity log, is not known. The data guardian says why "
                "on the page of the activity log."
            )
        if found.on_their_way:
            answer(f"{found.on_their_way} that opened something are on their way: look again in ten minutes")
        for item in found.not_excluded:
            answer(f"could not be excluded: {item}")
    return 0 if found.is_whole else 1
