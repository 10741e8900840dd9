"""Django's entry for this room."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "panoh.cases"
    label = "cases"
