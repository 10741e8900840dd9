"""Addresses of the desk: keys."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
