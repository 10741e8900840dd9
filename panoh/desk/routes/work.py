"""Addresses of the desk: work."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
