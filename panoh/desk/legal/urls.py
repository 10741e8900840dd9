"""Addresses: legal work: referrals to the legal unit, releases, medico-legal reports."""

from django.urls import URLPattern, path

from panoh.desk.legal.views import legal, referrals, releases, report_exhibits, report_steps, reports

ONE = "reports/<slug:code>/<int:number>/"
HERE = "cases/<slug:code>/legal/"

urlpatterns: list[URLPattern] = [
    path("reports/read/<uuid:key>/", report_exhibits.open_reading, name="medico_reading"),
    path("reports/", reports.show_reports, name="medico_reports"),
    path("cases/<slug:code>/reports/", reports.case_reports, name="case_medico"),
    path("cases/<slug:code>/reports/new/", reports.start_report, name="case_medico_start"),
    path(ONE, reports.show_report, name="medico_report"),
    path(ONE + "part/<int:part>/", reports.write_section, name="medico_section"),
    path(ONE + "finding/new/<slug:kind>/", reports.add_finding, name="medico_add_finding"),
    path(ONE + "finding/<uuid:key>/", reports.change_finding, name="medico_finding"),
    path(ONE + "finding/<uuid:key>/out/", reports.take_out_finding, name="medico_finding_out"),
    path(ONE + "finding/<uuid:key>/marks/", report_exhibits.choose_exhibits, name="medico_marks"),
    path(ONE + "photograph/<uuid:key>/", report_exhibits.show_exhibited, name="medico_photograph"),
    path(ONE + "overall/", reports.evaluate, name="medico_overall"),
    path(ONE + "author/", report_steps.name_author, name="medico_author"),
    path(ONE + "reader/", report_steps.send_to_reader, name="medico_reader"),
    path(ONE + "return/", report_steps.return_report, name="medico_return"),
    path(ONE + "agree/", report_steps.confirm_reading, name="medico_agree"),
    path(ONE + "sign/", report_steps.sign_report, name="medico_sign"),
    path(ONE + "version/", report_steps.begin_version, name="medico_version"),
    path(ONE + "give/", report_steps.give_report, name="medico_give"),
    path(ONE + "paper/", report_steps.download_report, name="medico_paper"),
    path(HERE, legal.case_legal, name="case_legal"),
    path(HERE + "new/", legal.add_milestone, name="milestone_add"),
    path("cases/<slug:code>/legal/refer/", referrals.refer, name="legal_refer"),
    path("referrals/<slug:code>/question/", referrals.answer_question, name="referral_question"),
    path("cases/<slug:code>/released/", releases.show_case_releases, name="case_released"),
    path("cases/<slug:code>/released/new/", releases.release, name="release_new"),
    path("cases/<slug:code>/released/<uuid:key>/take-back/", releases.take_back, name="release_take_back"),
    path("released/", releases.show_mine, name="released"),
    path("released/<uuid:key>/", releases.open_one, name="released_open"),
    path("legal/", referrals.show_received, name="legal_received"),
    path("legal/<slug:code>/", referrals.show_one, name="legal_referral"),
    path("legal/<slug:code>/<slug:step>/", referrals.answer, name="legal_answer"),
    path(HERE + "<uuid:key>/", legal.change_milestone, name="milestone_change"),
]
