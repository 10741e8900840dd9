"""What the task worker does by itself: people are told of duress and of rights that were asked for."""

from panoh.accounts.duress import tell_duress
from panoh.accounts.two_people import tell_rights

URGENT = (
    tell_duress,
    tell_rights,
)
