"""What is done with plans."""

from panoh.planning.actions.periods import add_period, bring_figure, freeze_period, take_out_period, tell_period
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
    "begin_plan",
    "begin_version",
    "bring_figure",
    "close_plan",
    "discard_version",
    "freeze_period",
    "raise_part",
    "set_plan",
    "take_out_part",
    "take_out_period",
    "tell_period",
    "write_line",
    "write_objective",
    "write_outcome",
]
