"""Changes of tables on SQLite. Django makes a table anew for many of them; triggers go with the old one, or stand in the way."""

from typing import Any

from django.db.backends.sqlite3 import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Django's own, by which every trigger of the database outlives a table that is made anew."""

    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        for name, _sql in triggers:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}")
        super()._remake_table(*args, **kwargs)  # type: ignore[misc]  # Django has it; its stubs do not
        for _name, sql in triggers:
            self.execute(sql)
