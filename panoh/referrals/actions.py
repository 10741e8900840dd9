"""A referral from the first draft to its outcome. A letter leaves on a consent or in the vital interest, and is then out of the house."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.audit.trail import action, is_acting, save
from panoh.cases.actions import end_shares_without_consent, finish_tasks, give_assistance, open_task
from panoh.cases.enums import Help, HelpItem, TaskKind, Treatment
from panoh.cases.models import Case
from panoh.consent.enums import DataKind, Decision
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.referrals import letter
from panoh.referrals.clock import due_of
from panoh.referrals.enums import OPEN_STATES, REFERRAL_TRANSITIONS, Level, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.grounds import Ground, check_ground, find_ground
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_read_letter, check_can_refer
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NOT_FROM_HERE = _("A referral that is '%(from)s' cannot become '%(to)s'. Look at where it stands and choose another step.")
ONLY_DRAFT = _("This referral was sent already; what has left the house can no longer be changed.")
CASE_OVER = _("This case is closed. Reopen it to refer from it.")
FACILITY_OVER = _("This facility is no longer in the directory. Choose another one.")
NO_COMPLAINTS = _("Write the complaints: the facility reads nothing else.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
AHEAD = _("This day has not come yet. Check it.")
BEFORE_SENT = _("This lies before the letter was sent. Check the day.")
SHUT = _("The words of this referral are sealed for your organisation, so you cannot send it.")
GROUND_CHANGED = _("The person's consent changed while the letter was made, so nothing was sent. Look at it again.")
NO_LETTER = _("No letter was sent with this referral.")
HIDDEN_NAME = "••••••"
TASKS = (TaskKind.CONSENT, TaskKind.REFERRAL)

_WORDS = ["complaint_words", "ask_words", "name"]
_NAMES = ["family_name", "given_name", "patronymic"]

# What the outcome of a service counts as, where it is not a medical consultation.
_COUNTS_AS: dict[str, tuple[Help, HelpItem, str]] = {
    Service.INPATIENT: (Help.MEDICAL, HelpItem.TREATMENT, Treatment.INPATIENT),
    Service.PHYSIOTHERAPY: (Help.MEDICAL, HelpItem.TREATMENT, Treatment.OUTPATIENT),
    Service.PSYCHOLOGY: (Help.PSYCHOLOGICAL, HelpItem.SESSION, ""),
    Service.SOCIAL: (Help.SOCIAL, HelpItem.OTHER, ""),
    Service.OTHER: (Help.OTHER, HelpItem.CONSULTATION, ""),
}


@action(undo=_("Referral drawn up."))
def draft_referral(
    case: Case,
    *,
    by: User,
    facility: Facility,
    service: str,
    complaints: str,
    ask: str = "",
    level: str = Level.NEUTRAL,
    language: str = Language.RUSSIAN,
    data_kinds: Sequence[str] = (DataKind.NAME, DataKind.COMPLAINTS),
    is_urgent: bool = False,
) -> Referral:
    """Draws up a referral; nothing leaves yet. `data_kinds` says what shall go with it, the name only if the person agreed."""
    check_can_refer(by, case)
    if not case.is_open:
        raise WrongState(CASE_OVER)
    row = Referral(case=case, person_id=case.person_id, made_by=by, made_on=today())
    _fill(row, by, facility, service, complaints, ask, level, language, data_kinds, is_urgent)
    row.due_at = due_of(row)
    save(row)
    record_about(Event.DRAFTED, by=by.actor, about=[row])
    _remind(row, by=by)
    return row


@action(undo=_("Referral changed."))
def change_referral(
    referral: Referral,
    *,
    by: User,
    facility: Facility,
    service: str,
    complaints: str,
    ask: str = "",
    level: str = Level.NEUTRAL,
    language: str = Language.RUSSIAN,
    data_kinds: Sequence[str] = (DataKind.NAME, DataKind.COMPLAINTS),
    is_urgent: bool = False,
    expected: int | None = None,
) -> Referral:
    """Changes a draft."""
    check_can_refer(by, referral.case)
    if referral.state != ReferralState.DRAFT:
        raise WrongState(ONLY_DRAFT)
    _fill(referral, by, facility, service, complaints, ask, level, language, data_kinds, is_urgent)
    save(referral, expected=expected)
    record_about(Event.CHANGED, by=by.actor, about=[referral])
    return referral


def _fill(
    row: Referral,
    by: User,
    facility: Facility,
    service: str,
    complaints: str,
    ask: str,
    level: str,
    language: str,
    data_kinds: Sequence[str],
    is_urgent: bool,
) -> None:
    for field, value, known in (
        ("service", service, Service.values),
        ("level", level, Level.values),
        ("language", language, Language.values),
        *(("data_kinds", kind, DataKind.values) for kind in data_kinds),
    ):
        if value not in known:
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})
    if not facility.is_active:
        raise Invalid(FACILITY_OVER, {"facility": FACILITY_OVER})
    if not complaints.strip():
        raise Invalid(NO_COMPLAINTS, {"complaints": NO_COMPLAINTS})
    if level != Level.FULL:
        letter.check_discreet([complaints, ask], names=_secret_names(by))
    row.facility, row.service, row.level, row.language = facility, service, level, language
    row.data_kinds, row.is_urgent = list(data_kinds), is_urgent
    seal(row, by=by.actor, complaint_words=complaints.strip(), ask_words=ask.strip())


def _secret_names(by: User) -> tuple[str, ...]:
    mine = by.organisation
    return (mine.name_en, mine.name_ru, mine.name_tg, mine.short_en, mine.short_ru, mine.short_tg)


def preview_letter(referral: Referral, *, by: User) -> letter.Letter:
    """What would leave, with the name shut. Opens the referral's own words and nothing of the person; the opening is recorded."""
    check_can_read_letter(by, referral.case)
    ground = find_ground(referral)
    wants_name = DataKind.NAME in referral.data_kinds and (ground is None or ground.names)
    return _compose(referral, by=by, ground=ground, name=HIDDEN_NAME if wants_name else "")


def _compose(referral: Referral, *, by: User, ground: Ground | None, name: str) -> letter.Letter:
    said, facility = open_sealed([referral, referral.facility], by=by.actor, purpose=Purpose.LETTER, fields=_WORDS)
    if said.shut:
        raise Denied(SHUT)
    return letter.compose(
        letter.Said(
            code=referral.code,
            level=referral.level,
            language=referral.language,
            service=referral.service,
            facility=facility.name or "",
            day=today(),
            complaints=said.complaint_words or "",
            ask=said.ask_words or "",
            name=name,
            birth_year=referral.person.birth_year if name else None,
            is_urgent=referral.is_urgent,
            cannot_speak=ground is not None and ground.vital_interest is not None,
            organisation=str(getattr(by.organisation, f"name_{referral.language}")),
            secret_names=_secret_names(by),
        )
    )


def _name_of(referral: Referral, *, by: User) -> str:
    (opened,) = open_sealed([referral.person], by=by.actor, purpose=Purpose.LETTER, fields=_NAMES)
    return " ".join(part for part in (opened.family_name, opened.given_name, opened.patronymic) if part)


def send_referral(referral: Referral, *, by: User, expected: int | None = None) -> Referral:
    """Sends the letter. It cannot be taken back: no undo is offered.

    Raises NoGround where neither a consent for this facility nor a vital interest carries it; then nothing is made or kept. The
    PDF is made before the transaction, so that nobody waits for it, and the ground is asked for again within.
    """
    assert not is_acting(), "a letter is made outside of a transaction"
    check_can_read_letter(by, referral.case)
    _check_step(referral, ReferralState.SENT, by)
    known = referral.version if expected is None else expected
    ground = check_ground(referral)
    pdf = b""
    if referral.state == ReferralState.DRAFT:
        named = DataKind.NAME in referral.data_kinds and ground.names
        pdf = letter.as_pdf(_compose(referral, by=by, ground=ground, name=_name_of(referral, by=by) if named else ""))
    return _record_sent(referral, by=by, pdf=pdf, ground=ground, expected=known)


@action
def _record_sent(referral: Referral, *, by: User, pdf: bytes, ground: Ground, expected: int) -> Referral:
    _check_step(referral, ReferralState.SENT, by)
    if check_ground(referral) != ground:  # withdrawn, or answered anew, while the letter was made
        raise Conflict(GROUND_CHANGED)
    referral.consent, referral.vital_interest = ground.consent, ground.vital_interest
    referral.sent_at, referral.ground_lost_on = now(), None
    if pdf:
        seal(referral, by=by.actor, letter=pdf)
    _move(referral, ReferralState.SENT, event=Event.SENT, by=by, expected=expected)
    return referral


@action(undo=_("Acknowledgement recorded."))
def acknowledge(referral: Referral, *, by: User, appointment_on: dt.date | None = None, expected: int | None = None) -> Referral:
    """The facility took it, perhaps with a day."""
    _check_step(referral, ReferralState.ACKNOWLEDGED, by)
    referral.acknowledged_on, referral.appointment_on = today(), appointment_on
    _move(referral, ReferralState.ACKNOWLEDGED, event=Event.ACKNOWLEDGED, by=by, expected=expected)
    return referral


@action(undo=_("Attendance recorded."))
def record_attendance(referral: Referral, *, by: User, attended_on: dt.date | None = None, expected: int | None = None) -> Referral:
    """The person was there; now the facility says what came of it."""
    _check_step(referral, ReferralState.ATTENDED, by)
    referral.attended_on = _past(referral, attended_on, "attended_on")
    _move(referral, ReferralState.ATTENDED, event=Event.ATTENDED, by=by, expected=expected)
    return referral


@action(undo=_("Recorded: could not come."))
def record_not_attended(referral: Referral, *, by: User, expected: int | None = None) -> Referral:
    """The person could not come: the worker asks why, and sends it again or calls it off."""
    _check_step(referral, ReferralState.NOT_ATTENDED, by)
    _move(referral, ReferralState.NOT_ATTENDED, event=Event.NOT_ATTENDED, by=by, expected=expected)
    return referral


@action(undo=_("Outcome recorded."))
def record_outcome(
    referral: Referral,
    *,
    by: User,
    words: str,
    outcome_on: dt.date | None = None,
    quantity: int = 1,
    treatment: str = "",
    expected: int | None = None,
) -> Referral:
    """What came of it; the help given is counted in the case, where that is still open."""
    _check_step(referral, ReferralState.OUTCOME, by)
    referral.outcome_on = _past(referral, outcome_on, "outcome_on")
    seal(referral, by=by.actor, outcome_words=words.strip())
    _move(referral, ReferralState.OUTCOME, event=Event.OUTCOME, by=by, expected=expected)
    if referral.case.is_open:
        kind, item, usual = _COUNTS_AS.get(referral.service, (Help.MEDICAL, HelpItem.CONSULTATION, Treatment.OUTPATIENT))
        give_assistance(
            referral.case,
            by=by,
            help=kind,
            item=item,
            given_on=referral.attended_on or referral.outcome_on,
            quantity=quantity,
            facility=referral.facility,
            treatment=treatment or usual,
            source="referral",
        )
    return referral


@action(undo=_("Refusal of the facility recorded."))
def decline(referral: Referral, *, by: User, words: str = "", expected: int | None = None) -> Referral:
    """The facility does not take it."""
    _check_step(referral, ReferralState.DECLINED, by)
    seal(referral, by=by.actor, outcome_words=words.strip())
    _move(referral, ReferralState.DECLINED, event=Event.DECLINED, by=by, expected=expected)
    return referral


@action(undo=_("Referral called off."))
def call_off(referral: Referral, *, by: User, words: str = "", expected: int | None = None) -> Referral:
    """Nobody needs it any more, or the person does not want it."""
    _check_step(referral, ReferralState.CALLED_OFF, by)
    seal(referral, by=by.actor, outcome_words=words.strip())
    _move(referral, ReferralState.CALLED_OFF, event=Event.CALLED_OFF, by=by, expected=expected)
    return referral


def open_letter(referral: Referral, *, by: User) -> bytes:
    """The exact PDF that left; the opening is recorded."""
    check_can_read_letter(by, referral.case)
    if not referral.letter:
        raise WrongState(NO_LETTER)
    (opened,) = open_sealed([referral], by=by.actor, purpose=Purpose.LETTER, fields=["letter"])
    pdf = opened.file("letter")
    if pdf is None:
        raise Denied(SHUT)
    return pdf


@action
def end_consent(consent: Consent, *, by: User) -> list[Referral]:
    """What rests on a withdrawn consent ends: drafts are called off, what was sent is flagged, sharing with that organisation stops.

    Called when consent says so, whoever recorded the withdrawal.
    """
    ended = [_lose_ground(row, by=by) for row in _resting(consent=consent)]
    record_about(Event.GROUND_LOST, by=by.actor, about=[consent])
    if (
        consent.organisation is not None
        and not Consent.objects.filter(person=consent.person_id, organisation=consent.organisation_id, decision=Decision.GIVEN).exists()
    ):
        end_shares_without_consent(consent.person, consent.organisation, by=by)
    return ended


@action
def end_vital_interest(vital: VitalInterest, *, by: User) -> list[Referral]:
    """What rests on a vital interest that was not upheld is flagged."""
    ended = [_lose_ground(row, by=by) for row in _resting(vital=vital)]
    record_about(Event.GROUND_LOST, by=by.actor, about=[vital])
    return ended


def _resting(*, consent: Consent | None = None, vital: VitalInterest | None = None) -> list[Referral]:
    rows = Referral.objects.filter(state__in=OPEN_STATES).select_related("case", "person", "facility", "made_by")
    if vital is not None:
        return list(rows.filter(vital_interest=vital))
    assert consent is not None
    sent = list(rows.filter(consent=consent))
    drafts = rows.filter(state=ReferralState.DRAFT, person=consent.person_id, facility=consent.facility_id) if consent.facility_id else []
    return sent + [row for row in drafts if find_ground(row) is None]


def _lose_ground(row: Referral, *, by: User) -> Referral:
    if row.state == ReferralState.DRAFT:
        _set(row, ReferralState.CALLED_OFF)
        save(row)
        record_about(Event.CALLED_OFF, by=by.actor, about=[row])
        finish_tasks(row.case, TASKS, by=by, target=row.pk)
        return row
    row.ground_lost_on = today()
    save(row)
    open_task(row.case, by=by, kind=TaskKind.REFERRAL, due=add_working_days(today(), 1), owner=row.made_by, target=row.pk)
    return row


def _check_step(referral: Referral, to: ReferralState, by: User) -> None:
    """Raises Denied unless it is theirs to do, WrongState unless the table of transitions leads there."""
    check_can_refer(by, referral.case)
    current = ReferralState(referral.state)
    if to not in REFERRAL_TRANSITIONS[current]:
        raise WrongState(NOT_FROM_HERE % {"from": current.label, "to": to.label})


def _past(referral: Referral, day: dt.date | None, field: str) -> dt.date:
    day = day or today()
    if day > today():
        raise Invalid(AHEAD, {field: AHEAD})
    if referral.sent_at and day < referral.sent_at.date() - dt.timedelta(days=1):
        raise Invalid(BEFORE_SENT, {field: BEFORE_SENT})
    return day


def _set(referral: Referral, to: ReferralState) -> None:
    referral.state = to
    referral.due_at = due_of(referral)


def _move(referral: Referral, to: ReferralState, *, event: Event, by: User, expected: int | None) -> None:
    _set(referral, to)
    save(referral, expected=expected)
    record_about(event, by=by.actor, about=[referral])
    finish_tasks(referral.case, TASKS, by=by, target=referral.pk)
    _remind(referral, by=by)


def _remind(referral: Referral, *, by: User) -> None:
    if referral.due_at is not None and referral.state in OPEN_STATES:
        unasked = referral.state == ReferralState.DRAFT and find_ground(referral) is None
        kind = TaskKind.CONSENT if unasked else TaskKind.REFERRAL
        open_task(referral.case, by=by, kind=kind, due=referral.due_at, owner=referral.made_by, target=referral.pk)
