"""Writing a package of HSDS: tables with their description, the same as JSON, and every service with all that stands around it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.exchange.hsds.nesting import nested_services
from panoh.exchange.hsds.profile import PROFILE
from panoh.exchange.hsds.tables import Field, Table, Tables, tables

NOT_EMPTY = _("The folder is not empty. Choose a new one, so that other files are not taken for part of this export.")
_TEXT = ("uuid", "email", "uri")


def write_package(folder: Path, rows: Tables) -> dict[str, int]:
    """Writes into an empty folder; how many records of each kind."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(NOT_EMPTY)
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in rows.items():
        (folder / tables()[name].file).write_text(_csv(tables()[name], list(records.values())), encoding="utf-8", newline="")
    _write(folder / "datapackage.json", described(rows))
    _write(folder / "hsds.json", {name: list(records.values()) for name, records in rows.items()})
    _write(folder / "services.json", nested_services(rows))
    return {name: len(records) for name, records in rows.items()}


def _write(file: Path, document: Any) -> None:
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _csv(table: Table, records: list[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(table.fields), lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def described(rows: Tables) -> dict[str, Any]:
    """The description that goes with the tables."""
    return {
        "name": "human_services_data",
        "title": "Directory",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "hsds_profile": PROFILE,
        "resources": [_resource(tables()[name], rows) for name in rows],
    }


def _resource(table: Table, rows: Tables) -> dict[str, Any]:
    keys = [
        {"fields": field, "reference": {"resource": other, "fields": "id"}}
        for field, other in table.to.items()
        if all(record[field] in rows.get(other, {}) for record in rows[table.name].values() if field in record) and other in rows
    ]
    schema: dict[str, Any] = {"primaryKey": "id", "fields": [_column(column) for column in table.fields.values()]}
    return {
        "name": table.name,
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "profile": "tabular-data-resource",
        "schema": {**schema, "foreignKeys": keys} if keys else schema,
    }


def _column(column: Field) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": column.is_required, "unique": column.is_unique}
    if column.choices:
        rules["enum"] = list(column.choices)
    kind = {"type": "string", "format": column.type} if column.type in _TEXT else {"type": column.type or "string"}
    return {"name": column.name, **kind, "constraints": rules}
