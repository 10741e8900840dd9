"""The database itself refuses to change or delete what was recorded."""

from typing import Any

from django.db import migrations

TABLES = ("audit_auditevent", "audit_auditref", "audit_auditleaf", "audit_auditcheckpoint")


def forbid(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(
            "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$"
        )
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION audit_append_only()")
            else:
                execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END")


def allow(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    for table in TABLES:
        for verb in ("update", "delete"):
            suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            execute(f"DROP TRIGGER {table}_no_{verb}{suffix}")
    if schema_editor.connection.vendor == "postgresql":
        execute("DROP FUNCTION audit_append_only()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow, elidable=False)]
