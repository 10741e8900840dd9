import django.db.models.deletion
import panoh.core.clock
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("case", models.UUIDField(db_index=True)),
                ("instrument", models.CharField(max_length=16)),
                ("rules", models.PositiveSmallIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("tg", "Tajik"),
                            ("ru", "Russian"),
                            ("en", "English"),
                            ("uz", "Uzbek"),
                            ("pamiri", "a Pamiri language"),
                            ("prs", "Dari"),
                            ("other", "another language, with an interpreter"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("asked", "read out and asked"),
                            ("self", "filled in by the person"),
                            ("paper", "keyed from a paper form"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("admission", "at admission"),
                            ("review", "at a review"),
                            ("between", "in between"),
                            ("closure", "at closure"),
                            ("follow_up", "at follow-up"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "informant",
                    models.CharField(
                        choices=[("self", "the person"), ("parent", "a parent or guardian"), ("teacher", "a teacher")],
                        default="self",
                        max_length=8,
                    ),
                ),
                ("done_on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=panoh.core.clock.now, editable=False)),
                ("is_complete", models.BooleanField()),
                (
                    "verdict",
                    models.CharField(blank=True, choices=[("better", "better"), ("same", "the same"), ("worse", "worse")], max_length=8),
                ),
                ("items", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("outcome", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="responses", to="people.person")),
            ],
            options={
                "ordering": ["-done_on", "-recorded_at"],
            },
        ),
        migrations.CreateModel(
            name="ResponseCorrection",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("former", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "response",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="instruments.response"),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("case", models.UUIDField(db_index=True)),
                ("instrument", models.CharField(max_length=16)),
                ("kept_at", models.DateTimeField(default=panoh.core.clock.now, editable=False)),
                ("image", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sheets",
                        to="instruments.response",
                    ),
                ),
            ],
            options={
                "ordering": ["kept_at"],
            },
        ),
        migrations.CreateModel(
            name="TextPack",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("instrument", models.CharField(max_length=16)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("tg", "Tajik"),
                            ("ru", "Russian"),
                            ("en", "English"),
                            ("uz", "Uzbek"),
                            ("pamiri", "a Pamiri language"),
                            ("prs", "Dari"),
                            ("other", "another language, with an interpreter"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("official", "official translation"),
                            ("adapted", "adapted with permission"),
                            ("draft", "own draft translation"),
                        ],
                        max_length=8,
                    ),
                ),
                ("licence", models.TextField()),
                ("wording", models.JSONField()),
                ("made_at", models.DateTimeField(default=panoh.core.clock.now, editable=False)),
                ("is_current", models.BooleanField(default=False)),
                (
                    "first_checker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "second_checker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.AddField(
            model_name="response",
            name="text_pack",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="instruments.textpack"
            ),
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("instrument", models.CharField(max_length=16, unique=True)),
                ("is_on", models.BooleanField()),
                ("ground", models.TextField(blank=True)),
                ("sd", models.FloatField(blank=True, null=True)),
                ("r", models.FloatField(blank=True, null=True)),
                ("changed_at", models.DateTimeField(default=panoh.core.clock.now)),
                (
                    "changed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="textpack",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("instrument", "language"), name="instruments_one_current_wording"
            ),
        ),
        migrations.AddConstraint(
            model_name="textpack",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_current", False), ("second_checker__isnull", False), _connector="OR"),
                name="instruments_current_is_checked",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["person", "instrument", "done_on"], name="instruments_of_person"),
        ),
    ]
