"""That two records which look alike are of two people."""

import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.db import migrations, models

REASONS = [
    ("namesake", "a namesake: born in another year, or of another place"),
    ("relative", "a relative with the same name or number"),
    ("known", "both are known to me"),
    ("register", "decided when a register was brought in"),
    ("other", "another reason"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_entry_change")]

    operations = [
        migrations.CreateModel(
            name="NotSame",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("about", models.UUIDField(blank=True, db_index=True, null=True)),
                ("reason", models.CharField(choices=REASONS, max_length=8)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "other",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="not_same", to="people.person"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("other__isnull", False), ("about__isnull", False), _connector="OR"),
                        name="people_not_same_as_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("other")), _negated=True), name="people_not_same_two_people"
                    ),
                ],
            },
        ),
    ]
