from typing import Any

from panoh.reporting import change_triggers
import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


def follow(apps: Any, schema_editor: Any) -> None:
    change_triggers.follow(schema_editor.connection)
    change_triggers.mark_all(schema_editor.connection)


def leave(apps: Any, schema_editor: Any) -> None:
    change_triggers.leave(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        ("consent", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Followed",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("taken", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Admitted",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.UUIDField(db_index=True)),
                ("before_on", models.DateField(blank=True, null=True)),
                ("before_here_on", models.DateField(blank=True, null=True)),
                ("admitted_on", models.DateField(db_index=True)),
                ("kind", models.CharField(choices=[("survivor", "survivor"), ("family", "family member")], max_length=8)),
                ("sex", models.CharField(choices=[("female", "female"), ("male", "male"), ("unstated", "not stated")], max_length=8)),
                ("age_at_admission", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("region", models.CharField(blank=True, max_length=5)),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("hotline", "hotline"),
                            ("public_form", "form on the public pages"),
                            ("email", "e-mail"),
                            ("messenger", "messenger"),
                            ("letter", "letter"),
                            ("walk_in", "came in person"),
                            ("member", "member organisation"),
                            ("legal_unit", "legal assistance unit"),
                            ("monitoring", "monitoring group"),
                            ("regional_worker", "social worker in the region"),
                            ("register", "register, door not stated"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FigureRelease",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("table", "persons admitted, by one thing or by two"),
                            ("help", "help given, by kind: survivors, family members, services"),
                            ("sentence", "the sentence of a year"),
                            ("pack", "a table that a funder or a network asks for"),
                        ],
                        max_length=8,
                    ),
                ),
                ("rows", models.CharField(blank=True, max_length=40)),
                ("columns", models.CharField(blank=True, max_length=40)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("inside", "inside the Unit"),
                            ("members", "members of the coalition"),
                            ("agreement", "a funder or a network, under an agreement"),
                            ("public", "everybody"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn_up", "drawn up"),
                            ("asked", "waits for readers"),
                            ("sent_back", "not released: a reader spoke against it"),
                            ("released", "released"),
                            ("withdrawn", "withdrawn"),
                            ("taken_back", "taken back"),
                        ],
                        default="drawn_up",
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True, unique=True)),
                ("told", models.JSONField()),
                ("needed", models.PositiveSmallIntegerField(default=2)),
                ("drawn_up_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdraw_why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong", "a number was wrong"),
                            ("reveals", "it could point at somebody"),
                            ("definition", "it is counted otherwise now"),
                            ("other", "another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("recipient", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("withdraw_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "drawn_up_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("house", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-drawn_up_at"],
            },
        ),
        migrations.CreateModel(
            name="FigureReview",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verdict",
                    models.CharField(choices=[("agrees", "it may go out"), ("against", "it may not go out like this")], max_length=7),
                ),
                ("at", models.DateTimeField()),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("reader", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "release",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="reporting.figurerelease"),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Helped",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.UUIDField(db_index=True)),
                ("before_on", models.DateField(blank=True, null=True)),
                ("before_here_on", models.DateField(blank=True, null=True)),
                (
                    "help",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("economic", "economic"),
                            ("legal", "legal"),
                            ("humanitarian", "humanitarian"),
                            ("educational", "educational"),
                            ("other", "other"),
                        ],
                        max_length=14,
                    ),
                ),
                ("given_on", models.DateField(db_index=True)),
                ("services", models.PositiveIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HelpedMonth",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "help",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("economic", "economic"),
                            ("legal", "legal"),
                            ("humanitarian", "humanitarian"),
                            ("educational", "educational"),
                            ("other", "other"),
                        ],
                        max_length=14,
                    ),
                ),
                ("month", models.PositiveIntegerField()),
                ("before", models.PositiveIntegerField()),
                ("days", models.BigIntegerField()),
                ("services", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("help", "month", "before"), name="reporting_month_once")],
            },
        ),
        migrations.CreateModel(
            name="SelfRating",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "rating",
                    models.CharField(choices=[("none", "not yet"), ("begun", "begun"), ("mostly", "mostly"), ("met", "met")], max_length=7),
                ),
                ("rated_at", models.DateTimeField()),
                ("evidence", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("next_step", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("house", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
                ("rated_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["number", "-year"],
            },
        ),
        migrations.CreateModel(
            name="CaseStudy",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("place", models.PositiveSmallIntegerField()),
                ("language", models.CharField(choices=[("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")], max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("shown", "shown to the person"),
                            ("approved", "approved by the person"),
                            ("withdrawn", "taken out"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("spoken", "said so, after it was read aloud"),
                            ("written", "signed the text"),
                            ("thumb", "put a thumb-mark under the text"),
                        ],
                        max_length=8,
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("title", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="studies", to="cases.case")),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="consent.consent"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="studies", to="people.person")),
                (
                    "shown_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-year", "place", "-written_at"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("place__gte", 1), ("place__lte", 5)), name="reporting_study_place"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("year", "place"),
                        name="reporting_study_one_a_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("case", "year"),
                        name="reporting_study_one_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("approved_on__isnull", False), models.Q(("how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reporting_study_approved_how",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("released", "withdrawn")), _negated=True),
                    models.Q(("number__isnull", False), ("released_at__isnull", False)),
                    _connector="OR",
                ),
                name="reporting_released_has_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurereview",
            constraint=models.UniqueConstraint(fields=("release", "reader"), name="reporting_reads_once"),
        ),
        migrations.AddIndex(
            model_name="helped",
            index=models.Index(fields=["organisation", "given_on"], name="reporting_helped_house"),
        ),
        migrations.AddConstraint(
            model_name="selfrating",
            constraint=models.UniqueConstraint(fields=("number", "year"), name="reporting_rated_once_a_year"),
        ),
        migrations.RunPython(follow, leave),
    ]
