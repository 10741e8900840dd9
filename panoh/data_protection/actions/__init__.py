"""Erasing a file or taking the name out of it, the clocks that propose it, and telling whoever had received something."""

from panoh.data_protection.actions.erasing import (
    agree_to_erasure,
    ask_erasure,
    call_off_erasure,
    close_copies,
    count_days_waited,
    erase_again,
    erase_due,
    hold_erasure,
)
from panoh.data_protection.actions.erasure_notices import note_told
from panoh.data_protection.actions.retention import agree_to_period, ask_period, call_off_period, confirm_due, note_due, put_off

__all__ = [
    "agree_to_erasure",
    "agree_to_period",
    "ask_erasure",
    "ask_period",
    "call_off_erasure",
    "call_off_period",
    "close_copies",
    "confirm_due",
    "count_days_waited",
    "erase_again",
    "erase_due",
    "hold_erasure",
    "note_due",
    "note_told",
    "put_off",
]
