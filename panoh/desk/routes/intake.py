"""Addresses of the desk: what was written without an account."""

from django.urls import URLPattern, path

from panoh.desk.views import asking, intake

ONE = "requests/<slug:code>/written/"
ASKED = ONE + "<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path(ONE, intake.show_thread, name="thread"),
    path(ONE + "answer/", intake.answer_thread, name="thread_answer"),
    path(ONE + "files/<int:place>/", intake.take_file, name="thread_file"),
    path(ASKED + "word/", asking.weigh_word, name="asked_word"),
    path(ASKED + "told/", asking.tell_file, name="asked_told"),
    path(ASKED + "back/", asking.take_back, name="asked_back"),
    path(ASKED + "complaint/", asking.pass_complaint_on, name="asked_complaint"),
    path(ASKED + "right/", asking.tell_put_right, name="asked_right"),
    path(ASKED + "erasure/", asking.note_erasure, name="asked_erasure"),
]
