"""Addresses of the desk: what is said about the Unit itself."""

from django.urls import URLPattern, path

from panoh.desk.views import complaints

ONE = "complaints/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("complaints/", complaints.show_complaints, name="complaints"),
    path("complaints/new/", complaints.add_complaint, name="complaint_new"),
    path(ONE, complaints.show_complaint, name="complaint"),
    path(ONE + "words/", complaints.open_complaint, name="complaint_words"),
    path(ONE + "take-up/", complaints.take_up, name="complaint_take_up"),
    path(ONE + "pass-on/", complaints.pass_on, name="complaint_pass_on"),
    path(ONE + "withdraw/", complaints.withdraw, name="complaint_withdraw"),
    path(ONE + "answer/", complaints.answer, name="complaint_answer"),
]
