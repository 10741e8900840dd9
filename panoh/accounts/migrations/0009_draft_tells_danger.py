from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_draft_begun_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="tells_danger",
            field=models.BooleanField(default=False),
        ),
    ]
