"""A blank register to fill in."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from panoh.cases.enums import Kind
from panoh.exchange.blank_sheets import Asked, blank_workbook
from panoh.exchange.register.heads import FIELD_NAMES, MANDATORY
from panoh.people.data import FULL_NAME
from panoh.people.enums import Relation, Sex
from panoh.places import catalogue

COLUMNS = (
    *("number", "admitted_on", *FULL_NAME, "birth", "sex", "region", "district", "kind", "relation"),
    *("survivor_number", "sender", "phone", "complaints", "medical", "sessions", "social", "closed_on", "note"),
)
NEEDED = frozenset({*MANDATORY, "family_name"})


def template_workbook() -> bytes:
    """An XLSX with the columns of a register, in the active language."""
    examples, lists = _examples(), _lists()
    asked = [Asked(str(FIELD_NAMES[name]), name in NEEDED, examples.get(name, ""), lists.get(name, ())) for name in COLUMNS]
    return blank_workbook(pgettext("name of a sheet", "Register"), asked)


def _lists() -> dict[str, list[str]]:
    return {
        "sex": _labels(Sex),
        "kind": _labels(Kind),
        "relation": _labels(Relation),
        "region": [name for _code, name in catalogue.region_choices()],
        "medical": [_("yes"), _("no")],
    }


def _labels(choices: Iterable[Sex] | Iterable[Kind] | Iterable[Relation]) -> list[str]:
    return [str(choice.label) for choice in choices]


def _examples() -> dict[str, str]:
    """One of each column, as it may be typed."""
    return {
        "number": "1",
        "admitted_on": "05.02.2026",
        **dict.fromkeys(FULL_NAME, _("as in the passport")),
        "birth": "12.03.1984, 1984",
        "district": _("one word is enough"),
        "survivor_number": _("the number of their row in this file"),
        "phone": "90 000 00 00",
        "complaints": _("separated by commas"),
        "sessions": "8",
        "social": _("separated by commas"),
        "closed_on": "20.09.2026",
    }
