"""Addresses of the desk around the programme: versions, the person's copy, how goals ended, conferences, what brings a review forward."""

from django.urls import URLPattern, path

from panoh.desk.views import capacities, conferences, programme, programme_print, programme_versions, reviews

CASE = "cases/<slug:code>/"
VERSION = CASE + "programme/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(VERSION + "print/", programme_print.programme_print, name="programme_print"),
    path(VERSION + "print/pdf/", programme_print.programme_pdf, name="programme_pdf"),
    path(VERSION + "copy/<slug:given>/", programme_print.programme_copy, name="programme_copy"),
    path(VERSION + "compare/<int:other>/", programme_versions.compare_versions, name="compare_versions"),
    path(VERSION + "endings/", programme.conclude_goals, name="conclude_goals"),
    path(CASE + "conferences/", conferences.case_conferences, name="case_conferences"),
    path(CASE + "conferences/new/", conferences.hold_conference, name="hold_conference"),
    path(CASE + "conferences/<uuid:key>/correct/", conferences.correct_conference, name="correct_conference"),
    path(CASE + "conferences/<uuid:key>/print/", conferences.print_conference, name="print_conference"),
    path(CASE + "reviews/early/", reviews.trigger_review, name="trigger_review"),
    path(CASE + "capacities/over-time/", capacities.capacities_over_time, name="capacities_over_time"),
]
