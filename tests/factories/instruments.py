"""Questionnaires that were answered, by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.actions.asking import ask
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.instruments.models import Response
from panoh.instruments.reading import definition


def answers(instrument: str, values: str) -> dict[str, int | None]:
    """Answers in the order of the form; a dash, and what is not there, is left out."""
    items = definition(instrument).items
    return {item.id: None if value == "-" else int(value) for item, value in zip(items, values, strict=False)}


def make_response(case: Case, *, by: User, instrument: str = "phq9", values: str = "111111100", **facts: Any) -> Response:
    """Answers of today, asked in Tajik."""
    given = {"done_on": today(), "language": "tg", **facts}
    return ask(case, by=by, instrument=instrument, items=answers(instrument, values), **given)
