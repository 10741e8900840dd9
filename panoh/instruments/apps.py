"""Django's entry for this room."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "panoh.instruments"
    label = "instruments"
