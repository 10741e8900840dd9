import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("individual", "individual"), ("group", "in a group"), ("external", "with somebody from outside")],
                        max_length=12,
                    ),
                ),
                ("held_on", models.DateField(db_index=True)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("topics", models.JSONField(default=list)),
                ("is_practice", models.BooleanField(default=False)),
                ("supervisor", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-held_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("complaint", "complaint"), ("thanks", "thanks"), ("suggestion", "suggestion")], max_length=10
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("worker", "a worker"), ("service", "the help itself"), ("other", "something else")], max_length=8
                    ),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("person", "a person we help"),
                            ("relative", "a relative"),
                            ("staff", "a member of staff"),
                            ("partner", "a partner or facility"),
                            ("unnamed", "without a name"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("under_way", "looked into"),
                            ("answered", "answered"),
                            ("withdrawn", "taken back by whoever said it"),
                        ],
                        default="new",
                        max_length=9,
                    ),
                ),
                ("received_on", models.DateField()),
                ("answer_by", models.DateField()),
                ("handler_role", models.CharField(max_length=24)),
                ("answered_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "right"),
                            ("partly", "partly right"),
                            ("not_right", "not confirmed"),
                            ("noted", "heard, nothing to decide"),
                        ],
                        max_length=9,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("answer_to", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("answer", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "concerned",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["answer_by"],
                "indexes": [models.Index(fields=["state", "answer_by"], name="team_complaint_due")],
            },
        ),
        migrations.CreateModel(
            name="Debrief",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "incident",
                    models.CharField(
                        choices=[
                            ("alarm", "a word of danger on the hotline"),
                            ("red", "a case became urgent"),
                            ("threat", "a threat to a worker"),
                            ("violence", "violence seen or suffered"),
                            ("death", "a death"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("source", models.UUIDField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True)),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="debriefs", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["due_at"],
                "constraints": [models.UniqueConstraint(fields=("user", "source"), name="team_debrief_once_a_source")],
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supervisions", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supervision",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="team.supervision"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("supervision", "user"), name="team_attends_once")],
            },
        ),
        migrations.CreateModel(
            name="UnitStep",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("step", models.CharField(max_length=40)),
                ("mark", models.CharField(max_length=32)),
                ("done_at", models.DateTimeField()),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-done_at"],
                "constraints": [models.UniqueConstraint(fields=("step", "mark", "is_practice"), name="team_unit_step_once")],
            },
        ),
    ]
