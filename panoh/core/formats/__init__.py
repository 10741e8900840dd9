"""How dates, times and numbers are written in each language; Django reads the modules below.

Django's Tajik catalogue calls Tuesday by the letters of Sunday, and does not know that a month before a year takes the izafet
(24 ноябри 2026, but 26 ноябр). So both lists stand in our own catalogue, which comes before Django's.
"""

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

LONG_MONTHS = (
    pgettext_lazy("alt. month", "January"),
    pgettext_lazy("alt. month", "February"),
    pgettext_lazy("alt. month", "March"),
    pgettext_lazy("alt. month", "April"),
    pgettext_lazy("alt. month", "May"),
    pgettext_lazy("alt. month", "June"),
    pgettext_lazy("alt. month", "July"),
    pgettext_lazy("alt. month", "August"),
    pgettext_lazy("alt. month", "September"),
    pgettext_lazy("alt. month", "October"),
    pgettext_lazy("alt. month", "November"),
    pgettext_lazy("alt. month", "December"),
)
SHORT_WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def written_within(name: str) -> str:
    """The name of a day or month within a line: small in Russian and Tajik, great in English."""
    return name if get_language() == "en" else name.lower()
