"""Addresses: figures: tables, indicators, releases, packs, data errors, unmet needs, standards, studies."""

from django.urls import URLPattern, path

from panoh.desk.figures.views import data_quality, figures, gaps, indicators, packs, released, standards, studies

STUDIES = "cases/<slug:code>/studies/"

urlpatterns: list[URLPattern] = [
    path("figures/", figures.show_admissions, name="statistics"),
    path("figures/assistance/", figures.show_assistance, name="statistics_assistance"),
    path("figures/crosstab/", figures.show_crosstab, name="statistics_crosstab"),
    path("figures/reports/", indicators.show_first, name="statistics_reports"),
    path("figures/reports/<slug:code>/", indicators.show_report, name="statistics_report"),
    path("figures/packs/", packs.show_first, name="statistics_packs"),
    path("figures/packs/<int:number>/", packs.show_pack, name="statistics_pack"),
    path("figures/packs/<int:number>/file/<slug:form>/", packs.download_pack, name="statistics_pack_file"),
    path("figures/studies/", studies.show_first, name="statistics_studies_first"),
    path("figures/studies/<int:year>/", studies.show_year, name="statistics_studies"),
    path("figures/studies/<int:year>/file/", studies.take_year, name="statistics_studies_file"),
    path(STUDIES, studies.case_studies, name="case_studies"),
    path(STUDIES + "new/", studies.write_study, name="study_write"),
    path(STUDIES + "<uuid:key>/change/", studies.change_study, name="study_change"),
    path(STUDIES + "<uuid:key>/approve/", studies.approve_study, name="study_approve"),
    path(STUDIES + "<uuid:key>/act/<slug:act>/", studies.act_on_study, name="study_act"),
    path("figures/year/<int:year>/<slug:readers>/", figures.print_year, name="statistics_year"),
    path("figures/releases/", released.show_releases, name="statistics_releases"),
    path("figures/releases/new/", released.add_release, name="statistics_release_new"),
    path("figures/releases/<uuid:key>/", released.show_release, name="statistics_release"),
    path("figures/releases/<uuid:key>/read/", released.review_release, name="statistics_release_read"),
    path("figures/releases/<uuid:key>/withdraw/", released.withdraw_release, name="statistics_release_withdraw"),
    path("figures/releases/<uuid:key>/act/<slug:act>/", released.act_on_release, name="statistics_release_act"),
    path("figures/releases/<uuid:key>/file/<slug:form>/", released.download_release, name="statistics_release_file"),
    path("figures/<slug:name>/download/<slug:form>/", figures.download, name="statistics_download"),
    path("figures/rows/", figures.show_rows, name="statistics_rows"),
    path("standards/", standards.show_standards, name="standards"),
    path("standards/<int:number>/", standards.show_standard, name="standard"),
    path("standards/<int:number>/text/", standards.paste_standard, name="standard_paste"),
    path("standards/<int:number>/<int:year>/", standards.rate_standard, name="standard_rate"),
    path("data-quality/", data_quality.show_data_quality, name="data_quality"),
    path("figures/gaps/", gaps.show_gaps, name="gaps"),
    path("gaps/open/", gaps.show_open_gaps, name="gaps_open"),
    path("gaps/<uuid:key>/end/", gaps.end_gap, name="gap_end"),
    path("cases/<slug:code>/gaps/new/", gaps.note_gap, name="gap_new"),
]
