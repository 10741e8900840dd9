from typing import Any
import panoh.core.ids
from django.db import migrations, models

TABLES = ("audit_auditevent", "audit_auditref", "audit_auditleaf", "audit_auditcheckpoint")
ALARMS = "audit_auditalarm"
# All that may happen to an alarm is that it is told, once.
OTHERWISE = "OLD.told_at IS NOT NULL OR OLD.id <> NEW.id OR OLD.kind <> NEW.kind OR OLD.at <> NEW.at"


def forbid(apps: Any, schema_editor: Any) -> None:
    """The database itself refuses to change or delete what was recorded."""
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
    for verb, when in {"UPDATE": f"WHEN ({OTHERWISE})", "DELETE": ""}.items():
        trigger = f"CREATE TRIGGER {ALARMS}_no_{verb.lower()} BEFORE {verb} ON {ALARMS}"
        if schema_editor.connection.vendor == "postgresql":
            execute(f"{trigger} FOR EACH ROW {when} EXECUTE FUNCTION audit_append_only()")
        else:
            execute(f"{trigger} {when} BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END")


def allow(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    for table in (*TABLES, ALARMS):
        for verb in ("update", "delete"):
            suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            execute(f"DROP TRIGGER {table}_no_{verb}{suffix}")
    if schema_editor.connection.vendor == "postgresql":
        execute("DROP FUNCTION audit_append_only()")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("many_announced", "Very many people were to be opened at once, for an import or a list"),
                            ("many_opened", "Many people were opened within minutes or within a day, more than work does as a rule"),
                            ("locked_itself", "Everything had locked itself: within an hour more people were opened than work needs"),
                            ("leaves_missing", "Something was done of which no record arrived"),
                            ("checkpoint_refused", "The record is not sealed any more: it does not go on from where it was sealed last"),
                            ("record_broken", "The daily check found the record broken"),
                            ("ended_open", "The program that holds the keys ended while it was open, and nobody had locked it"),
                            ("regions_widened", "An account that opens names by region was given more regions"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("told_at", models.DateTimeField(db_index=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditCheckpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("frontier", models.BinaryField()),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("actor_kind", models.CharField(max_length=8)),
                ("actor_ref", models.UUIDField()),
                ("organisation", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=80)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("refs", models.BinaryField()),
                ("detail", models.BinaryField()),
                ("salt", models.BinaryField()),
                ("leaf", models.BinaryField()),
                ("session", models.BinaryField()),
                ("index", models.BigIntegerField()),
                ("mac", models.BinaryField()),
            ],
            options={
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="AuditLeaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_seq", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BinaryField(max_length=32, unique=True)),
                ("actor_ref", models.UUIDField(db_index=True)),
                ("leads_to", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("actor_ref", models.UUIDField(db_index=True)),
                ("sentence", models.CharField(max_length=200)),
                ("verb", models.CharField(max_length=80)),
                ("changes", models.JSONField()),
                ("refs", models.BinaryField()),
                ("at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuditRef",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.BinaryField()),
                ("event_seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["ref", "event_seq"], name="audit_ref")],
            },
        ),
        migrations.RunPython(forbid, allow, elidable=False),
    ]
