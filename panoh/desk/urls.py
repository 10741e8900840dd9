"""Addresses of the desk: those of each area, all in the namespace `desk`."""

from importlib import import_module

from django.urls import URLPattern

app_name = "desk"

AREAS = (
    "frame",
    "home",
    "requests",
    "danger",
    "cases",
    "people",
    "assessments",
    "programme",
    "sessions",
    "referrals",
    "episodes",
    "money",
    "consents",
    "legal",
    "letters",
    "hotline",
    "directory",
    "agreements",
    "figures",
    "plans",
    "guidance",
    "questionnaires",
    "data_protection",
    "exchange",
    "staff",
    "organisations",
)

urlpatterns: list[URLPattern] = [pattern for area in AREAS for pattern in import_module(f"panoh.desk.{area}.urls").urlpatterns]
