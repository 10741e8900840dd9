"""In which languages the house speaks. In which people speak with each other: `core.spoken`."""

from django.conf import settings

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
