"""The terms of cooperation: drawn up, adopted, and accepted one by one."""

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, remove, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.network.enums import RULES_TRANSITIONS, AcceptedHow, RulesState
from panoh.network.events import RulesEvent
from panoh.network.models import DIRECTORY, Acceptance, Facility, Rules
from panoh.network.policy import check_can_keep_agreements
from panoh.vault.actions import record_about, seal

LONGEST = 60_000

NOTHING = _("Enter the terms, or paste them.")
BOTH = _("Write the terms in Tajik and in Russian: the person who accepts them reads one of the two.")
DRAFT_THERE = _("There is already a draft. Change that one.")
NOT_A_DRAFT = _("This version was adopted, so its text cannot be changed. Draw up the next one.")
NOT_AHEAD = _("This date is in the future. Adopt the terms on that day.")
ONLY_ADOPTED = _("Only the version in force can be accepted. Open that one.")
BEFORE_ADOPTED = _("This date is before the version was adopted. Check it.")
ACCEPTED = _("They have already accepted this version.")
SAY_WHO = _("Write who said it and to which colleague: after a telephone call nothing else shows it.")
FACILITY_OVER = _("This entry is no longer in the directory.")


@action(undo=_("Draft of the terms saved."))
def draft_rules(*, by: User, text_tg: str, text_ru: str) -> Rules:
    """Draws up the next version; there is one draft at a time."""
    check_can_keep_agreements(by)
    if Rules.objects.filter(state=RulesState.DRAFT).exists():
        raise WrongState(DRAFT_THERE)
    _check_words(text_tg, text_ru)
    number = (Rules.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Rules(number=number, text_tg=text_tg.strip(), text_ru=text_ru.strip(), made_by=by)
    save(row)
    record_about(RulesEvent.RULES_DRAFTED, by=by.actor, about=[DIRECTORY])
    return row


@action(undo=_("Draft of the terms saved."))
def change_rules(rules: Rules, *, by: User, text_tg: str, text_ru: str, expected: int | None = None) -> Rules:
    """Changes the draft."""
    check_can_keep_agreements(by)
    if rules.state != RulesState.DRAFT:
        raise WrongState(NOT_A_DRAFT)
    _check_words(text_tg, text_ru)
    rules.text_tg, rules.text_ru = text_tg.strip(), text_ru.strip()
    save(rules, expected)
    record_about(RulesEvent.RULES_CHANGED, by=by.actor, about=[DIRECTORY])
    return rules


def _check_words(text_tg: str, text_ru: str) -> None:
    if not text_tg.strip() and not text_ru.strip():
        raise Invalid(NOTHING, {"text_tg": NOTHING})


@action(undo=_("The terms are adopted."))
def adopt_rules(rules: Rules, *, by: User, adopted_on: dt.date, expected: int | None = None) -> Rules:
    """From this day the version holds in both languages; the former one stays to be read, and everybody is asked anew."""
    check_can_keep_agreements(by)
    if RulesState.ADOPTED not in RULES_TRANSITIONS[RulesState(rules.state)]:
        raise WrongState(NOT_A_DRAFT)
    if not rules.text_tg or not rules.text_ru:
        raise Invalid(BOTH)
    if adopted_on > today():
        raise Invalid(NOT_AHEAD, {"adopted_on": NOT_AHEAD})
    former = Rules.objects.filter(state=RulesState.ADOPTED).first()
    if former is not None:
        former.state = RulesState.REPLACED
        save(former)
    rules.state, rules.adopted_on, rules.adopted_by = RulesState.ADOPTED, adopted_on, by
    save(rules, expected)
    record_about(RulesEvent.RULES_ADOPTED, by=by.actor, about=[DIRECTORY])
    return rules


@action(undo=_("Acceptance recorded."))
def accept_rules(rules: Rules, facility: Facility, *, by: User, accepted_on: dt.date, how: str, note: str = "") -> Acceptance:
    """A facility or specialist said yes: on paper, by letter, or by telephone with a note of who said it."""
    check_can_keep_agreements(by)
    if rules.state != RulesState.ADOPTED or rules.adopted_on is None:
        raise WrongState(ONLY_ADOPTED)
    if not facility.is_active:
        raise WrongState(FACILITY_OVER)
    if accepted_on < rules.adopted_on:
        raise Invalid(BEFORE_ADOPTED, {"accepted_on": BEFORE_ADOPTED})
    if accepted_on > today():
        raise Invalid(NOT_AHEAD, {"accepted_on": NOT_AHEAD})
    if how == AcceptedHow.TELEPHONE and not note.strip():
        raise Invalid(SAY_WHO, {"note": SAY_WHO})
    if Acceptance.objects.filter(rules=rules, facility=facility).exists():
        raise WrongState(ACCEPTED)
    row = Acceptance(rules=rules, facility=facility, accepted_on=accepted_on, how=AcceptedHow(how), by=by)
    seal(row, by=by.actor, note=note.strip())
    save(row)
    record_about(RulesEvent.RULES_ACCEPTED, by=by.actor, about=[row])
    return row


@action(undo=_("Acceptance removed."))
def take_out_acceptance(acceptance: Acceptance, *, by: User) -> None:
    """Takes out what was recorded by mistake."""
    check_can_keep_agreements(by)
    record_about(RulesEvent.ACCEPTANCE_TAKEN_OUT, by=by.actor, about=[acceptance])
    remove(acceptance)
