"""Rows before and after an act, as plain values that fit in JSON. Sealed fields stay ciphertext."""

import base64
import datetime as dt
import decimal
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from panoh.core.models import Base

Kind = Literal["created", "changed", "removed"]


def _plain(value: Any) -> Any:
    match value:
        case bytes() | bytearray() | memoryview():
            return {"bytes": base64.b64encode(bytes(value)).decode("ascii")}
        case UUID() | decimal.Decimal():
            return str(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return value


def snapshot(row: Model) -> dict[str, Any]:
    """The row's columns by attribute name."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class Change:
    """What an act did to one row: `before` is None for a new one; `version` is the version after the act."""

    kind: Kind
    model: str
    key: str
    version: int
    before: dict[str, Any] | None

    @classmethod
    def created(cls, row: Base) -> "Change":
        return cls("created", row._meta.label_lower, str(row.pk), row.version, None)

    @classmethod
    def changed(cls, row: Base, before: dict[str, Any]) -> "Change":
        return cls("changed", row._meta.label_lower, str(row.pk), row.version, before)

    @classmethod
    def removed(cls, row: Base, before: dict[str, Any]) -> "Change":
        return cls("removed", row._meta.label_lower, str(before["id"]), row.version, before)

    def packed(self) -> list[Any]:
        return [self.kind, self.model, self.key, self.version, self.before]

    @classmethod
    def unpacked(cls, item: list[Any]) -> "Change":
        return cls(*item)


def revived(model: str, values: dict[str, Any]) -> Base:
    """An unsaved row with the values of a snapshot."""
    real = apps.get_model(model)
    row: Base = real()
    for field in real._meta.concrete_fields:
        value = values[field.attname]
        if isinstance(value, dict) and set(value) == {"bytes"}:
            value = base64.b64decode(value["bytes"])
        elif value is not None:
            value = field.to_python(value) if not field.is_relation else field.target_field.to_python(value)
        setattr(row, field.attname, value)
    return row
