from typing import Any

from django.db import migrations, models


class AddColumn(migrations.AddField):
    """On SQLite Django makes the whole table anew, and triggers of the figures that read it stand in its way: they wait meanwhile."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        waiting: list[tuple[str, str]] = []
        if schema_editor.connection.vendor == "sqlite":
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                waiting = cursor.fetchall()
        for name, _sql in waiting:
            schema_editor.execute(f'DROP TRIGGER "{name}"')
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        for _name, sql in waiting:
            schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_refusals"),
    ]

    operations = [
        AddColumn(
            model_name="case",
            name="within_hour",
            field=models.BooleanField(default=False),
        ),
        AddColumn(
            model_name="request",
            name="within_hour",
            field=models.BooleanField(default=False),
        ),
    ]
