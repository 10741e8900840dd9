"""Each change bears a mark that chance made: whoever has read up to it sees whether it is still the one they read."""

from typing import Any

from django.db import migrations, models

VERBS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
COLUMNS = {
    "sqlite": "(person, mark) VALUES ({row}.person_id, lower(hex(randomblob(16))))",
    "postgresql": "(person, mark) VALUES ({row}.person_id, gen_random_uuid())",
}


def mark(_apps: Any, schema_editor: Any) -> None:
    _follow(schema_editor, COLUMNS[schema_editor.connection.vendor])


def mark_no_more(_apps: Any, schema_editor: Any) -> None:
    _follow(schema_editor, "(person) VALUES ({row}.person_id)")


def _follow(schema_editor: Any, columns: str) -> None:
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(
            "CREATE OR REPLACE FUNCTION people_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN INSERT INTO people_change {columns.format(row='OLD')}; "
            f"ELSE INSERT INTO people_change {columns.format(row='NEW')}; END IF; RETURN NULL; END $$"
        )
    else:
        for verb, row in VERBS.items():
            execute(f"DROP TRIGGER people_entry_{verb.lower()}")
            execute(
                f"CREATE TRIGGER people_entry_{verb.lower()} AFTER {verb} ON people_entry "
                f"BEGIN INSERT INTO people_change {columns.format(row=row)}; END"
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_follow_entries")]
    operations = [
        migrations.AddField(model_name="change", name="mark", field=models.UUIDField(null=True)),
        migrations.RunPython(mark, mark_no_more, elidable=False),
    ]
