"""Addresses of the frame: its components on one page, discreet mode."""

from django.urls import URLPattern, path

from panoh.desk.frame import components, discreet

urlpatterns: list[URLPattern] = [
    path("components/", components.show_components, name="components"),
    path("discreet/", discreet.switch_discreet, name="discreet"),
]
