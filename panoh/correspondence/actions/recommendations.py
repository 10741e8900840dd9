"""Recommendations: written on a count that is frozen, given, answered, adopted or not."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.correspondence import policy
from panoh.correspondence.actions.keys import ensure_key
from panoh.correspondence.enums import DECIDED, RECOMMENDATION_TRANSITIONS, ItemKind, ItemState, RecommendationState
from panoh.correspondence.events import RecommendationEvent
from panoh.correspondence.models import Recommendation, RegisterItem
from panoh.network.models import Addressee
from panoh.vault.actions import Opened, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

FEWEST = 5  # a smaller count leaves the register as "fewer than 5"

NO_TEXT = _("Write the recommendation in Russian or in Tajik.")
NOBODY = _("Nobody is counted for this in this period. Choose other dates, or give no basis.")
STAYS = _("What was given to an authority cannot be changed. Write another recommendation.")
NOT_FROM_HERE = _("The status of this recommendation does not allow this. Open it again to see the status.")
NOT_YET = _("This date is in the future. Check it.")
NO_OUTCOME = _("Choose what they answered.")
ONLY_SENT = _("A recommendation can only be given with a letter that was sent.")
TEXTS = ("text_ru", "text_tg", "text_en")


@dataclass(frozen=True, slots=True)
class Basis:
    """A count of the gap register, as it stands on this day."""

    service: str
    region: str
    start: dt.date
    end: dt.date
    persons: int
    reason: str = ""


def _freeze(row: Recommendation, basis: Basis | None) -> None:
    """Keeps the count with its day. A small one is never written down, only that it is small."""
    if basis is not None and basis.persons < 1:
        raise Invalid(NOBODY, {"service": NOBODY})
    row.basis_service, row.basis_region = (basis.service, basis.region) if basis else ("", "")
    row.basis_reason = basis.reason if basis else ""
    row.basis_from, row.basis_to = (basis.start, basis.end) if basis else (None, None)
    row.basis_is_small = basis is not None and basis.persons < FEWEST
    row.basis_persons = basis.persons if basis and not row.basis_is_small else None
    row.basis_on = today() if basis else None


def _texts(row: Recommendation, by: User, texts: dict[str, str]) -> None:
    said = {name: texts.get(name, "").strip() for name in TEXTS}
    if not said["text_ru"] and not said["text_tg"]:
        raise Invalid(NO_TEXT, {"text_ru": NO_TEXT})
    seal(row, by=by.actor, **said)


@action(undo=_("Recommendation written."))
def write_recommendation(*, by: User, addressee: Addressee, basis: Basis | None = None, **texts: str) -> Recommendation:
    """Writes one, not given yet. `texts`: text_ru, text_tg, text_en."""
    policy.check_can_recommend(by)
    ensure_key(by)
    row = Recommendation(organisation_id=by.organisation_id, addressee=addressee, by=by, is_practice=by.is_practising)
    _freeze(row, basis)
    _texts(row, by, texts)
    save(row)
    record_about(RecommendationEvent.WRITTEN, by=by.actor, about=[row])
    return row


@action(undo=_("Recommendation changed."))
def change_recommendation(
    row: Recommendation, *, by: User, addressee: Addressee, basis: Basis | None = None, expected: int | None = None, **texts: str
) -> Recommendation:
    """Changes a draft; its basis is counted anew."""
    policy.check_can_recommend(by)
    if row.state != RecommendationState.DRAFT:
        raise WrongState(STAYS)
    row.addressee = addressee
    _freeze(row, basis)
    _texts(row, by, texts)
    save(row, expected)
    record_about(RecommendationEvent.REWRITTEN, by=by.actor, about=[row])
    return row


@action
def give_recommendation(
    row: Recommendation,
    *,
    by: User,
    given_on: dt.date,
    answer_by: dt.date | None = None,
    letter: RegisterItem | None = None,
    expected: int | None = None,
) -> Recommendation:
    """It was given to the authority, perhaps with a letter of the register. From now on it stays as it is."""
    policy.check_can_recommend(by)
    _move(row, RecommendationState.GIVEN)
    if given_on > today():
        raise Invalid(NOT_YET, {"given_on": NOT_YET})
    if letter is not None and (letter.kind != ItemKind.LETTER_OUT or letter.state != ItemState.REGISTERED):
        raise Invalid(ONLY_SENT, {"letter": ONLY_SENT})
    row.given_on, row.answer_by, row.letter = given_on, answer_by, letter
    save(row, expected)
    record_about(RecommendationEvent.GIVEN, by=by.actor, about=[row])
    return row


@action(undo=_("Answer recorded."))
def answer_recommendation(
    row: Recommendation,
    *,
    by: User,
    state: str,
    answered_on: dt.date,
    answer: str = "",
    changed: str = "",
    expected: int | None = None,
) -> Recommendation:
    """Notes what they answered, and what changed since. What was answered first can become more later, never less."""
    policy.check_can_recommend(by)
    if state not in (RecommendationState.ANSWERED, *DECIDED):
        raise Invalid(NO_OUTCOME, {"state": NO_OUTCOME})
    _move(row, RecommendationState(state))
    if answered_on > today() or (row.given_on and answered_on < row.given_on):
        raise Invalid(NOT_YET, {"answered_on": NOT_YET})
    row.answered_on = answered_on
    seal(row, by=by.actor, answer=answer.strip(), changed=changed.strip())
    save(row, expected)
    record_about(RecommendationEvent.ANSWERED, by=by.actor, about=[row])
    return row


@action(undo=_("The recommendation will not be given."))
def drop_recommendation(row: Recommendation, *, by: User, expected: int | None = None) -> Recommendation:
    """It is not given after all."""
    policy.check_can_recommend(by)
    _move(row, RecommendationState.DROPPED)
    save(row, expected)
    record_about(RecommendationEvent.DROPPED, by=by.actor, about=[row])
    return row


def read_recommendations(rows: Sequence[Recommendation], *, by: User) -> list[Opened]:
    """The words of recommendations that were found for this reader. One event."""
    return open_sealed(rows, by=by.actor, purpose=Purpose.OWN_WORK) if rows else []


def _move(row: Recommendation, to: RecommendationState) -> None:
    if to not in RECOMMENDATION_TRANSITIONS[RecommendationState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    row.state = to
