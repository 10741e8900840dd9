"""What organisations of the house do between themselves."""

from panoh.coalition.actions.departing import (
    agree_to_part,
    ask_to_agree,
    call_off,
    draw_up,
    plan_passages,
    send_back,
)
from panoh.coalition.actions.parting import (
    begin,
    go_on,
    part_at_once,
    try_again,
)
from panoh.coalition.actions.proposing import (
    LacksConsent,
    accept_proposal,
    ask_back,
    decline_proposal,
    note_decline,
    propose,
    say_more,
    take_back_proposal,
)

__all__ = [
    "LacksConsent",
    "accept_proposal",
    "agree_to_part",
    "ask_back",
    "ask_to_agree",
    "begin",
    "call_off",
    "decline_proposal",
    "draw_up",
    "go_on",
    "note_decline",
    "part_at_once",
    "plan_passages",
    "propose",
    "say_more",
    "send_back",
    "take_back_proposal",
    "try_again",
]
