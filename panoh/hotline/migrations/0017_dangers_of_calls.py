"""What rang of a call after which help was not requested is a danger, as of a request or a case."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from panoh.core.clock import now

SOON = ("hour", "day", "three_days", "routine")
RED = {"life", "acute", "detained", "child", "no_shelter"}


def begin(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One danger a kind and a call that waits; it rings from its first step."""
    alert_model, call_model = apps.get_model("hotline", "Alert"), apps.get_model("hotline", "Call")
    for alert in alert_model.objects.filter(kind="call_danger", state="open").order_by("at"):
        call = call_model.objects.filter(pk=alert.target).first()
        if call is not None and call.request_id is None:
            signs = [each for each in call.dangers if each != "own_life"]
            kinds = {"risk": []} if "own_life" in call.dangers else {}
            kinds |= {"danger": signs} if signs or not kinds else {}
            for kind, of_kind in kinds.items():
                _begin(apps, alert, call, kind, of_kind)
        told = alert_model.objects.filter(target=alert.target, kind__in=("call_danger", "danger"), state="open")
        told.update(state="seen", seen_at=now())


def _begin(apps: Apps, alert, call, kind: str, signs: list[str]) -> None:  # noqa: ANN001 -- of the schema of then
    level = _level(call)
    danger, made = apps.get_model("cases", "Danger").objects.get_or_create(
        call=call.pk,
        kind=kind,
        ended_at=None,
        defaults={
            "code": call.code,
            "is_practice": call.is_practice,
            "organisation_id": call.organisation_id,
            "level": level,
            "sources": ["call"],
            "raised_at": alert.at,
            "raised_by_id": call.taken_by_id,
        },
    )
    if not made:
        return
    apps.get_model("cases", "Task").objects.create(
        danger=danger, kind=kind, organisation_id=call.organisation_id, role="coordinator", due_at=alert.due_at, opened_at=alert.at
    )
    urgency = {"three_days": "amber", "week": "green"}.get(level, "red")
    apps.get_model("cases", "UrgencyChange").objects.create(
        danger=danger,
        at=alert.at,
        by_id=call.taken_by_id,
        before=urgency,
        after=urgency,
        hour_before=level == "hour",
        hour_after=level == "hour",
        dangers=signs,
    )


def _level(call) -> str:  # noqa: ANN001
    told = set(call.dangers)
    if "own_life" in told or ("life" in told and call.urgency == "routine"):
        return "hour"
    least = "day" if RED & told else "three_days" if told else "routine"
    return min(call.urgency or least, least, key=SOON.index).replace("routine", "week")


class Migration(migrations.Migration):
    """Of kind `call_danger` none is raised from now on."""

    dependencies = [
        ("cases", "0022_danger_of_call"),
        ("hotline", "0016_line_yours_results_read"),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
