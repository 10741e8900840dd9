from typing import Any

from django.db import migrations, models


class AddColumn(migrations.AddField):
    """On SQLite the column alone: Django would make the whole table anew, and triggers of the figures that read it stand in its way."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'ALTER TABLE "{table}" ADD COLUMN "{self.name}" bool NOT NULL DEFAULT 0')


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
