"""How dates, times and numbers are written in each language; Django reads the modules below.

In Tajik a month before a year takes the izafet: 24 ноябри 2026, but 26 ноябр. Django's Tajik catalogue does not know that,
so the names of months in the long form stand in our own catalogue, which comes before Django's.
"""

from django.utils.translation import pgettext_lazy

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
