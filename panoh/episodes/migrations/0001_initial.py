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
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        ("referrals", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                ("month", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "handed in"),
                            ("approved", "approved, to be paid"),
                            ("returned", "given back with a remark"),
                            ("paid", "paid"),
                        ],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                ("currency", models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3)),
                ("total", models.DecimalField(decimal_places=2, max_digits=12)),
                ("submitted_on", models.DateField()),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True)),
                ("payment_number", models.CharField(blank=True, max_length=20)),
                ("remark", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("agreement", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="network.agreement")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-month", "-submitted_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="ActLine",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("case_code", models.CharField(max_length=10)),
                ("held_on", models.DateField()),
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
                ("minutes", models.PositiveSmallIntegerField()),
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
                ("quantity", models.DecimalField(decimal_places=2, max_digits=7)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("act", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="episodes.act")),
                (
                    "session",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="act_line", to="cases.session"
                    ),
                ),
            ],
            options={
                "ordering": ["held_on", "case_code"],
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("outpatient", "out-patient: comes for visits"), ("inpatient", "in-patient: stays there")], max_length=10
                    ),
                ),
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
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("under_way", "under way"), ("ended", "ended"), ("broken_off", "broken off")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("begun_on", models.DateField(blank=True, null=True)),
                ("expected_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("wants_follow_up", models.BooleanField(default=False)),
                (
                    "break_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "the person did not want it any more"),
                            ("facility", "the facility could not go on"),
                            ("moved", "moved to another facility"),
                            ("money", "there was no money for it"),
                            ("safety", "it was not safe there"),
                            ("died", "the person died"),
                            ("other", "another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("summary", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="episodes", to="cases.case")),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="episodes", to="network.facility"),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="episodes", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_on", "-planned_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="EpisodeEntry",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "visit"),
                            ("examination", "examination or test"),
                            ("procedure", "procedure"),
                            ("operation", "operation"),
                            ("medicine", "medicines given"),
                            ("other", "something else"),
                        ],
                        max_length=11,
                    ),
                ),
                ("held_on", models.DateField()),
                ("words", panoh.vault.fields.Sealed("clinical", blank=True, default=b"")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("episode", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="episodes.episode")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "ordering": ["held_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(default=panoh.core.ids.new_code, max_length=10, unique=True)),
                ("number", models.CharField(max_length=20)),
                ("dated_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("currency", models.CharField(choices=[("TJS", "somoni"), ("USD", "US dollars"), ("EUR", "euros")], max_length=3)),
                (
                    "state",
                    models.CharField(
                        choices=[("entered", "to be approved"), ("approved", "to be paid"), ("paid", "paid"), ("void", "not valid")],
                        default="entered",
                        max_length=8,
                    ),
                ),
                ("entered_on", models.DateField()),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True)),
                ("payment_number", models.CharField(blank=True, max_length=20)),
                ("scan_kind", models.CharField(blank=True, choices=[("pdf", "PDF"), ("jpeg", "JPEG")], max_length=4)),
                ("remark", panoh.vault.fields.Sealed("staff", blank=True, default=b"")),
                ("scan", panoh.vault.fields.Sealed("file", blank=True, default=b"")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "facility",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invoices", to="network.facility"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-dated_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="CostLine",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("agreement_number", models.CharField(blank=True, max_length=20)),
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
                ("quantity", models.DecimalField(decimal_places=2, max_digits=7)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
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
                ("entered_on", models.DateField()),
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
                ("struck_on", models.DateField(blank=True, null=True)),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("struck_words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="costs", to="network.agreement"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "struck_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cost_line",
                        to="referrals.referral",
                    ),
                ),
                ("episode", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="costs", to="episodes.episode")),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="episodes.invoice"
                    ),
                ),
            ],
            options={
                "ordering": ["entered_on", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="episode",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on", None), ("begun_on", None), ("ended_on__gte", models.F("begun_on")), _connector="OR"),
                name="episodes_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "void"), _negated=True), fields=("facility", "number"), name="episodes_invoice_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="episodes_invoice_of_something"),
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0), ("price__gte", 0), ("amount__gte", 0)), name="episodes_cost_not_below_nought"
            ),
        ),
    ]
