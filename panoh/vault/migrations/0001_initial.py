import panoh.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NightCopy",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("begun_at", models.DateTimeField(db_index=True)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("copy_seconds", models.FloatField(default=0)),
                ("trial_seconds", models.FloatField(default=0)),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("room", "There was no room on the disk."),
                            ("copy", "The database could not be copied, or the copy could not be sealed."),
                            ("sealed", "What was sealed did not open again, or was not what had been copied."),
                            ("counts", "Put back on trial, it held other rows than were copied."),
                            ("record", "Put back on trial, its record was not whole."),
                            ("words", "Put back on trial, its words did not open."),
                            ("trial", "It was sealed, but there was no empty database to try it in."),
                            ("broken_off", "It was broken off before its end."),
                        ],
                        max_length=12,
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_at"],
            },
        ),
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.UUIDField()),
                ("recipient", models.UUIDField()),
                ("epoch", models.PositiveIntegerField()),
                ("blob", models.BinaryField()),
                ("member", models.UUIDField(blank=True, null=True)),
                ("beside", models.BinaryField(blank=True, default=b"")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["recipient", "epoch"], name="vault_epoch"),
                    models.Index(fields=["subject", "kind"], name="vault_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("member", None)), fields=("subject", "kind", "recipient"), name="vault_one_wrap_a_recipient"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("member__isnull", False)), fields=("member", "kind", "subject"), name="vault_one_wrap_a_member"
                    ),
                ],
            },
        ),
    ]
