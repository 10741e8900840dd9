import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_on", models.DateField()),
                ("place", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-held_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "came_as",
                    models.CharField(
                        choices=[
                            ("secretariat", "secretariat"),
                            ("member", "member organisation"),
                            ("partner", "partner"),
                            ("expert", "invited expert"),
                        ],
                        max_length=11,
                    ),
                ),
                ("role", models.CharField(max_length=120)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "meeting",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="planning.meeting"),
                ),
            ],
            options={
                "ordering": ["came_as", "role", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("first_year", models.PositiveSmallIntegerField()),
                ("last_year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "being written"), ("in_force", "in force"), ("closed", "closed")], default="draft", max_length=8
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="followers", to="planning.plan"
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-first_year", "-last_year", "pk"],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="plan",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="planning.plan"),
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "adopted"), ("replaced", "replaced")], default="draft", max_length=8
                    ),
                ),
                ("body", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("adopted_on", models.DateField(blank=True, null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="planning.plan")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("narrative", models.JSONField(default=dict)),
                ("is_narrative_public", models.BooleanField(default=False)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="periods", to="planning.plan")),
                (
                    "frozen_with",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.planversion"
                    ),
                ),
            ],
            options={
                "ordering": ["start", "-end"],
            },
        ),
        migrations.CreateModel(
            name="PublicPage",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for approval"),
                            ("public", "public"),
                            ("declined", "not approved"),
                            ("withdrawn", "taken off"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("body", models.JSONField()),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="public_pages", to="planning.plan")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "meeting",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="planning.meeting"),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "number"), name="planning_decision_once")],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=8)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("rule", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("numerator", models.BigIntegerField(blank=True, null=True)),
                ("denominator", models.BigIntegerField(blank=True, null=True)),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("at", models.DateTimeField()),
                ("note", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("source", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="planning.period")),
            ],
            options={
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "key"), name="planning_figure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("rule__isnull", False), _connector="OR"), name="planning_counted_by_a_rule"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_year__lte", models.F("last_year"))), name="planning_years_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="planning_version_once"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "adopted"])), fields=("plan", "state"), name="planning_one_of_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(fields=("plan", "start", "end"), name="planning_period_once"),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(condition=models.Q(("start__lte", models.F("end"))), name="planning_period_in_order"),
        ),
        migrations.AddConstraint(
            model_name="publicpage",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="planning_page_once"),
        ),
        migrations.AddConstraint(
            model_name="publicpage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "public"])), fields=("plan", "state"), name="planning_one_page_of_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicpage",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"),
                name="planning_two_approve",
            ),
        ),
    ]
