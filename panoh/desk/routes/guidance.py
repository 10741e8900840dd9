"""Addresses of the desk: the guidance, its versions, and the steps of a case."""

from django.urls import URLPattern, path

from panoh.desk.views import guidance, guidance_writing, steps

STEPS = "cases/<slug:code>/steps/"
VERSION = "guidance/<slug:version>/"
RUN = STEPS + "<slug:step>/<slug:mark>/"

urlpatterns: list[URLPattern] = [
    path("guidance/", guidance.show_guidance, name="guidance"),
    path("guidance/late/", guidance.show_late, name="guidance_late"),
    path("guidance/versions/", guidance.show_versions, name="guidance_versions"),
    path("guidance/versions/begin/", guidance_writing.begin_draft, name="guidance_begin"),
    path(VERSION, guidance.show_version, name="guidance_version"),
    path(VERSION + "compare/", guidance.compare_version, name="guidance_compare"),
    path(VERSION + "try/", guidance.try_version, name="guidance_try"),
    path(VERSION + "booklet/<slug:language>/", guidance.print_booklet, name="guidance_booklet"),
    path(VERSION + "steps/new/", guidance_writing.add_step, name="guidance_step_new"),
    path(VERSION + "steps/<slug:step>/", guidance_writing.edit_step, name="guidance_step"),
    path(VERSION + "steps/<slug:step>/rules/", guidance_writing.edit_rules, name="guidance_step_rules"),
    path(VERSION + "steps/<slug:step>/place/", guidance_writing.move_step, name="guidance_step_place"),
    path(VERSION + "steps/<slug:step>/take-out/", guidance_writing.remove_step, name="guidance_step_out"),
    path(VERSION + "agree/", guidance_writing.agree_draft, name="guidance_agree"),
    path(VERSION + "adopt/", guidance_writing.adopt_draft, name="guidance_adopt"),
    path(VERSION + "discard/", guidance_writing.discard_draft, name="guidance_discard"),
    path(STEPS, steps.case_steps, name="case_steps"),
    path(STEPS + "note/", steps.note_happening, name="note_happening"),
    path(STEPS + "move/", steps.move_guidance, name="move_guidance"),
    path(STEPS + "<uuid:key>/again/", steps.take_up_step, name="take_up_step"),
    path(RUN + "done/", steps.finish_step, name="finish_step"),
    path(RUN + "skip/", steps.skip_step, name="skip_step"),
    path(RUN + "decline/", steps.decline_step, name="decline_step"),
]
