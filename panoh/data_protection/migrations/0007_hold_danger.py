from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0006_former_staff"),
    ]

    operations = [
        migrations.AlterField(
            model_name="erasure",
            name="held_for",
            field=models.CharField(
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
    ]
