import django.core.validators
import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkOperation",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("hand_over", "Caseload handed over"), ("guidance", "Cases moved to a version of the guidance")],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "under way"), ("done", "done"), ("going_back", "being taken back"), ("back", "taken back")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("wanted", models.JSONField()),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("guidance", models.CharField(blank=True, max_length=20)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                ("episode", models.PositiveSmallIntegerField(default=1)),
                ("kind", models.CharField(choices=[("survivor", "survivor"), ("family", "family member")], max_length=8)),
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
                ("region", models.CharField(blank=True, db_index=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        default="green",
                        max_length=5,
                    ),
                ),
                ("within_hour", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assessment", "assessment"),
                            ("active", "programme under way"),
                            ("on_hold", "on hold"),
                            ("closed", "closed"),
                            ("follow_up", "follow-up"),
                            ("ended", "ended"),
                        ],
                        default="assessment",
                        max_length=10,
                    ),
                ),
                ("admitted_on", models.DateField(db_index=True)),
                ("age_at_admission", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "treatment",
                    models.CharField(blank=True, choices=[("outpatient", "out-patient"), ("inpatient", "in-patient")], max_length=10),
                ),
                ("complaints", models.JSONField(default=list)),
                ("held_until", models.DateField(blank=True, null=True)),
                ("review_due", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("goals_met", "goals met"),
                            ("person_chose", "the person's choice"),
                            ("lost_contact", "contact lost"),
                            ("moved", "moved away"),
                            ("transferred", "passed on to another service"),
                            ("died", "died"),
                            ("detained", "detained or out of reach"),
                            ("not_eligible", "not eligible after full assessment"),
                            ("cannot_continue", "the service cannot go on"),
                            ("duplicate", "entered twice"),
                            ("register", "from the register, reason not stated"),
                            ("erased", "the file was erased"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("guidance", models.CharField(blank=True, max_length=20)),
                ("guided_since", models.DateTimeField(blank=True, null=True)),
                ("erased_on", models.DateField(blank=True, null=True)),
                ("complaint_words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("closing_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "admitted_to",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="accounts.organisation"),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="people.person")),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="next", to="cases.case"
                    ),
                ),
                (
                    "referred_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-admitted_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="CapacityRating",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "moment",
                    models.CharField(
                        choices=[("admission", "admission"), ("review", "review"), ("closure", "closure"), ("follow_up", "follow-up")],
                        max_length=10,
                    ),
                ),
                ("rated_on", models.DateField()),
                ("by", models.UUIDField()),
                ("self_sufficiency", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("physical", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("mental", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("social", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("professional", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("integration", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("community", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="cases.case")),
            ],
            options={
                "ordering": ["rated_on"],
            },
        ),
        migrations.CreateModel(
            name="Assistance",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("consultation", "consultation"),
                            ("treatment", "treatment"),
                            ("session", "session"),
                            ("documents", "help with documents"),
                            ("food", "food"),
                            ("transport", "travel"),
                            ("housing", "housing"),
                            ("clothes", "clothes"),
                            ("money", "money"),
                            ("school", "help with school"),
                            ("work", "help with work"),
                            ("accompaniment", "accompaniment"),
                            ("other", "other"),
                        ],
                        max_length=14,
                    ),
                ),
                ("given_on", models.DateField(db_index=True)),
                ("quantity", models.PositiveIntegerField(default=1)),
                (
                    "treatment",
                    models.CharField(blank=True, choices=[("outpatient", "out-patient"), ("inpatient", "in-patient")], max_length=10),
                ),
                ("source", models.CharField(default="desk", max_length=10)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.facility"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assistance", to="cases.case")),
            ],
            options={
                "ordering": ["-given_on"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "discipline",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                ("done_on", models.DateField()),
                ("summary", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("findings", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("recommendations", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="cases.case")),
            ],
            options={
                "ordering": ["-done_on"],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("model", models.CharField(max_length=20)),
                ("row", models.UUIDField(db_index=True)),
                ("field", models.CharField(max_length=20)),
                ("former", panoh.vault.fields.Sealed("notes", blank=True, default=b"")),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="amendments", to="cases.case")),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("guidance", models.CharField(max_length=20)),
                ("step", models.CharField(max_length=40)),
                ("mark", models.CharField(blank=True, max_length=32)),
                ("digest", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be done"),
                            ("waiting", "waits for another step"),
                            ("done", "done"),
                            ("skipped", "left out"),
                            ("declined", "not wanted by the person"),
                            ("dropped", "fallen away"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.UUIDField(blank=True, null=True)),
                ("by_hand", models.BooleanField(default=False)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done_elsewhere", "done elsewhere already"),
                            ("not_needed", "not needed for this person"),
                            ("not_safe", "not safe now"),
                            ("out_of_reach", "the person is out of reach"),
                            ("nobody_there", "nobody there who does it"),
                        ],
                        max_length=14,
                    ),
                ),
                ("raised", models.PositiveSmallIntegerField(default=0)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["started_at", "step"],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("proposed_on", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("goals_met", "goals met"),
                            ("person_chose", "the person's choice"),
                            ("lost_contact", "contact lost"),
                            ("moved", "moved away"),
                            ("transferred", "passed on to another service"),
                            ("died", "died"),
                            ("detained", "detained or out of reach"),
                            ("not_eligible", "not eligible after full assessment"),
                            ("cannot_continue", "the service cannot go on"),
                            ("duplicate", "entered twice"),
                            ("register", "from the register, reason not stated"),
                            ("erased", "the file was erased"),
                        ],
                        max_length=16,
                    ),
                ),
                ("outcomes", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("agreed", "agreed to"), ("returned", "returned with a remark")],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="cases.case")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-proposed_on"],
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_on", models.DateField()),
                ("next_on", models.DateField(blank=True, null=True)),
                ("outside", models.JSONField(default=list)),
                ("talk", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("decisions", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("dissent", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("wishes", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="conferences", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-held_on"],
            },
        ),
        migrations.CreateModel(
            name="ConferenceSeat",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("conference", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="seats", to="cases.conference")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="ConflictOfInterest",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("family", "own family"),
                            ("close", "a friend, a neighbour, somebody known well"),
                            ("conflict", "another conflict of interest"),
                        ],
                        max_length=8,
                    ),
                ),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="cases.case")),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="people.person")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-set_at"],
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("call", "call"),
                            ("sms", "text message"),
                            ("messenger", "messenger"),
                            ("in_person", "in person only"),
                            ("through_other", "through somebody they trust"),
                            ("never", "never contact; the person comes"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "reached"),
                            ("no_answer", "no answer"),
                            ("other", "somebody else answered"),
                            ("gone", "the number or address is no longer theirs"),
                            ("not_safe", "broken off, it was not safe"),
                        ],
                        max_length=9,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contact_attempts", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Death",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("died_on", models.DateField(blank=True, null=True)),
                ("recorded_on", models.DateField()),
                ("stopped", models.JSONField(default=dict)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("tell", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case")),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="death", to="people.person")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("from_due", models.DateTimeField(blank=True, null=True)),
                ("to_due", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("step", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="due_changes", to="cases.casestep")),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("life", "danger to life or health"),
                            ("child", "a child is in danger"),
                            ("held", "the person was taken or has disappeared"),
                            ("calls", "the person asks for help now, and nobody of the case can be reached"),
                        ],
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "judged",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "it was right"),
                            ("otherwise", "meant well; there was another way"),
                            ("wrong", "it was not right"),
                        ],
                        max_length=10,
                    ),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("judged_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="cases.case")),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="openings", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("given_on", models.DateField()),
                (
                    "heard",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)]),
                ),
                (
                    "respected",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)]),
                ),
                ("safe", models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)])),
                (
                    "useful",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)]),
                ),
                (
                    "informed",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)]),
                ),
                (
                    "again",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(4)]),
                ),
                ("words", panoh.vault.fields.Sealed("notes", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="feedback", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-given_on"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("better", "better"), ("same", "the same"), ("worse", "worse"), ("unreached", "could not be reached")],
                        max_length=10,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="follow_ups", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("self_sufficiency", "self-sufficiency"),
                            ("physical", "physical"),
                            ("mental", "mental"),
                            ("social", "social"),
                            ("professional", "professional"),
                            ("integration", "social integration"),
                            ("community", "community involvement"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[("first", "first of all"), ("next", "after that"), ("later", "when there is time")],
                        default="next",
                        max_length=5,
                    ),
                ),
                ("target_on", models.DateField(blank=True, null=True)),
                ("attainment_at_start", models.SmallIntegerField(default=-2)),
                ("attainment_now", models.SmallIntegerField(default=-2)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("achieved", "achieved"),
                            ("partly", "partly achieved"),
                            ("not_achieved", "not achieved"),
                            ("dropped", "dropped, as the person wished"),
                            ("replaced", "another goal took its place"),
                            ("passed_on", "goes on with another service"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("origin", models.UUIDField(db_index=True, default=panoh.core.ids.new_id)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("indicator", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("level_m2", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("level_m1", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("level_0", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("level_p1", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("level_p2", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("ending", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Happening",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fresh_injuries", "there are fresh injuries"),
                            ("hospital", "went to hospital"),
                            ("discharged", "came home from hospital"),
                            ("hearing", "a day at court is set"),
                            ("goals_met", "goals are met, or the person wishes to end"),
                            ("closure_proposed", "closure is proposed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="happenings", to="cases.case")),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="MoneyAsked",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("asked_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("currency", models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3)),
                (
                    "payer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "own budget"),
                            ("funder", "a funder"),
                            ("member", "a member organisation"),
                            ("state", "the state, free for the person"),
                            ("family", "the person or the family"),
                            ("nobody", "costs nothing"),
                        ],
                        max_length=7,
                    ),
                ),
                ("budget_code", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked for"), ("agreed", "agreed to"), ("declined", "declined")], default="asked", max_length=8
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="money_asked", to="cases.case")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-asked_on"],
            },
        ),
        migrations.CreateModel(
            name="NotesReader",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("since", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes_readers", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("reader", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("currency", models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3)),
                (
                    "payer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "own budget"),
                            ("funder", "a funder"),
                            ("member", "a member organisation"),
                            ("state", "the state, free for the person"),
                            ("family", "the person or the family"),
                            ("nobody", "costs nothing"),
                        ],
                        max_length=7,
                    ),
                ),
                ("budget_code", models.CharField(blank=True, max_length=20)),
                ("receipt", models.CharField(blank=True, max_length=20)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("receipt", "receipt"),
                            ("signed", "signed by the person"),
                            ("witness", "a colleague was there"),
                            ("later", "follows later"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "asked",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="payment", to="cases.moneyasked"
                    ),
                ),
                (
                    "assistance",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="payment", to="cases.assistance"),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
        ),
        migrations.CreateModel(
            name="PlannedService",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                (
                    "item",
                    models.CharField(
                        choices=[
                            ("consultation", "consultation"),
                            ("treatment", "treatment"),
                            ("session", "session"),
                            ("documents", "help with documents"),
                            ("food", "food"),
                            ("transport", "travel"),
                            ("housing", "housing"),
                            ("clothes", "clothes"),
                            ("money", "money"),
                            ("school", "help with school"),
                            ("work", "help with work"),
                            ("accompaniment", "accompaniment"),
                            ("other", "other"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("once", "once"),
                            ("daily", "every day"),
                            ("twice_week", "twice a week"),
                            ("weekly", "once a week"),
                            ("two_weekly", "every two weeks"),
                            ("monthly", "once a month"),
                            ("as_needed", "as needed"),
                        ],
                        default="weekly",
                        max_length=10,
                    ),
                ),
                ("times", models.PositiveSmallIntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "payer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "own budget"),
                            ("funder", "a funder"),
                            ("member", "a member organisation"),
                            ("state", "the state, free for the person"),
                            ("family", "the person or the family"),
                            ("nobody", "costs nothing"),
                        ],
                        max_length=7,
                    ),
                ),
                ("budget_code", models.CharField(blank=True, max_length=20)),
                ("unit_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "currency",
                    models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], default="TJS", max_length=3),
                ),
                ("origin", models.UUIDField(db_index=True, default=panoh.core.ids.new_id)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.facility"
                    ),
                ),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="services", to="cases.goal")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["starts_on"],
            },
        ),
        migrations.AddField(
            model_name="assistance",
            name="service",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="assistance", to="cases.plannedservice"
            ),
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("origin", models.UUIDField(default=panoh.core.ids.new_id)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="goal",
            name="problem",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="goals", to="cases.problem"
            ),
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("agreed", "agreed with the person"),
                            ("approved", "approved"),
                            ("replaced", "replaced by a newer version"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "agreement_form",
                    models.CharField(
                        blank=True,
                        choices=[("spoken", "spoken"), ("written", "in writing"), ("guardian", "with the guardian")],
                        max_length=8,
                    ),
                ),
                (
                    "agreement_language",
                    models.CharField(blank=True, choices=[("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")], max_length=8),
                ),
                (
                    "assent",
                    models.CharField(
                        blank=True, choices=[("given", "the child agrees"), ("too_young", "too young to be asked")], max_length=9
                    ),
                ),
                (
                    "copy_given",
                    models.CharField(
                        blank=True,
                        choices=[("given", "given"), ("later", "not yet"), ("not_safe", "not safe to keep"), ("not_wanted", "not wanted")],
                        max_length=10,
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("witness", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("guardian", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("wishes", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="programmes", to="cases.case")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="problem",
            name="programme",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="cases.programme"),
        ),
        migrations.AddField(
            model_name="goal",
            name="programme",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="cases.programme"),
        ),
        migrations.AddField(
            model_name="conference",
            name="programme",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="conferences", to="cases.programme"
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("request", "request"),
                            ("admission", "admission"),
                            ("assessment", "assessment"),
                            ("session", "session"),
                            ("closure", "closure"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("choice", "one of a list"), ("number", "a number"), ("date", "a day"), ("text", "words, always sealed")],
                        max_length=8,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("text_en", models.CharField(max_length=200)),
                ("text_ru", models.CharField(max_length=200)),
                ("text_tg", models.CharField(max_length=200)),
                ("choices", models.JSONField(default=list)),
                ("counted_since", models.DateField(blank=True, null=True)),
                ("retired_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["form", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("counted_since", None), ("kind__in", ("choice", "number")), _connector="OR"),
                        name="cases_only_codes_are_counted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptPhoto",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kept_on", models.DateField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("image", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("payment", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="photo", to="cases.payment")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("refused_at", models.DateTimeField()),
                ("look_by", models.DateField()),
                (
                    "looked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stays", "it stays, and the words of the person stand beside it"),
                            ("right", "it was wrong, and has been corrected"),
                        ],
                        max_length=8,
                    ),
                ),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("asked", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("why", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("answer", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="refusals", to="cases.case")),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "refused_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-refused_at"],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
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
                    "asker",
                    models.CharField(
                        choices=[
                            ("person", "the person"),
                            ("relative", "a relative"),
                            ("lawyer", "a lawyer"),
                            ("organisation", "an organisation"),
                            ("other", "somebody else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("needs", models.JSONField(default=list)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        default="green",
                        max_length=5,
                    ),
                ),
                ("within_hour", models.BooleanField(default=False)),
                ("kind", models.CharField(blank=True, choices=[("survivor", "survivor"), ("family", "family member")], max_length=8)),
                ("sex", models.CharField(blank=True, max_length=8)),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("triaged", "triaged"),
                            ("admitted", "admitted"),
                            ("elsewhere", "referred elsewhere"),
                            ("declined", "declined"),
                            ("withdrawn", "taken back by the person"),
                        ],
                        default="new",
                        max_length=9,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decision_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("survivor_of_torture", "survived torture or ill-treatment, from what is told"),
                            ("family_of_survivor", "family member affected by it"),
                            ("provisional", "admitted provisionally, to be looked at again"),
                            ("other_service_fits", "another service fits better"),
                            ("not_eligible", "not a matter of torture or ill-treatment"),
                            ("no_capacity", "no capacity now"),
                            ("person_decided", "the person decided otherwise"),
                        ],
                        max_length=24,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("family_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("given_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("patronymic", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("birth_date", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("number", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("contact_terms", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("need_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("triage_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("decision_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hears",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="accounts.organisation"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="requests", to="people.person"
                    ),
                ),
                (
                    "referred_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["due_at"],
            },
        ),
        migrations.CreateModel(
            name="QuestionAnswer",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "discipline",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                ("target", models.UUIDField(blank=True, null=True)),
                ("given_at", models.DateTimeField()),
                ("coded", models.CharField(blank=True, max_length=12)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="own_answers", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                ("question", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="cases.question")),
                (
                    "request",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="own_answers", to="cases.request"
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="request",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="case", to="cases.request"
            ),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("better", "better"), ("same", "the same"), ("worse", "worse"), ("unreached", "could not be reached")],
                        max_length=10,
                    ),
                ),
                ("next_on", models.DateField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="reviews", to="cases.programme"
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on"],
            },
        ),
        migrations.CreateModel(
            name="GoalRating",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("rated_on", models.DateField()),
                ("value", models.SmallIntegerField()),
                ("by", models.UUIDField()),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="cases.goal")),
                (
                    "review",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="goal_ratings", to="cases.review"
                    ),
                ),
            ],
            options={
                "ordering": ["rated_on"],
            },
        ),
        migrations.CreateModel(
            name="ReviewTrigger",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("risk", "danger to oneself"),
                            ("threat", "a threat to the person or the family"),
                            ("detained", "detained again"),
                            ("hospital", "taken to hospital"),
                            ("hearing", "a day of hearing was set"),
                            ("score", "a questionnaire shows a clear change for the worse"),
                            ("urgency", "the urgency was raised"),
                            ("asked", "the person asks for it"),
                            ("other", "something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("due_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="review_triggers", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "review",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="triggers", to="cases.review"
                    ),
                ),
            ],
            options={
                "ordering": ["-noted_at"],
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("written_on", models.DateField()),
                ("signs", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("coping", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("places", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("people", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("services", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("surroundings", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="safety_plan", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SessionGroup",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "discipline",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "venue",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("office", "in the office"),
                            ("home", "at the person's home"),
                            ("phone", "by telephone"),
                            ("video", "by video"),
                            ("facility", "at a facility"),
                            ("outside", "somewhere else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="session_groups", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "discipline",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consultation", "consultation"),
                            ("individual", "individual session"),
                            ("couple", "session of a couple"),
                            ("family", "family session"),
                            ("group", "group session"),
                            ("visit", "visit at home"),
                            ("call", "call"),
                            ("accompaniment", "accompaniment"),
                        ],
                        max_length=14,
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("attended", "attended"),
                            ("not_attended", "did not attend"),
                            ("called_off", "called off"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person_away", "could not come"),
                            ("person_unwell", "unwell"),
                            ("person_chose", "chose not to"),
                            ("not_safe", "not safe to come"),
                            ("not_reached", "could not be reached"),
                            ("worker_away", "the worker could not"),
                            ("other", "another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "venue",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("office", "in the office"),
                            ("home", "at the person's home"),
                            ("phone", "by telephone"),
                            ("video", "by video"),
                            ("facility", "at a facility"),
                            ("outside", "somewhere else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("late_minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("others", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("summary", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("notes", panoh.vault.fields.Sealed("notes", blank=True, default=b"")),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to=settings.AUTH_USER_MODEL),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="cases.case")),
                (
                    "co_worker",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="cases.plannedservice",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="cases.sessiongroup"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reads_only", models.BooleanField(default=False)),
                ("withheld_kinds", models.JSONField(default=dict)),
                ("by", models.UUIDField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="cases.case")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="accounts.organisation"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="state_changes", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("triage", "Triage the request"),
                            ("decide", "Decide on the request"),
                            ("decided", "What was decided on your request"),
                            ("wrote", "Read what was written about the request"),
                            ("assess", "Do the assessment"),
                            ("plan", "Draw up the programme"),
                            ("approve", "Approve the programme"),
                            ("session", "Session"),
                            ("referral", "Take the referral further"),
                            ("late", "A referral is late: see to it"),
                            ("reply", "Look at the answer of the facility"),
                            ("conference", "Hold the case conference"),
                            ("review", "Review the programme"),
                            ("follow_up", "Follow up"),
                            ("vital", "Review the help given in vital interest"),
                            ("consent", "Ask for consent"),
                            ("same", "Look whether this person is known already"),
                            ("relative", "Look whether this relative is known already"),
                            ("alarm", "The word of danger was given"),
                            ("step", "Step of the guidance"),
                            ("raised", "See to a step of the guidance"),
                            ("danger", "See to the danger"),
                            ("admission", "Look at the provisional admission"),
                            ("risk", "Danger to life: ask the person and act"),
                            ("money", "Decide on money asked for"),
                            ("terms", "Decide on a referral outside of the agreement"),
                            ("words", "Read a letter as its second reader"),
                            ("alone", "An urgent letter left without a second reader: look at it"),
                            ("contact", "Try to reach the person safely"),
                            ("lost", "No contact for long: look whether to go on or to close"),
                            ("closing", "Decide on the closing"),
                            ("death", "The person has died: look at the file"),
                            ("reading", "Read the clinical report as its second reader"),
                            ("tell", "Tell the person which organisation helps now"),
                            ("erase", "The person asks for everything to be erased"),
                            ("opened", "Look at a case that was opened in an emergency"),
                            ("tied", "A colleague is tied to this person: see who works on it"),
                            ("refused", "The person asked for a correction: look whether it stays"),
                            ("left", "A colleague's access has ended: hand over the work"),
                            ("gone", "Tell who had received something that it is erased here"),
                            ("own", "Own task"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "discipline",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=24)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("step", models.CharField(blank=True, max_length=40)),
                ("target", models.UUIDField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.UUIDField(blank=True, null=True)),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk", "danger to oneself"),
                            ("threat", "a threat to the person or the family"),
                            ("detained", "detained again"),
                            ("hospital", "taken to hospital"),
                            ("hearing", "a day of hearing was set"),
                            ("score", "a questionnaire shows a clear change for the worse"),
                            ("urgency", "the urgency was raised"),
                            ("asked", "the person asks for it"),
                            ("other", "something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("calm_at", models.DateTimeField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="cases.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="cases.request"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["due_at"],
            },
        ),
        migrations.CreateModel(
            name="UrgencyChange",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                (
                    "before",
                    models.CharField(
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        max_length=5,
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        max_length=5,
                    ),
                ),
                (
                    "proposed",
                    models.CharField(
                        blank=True,
                        choices=[("red", "at once, within 24 hours"), ("amber", "within 72 hours"), ("green", "within seven days")],
                        max_length=5,
                    ),
                ),
                ("dangers", models.JSONField(default=list)),
                (
                    "suicide",
                    models.CharField(
                        blank=True, choices=[("none", "no sign"), ("low", "low"), ("moderate", "moderate"), ("high", "high")], max_length=8
                    ),
                ),
                ("due_before", models.DateTimeField(blank=True, null=True)),
                ("due_after", models.DateTimeField(blank=True, null=True)),
                ("of_task", models.UUIDField(blank=True, null=True)),
                ("answers", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="urgency_changes", to="cases.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="urgency_changes",
                        to="cases.request",
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="BulkOperationPart",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("done", "done"),
                            ("left", "left as it was"),
                            ("kept", "not taken back: changed since, or its ten minutes were over"),
                        ],
                        max_length=4,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "operation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="cases.bulkoperation"),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case")),
            ],
            options={
                "ordering": ["at"],
                "constraints": [models.UniqueConstraint(fields=("operation", "case"), name="cases_bulkoperation_once_a_case")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "discipline",
                    models.CharField(
                        choices=[
                            ("medical", "medical"),
                            ("psychological", "psychological"),
                            ("social", "social"),
                            ("legal", "legal information"),
                        ],
                        max_length=14,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.assignment"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to=settings.AUTH_USER_MODEL),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="cases.case")),
            ],
            options={
                "indexes": [models.Index(fields=["user", "ends_on"], name="cases_assignment_user")],
            },
        ),
        migrations.AddIndex(
            model_name="casestep",
            index=models.Index(fields=["state", "due_at"], name="cases_step_due"),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.UniqueConstraint(fields=("case", "step", "mark"), name="cases_step_run"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("case",), name="cases_closing_proposed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceseat",
            constraint=models.UniqueConstraint(fields=("conference", "user"), name="cases_conference_seat"),
        ),
        migrations.AddConstraint(
            model_name="conflictofinterest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("user", "person"), name="cases_conflictofinterest_once"
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyaccess",
            index=models.Index(fields=["user", "ends_at"], name="cases_opening_user"),
        ),
        migrations.AddConstraint(
            model_name="notesreader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("case", "author", "reader"), name="cases_notes_reader_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="cases_payment_of_something"),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="cases_programme_number"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["state", "due_at"], name="cases_request_due"),
        ),
        migrations.AddIndex(
            model_name="questionanswer",
            index=models.Index(fields=["question", "coded"], name="cases_answer_counted"),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("request__isnull", False), _connector="OR"),
                name="cases_answer_belongs_somewhere",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "state"], name="cases_case_owner"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "review_due"], name="cases_case_review"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("close_reason", ""), ("closed_on__isnull", True)),
                    models.Q(("closed_on__isnull", False), models.Q(("close_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="cases_closed_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["owner", "done_at", "due_at"], name="cases_task_owner"),
        ),
        migrations.AddConstraint(
            model_name="urgencychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("request", None), ("case", None), _connector="XOR"), name="cases_urgency_of_one"
            ),
        ),
    ]
