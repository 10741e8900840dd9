"""Addresses of the desk: my day, tasks, cases."""

from django.urls import URLPattern, path

from panoh.desk.views import cases, history, my_day

urlpatterns: list[URLPattern] = [
    path("", my_day.show_my_day, name="my_day"),
    path("tasks/new/", my_day.add_task, name="task_add"),
    path("tasks/<uuid:key>/", my_day.show_task, name="task"),
    path("tasks/<uuid:key>/done/", my_day.finish_task, name="task_finish"),
    path("tasks/<uuid:key>/later/", my_day.postpone_task, name="task_postpone"),
    path("tasks/<uuid:key>/give/", my_day.give_task, name="task_give"),
    path("cases/", cases.show_cases, name="cases"),
    path("cases/names/", cases.show_names, name="case_names"),
    path("cases/<slug:code>/", cases.show_case, name="case_file"),
    path("cases/<slug:code>/complaints/", cases.show_complaints, name="case_complaints"),
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
]
