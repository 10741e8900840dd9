"""Writing down what a person agreed to, refused or took back, and help in the vital interest of who cannot be asked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, save
from panoh.consent import signals
from panoh.consent.enums import NEVER_BLOCKS, PASSES_ON, ConsentForm, ConsentPurpose, DataKind, Decision, WhyNot
from panoh.consent.events import Event
from panoh.consent.models import Consent, VitalInterest
from panoh.consent.policy import check_can_record, check_can_review
from panoh.consent.queries import given_alike, given_for, given_to, overruled, wider_elsewhere
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.network.models import Addressee, Facility
from panoh.people.ages import Stage, stage_by_year, stage_of
from panoh.people.models import Person
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

REVIEW_WITHIN = dt.timedelta(hours=72)

NO_PURPOSE = _("Choose what the person agrees to.")
NO_FORM = _("Choose how the person answered.")
NO_RECIPIENT = _("Choose the recipient: a consent to pass on data names who receives it.")
TWO_RECIPIENTS = _("A consent has one recipient. Record a second consent for the second one.")
NO_KINDS = _("Choose which kinds of data may be passed on.")
UNKNOWN_KIND = _("One of the kinds of data is not on the list. Choose from the list.")
AHEAD = _("The date of the answer cannot be in the future. Check the date.")
ENDS_BEFORE = _("The consent ends before it was given. Check both dates.")
NO_ANSWER = _("Choose what the person answered to at least one question.")
NO_WITNESS = {
    ConsentForm.SPOKEN: _("For a spoken consent someone must be present. Enter who heard it."),
    ConsentForm.TELEPHONE: _("A consent by telephone needs a second listener. Enter who was on the line."),
    ConsentForm.THUMB_MARK: _("For a thumb-mark someone must be present. Enter who read the text aloud and saw it."),
}
AGE_UNSTATED = _("The date of birth is not known. Say whether the person is 18 or older.")
NEEDS_GUARDIAN = _("This person is under 18: the legal representative must agree. Enter who the legal representative is.")
NEEDS_ASSENT = _("This person is under 18: the child must agree too. Without the child's own assent this is not a consent.")
NOT_GIVEN = _("This consent is not in force, so there is nothing to withdraw.")
SPENT = _("This consent was for one time and has been used. Ask again.")
NO_REASON = _("Write why help cannot wait until the person can be asked.")
NO_WHY = _("Choose why the person cannot be asked now.")
STATED_ALREADY = _("The vital interest has already been recorded and is waiting to be checked.")
REVIEWED = _("Both checks have been done.")


class Asked(TypedDict):
    """What was asked, for whom and how, whatever the answer was. Without `given_on` it was today."""

    purpose: str
    form: str
    data_kinds: NotRequired[Sequence[str]]
    facility: NotRequired[Facility | None]
    organisation: NotRequired[Organisation | None]
    addressee: NotRequired[Addressee | None]
    for_referral: NotRequired[UUID | None]
    given_on: NotRequired[dt.date | None]
    language: NotRequired[str]
    witness: NotRequired[str]
    note: NotRequired[str]


@action(undo=_("Consent recorded."))
def give_consent(
    person: Person,
    *,
    by: User,
    valid_until: dt.date | None = None,
    by_guardian: bool = False,
    guardian: str = "",
    child_assented: bool | None = None,
    is_adult: bool | None = None,
    in_danger: bool = False,
    **asked: Unpack[Asked],
) -> Consent:
    """Records that the person agreed; for this purpose and recipient nothing holds any more but this answer. What rested on more than it
    carries is closed by the rooms above, and what goes beyond it in another record of the person is taken back there.

    `is_adult` is what was said where nothing is known of the birth; else the birth decides. `in_danger`: the room above has checked that
    who records it has taken on a danger of this person, and needs no other right.

    Raises Invalid where a witness, the guardian, the child's assent, the age, the recipient or the kinds of data are missing.
    """
    if not in_danger:
        check_can_record(by)
    row = _answered(person, Decision.GIVEN, asked, by=by)
    to_others = row.purpose == ConsentPurpose.TEAM and row.organisation is not None
    if (row.purpose in PASSES_ON or row.addressee is not None or to_others) and not row.data_kinds:
        raise Invalid(NO_KINDS, {"data_kinds": NO_KINDS})
    if valid_until and valid_until < row.given_on:
        raise Invalid(ENDS_BEFORE, {"valid_until": ENDS_BEFORE})
    row.of_age = _of_age(person, by=by, day=row.given_on, said=is_adult)
    if missing := _missing(row, asked.get("witness", ""), guardian if by_guardian else "", child_assented=child_assented):
        raise Invalid(next(iter(missing.values())), missing)
    row.valid_until, row.by_guardian, row.child_assented = valid_until, by_guardian, child_assented
    seal(row, by=by.actor, witness=asked.get("witness", "").strip(), guardian=guardian.strip(), note=asked.get("note", "").strip())
    save(row)
    record_about(Event.GIVEN, by=by.actor, about=[person])
    _take_back(wider_elsewhere(row), by=by)
    signals.consent_given.send(sender=Consent, consent=row, by=by)
    return row


@action(undo=_("Refusal recorded."))
def refuse_consent(person: Person, *, by: User, **asked: Unpack[Asked]) -> Consent:
    """Records that the person refused. What was agreed to before for the same purpose and recipient is withdrawn with it."""
    check_can_record(by)
    row = _answered(person, Decision.REFUSED, asked, by=by)
    seal(row, by=by.actor, witness=asked.get("witness", "").strip(), note=asked.get("note", "").strip())
    save(row)
    record_about(Event.REFUSED, by=by.actor, about=[person])
    _take_back(given_for(person, row.purpose, row.facility, row.organisation, row.addressee, row.for_referral), by=by)
    signals.consent_refused.send(sender=Consent, consent=row, by=by)
    return row


@action(undo=_("Answers recorded."))
def record_answers(person: Person, *, by: User, answers: Mapping[str, str], **asked: Any) -> list[Consent]:
    """Records what the person said to several questions in one talk: `answers` are decisions by purpose, `asked` is as `give_consent`
    takes it, the same for all of them. A yes and a no are recorded as by themselves; what was left for later is not among the answers.

    Raises Invalid where nothing was answered, and where one yes lacks what a consent needs: then nothing is recorded.
    """
    if not answers:
        raise Invalid(NO_ANSWER)
    told = {name: value for name, value in asked.items() if name in Asked.__annotations__}
    rows = []
    for purpose, decision in answers.items():
        if decision == Decision.GIVEN:
            rows.append(give_consent(person, by=by, purpose=purpose, **asked))
        else:
            rows.append(refuse_consent(person, by=by, purpose=purpose, **told))
    return rows


def _answered(person: Person, decision: Decision, asked: Asked, *, by: User) -> Consent:
    """The answer, not saved yet and without its words. Raises Invalid beside what cannot be."""
    kinds, day = asked.get("data_kinds", ()), asked.get("given_on") or today()
    row = Consent(
        person=person,
        purpose=asked["purpose"],
        facility=asked.get("facility"),
        organisation=asked.get("organisation"),
        addressee=asked.get("addressee"),
        for_referral=asked.get("for_referral"),
        data_kinds=list(kinds),
        decision=decision,
        form=asked["form"],
        given_on=day,
        language=asked.get("language", ""),
        explained_by=by.pk,
    )
    to = [row.facility, row.organisation, row.addressee]
    _check_answer(row.purpose, row.form, kinds, to, day)
    return row


@action(undo=_("Consent withdrawn."))
def withdraw_consent(consent: Consent, *, by: User, expected: int | None = None) -> Consent:
    """The person took their consent back: from now nothing rests on it, and what is open on it is closed by the rooms above.

    What was agreed to a second time for the same purpose and recipient goes with it. Statistics, case study and research close nothing.
    """
    check_can_record(by)
    if consent.decision != Decision.GIVEN:
        raise WrongState(NOT_GIVEN)
    _take_back(given_alike(consent), by=by, expected=expected)
    return consent


def _take_back(rows: Sequence[Consent], *, by: User, expected: int | None = None) -> None:
    """All of them are taken back before any room above hears of it. `expected` is the version the first was shown in."""
    for row in rows:
        row.decision, row.withdrawn_on = Decision.WITHDRAWN, today()
        save(row, expected=expected)
        expected = None
        record_about(Event.WITHDRAWN, by=by.actor, about=[row])
    for row in rows:
        if row.purpose not in NEVER_BLOCKS:
            signals.consent_withdrawn.send(sender=Consent, consent=row, by=by)


@action
def spend_consent(consent: Consent, *, by: User) -> Consent:
    """What was agreed to for one time was used: it carries nothing more. Inside the action that used it, which says who may."""
    if consent.decision != Decision.GIVEN or consent.spent_at is not None:
        raise WrongState(SPENT)
    consent.spent_at = now()
    save(consent)
    record_about(Event.SPENT, by=by.actor, about=[consent])
    return consent


@action
def end_with_recipient(person: Person, organisation: Organisation, *, by: User) -> list[Consent]:
    """The organisation to which the person agreed is no more: what was agreed to for it ends today. The person took nothing back."""
    check_can_record(by)
    rows = given_to(person, organisation)
    for row in rows:
        row.valid_until = today()
        save(row)
    if rows:
        record_about(Event.RECIPIENT_GONE, by=by.actor, about=rows)
    return rows


@action
def let_refusals_win(kept: Person, gone: Person, *, by: User) -> list[Consent]:
    """Two records are one person now: what one of them refused or took back, the other has not agreed to. Nothing else changes."""
    check_can_record(by)
    rows = overruled(kept, gone)
    _take_back(rows, by=by)
    return rows


@action
def state_vital_interest(person: Person, *, by: User, why: str, reason: str, in_danger: bool = False) -> VitalInterest:
    """States that help cannot wait for a consent nobody can give now. Two others review it within 72 hours. `in_danger` as above."""
    if not in_danger:
        check_can_record(by)
    if why not in WhyNot.values:
        raise Invalid(NO_WHY, {"why": NO_WHY})
    if not reason.strip():
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    if VitalInterest.objects.filter(person=person, was_upheld=None, review_due__gte=now()).exists():
        raise WrongState(STATED_ALREADY)
    moment = now()
    row = VitalInterest(person=person, why=why, stated_by=by, stated_at=moment, review_due=moment + REVIEW_WITHIN)
    seal(row, by=by.actor, reason=reason.strip())
    save(row)
    record_about(Event.VITAL_STATED, by=by.actor, about=[person])
    signals.vital_interest_stated.send(sender=VitalInterest, vital_interest=row, by=by)
    return row


@action
def review_vital_interest(vital: VitalInterest, *, by: User, upheld: bool, note: str = "", expected: int | None = None) -> VitalInterest:
    """One of the two reviews. Upheld when both say so; one reviewer who does not uphold it ends it at once."""
    check_can_review(by, vital)
    if vital.was_upheld is not None or vital.second_reviewer_id is not None:
        raise WrongState(REVIEWED)
    if vital.first_reviewer_id is None:
        vital.first_reviewer, vital.first_review_at = by, now()
        vital.was_upheld = None if upheld else False
    else:
        vital.second_reviewer, vital.second_review_at = by, now()
        vital.was_upheld = upheld
    if note.strip():
        (opened,) = open_sealed([vital], by=by.actor, purpose=Purpose.REVIEW, fields=["review_note"])
        seal(vital, by=by.actor, review_note="\n".join(filter(None, [opened.review_note, note.strip()])))
    save(vital, expected=expected)
    record_about(Event.VITAL_REVIEWED, by=by.actor, about=[vital])
    signals.vital_interest_reviewed.send(sender=VitalInterest, vital_interest=vital, by=by)
    if vital.was_upheld is False:
        signals.vital_interest_refused.send(sender=VitalInterest, vital_interest=vital, by=by)
    return vital


def _check_answer(
    purpose: str,
    form: str,
    data_kinds: Sequence[str],
    recipients: Sequence[object],
    day: dt.date,
) -> None:
    if purpose not in ConsentPurpose.values:
        raise Invalid(NO_PURPOSE, {"purpose": NO_PURPOSE})
    if form not in ConsentForm.values:
        raise Invalid(NO_FORM, {"form": NO_FORM})
    named = [each for each in recipients if each is not None]
    if len(named) > 1:
        raise Invalid(TWO_RECIPIENTS, {"recipient": TWO_RECIPIENTS})
    if purpose in PASSES_ON and not named:
        raise Invalid(NO_RECIPIENT, {"recipient": NO_RECIPIENT})
    if any(kind not in DataKind.values for kind in data_kinds):
        raise Invalid(UNKNOWN_KIND, {"data_kinds": UNKNOWN_KIND})
    if day > today():
        raise Invalid(AHEAD, {"given_on": AHEAD})


def _of_age(person: Person, *, by: User, day: dt.date, said: bool | None) -> bool | None:
    """Whether somebody is of age; where no birth is written, as it was said, or None."""
    stage = stage_of(person, by=by, day=day)
    return said if stage == Stage.UNKNOWN else stage == Stage.ADULT


def _missing(row: Consent, witness: str, guardian: str, *, child_assented: bool | None) -> dict[str, Any]:
    """What is missing to an agreement, all of it at once: who heard it, the age, of a child who agreed for it and that it agreed itself."""
    wrong: dict[str, Any] = {}
    if row.form in NO_WITNESS and not witness.strip():
        wrong["witness"] = NO_WITNESS[ConsentForm(row.form)]
    if row.of_age is None:
        wrong["is_adult"] = AGE_UNSTATED
    if row.of_age is False and not guardian.strip():
        wrong["guardian"] = NEEDS_GUARDIAN
    if row.of_age is False and child_assented is not True and stage_by_year(row.person, row.given_on) != Stage.INFANT:
        wrong["child_assented"] = NEEDS_ASSENT
    return wrong
