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
            name="Edition",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("state", models.CharField(choices=[("draft", "draft"), ("adopted", "adopted")], default="draft", max_length=7)),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("came_from", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField()),
                ("adopted_on", models.DateField(blank=True, null=True)),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("edition", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="guidance.edition")),
            ],
            options={
                "ordering": ["at"],
                "constraints": [models.UniqueConstraint(fields=("edition", "by", "digest"), name="guidance_read_once")],
            },
        ),
    ]
