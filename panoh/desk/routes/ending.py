"""Addresses of the desk: contact that is sought, closing decided on, the safety plan, what the person says, a death."""

from django.urls import URLPattern, path

from panoh.desk.views import closure, ending

CASE = "cases/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(CASE + "closure/decide/", closure.decide_closing, name="decide_closing"),
    path(CASE + "tries/new/", ending.record_attempt, name="attempt_new"),
    path(CASE + "safety-plan/", ending.safety_plan, name="safety_plan"),
    path(CASE + "safety-plan/print/", ending.safety_plan_print, name="safety_plan_print"),
    path(CASE + "feedback/new/", ending.record_feedback, name="feedback_new"),
    path(CASE + "death/", ending.record_death, name="death_new"),
    path(CASE + "death/<uuid:key>/back/", ending.take_back_death, name="death_back"),
]
