import django.db.models.deletion
import panoh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="membership",
            options={"ordering": ["joined_on"]},
        ),
        migrations.AddField(
            model_name="organisation",
            name="named_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="membership",
            name="joined_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="CommandToken",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="command_token", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                ("id", models.UUIDField(default=panoh.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name_en", models.CharField(max_length=200)),
                ("name_ru", models.CharField(max_length=200)),
                ("name_tg", models.CharField(max_length=200)),
                ("short_en", models.CharField(blank=True, max_length=60)),
                ("short_ru", models.CharField(blank=True, max_length=60)),
                ("short_tg", models.CharField(blank=True, max_length=60)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="former_names", to="accounts.organisation"),
                ),
            ],
            options={
                "ordering": ["-ends_on"],
            },
        ),
    ]
