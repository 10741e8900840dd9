"""Addresses of the desk: referrals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
