from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_refusals"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="within_hour",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="request",
            name="within_hour",
            field=models.BooleanField(default=False),
        ),
    ]
