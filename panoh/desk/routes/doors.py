"""Addresses of the desk: cases opened in an emergency, and cases closed to somebody who is tied to the person."""

from django.urls import URLPattern, path

from panoh.desk.views import doors

ONE = "openings/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("openings/", doors.show_openings, name="openings"),
    path("openings/new/", doors.add_opening, name="opening_add"),
    path(ONE, doors.show_opening, name="opening"),
    path(ONE + "end/", doors.end_opening, name="opening_end"),
    path(ONE + "look/", doors.judge_opening, name="opening_judge"),
    path("blocks/", doors.show_blocks, name="blocks"),
    path("blocks/new/", doors.add_block, name="block_add"),
    path("blocks/<uuid:key>/lift/", doors.lift_block, name="block_lift"),
    path("cases/<slug:code>/known/", doors.know_person, name="known_person"),
]
