"""Addresses of the desk: care for those who help."""

from django.urls import URLPattern, path

from panoh.desk.views import staff_care, unit_steps

urlpatterns: list[URLPattern] = [
    path("staff/", staff_care.show_loads, name="staff_loads"),
    path("staff/hours/", staff_care.show_hours, name="staff_hours"),
    path("staff/supervision/new/", staff_care.record_for_others, name="staff_record"),
    path("staff/talk/new/", staff_care.open_debrief, name="staff_debrief"),
    path("unit-steps/", unit_steps.show_unit_steps, name="unit_steps"),
    path("unit-steps/<slug:step>/<slug:mark>/", unit_steps.finish_step, name="unit_step_done"),
    path("my-supervision/", staff_care.show_own, name="staff_own"),
    path("my-supervision/new/", staff_care.record_own, name="staff_own_record"),
    path("my-supervision/<uuid:key>/", staff_care.show_supervision, name="staff_supervision"),
    path("my-supervision/<uuid:key>/correct/", staff_care.correct_supervision, name="staff_correct"),
    path("my-supervision/talk/", staff_care.ask_debrief, name="staff_ask_debrief"),
    path("my-supervision/talk/<uuid:key>/", staff_care.hold_debrief, name="staff_hold_debrief"),
]
