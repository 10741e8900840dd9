"""Addresses of the desk: medico-legal reports."""

from django.urls import URLPattern, path

from panoh.desk.views import report_exhibits, report_steps, reports

ONE = "medico-legal/<slug:code>/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("medico-legal/read/<uuid:key>/", report_exhibits.open_reading, name="medico_reading"),
    path("medico-legal/", reports.show_reports, name="medico_reports"),
    path("cases/<slug:code>/medico-legal/", reports.case_reports, name="case_medico"),
    path("cases/<slug:code>/medico-legal/new/", reports.start_report, name="case_medico_start"),
    path(ONE, reports.show_report, name="medico_report"),
    path(ONE + "part/<slug:heading>/", reports.write_section, name="medico_section"),
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
]
