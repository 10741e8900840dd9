"""What is done with plans."""

from panoh.planning.actions.making import (
    change_meeting,
    decide,
    hold_meeting,
    seat,
    take_out_decision,
    take_out_meeting,
    unseat,
)
from panoh.planning.actions.periods import add_period, bring_figure, freeze_period, take_out_period, tell_period
from panoh.planning.actions.publishing import approve_public, ask_public, decline_public, withdraw_public
from panoh.planning.actions.writing import (
    adopt_version,
    begin_plan,
    begin_version,
    close_plan,
    discard_version,
    raise_part,
    set_plan,
    take_out_part,
    write_line,
    write_objective,
    write_outcome,
)

__all__ = [
    "add_period",
    "adopt_version",
    "approve_public",
    "ask_public",
    "begin_plan",
    "begin_version",
    "bring_figure",
    "change_meeting",
    "close_plan",
    "decide",
    "decline_public",
    "discard_version",
    "freeze_period",
    "hold_meeting",
    "raise_part",
    "seat",
    "set_plan",
    "take_out_decision",
    "take_out_meeting",
    "take_out_part",
    "take_out_period",
    "tell_period",
    "unseat",
    "withdraw_public",
    "write_line",
    "write_objective",
    "write_outcome",
]
