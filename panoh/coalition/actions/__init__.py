"""What organisations of the house do between themselves."""

from panoh.coalition.actions.proposing import (
    accept_proposal,
    ask_back,
    decline_proposal,
    propose,
    say_more,
    take_back_proposal,
)

__all__ = ["accept_proposal", "ask_back", "decline_proposal", "propose", "say_more", "take_back_proposal"]
