"""Addresses of the desk: finding a person."""

from django.urls import URLPattern, path

from panoh.desk.views import search

urlpatterns: list[URLPattern] = [
    path("search/", search.show_search, name="search"),
    path("search/open/", search.open_found, name="search_open"),
]
