"""Addresses for machines."""

from django.urls import URLPattern, path

from panoh.desk.exchange.views import machines

app_name = "api"

urlpatterns: list[URLPattern] = [path("figures/<slug:name>/", machines.show_figures, name="figures")]
