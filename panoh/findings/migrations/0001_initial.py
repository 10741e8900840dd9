import django.db.models.deletion
import panoh.core.ids
import panoh.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("consent", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AllegedEvent",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("told", panoh.vault.fields.Sealed("legal", blank=True, default=b"")),
                ("words", panoh.vault.fields.Sealed("legal", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="alleged_events", to="cases.case")),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="alleged_events", to="people.person"),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Allergy",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(choices=[("known", "does not tolerate"), ("none", "asked: no allergies known")], max_length=5)),
                (
                    "severity",
                    models.CharField(
                        blank=True, choices=[("mild", "mild"), ("severe", "severe"), ("life", "dangerous to life")], max_length=6
                    ),
                ),
                ("noted_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("substance", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("reaction", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="allergies", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="allergies", to="people.person")),
            ],
            options={
                "ordering": ["-noted_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="BodyMark",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("region", models.CharField(max_length=24)),
                ("x", models.PositiveSmallIntegerField()),
                ("y", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scar", "scar"),
                            ("bruise", "bruise"),
                            ("wound", "wound"),
                            ("burn", "burn"),
                            ("swelling", "swelling"),
                            ("deformity", "deformity"),
                            ("pain", "pain, tender to touch"),
                            ("numbness", "numbness, weakness"),
                            ("missing", "missing tooth, nail or part"),
                            ("other", "something else"),
                        ],
                        max_length=9,
                    ),
                ),
                ("size_mm", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("seen_on", models.DateField()),
                ("note", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="body_marks", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="body_marks", to="people.person")),
            ],
            options={
                "ordering": ["seen_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Medicine",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("started_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("name", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("dose", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="medicines", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="medicines", to="people.person")),
            ],
            options={
                "ordering": ["-started_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Photograph",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("taken_on", models.DateField()),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("image", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "mark",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="photographs", to="findings.bodymark"),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["taken_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "language",
                    models.CharField(choices=[("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")], default="ru", max_length=2),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("second_reading", "second reading"),
                            ("signed", "signed"),
                            ("replaced", "replaced by a newer version"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        choices=[
                            ("person", "the person"),
                            ("lawyer", "the person's lawyer"),
                            ("authority", "an authority"),
                            ("organisation", "an organisation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("examined_on", models.DateField()),
                (
                    "overall",
                    models.CharField(
                        choices=[
                            ("not_assessed", "not assessed"),
                            ("not_consistent", "not consistent"),
                            ("consistent", "consistent"),
                            ("highly_consistent", "highly consistent"),
                            ("typical", "typical of"),
                            ("diagnostic", "diagnostic of"),
                        ],
                        default="not_assessed",
                        max_length=20,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("pictures", models.PositiveSmallIntegerField(default=0)),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("signer", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("signed_place", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("why_new", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("pdf", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="cases.case")),
                ("consent", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="next", to="findings.report"
                    ),
                ),
                (
                    "second_reader",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-examined_on", "code", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("person", "the person"),
                            ("representative", "a representative whom the person names"),
                            ("authority", "an authority, for this one use"),
                        ],
                        max_length=16,
                    ),
                ),
                ("given_on", models.DateField()),
                ("name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="findings.report")),
            ],
            options={
                "ordering": ["-given_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportAuthor",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="authors", to="findings.report")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="ReportFinding",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(choices=[("physical", "physical finding"), ("psychological", "psychological finding")], max_length=14),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("not_assessed", "not assessed"),
                            ("not_consistent", "not consistent"),
                            ("consistent", "consistent"),
                            ("highly_consistent", "highly consistent"),
                            ("typical", "typical of"),
                            ("diagnostic", "diagnostic of"),
                        ],
                        default="not_assessed",
                        max_length=20,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("alleged", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="findings.report")),
            ],
            options={
                "ordering": ["kind", "position"],
            },
        ),
        migrations.CreateModel(
            name="Exhibit",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("mark", models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name="exhibits", to="findings.bodymark")),
                (
                    "photograph",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="exhibits",
                        to="findings.photograph",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="exhibits", to="findings.reportfinding"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportSection",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "heading",
                    models.CharField(
                        choices=[
                            ("case_info", "Information on the case"),
                            ("qualifications", "Qualifications of the clinician"),
                            ("testimony", "On the testimony"),
                            ("background", "Background"),
                            ("allegations", "What is alleged"),
                            ("symptoms", "Physical symptoms and disabilities"),
                            ("physical_exam", "Physical examination"),
                            ("psychological_exam", "Psychological history and examination"),
                            ("photographs", "Photographs"),
                            ("tests", "Results of tests"),
                            ("consultations", "Consultations"),
                            ("interpretation", "Interpretation of the findings"),
                            ("conclusions", "Conclusions and recommendations"),
                            ("truthfulness", "Statement of truthfulness"),
                            ("restrictions", "Restrictions on the examination"),
                            ("annexes", "Annexes"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="findings.report")),
            ],
        ),
        migrations.CreateModel(
            name="SocialPart",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "housing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "own home"),
                            ("rented", "rented"),
                            ("relatives", "with relatives"),
                            ("shelter", "in a shelter or institution"),
                            ("none", "no fixed place"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "income",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wages", "wages"),
                            ("farm", "own farm or trade"),
                            ("abroad", "money from relatives abroad"),
                            ("pension", "pension or benefit"),
                            ("help", "help of others"),
                            ("none", "no income"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "schooling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "none"),
                            ("basic", "basic"),
                            ("secondary", "secondary"),
                            ("vocational", "vocational"),
                            ("higher", "higher"),
                            ("at_school", "goes to school now"),
                            ("out_of_school", "a child out of school"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "work",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("regular", "regular work"),
                            ("casual", "casual work"),
                            ("none", "no work"),
                            ("unable", "cannot work for health"),
                            ("home", "keeps the household"),
                            ("studies", "studies"),
                            ("retired", "retired"),
                        ],
                        max_length=8,
                    ),
                ),
                ("household", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("children", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "seeing",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                (
                    "hearing",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                (
                    "walking",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                (
                    "remembering",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                (
                    "self_care",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                (
                    "communicating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "no difficulty"), (2, "some difficulty"), (3, "a lot of difficulty"), (4, "cannot at all")],
                        null=True,
                    ),
                ),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.assessment"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Diagnosis",
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
                        default="medical",
                        max_length=14,
                    ),
                ),
                ("system", models.CharField(choices=[("icd10", "ICD-10"), ("icd11", "ICD-11")], max_length=5)),
                ("code", models.CharField(max_length=12)),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("provisional", "provisional"),
                            ("documents", "from documents of others"),
                            ("history", "in the past, by what is told"),
                        ],
                        max_length=12,
                    ),
                ),
                ("found_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("note", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="diagnoses", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="diagnoses", to="people.person")),
            ],
            options={
                "ordering": ["-found_on", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_on", None), ("ended_on__gte", models.F("found_on")), _connector="OR"),
                        name="findings_diagnosis_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discipline__in", ("medical", "psychological"))), name="findings_diagnosis_is_clinical"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalPart",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "complaint",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no complaint made"),
                            ("undecided", "the person has not decided"),
                            ("not_wished", "the person does not wish to complain"),
                            ("prepared", "being prepared"),
                            ("filed", "filed, no answer yet"),
                            ("refused", "opening of a case refused"),
                            ("opened", "a case was opened"),
                            ("suspended", "suspended or ended"),
                            ("court", "in court"),
                            ("decided", "decided by a court"),
                            ("international", "before an international body"),
                        ],
                        max_length=14,
                    ),
                ),
                ("complaint_on", models.DateField(blank=True, null=True)),
                ("deadline_on", models.DateField(blank=True, null=True)),
                ("hearing_on", models.DateField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("legal", blank=True, default=b"")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.assessment"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("assessment", "number"), name="findings_legalpart_number")],
            },
        ),
        migrations.CreateModel(
            name="MedicalPart",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("history", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("systems", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("investigations", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.assessment"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("assessment", "number"), name="findings_medicalpart_number")],
            },
        ),
        migrations.CreateModel(
            name="MentalPart",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
                ("state", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("strengths", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                (
                    "assessment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="cases.assessment"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("assessment", "number"), name="findings_mentalpart_number")],
            },
        ),
        migrations.CreateModel(
            name="Narrative",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("told_on", models.DateField()),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="narratives", to="cases.case")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="narratives", to="people.person")),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("person", "number"), name="findings_one_narrative_a_number")],
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("code", "number"), name="findings_report_version"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", ""), ("state__in", ("draft", "second_reading"))),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("state__in", ("signed", "replaced")),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="findings_signed_has_signature",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("consent",), name="findings_each_use_its_consent"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient", "person"), ("consent__isnull", False), _connector="OR"), name="findings_given_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportauthor",
            constraint=models.UniqueConstraint(fields=("report", "user"), name="findings_author_once"),
        ),
        migrations.AddConstraint(
            model_name="exhibit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("photograph", None)), fields=("finding", "mark"), name="findings_mark_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibit",
            constraint=models.UniqueConstraint(fields=("finding", "photograph"), name="findings_photograph_once"),
        ),
        migrations.AddConstraint(
            model_name="reportsection",
            constraint=models.UniqueConstraint(fields=("report", "heading"), name="findings_heading_once"),
        ),
        migrations.AddConstraint(
            model_name="socialpart",
            constraint=models.UniqueConstraint(fields=("assessment", "number"), name="findings_socialpart_number"),
        ),
    ]
