"""For how long files are kept, as a file in clear, which the public pages read while the database is shut."""

from pathlib import Path

from django.conf import settings

from panoh.core.files import read_json, write_json
from panoh.data_protection.clocks import CLOCKS, months_in_words
from panoh.data_protection.enums import Rule
from panoh.data_protection.queries.retention import months_in_force

FILE = "kept-for.json"


def lay_out_periods() -> bool:
    """Writes the months in force where they differ from what lies there; whether they did. For the worker."""
    months = {str(rule): count for rule, count in months_in_force().items()}
    if _kept() == months:
        return False
    write_json(_file(), months)
    return True


def kept_for() -> dict[str, str]:
    """How long each rule keeps, in words of the active language, by the code of the rule. Asks neither database nor agent."""
    months = _kept()
    return {str(rule): months_in_words(int(months.get(rule, CLOCKS[rule].usual))) for rule in Rule}


def _file() -> Path:
    return Path(settings.DATA) / FILE


def _kept() -> dict[str, int]:
    return dict(read_json(_file()))
