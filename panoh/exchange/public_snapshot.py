"""What may be told of the directory, laid out as a file in clear: public pages go on while the database is shut.

Nothing stands in it that a public page does not show to everybody. An entry past its check leaves the pages by itself, also while locked.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from panoh.accounts.models import Organisation
from panoh.accounts.queries import secretariat
from panoh.audit.trail import record
from panoh.core.actor import SYSTEM
from panoh.core.clock import today
from panoh.core.files import read_json, write_json
from panoh.exchange.directory import is_told, told_facts
from panoh.exchange.events import DirectoryEvent
from panoh.network.models import Facility
from panoh.vault.purpose import Purpose

FILE = "public-directory.json"
# Codes and words as the pages need them; a person only where somebody said that they may be told.
CONTACT_WORDS = ("name", "title", "phone", "email")
FACTS = (
    "name name_tg name_ru name_en kind services region place address phone email website description opening_days hours opening_told "
    "languages has_women_staff has_men_staff is_child_friendly is_accessible cost contact_name"
).split()


def lay_out_directory() -> bool:
    """Writes the file anew where entries changed since; whether it did. Names are opened for the secretariat, and that is recorded."""
    rows = [
        row
        for row in Facility.objects.filter(is_active=True)
        .select_related("society")
        .prefetch_related("contacts")
        .order_by("region", "kind", "pk")
        if is_told(row)
    ]
    stamp = _stamp(rows)
    if _read().get("stamp") == stamp:
        return False
    try:
        by = replace(SYSTEM, organisation=secretariat().pk)
    except Organisation.DoesNotExist:
        return False
    if rows:
        record(DirectoryEvent.SNAPSHOT_MADE, by=by, purpose=Purpose.ADMINISTRATION)
    entries = [_entry(row, facts, contacts) for row, facts, contacts in told_facts(rows, by=by)]
    write_json(_path(), {"stamp": stamp, "entries": entries})
    return True


def public_snapshot(on: dt.date | None = None) -> list[dict[str, Any]]:
    """The entries that are fresh on a day, by region; none where nothing was laid out yet. Asks neither database nor agent."""
    day = (on or today()).isoformat()
    return [entry for entry in _read().get("entries", []) if entry["due_on"] > day]


def _stamp(rows: Iterable[Facility]) -> str:
    known = [[str(row.pk), row.version, [[str(each.pk), each.version] for each in row.contacts.all() if each.is_public]] for row in rows]
    return hashlib.sha256(json.dumps([FACTS, known]).encode()).hexdigest()


def _entry(row: Facility, facts: dict[str, Any], contacts: Iterable[Any]) -> dict[str, Any]:
    people = [{name: getattr(each, name) or "" for name in CONTACT_WORDS} for each in contacts]
    days = {"checked_on": row.checked_on, "due_on": row.check_due_on}
    told = {name: facts[name] for name in FACTS} | {"contacts": people}
    return told | {name: day.isoformat() if day else "" for name, day in days.items()}


def _path() -> Path:
    return Path(settings.DATA) / FILE


def _read() -> dict[str, Any]:
    return read_json(_path())
