"""What can still be looked at of a file that lost its name, and what is said to the person who asks for it."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from panoh.accounts.enums import Language
from panoh.core.templatetags.panoh import dated
from panoh.data_protection.queries.erasures import ErasureRow, Stays, stays_of
from panoh.places import catalogue


def what_stays(row: ErasureRow) -> dict[str, Any]:
    """The codes of its cases as pairs, and the answer in each language; nothing where there is none."""
    found = stays_of(row)
    return {
        "is_anonymised": bool(found),
        "stays": [pair for one in found for pair in _pairs(one)],
        "answers": [(language.value, _answer(row, language)) for language in Language] if found else [],
    }


def _pairs(one: Stays) -> list[tuple[str, Any]]:
    case = one.case
    years = f"{case.admitted_on:%Y}–{case.closed_on:%Y}" if case.closed_on else f"{case.admitted_on:%Y}"
    return [
        (_("Case"), case.code),
        (_("Admitted as"), case.get_kind_display()),
        (_("Sex"), case.person.get_sex_display()),
        (_("Age then"), one.band),
        (_("Region"), catalogue.name(case.region)),
        (_("Years"), years),
        (_("Sessions"), one.sessions),
        (_("Help given"), one.help),
    ]


def _answer(row: ErasureRow, language: Language) -> str:
    """What a person hears who comes with their code: it is theirs to know, and nobody can undo it."""
    with translation.override(language):
        return _(
            "On %(day)s your name, your contacts and all texts were removed from the file. Nobody can tell which file was "
            "yours, so there is no copy of it. Numbers stay: a year, a region, the help given."
        ) % {"day": dated(row.ended_at.date()) if row.ended_at else ""}
