"""Addresses of the desk: legal help."""

from django.urls import URLPattern, path

from panoh.desk.views import legal

HERE = "cases/<slug:code>/legal/"

urlpatterns: list[URLPattern] = [
    path(HERE, legal.case_legal, name="case_legal"),
    path(HERE + "new/", legal.add_milestone, name="milestone_add"),
    path(HERE + "<uuid:key>/", legal.change_milestone, name="milestone_change"),
]
