"""Addresses of the desk: figures."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
