"""Addresses: my day and tasks, everything else, taking back the last act."""

from django.urls import URLPattern, path

from panoh.desk.home.views import guide, more, my_day, ringing

urlpatterns: list[URLPattern] = [
    path("", my_day.show_my_day, name="my_day"),
    path("ringing/", ringing.show_ringing, name="ringing"),
    path("tasks/", my_day.show_tasks, name="tasks"),
    path("tasks/new/", my_day.add_task, name="task_add"),
    path("tasks/<uuid:key>/", my_day.show_task, name="task"),
    path("tasks/<uuid:key>/done/", my_day.finish_task, name="task_finish"),
    path("tasks/<uuid:key>/later/", my_day.postpone_task, name="task_postpone"),
    path("tasks/<uuid:key>/give/", my_day.give_task, name="task_give"),
    path("undo/<uuid:key>/", more.take_back, name="take_back"),
    path("guide/", guide.show_guide, name="guide"),
    path("more/", more.show_more, name="more"),
    path("parts/", more.set_features, name="features"),
]
