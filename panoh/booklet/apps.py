"""Django's entry for this room."""

from django.apps import AppConfig


class BookletConfig(AppConfig):
    name = "panoh.booklet"
    label = "booklet"
