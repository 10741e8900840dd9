import django.db.models.deletion
import panoh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        ("network", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=10)),
                (
                    "end",
                    models.CharField(
                        choices=[
                            ("erased", "erased: nobody sees that there was a case"),
                            ("nameless", "without a name: the code, years and kinds of help can still be looked at"),
                        ],
                        default="erased",
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("wish", "the person wishes it"),
                            ("receipt", "the person asked with a receipt, and gave the agreed word"),
                            ("time", "the time for which it is kept is over"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "in_private",
                    models.CharField(
                        choices=[
                            ("free", "asked alone: nobody demands it, the person wishes it"),
                            ("not_reached", "the person cannot be asked alone without danger"),
                            ("pressed", "asked alone: somebody demands it"),
                            ("not_asked", "not asked: it is not the person who wishes it, the time is over"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "copy",
                    models.CharField(
                        choices=[
                            ("refused", "offered, not wanted"),
                            ("person", "the person has their own copy"),
                            ("lawyer", "a copy is with a lawyer"),
                            ("abroad", "a copy is with a centre abroad"),
                            ("not_offer", "not offered: the time is over"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for a second person"),
                            ("agreed", "agreed, and waits for its day"),
                            ("erased", "erased here; older copies are being closed"),
                            ("done", "erased, also in every copy"),
                            ("called_off", "called off"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField()),
                ("to_wait", models.PositiveSmallIntegerField(default=7)),
                ("waited_on", models.JSONField(default=list)),
                ("held_until", models.DateField(blank=True, null=True)),
                (
                    "held_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("court", "a day at court is ahead"),
                            ("import", "the person stands in a register that is still being brought in"),
                            ("lawyers", "proceedings need the file"),
                            ("child", "the safety of a child depends on it"),
                            ("danger", "a danger to life is open"),
                            ("complaint", "a complaint about the Unit is being looked into"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("epochs", models.JSONField(default=dict)),
                ("wraps", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                ("certificate", models.TextField(blank=True)),
                ("signature", models.BinaryField(blank=True, default=b"")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="people.person"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="cases.request"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="ErasureNotice",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=10)),
                (
                    "recipient",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "the person"),
                            ("representative", "a representative whom the person names"),
                            ("authority", "an authority, for this one use"),
                        ],
                        max_length=16,
                    ),
                ),
                ("references", models.JSONField(default=list)),
                ("last_on", models.DateField()),
                ("is_late", models.BooleanField(default=False)),
                ("told_on", models.DateField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letter", "by a letter without the name"),
                            ("spoken", "in person or by telephone, without the name"),
                            ("not_safe", "not told: it would draw attention to the person"),
                            ("nobody", "not told: there is nobody any more to tell"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "erasure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tellings",
                        to="data_protection.erasure",
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
                (
                    "told_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["told_on", "-last_on", "code"],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("report", "to count something that the statistics do not"),
                            ("check", "to compare with a list on paper"),
                            ("move", "to move to another place or system"),
                            ("safe", "a copy for a place that is safe"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_named", models.BooleanField(default=False)),
                ("is_open", models.BooleanField(default=True)),
                ("recipient", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for a second person"),
                            ("agreed", "agreed, to be taken once"),
                            ("taken", "taken"),
                            ("called_off", "called off"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("rows", models.PositiveIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="FormerStaff",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("counts_from", models.DateField()),
                ("due_on", models.DateField()),
                ("noted_on", models.DateField()),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
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
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("closed", "the file of a grown-up with whom work has ended"),
                            ("child", "the file of somebody who was under 18"),
                            ("report", "a file with a signed clinical report"),
                            ("refused", "a request that did not become a case"),
                            ("left", "the name of somebody who worked here"),
                        ],
                        max_length=8,
                    ),
                ),
                ("months", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "waits for a second person"), ("agreed", "agreed"), ("called_off", "called off")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Sealing",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("threat", "the person or the family is threatened"),
                            ("office", "somebody with power in an office is accused"),
                            ("near", "somebody who works here stands near to it"),
                            ("wish", "the person wishes it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sealed_at", models.DateTimeField()),
                ("epochs", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sealings", to="people.person")),
                (
                    "sealed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-sealed_at"],
            },
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("closed", "the file of a grown-up with whom work has ended"),
                            ("child", "the file of somebody who was under 18"),
                            ("report", "a file with a signed clinical report"),
                            ("refused", "a request that did not become a case"),
                            ("left", "the name of somebody who worked here"),
                        ],
                        max_length=8,
                    ),
                ),
                ("code", models.CharField(max_length=10)),
                ("counts_from", models.DateField()),
                ("due_on", models.DateField()),
                ("noted_on", models.DateField()),
                ("put_off_until", models.DateField(blank=True, null=True)),
                (
                    "put_off_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proceedings", "proceedings go on, here or abroad, or may be taken up again"),
                            ("returns", "the person may come back for help"),
                            ("wish", "the person wishes that it is kept"),
                            ("child", "a child will need it when grown up"),
                            ("complaint", "a complaint about the Unit is being looked into"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_practice", models.BooleanField(default=False)),
                (
                    "person",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="due", to="people.person"
                    ),
                ),
                (
                    "put_off_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="due", to="cases.request"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("request", None)),
                            models.Q(("person", None), ("request__isnull", False)),
                            _connector="OR",
                        ),
                        name="data_protection_due_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("put_off_by", None), ("put_off_for", ""), ("put_off_until", None)),
                            models.Q(
                                ("put_off_by__isnull", False),
                                ("put_off_until__isnull", False),
                                models.Q(("put_off_for", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="data_protection_put_off_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "agreed"))), fields=("person",), name="data_protection_one_erasure_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "agreed"))), fields=("request",), name="data_protection_one_of_a_request_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("request", None)),
                    models.Q(("person", None), ("request__isnull", False)),
                    _connector="OR",
                ),
                name="data_protection_erasure_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", None), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"),
                name="data_protection_two_agree_to_erase",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasurenotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("how", ""), ("told_by", None), ("told_on", None)),
                    models.Q(("told_by__isnull", False), ("told_on__isnull", False), models.Q(("how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="data_protection_told_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", None), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"),
                name="data_protection_two_agree_to_export",
            ),
        ),
        migrations.AddConstraint(
            model_name="formerstaff",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_by", None), models.Q(("agreed_by", models.F("asked_by")), _negated=True), _connector="OR"),
                name="data_protection_two_agree_to_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("rule",), name="data_protection_one_period_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "agreed"), _negated=True),
                    models.Q(("ended_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="data_protection_two_agree_to_a_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("person",), name="data_protection_sealed_once"
            ),
        ),
    ]
