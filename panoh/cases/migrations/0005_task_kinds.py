"""More tasks: to look whether somebody or a relative is known already, and the alarm of a word of danger."""

from django.db import migrations, models

KINDS = [
    ("triage", "Triage the request"),
    ("decide", "Decide on the request"),
    ("assess", "Do the assessment"),
    ("plan", "Draw up the programme"),
    ("approve", "Approve the programme"),
    ("session", "Session"),
    ("referral", "Ask the facility for its answer"),
    ("review", "Review the programme"),
    ("follow_up", "Follow up"),
    ("vital", "Review the help given in vital interest"),
    ("consent", "Ask for consent"),
    ("same", "Look whether this person is known already"),
    ("relative", "Look whether this relative is known already"),
    ("alarm", "The word of danger was said on the hotline"),
    ("own", "Own task"),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_plannedservice_origin")]

    operations = [migrations.AlterField(model_name="task", name="kind", field=models.CharField(choices=KINDS, max_length=10))]
