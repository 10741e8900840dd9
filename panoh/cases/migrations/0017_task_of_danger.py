from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_dangers_of_tasks"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="task",
            name="calm_at",
        ),
        migrations.RemoveField(
            model_name="urgencychange",
            name="of_task",
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["alarm", "danger", "risk"]), ("danger", None), _connector="XOR"),
                name="cases_task_of_danger",
            ),
        ),
    ]
