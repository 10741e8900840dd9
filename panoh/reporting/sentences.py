"""What the Unit says of a year in one sentence: men, women, boys and girls apart, then survivors and family members (FIELD 0)."""

from collections.abc import Collection

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.enums import Language
from panoh.cases.enums import Kind
from panoh.people.enums import Sex
from panoh.reporting.dimensions import ADULT, MINOR
from panoh.reporting.queries.figures import Admissions


def sentence(found: Admissions, hidden: Collection[str] = (), least: int = 0) -> str:
    """In the active language. Who has no age or no sex stated stands in a part of its own, so that the parts add up to all.

    `hidden`: the parts that are not told, by the names that `telling` has for them, since they are under `least` or would tell one that is.
    """
    men, women = found.count(sex=Sex.MALE, age=ADULT), found.count(sex=Sex.FEMALE, age=ADULT)
    boys, girls = found.count(sex=Sex.MALE, age=MINOR), found.count(sex=Sex.FEMALE, age=MINOR)
    rest = found.persons - men - women - boys - girls
    direct, family = found.count(kind=Kind.SURVIVOR), found.count(kind=Kind.FAMILY)
    who = [
        (men, "men", ngettext("%(n)s man", "%(n)s men", men)),
        (women, "women", ngettext("%(n)s woman", "%(n)s women", women)),
        (boys, "boys", ngettext("%(n)s under-age boy", "%(n)s under-age boys", boys)),
        (girls, "girls", ngettext("%(n)s under-age girl", "%(n)s under-age girls", girls)),
        (rest, "unknown", ngettext("%(n)s whose age or sex is not stated", "%(n)s whose age or sex is not stated", rest)),
    ]
    whence = [
        (direct, "direct", ngettext("%(n)s survivor", "%(n)s survivors", direct)),
        (family, "family", ngettext("%(n)s family member", "%(n)s family members", family)),
    ]
    admitted = ngettext("%(n)s admitted", "%(n)s admitted", found.persons) % {"n": found.persons}
    untold = _("Numbers under %(least)s, and some others, are not shown.") % {"least": least}
    if found.persons < least:
        return untold
    if not found.persons:
        return _("Nobody was admitted.")
    told = "; ".join(filter(None, (_listed(who, hidden), _listed(whence, hidden))))
    said = f"{admitted}: {told}." if told else f"{admitted}."
    return f"{said} {untold}" if hidden else said


def _listed(parts: list[tuple[int, str, str]], hidden: Collection[str]) -> str:
    """Those there are and that are told."""
    return ", ".join(text % {"n": count} for count, name, text in parts if count and name not in hidden)


def sentences(found: Admissions, hidden: Collection[str] = (), least: int = 0) -> dict[str, str]:
    """The sentence in each language of the desk."""
    told = {}
    for language in Language.values:
        with translation.override(language):
            told[language] = sentence(found, hidden, least)
    return told
