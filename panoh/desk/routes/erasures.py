"""Addresses of the desk: files that are to be erased."""

from django.urls import URLPattern, path

from panoh.desk.views import erasures

ONE = "erasures/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("erasures/", erasures.show_erasures, name="erasures"),
    path("erasures/ask/<slug:code>/", erasures.add_erasure, name="erasure_add"),
    path(ONE, erasures.show_erasure, name="erasure"),
    path(ONE + "hold/", erasures.hold_erasure, name="erasure_hold"),
    *(path(f"{ONE}{act}/", erasures.act_on_erasure, {"act": act}, name=f"erasure_{act.replace('-', '_')}") for act in erasures.ACTS),
]
