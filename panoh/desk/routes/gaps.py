"""Addresses of the desk: needs that nobody meets."""

from django.urls import URLPattern, path

from panoh.desk.views import gaps

urlpatterns: list[URLPattern] = [
    path("figures/gaps/", gaps.show_gaps, name="gaps"),
    path("gaps/open/", gaps.show_open_gaps, name="gaps_open"),
    path("gaps/<uuid:key>/end/", gaps.end_gap, name="gap_end"),
    path("cases/<slug:code>/gaps/new/", gaps.note_gap, name="gap_new"),
]
