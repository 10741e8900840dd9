"""Drawing a referral up: for whom, where to, how much is said. Nothing leaves here."""

from collections.abc import Sequence
from types import EllipsisType

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.accounts.queries import coalition_names
from panoh.audit.trail import action, save
from panoh.cases.actions.sessions import check_service
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, PlannedService
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent
from panoh.core.actor import Actor
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.referrals import letter
from panoh.referrals.actions.moving import NO_CHOICE, check_step, finish_tasks, is_unsent, move, remind, settle, turn
from panoh.referrals.actions.terms import take_terms
from panoh.referrals.enums import Level, Priority, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.grounds import carried, find_ground, kinds_needed, level_within
from panoh.referrals.models import Referral
from panoh.referrals.offers import check_offered, register_agreed_on
from panoh.referrals.policy import check_can_refer
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

ONLY_DRAFT = _("This referral was already sent and can no longer be changed.")
CASE_OVER = _("This case is closed. Reopen it to make a referral.")
FACILITY_OVER = _("This facility is no longer in the directory. Choose another one.")
NO_COMPLAINTS = _("Enter the complaints: the facility reads nothing else.")
SHUT = _("The text of this referral is sealed for your organisation, so you cannot send it.")
SAME_PLACE = _("There was already a referral to this facility. Choose another one.")


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
    priority: str = Priority.NORMAL,
    register_agreed: bool = False,
    keep_words: bool = False,
    planned: PlannedService | None = None,
    previous: Referral | None = None,
) -> Referral:
    """Draws up a referral; nothing leaves yet. `data_kinds` says what the lawyers of the house read; of a letter to a facility only
    whether the name stands in it, if the person agreed: all else its level says.

    `register_agreed`: the person was told what the register of this facility means, and agrees; without that nobody is sent there.
    `keep_words`: words that tell were marked and are kept; then the letter leaves only after a second reader agreed to it.
    `planned` is the service of the programme that it is to give. `previous` is the one it follows, where another facility did not take it.
    """
    check_can_refer(by, case)
    if not case.is_open:
        raise WrongState(CASE_OVER)
    check_service(case, planned)
    row = Referral(case=case, person_id=case.person_id, made_by=by, made_on=today(), previous=previous, planned=planned)
    _choose(row, facility, agreed=register_agreed)
    _fill(row, by, service, complaints, ask, level, language, data_kinds, priority, keep_words)
    taken = turn(row, _standing(row), by=by.actor)
    save(row)
    save(taken)
    record_about(Event.DRAFTED, by=by.actor, about=[row])
    remind(row, by=by.actor)
    take_terms(row, by=by)
    return row


def _standing(row: Referral, *, is_refused: bool = False) -> ReferralState:
    """A draft waits for the consent as long as nothing carries it, unless just that was refused."""
    if find_ground(row) is not None:
        return ReferralState.DRAFT
    return ReferralState.CONSENT_REFUSED if is_refused else ReferralState.AWAITING_CONSENT


def _asked_for(row: Referral) -> tuple[object, ...]:
    return row.facility_id, row.level, sorted(row.data_kinds)


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
    priority: str = Priority.NORMAL,
    register_agreed: bool = False,
    keep_words: bool = False,
    planned: PlannedService | EllipsisType | None = ...,
    expected: int | None = None,
) -> Referral:
    """Changes a draft. How soon it is needed and whether a consent carries it may be otherwise now, so it is a new turn.

    What a second reader agreed to is agreed to no longer. Without `planned` it stays for the service that it was for.
    """
    check_can_refer(by, referral.case)
    if not is_unsent(referral):
        raise WrongState(ONLY_DRAFT)
    if planned is not ...:
        check_service(referral.case, planned)
        referral.planned = planned
    before, asked_for = (referral.state, referral.priority), _asked_for(referral)
    _choose(referral, facility, agreed=register_agreed)
    _fill(referral, by, service, complaints, ask, level, language, data_kinds, priority, keep_words)
    standing = _standing(referral, is_refused=referral.state == ReferralState.CONSENT_REFUSED and _asked_for(referral) == asked_for)
    taken = turn(referral, standing, by=by.actor) if (standing, priority) != before else None
    save(referral, expected=expected)
    record_about(Event.CHANGED, by=by.actor, about=[referral])
    if taken is not None:
        save(taken)
        settle(referral, by=by.actor)
        remind(referral, by=by.actor)
    finish_tasks(referral, TaskKind.WORDS, by=by.actor)
    take_terms(referral, by=by)
    return referral


def _choose(row: Referral, facility: Facility, *, agreed: bool) -> None:
    """Where to: a facility of the directory that the person may be offered, its register told of and agreed to."""
    if not facility.is_active:
        raise Invalid(FACILITY_OVER, {"facility": FACILITY_OVER})
    check_offered(facility, row.person)
    known = row.register_agreed_on if row.facility_id == facility.pk else None
    row.register_agreed_on = register_agreed_on(facility, agreed=agreed, known=known)
    row.facility = facility


def _fill(
    row: Referral,
    by: User,
    service: str,
    complaints: str,
    ask: str,
    level: str,
    language: str,
    data_kinds: Sequence[str],
    priority: str,
    keep_words: bool,
) -> None:
    for field, value, known in (
        ("service", service, Service.values),
        ("level", level, Level.values),
        ("language", language, Language.values),
        ("priority", priority, Priority.values),
        *(("data_kinds", kind, DataKind.values) for kind in data_kinds),
    ):
        if value not in known:
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})
    if not complaints.strip():
        raise Invalid(NO_COMPLAINTS, {"complaints": NO_COMPLAINTS})
    if row.facility.house_id:
        level = Level.FULL  # nobody writes to the own house in hints; what is passed on, the kinds of data say
    elif level != Level.FULL:
        letter.check_discreet({"complaints": complaints, "ask": ask}, names=coalition_names(), keeps_words=keep_words)
    row.service, row.level, row.language = service, level, language
    row.data_kinds = list(data_kinds) if row.facility.house_id else carried(level, data_kinds)
    row.priority = priority
    row.kept_by = by if level != Level.FULL and letter.marked_in(complaints, ask) else None
    row.reader = row.read_at = None
    seal(
        row,
        by=by.actor,
        complaint_words=complaints.strip(),
        ask_words=ask.strip(),
        read_words="",
        read_remark="",
        alone_reason="",
    )


@action(undo=_("Drawn up for another facility."))
def refer_on(
    referral: Referral, *, by: User, facility: Facility, service: str = "", register_agreed: bool = False, expected: int | None = None
) -> Referral:
    """The same help is asked of another facility: the next referral has everything of this one but the recipient, and follows it.

    The consent was for the first facility alone, so the next waits for its own.
    """
    check_step(referral, ReferralState.REDIRECTED, by)
    if facility.pk == referral.facility_id and service in ("", referral.service):
        raise Invalid(SAME_PLACE, {"facility": SAME_PLACE})
    (said,) = open_sealed([referral], by=by.actor, purpose=Purpose.LETTER, fields=["complaint_words", "ask_words"])
    if said.is_unreadable:
        raise Denied(SHUT)
    move(referral, ReferralState.REDIRECTED, event=Event.REDIRECTED, by=by.actor, expected=expected)
    return draft_referral(
        referral.case,
        by=by,
        facility=facility,
        service=service or referral.service,
        complaints=said.complaint_words or "",
        ask=said.ask_words or "",
        level=referral.level,
        language=referral.language,
        data_kinds=referral.data_kinds,
        priority=referral.priority,
        register_agreed=register_agreed,
        keep_words=referral.kept_by_id is not None,
        planned=referral.planned,
        previous=referral,
    )


@action
def narrow_to(referral: Referral, consent: Consent, *, by: User) -> None:
    """The person agreed to less than a draft says: it says no more than that, where a letter can be made of it. What was written for a
    full letter is read by a second reader, or reworded, before it leaves as less."""
    level = level_within(consent.data_kinds)
    if level is None or referral.facility.house_id or kinds_needed(referral) <= set(consent.data_kinds):
        return
    if referral.level == Level.FULL != level:
        referral.kept_by, referral.reader, referral.read_at = by, None, None
    levels = list(Level)  # from the least to the most
    referral.level = min(level, Level(referral.level), key=lambda each: levels.index(each))
    referral.data_kinds = carried(referral.level, {*referral.data_kinds} & {*consent.data_kinds})
    save(referral)
    record_about(Event.CHANGED, by=by.actor, about=[referral])


@action
def take_up_consented(person: Person, *, by: Actor) -> list[Referral]:
    """Drafts that waited for a consent, or for a vital interest, and have it now: they can be sent. Called inside the act that gave it."""
    states = (ReferralState.AWAITING_CONSENT, ReferralState.CONSENT_REFUSED)
    waiting = Referral.objects.filter(person=person, state__in=states).select_related("case", "facility__house", "person", "made_by")
    return [move(row, ReferralState.DRAFT, event=Event.CAN_BE_SENT, by=by) for row in waiting if _is_carried(row)]


def _is_carried(row: Referral) -> bool:
    """Whether it may go now. No vital interest of who cannot be asked stands against what the person refused."""
    ground = find_ground(row)
    return ground is not None and (ground.consent is not None or row.state != ReferralState.CONSENT_REFUSED)
