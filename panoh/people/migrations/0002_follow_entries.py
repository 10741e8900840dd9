"""The sequence of changes that the name index follows: the database itself keeps it."""

from typing import Any

from django.db import migrations

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
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(follow, leave, elidable=False)]
