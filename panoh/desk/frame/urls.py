"""Addresses of the frame: its components on one page."""

from django.urls import URLPattern, path

from panoh.desk.frame import components

urlpatterns: list[URLPattern] = [path("components/", components.show_components, name="components")]
