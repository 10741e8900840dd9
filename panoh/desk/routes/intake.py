"""Addresses of the desk: what was written without an account."""

from django.urls import URLPattern, path

from panoh.desk.views import intake

ONE = "requests/<slug:code>/written/"

urlpatterns: list[URLPattern] = [
    path(ONE, intake.show_thread, name="thread"),
    path(ONE + "answer/", intake.answer_thread, name="thread_answer"),
    path(ONE + "files/<int:place>/", intake.take_file, name="thread_file"),
]
