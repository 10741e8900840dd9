"""Writing down answers and opening what came of them; bringing in wordings and switching questionnaires on and off."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.core.spoken import Spoken
from panoh.instruments import signals
from panoh.instruments.change import moved, threshold
from panoh.instruments.definitions import LEVELS, Definition
from panoh.instruments.enums import Informant, Occasion, Way, Wording
from panoh.instruments.events import Event
from panoh.instruments.models import Response, ResponseCorrection, Sheet, TextPack, Use
from panoh.instruments.policy import (
    check_can_ask,
    check_can_check,
    check_can_correct,
    check_can_read,
    check_can_switch,
    check_can_take_out,
    check_can_view,
    check_can_word,
    reads,
)
from panoh.instruments.queries import find_unsent, is_on, scores_of, uses
from panoh.instruments.reading import definition
from panoh.instruments.scoring import BadAnswer, Outcome, Result, contradictions, score
from panoh.people.models import Person
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

AHEAD = _("The day cannot be in the future. Enter the day of the questionnaire.")
NOTHING = _("No answers yet. Choose at least one answer.")
BAD_ANSWER = _("The answer to item %(item)s is not on the form. Choose one of the answers of this item.")
OFF = _("This questionnaire is switched off. The coordinator can switch it on when the Unit has the permission.")
NO_REASON = _("Say why you are correcting it.")
CONTRADICTION = _("Items %(when)s and %(item)s contradict each other. Ask both again and correct what was entered wrongly.")
SAID_OTHERWISE = _("The answer was different before the form was sent.")
NO_CHANGE = _("Nothing was changed. Enter the correct text.")
NO_GROUND = _("Enter what allows the Unit to use it: the licence or the letter, with its date.")
NO_LICENCE = _("Enter what allows this wording: its source, the licence or the letter.")
NO_SPREAD = _("Enter both numbers: the spread above 0, the reliability between 0 and 1.")
INCOMPLETE = _("Some items have no wording. Missing: %(items)s.")
CHECKED = _("Both checks are done.")

type Items = Mapping[str, int | None]


@action(undo=_("Questionnaire recorded."))
def record_response(
    person: Person,
    *,
    by: User,
    case: UUID,
    instrument: str,
    items: Items,
    declined: Sequence[str] = (),
    done_on: dt.date,
    language: str,
    way: str = Way.ASKED,
    occasion: str = Occasion.BETWEEN,
    informant: str = Informant.SELF,
    remark: str = "",
    text_pack: TextPack | None = None,
    sheet: Sheet | None = None,
    unsent: UUID | None = None,
    is_finished: bool = True,
) -> Response:
    """Keeps the single answers and what the published rules make of them. A dangerous one is told on at once, however much is missing.

    `unsent`: the half-filled form it comes from. What was recorded of that at once (`is_finished` False) is gone on with and finished
    here: no second row, and no second danger for the same answer. Until then an answer that rules out another one counts as not given:
    the other may be the danger.
    """
    form = definition(instrument)
    check_can_ask(by, form)
    if not is_on(form, uses()):
        raise WrongState(OFF)
    if done_on > today():
        raise Invalid(AHEAD, {"done_on": AHEAD})
    begun = find_unsent(by, person, unsent)
    row = begun or Response(person=person, case=case, instrument=form.id, by=by)
    former, told = _said_before(row, by=by) if begun else ("", [])
    if not is_finished:
        items = {**items, **{rule.when: None for rule in contradictions(form, items)}}
    row.language, row.way, row.occasion, row.informant = Spoken(language), Way(way), Occasion(occasion), Informant(informant)
    row.text_pack, row.done_on, row.unsent = text_pack, done_on, None if is_finished else unsent
    result = _settle(row, form, items, declined, by=by)
    _judge(row, result, form, by=by)
    seal(row, by=by.actor, remark=remark.strip())
    save(row)
    if _takes_back(former, items):
        _keep_former(row, former, str(SAID_OTHERWISE), by=by)
    if sheet is not None:
        sheet.response = row
        save(sheet)
    record_about(Event.RESPONSE_RECORDED, by=by.actor, about=[row])
    _tell(row, result, told, by=by)
    return row


@action(undo=_("Answers corrected."))
def correct_response(
    response: Response, *, by: User, why: str, items: Items, declined: Sequence[str] = (), expected: int | None = None
) -> Response:
    """Corrects answers; what was recorded before stays with the reason. Scores are computed anew by the rules of today."""
    check_can_correct(by, response)
    if not why.strip():
        raise Invalid(NO_REASON, {"why": NO_REASON})
    former, told = _said_before(response, by=by)
    result = _settle(response, definition(response.instrument), items, declined, by=by, former=former)
    _judge(response, result, definition(response.instrument), by=by)
    save(response, expected)
    _keep_former(response, former, why.strip(), by=by)
    record_about(Event.RESPONSE_CORRECTED, by=by.actor, about=[response])
    _tell(response, result, told, by=by)
    return response


def _said_before(row: Response, *, by: User) -> tuple[str, list[dict[str, Any]]]:
    """The answers as they stood, and which of them were told on as dangerous."""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE, fields=["items", "outcome"])
    return opened.items or "", json.loads(opened.outcome or "{}").get("alerts", [])


def _takes_back(former: str, items: Items) -> bool:
    """Whether an answer that was recorded already is another now; what was only added takes nothing back."""
    said: Items = json.loads(former)["items"] if former else {}
    return any(value is not None and items.get(item) != value for item, value in said.items())


def _keep_former(row: Response, former: str, reason: str, *, by: User) -> None:
    kept = ResponseCorrection(response=row, person_id=row.person_id, at=now(), by=by.pk)
    seal(kept, by=by.actor, former=former, reason=reason)
    save(kept)


def _settle(row: Response, form: Definition, items: Items, declined: Sequence[str], *, by: User, former: str = "") -> Result:
    """Scores the answers and seals both into the row."""
    check_contradictions(form, items)
    try:
        result = score(form, items, language=row.language, sex=row.person.sex, informant=row.informant)
    except BadAnswer as error:
        bad = BAD_ANSWER % {"item": error.item}
        raise Invalid(bad, {f"item_{error.item}": bad}) from None
    if result.answered == 0:
        raise Invalid(NOTHING)
    given = {item.id: items.get(item.id) for item in form.items}
    raw = json.dumps({"items": given, "declined": sorted(set(declined) & given.keys())}, separators=(",", ":"))
    if raw == former:
        raise Invalid(NO_CHANGE)
    row.rules, row.is_complete = form.version, result.complete
    seal(row, by=by.actor, items=raw, outcome=json.dumps(result.kept, separators=(",", ":")))
    return result


def check_contradictions(form: Definition, items: Items, *, of: str = "") -> None:
    """Raises Invalid for a yes that another answer rules out; `of`: for that of one item alone."""
    for rule in contradictions(form, items):
        if of in ("", rule.item):
            wrong = CONTRADICTION % {"when": rule.when, "item": rule.item}
            raise Invalid(wrong, {f"item_{rule.item}": wrong})


def _judge(row: Response, result: Result, form: Definition, *, by: User) -> None:
    """Says as a code how each answer to this questionnaire stands against the person's first, while who asks may open both.

    Figures count the codes; scores stay sealed. Where one of them stays closed to whoever asks, nothing is said anew.
    """
    one, said = form.by_key.get(form.main), uses().get(form.id)
    least = threshold(one, sd=said.sd if said else None, r=said.r if said else None) if one else None
    others = list(scores_of(row.person).filter(instrument=row.instrument).exclude(pk=row.pk))
    if one is None or least is None or not others:
        return
    opened = read_outcomes(others, by=by)
    if len(opened) < len(others):
        return
    scores = {pk: outcome["scores"].get(form.main) for pk, outcome in opened.items()} | {row.pk: result.kept["scores"].get(form.main)}
    in_time = sorted([*others, row], key=lambda each: (each.done_on, each.recorded_at))
    before: float | None = None  # the first score there is
    for each in in_time:
        score = scores[each.pk]
        verdict = "" if before is None or score is None else moved(one, before, score, least).verdict
        before = score if before is None else before
        if each.verdict != verdict:
            each.verdict = verdict
            if each is not row:
                save(each)


def _tell(row: Response, result: Result, told: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """What was told on of this form before is not raised again: it may have its end since."""
    known = [{**alert, "unasked": None} for alert in told]
    new = [alert for alert in result.alerts if {**alert, "unasked": None} not in known]
    if new:
        worst = max(new, key=lambda alert: LEVELS.index(alert["level"]))
        signals.danger_answered.send(sender=Response, response=row, level=worst["level"], is_partial=bool(worst.get("unasked")), by=by)


def read_outcomes(rows: Sequence[Response], *, by: User) -> dict[UUID, Outcome]:
    """What the rules made of these answers, by row, with one question to the agent; without those that stay closed to this reader."""
    mine = [row for row in rows if reads(by, row)]
    opened = open_sealed(mine, by=by.actor, purpose=Purpose.CARE, fields=["outcome"]) if mine else []
    return {one.row.pk: json.loads(one.outcome) for one in opened if one.outcome}


class OpenedResponse(TypedDict):
    """One response whole: the answers by item, what was declined, what the rules made of it (None where it stays shut), a remark."""

    items: dict[str, int | None]
    declined: list[str]
    outcome: Outcome | None
    remark: str | None


def read_response(response: Response, *, by: User) -> OpenedResponse:
    """Opens one response. Raises Denied where it stays closed."""
    check_can_read(by, response)
    (opened,) = open_sealed([response], by=by.actor, purpose=Purpose.CARE)
    if opened.is_unreadable:
        return OpenedResponse(items={}, declined=[], outcome=None, remark="")
    answers = json.loads(opened.items or "{}")
    return OpenedResponse(
        items=answers.get("items", {}),
        declined=answers.get("declined", []),
        outcome=json.loads(opened.outcome or "null"),
        remark=opened.remark,
    )


def read_corrections(rows: Sequence[ResponseCorrection], *, by: User) -> list[tuple[ResponseCorrection, dict[str, Any], str]]:
    """What was answered before, and why it was changed. The caller has looked that the reader reads the response."""
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.CARE) if rows else []
    return [(one.row, json.loads(one.former or "{}"), one.reason or "") for one in opened]


@action(undo=_("Photograph of the form saved."))
def keep_sheet(person: Person, *, by: User, case: UUID, instrument: str, pixels: bytes) -> Sheet:
    """Keeps the photograph of a paper form until it is keyed, and beside its answers after that. `pixels`: a JPEG and nothing else."""
    form = definition(instrument)
    check_can_ask(by, form)
    row = Sheet(person=person, case=case, instrument=form.id, by=by)
    seal(row, by=by.actor, image=pixels)
    save(row)
    record_about(Event.SHEET_KEPT, by=by.actor, about=[row])
    return row


def view_sheet(sheet: Sheet, *, by: User) -> bytes | None:
    """The pixels, None where they are shut for this reader. The look is in the record."""
    check_can_view(by, sheet)
    (opened,) = open_sealed([sheet], by=by.actor, purpose=Purpose.CARE)
    return opened.file("image")


@action(undo=_("Photograph of the form removed."))
def take_out_sheet(sheet: Sheet, *, by: User) -> None:
    """Takes a photograph out: it was unreadable, or of another form. Whoever took it does."""
    check_can_take_out(by, sheet)
    remove(sheet)
    record_about(Event.SHEET_TAKEN_OUT, by=by.actor, about=[sheet])


@action(undo=_("Questionnaire switched on or off."))
def switch(instrument: str, *, by: User, is_on: bool, ground: str = "", sd: float | None = None, r: float | None = None) -> Use:
    """The unit uses a questionnaire or no longer does. One that is not free wants what permits it."""
    check_can_switch(by)
    form = definition(instrument)
    if is_on and not form.free and not ground.strip():
        raise Invalid(NO_GROUND, {"ground": NO_GROUND})
    if (sd is None) != (r is None) or (sd is not None and r is not None and not (sd > 0 and 0 < r < 1)):
        raise Invalid(NO_SPREAD, {"sd": NO_SPREAD})
    row = Use.objects.filter(instrument=form.id).first() or Use(instrument=form.id)
    row.is_on, row.ground, row.sd, row.r, row.changed_by, row.changed_at = is_on, ground.strip(), sd, r, by, now()
    save(row)
    record(Event.SWITCHED, by=by.actor)
    return row


@action(undo=_("Wording added."))
def load_wording(instrument: str, *, by: User, language: str, status: str, licence: str, wording: Mapping[str, Any]) -> TextPack:
    """Brings in the wording of a questionnaire in one language: a draft until two others have checked it."""
    check_can_word(by)
    form = definition(instrument)
    if not licence.strip():
        raise Invalid(NO_LICENCE, {"licence": NO_LICENCE})
    texts = {str(item): str(text).strip() for item, text in wording.get("items", {}).items()}
    missing = [item.id for item in form.items if not texts.get(item.id)]
    if missing:
        raise Invalid(INCOMPLETE % {"items": ", ".join(missing)})
    kept = {
        "intro": str(wording.get("intro", "")).strip(),
        "items": {item.id: texts[item.id] for item in form.items},
        "answers": _answers(form, wording.get("answers", {})),
    }
    row = TextPack(instrument=form.id, language=Spoken(language), status=Wording(status), licence=licence.strip(), wording=kept, made_by=by)
    save(row)
    record(Event.WORDING_LOADED, by=by.actor)
    return row


def _answers(form: Definition, given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The official words of the answers where there are as many as the form has; else our own stand."""
    known = {item.answers.name: len(item.answers.values) for item in form.items}
    return {
        name: [str(text).strip() for text in texts]
        for name, texts in given.items()
        if known.get(name) == len(texts) and all(str(text).strip() for text in texts)
    }


@action(undo=_("Wording checked."))
def check_wording(pack: TextPack, *, by: User, expected: int | None = None) -> TextPack:
    """One of the two checks against the source. With the second it takes the place of what was used in this language before."""
    check_can_check(by, pack)
    if pack.second_checker_id is not None:
        raise WrongState(CHECKED)
    if pack.first_checker_id is None:
        pack.first_checker = by
    else:
        pack.second_checker = by
        for former in TextPack.objects.filter(instrument=pack.instrument, language=pack.language, is_current=True):
            former.is_current = False
            save(former)
        pack.is_current = True
    save(pack, expected)
    record(Event.WORDING_CHECKED, by=by.actor)
    return pack
