from typing import Any
import django.db.models.deletion
import panoh.core.clock
import panoh.core.ids
import panoh.vault.fields
from django.db import migrations, models

TABLE = "people_nameindexentry"
VERBS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
# Each change bears a mark that chance made: whoever has read up to it sees whether it is still the one they read.
COLUMNS = {
    "sqlite": "(person, mark) VALUES ({row}.person_id, lower(hex(randomblob(16))))",
    "postgresql": "(person, mark) VALUES ({row}.person_id, gen_random_uuid())",
}


def follow(apps: Any, schema_editor: Any) -> None:
    """The sequence of changes that the name index follows: the database itself keeps it."""
    execute, columns = schema_editor.execute, COLUMNS[schema_editor.connection.vendor]
    if schema_editor.connection.vendor == "postgresql":
        execute(
            f"CREATE FUNCTION {TABLE}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN INSERT INTO people_change {columns.format(row='OLD')}; "
            f"ELSE INSERT INTO people_change {columns.format(row='NEW')}; END IF; RETURN NULL; END $$"
        )
        execute(
            f"CREATE TRIGGER {TABLE}_followed AFTER INSERT OR UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_changed()"
        )
    else:
        for verb, row in VERBS.items():
            execute(
                f"CREATE TRIGGER {TABLE}_{verb.lower()} AFTER {verb} ON {TABLE} "
                f"BEGIN INSERT INTO people_change {columns.format(row=row)}; END"
            )


def leave(apps: Any, schema_editor: Any) -> None:
    execute = schema_editor.execute
    if schema_editor.connection.vendor == "postgresql":
        execute(f"DROP TRIGGER {TABLE}_followed ON {TABLE}")
        execute(f"DROP FUNCTION {TABLE}_changed()")
    else:
        for verb in VERBS:
            execute(f"DROP TRIGGER {TABLE}_{verb.lower()}")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CandidateLook",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("gaps", models.JSONField(default=list)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("mark", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("family_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("given_name", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("patronymic", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("other_names", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("birth_date", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("document", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("address", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("sex", models.CharField(choices=[("female", "female"), ("male", "male"), ("unstated", "not stated")], max_length=8)),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=5)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("is_practice", models.BooleanField(default=False)),
                ("met_on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=panoh.core.clock.now, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="joined", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NameIndexEntry",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("names", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("numbers", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("is_practice", models.BooleanField(default=False)),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="entry", to="people.person")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("choices", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.UUIDField(blank=True, null=True)),
                ("gone", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person")),
                ("kept", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person")),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("family_name", "family name"),
                            ("given_name", "given name"),
                            ("patronymic", "patronymic"),
                            ("other_names", "other names"),
                            ("birth_date", "date of birth"),
                            ("document", "document"),
                            ("address", "address"),
                            ("sex", "sex"),
                            ("region", "region"),
                            ("place", "place"),
                            ("language", "language"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("former", panoh.vault.fields.Sealed("identity", blank=True, default=b"")),
                ("reason", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="people.person")),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="ConfirmedDistinct",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("about", models.UUIDField(blank=True, db_index=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("namesake", "a namesake: born in another year, or of another place"),
                            ("relative", "a relative with the same name or number"),
                            ("known", "both are known to me"),
                            ("register", "decided when a register was brought in"),
                            ("other", "another reason"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField()),
                ("words", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "other",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="not_same", to="people.person")),
            ],
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("score", models.SmallIntegerField()),
                ("reasons", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "not looked at yet"), ("same", "one person"), ("not_same", "two people")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("found_at", models.DateTimeField(default=panoh.core.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                (
                    "person_a",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person_b",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "found_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Relationship",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("wife", "wife"),
                            ("husband", "husband"),
                            ("mother", "mother"),
                            ("father", "father"),
                            ("sister", "sister"),
                            ("brother", "brother"),
                            ("daughter", "daughter"),
                            ("son", "son"),
                            ("grandmother", "grandmother"),
                            ("grandfather", "grandfather"),
                            ("grandchild", "grandchild"),
                            ("daughter_in_law", "daughter-in-law"),
                            ("son_in_law", "son-in-law"),
                            ("mother_in_law", "mother-in-law"),
                            ("father_in_law", "father-in-law"),
                            ("aunt", "aunt"),
                            ("uncle", "uncle"),
                            ("niece", "niece"),
                            ("nephew", "nephew"),
                            ("cousin", "cousin"),
                            ("guardian", "guardian"),
                            ("ward", "ward"),
                            ("other", "other relative"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "other_status",
                    models.CharField(
                        choices=[
                            ("in_care", "has a case here"),
                            ("not_in_care", "known, has no case here"),
                            ("dead", "has died"),
                            ("detained", "is detained"),
                            ("unreachable", "out of reach"),
                            ("unknown", "unknown to the Unit"),
                        ],
                        default="unknown",
                        max_length=12,
                    ),
                ),
                ("is_guardian", models.BooleanField(default=False)),
                ("other_name", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                ("note", panoh.vault.fields.Sealed("words", blank=True, default=b"")),
                (
                    "other",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="ties_to", to="people.person"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="people.person")),
            ],
        ),
        migrations.CreateModel(
            name="SafeContact",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("call", "call"),
                            ("sms", "text message"),
                            ("messenger", "messenger"),
                            ("in_person", "in person only"),
                            ("through_other", "through somebody they trust"),
                            ("never", "never contact; the person comes"),
                        ],
                        default="call",
                        max_length=16,
                    ),
                ),
                ("number", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("hours", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("who_may_answer", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("not_to_say", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("alias", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("code_word", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("duress_word", panoh.vault.fields.Sealed("contact", blank=True, default=b"")),
                ("may_leave_message", models.BooleanField(default=False)),
                ("confirmed_on", models.DateField(blank=True, null=True)),
                ("is_current", models.BooleanField(default=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="people.person")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True), name="people_person_not_into_oneself"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmeddistinct",
            constraint=models.CheckConstraint(
                condition=models.Q(("other__isnull", False), ("about__isnull", False), _connector="OR"), name="people_not_same_as_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmeddistinct",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="people_not_same_two_people"
            ),
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["state", "-score"], name="people_candidate_open"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("person_a", "person_b"), name="people_candidate_once"),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("other")), _negated=True), name="people_tie_not_to_oneself"
            ),
        ),
        migrations.RunPython(follow, leave, elidable=False),
    ]
