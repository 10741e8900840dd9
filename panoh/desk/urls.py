"""Addresses of the desk: those of each area, all in the namespace `desk`."""

from django.urls import include, path

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

urlpatterns = [path("", include(f"panoh.desk.{area}.urls")) for area in AREAS]
