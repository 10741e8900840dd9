from django.db import migrations

import panoh.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0003_story"),
    ]

    operations = [
        migrations.AlterModelOptions(name="allegedevent", options={"ordering": ["id"]}),
        *[
            migrations.RemoveField(model_name="allegedevent", name=name)
            for name in ("began", "bodies", "involvement", "is_about", "methods", "place", "place_kind", "precision", "purposes")
        ],
        migrations.AddField(model_name="allegedevent", name="told", field=panoh.vault.fields.Sealed("legal", blank=True, default=b"")),
    ]
