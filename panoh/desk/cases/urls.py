"""Addresses: cases: list, file, people of a case, own pictures, history, closing, workload, one thing done to many cases."""

from django.urls import URLPattern, path

from panoh.desk.cases.views import bulk_operations, cases, closure, cues, ending, history, workload

CASE = "cases/<slug:code>/"
ERRAND = "errands/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("cases/", cases.show_cases, name="cases"),
    path("cases/names/", cases.show_names, name="case_names"),
    path("cases/assign/", workload.assign_several, name="cases_assign"),
    path("cases/<slug:code>/", cases.show_case, name="case_file"),
    path("cases/<slug:code>/complaints/", cases.show_complaints, name="case_complaints"),
    path("cases/<slug:code>/more/", cases.show_more, name="case_more"),
    path("cases/<slug:code>/hold/", cases.hold_case, name="case_hold"),
    path("cases/<slug:code>/resume/", cases.resume_case, name="case_resume"),
    path("cases/<slug:code>/correct/", cases.correct_case, name="case_correct"),
    path("cases/<slug:code>/reopen/", cases.reopen_case, name="case_reopen"),
    path("cases/<slug:code>/people/", cases.show_people, name="case_people"),
    path("cases/<slug:code>/people/assign/", cases.assign_worker, name="case_assign"),
    path("cases/<slug:code>/people/<uuid:key>/end/", cases.end_assignment, name="case_assignment_end"),
    path("cases/<slug:code>/share/", cases.share_case, name="case_share"),
    path("cases/<slug:code>/share/<uuid:key>/end/", cases.end_share, name="case_share_end"),
    path("cases/<slug:code>/history/", history.show_history, name="case_history"),
    path(CASE + "cue/", cues.choose_cue, name="case_cue"),
    path(CASE + "cue/away/", cues.take_away, name="case_cue_away"),
    path(CASE + "closure/", closure.case_closure, name="case_closure"),
    path(CASE + "closure/close/", closure.close_case, name="close_case"),
    path(CASE + "closure/end/", closure.end_case, name="end_case"),
    path(CASE + "follow-ups/<uuid:key>/", closure.record_follow_up, name="record_follow_up"),
    path(CASE + "follow-ups/<uuid:key>/correct/", closure.correct_follow_up, name="correct_follow_up"),
    path("tasks/several/", workload.several_tasks, name="tasks_several"),
    path("calendar/", workload.calendar, name="calendar"),
    path("hand-over/", workload.hand_over, name="hand_over"),
    path(CASE + "closure/decide/", closure.decide_closing, name="decide_closing"),
    path(CASE + "tries/new/", ending.record_attempt, name="attempt_new"),
    path(CASE + "together/", ending.safety_plan, name="safety_plan"),
    path(CASE + "together/print/", ending.safety_plan_print, name="safety_plan_print"),
    path(CASE + "feedback/new/", ending.record_feedback, name="feedback_new"),
    path(CASE + "ending/", ending.record_death, name="death_new"),
    path(CASE + "ending/<uuid:key>/back/", ending.take_back_death, name="death_back"),
    path("guidance/cases/", bulk_operations.move_many, name="guidance_move_many"),
    path(ERRAND, bulk_operations.show_bulk_operation, name="errand"),
    path(ERRAND + "go-on/", bulk_operations.go_on, name="errand_go_on"),
    path(ERRAND + "back/", bulk_operations.take_back, name="errand_back"),
]
