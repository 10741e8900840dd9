"""What is done about whoever stands outside, a file an area; callers import from here."""

from panoh.network.actions.directory import add_facility, change_facility, close_facility, facility_by_name, hand_out_directory

__all__ = ["add_facility", "change_facility", "close_facility", "facility_by_name", "hand_out_directory"]
