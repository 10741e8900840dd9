"""Addresses of the desk: one thing done to many cases."""

from django.urls import URLPattern, path

from panoh.desk.views import errands

ERRAND = "errands/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("guidance/cases/", errands.move_many, name="guidance_move_many"),
    path(ERRAND, errands.show_errand, name="errand"),
    path(ERRAND + "go-on/", errands.go_on, name="errand_go_on"),
    path(ERRAND + "back/", errands.take_back, name="errand_back"),
]
