"""Addresses of the desk: the guidance, its versions, and the steps of a case."""

from django.urls import URLPattern, path

from panoh.desk.views import guidance, steps

STEPS = "cases/<slug:code>/steps/"
RUN = STEPS + "<slug:step>/<slug:mark>/"

urlpatterns: list[URLPattern] = [
    path("guidance/", guidance.show_guidance, name="guidance"),
    path("guidance/late/", guidance.show_late, name="guidance_late"),
    path("guidance/<slug:version>/", guidance.show_version, name="guidance_version"),
    path(STEPS, steps.case_steps, name="case_steps"),
    path(STEPS + "note/", steps.note_happening, name="note_happening"),
    path(STEPS + "move/", steps.move_guidance, name="move_guidance"),
    path(STEPS + "<uuid:key>/again/", steps.take_up_step, name="take_up_step"),
    path(RUN + "done/", steps.finish_step, name="finish_step"),
    path(RUN + "skip/", steps.skip_step, name="skip_step"),
    path(RUN + "decline/", steps.decline_step, name="decline_step"),
]
