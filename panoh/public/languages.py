"""The public languages as a part of the address."""

from django.conf import settings

# How each is named on the switch, in itself.
NAMES = {"tg": "Тоҷикӣ", "ru": "Русский", "en": "English"}


class LanguageConverter:
    """Matches tg, ru and en alone."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value
