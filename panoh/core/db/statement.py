"""A query that is asked many times and differs in its ids alone is put together once.

Django takes many times as long to put a long one together as the database to answer it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet, UUIDField

type Build = Callable[..., QuerySet[Any, Any]]


class Statement:
    """The query that `build` makes of so many ids, of `values_list`. Nothing else may come in: whatever it read beside them, a day or who
    asks, would stay that of the first time."""

    def __init__(self, build: Build, ids: int) -> None:
        self._build = build
        self._places = [UUID(int=number + 1) for number in range(ids)]  # what stands for the ids until it is asked
        self._made: dict[str, tuple[str, tuple[Any, ...], list[Any]]] = {}  # by what the database is: SQL, parameters, columns

    def rows(self, *ids: UUID) -> list[tuple[Any, ...]]:
        """What it finds for these ids. One query."""
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._put_together()
        sql, parameters, columns = self._made[connection.vendor]
        named = dict(zip(_prepared(self._places), _prepared(ids), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [named.get(parameter, parameter) for parameter in parameters])
            found = cursor.fetchall()
        if not found:
            return []
        read = [[*connection.ops.get_db_converters(column), *column.get_db_converters(connection)] for column in columns]
        return [tuple(_read(value, *of) for value, *of in zip(row, columns, read, strict=True)) for row in found]

    def _put_together(self) -> tuple[str, tuple[Any, ...], list[Any]]:
        compiler = self._build(*self._places).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        return sql, tuple(parameters), [column for column, _sql, _alias in compiler.select]


def _prepared(ids: Any) -> list[Any]:
    """Ids as the database takes them."""
    return [UUIDField().get_db_prep_value(each, connection) for each in ids]


def _read(value: Any, column: Any, converters: list[Any]) -> Any:
    """A value as Django gives it."""
    for convert in converters:
        value = convert(value, column, connection)
    return value
