"""What a facility is called: by the name on its door, and in each language in which it has one."""

from typing import Any

from django.utils.translation import get_language

BY_LANGUAGE = ("name_tg", "name_ru", "name_en")
NAMES = ("name", *BY_LANGUAGE)  # what has to be opened to say it


def called(opened: Any, language: str = "") -> str:
    """The name in this language, else in that of who reads; where it has none there, the one on its door."""
    return str(getattr(opened, f"name_{language or get_language() or 'en'}", "") or opened.name or "")
