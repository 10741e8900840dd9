"""Records that may be of one person, and records that were joined."""

import django.db.models.deletion
import panoh.core.clock
import panoh.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_not_same"),
    ]

    operations = [
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("score", models.SmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "not looked at yet"), ("same", "one person"), ("not_same", "two people")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(default=panoh.core.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-score", "found_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CandidateLook",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("gaps", models.JSONField(default=list)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("choices", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.UUIDField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="joined", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="people_person_not_into_oneself"
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="person_a",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="candidate",
            name="person_b",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="gone",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person"),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["state", "-score"], name="people_candidate_open"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("person_a", "person_b"), name="people_candidate_once"),
        ),
    ]
