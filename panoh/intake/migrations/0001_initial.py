import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("team", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Taken",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.BinaryField(max_length=16)),
                ("contents", models.BinaryField(max_length=16)),
                ("taken_on", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("number", "contents"), name="intake_taken_once")],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("receipt", models.BinaryField(max_length=32, unique=True)),
                ("language", models.CharField(choices=[("tg", "Tajik"), ("ru", "Russian"), ("en", "English")], max_length=2)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("request", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="thread", to="cases.request")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThreadMessage",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first words"),
                            ("more", "I want to add something"),
                            ("withdraw", "I take back what I asked for"),
                            ("kept", "I want to know what is kept about me"),
                            ("seen", "I want to know who has seen it"),
                            ("correct", "Something is wrong and should be put right"),
                            ("complain", "I want to complain"),
                            ("erase", "I want everything about me to be erased"),
                            ("answer", "answer of the Unit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "word",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "It is the agreed word."),
                            ("wrong", "It is not the agreed word, or none was agreed."),
                            (
                                "danger",
                                "It is the word of danger: somebody may force them. Do nothing that was asked for, and answer harmlessly.",
                            ),
                        ],
                        max_length=6,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("agreed_word", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="team.complaint"
                    ),
                ),
                ("thread", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="said", to="intake.thread")),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("content", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("thread", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="intake.thread")),
                (
                    "said",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="intake.threadmessage"),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
    ]
