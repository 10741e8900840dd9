"""Addresses of the desk: cases."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
