"""Addresses of the desk: accounts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
