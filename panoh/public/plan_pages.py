"""Approved strategic plans as a public page, newest first: what is laid out, in one language. Asks neither database nor agent."""

from typing import Any

from django.utils.translation import get_language

from panoh.planning.public_page import page_of
from panoh.planning.public_snapshot import public_snapshot


def contents() -> dict[str, Any]:
    """Every plan that is public, in the active language."""
    language = get_language() or "tg"
    return {"plans": [page_of(body, language) for body in public_snapshot()]}


def has_plans() -> dict[str, Any]:
    """Whether the first page leads there."""
    return {"has_plans": bool(public_snapshot())}
