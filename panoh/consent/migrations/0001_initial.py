import django.db.models.deletion
import panoh.core.clock
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
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("services", "to receive help and have a file opened"),
                            ("storage", "to keep the data electronically"),
                            ("team", "to share inside the team"),
                            ("referral", "to be referred for treatment or help"),
                            ("legal", "to share with the legal assistance unit"),
                            ("medico_legal", "a medico-legal examination and report"),
                            ("authorities", "to hand a report or a letter to an authority"),
                            ("representative", "to give a report to a named representative"),
                            ("photographs", "to take photographs"),
                            ("report_photos", "photographs in a medico-legal report"),
                            ("contact_family", "to contact the family"),
                            ("interpreter", "to work with an interpreter"),
                            ("follow_up", "to be contacted after closure"),
                            ("abroad", "to keep or send data abroad"),
                            ("supervision", "to be discussed in professional supervision"),
                            ("statistics", "to be counted in statistics for others"),
                            ("case_study", "to be described in a case study"),
                            ("research", "to take part in research"),
                        ],
                        max_length=16,
                    ),
                ),
                ("data_kinds", models.JSONField(default=list)),
                (
                    "decision",
                    models.CharField(choices=[("given", "given"), ("refused", "refused"), ("withdrawn", "withdrawn")], max_length=10),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("written", "in writing"),
                            ("spoken", "spoken, before a witness"),
                            ("telephone", "by telephone"),
                            ("thumb_mark", "by thumb-mark"),
                        ],
                        max_length=12,
                    ),
                ),
                ("given_on", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("by_guardian", models.BooleanField(default=False)),
                ("child_assented", models.BooleanField(null=True)),
                ("of_age", models.BooleanField(null=True)),
                ("recorded_at", models.DateTimeField(default=panoh.core.clock.now, editable=False)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("explained_by", models.UUIDField(blank=True, null=True)),
                ("spent_at", models.DateTimeField(blank=True, null=True)),
                ("witness", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("guardian", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "addressee",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.addressee"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.facility"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person")),
            ],
            options={
                "ordering": ["-given_on", "-recorded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("facility", None), ("organisation", None), _connector="OR"), name="consent_one_recipient"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("addressee", None), models.Q(("facility", None), ("organisation", None)), _connector="OR"),
                        name="consent_addressee_alone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "withdrawn"), _negated=True), ("withdrawn_on__isnull", False), _connector="OR"
                        ),
                        name="consent_withdrawn_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VitalInterest",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("detained", "is detained"),
                            ("unconscious", "is unconscious"),
                            ("out_of_reach", "is out of reach"),
                            ("no_guardian", "a child with no guardian who can be asked"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("stated_at", models.DateTimeField()),
                ("review_due", models.DateTimeField()),
                ("first_review_at", models.DateTimeField(blank=True, null=True)),
                ("second_review_at", models.DateTimeField(blank=True, null=True)),
                ("was_upheld", models.BooleanField(null=True)),
                ("review_note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "first_reviewer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="vital_interests", to="people.person"),
                ),
                (
                    "second_reviewer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_reviewer", None),
                            models.Q(("second_reviewer", models.F("first_reviewer")), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_two_reviewers",
                    )
                ],
            },
        ),
    ]
