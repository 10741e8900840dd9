"""What the task worker does by itself: what two people agreed to erase is erased, whose time of keeping is over is noted."""

from panoh.data_protection.actions import close_copies, count_days_waited, erase_due, note_due
from panoh.data_protection.former import note_former
from panoh.data_protection.public_snapshot import lay_out_periods

DAILY = (
    note_due,
    note_former,
)
OFTEN = (
    lay_out_periods,
    count_days_waited,
    erase_due,
    close_copies,
)
