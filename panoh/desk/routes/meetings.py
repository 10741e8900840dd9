"""Addresses of the desk: sessions of groups, several at once, quick notes, who reads notes."""

from django.urls import URLPattern, path

from panoh.desk.views import meetings

CASE = "cases/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("groups/", meetings.show_groups, name="groups"),
    path("groups/new/", meetings.record_group, name="group_new"),
    path("groups/<uuid:key>/again/", meetings.record_group, name="group_again"),
    path("sessions/several/", meetings.several_sessions, name="sessions_several"),
    path(CASE + "note/", meetings.quick_note, name="quick_note"),
    path(CASE + "sessions/readers/", meetings.notes_readers, name="notes_readers"),
    path(CASE + "sessions/readers/<uuid:key>/end/", meetings.end_reader, name="notes_reader_end"),
]
