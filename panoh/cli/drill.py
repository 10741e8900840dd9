"""`panoh drill danger`: a danger that is invented and must be answered, followed until somebody has it."""

import argparse
import time
from pathlib import Path
from uuid import UUID

from panoh.accounts.models import User
from panoh.cli.acting import account
from panoh.cli.folder import running
from panoh.cli.output import Fail, answer, answer_json, say
from panoh.cli.record import seal_own_events
from panoh.hotline.actions.drills import begin_drill, end_drill
from panoh.hotline.queries.drills import DrillResult, drill_results

LOOKS = 1.0  # seconds between two looks at whether somebody answered
NOT_RUNNING = "Nothing is told while Panoh does not run here: start panoh serve."


def drill(chosen: argparse.Namespace, data: Path) -> int:
    """Begins a drill and waits until somebody answers or its time is over; Ctrl-C ends it."""
    user = account(data, chosen.account)
    if not running(data):
        raise Fail(NOT_RUNNING, 1)
    begun = begin_drill(by=user)
    seal_own_events()
    say("The drill has started. Ctrl-C ends it.")
    try:
        result = _followed(user, begun.pk)
    except KeyboardInterrupt:
        end_drill(_result(user, begun.pk).drill, by=user)
        seal_own_events()
        raise
    if chosen.json:
        answer_json(_said(result))
    else:
        answer(_in_words(result))
    return 0


def _followed(user: User, key: UUID) -> DrillResult:
    while (result := _result(user, key)).drill.ended_at is None:
        time.sleep(LOOKS)
    return result


def _result(user: User, key: UUID) -> DrillResult:
    (result,) = drill_results(user, only=key)
    return result


def _said(result: DrillResult) -> dict[str, object]:
    by = result.drill.answered_by
    return {
        "seconds_to_screens": result.seconds_to_screens,
        "answered_by": by.username if by else None,
        "seconds_to_answer": result.seconds_to_answer,
    }


def _in_words(result: DrillResult) -> str:
    screens, by = result.seconds_to_screens, result.drill.answered_by
    shown = "It rang on nobody's screen." if screens is None else f"It rang on a screen after {screens} s."
    return f"{shown} {by.username} answered after {result.seconds_to_answer} s." if by else f"{shown} Nobody answered."
