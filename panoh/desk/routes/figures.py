"""Addresses of the desk: figures and what cannot be right."""

from django.urls import URLPattern, path

from panoh.desk.views import data_quality, figures

urlpatterns: list[URLPattern] = [
    path("figures/", figures.show_admissions, name="statistics"),
    path("figures/assistance/", figures.show_assistance, name="statistics_assistance"),
    path("figures/crosstab/", figures.show_crosstab, name="statistics_crosstab"),
    path("figures/<slug:name>/download/<slug:form>/", figures.download, name="statistics_download"),
    path("figures/rows/", figures.show_rows, name="statistics_rows"),
    path("data-quality/", data_quality.show_data_quality, name="data_quality"),
]
