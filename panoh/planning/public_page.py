"""A public page of a plan ready to be read in one language. What it is made of was written down when it was asked for; no database here."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, number_format

from panoh.planning.enums import Came, Light
from panoh.planning.small import HIDDEN

LIGHTS = {Light.GREEN: "done", Light.AMBER: "wait", Light.RED: "late"}


def _number(value: str, *, is_percent: bool) -> str:
    """As it is read in the active language; "" for none and for one that is hidden."""
    if value in ("", HIDDEN):
        return ""
    number = Decimal(value)
    told = number_format(number, decimal_pos=max(-int(number.as_tuple().exponent), 0), use_l10n=True, force_grouping=True)
    return f"{told}\u00a0%" if is_percent else told


def page_of(body: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What the template draws."""
    language = language if language in body["titles"] else "tg"
    with translation.override(language):
        first, last = body["years"]
        adopted = dt.date.fromisoformat(body["adopted_on"]) if body["adopted_on"] else None
        return {
            "title": body["titles"][language],
            "years": range(first, last + 1),
            "adopted_on": date_format(adopted, "DATE_FORMAT") if adopted else "",
            "green": body["green"],
            "amber": body["amber"],
            "threshold": body["threshold"],
            "base": body["base"],
            "meetings": body["meetings"],
            "made_by": [(Came(came).label, role, organisation) for came, role, organisation in body["made_by"]],
            "told": [(year, texts[language]) for year, texts in body["told"]],
            "objectives": [
                {
                    "text": objective["texts"][language],
                    "outcomes": [
                        {"text": outcome["texts"][language], "lines": [_line(line, language) for line in outcome["lines"]]}
                        for outcome in objective["outcomes"]
                    ],
                }
                for objective in body["objectives"]
            ],
        }


def _line(line: Mapping[str, Any], language: str) -> dict[str, Any]:
    percent = line["is_percent"]
    return {
        "name": line["names"][language],
        "falls": line["falls"],
        "baseline": _number(line["baseline"], is_percent=percent),
        "baseline_year": line["baseline_year"],
        "cells": [
            {
                "year": cell["year"],
                "target": _number(cell["target"], is_percent=percent),
                "value": _number(cell["value"], is_percent=percent),
                "is_hidden": cell["value"] == HIDDEN,
                "label": Light(cell["light"]).label,
                "badge": LIGHTS.get(Light(cell["light"]), ""),
            }
            for cell in line["years"]
        ],
    }
