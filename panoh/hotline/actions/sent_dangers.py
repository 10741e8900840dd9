"""A danger that whoever is sent tells of: of a request or a case it is one of theirs; until help is asked for the call tells of it."""

from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.dangers import FORGOTTEN, notice_danger
from panoh.cases.danger import DangerSign
from panoh.cases.enums import Level, Source, TaskKind
from panoh.cases.models import Task
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.hotline.actions.call_dangers import notice_at_call
from panoh.hotline.actions.callbacks import check_own, may_write_on, writer_on
from panoh.hotline.actions.calls import NOT_ASKED, begun, write_down
from panoh.hotline.enums import OWN_LIFE, SOON_LEVELS, Caller, CallKind, Soon, Way
from panoh.hotline.events import Event
from panoh.hotline.models import Call, Dispatch, PhoneLine, Route
from panoh.hotline.queries.callbacks import sent_about, still_tells
from panoh.hotline.queries.calls import TWELVE_MONTHS
from panoh.vault.actions import has_key, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_WORDS_HERE = _("The case is sealed for its members, so no text can be saved here. Report without it, and call the coordinator.")
OVER = _("This dispatch ended more than 7 days ago. Call the hotline and tell them of the danger.")
SOON_OF = {level: soon for soon, level in SOON_LEVELS.items()}


@action
def report_from_there(row: Dispatch, *, by: User, kind: TaskKind, level: Level, dangers: Collection[str] = (), words: str = "") -> Task:
    """Whoever is sent says that somebody is in danger. Answers the danger of the request or the case, or of the call until help is
    requested."""
    check_own(row, by)
    if not still_tells(row):
        raise WrongState(OVER)
    if row.sent_at < now() - TWELVE_MONTHS:
        raise WrongState(FORGOTTEN)
    record_about(Event.DANGER_FROM_THERE, by=by.actor, about=[row])
    about = sent_about(row)
    if about is not None:
        writer = writer_on(about, by)
        if words.strip() and not may_write_on(about):
            _keep_here(row, words, by=by)
            save(row)
            words = ""
        return notice_danger(about, by=by, kind=kind, level=level, source=Source.DISPATCH, dangers=dangers, words=words, writer=writer)
    signs = list(dangers) or [OWN_LIFE if kind == TaskKind.RISK else DangerSign.LIFE.value]
    call = Call.objects.filter(pk=row.call_id).first() if row.call_id else None
    if call is None:
        call = _write_call(row, signs, level, words, by=by)
    else:
        _tell_call(call, signs, level)
        if words.strip():
            _keep_here(row, words, by=by)
    save(row)
    return _notice(call, signs, level, by=by)


def _keep_here(row: Dispatch, words: str, *, by: User) -> None:
    if not has_key(row.sealing_subject(), by.organisation_id):
        raise Invalid(NO_WORDS_HERE, {"words": NO_WORDS_HERE})
    earlier = [each.told for each in open_sealed([row], by=by.actor, purpose=Purpose.CARE, fields=["told"])] if row.told else []
    seal(row, by=by.actor, told="\n\n".join(filter(None, (*earlier, words.strip()))))


def _tell_call(call: Call, signs: list[str], level: Level) -> None:
    """The call tells of this danger too, and no later than that; why no help was asked for holds no more."""
    call.dangers = list(dict.fromkeys([*call.dangers, *signs]))
    call.urgency = min(Soon(call.urgency or Soon.ROUTINE), SOON_OF[level], key=list(Soon).index)
    call.no_help_at, call.no_help_by = None, None
    save(call)


def _notice(call: Call, signs: list[str], level: Level, *, by: User) -> Task:
    """It rings, or where somebody has it they look at once. Who is sent writes as the organisation of the call."""
    writer = replace(by.actor, organisation=call.organisation_id)
    return notice_at_call(call, by=by, source=Source.DISPATCH, signs=signs, soon=SOON_OF[level], writer=writer)[0]


def _write_call(row: Dispatch, signs: list[str], level: Level, words: str, *, by: User) -> Call:
    """Who was sent without a call writes down what they met there, as what is heard at the hotline is."""
    route = Route.objects.filter(region=row.region).select_related("line").first()
    call = begun(route.line if route else PhoneLine.objects.all()[0], CallKind.TALK, by, None)
    call.way = Way.VISIT
    codes = {"urgency": SOON_OF[level], "caller": Caller.NOT_SAID, "needs": [], "dangers": signs, "given": []}
    where = {"region": row.region, "place": row.place}
    write_down(call, codes | where, by=by.actor, call_back=NOT_ASKED, words={"said": words})
    row.call = call
    return call
