"""Addresses: requests for help: written down, triaged, declined; people who ask what is kept about them."""

from django.urls import URLPattern, path

from panoh.desk.requests.views import asking, calling_back, intake, requests

ONE = "requests/<slug:code>/written/"
ASKED = ONE + "<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("requests/", requests.show_requests, name="requests"),
    path("requests/new/", requests.new_request, name="request_new"),
    path("requests/admit/", requests.admit_directly, name="request_admit_new"),
    path("requests/<slug:code>/", requests.show_request, name="request_detail"),
    path("requests/<slug:code>/triage/", requests.triage_request, name="request_triage"),
    path("requests/<slug:code>/refuse/", requests.refuse_request, name="request_refuse"),
    path("requests/<slug:code>/take-back/", requests.take_request_back, name="request_take_back"),
    path("requests/<slug:code>/reopen/", requests.reopen_request, name="request_reopen"),
    path("requests/<slug:code>/same/", requests.answer_request, name="request_same"),
    path("requests/<slug:code>/call-back/", calling_back.add_attempt, name="request_call_back"),
    path("requests/<slug:code>/admit/", requests.admit_request, name="request_admit"),
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
