from typing import Any

from django.db import migrations, models

import panoh.core.ids


def tell_registers(apps: Any, _editor: Any) -> None:
    """Every run is of a register of its own, but for those that have a row in common, number and all: versions of one."""
    runs, rows = (apps.get_model("exchange", name).objects for name in ("ImportRun", "ImportRow"))
    series: dict[Any, Any] = {}
    for run in runs.order_by("started_at"):
        earlier = rows.filter(run__in=list(series), run__is_practice=run.is_practice).exclude(state="rejected")
        mine = rows.filter(run=run).exclude(state="rejected").values("row_token")
        same = {series[key] for key in earlier.filter(row_token__in=mine).values_list("run", flat=True).distinct()}
        series[run.pk] = min(same) if same else panoh.core.ids.new_id()
        series |= {key: series[run.pk] for key, of in series.items() if of in same}
    for key, of in series.items():
        runs.filter(pk=key).update(series=of)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_directory_upload"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="series",
            field=models.UUIDField(default=panoh.core.ids.new_id, editable=False),
        ),
        migrations.RunPython(tell_registers, migrations.RunPython.noop),
    ]
