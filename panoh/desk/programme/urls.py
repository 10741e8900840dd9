"""Addresses: the programme of a case: goals and services, versions, conferences, reviews."""

from django.urls import URLPattern, path

from panoh.desk.programme.views import conferences, drafting, prints, programme, reviews, versions

CASE = "cases/<slug:code>/"
VERSION = CASE + "programme/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(CASE + "programme/", programme.case_programme, name="case_programme"),
    path(CASE + "programme/draft/", programme.draft_programme, name="draft_programme"),
    path(VERSION, programme.case_programme, name="programme_version"),
    path(VERSION + "agree/", programme.agree_programme, name="agree_programme"),
    path(VERSION + "approve/", programme.approve_programme, name="approve_programme"),
    path(VERSION + "return/", programme.return_programme, name="return_programme"),
    path(VERSION + "wishes/", drafting.write_wishes, name="write_wishes"),
    path(VERSION + "difficulties/new/", drafting.add_problem, name="add_problem"),
    path(VERSION + "difficulties/<uuid:key>/", drafting.change_problem, name="change_problem"),
    path(VERSION + "difficulties/<uuid:key>/out/", drafting.take_out, {"kind": "problem"}, name="take_out_problem"),
    path(VERSION + "goals/new/", drafting.add_goal, name="add_goal"),
    path(VERSION + "goals/<uuid:key>/", drafting.change_goal, name="change_goal"),
    path(VERSION + "goals/<uuid:key>/out/", drafting.take_out, {"kind": "goal"}, name="take_out_goal"),
    path(VERSION + "goals/<uuid:key>/service/", drafting.plan_service, name="plan_service"),
    path(VERSION + "services/<uuid:key>/", drafting.change_service, name="change_service"),
    path(VERSION + "services/<uuid:key>/out/", drafting.take_out, {"kind": "service"}, name="take_out_service"),
    path(CASE + "reviews/new/", reviews.hold_review, name="hold_review"),
    path(CASE + "reviews/<uuid:key>/correct/", reviews.correct_review, name="correct_review"),
    path(VERSION + "print/", prints.programme_print, name="programme_print"),
    path(VERSION + "print/pdf/", prints.programme_pdf, name="programme_pdf"),
    path(VERSION + "copy/<slug:given>/", prints.programme_copy, name="programme_copy"),
    path(VERSION + "compare/<int:other>/", versions.compare_versions, name="compare_versions"),
    path(VERSION + "endings/", programme.conclude_goals, name="conclude_goals"),
    path(CASE + "conferences/", conferences.case_conferences, name="case_conferences"),
    path(CASE + "conferences/new/", conferences.hold_conference, name="hold_conference"),
    path(CASE + "conferences/<uuid:key>/correct/", conferences.correct_conference, name="correct_conference"),
    path(CASE + "conferences/<uuid:key>/print/", conferences.print_conference, name="print_conference"),
    path(CASE + "reviews/early/", reviews.trigger_review, name="trigger_review"),
]
