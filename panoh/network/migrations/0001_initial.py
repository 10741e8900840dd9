import django.db.models.deletion
import panoh.core.clock
import panoh.core.ids
import panoh.network.models.directory
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "ministry or government"),
                            ("local", "local authority"),
                            ("ombudsman", "ombudsman for human rights"),
                            ("health", "health authority"),
                            ("social", "social protection"),
                            ("education", "education authority"),
                            ("justice", "justice and supervision"),
                            ("facility", "health facility"),
                            ("centre", "psychological or psychiatric centre"),
                            ("international", "international body"),
                            ("other", "other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("is_active", models.BooleanField(default=True)),
                ("checked_on", models.DateField()),
                ("named_at", models.DateTimeField(default=panoh.core.clock.now)),
                ("institution", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("office", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("contact_name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("phone", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("address", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["kind", "region", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reference", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contract", "contract"),
                            ("memorandum", "memorandum"),
                            ("engagement", "personal agreement with a specialist"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "being drawn up"), ("in_force", "signed"), ("ended", "is over"), ("terminated", "broken off")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("services", models.JSONField(default=list)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("refers_until", models.DateField(blank=True, null=True)),
                (
                    "currency",
                    models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], default="TJS", max_length=3),
                ),
                ("ceiling_total", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("ceiling_person", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("confidential_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("term", "its term is over"),
                            ("replaced", "a new one took its place"),
                            ("both", "both sides wished it"),
                            ("ours", "we end it"),
                            ("theirs", "they end it"),
                            ("breach", "its conditions were not kept"),
                            ("closed", "the facility has closed or the specialist has left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("scan_kind", models.CharField(blank=True, choices=[("pdf", "PDF"), ("jpeg", "JPEG")], max_length=4)),
                ("ours", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("theirs", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("end_words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("scan", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="follow_up", to="network.agreement"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "reference"],
            },
        ),
        migrations.CreateModel(
            name="AgreementCorrection",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("field", models.CharField(max_length=20)),
                (
                    "service",
                    models.CharField(
                        blank=True,
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
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "a visit"),
                            ("hour", "an hour"),
                            ("day", "a day"),
                            ("procedure", "a procedure"),
                            ("package", "a course"),
                        ],
                        max_length=9,
                    ),
                ),
                ("former", models.CharField(blank=True, max_length=600)),
                ("at", models.DateTimeField()),
                ("reason", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="network.agreement"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-at", "field"],
            },
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("health_house", "health house"),
                            ("health_centre", "health centre"),
                            ("polyclinic", "polyclinic"),
                            ("hospital", "hospital"),
                            ("regional_hospital", "regional hospital"),
                            ("national_hospital", "national hospital"),
                            ("dispensary", "dispensary"),
                            ("private_clinic", "private clinic"),
                            ("psychological_centre", "centre of psychological help"),
                            ("psychiatric_centre", "psychiatric centre"),
                            ("specialist", "specialist"),
                            ("society", "society of specialists"),
                            ("social_service", "social service"),
                            ("shelter", "shelter"),
                            ("legal_aid", "legal aid"),
                            ("centre_abroad", "centre abroad"),
                            ("other", "other"),
                        ],
                        max_length=24,
                    ),
                ),
                ("services", models.JSONField(default=list)),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("phone", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("email", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("website", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("contact_name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("address", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("description", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "register",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("psychiatric", "psychiatric register"),
                            ("narcological", "narcological register"),
                            ("tuberculosis", "tuberculosis register"),
                        ],
                        max_length=14,
                    ),
                ),
                ("has_women_staff", models.BooleanField(null=True)),
                ("has_men_staff", models.BooleanField(null=True)),
                ("is_child_friendly", models.BooleanField(null=True)),
                ("is_accessible", models.BooleanField(null=True)),
                ("languages", models.JSONField(default=list)),
                (
                    "cost",
                    models.CharField(
                        blank=True,
                        choices=[("free", "free"), ("paid", "paid for"), ("contract", "paid by the Unit under an agreement")],
                        max_length=8,
                    ),
                ),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "currency",
                    models.CharField(blank=True, choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "takes people now"), ("waiting", "has a waiting list"), ("no", "takes nobody now")],
                        max_length=7,
                    ),
                ),
                ("capacity_on", models.DateField(blank=True, null=True)),
                ("opening_days", models.JSONField(default=panoh.network.models.directory.monday_to_friday)),
                ("hours", models.JSONField(default=dict)),
                ("opens_on_holidays", models.BooleanField(default=False)),
                ("public_fields", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("checked_on", models.DateField(blank=True, null=True)),
                (
                    "check_every",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "every month"), (3, "every three months"), (6, "every six months"), (12, "every year")], default=12
                    ),
                ),
                ("check_due_on", models.DateField(blank=True, null=True)),
                (
                    "screening",
                    models.CharField(
                        choices=[
                            ("not_yet", "not screened yet"),
                            ("passed", "nothing speaks against it"),
                            ("not_for_us", "not for referrals"),
                        ],
                        default="not_yet",
                        max_length=12,
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("interior", "interior ministry"),
                            ("penitentiary", "penitentiary system"),
                            ("security", "security service"),
                            ("military", "army"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_related", models.BooleanField(default=False)),
                ("screening_reason", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("screened_on", models.DateField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "house",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "screened_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="specialists",
                        to="network.facility",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="facility",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="network.facility"),
        ),
        migrations.CreateModel(
            name="FacilityContact",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("title", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("phone", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("email", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("is_public", models.BooleanField(default=False)),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="network.facility"),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Rules",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "adopted"), ("replaced", "replaced by a newer version")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("text_tg", models.TextField(blank=True)),
                ("text_ru", models.TextField(blank=True)),
                ("adopted_on", models.DateField(blank=True, null=True)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("accepted_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[("signed", "signed paper"), ("telephone", "by telephone"), ("letter", "by letter")], max_length=9
                    ),
                ),
                ("note", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="network.facility"),
                ),
                ("rules", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="network.rules")),
            ],
        ),
        migrations.CreateModel(
            name="SpecialistAccount",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("linked_on", models.DateField()),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="network.facility"),
                ),
                (
                    "linked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="specialist", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TariffLine",
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
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("visit", "a visit"),
                            ("hour", "an hour"),
                            ("day", "a day"),
                            ("procedure", "a procedure"),
                            ("package", "a course"),
                        ],
                        max_length=9,
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "agreement",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tariff", to="network.agreement"),
                ),
            ],
            options={
                "ordering": ["service", "unit"],
            },
        ),
        migrations.CreateModel(
            name="CentreAbroad",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("country", models.CharField(max_length=2)),
                ("key", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("key_on", models.DateField()),
                ("confirmed_on", models.DateField(blank=True, null=True)),
                (
                    "confirmed_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("telephone", "by telephone, read aloud"),
                            ("met", "face to face"),
                            ("post", "on paper, by post"),
                            ("messenger", "through another messenger"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("key_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "facility",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="abroad", to="network.facility"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by", None), ("confirmed_how", ""), ("confirmed_on", None)),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="network_key_confirmed_by_somebody",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="network_agreement_number_once"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="network_agreement_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(fields=("rules", "facility"), name="network_accepted_once"),
        ),
        migrations.AddConstraint(
            model_name="tariffline",
            constraint=models.UniqueConstraint(fields=("agreement", "service", "unit"), name="network_one_price_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="tariffline",
            constraint=models.CheckConstraint(condition=models.Q(("price__gte", 0)), name="network_price_not_below_nought"),
        ),
    ]
