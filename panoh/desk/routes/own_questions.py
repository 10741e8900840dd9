"""Addresses of the desk: the Unit's own questions, and what was answered on a case."""

from django.urls import URLPattern, path

from panoh.desk.views import own_questions

urlpatterns: list[URLPattern] = [
    path("own-questions/", own_questions.show_questions, name="own_questions"),
    path("own-questions/new/", own_questions.add_question, name="own_question_add"),
    path("own-questions/<uuid:key>/", own_questions.change_question, name="own_question"),
    path("own-questions/<uuid:key>/retire/", own_questions.retire_question, name="own_question_retire"),
    path("own-questions/<uuid:key>/count/", own_questions.count_question, name="own_question_count"),
    path("cases/<slug:code>/own-questions/", own_questions.case_answers, name="case_own_questions"),
    path("cases/<slug:code>/own-questions/<uuid:key>/correct/", own_questions.correct_answer, name="case_own_answer_correct"),
]
