import django.db.models.deletion
import panoh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("language", models.CharField(max_length=2)),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("a5", "A5, page by page"),
                            ("fold", "A4, to print on both sides and fold"),
                            ("pocket", "pocket size, with a cover that says nothing"),
                        ],
                        max_length=6,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=5)),
                ("copies", models.PositiveIntegerField()),
                ("printed_on", models.DateField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-printed_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "in force"), ("replaced", "replaced")], default="draft", max_length=8
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
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "adopted"])), fields=("state",), name="booklet_one_of_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("section", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=2)),
                ("content", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["section", "language"],
                "constraints": [models.UniqueConstraint(fields=("section", "language"), name="booklet_one_voice")],
            },
        ),
    ]
