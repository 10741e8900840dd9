"""Addresses of the desk: assessments, programme, sessions, help, reviews and closure of a case."""

from django.urls import URLPattern, path

from panoh.desk.views import assessments, assistance, closure, drafting, programme, reviews, sessions

CASE = "cases/<slug:code>/"
VERSION = CASE + "programme/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(CASE + "assessments/", assessments.case_assessments, name="case_assessments"),
    path(CASE + "assessments/new/", assessments.record_assessment, name="record_assessment"),
    path(CASE + "assessments/<uuid:key>/", assessments.case_assessment, name="case_assessment"),
    path(CASE + "assessments/<uuid:key>/findings/", assessments.open_findings, name="open_findings"),
    path(CASE + "assessments/<uuid:key>/correct/", assessments.correct_assessment, name="correct_assessment"),
    path(CASE + "capacities/", assessments.rate_capacities, name="rate_capacities"),
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
    path(CASE + "sessions/", sessions.case_sessions, name="case_sessions"),
    path(CASE + "sessions/plan/", sessions.plan_session, name="plan_session"),
    path(CASE + "sessions/new/", sessions.add_session, name="add_session"),
    path(CASE + "sessions/<uuid:key>/", sessions.case_session, name="case_session"),
    path(CASE + "sessions/<uuid:key>/notes/", sessions.open_notes, name="open_notes"),
    path(CASE + "sessions/<uuid:key>/record/", sessions.record_session, name="record_session"),
    path(CASE + "sessions/<uuid:key>/correct/", sessions.correct_session, name="correct_session"),
    path(CASE + "help/new/", assistance.give_help, name="give_help"),
    path(CASE + "help/<uuid:key>/correct/", assistance.correct_help, name="correct_help"),
    path(CASE + "closure/", closure.case_closure, name="case_closure"),
    path(CASE + "closure/close/", closure.close_case, name="close_case"),
    path(CASE + "closure/end/", closure.end_case, name="end_case"),
    path(CASE + "reviews/new/", reviews.hold_review, name="hold_review"),
    path(CASE + "reviews/<uuid:key>/correct/", reviews.correct_review, name="correct_review"),
    path(CASE + "follow-ups/<uuid:key>/", closure.record_follow_up, name="record_follow_up"),
    path(CASE + "follow-ups/<uuid:key>/correct/", closure.correct_follow_up, name="correct_follow_up"),
]
