"""Addresses of the desk: requests."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
