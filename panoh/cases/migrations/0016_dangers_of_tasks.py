"""Each task of a danger has its danger, and what was written of it hangs on that."""

import datetime as dt

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KINDS = ("alarm", "danger", "risk")
BY_URGENCY = {"red": "day", "amber": "three_days", "green": "week"}


def begin(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One danger a task; of two open ones of a kind and a case the nearer one stays open."""
    task_model, danger_model = apps.get_model("cases", "Task"), apps.get_model("cases", "Danger")
    changes = apps.get_model("cases", "UrgencyChange")
    open_ones = set()
    for task in task_model.objects.filter(kind__in=KINDS).select_related("case", "request").order_by("due_at").iterator():
        about = task.case or task.request
        key = (about.pk, task.kind)
        if task.done_at is None and key in open_ones:
            task.done_at = task.due_at
        if task.done_at is None:
            open_ones.add(key)
        danger = danger_model.objects.create(
            case=task.case,
            request=task.request,
            organisation_id=task.organisation_id,
            kind=task.kind,
            level=_level(task, about),
            raised_at=task.opened_at or min(task.due_at, task.done_at or task.due_at),
            outcome="words" if task.done_at else "",
            ended_at=task.done_at,
            ended_by=task.done_by,
        )
        task.danger = danger
        task.save(update_fields=["danger", "done_at"])
        changes.objects.filter(of_task=task.pk).update(danger=danger)


def _level(task, about) -> str:  # noqa: ANN001 -- of the schema of then
    if task.kind == "danger":
        return "hour" if about.within_hour else BY_URGENCY[about.urgency]
    if task.calm_at is not None:
        return "three_days"
    took = task.due_at - (task.opened_at or task.due_at)
    return "hour" if task.kind == "alarm" or took <= dt.timedelta(hours=1) else "day"


class Migration(migrations.Migration):
    """What `calm_at` and `of_task` said goes to the danger."""

    dependencies = [
        ("cases", "0015_danger_record"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
