"""Addresses of the desk: figures and what cannot be right."""

from django.urls import URLPattern, path

from panoh.desk.views import data_quality, figures, indicators

urlpatterns: list[URLPattern] = [
    path("figures/", figures.show_admissions, name="statistics"),
    path("figures/assistance/", figures.show_assistance, name="statistics_assistance"),
    path("figures/crosstab/", figures.show_crosstab, name="statistics_crosstab"),
    path("figures/reports/", indicators.show_first, name="statistics_reports"),
    path("figures/reports/<slug:code>/", indicators.show_report, name="statistics_report"),
    path("figures/<slug:name>/download/<slug:form>/", figures.download, name="statistics_download"),
    path("figures/rows/", figures.show_rows, name="statistics_rows"),
    path("data-quality/", data_quality.show_data_quality, name="data_quality"),
]
