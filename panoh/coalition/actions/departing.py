"""An organisation leaves or is closed: prepared by the coordinator, agreed to by a second person. Nothing is done yet."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import secretariat
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.models import Case
from panoh.coalition.enums import DEPARTURE_TRANSITIONS, OPEN_DEPARTURES, DepartureState, LeavingWhy, PassageState, PersonInformed
from panoh.coalition.events import Event
from panoh.coalition.models import Departure, Passage
from panoh.coalition.policy import check_can_agree_to_part, check_can_part
from panoh.coalition.queries import departures as queries
from panoh.coalition.queries.proposals import other_members
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import record_about, seal, seal_all

NO_CHOICE = _("This is not on the list. Choose from the list.")
NO_MEMBER = _("Only a member of the coalition can leave this way.")
LEAVES_ALREADY = _("The departure of this organisation is already being prepared. Continue there.")
TELL_AHEAD = _("Choose today or a later date.")
NOT_FROM_HERE = _("Someone has changed this. Open it again.")
NOTHING_CHOSEN = _("Choose at least one case.")
PASSED = _("One of these cases has already been handed over. Choose again.")
ALONE = _("In one of these cases it is not safe to tell the person. Change that case separately. Choose again.")
TOLD_WHEN = _("Enter the date the person was told. It cannot be in the future.")
TOLD_BY = _("Enter who told the person.")
WHY_NOT_SAFE = _("Write why it is not safe to tell the person.")
SAY_WHAT = _("Write what should be changed.")


@action(undo=_("Departure prepared."))
def draw_up(
    organisation: Organisation, *, by: User, why: str, last_day: dt.date, taker: Organisation, tell_by: dt.date, words: str = ""
) -> Departure:
    """Prepares the leaving of a member. Its cases go to `taker` where the person has agreed to it, else to the secretariat; both can
    be changed, case by case, until it is begun."""
    check_can_part(by)
    if organisation.kind != OrganisationKind.MEMBER or organisation.gone_on is not None:
        raise WrongState(NO_MEMBER)
    if organisation.departures.filter(state__in=OPEN_DEPARTURES).exists():
        raise WrongState(LEAVES_ALREADY)
    if why not in LeavingWhy.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if taker not in other_members(organisation.pk):
        raise Invalid(NO_CHOICE, {"taker": NO_CHOICE})
    if tell_by < today():
        raise Invalid(TELL_AHEAD, {"tell_by": TELL_AHEAD})
    row = Departure(
        organisation=organisation,
        house=secretariat(),
        why=why,
        last_day=last_day,
        tell_by=tell_by,
        drawn_up_by=by,
        drawn_up_at=now(),
    )
    seal(row, by=by.actor, words=words.strip())
    save(row)
    add_passages(row, list(queries.cases_of(organisation)), taker=taker)
    record(Event.LEAVING_DRAWN_UP, by=by.actor, purpose=organisation.slug)
    return row


def add_passages(departure: Departure, cases: Sequence[Case], *, taker: Organisation) -> None:
    """Inside an action: cases join the plan. To whom the person has not agreed it does not go."""
    agreed = queries.agreed_people({case.person_id for case in cases}, taker)
    save_all(
        [
            Passage(
                departure=departure,
                case=case,
                person_id=case.person_id,
                taker=taker if case.person_id in agreed else departure.house,
            )
            for case in cases
        ]
    )


@action(undo=_("Saved to the plan."))
def plan_passages(
    departure: Departure,
    rows: Sequence[Passage],
    *,
    by: User,
    taker: Organisation,
    told: str,
    told_on: dt.date | None = None,
    words: str = "",
    expected: int | None = None,
) -> None:
    """Writes down for these cases where they go and how the person was told; one whose person cannot be told safely is changed alone.
    Whoever had agreed to the plan is asked again."""
    check_can_part(by)
    if departure.state not in OPEN_DEPARTURES:
        raise WrongState(NOT_FROM_HERE)
    if not rows:
        raise Invalid(NOTHING_CHOSEN, {"cases": NOTHING_CHOSEN})
    if any(row.departure_id != departure.pk or row.state == PassageState.DONE for row in rows):
        raise Invalid(PASSED, {"cases": PASSED})
    if len(rows) > 1 and any(row.told == PersonInformed.NOT_SAFE for row in rows):
        raise Invalid(ALONE, {"cases": ALONE})
    if taker not in other_members(departure.organisation_id):
        raise Invalid(NO_CHOICE, {"taker": NO_CHOICE})
    _check_told(told, told_on, words)
    kept = "" if told == PersonInformed.TO_TELL else words.strip()
    seal_all([(row, {"words": kept}) for row in rows], by=by.actor)
    for row in rows:
        row.taker, row.told, row.told_on = taker, PersonInformed(told), told_on if told == PersonInformed.TOLD else None
        row.state, row.hindrance = PassageState.WAITS, ""
        save(row)
    if departure.state in (DepartureState.ASKED, DepartureState.AGREED):
        departure.state = DepartureState.DRAWN_UP
        departure.asked_by = departure.agreed_by = departure.asked_at = departure.agreed_at = None
    save(departure, expected)
    record_about(Event.LEAVING_PLANNED, by=by.actor, about=[row.case for row in rows])


def _check_told(told: str, told_on: dt.date | None, words: str) -> None:
    if told not in PersonInformed.values:
        raise Invalid(NO_CHOICE, {"told": NO_CHOICE})
    if told == PersonInformed.TOLD and (told_on is None or told_on > today()):
        raise Invalid(TOLD_WHEN, {"told_on": TOLD_WHEN})
    if told != PersonInformed.TO_TELL and not words.strip():
        sentence = TOLD_BY if told == PersonInformed.TOLD else WHY_NOT_SAFE
        raise Invalid(sentence, {"words": sentence})


@action(undo=_("A second person has been asked."))
def ask_to_agree(departure: Departure, *, by: User, expected: int | None = None) -> Departure:
    """The plan is ready: a second person of the secretariat is asked."""
    check_can_part(by)
    departure.asked_by, departure.asked_at = by, now()
    return move(departure, DepartureState.ASKED, Event.LEAVING_ASKED, by=by, expected=expected)


@action(undo=_("Agreed."))
def agree_to_part(departure: Departure, *, by: User, expected: int | None = None) -> Departure:
    """The second person agrees to the plan as it stands."""
    check_can_agree_to_part(by, departure)
    departure.agreed_by, departure.agreed_at = by, now()
    return move(departure, DepartureState.AGREED, Event.LEAVING_AGREED, by=by, expected=expected)


@action(undo=_("Departure returned."))
def send_back(departure: Departure, *, by: User, words: str, expected: int | None = None) -> Departure:
    """The second person wants it otherwise, and says what."""
    check_can_agree_to_part(by, departure)
    if not words.strip():
        raise Invalid(SAY_WHAT, {"words": SAY_WHAT})
    seal(departure, by=by.actor, answer=words.strip())
    departure.asked_by = departure.asked_at = None
    return move(departure, DepartureState.DRAWN_UP, Event.LEAVING_SENT_BACK, by=by, expected=expected)


@action(undo=_("Departure cancelled."))
def call_off(departure: Departure, *, by: User, expected: int | None = None) -> Departure:
    """It stays after all: nothing was done."""
    check_can_part(by)
    return move(departure, DepartureState.CALLED_OFF, Event.LEAVING_CALLED_OFF, by=by, expected=expected)


def move(departure: Departure, to: DepartureState, event: Event, *, by: User, expected: int | None = None) -> Departure:
    """Inside an action: into a state that the table allows from here."""
    if to not in DEPARTURE_TRANSITIONS[DepartureState(departure.state)]:
        raise WrongState(NOT_FROM_HERE)
    departure.state = to
    save(departure, expected)
    record(event, by=by.actor, purpose=departure.organisation.slug)
    return departure
