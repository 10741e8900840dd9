"""What the name index is filled from, and the sequence of its changes, which the database itself keeps."""

from typing import Any

import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.db import migrations, models

WRITTEN = "BEGIN INSERT INTO people_change (person) VALUES (NEW.person_id); END"
GONE = "BEGIN INSERT INTO people_change (person) VALUES (OLD.person_id); END"
VERBS = {"INSERT": WRITTEN, "UPDATE": WRITTEN, "DELETE": GONE}


def follow(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(
            "CREATE FUNCTION people_entry_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'DELETE' THEN INSERT INTO people_change (person) VALUES (OLD.person_id); "
            "ELSE INSERT INTO people_change (person) VALUES (NEW.person_id); END IF; RETURN NULL; END $$"
        )
        execute(
            "CREATE TRIGGER people_entry_followed AFTER INSERT OR UPDATE OR DELETE ON people_entry "
            "FOR EACH ROW EXECUTE FUNCTION people_entry_changed()"
        )
    else:
        for verb, act in VERBS.items():
            execute(f"CREATE TRIGGER people_entry_{verb.lower()} AFTER {verb} ON people_entry {act}")


def leave(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute("DROP TRIGGER people_entry_followed ON people_entry")
        execute("DROP FUNCTION people_entry_changed()")
    else:
        for verb in VERBS:
            execute(f"DROP TRIGGER people_entry_{verb.lower()}")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_person_recorded_at_correction")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[("seq", models.BigAutoField(primary_key=True, serialize=False)), ("person", models.UUIDField())],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("names", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("numbers", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("is_practice", models.BooleanField(default=False)),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="entry", to="people.person")),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(follow, leave, elidable=False),
    ]
