"""A danger that a call tells of, until help is requested after it: one record, as of a request or a case."""

from collections.abc import Sequence

from panoh.accounts.models import User
from panoh.cases.actions.dangers import notice_danger
from panoh.cases.danger import DangerSign
from panoh.cases.enums import Source, TaskKind
from panoh.cases.models import Danger, Task
from panoh.core.actor import Actor
from panoh.hotline.enums import OWN_LIFE, SOON_LEVELS, Soon
from panoh.hotline.models import Call
from panoh.hotline.queries.calls import clock_of, tells_of_danger


def notice_at_call(
    call: Call,
    *,
    by: User,
    source: Source = Source.CALL,
    signs: Sequence[str] | None = None,
    soon: Soon | None = None,
    writer: Actor | None = None,
) -> list[Task]:
    """Inside the action that keeps a call: if it tells of danger and help is not requested, that is a danger, of the own life one and of
    all else another. `signs`, `soon`: what was told of it now, where that is not all of the call."""
    if not tells_of_danger(call):
        return []
    told = call.dangers if signs is None else signs
    others = [each for each in told if each in DangerSign.values]
    kinds: dict[TaskKind, list[str]] = {TaskKind.RISK: []} if OWN_LIFE in told else {}
    if others or not kinds:
        kinds[TaskKind.DANGER] = others
    level = SOON_LEVELS[soon or clock_of(call)]
    about = Danger(call=call.pk, code=call.code, is_practice=call.is_practice, organisation_id=call.organisation_id)
    return [notice_danger(about, by=by, kind=kind, level=level, source=source, dangers=of, writer=writer) for kind, of in kinds.items()]
