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
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("why", models.CharField(choices=[("leaves", "it leaves the coalition"), ("closed", "it is closed")], max_length=6)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drawn_up", "being prepared"),
                            ("asked", "waits for a second person"),
                            ("agreed", "agreed, not begun"),
                            ("running", "under way"),
                            ("done", "it has left"),
                            ("called_off", "called off"),
                        ],
                        default="drawn_up",
                        max_length=10,
                    ),
                ),
                ("last_day", models.DateField()),
                ("tell_by", models.DateField()),
                ("drawn_up_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("began_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("answer", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "drawn_up_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("house", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="departures", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-drawn_up_at"],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "told",
                    models.CharField(
                        choices=[("to_tell", "still to be told"), ("told", "told"), ("not_safe", "cannot be told safely")],
                        default="to_tell",
                        max_length=8,
                    ),
                ),
                ("told_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waits", "not yet"), ("done", "handed over"), ("left", "stayed as it was")], default="waits", max_length=5
                    ),
                ),
                (
                    "hindrance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consent", "the person has agreed neither to this organisation nor to the whole team"),
                            ("gone", "the organisation it was to go to has left itself"),
                            ("changed", "somebody changed it in the same moment"),
                            ("other", "it could not be written"),
                        ],
                        max_length=7,
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="cases.case")),
                (
                    "departure",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="coalition.departure"),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("taker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
            ],
            options={
                "ordering": ["case__code"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("share", "to read: they see the common part of the file until a day"),
                            ("work", "to work with us: they help beside us until a day"),
                            ("transfer", "to take over: the case becomes theirs"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("medical", "medical help"),
                            ("psychological", "psychological help"),
                            ("social", "social help"),
                            ("legal", "legal help"),
                            ("shelter", "shelter and safety"),
                            ("nearer", "they are nearer to the person"),
                            ("wish", "the person wishes it"),
                            ("advice", "advice of a colleague"),
                            ("other", "another reason"),
                        ],
                        max_length=13,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=5)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        max_length=5,
                    ),
                ),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for their answer"),
                            ("asked_back", "they ask something"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("taken_back", "taken back"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_place", "no free place now"),
                            ("not_ours", "we do not give this help"),
                            ("too_far", "too far from us"),
                            ("conflict", "somebody here is connected with the case"),
                            ("not_safe", "would not be safe here"),
                            ("other", "another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("question", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("more", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("answer", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="cases.case")),
                ("giver", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
                (
                    "share",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="proposal", to="cases.share"
                    ),
                ),
                ("taker", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation")),
            ],
            options={
                "ordering": ["due_at", "asked_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("drawn_up", "asked", "agreed", "running"))),
                fields=("organisation",),
                name="coalition_leaves_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="departure",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", None), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"),
                name="coalition_two_agree_to_leaving",
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(fields=("departure", "case"), name="coalition_passes_once"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("told", "told"), _negated=True), ("told_on__isnull", False), _connector="OR"),
                name="coalition_told_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver", models.F("taker")), _negated=True), name="coalition_two_organisations"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "asked_back"))), fields=("case", "taker"), name="coalition_one_proposal_waits"
            ),
        ),
    ]
