"""Addresses of the desk: legal help."""

from django.urls import URLPattern, path

from panoh.desk.views import legal, legal_referrals

HERE = "cases/<slug:code>/legal/"

urlpatterns: list[URLPattern] = [
    path(HERE, legal.case_legal, name="case_legal"),
    path(HERE + "new/", legal.add_milestone, name="milestone_add"),
    path("cases/<slug:code>/legal/refer/", legal_referrals.refer, name="legal_refer"),
    path("referrals/<slug:code>/question/", legal_referrals.answer_question, name="referral_question"),
    path("legal/", legal_referrals.show_received, name="legal_received"),
    path("legal/<slug:code>/", legal_referrals.show_one, name="legal_referral"),
    path("legal/<slug:code>/<slug:step>/", legal_referrals.answer, name="legal_answer"),
    path(HERE + "<uuid:key>/", legal.change_milestone, name="milestone_change"),
]
