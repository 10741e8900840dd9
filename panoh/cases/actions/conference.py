"""Case conferences: what was said and decided before a programme is drawn up or changed."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.tasks import finish_tasks, open_task
from panoh.cases.enums import ConferenceRole, TaskKind
from panoh.cases.events import ProgrammeEvent
from panoh.cases.models import Case, Conference, ConferenceSeat
from panoh.cases.policy import check_can
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import record_about, seal

CLOSED = _("This case is closed. Reopen it before planning.")
NOT_YET = _("This date is in the future. Enter the date of the conference.")
NEXT_AHEAD = _("The next conference must be later. Choose a later date.")
NOBODY = _("Say who was there: at least one member of staff besides you, or someone from outside.")
NO_DECISION = _("Write what was decided, even if the decision was to wait.")
AUTHOR_ONLY = _("Only the person who recorded a conference can correct it.")


@action(undo=_("Conference recorded."))
def hold_conference(
    case: Case,
    *,
    by: User,
    held_on: dt.date,
    decisions: str,
    staff: Sequence[User] = (),
    outside: Sequence[str] = (),
    talk: str = "",
    dissent: str = "",
    wishes: str = "",
    next_on: dt.date | None = None,
) -> Conference:
    """Records a conference; people from outside by their role. A draft in hand is what it was about, else the next one will be."""
    check_can(by, Permission.PROGRAMME_WRITE, case)
    if not case.is_open:
        raise WrongState(CLOSED)
    _check(held_on, decisions)
    if next_on is not None and next_on <= today():
        raise Invalid(NEXT_AHEAD, {"next_on": NEXT_AHEAD})
    there = list(dict.fromkeys(user for user in staff if user.pk != by.pk))
    roles = [ConferenceRole(role).value for role in outside]
    if not there and not roles:
        raise Invalid(NOBODY, {"staff": NOBODY})
    draft = case.programmes.exclude(approved_at__isnull=False).order_by("-number").first()
    row = Conference(case=case, person_id=case.person_id, programme=draft, held_on=held_on, next_on=next_on, outside=roles, by=by)
    seal(row, by=by.actor, talk=talk.strip(), decisions=decisions.strip(), dissent=dissent.strip(), wishes=wishes.strip())
    save(row)
    save_all([ConferenceSeat(conference=row, user=user) for user in there])
    finish_tasks(case, TaskKind.CONFERENCE, by=by)
    if next_on is not None:
        open_task(case, by=by, kind=TaskKind.CONFERENCE, due=next_on, owner=case.lead or by, target=row.id)
    record_about(ProgrammeEvent.CONFERENCE_HELD, by=by.actor, about=[row])
    return row


@action(undo=_("Conference corrected."))
def correct_conference(
    row: Conference,
    *,
    by: User,
    why: str,
    held_on: dt.date,
    decisions: str,
    talk: str = "",
    dissent: str = "",
    wishes: str = "",
    expected: int | None = None,
) -> Conference:
    """Corrects the words of a conference one recorded; what stood there before is kept with the reason."""
    check_can(by, Permission.PROGRAMME_WRITE, row.case)
    if row.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    _check(held_on, decisions)
    texts = {"talk": talk, "decisions": decisions, "dissent": dissent, "wishes": wishes}
    amend(row, by=by, why=why, values={"held_on": held_on}, texts=texts, expected=expected)
    return row


def _check(held_on: dt.date, decisions: str) -> None:
    if held_on > today():
        raise Invalid(NOT_YET, {"held_on": NOT_YET})
    if not decisions.strip():
        raise Invalid(NO_DECISION, {"decisions": NO_DECISION})
