"""What a country is called in the language of who reads: two letters say nothing to most."""

from babel import Locale
from django.utils.translation import get_language


def country_name(code: str) -> str:
    """Germany for DE; what is no country stays as it was written."""
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(code, code))
