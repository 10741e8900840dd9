import panoh.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="consent",
            options={"ordering": ["-given_on", "-recorded_at", "-pk"]},
        ),
        migrations.AddField(
            model_name="consent",
            name="of_age",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="recorded_at",
            field=models.DateTimeField(default=panoh.core.clock.now, editable=False),
        ),
    ]
