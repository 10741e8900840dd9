"""What the Unit says of a year in one sentence: men, women, boys and girls apart, then survivors and family members (FIELD 0)."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.enums import Language
from panoh.cases.enums import Kind
from panoh.people.enums import Sex
from panoh.reporting.dimensions import ADULT, MINOR
from panoh.reporting.queries import Admissions


def sentence(found: Admissions) -> str:
    """In the active language. Who has no age or no sex stated stands in a part of its own, so that the parts add up to all."""
    men, women = found.count(sex=Sex.MALE, age=ADULT), found.count(sex=Sex.FEMALE, age=ADULT)
    boys, girls = found.count(sex=Sex.MALE, age=MINOR), found.count(sex=Sex.FEMALE, age=MINOR)
    rest = found.persons - men - women - boys - girls
    direct, family = found.count(kind=Kind.SURVIVOR), found.count(kind=Kind.FAMILY)
    who = [
        (men, ngettext("%(n)s man", "%(n)s men", men)),
        (women, ngettext("%(n)s woman", "%(n)s women", women)),
        (boys, ngettext("%(n)s under-age boy", "%(n)s under-age boys", boys)),
        (girls, ngettext("%(n)s under-age girl", "%(n)s under-age girls", girls)),
        (rest, ngettext("%(n)s whose age or sex is not stated", "%(n)s whose age or sex is not stated", rest)),
    ]
    whence = [
        (direct, ngettext("%(n)s direct", "%(n)s direct", direct)),
        (family, ngettext("%(n)s relative", "%(n)s relatives", family)),
    ]
    admitted = ngettext("%(n)s admitted", "%(n)s admitted", found.persons) % {"n": found.persons}
    if not found.persons:
        return _("Nobody was admitted.")
    return f"{admitted}: {_listed(who)}; {_listed(whence)}."


def _listed(parts: list[tuple[int, str]]) -> str:
    """Those there are."""
    return ", ".join(text % {"n": count} for count, text in parts if count)


def sentences(found: Admissions) -> dict[str, str]:
    """The sentence in each language of the desk."""
    told = {}
    for language in Language.values:
        with translation.override(language):
            told[language] = sentence(found)
    return told
