"""Addresses: sessions, meetings of several people, help that was given."""

from django.urls import URLPattern, path

from panoh.desk.sessions.views import assistance, meetings, planned, sessions

CASE = "cases/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("groups/", meetings.show_groups, name="groups"),
    path("groups/new/", meetings.record_group, name="group_new"),
    path("groups/<uuid:key>/again/", meetings.record_group, name="group_again"),
    path("sessions/several/", meetings.several_sessions, name="sessions_several"),
    path(CASE + "note/", meetings.quick_note, name="quick_note"),
    path(CASE + "sessions/readers/", meetings.notes_readers, name="notes_readers"),
    path(CASE + "sessions/readers/<uuid:key>/end/", meetings.end_reader, name="notes_reader_end"),
    path(CASE + "sessions/", sessions.case_sessions, name="case_sessions"),
    path(CASE + "sessions/plan/", sessions.plan_session, name="plan_session"),
    path(CASE + "sessions/new/", sessions.add_session, name="add_session"),
    path(CASE + "sessions/<uuid:key>/", sessions.case_session, name="case_session"),
    path(CASE + "sessions/<uuid:key>/notes/", sessions.open_notes, name="open_notes"),
    path(CASE + "sessions/<uuid:key>/record/", sessions.record_session, name="record_session"),
    path(CASE + "sessions/<uuid:key>/cancel/", planned.cancel_session, name="cancel_session"),
    path(CASE + "sessions/<uuid:key>/move/", planned.move_session, name="move_session"),
    path(CASE + "sessions/<uuid:key>/correct/", sessions.correct_session, name="correct_session"),
    path(CASE + "help/new/", assistance.give_help, name="give_help"),
    path(CASE + "help/<uuid:key>/correct/", assistance.correct_help, name="correct_help"),
]
