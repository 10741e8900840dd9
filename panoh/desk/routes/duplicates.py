"""Addresses of the desk: two records that may be of one person."""

from django.urls import URLPattern, path

from panoh.desk.views import duplicates

PAIR = "duplicates/<uuid:left>/<uuid:right>/"

urlpatterns: list[URLPattern] = [
    path("duplicates/", duplicates.show_duplicates, name="duplicates"),
    path("duplicates/compare/", duplicates.compare_cases, name="duplicates_compare"),
    path("duplicates/joined/", duplicates.show_joined, name="duplicates_joined"),
    path("duplicates/joined/<uuid:key>/apart/", duplicates.take_apart, name="duplicates_apart"),
    path(PAIR, duplicates.show_pair, name="pair"),
    path(PAIR + "join/", duplicates.join_pair, name="pair_join"),
    path(PAIR + "two/", duplicates.tell_apart, name="pair_apart"),
]
