"""Addresses of the desk: files that are to be erased."""

from django.urls import URLPattern, path

from panoh.desk.views import erasures

ONE = "erasures/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("erasures/", erasures.show_erasures, name="erasures"),
    path("erasures/ask/<slug:code>/", erasures.add_erasure, name="erasure_add"),
    path(ONE, erasures.show_erasure, name="erasure"),
    path(ONE + "hold/", erasures.hold_erasure, name="erasure_hold"),
    path(ONE + "agree/", erasures.agree_to_erasure, name="erasure_agree"),
    path(ONE + "call-off/", erasures.call_off_erasure, name="erasure_call_off"),
]
