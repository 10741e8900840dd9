"""Private cues: a worker gives a case a picture of their own, changes it, takes it away; it ends when they leave the case."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, remove, save
from panoh.cases import policy
from panoh.cases.cues import Picture
from panoh.cases.events import CueEvent as Event
from panoh.cases.models import Case, Cue
from panoh.cases.queries.cues import cues_that_ended, own_cues, place_of
from panoh.core.actor import SYSTEM
from panoh.core.errors import Invalid, NotFound
from panoh.vault import members

MOST = 200  # cases of one worker that bear a picture: each list opens them all

TAKEN = _("You already use this picture for another of your cases. Choose another picture or another colour.")
ENOUGH = _("200 of your cases already have a picture. Remove one first.")
NONE_HERE = _("You have not given this case a picture.")


@action(undo=_("Picture added."))
def give_cue(case: Case, *, by: User, picture: Picture) -> Cue:
    """The worker knows the case by this picture from now on, in place of the former one. Raises NoKey without their own key in hand.

    The record says that they gave one, neither which nor whose: it is about no person.
    """
    policy.check_can(by, Permission.CASE_VIEW, case)
    shown = own_cues(by)
    if any(code != case.code and one == picture for code, one in shown.items()):
        raise Invalid(TAKEN, {"thing": TAKEN})
    if len(shown) >= MOST and case.code not in shown:
        raise Invalid(ENOUGH)
    row = Cue.objects.filter(user=by.pk, case=case).first() or Cue(user=by, case=case)
    row.picture = members.seal_own(by.id, place_of(case.pk), picture.code)
    record(Event.CUE_GIVEN, by=by.actor, codes=[case.code])
    save(row)
    return row


@action(undo=_("Picture removed."))
def take_cue_away(case: Case, *, by: User) -> None:
    """The case has no picture of this worker any more."""
    row = Cue.objects.filter(user=by.pk, case=case).first()
    if row is None:
        raise NotFound(NONE_HERE)
    record(Event.CUE_TAKEN_AWAY, by=by.actor, codes=[case.code])
    remove(row)


def end_cues(cases: Iterable[Case], *, of: UUID | None = None) -> None:
    """Inside an action: pictures of these cases go, those of one worker or of all."""
    rows = Cue.objects.filter(case__in=cases)
    for row in rows if of is None else rows.filter(user=of):
        remove(row)


@action
def _end(rows: list[Cue]) -> None:
    record(Event.CUES_ENDED, by=SYSTEM)
    for row in rows:
        remove(row)


def end_cues_of_who_left() -> int:
    """Takes away the pictures of whoever works on a case no more, or has no account any more. For the task worker. Answers how many."""
    rows = list(cues_that_ended()[:100])
    if rows:
        _end(rows)
    return len(rows)
