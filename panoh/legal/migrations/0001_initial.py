import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("consent", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("noted_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("complaint", "complaint"),
                            ("examination", "examination by an expert"),
                            ("decision", "decision"),
                            ("hearing", "day at court"),
                            ("appeal", "appeal against a decision"),
                            ("reparation", "reparation"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "reparation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("restitution", "restitution: what was taken is given back"),
                            ("compensation", "compensation in money"),
                            ("rehabilitation", "rehabilitation at the cost of the state"),
                            ("satisfaction", "satisfaction: recognition, an apology"),
                            ("non_repetition", "guarantees that it does not happen again"),
                        ],
                        max_length=14,
                    ),
                ),
                ("held_on", models.DateField()),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                            ("unknown", "unknown"),
                        ],
                        default="day",
                        max_length=7,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "to come"),
                            ("done", "took place"),
                            ("put_off", "put off, no new day yet"),
                            ("called_off", "does not take place"),
                        ],
                        max_length=10,
                    ),
                ),
                ("moved", models.PositiveSmallIntegerField(default=0)),
                ("words", panoh.vault.fields.Sealed("legal", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["held_on", "noted_at"],
                "indexes": [models.Index(fields=["kind", "held_on"], name="legal_milestone_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reparation"), models.Q(("reparation", ""), _negated=True)),
                            models.Q(models.Q(("kind", "reparation"), _negated=True), ("reparation", "")),
                            _connector="OR",
                        ),
                        name="legal_reparation_has_a_form",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "clinical report, signed"),
                            ("referral", "referral letter that left"),
                            ("letter", "letter to an authority that left"),
                            ("scan", "scan of a letter"),
                            ("photograph", "photograph of a mark"),
                            ("receipt", "photograph of a receipt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("target", models.UUIDField()),
                ("data_kinds", models.JSONField(default=list)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("legal", "legal help"), ("care", "treatment and care"), ("documentation", "a clinical report")],
                        max_length=13,
                    ),
                ),
                ("released_at", models.DateTimeField()),
                ("until", models.DateField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="cases.case")),
                ("consent", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("to", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-released_at", "pk"],
                "indexes": [models.Index(fields=["to", "until"], name="legal_release_to")],
            },
        ),
    ]
