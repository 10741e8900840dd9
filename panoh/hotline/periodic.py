"""What the task worker does by itself: alerts are told, what is late is escalated, packs for the field are made anew."""

from panoh.hotline.actions import (
    end_phone_pins,
    forget_old_marks,
    forget_old_words,
    raise_late_dispatches,
    raise_open_shifts,
    raise_overdue_visits,
    raise_unconfirmed_numbers,
    settle_lines,
    tell_alerts,
)
from panoh.hotline.actions.packing import refresh_packs
from panoh.hotline.actions.phone_entries import forget_old_entries, place_entries
from panoh.hotline.actions.ring_planning import lay_out_rings, ring_while_locked
from panoh.hotline.actions.ringing import ring_dangers, ring_drills, ring_ended_phones

AFTER_UNLOCK = (settle_lines,)
URGENT = (place_entries, ring_dangers, ring_ended_phones, ring_drills, tell_alerts, lay_out_rings)
LOCKED = (ring_while_locked,)
OFTEN = (
    raise_open_shifts,
    raise_late_dispatches,
    raise_overdue_visits,
    raise_unconfirmed_numbers,
    refresh_packs,
    end_phone_pins,
    forget_old_marks,
    forget_old_words,
    forget_old_entries,
)
