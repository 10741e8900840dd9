"""Addresses of the desk: legal help."""

from django.urls import URLPattern, path

from panoh.desk.views import legal, legal_referrals, releases

HERE = "cases/<slug:code>/legal/"

urlpatterns: list[URLPattern] = [
    path(HERE, legal.case_legal, name="case_legal"),
    path(HERE + "new/", legal.add_milestone, name="milestone_add"),
    path("cases/<slug:code>/legal/refer/", legal_referrals.refer, name="legal_refer"),
    path("referrals/<slug:code>/question/", legal_referrals.answer_question, name="referral_question"),
    path("cases/<slug:code>/released/", releases.show_case_releases, name="case_released"),
    path("cases/<slug:code>/released/new/", releases.release, name="release_new"),
    path("cases/<slug:code>/released/<uuid:key>/take-back/", releases.take_back, name="release_take_back"),
    path("released/", releases.show_mine, name="released"),
    path("released/<uuid:key>/", releases.open_one, name="released_open"),
    path("legal/", legal_referrals.show_received, name="legal_received"),
    path("legal/<slug:code>/", legal_referrals.show_one, name="legal_referral"),
    path("legal/<slug:code>/<slug:step>/", legal_referrals.answer, name="legal_answer"),
    path(HERE + "<uuid:key>/", legal.change_milestone, name="milestone_change"),
]
