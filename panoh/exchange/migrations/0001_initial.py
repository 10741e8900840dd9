import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryUpload",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("content", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preview", "looked at, nothing written yet"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("undone", "taken back"),
                        ],
                        default="preview",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("is_practice", models.BooleanField(default=False)),
                ("series", models.UUIDField(default=panoh.core.ids.new_id, editable=False)),
                ("source", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("file_name", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("heads", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="DirectoryRecord",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("table", models.CharField(max_length=24)),
                ("record", models.UUIDField()),
                ("number", models.PositiveIntegerField(default=0)),
                ("content", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="network.facility"
                    ),
                ),
            ],
            options={
                "ordering": ["number", "pk"],
                "constraints": [models.UniqueConstraint(fields=("table", "record"), name="exchange_directory_record_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("admitted", "admitted"),
                            ("held", "held for a person to decide"),
                            ("rejected", "rejected"),
                            ("unchanged", "here already, unchanged"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "held_reason",
                    models.CharField(
                        blank=True,
                        choices=[("duplicate", "probably the same person"), ("changed", "the row was changed since it was brought in")],
                        max_length=9,
                    ),
                ),
                ("remarks", models.JSONField(default=list)),
                ("number_token", models.BinaryField(db_index=True)),
                ("row_token", models.BinaryField(db_index=True)),
                ("tie_token", models.BinaryField(blank=True, db_index=True, default=b"")),
                ("answer", models.CharField(blank=True, choices=[("same", "the same person"), ("other", "another person")], max_length=5)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("cells", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="import_rows", to="cases.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="exchange.importrun")),
            ],
            options={
                "ordering": ["number"],
                "indexes": [models.Index(fields=["run", "state"], name="exchange_row_state")],
                "constraints": [models.UniqueConstraint(fields=("run", "number"), name="exchange_row_once")],
            },
        ),
    ]
