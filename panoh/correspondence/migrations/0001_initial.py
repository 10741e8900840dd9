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
        ("consent", "0001_initial"),
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterItem",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter_in", "letter received"),
                            ("letter_out", "letter sent"),
                            ("meeting", "meeting"),
                            ("call", "telephone call"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("reading", "with the second reader"),
                            ("agreed", "agreed to by the second reader"),
                            ("registered", "registered"),
                            ("struck", "struck out"),
                            ("dropped", "not sent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("dated_on", models.DateField()),
                ("registered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("post", "by post"), ("hand", "by hand"), ("email", "by e-mail"), ("fax", "by fax")],
                        max_length=5,
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")], default="ru", max_length=2),
                ),
                ("is_practice", models.BooleanField(default=False)),
                ("subject", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("their_reference", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("present", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("why_struck", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("pdf", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("addressee", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="network.addressee")),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="correspondence.registeritem",
                    ),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-dated_on", "-registered_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("given", "given, no answer yet"),
                            ("answered", "answered, not decided"),
                            ("adopted", "adopted"),
                            ("partly", "adopted in part"),
                            ("refused", "refused"),
                            ("dropped", "not given"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                (
                    "basis_service",
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
                ("basis_region", models.CharField(blank=True, max_length=5)),
                ("basis_from", models.DateField(blank=True, null=True)),
                ("basis_to", models.DateField(blank=True, null=True)),
                ("basis_persons", models.PositiveIntegerField(blank=True, null=True)),
                ("basis_is_small", models.BooleanField(default=False)),
                ("basis_on", models.DateField(blank=True, null=True)),
                ("given_on", models.DateField(blank=True, null=True)),
                ("answer_by", models.DateField(blank=True, null=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                ("text_ru", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("text_tg", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("text_en", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("answer", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("changed", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "addressee",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recommendations", to="network.addressee"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="correspondence.registeritem",
                    ),
                ),
            ],
            options={
                "ordering": ["-given_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("side", models.CharField(choices=[("us", "we promised"), ("them", "they promised")], max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "still to come"), ("kept", "kept"), ("not_kept", "not kept"), ("fell_away", "fell away")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("due_on", models.DateField()),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("is_answer", models.BooleanField(default=False)),
                ("is_practice", models.BooleanField(default=False)),
                ("words", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("outcome", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                (
                    "addressee",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="network.addressee"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="correspondence.registeritem",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PersonLink",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("data_kinds", models.JSONField(default=list)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("ground_lost_on", models.DateField(blank=True, null=True)),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("remark", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("pdf", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="cases.case")),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.consent"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "reader",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="link", to="correspondence.registeritem"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=4)),
                ("size", models.PositiveIntegerField()),
                ("kept_at", models.DateTimeField()),
                ("content", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="scans", to="correspondence.registeritem"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["kept_at", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="registeritem",
            index=models.Index(fields=["kind", "-dated_on"], name="correspondence_kind_day"),
        ),
        migrations.AddConstraint(
            model_name="registeritem",
            constraint=models.UniqueConstraint(fields=("kind", "year", "number", "is_practice"), name="correspondence_number_once"),
        ),
        migrations.AddConstraint(
            model_name="registeritem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("letter_in", "letter_out")), ("number__isnull", False), ("state__in", ("registered", "struck"))),
                    models.Q(("kind__in", ("meeting", "call")), ("number", None)),
                    models.Q(("kind", "letter_out"), ("number", None), ("state__in", ("draft", "reading", "agreed", "dropped"))),
                    _connector="OR",
                ),
                name="correspondence_letters_have_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis_persons", None), ("basis_persons__gte", 5), _connector="OR"),
                name="correspondence_no_small_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis_persons", None), ("basis_is_small", False), _connector="OR"), name="correspondence_one_basis"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(fields=["state", "due_on"], name="correspondence_promise_due"),
        ),
        migrations.AddConstraint(
            model_name="personlink",
            constraint=models.UniqueConstraint(fields=("consent",), name="correspondence_each_letter_its_consent"),
        ),
    ]
