"""Addresses of the desk: several tasks at once, a caseload handed over, the calendar."""

from django.urls import URLPattern, path

from panoh.desk.views import workload

urlpatterns: list[URLPattern] = [
    path("tasks/several/", workload.several_tasks, name="tasks_several"),
    path("calendar/", workload.calendar, name="calendar"),
    path("hand-over/", workload.hand_over, name="hand_over"),
]
