"""Addresses of the desk: corrections that a person asked for and did not get."""

from django.urls import URLPattern, path

from panoh.desk.views import refusals

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/not-corrected/", refusals.refuse_correction, name="case_refusals"),
    path("cases/<slug:code>/not-corrected/<uuid:key>/", refusals.look_at_refusal, name="case_refusal"),
]
