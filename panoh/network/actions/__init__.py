"""What is done about whoever stands outside, a file an area; callers import from here."""

from panoh.network.actions.directory import (
    add_facilities,
    add_facility,
    change_facility,
    close_facility,
    facility_by_name,
    hand_out_directory,
    house_entry,
    take_facility,
)
from panoh.network.actions.particulars import add_contact, change_contact, confirm_facility, publish_facility, remove_contact
from panoh.network.actions.screening import screen_facility

__all__ = [
    "add_contact",
    "add_facilities",
    "add_facility",
    "change_contact",
    "change_facility",
    "close_facility",
    "confirm_facility",
    "facility_by_name",
    "hand_out_directory",
    "house_entry",
    "publish_facility",
    "remove_contact",
    "screen_facility",
    "take_facility",
]
