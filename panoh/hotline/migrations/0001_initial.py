import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhoneLine",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("region", models.CharField(max_length=5, unique=True)),
                ("number", models.CharField(max_length=16)),
                ("rang_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["region"],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                (
                    "way",
                    models.CharField(
                        choices=[("call", "a call"), ("visit", "met in person"), ("message", "a message")], default="call", max_length=7
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("talk", "conversation"),
                            ("silent", "silent"),
                            ("dropped", "cut off"),
                            ("wrong", "wrong number"),
                            ("abusive", "abusive"),
                            ("information", "only information"),
                        ],
                        max_length=11,
                    ),
                ),
                ("begun_at", models.DateTimeField(db_index=True)),
                ("recorded_at", models.DateTimeField()),
                ("is_late", models.BooleanField(default=False)),
                (
                    "caller",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "the person"),
                            ("family", "a relative"),
                            ("other", "somebody else"),
                            ("not_said", "does not say"),
                            ("lawyer", "a lawyer"),
                            ("organisation", "an organisation"),
                            ("official", "an official"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_anonymous", models.BooleanField(default=True)),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=40)),
                ("needs", models.JSONField(default=list)),
                ("dangers", models.JSONField(default=list)),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[("hour", "now"), ("day", "today"), ("three_days", "soon"), ("routine", "in its turn")],
                        max_length=10,
                    ),
                ),
                ("given", models.JSONField(default=list)),
                ("may_call_back", models.BooleanField(blank=True, null=True)),
                ("call_from", models.TimeField(blank=True, null=True)),
                ("call_to", models.TimeField(blank=True, null=True)),
                ("call_back_due_at", models.DateTimeField(blank=True, null=True)),
                ("call_back_done_at", models.DateTimeField(blank=True, null=True)),
                ("caller_mark", models.BinaryField(blank=True, default=b"")),
                ("capture", models.BinaryField(max_length=16, null=True, unique=True)),
                ("is_practice", models.BooleanField(default=False)),
                ("said", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("number", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("who_may_answer", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("what_to_say", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("family_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("given_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "request",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="call", to="cases.request"
                    ),
                ),
                ("taken_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="hotline.phoneline")),
            ],
            options={
                "ordering": ["-begun_at"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "spoke with them"),
                            ("no_answer", "nobody answered"),
                            ("other_answered", "somebody else answered"),
                            ("not_now", "could not speak now"),
                            ("not_needed", "no call is needed any more"),
                        ],
                        max_length=14,
                    ),
                ),
                ("is_outside", models.BooleanField(default=False)),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("call", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="hotline.call")),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                (
                    "clock",
                    models.CharField(
                        choices=[("hour", "now"), ("day", "today"), ("three_days", "soon"), ("routine", "in its turn")], max_length=10
                    ),
                ),
                ("region", models.CharField(max_length=5)),
                ("place", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "sent, not answered yet"),
                            ("acknowledged", "is going"),
                            ("arrived", "is there"),
                            ("done", "done"),
                            ("cannot", "cannot go"),
                            ("called_off", "called off"),
                        ],
                        default="sent",
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("acknowledge_by", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("arrive_by", models.DateTimeField()),
                ("arrived_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("raised", models.PositiveSmallIntegerField(default=0)),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("outcome", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "call",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="dispatches", to="hotline.call"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                ("sent_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["arrive_by"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("silent", "Three silent calls on one line within a day"),
                            ("shift_open", "A shift has begun and nobody has taken it up"),
                            ("no_note", "Your shift is over: hand it over"),
                            ("not_reached", "Three tries to call back, nobody reached"),
                            ("sent_to_you", "You are sent to somebody: answer"),
                            ("cannot_go", "Whoever was sent cannot go"),
                            ("late", "Whoever was sent is late"),
                            ("number", "A number of the public pages has to be rung"),
                            ("visit", "Somebody is not back from a visit"),
                            ("captured", "Something written down on a phone came in"),
                        ],
                        max_length=12,
                    ),
                ),
                ("state", models.CharField(choices=[("open", "open"), ("seen", "seen to")], default="open", max_length=4)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordinator", "coordinator"),
                            ("social_worker", "social worker"),
                            ("physician", "consulting physician"),
                            ("psychologist", "psychologist"),
                            ("regional_worker", "social worker in the region"),
                            ("member_worker", "worker of a member organisation"),
                            ("member_psychologist", "psychologist of a member organisation"),
                            ("specialist", "specialist under a memorandum"),
                            ("lawyer", "lawyer"),
                            ("duty_officer", "hotline officer"),
                            ("director", "director"),
                            ("accountant", "accountant"),
                            ("data_guardian", "data guardian"),
                            ("administrator", "administrator"),
                        ],
                        max_length=24,
                    ),
                ),
                ("target", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hotline.phoneline"
                    ),
                ),
            ],
            options={
                "ordering": ["due_at"],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("region", models.CharField(max_length=5, unique=True)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="hotline.phoneline")),
            ],
            options={
                "ordering": ["region"],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("primary", "on the line"),
                            ("backup", "second on the line"),
                            ("psychologist", "psychologist on call"),
                            ("physician", "physician on call"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.DateTimeField(db_index=True)),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("raised", models.PositiveSmallIntegerField(default=0)),
                ("is_practice", models.BooleanField(default=False)),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "line",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="hotline.phoneline"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["starts_at", "post"],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "the colleague is asked"),
                            ("accepted", "the colleague agrees, the coordinator decides"),
                            ("approved", "swapped"),
                            ("declined", "the colleague cannot"),
                            ("refused", "the coordinator did not agree"),
                            ("taken_back", "not asked any more"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "in_return",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="hotline.shift"
                    ),
                ),
                ("shift", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="swaps", to="hotline.shift")),
                ("taker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("began_at", models.DateTimeField()),
                ("expected_at", models.DateTimeField()),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                ("raised", models.PositiveSmallIntegerField(default=0)),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["expected_at"],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("place", models.CharField(max_length=40, unique=True)),
                (
                    "backup",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["place"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("worker", models.F("backup")), _negated=True), name="hotline_cover_by_two")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["caller_mark", "begun_at"], name="hotline_call_mark"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", False), models.Q(("role", ""), _negated=True), _connector="OR"),
                name="hotline_alert_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="hotline_shift_has_hours"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line__isnull", False), ("post__in", ("primary", "backup"))),
                    models.Q(models.Q(("post__in", ("primary", "backup")), _negated=True), ("line", None)),
                    _connector="OR",
                ),
                name="hotline_shift_post_has_its_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="swap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "accepted"))), fields=("shift",), name="hotline_one_swap_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(condition=models.Q(("back_at", None)), fields=("user",), name="hotline_one_visit_at_a_time"),
        ),
    ]
