"""What the task worker does by itself: people are told of duress, of rights that were asked for, and of what is wrong with the record; a
new telephone rings once; what was kept for some minutes is forgotten."""

from panoh.accounts.drafts import forget_passing
from panoh.accounts.duress import tell_duress
from panoh.accounts.push_devices import wake_new_devices
from panoh.accounts.record_alarms import tell_alarms
from panoh.accounts.two_people import tell_rights

URGENT = (
    tell_duress,
    tell_rights,
    tell_alarms,
    wake_new_devices,
)
OFTEN = (forget_passing,)
