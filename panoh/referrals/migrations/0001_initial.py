import django.db.models.deletion
import panoh.core.clock
import panoh.core.ids
import panoh.referrals.replies
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("consent", "0001_initial"),
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("address", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("host", models.CharField(blank=True, max_length=253)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                ("slip", models.CharField(default=panoh.referrals.replies.new_slip, max_length=10, unique=True)),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("general", "general practitioner"),
                            ("paediatrics", "paediatrician"),
                            ("neurology", "neurologist"),
                            ("cardiology", "cardiologist"),
                            ("traumatology", "traumatologist"),
                            ("surgery", "surgeon"),
                            ("urology", "urologist"),
                            ("gynaecology", "gynaecologist"),
                            ("gastro", "gastroenterologist"),
                            ("endocrinology", "endocrinologist"),
                            ("skin", "skin specialist"),
                            ("ear", "ear, nose and throat"),
                            ("eye", "eye specialist"),
                            ("dental", "dentist"),
                            ("infections", "infectious diseases"),
                            ("tuberculosis", "tuberculosis"),
                            ("narcology", "narcologist"),
                            ("laboratory", "laboratory"),
                            ("imaging", "X-ray, ultrasound, tomography"),
                            ("inpatient", "in-patient treatment"),
                            ("psychology", "psychological help"),
                            ("psychiatry", "psychiatrist"),
                            ("physiotherapy", "physiotherapy"),
                            ("prosthetics", "prostheses and aids"),
                            ("disability", "recognition of a disability"),
                            ("legal", "legal help"),
                            ("shelter", "shelter"),
                            ("material", "food, clothes, money"),
                            ("schooling", "school and training"),
                            ("work", "finding work"),
                            ("social", "social help"),
                            ("other", "other"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("neutral", "neutral"), ("minimal", "what the clinician needs"), ("full", "in full")],
                        default="neutral",
                        max_length=8,
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")], default="ru", max_length=2),
                ),
                ("data_kinds", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "drawn up"),
                            ("awaiting_consent", "waits for consent"),
                            ("sent", "sent"),
                            ("acknowledged", "acknowledged"),
                            ("accepted", "accepted"),
                            ("asked_back", "they ask something"),
                            ("waitlisted", "on a waiting list"),
                            ("declined", "declined by the facility"),
                            ("booked", "appointment given"),
                            ("attended", "attended"),
                            ("no_show", "did not attend"),
                            ("in_service", "being treated"),
                            ("completed", "completed"),
                            ("partly_completed", "completed in part"),
                            ("person_declined", "the person declined"),
                            ("withdrawn", "called off"),
                            ("expired", "never answered"),
                            ("redirected", "passed on to another"),
                            ("error", "made by mistake"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("emergency", "emergency: within 24 hours"),
                            ("urgent", "urgent: within 72 hours"),
                            ("normal", "normal: within two weeks"),
                        ],
                        default="normal",
                        max_length=9,
                    ),
                ),
                ("made_on", models.DateField()),
                ("moved_at", models.DateTimeField(default=panoh.core.clock.now)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("raised", models.PositiveSmallIntegerField(default=0)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_on", models.DateField(blank=True, null=True)),
                ("appointment_at", models.DateTimeField(blank=True, null=True)),
                ("attended_on", models.DateField(blank=True, null=True)),
                ("outcome_on", models.DateField(blank=True, null=True)),
                ("ground_lost_on", models.DateField(blank=True, null=True)),
                ("register_agreed_on", models.DateField(blank=True, null=True)),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_place", "no free place"),
                            ("no_specialist", "no such specialist now"),
                            ("other_service", "does not give this help"),
                            ("other_region", "takes people of other districts only"),
                            ("not_suitable", "does not take people in this condition"),
                            ("cost", "nobody pays for it"),
                            ("conflict", "connected with somebody the person fears"),
                            ("not_reached", "could not reach the person"),
                            ("other", "another reason"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "no_show_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("acceptable", "a good reason: illness, family, another duty"),
                            ("logistics", "could not get there: road, money, papers, the hour"),
                            ("unacceptable", "said nothing, or did not want to"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "closure_evidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slip", "reply slip"),
                            ("telephone", "telephone with the facility"),
                            ("person", "the person's own word"),
                            ("visit", "visit note"),
                            ("link", "answered through the link"),
                            ("account", "answered here by the recipient"),
                            ("none", "nothing in hand"),
                        ],
                        max_length=9,
                    ),
                ),
                ("cost_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "cost_currency",
                    models.CharField(blank=True, choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("read_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("read_remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("alone_reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("complaint_words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("ask_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("outcome_words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("recommendation", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("question_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("answer_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("letter", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="referrals", to="cases.case")),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="consent.consent"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="network.facility"),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="next", to="referrals.referral"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "vital_interest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="consent.vitalinterest",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("made_at", models.DateTimeField()),
                ("content", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "referral",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="parcel", to="referrals.referral"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Gap",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("general", "general practitioner"),
                            ("paediatrics", "paediatrician"),
                            ("neurology", "neurologist"),
                            ("cardiology", "cardiologist"),
                            ("traumatology", "traumatologist"),
                            ("surgery", "surgeon"),
                            ("urology", "urologist"),
                            ("gynaecology", "gynaecologist"),
                            ("gastro", "gastroenterologist"),
                            ("endocrinology", "endocrinologist"),
                            ("skin", "skin specialist"),
                            ("ear", "ear, nose and throat"),
                            ("eye", "eye specialist"),
                            ("dental", "dentist"),
                            ("infections", "infectious diseases"),
                            ("tuberculosis", "tuberculosis"),
                            ("narcology", "narcologist"),
                            ("laboratory", "laboratory"),
                            ("imaging", "X-ray, ultrasound, tomography"),
                            ("inpatient", "in-patient treatment"),
                            ("psychology", "psychological help"),
                            ("psychiatry", "psychiatrist"),
                            ("physiotherapy", "physiotherapy"),
                            ("prosthetics", "prostheses and aids"),
                            ("disability", "recognition of a disability"),
                            ("legal", "legal help"),
                            ("shelter", "shelter"),
                            ("material", "food, clothes, money"),
                            ("schooling", "school and training"),
                            ("work", "finding work"),
                            ("social", "social help"),
                            ("other", "other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("no_provider", "nobody gives this here"),
                            ("no_agreement", "no agreement with who gives it"),
                            ("no_capacity", "no free place"),
                            ("too_far", "too far"),
                            ("cost", "nobody pays for it"),
                            ("not_safe", "not safe for the person"),
                            ("refuses", "refuses, or never answers"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("worker", "noted by a worker"),
                            ("chain", "no facility took the referral"),
                            ("programme", "planned in the programme, nobody to give it"),
                        ],
                        max_length=9,
                    ),
                ),
                ("since_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("met", "met later"), ("found", "somebody gives it now"), ("not_needed", "no longer needed")],
                        max_length=10,
                    ),
                ),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="gaps", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "planned",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.plannedservice"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-since_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReferralTerms",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("frozen", models.JSONField(default=dict)),
                ("frozen_on", models.DateField(blank=True, null=True)),
                ("estimate", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                (
                    "currency",
                    models.CharField(blank=True, choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3),
                ),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_agreement", "no agreement"),
                            ("ahead", "agreement not begun"),
                            ("run_out", "agreement over"),
                            ("window", "no new referrals under it"),
                            ("service", "help not covered"),
                            ("tariff", "off the tariff"),
                            ("total", "above the ceiling for all"),
                            ("person", "above the ceiling for one person"),
                            ("cost", "above the price agreed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("could_not_wait", models.BooleanField(default=False)),
                (
                    "allowed_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_agreement", "no agreement"),
                            ("ahead", "agreement not begun"),
                            ("run_out", "agreement over"),
                            ("window", "no new referrals under it"),
                            ("service", "help not covered"),
                            ("tariff", "off the tariff"),
                            ("total", "above the ceiling for all"),
                            ("person", "above the ceiling for one person"),
                            ("cost", "above the price agreed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("allowed_on", models.DateField(blank=True, null=True)),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "cost_problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_agreement", "no agreement"),
                            ("ahead", "agreement not begun"),
                            ("run_out", "agreement over"),
                            ("window", "no new referrals under it"),
                            ("service", "help not covered"),
                            ("tariff", "off the tariff"),
                            ("total", "above the ceiling for all"),
                            ("person", "above the ceiling for one person"),
                            ("cost", "above the price agreed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cost_allowed_on", models.DateField(blank=True, null=True)),
                ("cost_reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral_terms",
                        to="network.agreement",
                    ),
                ),
                (
                    "allowed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cost_allowed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "referral",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="referrals.referral"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReplyLink",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.BinaryField(unique=True)),
                ("code_digest", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("spent_at", models.DateTimeField(blank=True, null=True)),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "referral",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reply_links", to="referrals.referral"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("ticket", models.BinaryField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "has received the referral"),
                            ("accepted", "takes the person"),
                            ("waitlisted", "has no place now: on a waiting list"),
                            ("appointment", "proposes a day"),
                            ("declined", "cannot take the person"),
                            ("attended", "the person was there"),
                            ("not_attended", "the person has not come"),
                            ("outcome", "sends the outcome"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("said_on", models.DateField(blank=True, null=True)),
                ("said_at", models.TimeField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_place", "no free place"),
                            ("no_specialist", "no such specialist now"),
                            ("other_service", "does not give this help"),
                            ("other_region", "takes people of other districts only"),
                            ("not_suitable", "does not take people in this condition"),
                            ("cost", "nobody pays for it"),
                            ("conflict", "connected with somebody the person fears"),
                            ("not_reached", "could not reach the person"),
                            ("other", "another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("advice", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "to be looked at"), ("taken", "taken over"), ("set_aside", "set aside")],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "referral",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="referrals.referral"),
                ),
                ("link", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="referrals.replylink")),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "drawn up"),
                            ("awaiting_consent", "waits for consent"),
                            ("sent", "sent"),
                            ("acknowledged", "acknowledged"),
                            ("accepted", "accepted"),
                            ("asked_back", "they ask something"),
                            ("waitlisted", "on a waiting list"),
                            ("declined", "declined by the facility"),
                            ("booked", "appointment given"),
                            ("attended", "attended"),
                            ("no_show", "did not attend"),
                            ("in_service", "being treated"),
                            ("completed", "completed"),
                            ("partly_completed", "completed in part"),
                            ("person_declined", "the person declined"),
                            ("withdrawn", "called off"),
                            ("expired", "never answered"),
                            ("redirected", "passed on to another"),
                            ("error", "made by mistake"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slip", "reply slip"),
                            ("telephone", "telephone with the facility"),
                            ("person", "the person's own word"),
                            ("visit", "visit note"),
                            ("link", "answered through the link"),
                            ("account", "answered here by the recipient"),
                            ("none", "nothing in hand"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=14)),
                ("referral", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="referrals.referral")),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("made_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("facility", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.facility")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-made_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)), fields=("person", "facility"), name="referrals_excluded_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["state", "due_at"], name="referrals_open"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_at", None), ("consent__isnull", False), ("vital_interest__isnull", False), _connector="OR"),
                name="referrals_nothing_leaves_without_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="gap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("case", "service"), name="referrals_one_open_gap"
            ),
        ),
        migrations.AddConstraint(
            model_name="gap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_on", None)),
                    models.Q(("ended_on__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="referrals_gap_ends_somehow",
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["state", "at"], name="referrals_reply_waiting"),
        ),
    ]
