"""Approved pages of plans as a file in clear, which the public pages read while the database is shut."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from panoh.core.files import read_json, write_json
from panoh.planning.enums import PublicState
from panoh.planning.models import PublicPage

FOLDER = "public-plans"
TEXT = "plans.json"


def public_snapshot() -> list[dict[str, Any]]:
    """What is public of each plan, newest first; nothing where nothing was approved."""
    found: list[dict[str, Any]] = _kept().get("plans", [])
    return found


def lay_out_plans() -> bool:
    """One step towards a file that says what is approved; whether there was one to do."""
    pages = PublicPage.objects.filter(state=PublicState.PUBLIC).select_related("plan").order_by("-plan__first_year", "pk")
    plans = [{**page.body, "number": page.number} for page in pages]
    stamp = hashlib.sha256(json.dumps(plans, sort_keys=True).encode()).hexdigest()
    kept = _kept()
    if kept.get("stamp") == stamp or (not plans and not kept):
        return False
    _folder().mkdir(mode=0o700, exist_ok=True)
    write_json(_folder() / TEXT, {"stamp": stamp, "plans": plans})
    return True


def _folder() -> Path:
    return Path(settings.DATA) / FOLDER


def _kept() -> dict[str, Any]:
    return read_json(_folder() / TEXT)
